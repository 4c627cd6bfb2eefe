"""The canonical workbook, declared once: every sheet and column, the record field it feeds, its kind and its note.

Reading, writing, the empty workbook and the reference page are all driven by this table. Names of sheets (and of
the CSV files) and of columns follow the canonical import of the clinic data model.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Literal

from adapter.intake.files.cells import Kind
from adapter.intake.workbook.kinds import (
    BIRTH_DATE,
    DATE,
    DECIMAL,
    IDENTIFIER,
    MOMENT,
    NHS_NUMBER,
    PARTIAL_DATE,
    TELEPHONE,
    TEXT,
    WHOLE,
    WORD,
    YES_NO,
    choice,
    listed,
)
from mappings import records
from mappings import vocabulary as words
from mappings.values import Record

EXAMPLE = "EXAMPLE"
"""What the first cell of an example row begins with; such a row is not read."""


@dataclass(frozen=True, slots=True)
class Column:
    """`field` is the path in the sheet's record, such as `person.family`."""

    name: str
    field: str
    kind: Kind
    note: str
    example: str = ""
    required: bool = False


@dataclass(frozen=True, eq=False)
class Sheet:
    """A sheet of the workbook, or a CSV file of that name.

    `about` says what one row is. `owner` says whose the rows are. Where `model` is given, each row is one such
    record and goes to `field` of its owner (a tuple when `many`); otherwise the assembly knows the sheet.
    `upright` sheets have one field a row (`key`, `value`) and `columns` are their keys.
    """

    name: str
    about: str
    columns: tuple[Column, ...]
    owner: Literal["session", "patient"] = "patient"
    model: type[Record] | None = None
    field: str = ""
    many: bool = True
    upright: bool = False

    @cached_property
    def by_name(self) -> Mapping[str, Column]:
        return MappingProxyType({column.name: column for column in self.columns})

    @cached_property
    def by_field(self) -> Mapping[str, Column]:
        return MappingProxyType({column.field: column for column in self.columns})


NHS_NUMBER_COLUMN = Column(
    "nhs_number", "person.nhs_number", NHS_NUMBER, "10 digits; with dob it says whose row this is",
    "9990000018", required=True,
)  # fmt: skip
DOB_COLUMN = Column(
    "dob", "person.birth_date", BIRTH_DATE, "must be the same on every row of this patient",
    "1961-04-23", required=True,
)  # fmt: skip
IDENTITY = (NHS_NUMBER_COLUMN, DOB_COLUMN)

# fmt: off
SESSION = Sheet("session", "one fact about the meeting in each row", (
    Column("session_id", "session_id", IDENTIFIER, "filled in already; leave it as it is", "0b9f5c9e-8f0e-4d5a-9d7e-2f7a3c1e5b60", required=True),
    Column("programme_id", "programme.id", IDENTIFIER, "the same for every session of the programme", "chronic-pain", required=True),
    Column("programme_title", "programme.title", TEXT, "what the programme is called", "Chronic pain", required=True),
    Column("condition", "programme.condition.text", TEXT, "the condition the programme is for", "Chronic pain", required=True),
    Column("condition_code", "programme.condition.code", IDENTIFIER, "its SNOMED CT code, if you have confirmed it"),
    Column("programme_ods_code", "programme.ods_code", IDENTIFIER, "ODS code of the practice that runs it", "A81001", required=True),
    Column("sequence_no", "sequence_no", WHOLE, "1 for the first session of the programme", "1"),
    Column("title", "title", TEXT, "name no person here", "Chronic pain group clinic", required=True),
    Column("format", "format", choice(words.SessionFormat), "what kind of meeting it was", "mixed", required=True),
    Column("mode", "mode", choice(words.SessionMode), "how people met", "video", required=True),
    Column("platform", "platform", choice(words.Platform), "where the video meeting was held", "teams"),
    Column("platform_meeting_id", "platform_meeting_id", WORD, "the platform's own number of the meeting"),
    Column("location", "location", TEXT, "where people met face to face"),
    Column("location_ods_site_code", "location_ods_site_code", IDENTIFIER, "ODS site code of that place"),
    Column("session_date", "session_date", DATE, "day of the meeting; settles dates of reports that can be read in two ways", "2026-03-05", required=True),
    Column("planned_start", "planned_start", MOMENT, "as it was booked", "2026-03-05T18:00", required=True),
    Column("planned_end", "planned_end", MOMENT, "as it was booked", "2026-03-05T19:30", required=True),
    Column("actual_start", "actual_start", MOMENT, "when it really began", "2026-03-05T18:02"),
    Column("actual_end", "actual_end", MOMENT, "when it really ended", "2026-03-05T19:28"),
    Column("tz", "tz", WORD, "time zone of the meeting; Europe/London when left blank", "Europe/London"),
    Column("capacity", "capacity", WHOLE, "places", "12", required=True),
    Column("min_viable", "min_viable", WHOLE, "fewest people it is held for", "6"),
    Column("topics", "topics", listed(TEXT), "what was taught", "pacing; sleep"),
    Column("recording_made", "recording_made", YES_NO, "no, unless there was a reason", "no"),
    Column("recording_reason", "recording_reason", TEXT, "needed if a recording was made"),
    Column("agreement_version", "agreement_version", WORD, "version of the confidentiality agreement", "2026-01", required=True),
    Column("ground_rules", "ground_rules", TEXT, "what the group agreed on"),
    Column("slot_category", "slot_category", TEXT, "national slot category; leave blank for the usual one"),
    Column("slot_mode", "slot_mode", choice(words.SlotMode), "delivery channel of the slot", "Video with Audio"),
    Column("debrief", "debrief", TEXT, "for staff; goes to no record"),
    Column("incidents", "incidents", listed(TEXT), "for staff; goes to no record"),
    Column("retention_until", "retention_until", DATE, "when the list of participants is deleted", "2027-03-05", required=True),
), owner="session", model=records.Session, upright=True)

