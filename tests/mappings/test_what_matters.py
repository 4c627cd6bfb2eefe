"""What matters to the patient ↔ Observation."""

from __future__ import annotations

import pytest
from hypothesis import given

from mappings import what_matters
from mappings.context import Context
from mappings.records import Proxy, WhatMatters
from tests.mappings import strategies as some
from tests.mappings.laws import assert_survives, assert_text_beside_every_code, without_codings


@given(some.what_matters, some.contexts)
def test_what_matters_survives(record: WhatMatters, context: Context) -> None:
    resource = what_matters.to_fhir(record, context)
    assert_survives(record, resource, what_matters.from_fhir)
    assert_text_beside_every_code(resource)


@given(some.what_matters, some.contexts)
def test_what_matters_is_the_patients_own_statement_at_the_session(
    record: WhatMatters, context: Context
) -> None:
    resource = what_matters.to_fhir(record, context)
    assert resource["performer"] == [resource["subject"]]
    assert resource["effectiveDateTime"] == context.session.start.isoformat()
    assert resource["code"]["coding"][0]["code"] == "1515861000000103"


@given(some.what_matters, some.contexts)
def test_what_matters_can_be_read_without_codes(record: WhatMatters, context: Context) -> None:
    plain = without_codings(what_matters.to_fhir(record, context))
    assert (plain["code"]["text"], plain["valueString"]) == ("What matters to me", record.text)


@pytest.mark.hazard("H11")
@given(some.what_matters, some.contexts)
def test_what_a_proxy_said_is_not_put_in_the_patients_mouth(record: WhatMatters, context: Context) -> None:
    resource = what_matters.to_fhir(record, context, Proxy(relationship="daughter"))
    assert_survives(record, resource, what_matters.from_fhir)
    assert resource["performer"] == [{"type": "RelatedPerson", "display": "Proxy: daughter"}]
