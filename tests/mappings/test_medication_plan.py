"""The medication plan ↔ MedicationRequests: a plan, never an order (hazards H14 and H33)."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings import medication_plan, wording
from mappings.context import Context
from mappings.records import MedicationPlan, PlanLine
from tests.mappings import strategies as some
from tests.mappings.examples import plain_context
from tests.mappings.laws import assert_text_beside_every_code, faults, travelled, without_codings


@given(some.medication_plans, some.contexts, st.randoms(use_true_random=False))
def test_a_plan_survives_in_whatever_order_its_lines_come_back(
    record: MedicationPlan, context: Context, order: random.Random
) -> None:
    resources = medication_plan.to_fhir(record, context)
    for resource in resources:
        assert faults(resource) == ()
        assert_text_beside_every_code(resource)
    back = travelled(resources)
    order.shuffle(back)
    assert medication_plan.from_fhir(back) == record


@pytest.mark.hazard("H14")
@given(some.medication_plans, some.contexts)
def test_a_plan_is_never_an_order(record: MedicationPlan, context: Context) -> None:
    """T-H14a: nothing that a receiver could issue from."""
    for resource in medication_plan.to_fhir(record, context):
        assert (resource["status"], resource["intent"]) == ("draft", "proposal")
        assert resource["substitution"] == {"allowedBoolean": False}  # UK Core asks for it on every request
        assert "dispenseRequest" not in resource
        assert "doNotPerform" not in resource
        (instruction,) = resource["dosageInstruction"]
        assert set(instruction) == {"text"}
        assert instruction["text"].startswith("Plan, not a prescription: ")


@pytest.mark.hazard("H33")
@given(some.medication_plans, some.contexts)
def test_a_plan_is_complete_in_words(record: MedicationPlan, context: Context) -> None:
    """T-H33: what was agreed can be read with every code and every extension gone."""
    for line, resource in zip(record.lines, medication_plan.to_fhir(record, context), strict=True):
        text = without_codings(resource)["dosageInstruction"][0]["text"]
        agreed = (line.drug, line.form, line.strength, line.dose, line.frequency, line.route, line.note)
        for words in (*agreed, line.agreed_by, line.prescriber):
            assert words is None or words in text
        assert f"plan version {record.version}" in text
        if line.next_step_date is not None:
            assert f"next step {wording.day(line.next_step_date)}" in text


def test_the_words_of_a_taper_read_as_it_was_agreed() -> None:
    line = PlanLine(
        drug="Morphine sulfate",
        strength="10 mg",
        form="MR tablets",
        dose="50 mg",
        frequency="twice a day",
        change="decrease",
        step=2,
        steps=5,
        next_step_date="2026-03-24",
        agreed_by="Dr Adaeze Morton",
    )
    (resource,) = medication_plan.to_fhir(
        MedicationPlan(version=2, supersedes=1, lines=(line,)), plain_context()
    )
    assert resource["medicationCodeableConcept"] == {"text": "Morphine sulfate 10 mg MR tablets"}
    assert resource["dosageInstruction"][0]["text"] == (
        "Plan, not a prescription: decrease Morphine sulfate 10 mg MR tablets; dose: 50 mg; "
        "how often: twice a day; step 2 of 5; next step 24 March 2026; agreed by Dr Adaeze Morton; "
        "plan version 2, in place of version 1"
    )


@given(some.medication_plans, some.contexts)
def test_all_lines_of_a_plan_belong_together_under_its_version(
    record: MedicationPlan, context: Context
) -> None:
    resources = medication_plan.to_fhir(record, context)
    assert len({resource["groupIdentifier"]["value"] for resource in resources}) == 1
    assert len({resource["identifier"][0]["value"] for resource in resources}) == len(record.lines)
    later = record.model_copy(update={"version": record.version + 1})
    assert medication_plan.to_fhir(later, context)[0]["groupIdentifier"] != resources[0]["groupIdentifier"]


@given(some.medication_plans, some.plan_lines())
def test_a_line_put_in_front_renames_no_other_medicine(record: MedicationPlan, new: PlanLine) -> None:
    first = new.model_copy(update={"drug": "A medicine of no other line", "strength": None, "form": None})
    before = dict(medication_plan.items(record))
    after = dict(medication_plan.items(record.model_copy(update={"lines": (first, *record.lines)})))
    assert before.items() <= after.items()


def test_the_responsible_clinician_is_named_by_professional_number() -> None:
    line = PlanLine(drug="Codeine", change="stop", agreed_by="Dr Amina Okafor")
    (resource,) = medication_plan.to_fhir(MedicationPlan(lines=(line,)), plain_context())
    assert resource["requester"]["identifier"]["value"] == "7000001"
