"""Medicines in words: the plan that is no prescription, its estimate, and the reviews done and due."""

from __future__ import annotations

from mappings.records import MedicationPlan, MedicationReview, OralMorphineEquivalent, PlanLine, ReviewDue
from mappings.vocabulary import MedicationChange, ReviewType
from mappings.wording import day, facts

_CHANGE: dict[MedicationChange, str] = {
    "start": "start",
    "stop": "stop",
    "increase": "increase",
    "decrease": "decrease",
    "no-change": "no change to",
    "switch": "switch",
    "not-agreed": "no change agreed for",
}

_REVIEW: dict[ReviewType, str] = {
    "structured": "Structured medication review",
    "opioid": "Review of opioid medication",
    "other": "Medication review",
}


def medicine(line: PlanLine) -> str:
    """Drug, strength and form, as far as they are known."""
    return " ".join(part for part in (line.drug, line.strength, line.form) if part)


def plan_line(line: PlanLine) -> str:
    """What was agreed for one medicine. Nothing is computed: the dose is the one that was written down."""
    of_steps = "" if line.steps is None else f" of {line.steps}"
    return facts(
        ("", f"{_CHANGE[line.change]} {medicine(line)}"),
        ("dose:", line.dose),
        ("how often:", line.frequency),
        ("route:", line.route),
        ("step", None if line.step is None else f"{line.step}{of_steps}"),
        ("steps in all:", line.steps if line.step is None else None),
        ("next step", day(line.next_step_date)),
        ("agreed by", line.agreed_by),
        ("prescriber:", line.prescriber),
        ("note:", line.note),
    )


def plan_version(plan: MedicationPlan) -> str:
    replaces = "" if plan.supersedes is None else f", in place of version {plan.supersedes}"
    return f"plan version {plan.version}{replaces}"


def table(equivalent: OralMorphineEquivalent) -> str:
    """Which table gave the figure, what it leaves out, and what it is not for (opioids reference, head)."""
    source = f"By table {equivalent.table_id}, version {equivalent.table_version}."
    left_out = f" Not computable: {'; '.join(equivalent.uncomputable)}." if equivalent.uncomputable else ""
    return f"{source}{left_out} An estimate for review, not for switching medicines."


def oral_morphine_equivalent(equivalent: OralMorphineEquivalent) -> str:
    figure = "not computable" if equivalent.value is None else f"{equivalent.value:f} mg in 24 hours"
    return f"Oral morphine equivalent: {figure}, {day(equivalent.at.date())}. {table(equivalent)}"


def review(review: MedicationReview) -> str:
    return facts(
        ("", f"{_REVIEW[review.type]} done on {day(review.at.date())}"),
        ("by", review.reviewer),
        ("outcome:", review.outcome),
    )


def review_due(due: ReviewDue) -> str:
    return f"{_REVIEW[due.type]} due: {day(due.due)} (not done yet)"
