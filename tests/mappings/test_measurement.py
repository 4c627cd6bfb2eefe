"""A measurement ↔ Observation."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given

from mappings import measurement
from mappings.codes import CodeSet, ConfirmedCode
from mappings.context import Context
from mappings.records import Measurement
from mappings.values import Concept
from profiles import wire
from tests.mappings import strategies as some
from tests.mappings.examples import plain_context
from tests.mappings.laws import assert_survives, assert_text_beside_every_code

AT = dt.datetime(2026, 3, 10, 9, 50, tzinfo=dt.UTC)


@given(some.measurements, some.contexts)
def test_a_measurement_survives_but_for_a_code_that_is_not_in_force(
    record: Measurement, context: Context
) -> None:
    resource = measurement.to_fhir(record, "a key", context)
    name = record.name if "coding" in resource["code"] else Concept(text=record.name.text)
    assert_survives(record.model_copy(update={"name": name}), resource, measurement.from_fhir)
    assert_text_beside_every_code(resource)


_SLOT = ConfirmedCode(
    code="278860009", display="as confirmed", confirmed_by="Dr A", confirmed_at=dt.date(2026, 1, 5)
)


@pytest.mark.failure("3.7", "an unknown code")
@pytest.mark.parametrize(
    ("code", "codes", "display"),
    [
        ("27113001", CodeSet(), None),
        ("720433000", CodeSet(), None),
        ("720433000", CodeSet(confirmed=frozenset({"score_phq-9"})), "PHQ-9 score"),
        ("82423001", CodeSet(), "Chronic pain"),
        ("278860009", CodeSet(slots={"score_peg": _SLOT}), "as confirmed"),
        ("278860009", CodeSet(slots={"score_peg": _SLOT.model_copy(update={"confirmed_by": None})}), None),
    ],
)
def test_a_code_that_somebody_typed_is_sent_only_if_it_is_in_force(
    code: str, codes: CodeSet, display: str | None
) -> None:
    record = Measurement(name=Concept(text="A result", code=code), value=Decimal(7), unit="kg", at=AT)
    sent = measurement.to_fhir(record, "a key", plain_context(codes))["code"]
    assert sent["text"] == "A result"
    assert [(c["code"], c["display"]) for c in sent.get("coding", ())] == [(code, display)] * bool(display)


@pytest.mark.failure("3.7", "decimals")
def test_a_weight_keeps_its_zero_on_the_wire() -> None:
    record = Measurement(name=Concept(text="Weight"), value=Decimal("81.50"), unit="kg", at=AT)
    assert b'"value":81.50' in wire.dumps(measurement.to_fhir(record, "weight", plain_context()))


@pytest.mark.hazard("H25")
@pytest.mark.parametrize(
    ("unit", "ucum"),
    [("kg", "kg"), ("mmHg", "mm[Hg]"), ("°C", "Cel"), ("mmol/mol", "mmol/mol"), ("stone", None)],
)
def test_a_unit_has_a_code_only_when_it_is_a_known_one(unit: str, ucum: str | None) -> None:
    record = Measurement(name=Concept(text="A result"), value=Decimal(7), unit=unit, at=AT)
    quantity = measurement.to_fhir(record, "a key", plain_context())["valueQuantity"]
    assert (quantity["unit"], quantity.get("code")) == (unit, ucum)
    assert ("system" in quantity) is (ucum is not None)
