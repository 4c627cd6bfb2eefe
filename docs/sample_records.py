"""Invented clinic records in which every field is known, by which the mapping is observed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from mappings.records import (
    Action,
    AgendaSegment,
    Answer,
    Approval,
    Assessment,
    Attendance,
    Consent,
    Education,
    Enrolment,
    Experience,
    Goal,
    Guest,
    IdentityCheck,
    Interval,
    Invitation,
    Match,
    Material,
    Measurement,
    MedicationPlan,
    MedicationReview,
    Narrative,
    NextStep,
    OralMorphineEquivalent,
    Participant,
    Person,
    PlanLine,
    Presence,
    Programme,
    Proxy,
    Question,
    Referral,
    Reply,
    ReviewDue,
    Score,
    Session,
    Staff,
    WhatMatters,
)
from mappings.values import Concept


@dataclass(frozen=True, slots=True)
class Sample:
    """One participant's part in one session.

    `varied` are the fields of the participant worth changing, and `session` for those of the session; all
    where it is empty. The others give nothing that another sample does not.
    """

    session: Session
    participant: Participant
    varied: frozenset[str] = frozenset()


_AT = dt.datetime(2026, 3, 10, 10, 20, tzinfo=dt.UTC)
_END = dt.datetime(2026, 3, 10, 11, 30, tzinfo=dt.UTC)
_LATER = dt.timedelta(minutes=20)

_SESSION = Session(
    session_id="0b8e2c1a-5a44-4f0e-8f0d-9b3c2f1d7a60",
    programme=Programme(
        id="chronic-pain",
        title="Chronic pain",
        condition=Concept(text="Chronic pain", code="82423001"),
        ods_code="A81001",
    ),
    sequence_no=1,
    title="Living well with pain",
    format="clinical",
    mode="video",
    platform="teams",
    platform_meeting_id="19:meeting",
    location="Health centre",
    location_ods_site_code="A8100101",
    planned_start=_AT - _LATER,
    planned_end=_END,
    actual_start=_AT - _LATER / 2,
    actual_end=_END + _LATER,
    session_date=dt.date(2026, 3, 10),
    capacity=12,
    min_viable=6,
    agenda=(AgendaSegment(segment="goals", start=_AT, end=_END, lead_role="facilitator"),),
    topics=("pacing",),
    staff=(
        Staff(name="Dr Amina Okafor", role="gp", gmc="7000001", ods_code="A81001"),
        Staff(name="Tom Reed", role="pharmacist", gphc="2000001", present_from=_AT, present_to=_END),
        Staff(name="Ann Lee", role="nurse", nmc="12A3456E"),
        Staff(name="Jo Lane", role="facilitator", sds_user_id="555000111222"),
    ),
    guests=(Guest(role="guest-speaker", organisation="Walking group", name="Sam Hill"),),
    recording_made=True,
    recording_reason="Training of staff",
    agreement_version="3",
    ground_rules="What is said here stays here",
    materials=(Material(title="Pacing leaflet", url="https://example.org/pacing", version="2"),),
    slot_mode="Video with Audio",
    debrief="Went well",
    incidents=("Sound failed for a minute",),
    retention_until=dt.date(2036, 3, 10),
)

_PERSON = Person(
    nhs_number="9990000018",
    nhs_number_status="01",
    family="Quill",
    given=("Marjorie",),
    preferred="Midge",
    birth_date=dt.date(1958, 4, 2),
    gender="female",
    phone=("07700900123",),
    email=("m.quill@example.org",),
    postcode="PL1 1AA",
    registered_ods="A81001",
    status_flags=frozenset({"interpreter"}),
    display_name="Midge Q",
)

_EVERYTHING = Participant(
    row=2,
    person=_PERSON,
    match=Match(method="email", evidence=("the address",), confidence="certain", matched_by="Jo Lane",
                matched_at=_AT),
    invitation=Invitation(
        source="search", channel="sms", sent_at=_AT, template_id="invite-3", reason="Long-term opioid",
        delivery="delivered", already_in_record=False,
    ),
    reply=Reply(
        status="accepted", at=_AT, channel="app", decline_reason="Works then", wants_one_to_one=False
    ),
    consents=(
        Consent(
            kind="confidentiality-agreement", status="given", version="3", method="spoken", at=_AT,
            taken_by="Jo Lane", withdrawn_at=None, note="Asked twice",
        ),
    ),
    enrolment=Enrolment(
        state="engage", cycle=1, started_at="2026-01", ended_at="2026-12", end_reason="Moved away"
    ),
    attendance=Attendance(
        status="attended-full", source="facilitator", confirmed_by="Jo Lane", late_minutes=5
    ),
    presence=Presence(
        joins=(
            Interval(start=_AT, end=_AT + _LATER),
            Interval(start=_AT + 2 * _LATER, end=_AT + 3 * _LATER),
        ),
        minutes=40,
        identity_check=IdentityCheck(method="Date of birth", by="Jo Lane", at=_AT),
        others_present=("husband",),
        proxy=Proxy(relationship="daughter", authority="attorney", identity_checked=True),
        private_one_to_one=False,
    ),
    what_matters=WhatMatters(text="The allotment"),
    narrative=Narrative(**{field: field.replace("_", " ") for field in Narrative.model_fields}),
    questions=(
        Question(text="Why at night?", theme="sleep", answered=True, answer="Lying still", to_record=True),
    ),
    education=(Education(topic="pacing", given=True, material="Pacing leaflet"),),
    assessments=(
        Assessment(
            instrument="peg", version="2009", timepoint="baseline", at=_AT, reported_by="patient",
            answers=tuple(Answer(item=item, value=Decimal(7)) for item in ("pain", "enjoyment", "activity")),
        ),
    ),
    scores=(Score(instrument="nprs", timepoint="baseline", at=_AT, value=Decimal(7)),),
    measurements=(
        Measurement(name=Concept(text="Pain review", code="82423001"), value=Decimal("81.5"), unit="kg",
                    at=_AT),
    ),
    goals=(
        Goal(
            goal_id="walk", text="Walk to the allotment", category="movement", start="2026-03-10",
            measure="minutes", baseline="10", target="30", target_date="2026-06", importance=9, confidence=6,
            barriers="the hill", support="my daughter", stage_goals=("to the corner",), lifecycle="active",
            achievement="improving", carried_from="Engage 0", set_by="patient", agreed_with_clinician=True,
        ),
        Goal(goal_id="sleep", text="Sleep until five"),
    ),
    actions=(
        Action(goal_id="walk", what="Walk to the corner", who="daughter", when="Sundays", status="scheduled"),
    ),
    medication_plan=MedicationPlan(
        version=2,
        supersedes=1,
        lines=(
            PlanLine(
                drug="Morphine", dmd="42105111", form="tablet", strength="10 mg", dose="20 mg",
                frequency="twice a day", route="by mouth", change="decrease", step=1, steps=3,
                next_step_date="2026-04-02", agreed_by="Tom Reed", prescriber="Dr Amina Okafor",
                note="Stop if pain is not bearable",
            ),
        ),
    ),
    oral_morphine_equivalent=OralMorphineEquivalent(
        value=Decimal("60.0"), table_id="fpm", table_version="2020-08", at=_AT
    ),
    medication_review=MedicationReview(type="opioid", reviewer="Tom Reed", at=_AT, outcome="Reduce slowly"),
    review_due=ReviewDue(type="opioid", due="2026-09"),
    referrals=(
        Referral(needed="yes", to="Pain clinic", urgency="routine", reason="No relief", sent_at=_AT,
                 outcome="Seen in May"),
    ),
    next_step=NextStep(kind="vgc", date="2026-04-14", owner="Jo Lane"),
    sensitive_note="Asked for a talk alone",
    sensitive_approval=Approval(by="Tom Reed", at=_END),
    experience=Experience(
        rating=9, text="Not alone", recommend=True, isolation_less=True, adverse_group_effect="none"
    ),
    safeguarding_flag=False,
    risk_seen_by="Dr Amina Okafor",
    online_visible="show",
    agreement_override="Dr Amina Okafor, spoken agreement",
    repeat_override="Dr Amina Okafor, nothing has changed",
    approval=Approval(by="Dr Amina Okafor", at=_END),
)  # fmt: skip

_BY_PROXY = _EVERYTHING.model_copy(
    update={
        "consents": (
            Consent(kind="group", status="given", version="3", at=_AT, withdrawn_at=_END, note="Left early"),
        ),
        "attendance": Attendance(status="attended-by-proxy"),
    }
)

_IN_PART = _EVERYTHING.model_copy(
    update={
        "consents": (Consent(kind="confidentiality-agreement", status="given", version="3", at=_AT),),
        "agreement_override": None,
        "attendance": Attendance(status="attended-partial"),
        "presence": Presence(joins=(Interval(start=_AT, end=_END),), minutes=40),
        "reply": Reply(status="declined", decline_reason="Works then"),
    }
)

_LITTLE = Participant(
    row=3,
    person=_PERSON,
    attendance=Attendance(status="attended-full"),
    medication_plan=MedicationPlan(
        lines=(PlanLine(drug="Codeine", change="stop", prescriber="Dr Amina Okafor"),)
    ),
)

_UNCOUNTED = _EVERYTHING.model_copy(
    update={
        "oral_morphine_equivalent": OralMorphineEquivalent(
            value=None, table_id="fpm", table_version="2020-08", at=_AT, uncomputable=("methadone",)
        )
    }
)

_OVERRIDDEN = _EVERYTHING.model_copy(update={"consents": ()})

_ABSENT = Participant(
    row=4,
    person=_PERSON,
    attendance=Attendance(status="did-not-attend", source="facilitator", confirmed_by="Jo Lane"),
)

_UNTIMED = _SESSION.model_copy(update={"actual_start": None, "actual_end": None})

SAMPLES = (
    Sample(_SESSION, _EVERYTHING),
    Sample(_SESSION, _BY_PROXY, frozenset({"consents", "attendance", "presence"})),
    Sample(_UNTIMED, _IN_PART, frozenset({"session", "consents", "attendance", "presence", "reply"})),
    Sample(_SESSION, _LITTLE, frozenset({"session", "medication_plan"})),
    Sample(_UNTIMED, _LITTLE, frozenset({"session"})),
    Sample(_SESSION, _UNCOUNTED, frozenset({"oral_morphine_equivalent"})),
    Sample(_SESSION, _OVERRIDDEN, frozenset({"agreement_override"})),
    Sample(_UNTIMED, _ABSENT, frozenset({"session", "attendance"})),
)
"""Somebody of whom all is known; somebody for whom a proxy came; somebody who left early; somebody of whom
little is known, so that what stands in for the unknown is seen; somebody with a medicine that cannot be
counted; somebody who agreed to nothing; and somebody who did not come."""
