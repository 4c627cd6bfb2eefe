"""Reading the times of a file that says neither the order of its dates nor their time zone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from adapter.intake.platforms.attendance import Interval
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
    """How one file writes its times.

    `order` is None when nothing in it depends on the order, or when there is a `problem` with it: then the
    times that depend on it are unknown.
    """

    file: str
    order: DateOrder | None = None
    session_date: date | None = None
    zone: tzinfo = LONDON
    problem: Problem | None = None

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

    def problem_with(self, start: Moment | None) -> Problem | None:
        """What forbids the use of this file: its dates cannot be read, or are not the session's (H13)."""
        if self.problem or start is None or self.session_date in (None, start.at.date()):
            return self.problem
        return _mismatch(self.file, start.at.date().isoformat(), self.session_date)


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
    The calendar has a problem, AMBIGUOUS_DATE, when neither settles the order, and SESSION_DATE_MISMATCH when
    the meeting is not on the session date in any order.
    """
    meeting = [written for text in texts if (written := take_apart(text)) and written.year is not None]
    around = [written for text in evidence if (written := take_apart(text))]
    unsettled = [written for written in meeting if not written.settled]
    # No date can be both: a number above 12 in either place is the day, for the whole file.
    shown = {
        DateOrder.DAY_FIRST if written.first > 12 else DateOrder.MONTH_FIRST
        for written in (*meeting, *around)
        if not written.settled and max(written.first, written.second) > 12
    }
    orders = list(shown)
    if not unsettled or (not shown and not any(written.open_order for written in unsettled)):
        return Calendar(file, None, session_date, zone)
    if not shown and session_date:
        orders = _orders_that_fit(meeting, session_date)
    if len(orders) == 1:
        return Calendar(file, orders[0], session_date, zone)
    example = next((written for written in unsettled if written.open_order), unsettled[0])
    if shown or orders or session_date is None:
        problem = _ambiguous(file, example, "of both orders" if shown else "that can be read in two orders")
    else:
        either = " or ".join(str(example.date_in(order)) for order in DateOrder)
        problem = _mismatch(file, either, session_date)
    return Calendar(file, None, session_date, zone, problem)


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


def _orders_that_fit(meeting: list[WrittenTime], session_date: date) -> list[DateOrder]:
    """The orders in which the meeting begins on the session date; of two, that which ends by the next day."""
    dates = {order: [written.date_in(order) for written in meeting] for order in DateOrder}
    known = {order: [day for day in days if day] for order, days in dates.items() if all(days)}
    fitting = [order for order, days in known.items() if min(days) == session_date]
    next_day = session_date + timedelta(days=1)
    return fitting if len(fitting) < 2 else [order for order in fitting if max(known[order]) <= next_day]


def _ambiguous(file: str, example: WrittenTime, found: str) -> Problem:
    return Problem(
        where=file,
        found=f"dates {found}, such as {example.first}/{example.second}/{example.year}",
        expected="a session date, or one date of the file, that settles which is the day (AMBIGUOUS_DATE)",
        todo="Give the date of the session and import the file again.",
    )


def _mismatch(file: str, found: str, session_date: date | None) -> Problem:
    return Problem(
        where=file,
        found=f"a meeting that started on {found}",
        expected=f"the session of {session_date} (SESSION_DATE_MISMATCH)",
        todo="Import the report of this session, or correct the session's date.",
    )


def _on_the_clock(wall: datetime, zone: tzinfo, *, assumed_date: bool) -> Moment | None:
    at = wall.replace(tzinfo=zone)
    if at.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != wall:
        return None  # the clocks jumped over this time
    twice = at.utcoffset() != at.replace(fold=1).utcoffset()
    return Moment(at.astimezone(LONDON), twice, assumed_date)
