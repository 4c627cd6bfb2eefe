"""Binding a filing's references to one server."""

from __future__ import annotations

import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings import appointment, encounter
from mappings.binding import bind, references, within
from mappings.context import Context
from mappings.records import Presence
from profiles.definitions import NHS_NUMBER
from tests.mappings import strategies as some
from tests.mappings.examples import plain_context

PATIENT = {"type": "Patient", "identifier": {"system": NHS_NUMBER, "value": "9990000018"}}


@given(some.presences, some.contexts)
def test_every_mention_of_the_patient_gets_the_servers_id_and_keeps_the_nhs_number(
    presence: Presence, context: Context
) -> None:
    bound = bind(encounter.to_fhir(presence, context), "Patient/7", {})
    assert bound["subject"] == {**context.patient, "reference": "Patient/7"}


@given(some.presences, some.contexts)
def test_binding_changes_nothing_but_references(presence: Presence, context: Context) -> None:
    body = encounter.to_fhir(presence, context)
    before = copy.deepcopy(body)
    urn = appointment.identify(context).urn
    bound = bind(body, "Patient/7", {urn: "Appointment/12"})
    assert body == before
    assert [item["reference"] for item in bound["appointment"]] == ["Appointment/12"]
    unbound = {"subject", "appointment"}
    assert {name: value for name, value in bound.items() if name not in unbound} == {
        name: value for name, value in body.items() if name not in unbound
    }


def test_what_the_server_does_not_hold_yet_keeps_its_urn() -> None:
    context = plain_context()
    body = encounter.to_fhir(Presence(), context)
    assert bind(body, None, {}) == body


def test_staff_and_practice_are_never_taken_for_the_patient() -> None:
    bound = bind(encounter.to_fhir(Presence(), plain_context()), "Patient/7", {})
    bound_to = [item for item in references(bound) if item.get("reference") == "Patient/7"]
    assert bound_to == [bound["subject"]]


def test_a_resource_that_speaks_of_two_patients_is_refused() -> None:
    other = {**PATIENT, "identifier": {"system": NHS_NUMBER, "value": "9990000026"}}
    with pytest.raises(ValueError, match="more than one patient") as error:
        bind({"resourceType": "Observation", "subject": PATIENT, "performer": [other]}, "Patient/7", {})
    assert "999" not in str(error.value)


@pytest.mark.failure("3.3", "a reference that leads nowhere")
@given(st.sets(st.uuids().map(lambda value: f"urn:uuid:{value}"), min_size=1, max_size=4), st.data())
def test_links_to_what_is_not_filed_are_left_out_whole(urns: set[str], data: st.DataObject) -> None:
    held = data.draw(st.sets(st.sampled_from(sorted(urns))))
    body = {
        "resourceType": "Composition",
        "identifier": {"system": "s", "value": "v"},
        "status": "final",
        "subject": PATIENT,
        "section": [{"title": "Goals", "entry": [{"reference": urn} for urn in sorted(urns)]}],
    }
    before = copy.deepcopy(body)
    kept = within(body, held)
    assert body == before
    assert {item["reference"] for item in references(kept) if "reference" in item} == held
    assert ("entry" in kept["section"][0]) is bool(held)
    assert kept["subject"] == PATIENT
    assert kept["identifier"] == body["identifier"]


def test_text_that_looks_like_a_reference_is_left_as_it_is() -> None:
    body = {"resourceType": "Observation", "valueString": "urn:uuid:0b8e2c1a-5a44-4f0e-8f0d-9b3c2f1d7a60"}
    assert bind(within(body, set()), "Patient/7", {body["valueString"]: "Goal/1"}) == body