STAFF = Sheet("staff", "one member of staff in each row", (
    Column("name", "name", WORD, "as colleagues know them, and as others of these sheets name them", "Dr Asha Verma", required=True),
    Column("role", "role", choice(words.Role), "what they were at this meeting", "gp", required=True),
    Column("gmc", "gmc", IDENTIFIER, "GMC number, 7 digits", "9900001"),
    Column("gphc", "gphc", IDENTIFIER, "GPhC number, 7 digits"),
    Column("nmc", "nmc", IDENTIFIER, "NMC PIN, such as 12A3456E"),
    Column("sds_user_id", "sds_user_id", IDENTIFIER, "SDS user id, on the smartcard"),
    Column("ods_code", "ods_code", IDENTIFIER, "their organisation", "A81001"),
    Column("present_from", "present_from", MOMENT, "if not all the time"),
    Column("present_to", "present_to", MOMENT, "if not all the time"),
), owner="session", model=records.Staff, field="staff")

AGENDA = Sheet("agenda", "one part of the meeting in each row", (
    Column("segment", "segment", choice(words.Segment), "which part", "what-matters", required=True),
    Column("start", "start", MOMENT, "when it began", "2026-03-05T18:05"),
    Column("end", "end", MOMENT, "when it ended", "2026-03-05T18:20"),
    Column("lead_role", "lead_role", choice(words.Role), "who led it", "facilitator"),
), owner="session", model=records.AgendaSegment, field="agenda")

MATERIALS = Sheet("materials", "one thing given to everybody in each row", (
    Column("title", "title", TEXT, "leaflet, film or link", "Pacing: a short guide", required=True),
    Column("url", "url", WORD, "where it is found", "https://example.org/pacing"),
    Column("version", "version", WORD, "its version or date", "2025-11"),
), owner="session", model=records.Material, field="materials")

GUESTS = Sheet("guests", "one speaker without access to records in each row", (
    Column("role", "role", choice(words.Role), "what they came as", "guest-speaker", required=True),
    Column("organisation", "organisation", TEXT, "where they are from", "Pain service"),
    Column("name", "name", WORD, "stays with the session; goes to no record"),
), owner="session", model=records.Guest, field="guests")

