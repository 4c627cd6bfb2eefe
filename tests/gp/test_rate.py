"""The polite rate: nobody is faster than the endpoint allows, and a pause is a pause for everybody."""

from __future__ import annotations

import threading
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapter.errors import NotProcessed
from adapter.gp.rate import Rate
from tests.gp.fake_time import FakeTime


def rate(time: FakeTime, a_second: float | None = None) -> Rate:
    return Rate(a_second, clock=time.clock, sleep=time.sleep)


def most_in_a_minute(moments: Sequence[float]) -> int:
    return max(sum(start <= moment < start + 60 for moment in moments) for start in moments)


@given(
    a_second=st.floats(0.1, 20),
    pauses=st.lists(st.sampled_from([0.0, 0.0, 0.0, 0.01, 1.0, 30.0]), min_size=1, max_size=60),
    requests=st.integers(1, 20),
)
def test_no_minute_holds_more_requests_than_are_allowed(
    a_second: float, pauses: list[float], requests: int
) -> None:
    """Whatever comes before: bursts, idle time, a steady stream."""
    time = FakeTime()
    turns, moments = rate(time, a_second), []
    for pause in pauses:
        time.now += pause
        for _ in range(requests):
            turns.turn()
            moments.append(time.now)
    assert most_in_a_minute(moments) <= 60 * a_second + 1e-6


def test_five_a_second_are_three_hundred_in_the_first_minute_and_in_every_other() -> None:
    """The NHS API platform's own number is reached, so the rate costs no time that need not be."""
    time = FakeTime()
    turns, moments = rate(time, 5), []
    for _ in range(900):
        turns.turn()
        moments.append(time.now)
    assert 295 <= sum(moment < 1060 for moment in moments) <= 300
    assert most_in_a_minute(moments) <= 300


@given(a_second=st.floats(0.1, 20), processes=st.integers(1, 8), quiet=st.sampled_from([0.0, 1.0, 30.0]))
def test_several_processes_together_keep_the_rate_of_one(
    a_second: float, processes: int, quiet: float
) -> None:
    """Over any minute, but for a first request of each where they are more than a second has requests."""
    moments = []
    for _ in range(processes):
        time = FakeTime()
        turns = rate(time, a_second)
        turns.share(processes)
        for _ in range(30):
            turns.turn()
            moments.append(time.now)
        time.now += quiet
        for _ in range(10):
            turns.turn()
            moments.append(time.now)
    assert most_in_a_minute(moments) <= 60 * a_second + 1e-6 + processes


def test_who_is_left_alone_has_the_whole_rate_again() -> None:
    time = FakeTime()
    turns = rate(time, 5)
    turns.share(5)
    for _ in range(10):
        turns.turn()
    assert time.now - 1000 > 8
    turns.share(1)
    began = time.now
    for _ in range(100):
        turns.turn()
    assert time.now - began < 25


def test_a_few_requests_after_a_quiet_time_need_not_wait() -> None:
    time = FakeTime()
    turns = rate(time, 5)
    for _ in range(5):
        turns.turn()
    assert sum(time.slept) < 1e-9
    turns.turn()
    assert time.slept[-1] > 0.1


def test_without_a_rate_nobody_waits() -> None:
    time = FakeTime()
    turns = rate(time)
    for _ in range(1000):
        turns.turn()
    assert time.slept == []


def test_each_thread_gets_a_turn_of_its_own() -> None:
    """The clock stands still, so what each one sleeps is when its turn is."""
    lock, slept = threading.Lock(), []

    def sleep(seconds: float) -> None:
        with lock:
            slept.append(round(seconds, 6))

    turns = Rate(1, clock=lambda: 1000.0, sleep=sleep)
    threads = [threading.Thread(target=turns.turn) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(slept)) == len(slept) == 19


def test_a_pause_that_one_was_told_holds_up_everybody_and_then_nobody() -> None:
    time = FakeTime()
    turns = rate(time)
    turns.pause(7.5)
    turns.turn()
    turns.turn()
    assert time.slept == [7.5]


def test_a_shorter_pause_does_not_end_a_longer_one() -> None:
    time = FakeTime()
    turns = rate(time)
    turns.pause(20)
    turns.pause(1)
    turns.turn()
    assert time.slept == [20]


def test_a_pause_longer_than_our_patience_is_told_at_once_with_what_is_left() -> None:
    time = FakeTime()
    turns = rate(time)
    turns.pause(600)
    time.now += 100
    with pytest.raises(NotProcessed, match="500 s are left") as caught:
        turns.turn(patience=120)
    assert caught.value.retry_after == 500
    assert time.slept == []
