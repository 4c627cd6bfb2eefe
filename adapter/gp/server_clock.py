"""The server's own clock, as the Date header of its answers shows it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping

from adapter.gp.http_date import http_date

MOST_SKEW = dt.timedelta(minutes=2)
"""By how much two clocks may differ that agree; from here on, somebody should look (failure matrix 3.5)."""


class ServerClock:
    """`now` is the moment of the last answer by the server's clock, None where it never said one.

    `skew` is by how much the server's clock is ahead of ours; whole seconds, as the header is.
    """

    def __init__(self, clock: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC)) -> None:
        self._clock = clock
        self.now: dt.datetime | None = None
        self.skew: dt.timedelta | None = None

    @property
    def on_time(self) -> bool:
        """Whether both clocks are known to agree."""
        return self.skew is not None and abs(self.skew) <= MOST_SKEW

    def note(self, headers: Mapping[str, str]) -> None:
        """Take the time from an answer that has just come."""
        moment = http_date(headers.get("Date"))
        if moment is not None:
            self.now = moment
            self.skew = moment - self._clock()
