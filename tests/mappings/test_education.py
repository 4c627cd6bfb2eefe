"""An education topic ↔ Procedure."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given

from mappings import education
from mappings.codes import CodeSet, ConfirmedCode
from mappings.context import Context
from mappings.records import Education
from tests.mappings import strategies as some
from tests.mappings.examples import plain_context
from tests.mappings.laws import assert_survives, assert_text_beside_every_code

CONFIRMED = ConfirmedCode(
    code="82423001", display="as confirmed", confirmed_by="Dr A", confirmed_at=dt.date(2026, 1, 5)
)


@given(some.education, some.contexts)
def test_education_survives(record: Education, context: Context) -> None:
    resource = education.to_fhir(record, "a key", context)
    assert_survives(record, resource, education.from_fhir)
    assert_text_beside_every_code(resource)


def test_education_that_was_not_given_is_not_shown_as_done() -> None:
    resource = education.to_fhir(Education(topic="Sleep", given=False), "sleep", plain_context())
    assert resource["status"] == "not-done"
    assert "performedDateTime" not in resource


@pytest.mark.parametrize(
    ("topic", "coded"), [("Sleep", True), (" sleep", True), ("Not about sleep", False), ("Pain", False)]
)
def test_a_topic_is_coded_only_by_the_slot_of_exactly_that_topic(topic: str, coded: bool) -> None:
    practice = plain_context(CodeSet(slots={"education_sleep": CONFIRMED}))
    code = education.to_fhir(Education(topic=topic), "a key", practice)["code"]
    assert ("coding" in code) is coded
    assert code["text"] == topic


def test_a_slot_that_nobody_confirmed_is_not_sent() -> None:
    unconfirmed = CONFIRMED.model_copy(update={"confirmed_by": None})
    practice = plain_context(CodeSet(slots={"education_sleep": unconfirmed}))
    assert education.to_fhir(Education(topic="Sleep"), "a key", practice)["code"] == {"text": "Sleep"}
