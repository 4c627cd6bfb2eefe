"""How far a run is that takes long: told now and then, so that a log shows it is alive."""

from __future__ import annotations

import contextvars
import threading
import time
from collections import Counter
from collections.abc import Callable

from adapter.telemetry.events import (
    Event,
    FilingSettled,
    RequestMade,
    RunContinues,
    RunEnded,
    RunStarted,
    Tell,
)

BETWEEN = 60.0
"""Seconds from one telling to the next; a run that is done sooner has none."""


class Pace:
    """Passes on each event, from any thread, and adds `RunContinues` where it is time.

    It has no clock that rings: a run of which nothing at all is heard is one that waits for its endpoint, and
    that ends with a request.
    """

    def __init__(self, tell: Tell, clock: Callable[[], float] = time.monotonic) -> None:
        self._tell = tell
        self._clock = clock
        self._lock = threading.Lock()
        self._command = ""
        self._began = self._told_at = clock()
        self._filings = Counter[str]()
        self._attempts = 0
        self._around = contextvars.copy_context()

    def __call__(self, event: Event) -> None:
        self._tell(event)
        with self._lock:
            if isinstance(event, RunStarted):
                self._begin(event.command)
            elif isinstance(event, FilingSettled):
                self._filings[event.state] += 1
            elif isinstance(event, RequestMade):
                self._attempts += 1
            elif isinstance(event, RunEnded):
                self._command = ""
            now = self._clock()
            if self._command and now - self._told_at >= BETWEEN:
                self._told_at = now
                # about the run, not about the filing that this thread is at
                self._around.run(self._tell, self._so_far(now))

    def _begin(self, command: str) -> None:
        self._command = command
        self._began = self._told_at = self._clock()
        self._filings.clear()
        self._attempts = 0
        self._around = contextvars.copy_context()

    def _so_far(self, now: float) -> RunContinues:
        return RunContinues(
            command=self._command,
            seconds=now - self._began,
            filings=dict(self._filings),
            attempts=self._attempts,
        )
