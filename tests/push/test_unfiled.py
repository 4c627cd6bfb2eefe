"""What was not filed as it should be: where it stands, and what a person is told to do."""

from __future__ import annotations

import pytest

from adapter.errors import Conflict, Doubled, EndpointError, FiledInPart, OutcomeUnknown, Refused
from adapter.push.unfiled import failed, failed_in_part


@pytest.mark.failure("3.4", "two create the same thing at once")
def test_what_stands_twice_is_for_the_practice_to_remove_and_not_to_push_again() -> None:
    state, hold = failed(Doubled("2 Goal resources of one identity"))
    assert state == "conflict"
    assert hold.found == "2 Goal resources of one identity at the endpoint"
    assert hold.todo == "Have the practice remove the duplicate."


def test_another_version_than_was_read_is_read_by_the_next_push() -> None:
    state, hold = failed(Conflict("answered 412", status=412))
    assert state == "conflict"
    assert hold.todo.startswith("Push again")


@pytest.mark.parametrize(
    ("cause", "state", "todo"),
    [
        (Doubled("2 Goal resources of one identity"), "conflict", "Have the practice remove the duplicate."),
        (Conflict("answered 412", status=412), "conflict", "Push again: it reads"),
        (Refused("answered 422", status=422), "rejected", "Show this to whoever runs the endpoint"),
        (OutcomeUnknown("no answer"), "unknown", "Push again later"),
    ],
)
def test_what_is_filed_in_part_says_what_to_do_about_its_cause(
    cause: EndpointError, state: str, todo: str
) -> None:
    found, hold = failed_in_part(FiledInPart(str(cause), cause=cause))
    assert found == state
    assert hold.todo.startswith(todo)
    assert hold.found.startswith("filed in part")
