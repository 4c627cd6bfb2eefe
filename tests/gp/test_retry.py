"""What may be sent again, when, and how often (failure matrix 3.1, 3.2)."""

from __future__ import annotations

import pytest

from adapter.errors import (
    AnswerTooLarge,
    Conflict,
    EndpointError,
    NotAuthorised,
    NotProcessed,
    OutcomeUnknown,
    Refused,
    SettingsError,
    Stopped,
    Unreachable,
)
from adapter.gp.retry import (
    FIRST_WAIT,
    LONGEST_WAIT,
    STILL_AT_IT_WAIT,
    once_renewed,
    pause_for_all,
    repeatedly,
)


class Endpoint:
    """Fails as it is told, then answers."""

    def __init__(self, *errors: Exception) -> None:
        self.errors = list(errors)
        self.requests = 0
        self.waits: list[float] = []
        self.time = 0.0
        self.takes = 0.0

    def __call__(self) -> str:
        self.requests += 1
        self.time += self.takes
        if self.errors:
            raise self.errors.pop(0)
        return "answer"

    def asked(self, *, harmless: bool, attempts: int = 5, patience: float = 1000.0) -> str:
        def sleep(seconds: float) -> None:
            self.waits.append(seconds)
            self.time += seconds

        return repeatedly(
            self,
            harmless=harmless,
            attempts=attempts,
            patience=patience,
            sleep=sleep,
            clock=lambda: self.time,
        )


def test_an_answer_is_not_asked_for_twice() -> None:
    endpoint = Endpoint()
    assert endpoint.asked(harmless=True) == "answer"
    assert (endpoint.requests, endpoint.waits) == (1, [])


@pytest.mark.parametrize("harmless", [True, False])
@pytest.mark.parametrize("kind", [NotProcessed, Unreachable])
def test_what_was_certainly_not_processed_is_sent_again(kind: type[EndpointError], harmless: bool) -> None:
    endpoint = Endpoint(kind("not now"), kind("not now"))
    assert endpoint.asked(harmless=harmless) == "answer"
    assert endpoint.requests == 3


def test_after_an_unknown_outcome_a_harmless_request_is_sent_again() -> None:
    endpoint = Endpoint(OutcomeUnknown("no answer"))
    assert endpoint.asked(harmless=True) == "answer"
    assert endpoint.requests == 2


def test_after_an_unknown_outcome_an_unsafe_request_is_never_sent_again() -> None:
    endpoint = Endpoint(OutcomeUnknown("no answer"))
    with pytest.raises(OutcomeUnknown, match="no answer"):
        endpoint.asked(harmless=False)
    assert endpoint.requests == 1


def test_an_unsafe_request_stops_at_the_first_unknown_outcome_among_its_repeats() -> None:
    endpoint = Endpoint(NotProcessed("not now"), OutcomeUnknown("no answer"), NotProcessed("not now"))
    with pytest.raises(OutcomeUnknown):
        endpoint.asked(harmless=False)
    assert endpoint.requests == 2


@pytest.mark.parametrize("harmless", [True, False])
@pytest.mark.parametrize("kind", [Refused, Conflict, NotAuthorised, SettingsError, ValueError])
def test_a_plain_no_is_taken_for_an_answer(kind: type[Exception], harmless: bool) -> None:
    endpoint = Endpoint(kind("no"))
    with pytest.raises(kind, match="no"):
        endpoint.asked(harmless=harmless)
    assert endpoint.requests == 1


@pytest.mark.parametrize("attempts", [1, 2, 5])
def test_it_gives_up_after_so_many_attempts_with_the_last_error(attempts: int) -> None:
    errors = [NotProcessed(f"not now, {number}") for number in range(1, 7)]
    endpoint = Endpoint(*errors)
    with pytest.raises(NotProcessed, match=f"not now, {attempts}"):
        endpoint.asked(harmless=False, attempts=attempts)
    assert endpoint.requests == attempts
    assert len(endpoint.waits) == attempts - 1


