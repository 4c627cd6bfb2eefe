"""Presence ↔ Encounter."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given

from mappings import appointment, encounter
from mappings.context import Context
from mappings.records import Interval, Presence
from tests.mappings import strategies as some
from tests.mappings.examples import plain_context
from tests.mappings.laws import assert_survives, assert_text_beside_every_code


def at(hour: int, minute: int) -> dt.datetime:
    return dt.datetime(2026, 3, 10, hour, minute, tzinfo=dt.UTC)


@given(some.presences, some.contexts)
def test_everything_known_of_the_presence_survives_but_a_private_talk(
    presence: Presence, context: Context
) -> None:
    resource = encounter.to_fhir(presence, context)
    filed = presence.model_copy(update={"private_one_to_one": None})
    assert_survives(filed, resource, encounter.from_fhir)
    assert_text_beside_every_code(resource)


@pytest.mark.hazard("H18")
@pytest.mark.parametrize("talked", [True, False])
def test_whether_there_was_a_private_talk_changes_nothing_in_the_record(talked: bool) -> None:
    """T-H4b: nothing leads to what is kept apart."""
    context = plain_context()
    assert encounter.to_fhir(Presence(private_one_to_one=talked), context) == encounter.to_fhir(
        Presence(), context
    )


def test_the_period_is_the_patients_own_from_first_join_to_last_leave() -> None:
    early, late = Interval(start=at(10, 4), end=at(10, 30)), Interval(start=at(10, 40), end=at(11, 28))
    resource = encounter.to_fhir(Presence(joins=(late, early)), plain_context())
    assert resource["period"] == {"start": "2026-03-10T10:04:00+00:00", "end": "2026-03-10T11:28:00+00:00"}


def test_a_leave_that_nobody_saw_is_not_made_up() -> None:
    presence = Presence(joins=(Interval(start=at(10, 4)), Interval(start=at(10, 5), end=at(10, 6))))
    assert encounter.to_fhir(presence, plain_context())["period"] == {"start": "2026-03-10T10:04:00+00:00"}


@given(some.contexts)
def test_without_a_known_join_the_period_is_the_sessions(context: Context) -> None:
    period = encounter.to_fhir(Presence(), context)["period"]
    assert dt.datetime.fromisoformat(period["start"]) == context.session.start
    assert dt.datetime.fromisoformat(period["end"]) == context.session.end


@pytest.mark.parametrize(
    ("mode", "joined", "expected"),
    [
        ("video", True, "VR"),
        ("video", False, "VR"),
        ("hybrid", True, "VR"),
        ("hybrid", False, "AMB"),
        ("face-to-face", False, "AMB"),
    ],
)
def test_the_class_says_whether_the_patient_was_there_by_video(
    mode: str, joined: bool, expected: str
) -> None:
    presence = Presence(joins=(Interval(start=at(10, 0)),) if joined else ())
    assert encounter.to_fhir(presence, plain_context(mode=mode))["class"]["code"] == expected


def test_teaching_without_individual_care_is_not_coded_as_a_consultation() -> None:
    kinds = encounter.to_fhir(Presence(), plain_context(format="educational"))["type"]
    assert kinds[0] == {"text": "Group education session by video"}


def test_minutes_that_are_not_known_are_left_out_and_never_zero() -> None:
    context = plain_context()
    assert "length" not in encounter.to_fhir(Presence(), context)
    assert encounter.to_fhir(Presence(minutes=0), context)["length"]["value"] == 0


@given(some.presences, some.contexts)
def test_it_is_finished_and_belongs_to_the_patients_own_appointment(
    presence: Presence, context: Context
) -> None:
    resource = encounter.to_fhir(presence, context)
    assert resource["status"] == "finished"
    assert resource["subject"] == context.patient
    assert resource["appointment"] == [{"reference": appointment.identify(context).urn}]
    present = len(context.session.staff) + len(presence.others_present)
    assert len(resource["participant"]) == present
    assert all(member["type"][0]["text"] for member in resource["participant"])
