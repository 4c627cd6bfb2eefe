"""A filing as one transaction, and its answer read to the letter (failure matrix 3.3)."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import Any
from urllib.parse import parse_qs, unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapter.errors import OutcomeUnknown
from adapter.routes.bundle import all_done, answers_each, condition, transaction
from adapter.routes.route import Answer, Entry
from adapter.routes.strategy import Creates
from tests.routes.entries import goal, provenance


def request_for(one: Entry, creates: Creates = "conditional") -> dict[str, str]:
    bundle = transaction([one], creates)
    assert (bundle["resourceType"], bundle["type"]) == ("Bundle", "transaction")
    (only,) = bundle["entry"]
    assert (only["fullUrl"], only["resource"]) == (one.identity.urn, one.body)
    request: dict[str, str] = only["request"]
    return request


def test_a_new_resource_is_created_only_where_its_identity_is_absent() -> None:
    one = goal()
    assert request_for(one) == {
        "method": "POST",
        "url": "Goal",
        "ifNoneExist": condition(one.identity, one.body),
    }


def test_the_condition_is_the_query_alone_with_the_whole_identity() -> None:
    """No path, no question mark: what clients get wrong (failure matrix, lesson 1)."""
    one = goal()
    assert (
        unquote(condition(one.identity, one.body)) == f"identifier={one.identity.system}|{one.identity.value}"
    )
    assert "|" not in condition(one.identity, one.body)
    assert parse_qs(condition(one.identity, one.body)) == {"identifier": [one.identity.token]}


def test_a_resource_that_is_found_by_its_tag_is_asked_for_by_its_tag() -> None:
    one = provenance()
    assert parse_qs(request_for(one)["ifNoneExist"]) == {"_tag": [one.identity.token]}


def test_where_conditions_are_not_taken_a_new_resource_is_created_plainly() -> None:
    assert request_for(goal(), "look-first") == {"method": "POST", "url": "Goal"}


@pytest.mark.failure("3.4", "parallel edits of one goal")
@pytest.mark.invariant("I3")
@pytest.mark.hazard("H22")
@pytest.mark.parametrize("creates", ["conditional", "client-ids", "look-first"])
def test_a_known_resource_is_updated_only_in_the_version_that_was_read(creates: Creates) -> None:
    """T-H22: never the last writer."""
    one = goal(server_id="g1", version="7")
    wanted = {"method": "PUT", "url": "Goal/g1", "ifMatch": 'W/"7"'}
    assert request_for(one, creates) == wanted


def test_without_versions_a_known_resource_is_updated_by_its_identity() -> None:
    one = goal(server_id="g1")
    assert request_for(one) == {"method": "PUT", "url": f"Goal?{condition(one.identity, one.body)}"}


@pytest.mark.failure("3.3", "a duplicate fullUrl or a missing request")
def test_entries_keep_their_order() -> None:
    entries = [goal("walk"), provenance(), goal("swim")]
    assert [item["resource"] for item in transaction(entries)["entry"]] == [one.body for one in entries]


# ── The answer ───────────────────────────────────────────────────────────────────────────────────────


def answers(entries: Sequence[Entry], response: dict[str, Any]) -> list[Answer]:
    return all_done(entries, answers_each(entries, response))


def answered(one: Entry, resource: Any = None, **response: Any) -> Answer:
    body = {"resourceType": "Bundle", "entry": [{"response": response, "resource": resource}]}
    (only,) = answers([one], body)
    return only


@pytest.mark.failure("3.3", "the server gives another id")
@pytest.mark.parametrize(
    ("location", "version"),
    [
        ("Goal/g1/_history/3", "3"),
        ("https://gp.example/fhir/Goal/g1/_history/3", "3"),
        ("/fhir/Goal/g1/_history/3?_format=json", "3"),
        ("Goal/g1", None),
        ("https://gp.example:8443/Goal/g1", None),
    ],
)
def test_where_it_is_and_in_which_version_is_read_from_the_location(
    location: str, version: str | None
) -> None:
    assert answered(goal(), status="201 Created", location=location) == Answer(201, "g1", version)


@pytest.mark.failure("3.5", "a version that is no number, or none")
@pytest.mark.parametrize(
    ("etag", "version"), [('W/"4"', "4"), ('"4"', "4"), ('W/"a-1.2"', "a-1.2"), ("4", "3")]
)
def test_the_etag_says_the_version_before_the_location(etag: str, version: str) -> None:
    location = "Goal/g1/_history/3"
    assert answered(goal(), status="200", location=location, etag=etag).version == version


@pytest.mark.failure("3.2", "202")
def test_what_was_taken_in_and_is_not_said_to_be_written_may_come_yet() -> None:
    with pytest.raises(OutcomeUnknown, match="taken in"):
        answered(goal(), status="202 Accepted", location="Goal/g1")


@pytest.mark.failure("3.2", "201 without Location or ETag")
def test_without_a_location_the_resource_says_where_it_is() -> None:
    resource = {"resourceType": "Goal", "id": "g1", "meta": {"versionId": "2"}}
    assert answered(goal(), resource, status="201") == Answer(201, "g1", "2")


def test_without_either_an_updated_resource_is_where_it_was() -> None:
    assert answered(goal(server_id="g1", version="7"), status="200 OK") == Answer(200, "g1", None)


def test_each_entry_gets_the_answer_of_its_place() -> None:
    entries = [goal("walk"), provenance(), goal("swim")]
    given = [
        {"response": {"status": "201", "location": location}}
        for location in ("Goal/g1/_history/1", "Provenance/p1/_history/1", "Goal/g2/_history/1")
    ]
    assert [one.server_id for one in answers(entries, {"entry": given})] == ["g1", "p1", "g2"]


@pytest.mark.failure("3.3", "fewer or reordered answers")
@pytest.mark.parametrize("given", [[], [{}, {}], None, "x", {}])
def test_fewer_or_more_answers_than_entries_are_an_unknown_outcome(given: Any) -> None:
    with pytest.raises(OutcomeUnknown, match="answers came for 1 resources"):
        answers([goal()], {"resourceType": "Bundle", "entry": given})


def test_a_bundle_without_entries_is_an_unknown_outcome() -> None:
    with pytest.raises(OutcomeUnknown):
        answers([goal()], {"resourceType": "Bundle"})


@pytest.mark.failure("3.2", "201 without Location or ETag")
@pytest.mark.failure("3.3", "a transaction is run as a batch")
@pytest.mark.parametrize(
    "response",
    [
        {"status": "400 Bad Request", "location": "Goal/g1"},
        {"status": "412", "location": "Goal/g1"},
        {"status": "429", "location": "Goal/g1"},
        {"status": "", "location": "Goal/g1"},
        {"status": None, "location": "Goal/g1"},
        {"location": "Goal/g1"},
        {"status": "201", "location": "Observation/g1/_history/1"},
        {"status": "201"},
        {"status": "201", "location": "somewhere"},
    ],
    ids=str,
)
def test_an_entry_that_is_not_answered_as_done_makes_all_of_it_unknown(response: dict[str, Any]) -> None:
    """A server that runs a transaction as a batch is seen by this (failure matrix, lesson 2)."""
    with pytest.raises(OutcomeUnknown):
        answered(goal(), **response)


@pytest.mark.failure("3.3", "fewer or reordered answers")
def test_reordered_answers_are_an_unknown_outcome() -> None:
    given = [
        {"response": {"status": "201", "location": "Provenance/p1/_history/1"}},
        {"response": {"status": "201", "location": "Goal/g1/_history/1"}},
    ]
    with pytest.raises(OutcomeUnknown, match="another type"):
        answers([goal(), provenance()], {"entry": given})


@pytest.mark.parametrize(
    ("response", "resource"),
    [
        ({"status": "Quill 9990000018"}, None),
        ({"status": "201", "location": "Quill/9990000018"}, None),
        ({"status": "201"}, {"id": "Marjorie Quill"}),
    ],
)
def test_nothing_that_an_answer_says_of_a_patient_is_repeated(response: Any, resource: Any) -> None:
    with pytest.raises(OutcomeUnknown) as caught:
        answered(goal(), resource, **response)
    assert "Quill" not in str(caught.value)
    assert "9990000018" not in str(caught.value)


_ANYTHING = st.recursive(
    st.none() | st.integers() | st.text(max_size=5) | st.sampled_from(["201", "Goal/g1", 'W/"1"']),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(
            st.sampled_from(["response", "resource", "status", "location", "etag", "id", "meta"]),
            inner,
            max_size=3,
        )
    ),
    max_leaves=8,
)


@given(_ANYTHING)
def test_any_answer_is_read_or_unknown(item: Any) -> None:
    with suppress(OutcomeUnknown):
        for one in answers([goal()], {"entry": [item]}):
            assert 200 <= one.status < 300
            assert one.server_id
            assert one.version is None or one.version
