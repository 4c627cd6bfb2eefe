"""Progress of long work: a bar on a terminal, a plain line now and then elsewhere, all of it on stderr."""

from __future__ import annotations

import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from types import TracebackType
from typing import Any, Self

import click

from adapter.telemetry.events import Event, FilingSettled, RequestMade, RunStarted
from cli.output import counted, is_terminal

BETWEEN_LINES = 30.0
"""Seconds from one plain line to the next; work that is done sooner says nothing of its progress."""


class Progress:
    """Counts requests, and filings that are answered for; call it with each event, from any thread.

    `total` is how many filings there will be; it may be told until this is entered. With `lines`, a terminal
    has plain lines as well, of one run after the other.
    """

    def __init__(
        self,
        *,
        quiet: bool,
        total: int | None = None,
        lines: bool = False,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.total = total
        self._quiet = quiet
        self._on_terminal = is_terminal() and not lines
        self._clock = clock
        self._began = self._told_at = clock()
        self._states = Counter[str]()
        self._requests = 0
        self._lock = threading.Lock()
        self._bar: Any = None
        self._open = ExitStack()

    def _begin(self) -> None:
        self._began = self._told_at = self._clock()
        self._states.clear()
        self._requests = 0

    def __call__(self, event: Event) -> None:
        if self._quiet:
            return
        with self._lock:
            if isinstance(event, RunStarted):
                self._begin()
            elif isinstance(event, FilingSettled):
                self._states[event.state] += 1
                if self._bar is not None:
                    self._bar.update(1)
            elif isinstance(event, RequestMade):
                self._requests += 1
            if not self._on_terminal:
                self._line()
            elif self._bar is None:
                click.echo(f"\r  {self._so_far()}", nl=False, err=True)

    def make_room(self) -> None:
        """Clear the line that counts, for what somebody else tells now; the next event shows it again."""
        if self._on_terminal and self._bar is None and not self._quiet:
            click.echo("\r" + " " * 60 + "\r", nl=False, err=True)

    def _so_far(self) -> str:
        of = f" of {self.total:,}" if self.total is not None else ""
        done = counted(self._requests, "request")
        return f"{done}, {self._states.total():,}{of} answered for" if self._states else done

    def _line(self) -> None:
        """Told whatever happens, so that an endpoint that keeps us waiting is seen to do so."""
        now = self._clock()
        if now - self._told_at < BETWEEN_LINES:
            return
        self._told_at = now
        states = ", ".join(f"{count:,} {state}" for state, count in self._states.items())
        click.echo(
            f"After {now - self._began:.0f} s: {self._so_far()}" + (f": {states}" if states else ""), err=True
        )

    def __enter__(self) -> Self:
        if self._on_terminal and not self._quiet and self.total:
            bar: Any = click.progressbar(length=self.total, label="Filing", show_pos=True, file=sys.stderr)
            self._bar = self._open.enter_context(bar)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.close()
        self.make_room()
