"""The circuit breaker of one endpoint: after many requests without an answer, nothing is sent for a while."""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from adapter.errors import EndpointError, Stopped
from adapter.telemetry.events import BreakerState


class Breaker:
    """Closed, open or half open; safe to use from several threads.

    It opens after `failures` attempts in a row that got no answer of any kind, refuses everything for `rest`
    seconds of a monotonic clock, then lets one request through: any answer closes it, none opens it again.

    `changed` is told each state that it comes to.

    Own code: the libraries at hand count wall-clock time, or let every thread through when half open.
    """

    def __init__(
        self,
        host: str,
        *,
        failures: int,
        rest: float,
        clock: Callable[[], float] = lambda: time.monotonic(),
        now: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC),
        changed: Callable[[BreakerState], object] = lambda _: None,
    ) -> None:
        self._host = host
        self._failures = failures
        self._rest = rest
        self._clock = clock
        self._now = now
        self._changed = changed
        self._lock = threading.Lock()
        self._failed = 0
        self._reason = ""
        self._rests_until: float | None = None
        self._probing = False

    @property
    def state(self) -> BreakerState:
        """Which one it is in now."""
        with self._lock:
            if self._rests_until is None:
                return "closed"
            return "open" if self._clock() < self._rests_until else "half-open"

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """Around one request. Raises `Stopped` at once where none may be sent now.

        An `EndpointError` with a status is an answer; one without is none.
        """
        self._admit()
        try:
            yield
        except EndpointError as error:
            if error.status is None:
                self._fail(error)
            else:
                self._succeed()
            raise
        except BaseException:
            # an interrupt says nothing of the endpoint; the next request may try
            self._probing = False
            raise
        else:
            self._succeed()

    def _admit(self) -> None:
        if self._rests_until is None:
            return
        with self._lock:
            if self._rests_until is None:
                return
            left = self._rests_until - self._clock()
            if left <= 0 and not self._probing:
                self._probing = True
                self._changed("half-open")
                return
        left = max(left, 0.0)
        until = (self._now() + dt.timedelta(seconds=left)).astimezone()
        raise Stopped(
            f"nothing is sent to {self._host} until {until:%H:%M:%S}, when one request tries: {self._reason}",
            retry_after=left,
        )

    def _succeed(self) -> None:
        if self._failed or self._rests_until is not None:
            with self._lock:
                was_closed = self._rests_until is None
                self._failed, self._rests_until, self._probing = 0, None, False
                if not was_closed:
                    self._changed("closed")

    def _fail(self, error: EndpointError) -> None:
        with self._lock:
            self._failed += 1
            self._reason = str(error)
            if self._probing or isinstance(error, Stopped) or self._failed >= self._failures:
                if self._rests_until is None or self._probing:
                    self._changed("open")
                self._rests_until = self._clock() + self._rest
            self._probing = False
