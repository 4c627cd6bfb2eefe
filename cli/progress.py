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

from adapter.events import Event, FilingSettled
from cli.output import counted, is_terminal

BETWEEN_LINES = 30.0
"""Seconds from one plain line to the next; work that is done sooner says nothing of its progress."""


class Progress:
    """Counts the filings that are answered for; call it with each event, from any thread.

    `total` is how many there will be, if that is known.
    """

    def __init__(
        self, *, quiet: bool, total: int | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._quiet = quiet
        self._on_terminal = is_terminal()
        self._total = total
        self._clock = clock
        self._began = self._told_at = clock()
        self._states = Counter[str]()
        self._lock = threading.Lock()
        self._bar: Any = None
        self._open = ExitStack()

    def __call__(self, event: Event) -> None:
        if self._quiet:
            return
        with self._lock:
            settled = isinstance(event, FilingSettled)
            if isinstance(event, FilingSettled):
                self._states[event.state] += 1
            if not self._on_terminal:
                self._line()
            elif settled and self._bar is not None:
                self._bar.update(1)
            elif settled:
                answered = counted(self._states.total(), "participant")
                click.echo(f"\r  {answered} answered for", nl=False, err=True)

    def _line(self) -> None:
        """Told whatever happens, so that an endpoint that keeps us waiting is seen to do so."""
        now = self._clock()
        if now - self._told_at < BETWEEN_LINES:
            return
        self._told_at = now
        of = f" of {self._total:,}" if self._total is not None else ""
        states = ", ".join(f"{count:,} {state}" for state, count in self._states.items())
        click.echo(
            f"After {now - self._began:.0f} s: {self._states.total():,}{of} answered for"
            + (f": {states}" if states else ""),
            err=True,
        )

    def __enter__(self) -> Self:
        if self._on_terminal and not self._quiet and self._total:
            bar: Any = click.progressbar(length=self._total, label="Filing", show_pos=True, file=sys.stderr)
            self._bar = self._open.enter_context(bar)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.close()
        if self._on_terminal and self._bar is None and self._states:
            click.echo("\r" + " " * 60 + "\r", nl=False, err=True)
