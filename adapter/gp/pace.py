"""How fast to go on at an endpoint that said we were too fast: a rule without clock or threads."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

FLOOR = 0.5
"""Requests a second; whoever wants fewer says for how long to wait (Retry-After)."""

_SLOWER = 0.75
_QUIET = 30.0
"""Seconds at the pace of the last refusal."""
_DOUBLES_IN = 90.0
_DOUBLINGS = 3
"""After so many without a refusal, what was learnt is no limit any more."""
_KEPT_FOR = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Slowed:
    """What the next run is told: requests a second, and when the endpoint last refused one for its rate."""

    a_second: float
    refused_at: dt.datetime

    def counts(self, now: dt.datetime) -> bool:
        """Whether it is to be kept to; a clock that was put back does not lengthen it."""
        return abs(now - self.refused_at) <= _KEPT_FOR


@dataclass(frozen=True, slots=True)
class Pace:
    """So many requests `a_second` from the moment `since` on (seconds of any clock), then more."""

    a_second: float
    since: float

    def at(self, now: float) -> float | None:
        """Requests a second by now; None once that is no limit any more.

        The same for half a minute, then creeping up: twice as fast every minute and a half.
        """
        doublings = max(0.0, now - self.since - _QUIET) / _DOUBLES_IN
        return self.a_second * 2**doublings if doublings < _DOUBLINGS else None


def slowed(kept: float | None, taken: float, now: float, most: float | None) -> Pace:
    """The pace after a refusal, a quarter slower; all in requests a second.

    Slower than what we `kept` to, or, if nothing held us, than what the endpoint has `taken` lately. Not
    below `FLOOR`, and never above `most`, which the settings allow.
    """
    lower = max(FLOOR, _SLOWER * (taken if kept is None else kept))
    return Pace(lower if most is None else min(lower, most), now)


def crept_on(slowed: Slowed, now: float) -> Pace:
    """The pace of a new run: what was learnt, creeping up from the first request on."""
    return Pace(slowed.a_second, now - _QUIET)
