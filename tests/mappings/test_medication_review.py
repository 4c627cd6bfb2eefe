"""A medication review that was done ↔ Procedure."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given

from mappings import medication_review
from mappings.context import Context
from mappings.records import MedicationReview
from tests.mappings import strategies as some
from tests.mappings.examples import plain_context
from tests.mappings.laws import assert_survives, assert_text_beside_every_code


@given(some.medication_reviews, some.contexts)
def test_a_review_survives(record: MedicationReview, context: Context) -> None:
    resource = medication_review.to_fhir(record, context)
    assert_survives(record, resource, medication_review.from_fhir)
    assert_text_beside_every_code(resource)
    assert resource["status"] == "completed"


@given(some.contexts, some.moments)
def test_a_reviewer_of_the_session_is_found_however_the_name_was_typed(
    context: Context, at: dt.datetime
) -> None:
    lead = context.session.staff[0]
    typed = f"  {lead.name} "
    record = MedicationReview(type="structured", reviewer=typed, at=at)
    resource = medication_review.to_fhir(record, context)
    assert resource["performer"][0]["actor"].get("identifier") == context.staff(lead.name).get("identifier")
    assert_survives(record, resource, medication_review.from_fhir)


@pytest.mark.parametrize(
    ("kind", "code"),
    [("structured", "1239511000000100"), ("opioid", "287031000000100"), ("other", None)],
)
def test_only_a_review_with_a_verified_code_is_coded(kind: str, code: str | None) -> None:
    record = MedicationReview.model_validate(
        {"type": kind, "reviewer": "Dr A", "at": "2026-03-10T10:30:00+00:00"}
    )
    codings = medication_review.to_fhir(record, plain_context())["code"].get("coding", [])
    assert [coding["code"] for coding in codings] == ([code] if code else [])
