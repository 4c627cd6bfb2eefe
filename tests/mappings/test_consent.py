"""Consent ↔ FHIR Consent."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given

from mappings import consent
from mappings.codes import CodeSet, ConfirmedCode
from mappings.context import Context
from mappings.records import Consent, Proxy
from mappings.vocabulary import ConsentStatus
from tests.mappings import strategies as some
from tests.mappings.examples import plain_context
from tests.mappings.laws import assert_survives, assert_text_beside_every_code


@given(some.consents, some.keys, some.contexts)
def test_a_consent_survives(record: Consent, key: str, context: Context) -> None:
    resource = consent.to_fhir(record, key, context)
    assert_survives(record, resource, consent.from_fhir)
    assert_text_beside_every_code(resource)


def test_the_practices_code_for_the_group_stands_beside_the_kind() -> None:
    slot = ConfirmedCode(
        code="1149511000000104",
        display="Group consultation",
        confirmed_by="Dr Amina Okafor",
        confirmed_at=AT.date(),
    )
    context = replace(plain_context(), codes=CodeSet(slots={"consent_group": slot}))
    (category,) = consent.to_fhir(Consent(kind="group", status="given"), "key", context)["category"]
    assert [coding["code"] for coding in category["coding"]] == ["group", "1149511000000104"]
    (category,) = consent.to_fhir(Consent(kind="recording", status="given"), "key", context)["category"]
    assert [coding["code"] for coding in category["coding"]] == ["recording"]


def test_a_category_that_the_practice_adds_is_no_other_kind() -> None:
    resource = consent.to_fhir(Consent(kind="recording", status="given"), "key", plain_context())
    resource["category"].insert(
        0, {"coding": [{"system": "https://practice.example/kinds", "code": "group"}]}
    )
    assert consent.from_fhir(resource).kind == "recording"


@given(some.consents, some.contexts)
def test_a_consent_always_has_a_policy(record: Consent, context: Context) -> None:
    assert consent.to_fhir(record, "key", context)["policyRule"]["text"]  # FHIR invariant ppc-1


@pytest.mark.parametrize(
    ("status", "state", "provision"),
    [
        ("given", "active", "permit"),
        ("refused", "rejected", "deny"),
        ("withdrawn", "inactive", "deny"),
        ("not-asked", "proposed", None),
        ("unknown", "draft", None),
    ],
)
def test_only_a_consent_that_was_given_permits_anything(
    status: ConsentStatus, state: str, provision: str | None
) -> None:
    resource = consent.to_fhir(Consent(kind="group", status=status), "key", plain_context())
    assert resource["status"] == state
    assert resource.get("provision", {}).get("type") == provision


@pytest.mark.hazard("H27")
@given(some.consents, some.contexts)
def test_a_withdrawal_at_the_practice_is_read_back_as_one(record: Consent, context: Context) -> None:
    resource = consent.to_fhir(record, "key", context) | {"status": "inactive"}
    assert consent.from_fhir(resource).status == "withdrawn"


@pytest.mark.hazard("H11")
@given(some.consents, some.contexts)
def test_a_proxy_who_agreed_is_shown_as_the_one_who_did(record: Consent, context: Context) -> None:
    assert consent.to_fhir(record, "key", context)["performer"] == [context.patient]
    (performer,) = consent.to_fhir(record, "key", context, Proxy(relationship="daughter"))["performer"]
    assert performer == {"type": "RelatedPerson", "display": "Proxy: daughter"}


AT = dt.datetime(2026, 3, 10, 9, 50, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


def agreement(status: ConsentStatus, **known: Any) -> Consent:
    return Consent(kind="confidentiality-agreement", status=status, **known)


def last(*rows: Consent) -> Consent | None:
    return consent.latest(rows, "confidentiality-agreement")


def test_a_consent_stands_as_the_latest_of_its_times_says_in_whatever_order_its_rows_come() -> None:
    """The later of answer and withdrawal, so that an agreement given again counts again."""
    withdrawn = agreement("withdrawn", at=AT - HOUR, withdrawn_at=AT)
    again = agreement("given", at=AT + HOUR)
    before = agreement("given", at=AT - HOUR / 2)
    for rows in permutations((withdrawn, before)):
        assert last(*rows) == withdrawn
    for rows in permutations((withdrawn, before, again)):
        assert last(*rows) == again


@pytest.mark.parametrize("at", [None, AT])
def test_at_the_same_time_or_without_one_the_last_row_counts(at: dt.datetime | None) -> None:
    given, refused = agreement("given", at=at), agreement("refused", at=at)
    assert (last(given, refused), last(refused, given)) == (refused, given)
    assert last(agreement("refused", at=AT), agreement("given")) == agreement("given")


@pytest.mark.parametrize("status", ["given", "unknown", "not-asked", "withdrawn"])
def test_what_has_a_time_of_withdrawal_is_withdrawn_whatever_its_status_still_says(
    status: ConsentStatus,
) -> None:
    row = agreement(status, at=AT, withdrawn_at=AT + HOUR)
    assert last(row) == agreement("withdrawn", at=AT, withdrawn_at=AT + HOUR)


def test_no_other_kind_is_taken_for_it() -> None:
    group = Consent(kind="group", status="given", at=AT)
    assert last(group) is None
    assert consent.latest((group, agreement("refused")), "group") == group
