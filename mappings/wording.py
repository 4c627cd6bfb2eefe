"""Records in words, so that the text alone says everything even where a receiver drops every code (H33)."""

from __future__ import annotations

import datetime as dt

from mappings.instruments import INSTRUMENTS
from mappings.records import (
    Action,
    Assessment,
    Education,
    Goal,
    Measurement,
    MedicationReview,
    NextStep,
    OralMorphineEquivalent,
    PlanLine,
    Question,
    Referral,
    ReviewDue,
    Score,
)
from mappings.vocabulary import MedicationChange, NextStepKind, ReviewType, Timepoint

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

_NEXT: dict[NextStepKind, str] = {
    "vgc": "Next group clinic",
    "one-to-one": "One-to-one appointment",
    "consultant": "Consultant review",
    "none": "No further step planned",
    "undecided": "Next step not decided yet",
}

_TIMEPOINT: dict[Timepoint, str] = {
    "baseline": "at baseline",
    "pre": "before the session",
    "post": "after the session",
    "follow-up": "at follow-up",
    "other": "at another time",
}


def facts(*pairs: tuple[str, object]) -> str:
    """`name value; name value`, leaving out what is unknown; an empty name gives the value alone."""
    return "; ".join(f"{name} {value}" if name else str(value) for name, value in pairs if value is not None)


def day(date: str | dt.date | None) -> str | None:
    """`10 March 2026`, `March 2026` or `2026`: as much of the date as is known."""
    if date is None:
        return None
    year, *rest = str(date)[:10].split("-")
    month = [_MONTHS[int(number) - 1] for number in rest[:1]]
    return " ".join([*(str(int(number)) for number in rest[1:]), *month, year])


_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


# ── Goals and medicines ──────────────────────────────────────────────────────────────────────────────


def goal(goal: Goal) -> str:
    return facts(
        ("Goal:", goal.text),
        ("kind:", goal.category),
        ("started", day(goal.start)),
        ("measure:", goal.measure),
        ("at the start:", goal.baseline),
        ("target:", goal.target),
        ("by", day(goal.target_date)),
        ("importance", _of_ten(goal.importance)),
        ("confidence", _of_ten(goal.confidence)),
        ("what gets in the way:", goal.barriers),
        ("what helps:", goal.support),
        *(("step on the way:", stage) for stage in goal.stage_goals),
        ("status:", goal.lifecycle.replace("-", " ")),
        ("progress:", goal.achievement and goal.achievement.replace("-", " ")),
        ("set by", goal.set_by.replace("-", " ")),
        ("agreed with a clinician:", _yes_no(goal.agreed_with_clinician)),
    )


def action(action: Action) -> str:
    return facts(
        ("", action.what),
        ("who:", action.who),
        ("when:", action.when),
        ("status:", action.status.replace("-", " ")),
    )


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


def table(equivalent: OralMorphineEquivalent) -> str:
    """Which table gave the figure, what it leaves out, and what it is not for (opioids reference, head)."""
    source = f"By table {equivalent.table_id}, version {equivalent.table_version}."
    left_out = f" Not computable: {'; '.join(equivalent.uncomputable)}." if equivalent.uncomputable else ""
    return f"{source}{left_out} An estimate for review, not for switching medicines."


def oral_morphine_equivalent(equivalent: OralMorphineEquivalent) -> str:
    figure = "not computable" if equivalent.value is None else f"{equivalent.value} mg in 24 hours"
    return f"Oral morphine equivalent: {figure}, {day(equivalent.at.date())}. {table(equivalent)}"


def review(review: MedicationReview) -> str:
    return facts(
        ("", f"{_REVIEW[review.type]} done on {day(review.at.date())}"),
        ("by", review.reviewer),
        ("outcome:", review.outcome),
    )


def review_due(due: ReviewDue) -> str:
    return f"{_REVIEW[due.type]} due: {day(due.due)} (not done yet)"


# ── What was measured, asked, taught and arranged ────────────────────────────────────────────────────


def instrument(name: str) -> str:
    """The instrument's title with range and direction, so that a score can be read by itself."""
    row = INSTRUMENTS.get(name)
    if row is None:
        return name
    if row.lowest is None:
        return row.title
    return f"{row.title} ({row.lowest} to {row.highest}, {row.better} is better)"


def score(score: Score) -> str:
    value = "no score, an answer is missing" if score.value is None else score.value
    return f"{instrument(score.instrument)}: {value}, {_when(score)}"


def assessment(assessment: Assessment) -> str:
    """Every answer of a questionnaire that has no score."""
    row = INSTRUMENTS.get(assessment.instrument)
    texts = {item.id: item.text for item in row.items} if row else {}
    answers = facts(
        *(
            (texts.get(answer.item, answer.item), "not answered" if answer.value is None else answer.value)
            for answer in assessment.answers
        )
    )
    return f"{instrument(assessment.instrument)}: {answers}, {_when(assessment)}"


def measurement(measurement: Measurement) -> str:
    return f"{measurement.name.text}: {measurement.value} {measurement.unit}, {day(measurement.at.date())}"


def question(question: Question) -> str:
    return facts(
        ("Asked:", question.text),
        ("theme:", question.theme),
        ("answered:", _yes_no(question.answered)),
        ("answer:", question.answer),
    )


def education(education: Education) -> str:
    return facts(
        ("", education.topic if education.given else f"{education.topic} (not given)"),
        ("material:", education.material),
    )


def referral(referral: Referral) -> str:
    if referral.needed != "yes":
        said = "No referral needed" if referral.needed == "no" else "Referral not decided yet"
    else:
        said = f"Referral to {referral.to}"
    return facts(
        ("", said),
        ("to", referral.to if referral.needed != "yes" else None),
        ("urgency:", referral.urgency),
        ("reason:", referral.reason),
        ("sent", day(referral.sent_at and referral.sent_at.date())),
        ("outcome:", referral.outcome),
    )


def next_step(step: NextStep) -> str:
    return facts(("", _NEXT[step.kind]), ("by", day(step.date)), ("arranged by", step.owner))


def _when(measured: Score | Assessment) -> str:
    return f"{_TIMEPOINT[measured.timepoint]}, {day(measured.at.date())}"


def _of_ten(scale: int | None) -> str | None:
    return None if scale is None else f"{scale} of 10"


def _yes_no(fact: bool | None) -> str | None:
    return None if fact is None else ("yes" if fact else "no")