PARTICIPANTS = Sheet("participants", "one patient in each row, whether they came or not", (
    NHS_NUMBER_COLUMN,
    Column("family", "person.family", WORD, "surname", "Example", required=True),
    Column("given", "person.given", listed(WORD), "first name; further names with ; between", "Nora", required=True),
    DOB_COLUMN,
    Column("preferred", "person.preferred", WORD, "what they like to be called", "Nora"),
    Column("gender", "person.gender", choice(words.Gender), "as in the record", "female"),
    Column("display_name", "person.display_name", WORD, "how they showed in the video meeting", "Nora E"),
    Column("email", "person.email", listed(WORD), "used for matching only", "nora@example.org"),
    Column("phone", "person.phone", listed(TELEPHONE), "used for matching only", "07700 900123"),
    Column("postcode", "person.postcode", WORD, "as in the record"),
    Column("registered_ods", "person.registered_ods", IDENTIFIER, "ODS code of the practice where they are registered"),
    Column("nhs_number_status", "person.nhs_number_status", choice(words.NhsNumberStatus), "tracing status; 01 is verified", "01"),
    Column("flags", "person.status_flags", listed(choice(words.StatusFlag)), "flags of the record; s-flag stops every automatic step", "interpreter"),
    Column("invited_at", "invitation.sent_at", MOMENT, "when the invitation went out", "2026-02-16T10:00"),
    Column("channel", "invitation.channel", choice(words.Channel), "how it was sent", "sms"),
    Column("invitation_source", "invitation.source", choice(words.InvitationSource), "how the patient was found; other when left blank", "search"),
    Column("invitation_template", "invitation.template_id", WORD, "which wording was sent", "vgc-invite-3"),
    Column("invitation_reason", "invitation.reason", TEXT, "why this patient was invited"),
    Column("invitation_delivery", "invitation.delivery", choice(words.Delivery), "what became of the message", "delivered"),
    Column("invitation_in_record", "invitation.already_in_record", YES_NO, "is it in the record already?", "no"),
    Column("response", "reply.status", choice(words.ReplyStatus), "the patient's answer", "accepted"),
    Column("response_at", "reply.at", MOMENT, "when they answered", "2026-02-17T09:12"),
    Column("response_channel", "reply.channel", choice(words.Channel), "how they answered", "sms"),
    Column("decline_reason", "reply.decline_reason", TEXT, "if they said no"),
    Column("wants_one_to_one", "reply.wants_one_to_one", YES_NO, "would they rather be seen alone?"),
    Column("consent_status", "agreement.status", choice(words.ConsentStatus), "confidentiality agreement; blank is never given", "given"),
    Column("consent_version", "agreement.version", WORD, "version they agreed to", "2026-01"),
    Column("consent_at", "agreement.at", MOMENT, "when they agreed", "2026-03-05T18:03"),
    Column("attendance_status", "attendance.status", choice(words.AttendanceStatus), "did-not-attend needs attendance_confirmed_by", "attended-full"),
    Column("attendance_source", "attendance.source", choice(words.StatusSource), "how this is known", "facilitator"),
    Column("attendance_confirmed_by", "attendance.confirmed_by", WORD, "who says so", "Dr Asha Verma"),
    Column("joined_at", "join.start", MOMENT, "if they joined once; else use the sheet joins", "2026-03-05T18:01"),
    Column("left_at", "join.end", MOMENT, "if they joined once; else use the sheet joins", "2026-03-05T19:28"),
    Column("minutes", "presence.minutes", WHOLE, "minutes in the meeting; blank if not known, never 0 for that", "87"),
    Column("late_minutes", "attendance.late_minutes", WHOLE, "how late they came", "0"),
    Column("id_check_method", "presence.identity_check.method", TEXT, "how you made sure who it was", "name and date of birth, waiting room"),
    Column("id_check_by", "presence.identity_check.by", WORD, "who checked", "Dr Asha Verma"),
    Column("id_check_at", "presence.identity_check.at", MOMENT, "when", "2026-03-05T18:01"),
    Column("others_present", "presence.others_present", listed(TEXT), "relationship only, no names", "husband"),
    Column("proxy_relationship", "presence.proxy.relationship", TEXT, "if somebody came for the patient"),
    Column("proxy_authority", "presence.proxy.authority", TEXT, "by what right they speak for the patient"),
    Column("proxy_identity_checked", "presence.proxy.identity_checked", YES_NO, "was the proxy's identity checked?"),
    Column("private_one_to_one", "presence.private_one_to_one", YES_NO, "was there a private talk?", "no"),
    Column("enrolment_state", "enrolment.state", choice(words.EnrolmentState), "where they are on the pathway", "engage"),
    Column("cycle", "enrolment.cycle", WHOLE, "which round of engage and review", "1"),
    Column("enrolled_at", "enrolment.started_at", PARTIAL_DATE, "since when", "2026-01"),
    Column("enrolment_ended_at", "enrolment.ended_at", PARTIAL_DATE, "if it has ended"),
    Column("enrolment_end_reason", "enrolment.end_reason", TEXT, "why it ended"),
    Column("next_step", "next_step.kind", choice(words.NextStepKind), "what comes next", "vgc"),
    Column("next_step_date", "next_step.date", PARTIAL_DATE, "when", "2026-04-02"),
    Column("next_step_owner", "next_step.owner", WORD, "who sees to it", "Dr Asha Verma"),
    Column("safeguarding_flag", "safeguarding_flag", YES_NO, "yes raises a task; write the concern elsewhere, never here", "no"),
    Column("risk_seen_by", "risk_seen_by", WORD, "the clinician who saw an answer that may mean risk"),
    Column("online_visible", "online_visible", choice(words.OnlineVisible), "may the entry be seen online?", "show"),
    Column("agreement_override", "agreement_override", TEXT, "who allowed an entry without agreement, and why; anew for each session"),
    Column("repeat_override", "repeat_override", TEXT, "who meant the note to be as last time's, and why; anew for each session"),
    Column("sensitive_note", "sensitive_note", TEXT, "becomes a separate entry with its own approval"),
    Column("sensitive_approved_by", "sensitive_approval.by", WORD, "clinician who read and approved the sensitive note"),
    Column("sensitive_approved_at", "sensitive_approval.at", MOMENT, "when they approved it"),
    Column("ome_value", "oral_morphine_equivalent.value", DECIMAL, "mg of oral morphine a day, an estimate", "60"),
    Column("ome_table_id", "oral_morphine_equivalent.table_id", WORD, "the table it was computed by", "fpm"),
    Column("ome_table_version", "oral_morphine_equivalent.table_version", WORD, "version of that table", "2020-08"),
    Column("ome_at", "oral_morphine_equivalent.at", MOMENT, "when it was computed", "2026-03-05T12:00"),
    Column("ome_uncomputable", "oral_morphine_equivalent.uncomputable", listed(TEXT), "medicines that could not be counted"),
    Column("approved_by", "approval.by", WORD, "the clinician who approves this patient's entry", "Dr Asha Verma"),
    Column("approved_at", "approval.at", MOMENT, "when", "2026-03-05T20:05"),
), model=records.Participant)

