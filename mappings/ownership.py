"""Who decides on each element of each profile when the clinic and the practice have both changed it.

An element that one side alone changed keeps that side's value, whoever owns it: no edit is lost. What is not
declared here is decided by a person.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from mappings.retract import ENTERED_IN_ERROR, STATUS
from mappings.shapes import unlabelled
from profiles.definitions import profile
from profiles.wire import Resource

Owner: TypeAlias = Literal["clinic", "practice", "newest", "ask"]
"""Whose value stands: the clinic's, the practice's, the one said last; or a person is asked."""


@dataclass(frozen=True, slots=True)
class Ownership:
    """One element, by its path in the profile (`target.due[x]`, `extension:confidence`), and the reason.

    The elements of `follows` say something about it (the day of a status, the reason for it), so that they
    come from the side that the element came from.
    """

    element: str
    owner: Owner
    because: str
    follows: tuple[str, ...] = ()


_IDENTITY = (
    Ownership(
        "identifier",
        "clinic",
        "by it the resource is found again; without it, it would be written a second time (H12)",
    ),
)

_RECORD = (Ownership("subject", "ask", "whose record it is, no program decides (H1)"),)

_LASTING = (
    Ownership("extension:asOf", "clinic", "it says from which session of the clinic the resource comes"),
)

_APPROVED = (
    Ownership("attester", "clinic", "who approved the entry, and when, is known where it was approved (H35)"),
    Ownership("author", "clinic", "who wrote the entry is known where it was written (H35)"),
    Ownership("date", "clinic", "the clinical date is the day of the session (H13)"),
    Ownership("status", "clinic", "the entry is final when a clinician of the session approved it (H16)"),
    Ownership("type", "practice", "a practice codes its consultations by its own template"),
    Ownership("confidentiality", "practice", "who may see an entry is set by hand in the GP system (H4)"),
    Ownership(
        "section", "ask", "words that a clinician approved and the practice changed are read again (H16)"
    ),
)

_TASK = (
    Ownership(
        "status",
        "practice",
        "whether its task is done, the practice knows",
        ("statusReason", "businessStatus", "lastModified"),
    ),
    Ownership("owner", "practice", "who does the task, the practice decides"),
    Ownership("authoredOn", "clinic", "the task was asked for at the session"),
    Ownership("restriction", "ask", "by when something is due was agreed with the patient (H20)"),
)

_VALUE = Ownership(
    "value[x]", "ask", "a figure or an answer is never chosen by a program (H15)", ("dataAbsentReason",)
)

_DECLARED: Mapping[str, tuple[Ownership, ...]] = {
    "Appointment": (
        Ownership("status", "ask", "attendance is never decided by a program (H7)", ("cancelationReason",)),
        Ownership("start", "practice", "when its appointments are, the practice's book says"),
        Ownership("end", "practice", "when its appointments are, the practice's book says"),
        Ownership("serviceCategory", "practice", "a practice names its slots by its own list"),
        Ownership("serviceType", "practice", "a practice names its slots by its own list"),
    ),
    "CarePlan": (
        *_LASTING,
        Ownership("status", "ask", "whether the plan goes on concerns both (H27)"),
        Ownership("extension:enrolmentState", "clinic", "the pathway is the clinic's own"),
        Ownership("extension:cycle", "clinic", "the pathway is the clinic's own"),
        Ownership("title", "clinic", "the programme is the clinic's own"),
        Ownership("description", "clinic", "it only tells the state of the pathway, which is the clinic's"),
        Ownership("goal", "ask", "which goals are the plan's was agreed with the patient"),
        Ownership("activity", "ask", "who does what was agreed with the patient"),
    ),
    "Consent": (
        Ownership("status", "ask", "whether somebody agreed is never decided by a program (H6)"),
        Ownership("provision", "ask", "what somebody agreed to is never decided by a program (H6)"),
    ),
    "Education": (
        Ownership("code", "practice", "a practice codes by its own list; the words are in the entry"),
    ),
    "Encounter": (
        Ownership(
            "period", "clinic", "who was there from when to when was seen in the clinic (H7)", ("length",)
        ),
        Ownership("extension:join", "clinic", "who was there from when to when was seen in the clinic (H7)"),
        Ownership("type", "practice", "a practice codes its consultations by its own list"),
        Ownership("serviceProvider", "practice", "its own organisation, the practice knows"),
    ),
    "Entry": (
        *_APPROVED,
        Ownership("extension:onlineVisible", "practice", "what is seen online is set in the GP system (H4)"),
        Ownership("event", "practice", "a practice codes an absence by its own list"),
    ),
    "Goal": (
        *_LASTING,
        Ownership("description", "ask", "the patient's own words; somebody who knows the patient chooses"),
        Ownership(
            "lifecycleStatus",
            "ask",
            "whether a goal stands decides what the patient is asked to do next",
            ("statusDate", "statusReason"),
        ),
        Ownership(
            "achievementStatus", "newest", "how far somebody came is as of a day; the later word counts"
        ),
        Ownership("target", "ask", "how far and by when was agreed with the patient"),
        Ownership("extension:importance", "clinic", "the patient's own figure, given in the session"),
        Ownership("extension:confidence", "clinic", "the patient's own figure, given in the session"),
        Ownership("extension:baseline", "clinic", "said by the patient in the session"),
        Ownership("extension:barriers", "clinic", "said by the patient in the session"),
        Ownership("extension:support", "clinic", "said by the patient in the session"),
        Ownership("extension:stageGoal", "clinic", "said by the patient in the session"),
        Ownership("extension:goalId", "clinic", "the clinic's own thread through its sessions"),
        Ownership("extension:carriedFrom", "clinic", "the clinic's own thread through its sessions"),
        Ownership("extension:setBy", "clinic", "who set the goal was seen in the session"),
    ),
    "Measurement": (_VALUE,),
    "MedicationPlanLine": (
        Ownership("status", "ask", "a proposal that became an order is no longer ours to change (H14)"),
        Ownership("intent", "ask", "a proposal that became an order is no longer ours to change (H14)"),
        Ownership("dosageInstruction", "ask", "a dose is never chosen by a program (H14)"),
        Ownership("medication[x]", "ask", "a medicine is never chosen by a program (H14)"),
    ),
    "MedicationReview": (Ownership("outcome", "ask", "what a review came to is said by a clinician (H14)"),),
    "NextStep": _TASK,
    "OralMorphineEquivalent": (_VALUE,),
    "Question": (Ownership("status", "ask", "whether a question was dealt with is never assumed"),),
    "QuestionnaireResponse": (
        Ownership("item", "ask", "an answer of the patient's is never chosen by a program (H15)"),
    ),
    "Referral": (
        Ownership("status", "ask", "a proposal that became a referral is no longer ours to change (H14)"),
        Ownership("intent", "ask", "a proposal that became a referral is no longer ours to change (H14)"),
        Ownership("priority", "ask", "how urgent it is, a clinician says"),
    ),
    "ReviewDue": _TASK,
    "Score": (_VALUE,),
    "SensitiveEntry": _APPROVED,
    "WhatMatters": (_VALUE,),
}

_BECOMES_AN_ORDER = frozenset({"MedicationRequest", "ServiceRequest"})
"""Types that are filed as proposals, and that a practice may turn into something that is carried out."""


def profile_of(body: Resource) -> str:
    """The short name of the profile that a resource of ours was made to; empty for one of others."""
    claimed = body.get("meta", {}).get("profile", ())
    return next((name for name in _DECLARED if profile(name) in claimed), "")


def owned(name: str) -> tuple[Ownership, ...]:
    """What is declared of a profile, by its short name (`Goal`)."""
    return (*_IDENTITY, *_RECORD, *_DECLARED.get(name, ()))


def ownership(name: str, path: str) -> Ownership | None:
    """What is declared of an element, or of the nearest one that holds it; None where nothing is."""
    place = unlabelled(path)
    declared = {one.element: one for one in owned(name)}
    while place:
        for element in (place, place.rpartition(":")[0]):
            if element in declared:
                return declared[element]
        place = place.rpartition(".")[0]
    return None


def decisive(resource_type: str, element: str, value: Any) -> bool:
    """Whether a change to this value says what all else is worth: no other change may go unread with it.

    A resource that one side withdrew is not written to as if nothing had been, nor is a proposal that the
    practice has made an order of (hazards H14, H23, H27).
    """
    if resource_type in _BECOMES_AN_ORDER and element in ("status", "intent"):
        return True
    return element == STATUS.get(resource_type) and bool(value == ENTERED_IN_ERROR)


STANDS_FOR_ALL = frozenset({"Appointment", "Composition", "Consent", "Encounter", "MedicationRequest"})
"""Types that the rest of a filing rests on: while one of them is in question, nothing of the filing goes.

Attendance and agreement decide whether anything may be written at all (H6, H7), the entry is what is read,
and a plan in part could be taken for the whole (H14).
"""
