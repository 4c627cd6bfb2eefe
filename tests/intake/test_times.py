"""T-H13: dates and times whose order, zone or hour the file does not say."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapter.intake.times import LONDON, Calendar, Moment, calendar_of, interval_between, read_instant
from adapter.intake.written_time import DateOrder, take_apart


def _calendar(*texts: str, on: date | None = None, evidence: tuple[str, ...] = ()) -> Calendar:
    return calendar_of("report.csv", texts, on, evidence=evidence)


def _read(text: str, on: date | None = None) -> Moment | None:
    return _calendar(text, on=on).read(text)


def _london(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=LONDON)  # type: ignore[misc, arg-type]


@pytest.mark.parametrize(
    ("text", "wall"),
    [
        ("15/11/22, 09:30:47", (2022, 11, 15, 9, 30, 47)),
        ("15/11/2022 09:30", (2022, 11, 15, 9, 30)),
        ("7/20/23, 4:16:29 PM", (2023, 7, 20, 16, 16, 29)),
        ("7/20/23, 4:16:29\u202fPM", (2023, 7, 20, 16, 16, 29)),
        ("7/20/23,\u00a04:16:29\u00a0pm", (2023, 7, 20, 16, 16, 29)),
        ("7/20/23, 4:16:29 p.m.", (2023, 7, 20, 16, 16, 29)),
        ("\u200e7/20/23, \u200e4:16:29 PM", (2023, 7, 20, 16, 16, 29)),
        ("15.11.22, 09:30:47", (2022, 11, 15, 9, 30, 47)),
        ("05.06.2026 09:30", (2026, 6, 5, 9, 30)),
        ("2026-04-05 10:00:00", (2026, 4, 5, 10, 0)),
        ("2026/04/05, 10:00", (2026, 4, 5, 10, 0)),
        ("2026-04-05T10:00:00", (2026, 4, 5, 10, 0)),
        ("20-05-2026 10:00", (2026, 5, 20, 10, 0)),
        ("Mar 22, 2025 7:13 PM", (2025, 3, 22, 19, 13)),
        ("Mar 22, 2025 19:13:27", (2025, 3, 22, 19, 13, 27)),
        ("22 March 2025 19:13", (2025, 3, 22, 19, 13)),
        ("5/5/26 10:00", (2026, 5, 5, 10, 0)),
        ("1/20/26, 12:05 AM", (2026, 1, 20, 0, 5)),
        ("1/20/26, 12:05 PM", (2026, 1, 20, 12, 5)),
    ],
)
def test_times_as_platforms_write_them(text: str, wall: tuple[int, ...]) -> None:
    assert _read(text) == Moment(_london(*wall))


@pytest.mark.parametrize(
    "text",
    [
        "1/20/26, 0:05 AM",
        "1/20/26, 13:05 PM",
        "1/20/26, 24:00",
        "1/20/26, 10:60",
        "1/20/26",
        "20/20/26 10:00",
        "0/20/26 10:00",
        "2/30/26, 10:00 AM",
        "29.02.2026 10:00",
        "31/04/2026 10:00",
        "today",
        "",
        "45000.75",
    ],
)
def test_what_is_no_time_is_unknown(text: str) -> None:
    assert _read(text) is None


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)), st.times(), st.sampled_from(DateOrder), st.booleans())
def test_a_time_that_is_written_is_read_again(
    on: date, clock: time, order: DateOrder, twelve_hours: bool
) -> None:
    at = datetime.combine(on, clock.replace(microsecond=0))
    day = "%d/%m/%y" if order is DateOrder.DAY_FIRST else "%m/%d/%y"
    text = at.strftime(f"{day}, %I:%M:%S %p" if twelve_hours else f"{day}, %H:%M:%S")
    written = take_apart(text)
    assert written is not None
    assert (written.date_in(order), written.clock) == (at.date(), at.time())


def test_one_number_above_twelve_fixes_the_order_of_the_whole_file() -> None:
    june = _calendar("5/6/26, 10:00", "20/6/26, 10:00").read("5/6/26, 10:00")
    may = _calendar("5/6/26, 10:00", "5/20/26, 10:00").read("5/6/26, 10:00")
    assert (june, may) == (Moment(_london(2026, 6, 5, 10)), Moment(_london(2026, 5, 6, 10)))


def test_other_times_of_the_file_fix_the_order_as_well() -> None:
    calendar = _calendar("5/6/26, 10:00", evidence=("5/20/26, 9:00",))
    assert calendar.order is DateOrder.MONTH_FIRST


@pytest.mark.hazard("H13")
@pytest.mark.parametrize("session", [date(2026, 6, 5), date(2026, 5, 6)])
def test_the_session_date_decides_where_the_file_does_not(session: date) -> None:
    moment = _calendar("5/6/26, 18:00", "5/6/26, 19:30", on=session).read("5/6/26, 18:00")
    assert moment is not None
    assert moment.at.date() == session


def test_a_session_over_midnight_keeps_its_start_date_as_anchor() -> None:
    calendar = _calendar("5/5/26, 23:00", "5/6/26, 00:30", on=date(2026, 5, 5))
    assert calendar.order is DateOrder.MONTH_FIRST
    assert calendar.read("5/6/26, 00:30") == Moment(_london(2026, 5, 6, 0, 30))


def _code(calendar: Calendar, start: Moment | None = None) -> str | None:
    problem = calendar.problem_with(start)
    if problem is None:
        return None
    (code,) = (code for code in ("AMBIGUOUS_DATE", "SESSION_DATE_MISMATCH") if code in problem.expected)
    return code


@pytest.mark.hazard("H13")
def test_an_order_that_nothing_decides_is_a_problem() -> None:
    calendar = _calendar("5/6/26, 18:00")
    assert (_code(calendar), calendar.read("5/6/26, 18:00")) == ("AMBIGUOUS_DATE", None)


@pytest.mark.parametrize(
    "times", [("5/20/26, 18:00", "20/5/26, 18:00"), ("5/20/26, 18:00", "5/6/26, 18:00", "20/5/26, 9:00")]
)
def test_dates_of_both_orders_in_one_file_are_a_problem(times: tuple[str, ...]) -> None:
    assert _code(_calendar(*times, on=date(2026, 5, 20))) == "AMBIGUOUS_DATE"


def test_a_day_equal_to_the_month_is_not_ambiguous() -> None:
    calendar = _calendar("5/5/26, 18:00")
    assert (_code(calendar), calendar.read("5/5/26, 18:00")) == (None, Moment(_london(2026, 5, 5, 18)))


def test_two_orders_that_fit_the_session_are_a_problem() -> None:
    times = ("5/5/26, 18:00", "5/6/26, 18:00")
    calendar = _calendar(*times, on=date(2026, 5, 5))
    assert calendar.order is DateOrder.MONTH_FIRST  # the other order would end a month later
    assert _code(_calendar(*times)) == "AMBIGUOUS_DATE"


def test_dates_that_fit_the_session_in_no_order_are_a_problem() -> None:
    assert _code(_calendar("5/6/26, 18:00", on=date(2026, 7, 1))) == "SESSION_DATE_MISMATCH"


def test_the_session_date_never_overrules_the_file() -> None:
    calendar = _calendar("5/6/26, 18:00", "20/6/26, 10:00", on=date(2026, 5, 6))
    assert _code(calendar, calendar.read("5/6/26, 18:00")) == "SESSION_DATE_MISMATCH"


def test_a_meeting_on_the_session_date_is_no_problem() -> None:
    calendar = Calendar("report.csv", session_date=date(2026, 5, 6))
    assert calendar.problem_with(Moment(_london(2026, 5, 6, 0, 0))) is None
    assert calendar.problem_with(None) is None


def test_a_time_alone_is_on_the_session_date() -> None:
    assert _read("18:14", on=date(2026, 3, 9)) == Moment(_london(2026, 3, 9, 18, 14), assumed_date=True)
    assert _read("18:14") is None


def test_a_time_alone_after_midnight_is_on_the_next_day() -> None:
    calendar = _calendar("23:50", "00:20", on=date(2026, 3, 9))
    interval = interval_between(calendar.read("23:50"), calendar.read("00:20"))
    assert interval is not None
    assert (interval.left, interval.seconds) == (_london(2026, 3, 10, 0, 20), 1800)


@pytest.mark.hazard("H13")
def test_the_hour_that_happens_twice_is_marked() -> None:
    moments = [_read(f"25.10.2026 {clock}") for clock in ("00:59", "01:30", "02:00")]
    assert [moment and moment.ambiguous_hour for moment in moments] == [False, True, False]


def test_a_stay_into_the_second_of_the_two_hours_is_read_as_one() -> None:
    interval = interval_between(_read("25.10.2026 01:50"), _read("25.10.2026 01:10"))
    assert interval is not None
    assert (interval.seconds, interval.ambiguous_hour) == (20 * 60, True)


def test_a_time_in_the_skipped_hour_is_unknown() -> None:
    assert _read("29.03.2026 01:30") is None
    assert _read("29.03.2026 02:00") == Moment(_london(2026, 3, 29, 2, 0))


def test_an_end_before_its_beginning_is_no_stay() -> None:
    assert interval_between(_read("20.05.2026 10:00"), _read("20.05.2026 09:00")) is None
    assert interval_between(None, _read("20.05.2026 09:00")) is None


@pytest.mark.failure("3.7", "times of other zones")
def test_times_in_utc_become_london_times() -> None:
    moment = calendar_of("live.csv", ["7/20/2026 6:00:00 PM"], None, zone=UTC).read("7/20/2026 6:00:00 PM")
    assert moment is not None
    assert moment.at.isoformat() == "2026-07-20T19:00:00+01:00"


@pytest.mark.parametrize(
    "text",
    [
        "2026-07-20T18:00:00Z",
        "2026-07-20T18:00:00.1234567Z",
        "2026-07-20T19:00:00+01:00",
        "2026-07-20T18:00:00",
    ],
)
def test_instants_of_an_interface_become_london_times(text: str) -> None:
    moment = read_instant(text)
    assert moment is not None
    assert moment.at.isoformat() == "2026-07-20T19:00:00+01:00"
    assert moment.at.tzinfo is LONDON


@pytest.mark.parametrize("value", [None, "", "soon", 0, 1_700_000_000, ["2026-07-20T18:00:00Z"]])
def test_what_is_no_instant_is_unknown(value: object) -> None:
    assert read_instant(value) is None


@given(st.times())
def test_every_time_of_an_ordinary_day_is_read_exactly(clock: time) -> None:
    clock = clock.replace(microsecond=0)
    moment = _read(f"2026-06-05 {clock}")
    assert moment is not None
    assert moment.at.timetz().replace(tzinfo=None) == clock
