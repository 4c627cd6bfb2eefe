"""Business identifiers: the same everywhere, and telling nothing."""

from __future__ import annotations

import uuid
from typing import get_args

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from mappings.context import Context
from mappings.elements import resource
from mappings.identity import Kind, identity, identity_of, keyed, search_parameter, session_identity
from mappings.records import Person
from profiles.definitions import NHS_NUMBER
from tests.mappings import strategies as some
from tests.mappings.examples import SESSION, plain_context

KINDS = st.sampled_from(get_args(Kind))
TYPES = st.sampled_from(("Observation", "Composition", "QuestionnaireResponse", "Provenance", "Task"))


@pytest.mark.hazard("H12")
def test_an_identity_is_the_same_on_every_machine_and_in_every_version() -> None:
    """Fixed values: were they to change, everything already filed would be filed a second time."""
    context = plain_context()
    assert context.participation == "f52f7ad1-6b31-5826-9043-92ebff02fcb5"
    assert context.identify("score", "peg|baseline").value == "74801e81-7e53-59ed-bb90-10711822dc3b"
    assert context.identify_over_sessions("goal", "walk").value == "571a4ee3-bb1f-58fd-b462-26dfd70825be"


@given(KINDS, some.contexts, some.texts)
def test_an_identity_shows_nothing_of_the_patient(kind: Kind, context: Context, item: str) -> None:
    found = context.identify(kind, item)
    assert uuid.UUID(found.value).version == 5
    assert context.person.nhs_number not in found.urn + found.token
    assert found == Context(context.session, context.person).identify(kind, item)


@given(KINDS, some.contexts, some.people)
def test_two_patients_of_one_session_never_share_an_identity(
    kind: Kind, context: Context, other: Person
) -> None:
    assume(other.nhs_number != context.person.nhs_number)
    theirs = Context(context.session, other)
    assert theirs.identify(kind) != context.identify(kind)
    assert theirs.identify_over_sessions(kind) != context.identify_over_sessions(kind)


@given(KINDS, some.contexts, some.keys)
def test_the_same_programme_of_another_organisation_is_another_enrolment(
    kind: Kind, context: Context, item: str
) -> None:
    assume(context.session.programme.ods_code != "B99999")
    elsewhere = context.session.programme.model_copy(update={"ods_code": "B99999"})
    session = context.session.model_copy(update={"programme": elsewhere})
    theirs = Context(session, context.person).identify_over_sessions(kind, item)
    assert theirs != context.identify_over_sessions(kind, item)


@given(KINDS, KINDS, some.keys, some.keys)
def test_kind_and_item_tell_resources_apart(one: Kind, other: Kind, item: str, another: str) -> None:
    same = (one, item) == (other, another)
    assert (identity(one, "owner", item) == identity(other, "owner", another)) is same


@given(TYPES, KINDS.filter(lambda kind: kind != "session"), some.contexts)
def test_the_identity_is_found_again_in_the_resource(kind: str, own: Kind, context: Context) -> None:
    wanted = context.identify(own)
    assert identity_of(resource(kind, "Any", wanted, context)) == wanted


@given(KINDS.filter(lambda kind: kind != "session"), some.contexts)
def test_identifiers_that_the_practice_put_in_front_do_not_hide_it(own: Kind, context: Context) -> None:
    wanted = context.identify(own)
    body = {
        "resourceType": "Goal",
        "identifier": [
            {"value": "no system"},
            {"system": NHS_NUMBER, "value": "9990000018"},
            session_identity(context.session).as_fhir(),
            wanted.as_fhir(),
        ],
    }
    assert identity_of(body) == wanted


@pytest.mark.parametrize(
    "body",
    [
        {"resourceType": "Goal"},
        {"resourceType": "Goal", "identifier": [session_identity(SESSION).as_fhir()]},
        {"resourceType": "Composition", "identifier": {"system": "elsewhere", "value": "1"}},
        {"resourceType": "Provenance", "meta": {"tag": [{"system": "elsewhere", "code": "1"}]}},
    ],
)
def test_a_resource_that_is_not_ours_has_no_identity(body: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="no identifier of ours"):
        identity_of(body)


def test_only_a_provenance_is_searched_for_by_its_tag() -> None:
    assert search_parameter({"resourceType": "Provenance"}) == "_tag"
    assert search_parameter({"resourceType": "Goal"}) == "identifier"


@given(st.lists(some.texts, max_size=6))
def test_keys_of_a_list_are_unique_and_a_new_row_renames_no_other(names: list[str]) -> None:
    keys = [key for key, _ in keyed((name, None) for name in names)]
    assert len(set(keys)) == len(names)
    fresh = "a row that was put in front"
    assume(all(fresh != key for key in keys))
    assert [key for key, _ in keyed((name, None) for name in [fresh, *names])][1:] == keys


def test_keys_do_not_hang_on_case_or_spacing() -> None:
    assert [key for key, _ in keyed([("Sleep", 1), ("  sleep ", 2), ("Pacing", 3)])] == [
        "sleep",
        "sleep\t2",
        "pacing",
    ]
