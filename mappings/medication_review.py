"""A medication review that was done ↔ Procedure; that the next one is due is another resource."""

from __future__ import annotations

from mappings.context import Context
from mappings.elements import extended, extension_value, moment, resource, stamp, words
from mappings.identity import Identity
from mappings.records import MedicationReview
from mappings.vocabulary import ReviewType
from profiles.wire import Resource

_CONCEPT: dict[ReviewType, tuple[str, str]] = {
    "structured": ("structured_medication_review", "Structured medication review"),
    "opioid": ("opioid_review", "Review of opioid medication"),
    "other": ("", "Medication review"),
}
"""Type of review → name of its concept, and its text; a review of another type has no code."""


def identify(context: Context) -> Identity:
    return context.identify("medication-review")


def to_fhir(review: MedicationReview, context: Context) -> Resource:
    """The reviewer is shown as the clinic wrote the name."""
    name, text = _CONCEPT[review.type]
    return resource(
        "Procedure",
        "MedicationReview",
        identify(context),
        context,
        extension=list(extended("review-type", valueCode=review.type)),
        status="completed",
        code=context.codes.concept(name, text),
        subject=context.patient,
        encounter=context.encounter,
        performedDateTime=stamp(review.at),
        performer=[{"actor": {**context.staff(review.reviewer), "display": review.reviewer}}],
        outcome=words(review.outcome),
    )


def from_fhir(procedure: Resource) -> MedicationReview:
    return MedicationReview(
        type=extension_value(procedure, "review-type"),
        reviewer=procedure["performer"][0]["actor"]["display"],
        at=moment(procedure["performedDateTime"]),
        outcome=procedure.get("outcome", {}).get("text"),
    )
