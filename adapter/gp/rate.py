"""The polite rate of one endpoint: every thread waits for its turn, and all wait when one is told to."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from adapter.errors import NotProcessed

_MINUTE = 60.0


class Rate:
    """Turns to send a request; safe to use from several threads.

    `a_second` is how many requests a second the endpoint allows, counted over any minute (the NHS API
    platform: 5, with those to its token endpoint); None leaves the rate to the endpoint. A token bucket of
    one second's requests, filled so that no minute holds more than `60 × a_second`.
    """

    def __init__(
        self,
        a_second: float | None = None,
        *,
        clock: Callable[[], float] = lambda: time.monotonic(),
        sleep: Callable[[float], None] = lambda seconds: time.sleep(seconds),
    ) -> None:
        self._clock = clock
        self._sleep = sleep
        self._lock = threading.Lock()
        self._paused_until = float("-inf")
        self._a_second = a_second
        self._full_at = float("-inf")
        self.share(1)

    def share(self, processes: int) -> None:
        """Keep to an equal part of the rate, which so many processes keep together."""
        if self._a_second is None:
            return
        part = self._a_second / processes
        burst = max(1, int(part))
        beside_the_burst = _MINUTE * part - burst
        with self._lock:
            self._apart = _MINUTE / beside_the_burst if beside_the_burst > 0 else 1 / part
            self._ahead = (burst - 1) * self._apart

    def turn(self, patience: float = float("inf")) -> None:
        """Wait until a request may be sent.

        Raises `NotProcessed` at once where the endpoint asked for a longer pause than `patience` seconds.
        """
        if self._a_second is None and self._paused_until < (now := self._clock()):
            return
        with self._lock:
            now = self._clock()
            if (pause := self._paused_until - now) > patience:
                raise NotProcessed(
                    f"the endpoint asked for a pause, of which {pause:.0f} s are left", retry_after=pause
                )
            at = max(now, self._paused_until)
            if self._a_second is not None:
                at = max(at, self._full_at - self._ahead)
                self._full_at = max(self._full_at, at) + self._apart
        if at > now:
            self._sleep(at - now)

    def pause(self, seconds: float) -> None:
        """The endpoint told one of us to wait: nobody sends anything for so long."""
        with self._lock:
            self._paused_until = max(self._paused_until, self._clock() + seconds)
