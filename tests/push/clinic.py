"""A small group clinic for the tests of the push: five invented people, and the practice that knows them."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from mappings.records import (
    Action,
    Answer,
    Approval,
    Assessment,
    Attendance,
    Consent,
    Education,
    Enrolment,
    Goal,
    Interval,
    MedicationPlan,
    MedicationReview,
    Narrative,
    NextStep,
    Participant,
    Person,
    PlanLine,
    Presence,
    Programme,
    Referral,
    ReviewDue,
    Score,
    Session,
    Staff,
    WhatMatters,
)
from mappings.values import Concept
from profiles.definitions import NHS_NUMBER
from profiles.wire import Resource

LONDON = ZoneInfo("Europe/London")

NUMBERS = ("9990000018", "9990000026", "9990000034", "9990000042", "9990000050")
NOT_WITHIN_A_NUMBER = r"(?<!\d)(?<!\d\.)"
"""Before digits that are sought: a sum of seconds such as 0.021154999000003727 tells of nobody."""

FAMILIES = ("Quillfeather", "Braithwaite-Ozz", "O’Tamber", "Ångströmsen", "Lindqvarn")
STORIES = (
    "Fell from a ladder in 2019; the lower back has hurt ever since, worst in the mornings.",
    "Fibromyalgia for nine years. Was a postwoman and misses the rounds.",
    "Knee pain after two operations; cannot kneel to lay bricks any more.",
    "Neck and shoulder pain, sleeps four hours a night, worries about the tablets.",
    "Burning feet since the chemotherapy. Wants to dance at a wedding in August.",
)


def at(hour: int, minute: int = 0, *, day: dt.date = dt.date(2026, 3, 10)) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(hour, minute), LONDON)


def session(number: int = 1, day: dt.date = dt.date(2026, 3, 10)) -> Session:
    return Session(
        session_id=f"0b8e2c1a-5a44-4f0e-8f0d-9b3c2f1d7a{number:02d}",
        programme=Programme(
            id="rg-pain-2026", title="Chronic pain", condition=Concept(text="Chronic pain"), ods_code="Y12345"
        ),
        sequence_no=number,
        title="Chronic pain video group clinic",
        format="mixed",
        mode="video",
        platform="teams",
        planned_start=at(10, day=day),
        planned_end=at(11, 30, day=day),
        session_date=day,
        capacity=12,
        topics=("pacing", "sleep"),
        staff=(
            Staff(name="Dr Imogen Vantongeren", role="gp", gmc="7654321"),
            Staff(name="Rafe Okonjo-Hale", role="pharmacist", gphc="2076543"),
            Staff(name="Tilly Marsh-Wren", role="facilitator"),
            Staff(name="Col Abernethy", role="coordinator"),
        ),
        agreement_version="VGC agreement v3",
        retention_until=dt.date(2027, 3, 10),
    )


def in_turn(number: int = 1) -> Session:
    """The same as `session`; but where several are of one day, each begins when the one before has ended."""
    held = session(number)
    if number == 1:
        return held
    start = held.planned_end + dt.timedelta(minutes=20 * (number - 2))
    return held.model_copy(update={"planned_start": start, "planned_end": start + dt.timedelta(minutes=20)})


def approval_at(hour: int) -> Approval:
    return Approval(by="Dr Imogen Vantongeren", at=at(hour))


def person(index: int) -> Person:
    return Person(
        nhs_number=NUMBERS[index],
        family=FAMILIES[index],
        given=(f"Zephyra{'abcde'[index]}",),
        birth_date=dt.date(1960 + index, 4, 12),
    )


def participant(index: int, *, day: dt.date = dt.date(2026, 3, 10), **changed: object) -> Participant:
    values: dict[str, object] = {
        "row": index + 2,
        "person": person(index),
        "consents": (Consent(kind="confidentiality-agreement", status="given", version="v3", at=at(9, 55)),),
        "enrolment": Enrolment(state="engage", cycle=1, started_at="2026-02"),
        "attendance": Attendance(status="attended-full", source="facilitator"),
        "presence": Presence(
            joins=(Interval(start=at(10, 1, day=day), end=at(11, 29, day=day)),), minutes=88
        ),
        "what_matters": WhatMatters(text=f"To be out in the garden again, number {index}"),
        "narrative": Narrative(pain_story=STORIES[index], advice="Pace the day; the leaflet was sent."),
        "education": (Education(topic="pacing"), Education(topic="sleep")),
        "assessments": (
            Assessment(
                instrument="peg",
                timepoint="pre",
                at=at(9, 40, day=day),
                answers=(
                    Answer(item="pain", value=7),
                    Answer(item="enjoyment", value=8),
                    Answer(item="activity", value=6),
                ),
            ),
        ),
        "scores": (Score(instrument="peg", timepoint="pre", at=at(9, 40, day=day), value="7.0"),),
        "goals": (
            Goal(
                goal_id="G1",
                text="Walk to the shops twice a week",
                measure="walks a week",
                target="2",
                importance=8,
                confidence=6,
            ),
        ),
        "actions": (Action(goal_id="G1", what="Start with five minutes", who="me", when="on Monday"),),
        "medication_plan": MedicationPlan(
            lines=(
                PlanLine(
                    drug="Morphine sulfate 30 mg modified-release tablets",
                    change="decrease",
                    dose="20 mg",
                    frequency="twice a day",
                    next_step_date="2026-03-24",
                    agreed_by="Rafe Okonjo-Hale",
                ),
            )
        ),
        "medication_review": MedicationReview(
            type="opioid", reviewer="Rafe Okonjo-Hale", at=at(11, day=day), outcome="Dose to come down slowly"
        ),
        "review_due": ReviewDue(type="opioid", due="2026-06"),
        "referrals": (Referral(needed="yes", to="Pain clinic", urgency="routine", reason="For assessment"),),
        "next_step": NextStep(kind="vgc", date="2026-04-21"),
        "approval": Approval(by="Dr Imogen Vantongeren", at=at(12, 40, day=day)),
    }
    return Participant.model_validate({**values, **changed})


def clinic() -> tuple[Session, tuple[Participant, ...]]:
    """One session with five participants, all of whom may be filed."""
    return session(), tuple(participant(index) for index in range(5))


def practice() -> list[Resource]:
    """The GP system's own Patients."""
    return [patient(index) for index in range(5)]


def patient(index: int, **changed: object) -> Resource:
    who = person(index)
    return {
        "resourceType": "Patient",
        "id": f"p{index}",
        "identifier": [{"system": NHS_NUMBER, "value": who.nhs_number}],
        "active": True,
        "name": [{"use": "official", "family": who.family, "given": list(who.given)}],
        "birthDate": who.birth_date.isoformat(),
        **changed,
    }
