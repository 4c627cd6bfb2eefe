"""Referral ↔ ServiceRequest."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings import referral
from mappings.codes import CodeSet
from mappings.context import Context
from mappings.records import Referral
from tests.mappings import strategies as some
from tests.mappings.examples import plain_context
from tests.mappings.laws import assert_survives, assert_text_beside_every_code

needed = some.referrals(st.just("yes"))


@given(needed, some.keys, some.contexts)
def test_a_referral_survives(record: Referral, key: str, context: Context) -> None:
    resource = referral.to_fhir(record, key, context)
    assert_survives(record, resource, referral.from_fhir)
    assert_text_beside_every_code(resource)


@given(some.referrals(st.sampled_from(("no", "not-decided"))), some.contexts)
def test_what_is_not_decided_never_becomes_a_request(record: Referral, context: Context) -> None:
    with pytest.raises(ValueError, match="not filed"):
        referral.to_fhir(record, "key", context)


@given(needed, some.contexts)
def test_a_referral_that_was_not_sent_is_only_a_proposal(record: Referral, context: Context) -> None:
    resource = referral.to_fhir(record, "key", context)
    assert resource["intent"] == ("order" if record.sent_at else "proposal")


@pytest.mark.parametrize("sent_at", [None, dt.datetime(2026, 3, 11, 9, 0, tzinfo=dt.UTC)])
@pytest.mark.parametrize("outcome", [None, "Seen in May; no injection"])
def test_a_referral_is_completed_only_once_it_was_sent_and_has_an_outcome(
    sent_at: dt.datetime | None, outcome: str | None
) -> None:
    record = Referral(needed="yes", to="Pain clinic", sent_at=sent_at, outcome=outcome)
    resource = referral.to_fhir(record, "key", plain_context())
    assert resource["status"] == ("completed" if sent_at and outcome else "active")
    assert [note["text"] for note in resource.get("note", ())] == ([outcome] if outcome else [])


@pytest.mark.parametrize(
    ("destination", "coded"),
    [
        ("Pain management specialist", True),
        ("  the local pain consultant ", True),
        ("Consultant in Pain Medicine", True),
        ("Pain management programme", False),
        ("Pain clinic", False),
        ("physiotherapy, not the pain specialist", False),
        ("private pain specialist", False),
        ("Rheumatology", False),
    ],
)
def test_a_destination_is_coded_only_when_it_can_mean_nothing_else(destination: str, coded: bool) -> None:
    confirmed = plain_context(CodeSet(confirmed=frozenset({"pain_management_referral"})))
    code = referral.to_fhir(Referral(needed="yes", to=destination), "key", confirmed)["code"]
    assert [coding["code"] for coding in code.get("coding", ())] == ["306265007"] * coded
    assert destination in code["text"]
