"""When rounds are due: keyed by intervals of UTC, missed ones made up once, with jitter and a least gap."""

from __future__ import annotations

import datetime as dt
import random
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapter.sync.schedule import Last, Timetable

QUARTER = Timetable(dt.timedelta(minutes=15))
NOON = dt.datetime(2026, 3, 10, 12, 0, tzinfo=dt.UTC)

durations = st.integers(1, 7 * 86_400).map(lambda seconds: dt.timedelta(seconds=seconds))
moments = st.integers(10**9, 4 * 10**9).map(lambda seconds: dt.datetime.fromtimestamp(seconds, dt.UTC))


def minutes(number: float) -> dt.timedelta:
    return dt.timedelta(minutes=number)


def test_the_first_round_is_due_at_once() -> None:
    assert QUARTER.due(None, NOON) == NOON


@pytest.mark.parametrize("late", [0, 3, 14.9])
def test_after_a_round_the_next_interval_is_due_whenever_in_its_own_it_began(late: float) -> None:
    last = Last(NOON + minutes(late), ended=True)
    assert QUARTER.due(last, NOON + minutes(14.95)) == NOON + minutes(15)


@pytest.mark.failure("3.9", "missed rounds")
@pytest.mark.hazard("H20")
def test_missed_rounds_are_made_up_by_one() -> None:
    last, now = Last(NOON, ended=True), NOON + minutes(100)
    assert QUARTER.missed(last, now) == 5
    assert QUARTER.due(last, now) == now
    made_up = Last(now, ended=True)
    assert QUARTER.missed(made_up, now) == 0
    assert QUARTER.due(made_up, now) == NOON + minutes(105)


def test_a_round_that_was_killed_is_made_up_for_but_not_in_a_rush() -> None:
    killed = Last(NOON, ended=False)
    assert QUARTER.due(killed, NOON + dt.timedelta(seconds=10)) == NOON + minutes(1)
    assert QUARTER.due(killed, NOON + minutes(5)) == NOON + minutes(5)


@pytest.mark.failure("3.9", "a round longer than its interval")
def test_a_round_that_outlasts_its_interval_is_followed_by_one() -> None:
    last = Last(NOON, ended=True)
    assert QUARTER.due(last, NOON + minutes(17)) == NOON + minutes(17)
    assert QUARTER.missed(last, NOON + minutes(17)) == 0


@pytest.mark.failure("3.9", "the hour that comes twice")
def test_the_hour_that_happens_twice_has_all_its_rounds() -> None:
    """25 October 2026, London: 01:00 to 02:00 twice."""
    london = ZoneInfo("Europe/London")
    begun, last = [], None
    now = dt.datetime(2026, 10, 24, 23, 59, tzinfo=dt.UTC)
    while now < dt.datetime(2026, 10, 25, 3, 0, tzinfo=dt.UTC):
        now = QUARTER.due(last, now)
        last = Last(now, ended=True)
        begun.append(now.astimezone(london).strftime("%H:%M"))
        now += dt.timedelta(seconds=20)
    assert begun[:2] == ["00:59", "01:00"]
    assert [begun.count(f"01:{minute:02}") for minute in (0, 15, 30, 45)] == [2, 2, 2, 2]


@pytest.mark.failure("3.6", "the clock goes backwards")
def test_a_clock_that_is_put_back_costs_no_more_than_an_interval() -> None:
    last = Last(NOON + minutes(60), ended=True)
    assert QUARTER.due(last, NOON + minutes(1)) == NOON + minutes(15)


@pytest.mark.failure("3.9", "many restarts")
@given(every=durations, began=moments, ended=st.booleans(), passed=durations)
def test_nothing_is_due_in_the_past_nor_twice_in_an_interval_nor_in_a_rush(
    every: dt.timedelta, began: dt.datetime, ended: bool, passed: dt.timedelta
) -> None:
    timetable, now = Timetable(every), began + passed
    due = timetable.due(Last(began, ended), now)
    assert now <= due <= now + every
    if ended:
        assert timetable.interval(due) > timetable.interval(began)
    else:
        assert due - began >= timetable.gap


@given(every=durations, moment=moments)
def test_a_moment_is_in_its_interval(every: dt.timedelta, moment: dt.datetime) -> None:
    start = Timetable(every).interval(moment)
    assert start <= moment < start + every
    assert Timetable(every).interval(start) == start


@pytest.mark.failure("3.9", "many restarts")
@given(every=durations, seed=st.integers())
def test_jitter_is_a_small_part_of_the_interval(every: dt.timedelta, seed: int) -> None:
    assert dt.timedelta() <= Timetable(every).jitter(random.Random(seed)) <= min(every / 10, minutes(1))
