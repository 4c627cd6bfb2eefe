"""Consent ↔ FHIR Consent."""

from __future__ import annotations

import pytest
from hypothesis import given

from mappings import consent
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


@given(some.consents, some.contexts)
def test_a_withdrawal_at_the_practice_is_read_back_as_one(record: Consent, context: Context) -> None:
    resource = consent.to_fhir(record, "key", context) | {"status": "inactive"}
    assert consent.from_fhir(resource).status == "withdrawn"


@given(some.consents, some.contexts)
def test_a_proxy_who_agreed_is_shown_as_the_one_who_did(record: Consent, context: Context) -> None:
    assert consent.to_fhir(record, "key", context)["performer"] == [context.patient]
    (performer,) = consent.to_fhir(record, "key", context, Proxy(relationship="daughter"))["performer"]
    assert performer == {"type": "RelatedPerson", "display": "Proxy: daughter"}
