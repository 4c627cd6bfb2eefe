"""The clinic's closed lists of words, as the workbook's drop-downs and the records know them.

Sources: the clinic workflow's status vocabularies; FHIR R4 value sets goal-status and goal-achievement.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

SessionFormat: TypeAlias = Literal["clinical", "educational", "informational", "mixed"]
SessionMode: TypeAlias = Literal["video", "face-to-face", "hybrid"]
Platform: TypeAlias = Literal["teams", "zoom", "other", "none"]
SlotMode: TypeAlias = Literal["Video with Audio", "Face-to-face"]
Segment: TypeAlias = Literal[
    "welcome",
    "what-matters",
    "results-board",
    "questions",
    "consultation",
    "education",
    "exercise",
    "relaxation",
    "expert",
    "goals",
    "close",
]
Role: TypeAlias = Literal[
    "clinical-lead",
    "coordinator",
    "facilitator",
    "gp",
    "pharmacist",
    "nurse",
    "clinician",
    "consultant",
    "physiotherapist",
    "psychologist",
    "wellbeing-practitioner",
    "documenter",
    "guest-speaker",
    "lived-experience-speaker",
]
ATTESTING_ROLES: frozenset[Role] = frozenset(
    {"clinical-lead", "gp", "pharmacist", "nurse", "clinician", "consultant", "physiotherapist"}
)
"""Roles that may approve a clinical entry (clinic workflow, section 2)."""

Gender: TypeAlias = Literal["male", "female", "other", "unknown"]
NhsNumberStatus: TypeAlias = Literal["01", "02", "03", "04", "05", "06", "07", "08"]
StatusFlag: TypeAlias = Literal[
    "deceased", "deducted", "s-flag", "dissent-to-share", "interpreter", "accessible-information"
]
MatchMethod: TypeAlias = Literal["nhs-number", "email", "phone", "facilitator-confirmed", "name-only", "none"]
MatchConfidence: TypeAlias = Literal["certain", "probable", "ambiguous", "none"]

InvitationSource: TypeAlias = Literal["search", "ad-hoc", "self", "other"]
Channel: TypeAlias = Literal["sms", "app", "email", "letter", "phone", "in-person"]
Delivery: TypeAlias = Literal["sent", "delivered", "failed", "unknown"]
ReplyStatus: TypeAlias = Literal[
    "planned",
    "invited",
    "undeliverable",
    "no-response",
    "accepted",
    "declined",
    "waitlisted",
    "unsuitable",
    "withdrawn",
]

ConsentKind: TypeAlias = Literal[
    "group",
    "confidentiality-agreement",
    "results-board",
    "contact-email",
    "contact-sms",
    "evaluation",
    "recording",
]
ConsentStatus: TypeAlias = Literal["given", "refused", "withdrawn", "not-asked", "unknown"]

AttendanceStatus: TypeAlias = Literal[
    "attended-full",
    "attended-partial",
    "attended-by-proxy",
    "withdrew-during",
    "did-not-attend",
    "late-not-admitted",
    "technical-failure",
    "cancelled-by-patient",
    "cancelled-by-practice",
    "unknown",
]
PRESENT: frozenset[AttendanceStatus] = frozenset(
    {"attended-full", "attended-partial", "attended-by-proxy", "withdrew-during"}
)
"""Statuses with a clinical entry: the patient, or a proxy, was there."""

StatusSource: TypeAlias = Literal["facilitator", "platform", "sign-in-sheet", "inferred"]

EnrolmentState: TypeAlias = Literal[
    "invited",
    "assess",
    "engage",
    "review",
    "one-to-one",
    "discharged",
    "declined",
    "unsuitable",
    "withdrawn",
]

Timepoint: TypeAlias = Literal["baseline", "pre", "post", "follow-up", "other"]
ReportedBy: TypeAlias = Literal["patient", "staff", "proxy"]

GoalCategory: TypeAlias = Literal[
    "movement", "sleep", "medication", "mood", "social", "work", "diet", "other"
]
GoalLifecycle: TypeAlias = Literal[
    "proposed",
    "planned",
    "accepted",
    "active",
    "on-hold",
    "completed",
    "cancelled",
    "entered-in-error",
    "rejected",
]
GoalAchievement: TypeAlias = Literal[
    "in-progress",
    "improving",
    "worsening",
    "no-change",
    "achieved",
    "sustaining",
    "not-achieved",
    "no-progress",
    "not-attainable",
]
GoalSetBy: TypeAlias = Literal["patient", "patient-with-clinician", "clinician", "proxy"]
ActionStatus: TypeAlias = Literal[
    "not-started", "scheduled", "in-progress", "on-hold", "completed", "cancelled", "stopped", "unknown"
]

MedicationChange: TypeAlias = Literal[
    "start", "stop", "increase", "decrease", "no-change", "switch", "not-agreed"
]
ReviewType: TypeAlias = Literal["structured", "opioid", "other"]
ReferralNeeded: TypeAlias = Literal["yes", "no", "not-decided"]
Urgency: TypeAlias = Literal["routine", "urgent", "asap", "stat"]
NextStepKind: TypeAlias = Literal["vgc", "one-to-one", "consultant", "none", "undecided"]
OnlineVisible: TypeAlias = Literal["show", "hide-requested", "unknown"]

Part: TypeAlias = Literal["individual", "group-note", "extras", "administrative", "sensitive"]
"""What may be written of one patient's part in a session (clinic workflow, section 4, the gate).

`individual` is the care given to this patient; `extras` are what matters, the questions and the results shown
on the board; `administrative` stands alone, for somebody who was not there.
"""
