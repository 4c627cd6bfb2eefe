"""Reply ↔ Communication."""

from __future__ import annotations

import datetime as dt

from hypothesis import given

from mappings import invitation, reply
from mappings.codes import CodeSet, ConfirmedCode
from mappings.context import Context
from mappings.records import Reply
from tests.mappings import strategies as some
from tests.mappings.laws import assert_survives, assert_text_beside_every_code


@given(some.replies.filter(lambda reply: reply.status in ("accepted", "declined")), some.contexts)
def test_a_reply_survives(record: Reply, context: Context) -> None:
    resource = reply.to_fhir(record, context)
    assert_survives(record, resource, reply.from_fhir)
    assert_text_beside_every_code(resource)


@given(some.replies, some.contexts)
def test_a_reply_answers_this_patients_own_invitation(record: Reply, context: Context) -> None:
    resource = reply.to_fhir(record, context)
    assert resource["inResponseTo"] == [{"reference": invitation.identify(context).urn}]
    assert (resource["sender"], resource["recipient"]) == (context.patient, [context.practice])


@given(some.replies, some.contexts)
def test_only_a_refusal_carries_the_code_of_a_refusal(record: Reply, context: Context) -> None:
    code = ConfirmedCode(
        code="281399006",
        display="as configured",
        confirmed_by="A clinician",
        confirmed_at=dt.date(2026, 1, 1),
    )
    resource = reply.to_fhir(
        record, Context(context.session, context.person, CodeSet(slots={"declined_group": code}))
    )
    assert ("coding" in resource["category"][0]) is (record.status == "declined")
    assert record.status.replace("-", " ") in resource["category"][0]["text"]
