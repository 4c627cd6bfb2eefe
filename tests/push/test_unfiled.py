"""What was not filed as it should be: where it stands, and what a person is told to do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from adapter.errors import (
    Conflict,
    Doubled,
    EndpointError,
    FiledInPart,
    NotAuthorised,
    OutcomeUnknown,
    Refused,
    Unreachable,
)
from adapter.merge.merge import merge
from adapter.push.plan import PlannedFiling
from adapter.push.unfiled import failed, failed_in_part, if_readable
from adapter.telemetry.fields import told
from profiles import wire
from tests.ledger.examples import filing


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


def test_who_is_not_accepted_is_told_what_to_look_at_and_not_to_push_again() -> None:
    state, hold = failed(NotAuthorised("answered 403", status=403))
    assert state == "held"
    assert hold.todo.startswith("Nothing of it was filed. Look at the credentials, at our clock")
    assert "again" not in hold.todo
    _, hold = failed(Unreachable("no connection"))
    assert hold.todo.endswith("Push again later.")


@pytest.mark.parametrize(
    ("cause", "state", "todo"),
    [
        (Doubled("2 Goal resources of one identity"), "conflict", "Have the practice remove the duplicate."),
        (Conflict("answered 412", status=412), "conflict", "Push again: it reads"),
        (Refused("answered 422", status=422), "rejected", "Show this to whoever runs the endpoint"),
        (NotAuthorised("answered 401", status=401), "unknown", "Look at the credentials"),
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


@pytest.mark.hazard("H17")
@pytest.mark.parametrize(
    ("raises", "told_of"),
    [
        (lambda: merge(None, {"a": 1}, {}, profile="goal"), ("KeyError", "adapter.merge.merge")),
        (lambda: wire.loads("Plinth-Quorum"), ("ValueError", "profiles.wire")),
        (lambda: b"Plinth-Quorum \xff".decode(), ("ValueError", "adapter.push.unfiled")),
        (lambda: {}["Plinth-Quorum"], ("KeyError", "adapter.push.unfiled")),
    ],
)
def test_what_cannot_be_read_is_told_by_kind_and_line_and_never_in_words(
    raises: Callable[[], Any], told_of: tuple[str, str]
) -> None:
    one = if_readable(PlannedFiling(filing(), "file"), raises)
    assert one.outcome == "conflict"
    assert one.unreadable is not None
    event = told(one.unreadable)
    module, line = str(event["place"]).split(":")
    assert (event["raised"], module) == told_of
    assert int(line) > 0
    assert "Plinth" not in str(event)
