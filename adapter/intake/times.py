"""Reading the times of a file that says neither the order of its dates nor their time zone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from adapter.errors import SourceError
from adapter.intake.attendance import Interval
from adapter.intake.written_time import DateOrder, WrittenTime, take_apart
from adapter.problem import Problem

LONDON = ZoneInfo("Europe/London")


@dataclass(frozen=True, slots=True)
class Moment:
    """A time in Europe/London.

    `ambiguous_hour`: its hour happens twice (the first of the two is taken). `assumed_date`: only the clock
    was written, the date is the session's.
    """

    at: datetime
    ambiguous_hour: bool = False
    assumed_date: bool = False


@dataclass(frozen=True, slots=True)
class Calendar:
    """How one file writes its times; `order` is None when nothing in it depends on the order."""

    file: str
    order: DateOrder | None = None
    session_date: date | None = None
    zone: tzinfo = LONDON

    def read(self, text: str) -> Moment | None:
        """The moment a text means; None when it is no time, no day of the calendar, or in a skipped hour.

        A time alone is taken to be on the session date.
        """
        written = take_apart(text)
        if written is None:
            return None
        day = self.session_date if written.year is None else written.date_in(self.order)
        if day is None:
            return None
        return _on_the_clock(
            datetime.combine(day, written.clock), self.zone, assumed_date=written.year is None
        )

    def check_start(self, start: Moment | None) -> None:
        """Raise SourceError when the meeting did not start on the session date (H13)."""
        if self.session_date and start and start.at.date() != self.session_date:
            raise self._mismatch(start.at.date().isoformat())

    def _mismatch(self, found: str) -> SourceError:
        problem = Problem(
            where=self.file,
            found=f"a meeting that started on {found} (SESSION_DATE_MISMATCH)",
            expected=f"the session of {self.session_date}",
            todo="Import the report of this session, or correct the session's date.",
        )
        return SourceError(
            f"{self.file} is not the report of this session (SESSION_DATE_MISMATCH).", [problem]
        )


def calendar_of(
    file: str,
    texts: Iterable[str],
    session_date: date | None,
    *,
    evidence: Iterable[str] = (),
    zone: tzinfo = LONDON,
) -> Calendar:
    """Learn the order of a file's dates from all of them together, then from the session's date.

    `texts` are the times of the meeting; `evidence` other times of the same file, which may lie on any day.
    Raises SourceError: AMBIGUOUS_DATE when neither settles the order, SESSION_DATE_MISMATCH when no order
    puts the meeting on the session date.
    """
    meeting = [written for text in texts if (written := take_apart(text))]
    around = [written for text in evidence if (written := take_apart(text))]
    # No date can be both: a number above 12 in either place is the day, for the whole file.
    shown = {
        DateOrder.DAY_FIRST if written.first > 12 else DateOrder.MONTH_FIRST
        for written in (*meeting, *around)
        if not written.settled and max(written.first, written.second) > 12
    }
    still_open = [written for written in meeting if written.open_order]
    if len(shown) == 2 and still_open:
        raise _ambiguous(file, "dates of both orders, day first and month first", still_open[0])
    if len(shown) == 1 or not still_open:
        return Calendar(file, shown.pop() if shown else None, session_date, zone)
    if session_date is None:
        raise _ambiguous(file, "dates that can be read day first or month first", still_open[0])
    fitting = [order for order in DateOrder if _fits(meeting, order, session_date)]
    if not fitting:
        either = " or ".join(str(still_open[0].date_in(order)) for order in DateOrder)
        raise Calendar(file, None, session_date)._mismatch(either)
    if len(fitting) == 2:
        raise _ambiguous(file, "dates that can be read day first or month first", still_open[0])
    return Calendar(file, fitting[0], session_date, zone)


def read_instant(text: object) -> Moment | None:
    """A moment from an interface that answers in UTC (`2026-03-05T18:00:00Z`); None when it is none."""
    if not isinstance(text, str):
        return None
    try:
        at = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return Moment(at.astimezone(LONDON).replace(microsecond=0))


def interval_between(joined: Moment | None, left: Moment | None) -> Interval | None:
    """The stay between two moments; None when one is unknown, or when it would end before it begins.

    Two things make an end look too early: the hour that happens twice, and midnight where only clock times
    are written.
    """
    if joined is None or left is None:
        return None
    end = left.at
    if end.timestamp() < joined.at.timestamp() and left.ambiguous_hour:
        end = end.replace(fold=1)
    if end.timestamp() < joined.at.timestamp() and left.assumed_date:
        end += timedelta(days=1)
    if end.timestamp() < joined.at.timestamp():
        return None
    return Interval(joined.at, end, joined.ambiguous_hour or left.ambiguous_hour)


def _fits(meeting: list[WrittenTime], order: DateOrder, session_date: date) -> bool:
    """Whether the meeting is on the session date in that order; it may run past midnight."""
    dates = [written.date_in(order) for written in meeting if written.year is not None]
    known = [day for day in dates if day is not None]
    return (
        len(known) == len(dates)
        and min(known) == session_date
        and max(known) <= session_date + timedelta(days=1)
    )


def _ambiguous(file: str, found: str, example: WrittenTime) -> SourceError:
    shown = f"{example.first}/{example.second}/{example.year}"
    problem = Problem(
        where=file,
        found=f"{found}, such as {shown} (AMBIGUOUS_DATE)",
        expected="a session date, or one date of the file, that settles which number is the day",
        todo="Give the date of the session and import the file again.",
    )
    return SourceError(f"The dates of {file} can be read in two ways (AMBIGUOUS_DATE).", [problem])


def _on_the_clock(wall: datetime, zone: tzinfo, *, assumed_date: bool) -> Moment | None:
    at = wall.replace(tzinfo=zone)
    if at.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != wall:
        return None  # the clocks jumped over this time
    twice = at.utcoffset() != at.replace(fold=1).utcoffset()
    return Moment(at.astimezone(LONDON), twice, assumed_date)
