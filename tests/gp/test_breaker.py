"""The circuit breaker: an endpoint that gives no answer is left alone, and tried with one request."""

from __future__ import annotations

import datetime as dt
import threading

import pytest

from adapter.errors import (
    Conflict,
    EndpointError,
    NotProcessed,
    OutcomeUnknown,
    Refused,
    Stopped,
    Unreachable,
)
from adapter.gp.breaker import Breaker
from tests.gp.fake_time import FakeTime

NOON = dt.datetime(2026, 3, 10, 12, 0, tzinfo=dt.UTC)


@pytest.fixture
def time() -> FakeTime:
    return FakeTime()


@pytest.fixture
def breaker(time: FakeTime) -> Breaker:
    return Breaker("gp.example", failures=3, rest=60, clock=time.clock, now=lambda: NOON)


def fail(breaker: Breaker, error: BaseException | None = None, times: int = 1) -> None:
    raised = error or Unreachable("no connection")
    for _ in range(times):
        with pytest.raises(type(raised)), breaker.attempt():
            raise raised


def succeed(breaker: Breaker) -> None:
    with breaker.attempt():
        pass


def refuses(breaker: Breaker) -> bool:
    try:
        with breaker.attempt():
            return False
    except Stopped:
        return True


@pytest.mark.parametrize("error", [Unreachable("no connection"), OutcomeUnknown("the connection broke off")])
def test_it_opens_after_so_many_requests_without_an_answer(breaker: Breaker, error: EndpointError) -> None:
    fail(breaker, error, times=2)
    assert breaker.state == "closed"
    fail(breaker, error)
    assert breaker.state == "open"
    assert refuses(breaker)


@pytest.mark.parametrize(
    "answer",
    [
        NotProcessed("503", status=503),
        OutcomeUnknown("500", status=500),
        Refused("400", status=400),
        Conflict("412", status=412),
    ],
)
def test_an_answer_of_any_kind_is_a_sign_of_life(breaker: Breaker, answer: EndpointError) -> None:
    for _ in range(5):
        fail(breaker, times=2)
        fail(breaker, answer)
    assert breaker.state == "closed"


def test_only_failures_in_a_row_count(breaker: Breaker) -> None:
    for _ in range(5):
        fail(breaker, times=2)
        succeed(breaker)
    assert breaker.state == "closed"


def test_while_it_is_open_nothing_is_sent_and_it_says_until_when(breaker: Breaker, time: FakeTime) -> None:
    fail(breaker, times=3)
    time.now += 20
    sent = []
    with pytest.raises(Stopped) as caught, breaker.attempt():
        sent.append(1)
    until = (NOON + dt.timedelta(seconds=40)).astimezone()
    assert f"nothing is sent to gp.example until {until:%H:%M:%S}" in str(caught.value)
    assert "no connection" in str(caught.value)
    assert caught.value.retry_after == 40
    assert sent == []


@pytest.mark.failure("3.9", "an endpoint that is left alone")
def test_after_its_rest_one_request_tries_while_the_others_are_still_refused(
    breaker: Breaker, time: FakeTime
) -> None:
    fail(breaker, times=3)
    time.now += 60
    assert breaker.state == "half-open"
    with breaker.attempt():
        others = [refuses(breaker) for _ in range(3)]
    assert others == [True] * 3
    assert breaker.state == "closed"
    assert not refuses(breaker)


def test_of_many_threads_at_once_one_tries(breaker: Breaker, time: FakeTime) -> None:
    fail(breaker, times=3)
    time.now += 60
    tried, started, release = [], threading.Barrier(9), threading.Event()

    def request() -> None:
        started.wait()
        try:
            with breaker.attempt():
                tried.append(1)
                release.wait(10)
        except Stopped:
            pass

    threads = [threading.Thread(target=request) for _ in range(8)]
    for thread in threads:
        thread.start()
    started.wait()
    while sum(thread.is_alive() for thread in threads) > 1:
        for thread in threads:
            thread.join(0.001)
    release.set()
    for thread in threads:
        thread.join()
    assert tried == [1]


def test_a_try_without_an_answer_opens_it_for_another_rest(breaker: Breaker, time: FakeTime) -> None:
    fail(breaker, times=3)
    time.now += 60
    fail(breaker)
    assert breaker.state == "open"
    time.now += 59
    assert refuses(breaker)
    time.now += 1
    succeed(breaker)
    assert breaker.state == "closed"


def test_a_try_that_was_interrupted_leaves_the_next_one_to_try(breaker: Breaker, time: FakeTime) -> None:
    fail(breaker, times=3)
    time.now += 60
    fail(breaker, KeyboardInterrupt())
    assert breaker.state == "half-open"
    assert not refuses(breaker)


@pytest.mark.failure("3.1", "a certificate that is not accepted")
def test_a_certificate_that_is_not_accepted_opens_it_at_once(breaker: Breaker) -> None:
    """Wrong host name: stop, and let somebody look (failure matrix 3.1)."""
    fail(breaker, Stopped("its certificate is not accepted"))
    assert breaker.state == "open"
