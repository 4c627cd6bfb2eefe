"""One plain session and people in it, for tests about one value and not about every possible one."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from mappings.codes import CORE_CODES, CodeSet
from mappings.context import Context
from mappings.records import (
    Action,
    Answer,
    Approval,
    Assessment,
    Attendance,
    Consent,
    Education,
    Enrolment,
    Experience,
    Goal,
    IdentityCheck,
    Interval,
    Invitation,
    Match,
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

SESSION = Session(
    session_id="0b8e2c1a-5a44-4f0e-8f0d-9b3c2f1d7a60",
    programme=Programme(
        id="chronic-pain",
        title="Chronic pain",
        condition=Concept(text="Chronic pain", code="82423001"),
        ods_code="A81001",
    ),
    title="Living well with pain",
    format="clinical",
    mode="video",
    platform="teams",
    planned_start=dt.datetime(2026, 3, 10, 10, 0, tzinfo=dt.UTC),
    planned_end=dt.datetime(2026, 3, 10, 11, 30, tzinfo=dt.UTC),
    session_date=dt.date(2026, 3, 10),
    capacity=12,
    topics=("pacing", "sleep"),
    staff=(
        Staff(name="Dr Amina Okafor", role="gp", gmc="7000001"),
        Staff(name="Tom Reed", role="pharmacist", gphc="2000001"),
        Staff(name="Jo Lane", role="facilitator"),
    ),
    agreement_version="VGC agreement v3",
    retention_until=dt.date(2036, 3, 10),
)

PERSON = Person(nhs_number="9990000018", family="Quill", given=("Marjorie",), birth_date=dt.date(1958, 4, 2))


def plain_context(codes: CodeSet = CORE_CODES, **session: Any) -> Context:
    """The plain session, changed where said, and the plain person."""
    return Context(SESSION.model_copy(update=session), PERSON, codes)


_AT = dt.datetime(2026, 3, 10, 10, 20, tzinfo=dt.UTC)


def full_participant(mark: str, nhs_number: str = "9990000026") -> Participant:
    """Somebody of whom everything is known; each text begins with the mark and says which field it is."""

    def text(field: str) -> str:
        return f"{mark} {field}"

    return Participant(
        row=2,
        person=Person(
            nhs_number=nhs_number,
            family=text("family"),
            given=(text("given"),),
            preferred=text("preferred"),
            birth_date=dt.date(1961, 7, 9),
            phone=(text("phone"),),
            email=(text("email"),),
            postcode=text("postcode"),
            display_name=text("display name"),
        ),
        match=Match(method="email", evidence=(text("evidence"),), confidence="certain"),
        invitation=Invitation(
            source="search", channel="sms", sent_at=_AT, template_id=text("template"), reason=text("reason")
        ),
        reply=Reply(status="accepted", at=_AT, channel="app", decline_reason=text("decline reason")),
        consents=(
            Consent(
                kind="confidentiality-agreement",
                status="given",
                version=text("version"),
                method=text("method"),
                at=_AT,
                taken_by=text("taken by"),
                note=text("consent note"),
            ),
        ),
        enrolment=Enrolment(state="engage", started_at="2026-01", end_reason=text("end reason")),
        attendance=Attendance(status="attended-by-proxy", confirmed_by=text("confirmed by")),
        presence=Presence(
            joins=(Interval(start=_AT, end=_AT + dt.timedelta(minutes=50)),),
            minutes=50,
            identity_check=IdentityCheck(method=text("identity check"), by=text("checked by"), at=_AT),
            others_present=(text("other present"),),
            proxy=Proxy(relationship=text("proxy"), authority=text("authority")),
        ),
        what_matters=WhatMatters(text=text("what matters")),
        narrative=Narrative(**{field: text(field) for field in Narrative.model_fields}),
        questions=(
            Question(text=text("question"), theme=text("theme"), answer=text("answer"), to_record=True),
        ),
        education=(Education(topic=text("topic"), material=text("material")),),
        assessments=(
            Assessment(
                instrument="peg",
                version=text("instrument version"),
                timepoint="baseline",
                at=_AT,
                answers=(Answer(item="pain", value=Decimal(7)),),
            ),
        ),
        scores=(Score(instrument="nprs", timepoint="baseline", at=_AT, value=Decimal("7.50")),),
        measurements=(
            Measurement(name=Concept(text=text("measurement")), value=Decimal("81.0"), unit="kg", at=_AT),
        ),
        goals=(
            Goal(
                goal_id="walk",
                text=text("goal"),
                measure=text("measure"),
                baseline=text("baseline"),
                target=text("target"),
                barriers=text("barriers"),
                support=text("support"),
                stage_goals=(text("stage goal"),),
                carried_from=text("carried from"),
            ),
        ),
        actions=(Action(goal_id="walk", what=text("action"), who=text("who"), when=text("when")),),
        medication_plan=MedicationPlan(
            lines=(
                PlanLine(
                    drug=text("drug"),
                    form=text("form"),
                    strength=text("strength"),
                    dose=text("dose"),
                    frequency=text("frequency"),
                    route=text("route"),
                    change="decrease",
                    step=1,
                    steps=3,
                    agreed_by=text("agreed by"),
                    prescriber=text("prescriber"),
                    note=text("line note"),
                ),
            )
        ),
        oral_morphine_equivalent=OralMorphineEquivalent(
            value=None,
            table_id=text("table"),
            table_version=text("table version"),
            at=_AT,
            uncomputable=(text("uncomputable"),),
        ),
        medication_review=MedicationReview(
            type="opioid", reviewer=text("reviewer"), at=_AT, outcome=text("outcome")
        ),
        review_due=ReviewDue(type="opioid", due="2026-09"),
        referrals=(
            Referral(
                needed="yes",
                to=text("referred to"),
                urgency="routine",
                reason=text("referral reason"),
                outcome=text("referral outcome"),
            ),
        ),
        next_step=NextStep(kind="vgc", date="2026-04-14", owner=text("owner")),
        sensitive_note=text("sensitive note"),
        experience=Experience(text=text("experience"), adverse_group_effect=text("adverse effect")),
        agreement_override=text("override"),
        repeat_override=text("repeat"),
        approval=Approval(by=SESSION.staff[0].name, at=SESSION.planned_end),
    )
