"""When a round is due: one for each interval of UTC, those missed made up by one, never in a rush."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)

_LONGEST_GAP = dt.timedelta(minutes=1)
_LONGEST_JITTER = dt.timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Last:
    """The round before: when it began, and whether it came to an end (a killed one did not).

    One `by_hand` was of no timetable.
    """

    began: dt.datetime
    ended: bool
    by_hand: bool = False


@dataclass(frozen=True, slots=True)
class Timetable:
    """Rounds `every` so often. Intervals are counted in UTC, so that an hour that happens twice is two."""

    every: dt.timedelta

    @property
    def gap(self) -> dt.timedelta:
        """The least time from the beginning of one round to the beginning of the next.

        At most what lies between two rounds of neighbouring intervals, whatever their jitter: with more, each
        would put the next one off further, until an interval has none.
        """
        return min(self.every - self._longest_jitter, _LONGEST_GAP)

    def interval(self, moment: dt.datetime) -> dt.datetime:
        """The beginning of the interval that a moment belongs to."""
        return moment - (moment - _EPOCH) % self.every

    def due(self, last: Last | None, now: dt.datetime) -> dt.datetime:
        """When the next round may begin, without jitter.

        A round that ended is the one of its interval. One that did not is made up for, and so is, by a single
        round, every interval that had none.
        """
        if last is None:
            return now
        if last.ended and last.began >= self.interval(now):
            # a round of the future was begun before the clock was put back
            return self.interval(now) + self.every
        return max(now, min(last.began, now) + self.gap)

    def missed(self, last: Last | None, now: dt.datetime) -> int:
        """How many intervals between the last round and the one of now had none; by hand there are none."""
        if last is None or last.by_hand:
            return 0
        return max(0, (self.interval(now) - self.interval(last.began)) // self.every - 1)

    def jitter(self, chance: random.Random) -> dt.timedelta:
        """A random delay, so that practices that share an endpoint do not ask it all at once."""
        return chance.random() * self._longest_jitter

    @property
    def _longest_jitter(self) -> dt.timedelta:
        return min(self.every / 10, _LONGEST_JITTER)