JOINS = Sheet("joins", "one stay in the meeting in each row, for people who came and went", (
    *IDENTITY,
    Column("joined_at", "start", MOMENT, "when they came in", "2026-03-05T18:01", required=True),
    Column("left_at", "end", MOMENT, "when they went", "2026-03-05T18:40"),
), model=records.Interval, field="presence.joins")

CONSENTS = Sheet("consents", "one consent in each row; the agreement may stand on the sheet participants instead", (
    *IDENTITY,
    Column("kind", "kind", choice(words.ConsentKind), "to what", "results-board", required=True),
    Column("status", "status", choice(words.ConsentStatus), "blank is never given", "given", required=True),
    Column("version", "version", WORD, "version of the wording", "2026-01"),
    Column("method", "method", TEXT, "how it was taken", "spoken, at log-in"),
    Column("at", "at", MOMENT, "when", "2026-03-05T18:03"),
    Column("taken_by", "taken_by", WORD, "by whom", "Dr Asha Verma"),
    Column("withdrawn_at", "withdrawn_at", MOMENT, "if it was withdrawn"),
    Column("note", "note", TEXT, "anything else about it", "pain scores only"),
), model=records.Consent, field="consents")

OBSERVATIONS = Sheet("observations", "one answer, one total, or one measured value in each row", (
    *IDENTITY,
    Column("timepoint", "timepoint", choice(words.Timepoint), "needed for a questionnaire", "pre"),
    Column("instrument", "instrument", WORD, "questionnaire (peg, phq-9, …), or what was measured (weight)", "peg", required=True),
    Column("item", "item", WORD, "which question; total for the sum on the sheet, which is compared with the computed one", "pain"),
    Column("value", "value", DECIMAL, "blank if the question was left out", "7"),
    Column("unit", "unit", WORD, "needed for a measured value", ""),
    Column("at", "at", MOMENT, "when it was filled in or measured", "2026-03-05T17:50", required=True),
    Column("reported_by", "reported_by", choice(words.ReportedBy), "patient when left blank", "patient"),
    Column("version", "version", WORD, "version of the questionnaire"),
    Column("code", "code", IDENTIFIER, "SNOMED CT code of a measured value, if you have confirmed it"),
))

