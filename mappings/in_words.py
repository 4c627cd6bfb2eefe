"""What a resource of the GP record says, in the words of the clinic's own sheets, for people to compare.

A resource of ours is read by its mapper; of the practice's own, the elements that the clinic has a word for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from mappings import (
    appointment,
    care_plan,
    goal,
    measurement,
    medication_plan,
    next_step,
    oral_morphine_equivalent,
    referral,
    review_due,
    score,
    what_matters,
)
from mappings.values import Record
from profiles.definitions import profile
from profiles.wire import Resource

_READERS: Mapping[str, Callable[[Resource], Record]] = {
    profile("Goal"): goal.from_fhir,
    profile("CarePlan"): care_plan.from_fhir,
    profile("MedicationPlanLine"): lambda request: medication_plan.from_fhir([request]).lines[0],
    profile("Appointment"): appointment.from_fhir,
    profile("Referral"): referral.from_fhir,
    profile("NextStep"): next_step.from_fhir,
    profile("ReviewDue"): review_due.from_fhir,
    profile("Score"): score.from_fhir,
    profile("Measurement"): measurement.from_fhir,
    profile("WhatMatters"): what_matters.from_fhir,
    profile("OralMorphineEquivalent"): oral_morphine_equivalent.from_fhir,
}

_ELEMENTS: Mapping[str, Mapping[str, str]] = {
    "Goal": {
        "text": "description",
        "lifecycle": "lifecycleStatus",
        "achievement": "achievementStatus",
        "start": "startDate",
        "target": "target.detailString",
        "target_date": "target.dueDate",
        "note": "note",
    },
    "CarePlan": {
        "title": "title",
        "status": "status",
        "text": "description",
        "start": "period.start",
        "end": "period.end",
        "note": "note",
    },
    "MedicationRequest": {
        "drug": "medicationCodeableConcept medicationReference",
        "status": "status",
        "intent": "intent",
        "dose": "dosageInstruction",
        "authored": "authoredOn",
        "note": "note",
    },
    "MedicationStatement": {
        "drug": "medicationCodeableConcept medicationReference",
        "status": "status",
        "dose": "dosage",
        "start": "effectivePeriod.start",
        "end": "effectivePeriod.end",
        "at": "effectiveDateTime",
        "note": "note",
    },
    "Appointment": {
        "what": "serviceType",
        "text": "description",
        "booking": "status",
        "start": "start",
        "end": "end",
        "reason for cancelling": "cancelationReason",
        "note": "comment",
    },
    "ServiceRequest": {
        "what": "code",
        "to": "performerType",
        "status": "status",
        "intent": "intent",
        "urgency": "priority",
        "reason": "reasonCode",
        "sent_at": "authoredOn",
        "note": "note",
    },
    "Task": {
        "what": "code",
        "text": "description",
        "status": "status",
        "date": "restriction.period.end",
        "owner": "owner",
        "outcome": "output.valueString",
        "note": "note",
    },
    "Observation": {
        "what": "code",
        "status": "status",
        "value": "valueQuantity",
        "text": "valueString",
        "at": "effectiveDateTime",
        "note": "note",
    },
    "Patient": {
        "family": "name.family",
        "given": "name.given",
        "birth_date": "birthDate",
        "nhs_number": "identifier.value",
        "active": "active",
        "died": "deceasedDateTime deceasedBoolean",
        "kept by": "managingOrganization",
        "linked to": "link.other",
    },
}
"""Type → word → where it stands, or may stand instead. Words of the workbook are spelled as there."""

_TITLES = (
    "text",
    "drug",
    "drug in",
    "name",
    "instrument",
    "to",
    "what",
    "kind",
    "type",
    "title",
    "start",
    "state",
)


def in_words(resource: Resource) -> dict[str, str]:
    """What a resource says: word → value; nothing for what it does not say.

    Whatever the resource is like, nothing is raised: what cannot be read has no words.
    """
    words = {
        word: text
        for word, paths in _ELEMENTS.get(str(resource.get("resourceType")), {}).items()
        for path in paths.split()
        if (text := _text(_at(resource, path.split("."))))
    }
    return words | _by_mapper(resource)


def title(words: Mapping[str, str]) -> str:
    """What a person would call it: the goal's text, the medicine, what was measured."""
    return next((words[word] for word in _TITLES if word in words), "")


def _by_mapper(resource: Resource) -> dict[str, str]:
    meta = resource.get("meta")
    named = meta.get("profile") if isinstance(meta, dict) else None
    for url in named if isinstance(named, list) else ():
        reader = _READERS.get(str(url).partition("|")[0])
        if reader is not None:
            try:
                record = reader(resource)
            except (LookupError, TypeError, AttributeError, ValueError, StopIteration):
                return {}  # the practice took away what the mapper relies on
            return _flat(record.model_dump(mode="json"))
    return {}


def _flat(values: Mapping[str, Any]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in values.items():
        if isinstance(value, dict):
            found |= _flat(value)
        elif text := _text(value):
            found[name] = text
    return found


def _at(value: Any, path: list[str]) -> Any:
    if isinstance(value, list):
        found = [_at(item, path) for item in value]
        return [item for item in found if item is not None] or None
    if not path:
        return value
    return _at(value.get(path[0]), path[1:]) if isinstance(value, dict) else None


def _text(value: Any) -> str:
    """A value as people write it; a concept by its text, a quantity with its unit, a list with semicolons."""
    if isinstance(value, list):
        return "; ".join(filter(None, (_text(item) for item in value)))
    if isinstance(value, dict):
        if "value" in value:
            return " ".join(filter(None, (_text(value["value"]), _text(value.get("unit")))))
        said = (value.get(name) for name in ("text", "display", "what", "reference"))
        coded = value.get("coding")
        first = coded[0] if isinstance(coded, list) and coded and isinstance(coded[0], dict) else {}
        known = (*said, first.get("display"), first.get("code"))
        return next((text for text in known if isinstance(text, str) and text), "")
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)
