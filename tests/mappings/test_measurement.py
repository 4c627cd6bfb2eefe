"""A measurement ↔ Observation."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given

from mappings import measurement
from mappings.context import Context
from mappings.records import Measurement
from mappings.values import Concept
from profiles import wire
from tests.mappings import strategies as some
from tests.mappings.examples import plain_context
from tests.mappings.laws import assert_survives, assert_text_beside_every_code

AT = dt.datetime(2026, 3, 10, 9, 50, tzinfo=dt.UTC)


@given(some.measurements, some.contexts)
def test_a_measurement_survives(record: Measurement, context: Context) -> None:
    resource = measurement.to_fhir(record, "a key", context)
    assert_survives(record, resource, measurement.from_fhir)
    assert_text_beside_every_code(resource)


def test_a_weight_keeps_its_zero_on_the_wire() -> None:
    record = Measurement(name=Concept(text="Weight"), value=Decimal("81.50"), unit="kg", at=AT)
    assert b'"value":81.50' in wire.dumps(measurement.to_fhir(record, "weight", plain_context()))


@pytest.mark.parametrize(
    ("unit", "ucum"),
    [("kg", "kg"), ("mmHg", "mm[Hg]"), ("°C", "Cel"), ("mmol/mol", "mmol/mol"), ("stone", None)],
)
def test_a_unit_has_a_code_only_when_it_is_a_known_one(unit: str, ucum: str | None) -> None:
    record = Measurement(name=Concept(text="A result"), value=Decimal(7), unit=unit, at=AT)
    quantity = measurement.to_fhir(record, "a key", plain_context())["valueQuantity"]
    assert (quantity["unit"], quantity.get("code")) == (unit, ucum)
    assert ("system" in quantity) is (ucum is not None)
