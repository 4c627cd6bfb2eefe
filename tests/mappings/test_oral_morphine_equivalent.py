"""The oral morphine equivalent ↔ Observation."""

from __future__ import annotations

import pytest
from hypothesis import given
from pydantic import ValidationError

from mappings import oral_morphine_equivalent
from mappings.context import Context
from mappings.records import OralMorphineEquivalent
from tests.mappings import strategies as some
from tests.mappings.laws import assert_survives, assert_text_beside_every_code, without_codings


@given(some.oral_morphine_equivalents, some.contexts)
def test_an_equivalent_survives(record: OralMorphineEquivalent, context: Context) -> None:
    resource = oral_morphine_equivalent.to_fhir(record, context)
    assert_survives(record, resource, oral_morphine_equivalent.from_fhir)
    assert_text_beside_every_code(resource)


@pytest.mark.hazard("H14")
@given(some.oral_morphine_equivalents, some.contexts)
def test_no_equivalent_without_its_table_in_words(record: OralMorphineEquivalent, context: Context) -> None:
    """T-H14c."""
    note = without_codings(oral_morphine_equivalent.to_fhir(record, context))["note"][0]["text"]
    assert record.table_id in note
    assert record.table_version in note
    assert all(drug in note for drug in record.uncomputable)


@pytest.mark.hazard("H14")
def test_there_is_no_figure_where_a_medicine_could_not_be_counted() -> None:
    """T-H14b: what the others amount to would be read as the whole."""
    known = {"table_id": "fpm", "table_version": "1", "at": "2026-03-10T10:00:00Z"}
    with pytest.raises(ValidationError, match="leaves no value"):
        OralMorphineEquivalent.model_validate(known | {"value": "60", "uncomputable": ["Methadone"]})
    assert OralMorphineEquivalent.model_validate(known | {"value": "60"}).value == 60


@given(some.oral_morphine_equivalents, some.contexts)
def test_an_unknown_equivalent_has_a_reason_and_no_value(
    record: OralMorphineEquivalent, context: Context
) -> None:
    resource = oral_morphine_equivalent.to_fhir(record, context)
    assert ("valueQuantity" in resource) is (record.value is not None)
    assert ("dataAbsentReason" in resource) is (record.value is None)  # FHIR invariant obs-6
    if record.value is not None:
        assert (resource["valueQuantity"]["unit"], resource["valueQuantity"]["code"]) == ("mg/24h", "mg/d")