NoteField = Literal[
    "what_matters", "what_matters_summary", "pain_story", "health_needs", "problems", "red_flags", "question",
    "findings", "advice", "plan", "safety_net", "learning_point",
]  # fmt: skip
NOTES = Sheet("notes", "one piece of free text in each row; name no other patient", (
    *IDENTITY,
    Column("field", "field", choice(NoteField, finding="findings", learning="learning_point"), "under which heading; what_matters in the patient's own words", "what_matters", required=True),
    Column("text", "text", TEXT, "the words", "Being able to walk the dog to the park and back.", required=True),
))

QUESTIONS = Sheet("questions", "one question of a patient in each row", (
    *IDENTITY,
    Column("text", "text", TEXT, "the question", "Why is it worse in the morning?", required=True),
    Column("theme", "theme", TEXT, "what it is about", "sleep"),
    Column("answered", "answered", YES_NO, "was it answered?", "yes"),
    Column("answer", "answer", TEXT, "what was said", "Stiffness after a night without moving; gentle stretching helps."),
    Column("to_record", "to_record", YES_NO, "yes puts it in the record", "no"),
), model=records.Question, field="questions")

EDUCATION = Sheet("education", "one topic for one patient in each row", (
    *IDENTITY,
    Column("topic", "topic", TEXT, "what was taught", "pacing", required=True),
    Column("given", "given", YES_NO, "yes when left blank", "yes"),
    Column("material", "material", TEXT, "what was handed out", "Pacing: a short guide"),
), model=records.Education, field="education")

GOALS = Sheet("goals", "one goal of a patient in each row", (
    *IDENTITY,
    Column("goal_id", "goal_id", IDENTIFIER, "stays the same from session to session", "g1", required=True),
    Column("text", "text", TEXT, "in the patient's own words", "Walk to the shop without stopping", required=True),
    Column("category", "category", choice(words.GoalCategory), "what it is about", "movement"),
    Column("start", "start", PARTIAL_DATE, "since when", "2026-03-05"),
    Column("measure", "measure", TEXT, "what is measured; needed if there is a target", "metres without a rest"),
    Column("baseline", "baseline", TEXT, "where it stood at the start", "150"),
    Column("target", "target", TEXT, "where it should go", "400"),
    Column("target_date", "target_date", PARTIAL_DATE, "by when", "2026-05"),
    Column("importance", "importance", WHOLE, "0 to 10", "8"),
    Column("confidence", "confidence", WHOLE, "0 to 10", "6"),
    Column("barriers", "barriers", TEXT, "what stands in the way", "hill on the way back"),
    Column("support", "support", TEXT, "what helps", "daughter comes along"),
    Column("stage_goals", "stage_goals", listed(TEXT), "steps on the way", "to the corner; to the bench"),
    Column("status", "lifecycle", choice(words.GoalLifecycle), "active when left blank", "active"),
    Column("achievement", "achievement", choice(words.GoalAchievement), "how it is going", "in-progress"),
    Column("carried_from", "carried_from", IDENTIFIER, "goal_id of the goal it came from"),
    Column("set_by", "set_by", choice(words.GoalSetBy), "patient when left blank", "patient"),
    Column("agreed_with_clinician", "agreed_with_clinician", YES_NO, "was it agreed?", "yes"),
), model=records.Goal, field="goals")

ACTIONS = Sheet("actions", "one step towards a goal in each row", (
    *IDENTITY,
    Column("goal_id", "goal_id", IDENTIFIER, "of a goal of this patient", "g1", required=True),
    Column("what", "what", TEXT, "what will be done", "walk to the corner and back", required=True),
    Column("who", "who", TEXT, "by whom", "patient"),
    Column("when", "when", TEXT, "when, how often", "three times a week"),
    Column("status", "status", choice(words.ActionStatus), "not-started when left blank", "not-started"),
), model=records.Action, field="actions")

