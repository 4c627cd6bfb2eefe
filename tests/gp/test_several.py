"""One patient who cannot be had hides nobody else, and an endpoint that tells of nobody is not asked on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest

from adapter.errors import (
    AnswerTooLarge,
    EndpointError,
    NotAuthorised,
    NotProcessed,
    OutcomeUnknown,
    PatientRefused,
    Refused,
    Stopped,
    Unfiltered,
    Unreachable,
)
from adapter.gp.several import Several, Withheld

MANY = [f"p{number:02}" for number in range(25)]


class Endpoint:
    """Tells of each patient by name, but answers as told where one of the withheld is among them."""

    def __init__(self, *withheld: str, error: EndpointError | None = None, most: int = 100) -> None:
        self.withheld = set(withheld)
        self.error = error or Refused("no", status=404)
        self.most = most
        self.asked: list[Sequence[str]] = []
        self.asked_otherwise = 0

    def search(self, some: Sequence[str]) -> Iterator[str]:
        self.asked.append(some)
        if self.withheld & set(some):
            raise self.error
        if len(some) > self.most:
            raise AnswerTooLarge("too large", status=200)
        yield from some

    def answers(self) -> bool:
        self.asked_otherwise += 1
        return True

    def answers_nothing(self) -> bool:
        self.asked_otherwise += 1
        return False


def told(found: Iterator[str | Withheld]) -> tuple[set[str], set[str]]:
    """Who was told of, and who is withheld."""
    every = list(found)
    return {one for one in every if isinstance(one, str)}, {
        one.patient for one in every if isinstance(one, Withheld)
    }


@pytest.mark.parametrize(
    "error",
    [
        Refused("no", status=400),
        PatientRefused("no", status=404),
        NotAuthorised("no", status=403),
        OutcomeUnknown("failed", status=500),
        OutcomeUnknown("not FHIR JSON", status=200),
        AnswerTooLarge("too large", status=200),
    ],
)
@pytest.mark.parametrize(
    "withheld", [["p07"], ["p00"], ["p24"], ["p00", "p12", "p24"], ["p03", "p04", "p20"]]
)
def test_all_but_who_is_withheld_are_told_of(error: EndpointError, withheld: list[str]) -> None:
    endpoint = Endpoint(*withheld, error=error)
    found, kept_back = told(Several().ask("Goal", MANY, endpoint.search, endpoint.answers))
    assert found == set(MANY) - set(withheld)
    assert kept_back == set(withheld)


def test_one_who_is_withheld_costs_few_questions() -> None:
    endpoint = Endpoint("p07")
    several = Several()
    told(several.ask("Goal", MANY, endpoint.search, endpoint.answers))
    assert len(endpoint.asked) <= 14
    assert endpoint.asked_otherwise == 0
    endpoint.asked.clear()
    assert told(several.ask("Task", MANY, endpoint.search, endpoint.answers))[1] == {"p07"}
    assert [len(some) for some in endpoint.asked] == [24, 1]


def test_whoever_is_asked_for_alone_is_withheld_where_the_endpoint_answers_otherwise() -> None:
    endpoint = Endpoint("p01")
    assert told(Several().ask("Goal", ["p01"], endpoint.search, endpoint.answers)) == (set(), {"p01"})


@pytest.mark.parametrize("number", [1, 2, 25])
def test_an_endpoint_that_tells_of_nobody_is_not_asked_for_each(number: int) -> None:
    endpoint, several = Endpoint(*MANY, error=NotAuthorised("no", status=403)), Several()
    with pytest.raises(NotAuthorised):
        told(several.ask("Goal", MANY[:number], endpoint.search, endpoint.answers_nothing))
    assert len(endpoint.asked) <= 4
    endpoint.asked.clear()
    with pytest.raises(NotAuthorised):
        told(several.ask("Goal", MANY[:number], endpoint.search, endpoint.answers_nothing))
    assert len(endpoint.asked) == 1
    assert endpoint.asked_otherwise == 1


def test_where_nobody_of_many_is_told_of_and_others_are_not_each_is_asked_for() -> None:
    endpoint = Endpoint(*MANY)
    assert told(Several().ask("Goal", MANY, endpoint.search, endpoint.answers)) == (set(), set(MANY))
    assert len(endpoint.asked) <= 8


def test_what_is_too_much_for_all_is_read_in_parts() -> None:
    endpoint = Endpoint(most=6)
    assert told(Several().ask("Patient", MANY, endpoint.search, endpoint.answers)) == (set(MANY), set())


@pytest.mark.parametrize(
    "error",
    [
        NotAuthorised("who?", status=401),
        NotAuthorised("no token"),
        NotProcessed("busy", status=503),
        Unreachable("away"),
        Stopped("stopped"),
        OutcomeUnknown("broke off"),
        OutcomeUnknown("gateway", status=502),
        OutcomeUnknown("gateway", status=504),
        Unfiltered("others"),
    ],
)
def test_what_is_no_patients_affair_is_raised_at_once(error: EndpointError) -> None:
    endpoint = Endpoint("p07", error=error)
    with pytest.raises(type(error)):
        told(Several().ask("Goal", MANY, endpoint.search, endpoint.answers))
    assert len(endpoint.asked) == 1
