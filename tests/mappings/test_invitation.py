"""Invitation ↔ Communication."""

from __future__ import annotations

from hypothesis import given

from mappings import invitation
from mappings.context import Context
from mappings.records import Invitation
from tests.mappings import strategies as some
from tests.mappings.laws import assert_survives, assert_text_beside_every_code


@given(some.invitations, some.contexts)
def test_an_invitation_survives(record: Invitation, context: Context) -> None:
    resource = invitation.to_fhir(record, context)
    assert_survives(record, resource, invitation.from_fhir)
    assert_text_beside_every_code(resource)


@given(some.invitations, some.contexts)
def test_only_a_failed_delivery_is_not_done_and_says_why(record: Invitation, context: Context) -> None:
    resource = invitation.to_fhir(record, context)
    failed = record.delivery == "failed"
    assert resource["status"] == ("not-done" if failed else "completed")
    assert ("statusReason" in resource) is failed


@given(some.invitations, some.contexts)
def test_an_invitation_is_between_the_practice_and_this_patient_alone(
    record: Invitation, context: Context
) -> None:
    resource = invitation.to_fhir(record, context)
    assert (resource["sender"], resource["recipient"]) == (context.practice, [context.patient])
