"""An education topic that this patient was, or was not, given ↔ Procedure."""

from __future__ import annotations

from collections.abc import Iterator

from mappings.context import Context
from mappings.elements import resource, stamp
from mappings.identity import Identity, keyed
from mappings.records import Education, Participant
from profiles.wire import Resource


def items(participant: Participant) -> Iterator[tuple[str, Education]]:
    return keyed((education.topic, education) for education in participant.education)


def identify(key: str, context: Context) -> Identity:
    return context.identify("education", key)


def to_fhir(education: Education, key: str, context: Context) -> Resource:
    """Coded only where the topic is exactly one that has a slot, such as `sleep`, and the slot is filled."""
    slot = "education_" + "_".join(education.topic.casefold().split())
    return resource(
        "Procedure",
        "Education",
        identify(key, context),
        context,
        status="completed" if education.given else "not-done",
        category={"text": "Patient education"},
        code=context.codes.concept(slot, education.topic),
        subject=context.patient,
        encounter=context.encounter,
        performedDateTime=stamp(context.session.start) if education.given else None,
        note=education.material and [{"text": education.material}],
    )


def from_fhir(procedure: Resource) -> Education:
    material: Resource = next(iter(procedure.get("note", ())), {})
    return Education(
        topic=procedure["code"]["text"],
        given=procedure["status"] == "completed",
        material=material.get("text"),
    )