MEDICATION = Sheet("medication", "one medicine of the agreed plan in each row; a plan, never a prescription", (
    *IDENTITY,
    Column("drug_text", "drug", TEXT, "name of the medicine", "Morphine sulfate", required=True),
    Column("dmd", "dmd", IDENTIFIER, "dm+d code, 6 to 18 digits"),
    Column("form", "form", TEXT, "tablet, capsule, patch …", "modified-release tablet"),
    Column("route", "route", TEXT, "how it is taken", "by mouth"),
    Column("strength", "strength", TEXT, "of one tablet or patch", "10 mg"),
    Column("strength_unit", "strength_unit", TEXT, "only if strength is a bare number"),
    Column("dose", "dose", TEXT, "how much at a time", "20 mg"),
    Column("frequency", "frequency", TEXT, "how often", "twice a day"),
    Column("change", "change", choice(words.MedicationChange), "what was agreed", "decrease", required=True),
    Column("step", "step", WHOLE, "which step of a reduction", "1"),
    Column("steps", "steps", WHOLE, "of how many", "4"),
    Column("next_step_date", "next_step_date", PARTIAL_DATE, "when the next step is", "2026-04-02"),
    Column("agreed_by", "agreed_by", WORD, "the patient, or who for them", "patient"),
    Column("prescriber", "prescriber", WORD, "who will prescribe", "Dr Asha Verma"),
    Column("note", "note", TEXT, "anything else", "stop if pain is not bearable"),
    Column("plan_version", "plan.version", WHOLE, "1 for the first plan; the same on every row of a patient", "1"),
    Column("supersedes", "plan.supersedes", WHOLE, "version that this plan replaces"),
), model=records.PlanLine, field="medication_plan.lines")

REVIEWS = Sheet("reviews", "a medication review that was done", (
    *IDENTITY,
    Column("type", "type", choice(words.ReviewType), "what kind of review", "opioid", required=True),
    Column("reviewer", "reviewer", WORD, "who did it", "Dr Asha Verma", required=True),
    Column("at", "at", MOMENT, "when", "2026-03-05T18:45", required=True),
    Column("outcome", "outcome", TEXT, "what came of it", "reduce by 10 mg a month"),
), model=records.MedicationReview, field="medication_review", many=False)

REVIEWS_DUE = Sheet("reviews_due", "the next medication review of a patient", (
    *IDENTITY,
    Column("type", "type", choice(words.ReviewType), "what kind of review", "opioid", required=True),
    Column("due", "due", PARTIAL_DATE, "when it is due", "2026-06", required=True),
), model=records.ReviewDue, field="review_due", many=False)

REFERRALS = Sheet("referrals", "one referral, or the decision about one, in each row", (
    *IDENTITY,
    Column("needed", "needed", choice(words.ReferralNeeded), "not-decided keeps the session open", "yes", required=True),
    Column("to", "to", TEXT, "where to; needed if the answer is yes", "pain clinic consultant"),
    Column("urgency", "urgency", choice(words.Urgency), "how urgent", "routine"),
    Column("reason", "reason", TEXT, "why", "no relief with current plan"),
    Column("sent_at", "sent_at", MOMENT, "when it went out", "2026-03-06T09:30"),
    Column("outcome", "outcome", TEXT, "what came of it"),
), model=records.Referral, field="referrals")

EXPERIENCE = Sheet("experience", "what a patient thought of the clinic; kept locally, goes to no record", (
    *IDENTITY,
    Column("rating", "rating", WHOLE, "0 to 10", "9"),
    Column("text", "text", TEXT, "in their own words", "Good to hear I am not the only one."),
    Column("recommend", "recommend", YES_NO, "would they recommend it?", "yes"),
    Column("isolation_less", "isolation_less", YES_NO, "do they feel less alone?", "yes"),
    Column("adverse_group_effect", "adverse_group_effect", TEXT, "anything about the group that did harm"),
), model=records.Experience, field="experience", many=False)
# fmt: on

SHEETS: tuple[Sheet, ...] = (
    SESSION, STAFF, AGENDA, MATERIALS, GUESTS, PARTICIPANTS, JOINS, CONSENTS, OBSERVATIONS, NOTES, QUESTIONS,
    EDUCATION, GOALS, ACTIONS, MEDICATION, REVIEWS, REVIEWS_DUE, REFERRALS, EXPERIENCE,
)  # fmt: skip
BY_NAME: Mapping[str, Sheet] = MappingProxyType({sheet.name: sheet for sheet in SHEETS})
