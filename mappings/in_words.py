"""What a resource of the GP record says, in the words of the clinic's own sheets, for people to compare.

A resource of ours is read by its mapper; of the practice's own, the elements that the clinic has a word for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
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
from mappings.plain_text import choice, element, plain
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
        "reason for status": "statusReason",
        "start": "start[x]",
        "measure": "target.measure",
        "target": "target.detail[x]",
        "target_date": "target.due[x]",
        "outcome": "outcomeCode outcomeReference",
        "note": "note",
    },
    "CarePlan": {
        "title": "title",
        "status": "status",
        "intent": "intent",
        "text": "description",
        "start": "period.start",
        "end": "period.end",
        "actions": "activity",
        "by": "author",
        "note": "note",
    },
    "MedicationRequest": {
        "do not perform": "doNotPerform",
        "drug": "medication[x]",
        "status": "status",
        "reason for status": "statusReason",
        "intent": "intent",
        "dose": "dosageInstruction",
        "reason": "reasonCode reasonReference",
        "authored": "authoredOn",
        "by": "requester",
        "reported": "reported[x]",
        "note": "note",
    },
    "MedicationStatement": {
        "drug": "medication[x]",
        "status": "status",
        "reason for status": "statusReason",
        "dose": "dosage",
        "reason": "reasonCode reasonReference",
        "start": "effectivePeriod.start",
        "end": "effectivePeriod.end",
        "at": "effectiveDateTime",
        "note": "note",
    },
    "Appointment": {
        "what": "serviceType",
        "text": "description",
        "booking": "status",
        "planned_start": "start",
        "planned_end": "end",
        "reason": "reasonCode reasonReference",
        "reason for cancelling": "cancelationReason",
        "who": "participant",
        "note": "comment",
        "for the patient": "patientInstruction",
    },
    "ServiceRequest": {
        "do not perform": "doNotPerform",
        "what": "code",
        "to": "performerType performer",
        "status": "status",
        "intent": "intent",
        "urgency": "priority",
        "reason": "reasonCode reasonReference",
        "when": "occurrence[x]",
        "sent_at": "authoredOn",
        "by": "requester",
        "note": "note",
    },
    "Task": {
        "what": "code",
        "text": "description",
        "status": "status",
        "reason for status": "statusReason",
        "intent": "intent",
        "date": "restriction.period.end",
        "owner": "owner",
        "by": "requester",
        "outcome": "output",
        "note": "note",
    },
    "Observation": {
        "what": "code",
        "status": "status",
        "value": "value[x]",
        "parts": "component",
        "no value": "dataAbsentReason",
        "meaning": "interpretation",
        "at": "effective[x]",
        "by": "performer",
        "note": "note",
    },
    "Patient": {
        "family": "name.family",
        "given": "name.given",
        "birth_date": "birthDate",
        "nhs_number": "identifier.value",
        "active": "active",
        "died": "deceased[x]",
        "kept by": "managingOrganization",
        "linked to": "link",
    },
}
"""Type → word → where it stands, or may stand instead. Words of the workbook are spelled as there.

Every modifier element of FHIR R4 is among them: without it the others could mean their opposite.
"""

_ALWAYS: Mapping[str, str] = {
    "modifier": "modifierExtension",
    "rules": "implicitRules",
    "label": "meta.security",
}
"""What any resource may say of itself."""

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
    "planned_start",
    "state",
)

_FROM_A_NOTE = {"end_reason", "outcome"}
"""Words of a mapper that it reads from `note`, where the practice writes something else as well."""

_NOT_SO = {
    "entered-in-error",
    "not-taken",
    "cancelled",
    "noshow",
    "rejected",
    "revoked",
    "stopped",
    "failed",
}
"""Statuses (FHIR R4) of what is not, or is not any more, as the title alone would have it."""


def by_elements(resource: Resource, of: str | None = None) -> dict[str, str]:
    """What the elements say that there is a word for, as the record has it now, whosever it is.

    With `of`, what that one element says.
    """
    words: dict[str, str] = {}
    for word, paths in _paths(str(resource.get("resourceType")), of):
        values = [(path[-1], _at(resource, path)) for path in paths if path[0] in resource or "[" in path[0]]
        said = [text for name, value in values if value is not None and (text := element(name, value))]
        if said:
            words[word] = "; ".join(said)
    return words


@lru_cache(maxsize=1000)
def _paths(resource_type: str, of: str | None) -> list[tuple[str, list[list[str]]]]:
    table = {**_ELEMENTS.get(resource_type, {}), **_ALWAYS}
    every = ((word, [path.split(".") for path in paths.split()]) for word, paths in table.items())
    within = ((word, [path for path in paths if of is None or _is_in(path, of)]) for word, paths in every)
    return [(word, paths) for word, paths in within if paths]


def _is_in(path: list[str], element: str) -> bool:
    """Whether a path begins in an element, which may be one of several types: `value[x]` in `valueString`."""
    name, several, _ = path[0].partition("[x]")
    return element.startswith(name) if several else element == name


def word(resource_type: str, element: str) -> str | None:
    """The word for an element of a type, such as `target[0].due[x]` of a Goal; None where there is none."""
    path = re.sub(r"\[\d+\]", "", element)
    every = _paths(resource_type, None)
    return next((one for one, paths in every if any(".".join(parts) == path for parts in paths)), None)


def by_mapper(resource: Resource) -> dict[str, str] | None:
    """What a resource of ours says to its mapper, but for what its notes say by themselves.

    None for another resource, or one that its mapper cannot read any more.
    """
    meta = resource.get("meta")
    named = meta.get("profile") if isinstance(meta, dict) else None
    for url in named if isinstance(named, list) else ():
        reader = _READERS.get(str(url).partition("|")[0])
        if reader is not None:
            try:
                record = reader(resource)
            except (LookupError, TypeError, AttributeError, ValueError, StopIteration, RuntimeError):
                return None  # the practice took away what the mapper relies on, perhaps within a generator
            said = _flat(record.model_dump(mode="json"))
            return {word: text for word, text in said.items() if word not in _FROM_A_NOTE}
    return None


def title(words: Mapping[str, str]) -> str:
    """What a person would call it: the goal's text, the medicine, what was measured; or that it is not so."""
    name = next((words[word] for word in _TITLES if word in words), "")
    status = next(
        (words[word] for word in ("status", "lifecycle", "booking") if words.get(word) in _NOT_SO), ""
    )
    negated = "do not perform" if words.get("do not perform") == "yes" else ""
    modified = "read with its modifier" if "modifier" in words else ""
    return ": ".join(filter(None, (status, modified, negated, name)))


def _flat(values: Mapping[str, Any]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in values.items():
        if isinstance(value, dict):
            found |= _flat(value)
        elif text := plain(value):
            found[name] = text
    return found


def _at(value: Any, path: list[str]) -> Any:
    if isinstance(value, list):
        found = [_at(item, path) for item in value]
        return [item for item in found if item is not None] or None
    if not path:
        return value
    if not isinstance(value, dict):
        return None
    name, *others = path
    return _at(choice(value, name) if name.endswith("[x]") else value.get(name), others)
