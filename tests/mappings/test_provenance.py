"""Approval ↔ Provenance."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings import provenance
from mappings.context import Context
from mappings.identity import Identity, identity, identity_of
from mappings.records import Approval
from tests.mappings import strategies as some
from tests.mappings.laws import assert_survives, assert_text_beside_every_code

targets = st.lists(st.uuids().map(lambda value: identity("goal", str(value))), min_size=1, max_size=4)


@given(some.approvals, targets, some.contexts)
def test_an_approval_survives(record: Approval, filed: list[Identity], context: Context) -> None:
    resource = provenance.to_fhir(record, filed, context)
    assert_survives(record, resource, provenance.from_fhir)
    assert_text_beside_every_code(resource)


@given(some.approvals, targets, some.contexts)
def test_it_vouches_for_every_resource_and_is_found_by_its_tag(
    record: Approval, filed: list[Identity], context: Context
) -> None:
    resource = provenance.to_fhir(record, filed, context)
    assert [target["reference"] for target in resource["target"]] == [target.urn for target in filed]
    assert "identifier" not in resource
    assert identity_of(resource) == provenance.identify(record, context)


@given(some.approvals, some.contexts)
def test_a_new_approval_is_a_new_provenance(record: Approval, context: Context) -> None:
    later = record.model_copy(update={"at": record.at + dt.timedelta(seconds=1)})
    elsewhere = record.model_copy(update={"at": record.at.astimezone(dt.timezone(dt.timedelta(hours=5)))})
    assert provenance.identify(later, context) != provenance.identify(record, context)
    assert provenance.identify(elsewhere, context) == provenance.identify(record, context)


@pytest.mark.hazard("H35")
@given(targets, some.contexts)
def test_the_approver_is_named_by_professional_number_and_role(
    filed: list[Identity], context: Context
) -> None:
    clinician = context.session.staff[0]
    approval = Approval(by=clinician.name, at=context.session.end)
    attester, software = provenance.to_fhir(approval, filed, context)["agent"]
    assert attester["who"] == context.staff(clinician.name)
    assert attester["role"] == [{"text": clinician.role.replace("-", " ")}]
    assert software["who"]["type"] == "Device"
