"""Records in words, so that the text alone says everything even where a receiver drops every code (H33)."""

from __future__ import annotations

import datetime as dt

from mappings.instruments import INSTRUMENTS
from mappings.records import (
    Action,
    Assessment,
    Attendance,
    Education,
    Enrolment,
    Goal,
    Measurement,
    NextStep,
    Presence,
    Question,
    Referral,
    Score,
    Session,
)
from mappings.vocabulary import (
    AttendanceStatus,
    NextStepKind,
    SessionMode,
    Timepoint,
)

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


_ATTENDANCE: dict[AttendanceStatus, str] = {
    "attended-full": "Attended a group clinic",
    "attended-partial": "Attended part of a group clinic",
    "attended-by-proxy": "A proxy attended a group clinic for the patient",
    "withdrew-during": "Attended a group clinic and withdrew during it",
    "did-not-attend": "Did not attend the group clinic",
    "late-not-admitted": "Arrived too late to be admitted to the group clinic; not a did-not-attend",
    "technical-failure": "Could not connect to the group clinic",
    "cancelled-by-patient": "The patient cancelled the place in the group clinic",
    "cancelled-by-practice": "The practice cancelled the place in the group clinic",
    "unknown": "Attendance at the group clinic is not known",
}

MODE: dict[SessionMode, str] = {
    "video": "by video",
    "face-to-face": "face to face",
    "hybrid": "by video and face to face",
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


# ── Attendance and pathway ───────────────────────────────────────────────────────────────────────────


def attendance(attendance: Attendance, presence: Presence | None, session: Session) -> str:
    """How the patient took part, or why not; nobody else is named, not even a proxy."""
    minutes = presence.minutes if presence and attendance.status == "attended-partial" else None
    proxy = presence.proxy if presence and attendance.status == "attended-by-proxy" else None
    return facts(
        ("", f"{_ATTENDANCE[attendance.status]} ({MODE[session.mode]}, {day(session.session_date)})"),
        ("present for", None if minutes is None else f"{minutes} minutes"),
        ("minutes late:", attendance.late_minutes),
        ("proxy:", proxy and proxy.relationship),
        ("authority:", proxy and proxy.authority),
        ("confirmed by", None if attendance.present else attendance.confirmed_by),
    )


def enrolment(enrolment: Enrolment) -> str:
    return facts(
        ("Pathway Assess, Engage, Review: now", f"{enrolment.state}, cycle {enrolment.cycle}"),
        ("since", day(enrolment.started_at)),
        ("ended", day(enrolment.ended_at)),
        ("reason:", enrolment.end_reason),
    )


# ── Goals ──────────────────────────────────────────────────────────────────────────────


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


_THE_PATIENT = frozenset({"i", "me", "myself", "patient"})
"""What a patient, or somebody for them, writes of who does it; `me` would mean the reader to anybody else."""


def action(action: Action) -> str:
    itself = action.who is not None and action.who.strip().casefold() in _THE_PATIENT
    return facts(
        ("Action:", action.what),
        ("who:", "the patient" if itself else action.who),
        ("when:", action.when),
        ("status:", action.status.replace("-", " ")),
    )


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
    value = "no score, an answer is missing" if score.value is None else f"{score.value:f}"
    return f"{instrument(score.instrument)}: {value}, {_when(score)}"


def assessment(assessment: Assessment) -> str:
    """Every answer of a questionnaire that has no score."""
    row = INSTRUMENTS.get(assessment.instrument)
    texts = {item.id: item.text for item in row.items} if row else {}
    answers = facts(
        *(
            (
                texts.get(answer.item, answer.item),
                "not answered" if answer.value is None else f"{answer.value:f}",
            )
            for answer in assessment.answers
        )
    )
    return f"{instrument(assessment.instrument)}: {answers}, {_when(assessment)}"


def measurement(measurement: Measurement) -> str:
    return f"{measurement.name.text}: {measurement.value:f} {measurement.unit}, {day(measurement.at.date())}"


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
