"""What a reader of the entry sees: its sections in their order, each with a heading of the record."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeVar

from mappings import (
    care_plan,
    education,
    encounter,
    goal,
    measurement,
    medication_plan,
    medication_review,
    medicine_wording,
    next_step,
    oral_morphine_equivalent,
    question,
    questionnaire_response,
    referral,
    review_due,
    score,
    what_matters,
    wording,
)
from mappings.context import Context
from mappings.group_note import group_note
from mappings.headings import (
    ATTENDANCE,
    CONCERNS,
    GIVEN,
    GOAL,
    MEASURES,
    MEDICINES,
    PLAN,
    REQUESTED,
    SUMMARY,
    Section,
)
from mappings.records import Participant
from mappings.vocabulary import Part
from profiles.wire import Resource

NARRATIVE: dict[str, tuple[str, str | None]] = {
    "pain_story": ("Pain story", CONCERNS),
    "health_needs": ("Health needs", CONCERNS),
    "problems": ("Problems", SUMMARY),
    "red_flags": ("Red flags", None),
    "findings": ("Findings", SUMMARY),
    "advice": ("Advice", GIVEN),
    "plan": ("Plan", PLAN),
    "safety_net": ("Safety net", GIVEN),
    "learning_point": ("Learning point", GIVEN),
}
"""Field of the narrative → title of its section, by which it is read back, and heading."""

_Record = TypeVar("_Record")


def sections(participant: Participant, parts: frozenset[Part], context: Context) -> list[Resource]:
    """The sections that `parts` allow; an administrative entry says whether the patient came, and no more."""
    built = (
        section.as_fhir()
        for section in _all(participant, context)
        if section.part is None or section.part in parts
    )
    return [section for section in built if section is not None]


def _all(participant: Participant, context: Context) -> Iterator[Section]:
    """What changes care first, then what it rests on; what is the same for everybody last."""
    yield _attendance(participant, context)
    yield _medication_plan(participant, context)
    yield _medication_review(participant, context)
    yield _referrals(participant, context)
    yield _next_step(participant, context)
    yield from _told(participant, "plan", "safety_net", "red_flags")
    yield _what_matters(participant, context)
    yield from _told(participant, "pain_story", "health_needs", "problems", "findings", "advice")
    yield _goals(participant, context)
    yield _measures(participant, context)
    yield _results(participant, context)
    yield _questions(participant, context)
    yield _education(participant, context)
    yield from _told(participant, "learning_point")
    yield Section("group-note", "About the group clinic", ATTENDANCE, [group_note(context.session)])


def _said(words: Callable[[_Record], str], *records: _Record | None) -> list[str]:
    """What there is, in words; what is unknown is left unsaid."""
    return [words(record) for record in records if record is not None]


def _told(participant: Participant, *fields: str) -> Iterator[Section]:
    for field in fields:
        title, heading = NARRATIVE[field]
        yield Section("individual", title, heading, _said(str, getattr(participant.narrative, field)))


def _attendance(participant: Participant, context: Context) -> Section:
    said = wording.attendance(participant.attendance, participant.presence, context.session)
    return Section(None, "Attendance", ATTENDANCE, [said], [encounter.identify(context)])


def _what_matters(participant: Participant, context: Context) -> Section:
    return Section(
        "extras",
        "What matters to me",
        CONCERNS,
        _said(lambda record: record.text, participant.what_matters),
        [what_matters.identify(context)],
    )


def _measures(participant: Participant, context: Context) -> Section:
    """Scores, and the answers themselves only where there is no score of them."""
    scores = dict(score.items(participant))
    answers = dict(questionnaire_response.items(participant))
    return Section(
        "individual",
        "Measures",
        MEASURES,
        [
            *_said(wording.score, *scores.values()),
            *_said(wording.assessment, *(one for key, one in answers.items() if key not in scores)),
        ],
        [
            *(score.identify(key, context) for key in scores),
            *(questionnaire_response.identify(key, context) for key in answers),
        ],
    )


def _results(participant: Participant, context: Context) -> Section:
    results = dict(measurement.items(participant))
    return Section(
        "extras",
        "Results shown on the board",
        None,
        _said(wording.measurement, *results.values()),
        [measurement.identify(key, context) for key in results],
    )


def _questions(participant: Participant, context: Context) -> Section:
    asked = dict(question.items(participant))
    return Section(
        "extras",
        "Questions",
        CONCERNS,
        _said(wording.question, *asked.values()),
        [question.identify(key, context) for key in asked],
    )


def _education(participant: Participant, context: Context) -> Section:
    topics = dict(education.items(participant))
    return Section(
        "individual",
        "Education",
        GIVEN,
        _said(wording.education, *topics.values()),
        [education.identify(key, context) for key in topics],
    )


def _goals(participant: Participant, context: Context) -> Section:
    return Section(
        "individual",
        "Goals and actions",
        GOAL,
        [
            *_said(wording.goal, *participant.goals),
            *_said(wording.action, *participant.actions),
            *_said(wording.enrolment, participant.enrolment),
        ],
        [*(goal.identify(one, context) for one in participant.goals), care_plan.identify(context)],
    )


def _medication_plan(participant: Participant, context: Context) -> Section:
    plan, equivalent = participant.medication_plan, participant.oral_morphine_equivalent
    lines = dict(medication_plan.items(plan)) if plan else {}
    return Section(
        "individual",
        "Medication plan (a plan, not a prescription)",
        MEDICINES,
        [
            *_said(lambda one: f"A plan, not a prescription: {medicine_wording.plan_version(one)}", plan),
            *_said(medicine_wording.plan_line, *lines.values()),
            *_said(medicine_wording.oral_morphine_equivalent, equivalent),
        ],
        [
            *(medication_plan.identify(key, context) for key in lines),
            oral_morphine_equivalent.identify(context),
        ],
    )


def _medication_review(participant: Participant, context: Context) -> Section:
    return Section(
        "individual",
        "Medication review",
        MEDICINES,
        [
            *_said(medicine_wording.review, participant.medication_review),
            *_said(medicine_wording.review_due, participant.review_due),
        ],
        [medication_review.identify(context), review_due.identify(context)],
    )


def _referrals(participant: Participant, context: Context) -> Section:
    return Section(
        "individual",
        "Referral",
        REQUESTED,
        _said(wording.referral, *participant.referrals),
        [referral.identify(key, context) for key, _ in referral.items(participant)],
    )


def _next_step(participant: Participant, context: Context) -> Section:
    said = _said(wording.next_step, participant.next_step)
    return Section("individual", "Next step", REQUESTED, said, [next_step.identify(context)])
