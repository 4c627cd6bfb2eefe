"""Session and Participant: what the clinic knows of one meeting and of each patient's part in it.

`None` means unknown and is never the same as empty, zero or false. Field names and rules follow the clinic
data model; each error names the field.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Annotated, Self

from pydantic import Field, ValidationInfo, field_validator, model_validator

from mappings import vocabulary as words
from mappings.values import (
    Amount,
    Concept,
    Digits,
    Minutes,
    Moment,
    NhsNumber,
    OdsCode,
    PartialDate,
    Record,
    Scale,
    Text,
)

# ── The session ──────────────────────────────────────────────────────────────────────────────────────


class Staff(Record):
    """A member of staff of one session; shown in a record by role, identified by professional number."""

    name: Text
    role: words.Role
    gmc: Annotated[str, Field(pattern=r"^\d{7}$")] | None = None
    gphc: Annotated[str, Field(pattern=r"^\d{7}$")] | None = None
    nmc: Annotated[str, Field(pattern=r"^\d{2}[A-Z]\d{4}[A-Z]$")] | None = None
    sds_user_id: Digits | None = None
    ods_code: OdsCode | None = None
    present_from: Moment | None = None
    present_to: Moment | None = None

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        if self.present_from and self.present_to and self.present_to < self.present_from:
            raise ValueError("present_to is earlier than present_from")
        return self

    @property
    def may_attest(self) -> bool:
        return self.role in words.ATTESTING_ROLES


class Guest(Record):
    """A speaker without access to any record; the name stays with the session."""

    role: words.Role
    organisation: Text | None = None
    name: Text | None = None


class AgendaSegment(Record):
    segment: words.Segment
    start: Moment | None = None
    end: Moment | None = None
    lead_role: words.Role | None = None


class Material(Record):
    """Something given to everybody: a leaflet, a film, a link."""

    title: Text
    url: Text | None = None
    version: Text | None = None


class Programme(Record):
    """A series of group clinics for one condition, run by one organisation."""

    id: Annotated[str, Field(pattern=r"^[A-Za-z0-9.-]{1,64}$")]
    title: Text
    condition: Concept
    ods_code: OdsCode


class Session(Record):
    """One meeting. Never written to a patient's record as a whole, and knows none of its patients."""

    session_id: Annotated[str, Field(pattern=r"^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$")]
    programme: Programme
    sequence_no: Annotated[int, Field(ge=1)] | None = None
    title: Text
    format: words.SessionFormat
    mode: words.SessionMode
    platform: words.Platform | None = None
    platform_meeting_id: Text | None = None
    location: Text | None = None
    location_ods_site_code: OdsCode | None = None
    planned_start: Moment
    planned_end: Moment
    actual_start: Moment | None = None
    actual_end: Moment | None = None
    session_date: dt.date
    tz: str = "Europe/London"
    capacity: Annotated[int, Field(ge=1)]
    min_viable: Annotated[int, Field(ge=1)] | None = None
    agenda: tuple[AgendaSegment, ...] = ()
    topics: tuple[Text, ...] = ()
    staff: tuple[Staff, ...] = Field(min_length=1)
    guests: tuple[Guest, ...] = ()
    recording_made: bool = False
    recording_reason: Text | None = None
    agreement_version: Text
    ground_rules: Text | None = None
    materials: tuple[Material, ...] = ()
    slot_category: Text = "Group Consultation and Group Education"
    slot_mode: words.SlotMode | None = None
    debrief: Text | None = None
    incidents: tuple[Text, ...] = ()
    retention_until: dt.date

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        if self.planned_end <= self.planned_start:
            raise ValueError("planned_end must be later than planned_start")
        if self.recording_made and self.recording_reason is None:
            raise ValueError("recording_reason is needed when a recording was made")
        if self.format in ("clinical", "mixed") and not any(member.may_attest for member in self.staff):
            raise ValueError("a clinical or mixed session needs a clinician among its staff")
        return self

    @property
    def start(self) -> dt.datetime:
        return self.actual_start or self.planned_start

    @property
    def end(self) -> dt.datetime:
        return self.actual_end or self.planned_end

    def member(self, name: str) -> Staff | None:
        """The member of staff of that name, whatever its case and spacing."""
        wanted = " ".join(name.split()).casefold()
        return next((m for m in self.staff if " ".join(m.name.split()).casefold() == wanted), None)


