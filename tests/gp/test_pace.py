"""The pace after a refusal: within its bounds, lower at once, higher again in time, and forgotten."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapter.gp.pace import FLOOR, Pace, Slowed, crept_on, slowed
from adapter.gp.rate import Rate
from tests.gp.fake_time import FakeTime

RATES = st.floats(0.1, 500)
NOW = dt.datetime(2026, 6, 1, 9, 0, tzinfo=dt.UTC)


class LimitedEndpoint:
    """Takes so many requests a second, with a second's worth at once, and refuses what comes beyond."""

    def __init__(self, a_second: float, time: FakeTime) -> None:
        self.a_second, self.time = a_second, time
        self.tokens, self.at = max(1.0, a_second), time.now
        self.taken: list[float] = []
        self.refused: list[float] = []

    def takes_one(self) -> bool:
        self.tokens = min(max(1.0, self.a_second), self.tokens + (self.time.now - self.at) * self.a_second)
        self.at = self.time.now
        if self.tokens < 1:
            self.refused.append(self.time.now)
            return False
        self.tokens -= 1
        self.taken.append(self.time.now)
        return True


def sent_for(seconds: float, endpoint: LimitedEndpoint, rate: Rate, away: float = 0.01) -> None:
    """One request after the other, as fast as the rate lets us."""
    ends = endpoint.time.now + seconds
    while endpoint.time.now < ends:
        sent = rate.turn()
        endpoint.time.now += away
        if not endpoint.takes_one():
            rate.refused(sent)


@given(kept=st.none() | RATES, taken=st.floats(0, 500), most=st.none() | RATES, later=st.floats(0, 1e7))
def test_a_pace_is_never_nothing_and_starts_at_no_more_than_the_settings_allow(
    kept: float | None, taken: float, most: float | None, later: float
) -> None:
    pace = slowed(kept, taken, 1000.0, most)
    assert pace.a_second >= min(FLOOR, FLOOR if most is None else most) > 0
    assert most is None or pace.a_second <= most
    crept = pace.at(1000.0 + later)
    assert crept is None or crept >= pace.a_second


@given(kept=RATES, taken=st.floats(0, 500))
def test_a_refusal_slows_by_a_quarter_and_no_more(kept: float, taken: float) -> None:
    """What is refused once may have had another reason."""
    assert slowed(kept, taken, 0.0, None).a_second == max(FLOOR, kept * 0.75)
    assert slowed(None, taken, 0.0, None).a_second == max(FLOOR, taken * 0.75)


def test_it_stays_for_half_a_minute_then_doubles_again_and_again_and_is_no_limit_after_five() -> None:
    pace = Pace(4.0, since=0.0)
    assert [pace.at(now) for now in (0, 30, 120, 210, 299, 300)] == [
        4.0,
        4.0,
        8.0,
        16.0,
        pytest.approx(31.8, abs=0.1),
        None,
    ]


def test_what_another_run_learnt_creeps_up_from_the_first_request_on() -> None:
    assert crept_on(Slowed(2.0, NOW), 1000.0).at(1000.0) == 2.0
    assert crept_on(Slowed(2.0, NOW), 1000.0).at(1090.0) == 4.0


@given(
    real=st.floats(1, 40),
    setting=st.none() | st.floats(1, 40),
    away=st.sampled_from([0.001, 0.01, 0.02]),
)
def test_it_comes_to_about_what_the_endpoint_takes_with_few_refusals(
    real: float, setting: float | None, away: float
) -> None:
    """Whatever the settings say; after five minutes, in which it looks for it."""
    time = FakeTime()
    endpoint, rate = LimitedEndpoint(real, time), Rate(setting, clock=time.clock, sleep=time.sleep)
    sent_for(300, endpoint, rate, away)
    began, before = len(endpoint.taken), len(endpoint.refused)
    sent_for(600, endpoint, rate, away)
    most = min(real, setting or real)
    assert 0.7 * most <= (len(endpoint.taken) - began) / 600 <= 1.02 * most
    assert len(endpoint.refused) - before <= 0.02 * 600 * most
    if setting is not None and setting < real:
        assert endpoint.refused == [], "who keeps to the settings is never slowed"