def test_it_waits_as_long_as_the_endpoint_asks() -> None:
    endpoint = Endpoint(NotProcessed("later", retry_after=17.5), NotProcessed("now", retry_after=0.0))
    endpoint.asked(harmless=False)
    assert endpoint.waits == [17.5, 0.0]


def test_otherwise_it_waits_longer_each_time_and_never_too_long() -> None:
    endpoint = Endpoint(*(Unreachable("no connection") for _ in range(9)))
    endpoint.asked(harmless=False, attempts=10)
    ceilings = [min(FIRST_WAIT * 2**number, LONGEST_WAIT) for number in range(9)]
    assert all(0 <= wait <= ceiling for wait, ceiling in zip(endpoint.waits, ceilings, strict=True))
    assert len(set(endpoint.waits)) > 1, "everybody would come back at once"


def test_an_open_circuit_and_an_answer_too_large_are_not_asked_for_again() -> None:
    for error in (Stopped("nothing is sent"), AnswerTooLarge("10 MB")):
        endpoint = Endpoint(error)
        with pytest.raises(type(error)):
            endpoint.asked(harmless=True)
        assert endpoint.requests == 1


@pytest.mark.parametrize("harmless", [True, False])
def test_what_somebody_else_has_locked_is_asked_for_once_more_and_no_oftener(harmless: bool) -> None:
    endpoint = Endpoint(*(NotProcessed("locked", status=409, issue="lock-error") for _ in range(5)))
    with pytest.raises(NotProcessed):
        endpoint.asked(harmless=harmless)
    assert endpoint.requests == 2


@pytest.mark.failure("3.2", "408, 425, 429, 503")
def test_the_same_request_still_at_work_is_left_alone_for_five_minutes_unless_told_otherwise() -> None:
    endpoint = Endpoint(NotProcessed("at it", status=425), NotProcessed("at it", status=425, retry_after=400))
    assert endpoint.asked(harmless=False) == "answer"
    assert endpoint.waits == [STILL_AT_IT_WAIT, 400]


def test_a_wait_that_outlasts_our_patience_is_not_begun() -> None:
    endpoint = Endpoint(NotProcessed("later", retry_after=121))
    with pytest.raises(NotProcessed) as caught:
        endpoint.asked(harmless=False, patience=120)
    assert (endpoint.requests, endpoint.waits) == (1, [])
    assert caught.value.retry_after == 121, "whoever comes back knows when"


def test_the_time_that_attempts_take_counts_as_well() -> None:
    endpoint = Endpoint(*(NotProcessed("later", retry_after=10) for _ in range(9)))
    endpoint.takes = 30
    with pytest.raises(NotProcessed):
        endpoint.asked(harmless=True, attempts=10, patience=120)
    assert endpoint.requests == 4, "begun after 0, 40, 80 and 120 seconds"


@pytest.mark.parametrize(
    ("error", "pause"),
    [
        (NotProcessed("busy", status=429, retry_after=7), 7),
        (NotProcessed("down", status=503, retry_after=7), 7),
        (NotProcessed("down", status=503), None),
        (NotProcessed("locked", status=423, retry_after=7), None),
        (NotProcessed("at it", status=425, retry_after=300), None),
    ],
)
def test_only_a_busy_endpoint_makes_everybody_wait(error: NotProcessed, pause: float | None) -> None:
    assert pause_for_all(error) == pause


@pytest.mark.failure("3.2", "401")
def test_a_401_is_asked_again_once_if_there_is_something_new_to_show() -> None:
    for renewed, requests in ((True, 2), (False, 1)):
        endpoint = Endpoint(NotAuthorised("who?", status=401), NotAuthorised("who?", status=401))
        with pytest.raises(NotAuthorised):
            once_renewed(endpoint, lambda renewed=renewed: renewed)
        assert endpoint.requests == requests


@pytest.mark.failure("3.8", "a scope that shrinks")
def test_what_is_forbidden_is_not_asked_again_with_a_new_token() -> None:
    endpoint = Endpoint(NotAuthorised("no", status=403))
    with pytest.raises(NotAuthorised):
        once_renewed(endpoint, lambda: True)
    assert endpoint.requests == 1
