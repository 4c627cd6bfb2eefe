"""The date by which the next medication review is due ↔ FHIR Task; a review that was done is a Procedure."""

from __future__ import annotations

from mappings.context import Context
from mappings.elements import local, local_code, resource, stamp
from mappings.identity import Identity
from mappings.records import ReviewDue
from mappings.vocabulary import ReviewType
from profiles.wire import Resource

_TEXT: dict[ReviewType, str] = {
    "structured": "Structured medication review due",
    "opioid": "Opioid medication review due",
    "other": "Medication review due",
}
"""Words only: the codes of a review mean that it was done (GP boundary, section 5.5)."""


def identify(context: Context) -> Identity:
    return context.identify("review-due")


def to_fhir(due: ReviewDue, context: Context) -> Resource:
    return resource(
        "Task",
        "ReviewDue",
        identify(context),
        context,
        status="requested",
        intent="plan",
        code=local("review-due", due.type, _TEXT[due.type]),
        for_=context.patient,
        encounter=context.encounter,
        authoredOn=stamp(context.session.end),
        requester=context.practice,
        restriction={"period": {"end": due.due}},
    )


def from_fhir(task: Resource) -> ReviewDue:
    """Where a practice has put a code of its own in place of ours, the words say which kind it is."""
    kind = local_code([task["code"]], "review-due")
    in_words = next((kind for kind, text in _TEXT.items() if text == task["code"]["text"]), "other")
    return ReviewDue(type=kind or in_words, due=task["restriction"]["period"]["end"])
