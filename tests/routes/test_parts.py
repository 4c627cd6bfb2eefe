"""Where a filing is written in parts, what became of one of them decides what is said of all."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from adapter.errors import EndpointError, FiledInPart, NotProcessed, OutcomeUnknown, Refused
from adapter.routes.parts import write_in_parts
from adapter.routes.route import Answer, Entry
from adapter.routes.strategy import Strategy
from tests.routes.entries import goal

BATCH = Strategy("batch", "conditional")
REFUSED = Refused("the endpoint answered 422", status=422)
LATER = NotProcessed("the endpoint answered 429", status=429)
UNKNOWN = OutcomeUnknown("the endpoint answered 500", status=500)


def write(*answers: Answer | EndpointError) -> None:
    def send(part: Sequence[Entry]) -> Sequence[Answer | EndpointError]:
        return answers[: len(part)]

    entries = [goal(str(number)) for number in range(len(answers))]
    write_in_parts(entries, BATCH, None, send, lambda refused: refused // 2)


@pytest.mark.failure("3.3", "a batch done in part")
@pytest.mark.parametrize("other", [REFUSED, LATER])
def test_what_may_have_been_done_is_looked_for_although_another_entry_was_refused(
    other: EndpointError,
) -> None:
    with pytest.raises(OutcomeUnknown):
        write(other, UNKNOWN)
    with pytest.raises(FiledInPart) as told:
        write(Answer(201, "g0", "1"), other, UNKNOWN)
    assert isinstance(told.value.cause, OutcomeUnknown)


def test_where_all_is_known_the_first_refusal_tells() -> None:
    with pytest.raises(Refused):
        write(REFUSED, LATER)


def test_a_plain_create_finds_nothing_whatever_it_is_answered_with() -> None:
    entries = [goal("1"), goal("2"), goal("3", server_id="g3")]

    def send(part: Sequence[Entry]) -> Sequence[Answer | EndpointError]:
        return [Answer(200, entry.identity.value, "1") for entry in part]

    given = write_in_parts(entries, Strategy("single", "look-first"), None, send, lambda refused: refused)
    assert [answer.status for answer in given] == [201, 201, 200]
    with pytest.raises(FiledInPart):
        write_in_parts(entries, Strategy("single", "conditional"), None, send, lambda refused: refused)


def test_only_what_was_sent_may_have_been_done() -> None:
    entries = [goal("1"), goal("2"), goal("3")]
    answers = iter([Answer(201, "g1", "1"), OutcomeUnknown("the endpoint answered 500", status=500)])

    def send(part: Sequence[Entry]) -> Sequence[Answer | EndpointError]:
        return [next(answers)]

    with pytest.raises(FiledInPart) as told:
        write_in_parts(entries, Strategy("single", "look-first"), None, send, lambda refused: refused)
    assert isinstance(told.value.cause, OutcomeUnknown)
    assert told.value.cause.unsure == {entries[1].identity}
