"""The next step and the next review: things to be done, kept apart from things done."""

from __future__ import annotations

import pytest
from hypothesis import given

from mappings import next_step, review_due
from mappings.context import Context
from mappings.records import NextStep, ReviewDue
from profiles.definitions import SNOMED_CT
from tests.mappings import strategies as some
from tests.mappings.examples import plain_context
from tests.mappings.laws import assert_survives, assert_text_beside_every_code, concepts


@given(some.next_steps.filter(lambda step: step.kind not in ("none", "undecided")), some.contexts)
def test_a_next_step_survives(record: NextStep, context: Context) -> None:
    resource = next_step.to_fhir(record, context)
    assert_survives(record, resource, next_step.from_fhir)
    assert_text_beside_every_code(resource)


@pytest.mark.parametrize("kind", ["none", "undecided"])
def test_nothing_to_do_is_no_task(kind: str) -> None:
    with pytest.raises(ValueError, match="no task"):
        next_step.to_fhir(NextStep.model_validate({"kind": kind}), plain_context())


@given(some.reviews_due, some.contexts)
def test_a_review_that_is_due_survives(record: ReviewDue, context: Context) -> None:
    resource = review_due.to_fhir(record, context)
    assert_survives(record, resource, review_due.from_fhir)
    assert_text_beside_every_code(resource)


@pytest.mark.hazard("H32")
@given(some.reviews_due, some.contexts)
def test_a_review_that_is_due_carries_no_clinical_code_that_could_mean_done(
    record: ReviewDue, context: Context
) -> None:
    resource = review_due.to_fhir(record, context)
    assert (resource["status"], resource["intent"]) == ("requested", "plan")
    assert resource["restriction"] == {"period": {"end": record.due}}
    systems = {coding["system"] for concept in concepts(resource) for coding in concept["coding"]}
    assert not any("snomed" in system for system in systems)


@given(some.reviews_due, some.contexts)
def test_a_review_that_is_due_is_known_by_its_words_where_a_practice_has_another_code(
    record: ReviewDue, context: Context
) -> None:
    resource = review_due.to_fhir(record, context)
    resource["code"]["coding"] = [{"system": SNOMED_CT, "code": "314529007"}]
    assert review_due.from_fhir(resource) == record
    resource["code"]["text"] = "Review at the surgery"
    assert review_due.from_fhir(resource).type == "other"


def test_a_next_step_is_known_by_its_words_or_not_at_all() -> None:
    resource = next_step.to_fhir(NextStep(kind="one-to-one"), plain_context())
    del resource["code"]["coding"]
    assert next_step.from_fhir(resource).kind == "one-to-one"
    resource["code"]["text"] = "Ring the patient"
    with pytest.raises(ValueError, match="kind"):
        next_step.from_fhir(resource)