# ── The person ───────────────────────────────────────────────────────────────────────────────────────


class Person(Record):
    """Who the patient is, as the clinic has it; used for matching, never copied into a note."""

    nhs_number: NhsNumber
    nhs_number_status: words.NhsNumberStatus | None = None
    family: Text
    given: tuple[Text, ...] = Field(min_length=1)
    preferred: Text | None = None
    birth_date: dt.date
    gender: words.Gender | None = None
    phone: tuple[Text, ...] = ()
    email: tuple[Text, ...] = ()
    postcode: Text | None = None
    registered_ods: OdsCode | None = None
    status_flags: frozenset[words.StatusFlag] = frozenset()
    display_name: Text | None = None


class Match(Record):
    """How a person of the platform's report was matched to this patient, and on what evidence."""

    method: words.MatchMethod
    evidence: tuple[Text, ...] = Field(min_length=1)
    confidence: words.MatchConfidence
    matched_by: Text | None = None
    matched_at: Moment | None = None

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        if self.method == "name-only" and self.confidence == "certain":
            raise ValueError("a display name alone never identifies anyone")
        return self


# ── The patient's part: before ───────────────────────────────────────────────────────────────────────


class Invitation(Record):
    source: words.InvitationSource
    channel: words.Channel | None = None
    sent_at: Moment | None = None
    template_id: Text | None = None
    reason: Text | None = None
    delivery: words.Delivery | None = None
    already_in_record: bool | None = None


class Reply(Record):
    """The patient's answer to the invitation."""

    status: words.ReplyStatus
    at: Moment | None = None
    channel: words.Channel | None = None
    decline_reason: Text | None = None
    wants_one_to_one: bool | None = None


class Consent(Record):
    kind: words.ConsentKind
    status: words.ConsentStatus
    version: Text | None = None
    method: Text | None = None
    at: Moment | None = None
    taken_by: Text | None = None
    withdrawn_at: Moment | None = None
    note: Text | None = None


class Enrolment(Record):
    """Where the patient is on the pathway Assess → Engage → Review; `cycle` counts the Engages."""

    state: words.EnrolmentState
    cycle: Annotated[int, Field(ge=1)] = 1
    started_at: PartialDate | None = None
    ended_at: PartialDate | None = None
    end_reason: Text | None = None

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        if self.started_at is not None and self.ended_at is not None:
            known = min(len(self.started_at), len(self.ended_at))
            if self.ended_at[:known] < self.started_at[:known]:
                raise ValueError("ended_at must not be earlier than started_at")
            if self.ended_at[:known] == self.started_at[:known] and self.ended_at != self.started_at:
                # no reader can tell which is first (R4, invariant per-1)
                raise ValueError("started_at and ended_at must both be years, months or days to be compared")
        return self


# ── The patient's part: attendance ───────────────────────────────────────────────────────────────────


class Attendance(Record):
    status: words.AttendanceStatus = "unknown"
    source: words.StatusSource | None = None
    confirmed_by: Text | None = None
    late_minutes: Minutes | None = None

    @property
    def present(self) -> bool:
        return self.status in words.PRESENT


class Interval(Record):
    """One stay in the meeting; `end` is unknown when the platform does not say."""

    start: Moment
    end: Moment | None = None

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        if self.end is not None and self.end < self.start:
            raise ValueError("end is earlier than start")
        return self


class IdentityCheck(Record):
    method: Text
    by: Text | None = None
    at: Moment | None = None


class Proxy(Record):
    relationship: Text
    authority: Text | None = None
    identity_checked: bool | None = None


class Presence(Record):
    """The patient's own time in the meeting; `minutes` is the union of the joins, `None` if unknown."""

    joins: tuple[Interval, ...] = ()
    minutes: Minutes | None = None
    identity_check: IdentityCheck | None = None
    others_present: tuple[Text, ...] = ()
    proxy: Proxy | None = None
    private_one_to_one: bool | None = None


