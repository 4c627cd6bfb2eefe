"""A sensitive note ↔ a restricted Composition of its own, apart from the entry that all see (hazard H4)."""

from __future__ import annotations

from mappings.context import Context
from mappings.entry import NOT_FOR_THE_PATIENT, composition
from mappings.identity import Identity
from mappings.narrative import narrative, plain_text
from mappings.records import Approval
from profiles.definitions import CONFIDENTIALITY
from profiles.wire import Resource


def identify(context: Context) -> Identity:
    return context.identify("sensitive-entry")


def to_fhir(note: str, approval: Approval | None, context: Context) -> Resource:
    """Restricted by element and by security labels; linked to no encounter, so that nothing leads to it."""
    entry = composition(
        "SensitiveEntry",
        identify(context),
        context,
        approval,
        type={"text": "Restricted entry"},
        title="Private note",
        confidentiality="R",
        section=[{"title": "Private note", "text": narrative([note])}],
    )
    restricted = {"system": CONFIDENTIALITY, "code": "R", "display": "restricted"}
    entry["meta"]["security"] = [restricted, NOT_FOR_THE_PATIENT]
    return entry


def from_fhir(composition: Resource) -> str:
    return plain_text(composition["section"][0]["text"]["div"])