@given(setting=st.floats(0.1, 20), refusals=st.lists(st.integers(0, 40), max_size=6))
def test_refusals_never_make_it_faster_than_the_settings_allow(setting: float, refusals: list[int]) -> None:
    time = FakeTime()
    rate, moments = Rate(setting, clock=time.clock, sleep=time.sleep), []
    for quiet in [*refusals, 40]:
        for _ in range(quiet):
            sent = rate.turn()
            moments.append(sent)
        rate.refused(rate.turn())
        moments.append(time.now)
    assert max(sum(at <= one < at + 60 for one in moments) for at in moments) <= 60 * setting + 1e-6


def test_requests_that_were_under_way_together_slow_us_once() -> None:
    time = FakeTime()
    rate = Rate(20, clock=time.clock, sleep=time.sleep, now=lambda: NOW)
    under_way = [rate.turn() for _ in range(4)]
    for sent in under_way:
        rate.refused(sent)
    assert rate.learnt == Slowed(15.0, NOW)


def test_who_was_refused_once_has_the_whole_rate_again_in_two_minutes() -> None:
    time = FakeTime()
    rate = Rate(5, clock=time.clock, sleep=time.sleep, now=lambda: NOW)
    rate.turn()
    rate.refused(rate.turn())
    assert rate.learnt == Slowed(3.8, NOW)
    time.now += 121
    assert rate.learnt is None
    began = time.now
    for _ in range(300):
        rate.turn()
    assert time.now - began < 61


def test_an_endpoint_that_takes_nothing_at_all_is_not_asked_ever_more_slowly() -> None:
    """It has another trouble, and says for how long to wait."""
    time = FakeTime()
    rate = Rate(5, clock=time.clock, sleep=time.sleep, now=lambda: NOW)
    for _ in range(20):
        rate.refused(rate.turn())
    assert rate.learnt is None
    rate.turn()
    for _ in range(20):
        time.now += 2
        rate.refused(rate.turn())
    assert rate.learnt is not None
    assert rate.learnt.a_second >= 0.5


def test_the_next_run_begins_with_what_was_learnt_for_a_day() -> None:
    time = FakeTime()
    for age, seconds in (
        (dt.timedelta(hours=23), 4.5),
        (dt.timedelta(hours=25), 0.0),
        (dt.timedelta(hours=-25), 0.0),  # the clock was put back
    ):
        rate = Rate(None, clock=time.clock, sleep=time.sleep, now=lambda age=age: NOW + age)
        rate.remember(Slowed(2.0, NOW))
        began = time.now
        for _ in range(10):
            rate.turn()
        assert time.now - began == pytest.approx(seconds, abs=0.1)


def test_what_this_process_was_refused_later_counts_more_than_what_is_remembered() -> None:
    time = FakeTime()
    rate = Rate(8, clock=time.clock, sleep=time.sleep, now=lambda: NOW)
    rate.turn()
    rate.refused(rate.turn())
    rate.remember(Slowed(1.0, NOW - dt.timedelta(minutes=1)))
    assert rate.learnt == Slowed(6.0, NOW)
    rate.remember(Slowed(1.0, NOW + dt.timedelta(minutes=1)))
    assert rate.learnt == Slowed(1.0, NOW + dt.timedelta(minutes=1))


def test_several_processes_keep_together_to_what_one_of_them_learnt() -> None:
    """What is learnt is of the endpoint: each process goes at its part of it."""
    time = FakeTime()
    rate = Rate(20, clock=time.clock, sleep=time.sleep, now=lambda: NOW)
    rate.share(4)
    rate.remember(Slowed(8.0, NOW))
    began = time.now
    for _ in range(21):
        rate.turn()
    assert time.now - began == pytest.approx(20 / 2, rel=0.05)
    rate.refused(rate.turn())
    assert rate.learnt is not None
    assert 4.0 <= rate.learnt.a_second <= 6.5