# ── The patient's part: what was said, agreed and measured ───────────────────────────────────────────


class WhatMatters(Record):
    text: Text
    verbatim: bool = True


class Question(Record):
    """A question that the patient asked; filed only when `to_record` says so."""

    text: Text
    theme: Text | None = None
    answered: bool | None = None
    answer: Text | None = None
    to_record: bool = False


class Education(Record):
    """A topic that this patient was (or was not) given; `material` names what was handed out."""

    topic: Text
    given: bool = True
    material: Text | None = None


class Narrative(Record):
    """The free text of the consultation, under the headings of the record."""

    pain_story: Text | None = None
    health_needs: Text | None = None
    problems: Text | None = None
    red_flags: Text | None = None
    findings: Text | None = None
    advice: Text | None = None
    plan: Text | None = None
    safety_net: Text | None = None
    learning_point: Text | None = None


class Answer(Record):
    """The answer to one item of an instrument; `None` when it was left out."""

    item: Annotated[str, Field(pattern=r"^[A-Za-z0-9._-]{1,64}$")]
    value: Amount | None


class Assessment(Record):
    """One filled-in outcome instrument: the answers to its items."""

    instrument: Annotated[str, Field(pattern=r"^[a-z0-9-]{1,40}$")]
    version: Text | None = None
    timepoint: words.Timepoint
    at: Moment
    reported_by: words.ReportedBy = "patient"
    answers: tuple[Answer, ...] = Field(min_length=1)


class Score(Record):
    """The score of one instrument; `value` is `None` when an answer needed for it is missing."""

    instrument: Annotated[str, Field(pattern=r"^[a-z0-9-]{1,40}$")]
    timepoint: words.Timepoint
    at: Moment
    value: Amount | None


class Measurement(Record):
    """A result that was on the board, such as a weight or a blood pressure."""

    name: Concept
    value: Amount
    unit: Text
    at: Moment


class Goal(Record):
    """A personal goal in the patient's words; `goal_id` is stable over the sessions of a programme."""

    goal_id: Annotated[str, Field(pattern=r"^[A-Za-z0-9._-]{1,64}$")]
    text: Text
    category: words.GoalCategory | None = None
    start: PartialDate | None = None
    measure: Text | None = None
    baseline: Text | None = None
    target: Text | None = None
    target_date: PartialDate | None = None
    importance: Scale | None = None
    confidence: Scale | None = None
    barriers: Text | None = None
    support: Text | None = None
    stage_goals: tuple[Text, ...] = ()
    lifecycle: words.GoalLifecycle = "active"
    achievement: words.GoalAchievement | None = None
    carried_from: Text | None = None
    set_by: words.GoalSetBy = "patient"
    agreed_with_clinician: bool | None = None

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        if self.target is not None and self.measure is None:
            raise ValueError("measure is needed when there is a target (FHIR invariant gol-1)")
        return self


class Action(Record):
    """A step towards a goal: what, by whom, when."""

    goal_id: Annotated[str, Field(pattern=r"^[A-Za-z0-9._-]{1,64}$")]
    what: Text
    who: Text | None = None
    when: Text | None = None
    status: words.ActionStatus = "not-started"


class PlanOfCare(Record):
    """Where the patient is on the pathway, with the goals and actions that go with it."""

    enrolment: Enrolment
    goal_ids: tuple[str, ...] = ()
    actions: tuple[Action, ...] = ()


class PlanLine(Record):
    """One medicine of the agreed plan. A plan, never a prescription: nothing can be issued from it."""

    drug: Text
    dmd: Digits | None = None
    form: Text | None = None
    strength: Text | None = None
    dose: Text | None = None
    frequency: Text | None = None
    route: Text | None = None
    change: words.MedicationChange
    step: Annotated[int, Field(ge=1)] | None = None
    steps: Annotated[int, Field(ge=1)] | None = None
    next_step_date: PartialDate | None = None
    agreed_by: Text | None = None
    prescriber: Text | None = None
    note: Text | None = None

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        if self.step is not None and self.steps is not None and self.step > self.steps:
            raise ValueError("step is beyond steps")
        return self


