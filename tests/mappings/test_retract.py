"""Taking back what was filed."""

from __future__ import annotations

import pytest
from hypothesis import given

from mappings import appointment, goal, provenance
from mappings.context import Context
from mappings.identity import identity_of
from mappings.records import Approval, Attendance, Goal
from mappings.retract import retracted
from tests.mappings import strategies as some
from tests.mappings.examples import plain_context
from tests.mappings.laws import faults


@given(some.attendances, some.contexts)
def test_an_appointment_taken_back_is_still_valid_and_gives_no_reason_for_cancelling(
    attendance: Attendance, context: Context
) -> None:
    body = appointment.to_fhir(attendance, context)
    back = retracted(body)
    assert back is not None
    assert faults(back) == ()
    assert back["status"] == "entered-in-error"
    assert "cancelationReason" not in back  # FHIR invariant app-4
    assert identity_of(back) == identity_of(body)


@given(some.goals(), some.contexts)
def test_a_goal_taken_back_keeps_everything_but_its_status(record: Goal, context: Context) -> None:
    body = goal.to_fhir(record, context)
    assert retracted(body) == {**body, "lifecycleStatus": "entered-in-error"}


def test_an_approval_that_happened_is_not_taken_back() -> None:
    context = plain_context()
    approval = Approval(by="Dr Amina Okafor", at=context.session.end)
    assert retracted(provenance.to_fhir(approval, [context.identify("goal")], context)) is None


def test_what_we_never_file_cannot_be_taken_back() -> None:
    with pytest.raises(KeyError):
        retracted({"resourceType": "Patient"})
