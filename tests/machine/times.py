"""What time it is for clinic and practice, and how long the machine has slept that holds a lease."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from unittest.mock import patch

import adapter.gp.retry
from adapter.gp.server_clock import ServerClock
from adapter.ledger import leases

A_WHILE = dt.timedelta(minutes=20)
"""Between any two things that happen: longer than clocks may differ before nobody says who spoke last."""


class Times:
    """One clock for clinic and practice, set by hand; leases go by the real one and what was slept."""

    def __init__(self) -> None:
        self.now = dt.datetime(2026, 5, 1, 9, tzinfo=dt.UTC)
        self._slept = dt.timedelta()
        self._lock = threading.Lock()

    def clock(self) -> dt.datetime:
        """The time of clinic and practice; never twice the same, whichever thread asks."""
        with self._lock:
            self.now += dt.timedelta(microseconds=1)
            return self.now

    def passes(self) -> None:
        self.now += A_WHILE

    def sleeps(self) -> None:
        """This machine stands still for longer than any lease lasts."""
        self._slept += leases.LASTS + dt.timedelta(seconds=1)

    @contextmanager
    def go_by(self) -> Iterator[None]:
        """Inside, the adapter lives in this time, and is in no hurry to try again."""
        elapsed, now = leases._elapsed, leases._now

        def note(clock: ServerClock, _headers: object) -> None:
            # what the Date header would say, were it of the same time
            clock.now, clock.skew = self.now.replace(microsecond=0), dt.timedelta()

        with ExitStack() as stack:
            for owner, name, instead in (
                (adapter.gp.retry, "FIRST_WAIT", 0.001),
                (ServerClock, "note", note),
                (leases, "_elapsed", lambda: elapsed() + self._slept.total_seconds()),
                (leases, "_now", lambda connection: now(connection) + self._slept),
            ):
                stack.enter_context(patch.object(owner, name, instead))
            yield
