"""The polite rate of one endpoint: every thread waits for its turn, and all wait when one is told to."""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections import deque
from collections.abc import Callable

from adapter.errors import NotProcessed
from adapter.gp.pace import Pace, Slowed, crept_on, slowed

_MINUTE = 60.0

_LATELY = 10.0
"""Seconds over which what the endpoint takes is measured."""

_REST = 1.0
"""Seconds after a refusal: with nothing left to give, an endpoint refuses whatever comes a little early."""


class Rate:
    """Turns to send a request; safe to use from several threads.

    `a_second` is how many requests a second the endpoint allows, counted over any minute (the NHS API
    platform: 5, with those to its token endpoint); None leaves the rate to the endpoint. A token bucket of
    one second's requests, filled so that no minute holds more than `60 × a_second`. An endpoint that refuses
    us for our rate slows us down further, to requests one after the other at the pace of `pace`.
    """

    def __init__(
        self,
        a_second: float | None = None,
        *,
        clock: Callable[[], float] = lambda: time.monotonic(),
        sleep: Callable[[float], None] = lambda seconds: time.sleep(seconds),
        now: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC),
    ) -> None:
        self._clock = clock
        self._sleep = sleep
        self._now = now
        self._lock = threading.Lock()
        self._paused_until = float("-inf")
        self._a_second = a_second
        self._full_at = float("-inf")
        self._pace: Pace | None = None
        self._next_at = float("-inf")
        self._refused_at: dt.datetime | None = None
        self._taken = deque[float]()
        self.share(1)

    def share(self, processes: int) -> None:
        """Keep to an equal part of the rate, which so many processes keep together."""
        self._processes = processes
        if self._a_second is None:
            return
        part = self._a_second / processes
        burst = max(1, int(part))
        beside_the_burst = _MINUTE * part - burst
        with self._lock:
            self._apart = _MINUTE / beside_the_burst if beside_the_burst > 0 else 1 / part
            self._ahead = (burst - 1) * self._apart

    @property
    def learnt(self) -> Slowed | None:
        """To what the endpoint has slowed all processes together; None where it has not, or no longer."""
        with self._lock:
            pace = self._slower_pace(self._clock())
            if pace is None or self._refused_at is None:
                return None
            return Slowed(round(pace, 1), self._refused_at)

    def remember(self, learnt: Slowed | None) -> None:
        """Go on as slowly as another run had to, unless that is long ago or more is known by now."""
        with self._lock:
            if learnt is None or not learnt.counts(self._now()):
                return
            if self._refused_at is None or self._refused_at < learnt.refused_at:
                self._pace, self._refused_at = crept_on(learnt, self._clock()), learnt.refused_at

    def turn(self, patience: float = float("inf")) -> float:
        """Wait until a request may be sent; returns when that is, for `refused`.

        Raises `NotProcessed` at once where the endpoint asked for a longer pause than `patience` seconds.
        """
        with self._lock:
            now = self._clock()
            if (pause := self._paused_until - now) > patience:
                raise NotProcessed(
                    f"the endpoint asked for a pause, of which {pause:.0f} s are left", retry_after=pause
                )
            pace = self._slower_pace(now)
            at = max(now, self._paused_until)
            if pace is not None:
                at = max(at, self._next_at)
            if self._a_second is not None:
                at = max(at, self._full_at - self._ahead)
                self._full_at = max(self._full_at, at) + self._apart
            if pace is not None:
                self._next_at = at + self._processes / pace
            self._taken.append(at)
            while self._taken[0] < now - _LATELY:
                self._taken.popleft()
        if at > now:
            self._sleep(at - now)
        return at

    def pause(self, seconds: float) -> None:
        """The endpoint told one of us to wait: nobody sends anything for so long."""
        with self._lock:
            self._paused_until = max(self._paused_until, self._clock() + seconds)

    def refused(self, sent: float) -> None:
        """The endpoint said that we are too fast to the request that had its turn at `sent`: go on slower.

        What was sent before we last slowed down says nothing of how fast we are now.
        """
        with self._lock:
            now = self._clock()
            if sent in self._taken:
                self._taken.remove(sent)
            self._refused_at = self._now()
            if self._pace is not None and sent <= self._pace.since:
                return
            lately = sorted((at for at in self._taken if now - _LATELY <= at <= now), reverse=True)
            if not lately:
                return  # it takes nothing at all, however slowly we ask
            # the fastest of the times that end now: before a burst we may have had little to ask
            taken = max(many / max(1.0, now - at) for many, at in enumerate(lately, 1)) * self._processes
            kept = min(
                (rate for rate in (self._a_second, self._slower_pace(now)) if rate is not None), default=None
            )
            self._pace = slowed(kept, taken, now, self._a_second)
            self._next_at = now + max(_REST, self._processes / self._pace.a_second)

    def _slower_pace(self, now: float) -> float | None:
        """Requests a second, for all processes, that the endpoint has slowed us to; None where it has not."""
        pace = None if self._pace is None else self._pace.at(now)
        return None if pace is None or (self._a_second is not None and pace >= self._a_second) else pace