class MedicationPlan(Record):
    version: Annotated[int, Field(ge=1)] = 1
    supersedes: Annotated[int, Field(ge=1)] | None = None
    lines: tuple[PlanLine, ...] = Field(min_length=1)


class OralMorphineEquivalent(Record):
    """Estimated mg of oral morphine a day, with the table that it was computed by; an annotation only."""

    value: Annotated[Decimal, Field(ge=0, allow_inf_nan=False)] | None
    table_id: Text
    table_version: Text
    at: Moment
    uncomputable: tuple[Text, ...] = ()

    @field_validator("uncomputable")
    @classmethod
    def _no_figure_of_a_part(cls, drugs: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        if drugs and info.data.get("value") is not None:
            # what the other medicines amount to would be read as the whole (hazard H14)
            raise ValueError("a medicine that could not be counted leaves no value: clear the value")
        return drugs


class MedicationReview(Record):
    """A medication review that was done; the next one being due is another fact (`ReviewDue`)."""

    type: words.ReviewType
    reviewer: Text
    at: Moment
    outcome: Text | None = None


class ReviewDue(Record):
    type: words.ReviewType
    due: PartialDate


class Referral(Record):
    """A consultant review or onward referral; blank is not "no", and `not-decided` keeps the session open."""

    needed: words.ReferralNeeded
    to: Text | None = None
    urgency: words.Urgency | None = None
    reason: Text | None = None
    sent_at: Moment | None = None
    outcome: Text | None = None

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        if self.needed == "yes" and self.to is None:
            raise ValueError("to is needed when a referral is needed")
        return self


class NextStep(Record):
    kind: words.NextStepKind
    date: PartialDate | None = None
    owner: Text | None = None


class Experience(Record):
    """What the patient thought of the clinic; kept locally, never in the record."""

    rating: Scale | None = None
    text: Text | None = None
    recommend: bool | None = None
    isolation_less: bool | None = None
    adverse_group_effect: Text | None = None


class Approval(Record):
    """The clinician's approval of this patient's entry; `by` names a member of the session's staff."""

    by: Text
    at: Moment


class Participant(Record):
    """One patient's part in one session."""

    row: Annotated[int, Field(ge=1)]
    person: Person
    match: Match | None = None
    invitation: Invitation | None = None
    reply: Reply | None = None
    consents: tuple[Consent, ...] = ()
    enrolment: Enrolment | None = None
    attendance: Attendance = Attendance()
    presence: Presence | None = None
    what_matters: WhatMatters | None = None
    narrative: Narrative = Narrative()
    questions: tuple[Question, ...] = ()
    education: tuple[Education, ...] = ()
    assessments: tuple[Assessment, ...] = ()
    scores: tuple[Score, ...] = ()
    measurements: tuple[Measurement, ...] = ()
    goals: tuple[Goal, ...] = ()
    actions: tuple[Action, ...] = ()
    medication_plan: MedicationPlan | None = None
    oral_morphine_equivalent: OralMorphineEquivalent | None = None
    medication_review: MedicationReview | None = None
    review_due: ReviewDue | None = None
    referrals: tuple[Referral, ...] = ()
    next_step: NextStep | None = None
    sensitive_note: Text | None = None
    sensitive_approval: Approval | None = None
    experience: Experience | None = None
    safeguarding_flag: bool = False
    risk_seen_by: Text | None = None
    online_visible: words.OnlineVisible = "unknown"
    agreement_override: Text | None = None
    repeat_override: Text | None = None
    approval: Approval | None = None

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        known = [goal.goal_id for goal in self.goals]
        if len(known) != len(set(known)):
            raise ValueError("goals: the same goal_id twice")
        for action in self.actions:
            if action.goal_id not in known:
                raise ValueError(f"actions: no goal {action.goal_id} among this patient's goals")
        return self

    @property
    def plan_of_care(self) -> PlanOfCare | None:
        """The enrolment with its goals and actions; None for somebody who is not enrolled."""
        if self.enrolment is None:
            return None
        goal_ids = tuple(goal.goal_id for goal in self.goals)
        return PlanOfCare(enrolment=self.enrolment, goal_ids=goal_ids, actions=self.actions)
