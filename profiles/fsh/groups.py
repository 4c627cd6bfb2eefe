"""Puts the artefacts of the guide in groups and in order, so that it reads from the clinic to its details."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from profiles.wire import Resource


@dataclass(frozen=True, slots=True)
class _Group:
    """One group of the guide, and the artefacts that belong to it: of these types, as far as `holds`."""

    id: str
    name: str
    description: str
    types: tuple[str, ...] = ()
    holds: Callable[[str], bool] = lambda _: True


_GROUPS = (
    _Group(
        "conformance",
        "Endpoint and adapter",
        "What a GP system's endpoint has to offer, and what the adapter asks of it. Begin here.",
        ("CapabilityStatement",),
    ),
    _Group(
        "pathway",
        "Pathway",
        "What is done in a group clinic, in which order, by whom, and which profile records it.",
        ("PlanDefinition", "ActivityDefinition"),
    ),
    _Group(
        "profiles",
        "Profiles",
        "The resources that are filed in a patient's record, each for one patient.",
        ("StructureDefinition",),
        lambda artefact_id: not artefact_id.startswith("Extension-"),
    ),
    _Group(
        "extensions",
        "Extensions",
        "What a clinic knows and FHIR has no element for. A reader who ignores them still reads the words.",
        ("StructureDefinition",),
    ),
    _Group(
        "questionnaires",
        "Questionnaires",
        "The outcome instruments that answers belong to: their questions by name and range, not wording.",
        ("Questionnaire",),
    ),
    _Group(
        "value-sets",
        "Value sets",
        "Which codes may stand, or are preferred, where.",
        ("ValueSet",),
    ),
    _Group(
        "code-systems",
        "Code systems",
        "Our own codes, each with its meaning in plain words.",
        ("CodeSystem",),
    ),
    _Group(
        "search-parameters",
        "Search parameters",
        "What R4 cannot search for, and a reader of these records asks for.",
        ("SearchParameter",),
    ),
    _Group(
        "identifier-systems",
        "Identifier systems",
        "What each of our identifiers identifies, and where it stands.",
        ("NamingSystem",),
    ),
    _Group("examples", "Examples", "Valid resources about invented people, for each profile."),
)


def grouped(definition: Resource) -> Resource:
    """The guide's `definition` with its groups, and each of its resources in one of them, in order.

    Raises `ValueError` where an artefact belongs to no group.
    """
    placed = sorted(
        ((_place(entry), entry) for entry in definition["resource"]),
        key=lambda one: (
            one[0],
            one[1].get("exampleCanonical", ""),
            one[1].get("name", ""),
            one[1]["reference"]["reference"],
        ),
    )
    used = sorted({place for place, _ in placed})
    return {
        **definition,
        "grouping": [
            {"id": group.id, "name": group.name, "description": group.description}
            for group in (_GROUPS[place] for place in used)
        ],
        "resource": [{**entry, "groupingId": _GROUPS[place].id} for place, entry in placed],
    }


def _place(entry: Resource) -> int:
    """The place of an entry's group among the groups; examples come last."""
    if "exampleCanonical" in entry or entry.get("exampleBoolean"):
        return len(_GROUPS) - 1
    resource_type, _, artefact_id = entry["reference"]["reference"].partition("/")
    for place, group in enumerate(_GROUPS):
        if resource_type in group.types and group.holds(artefact_id):
            return place
    raise ValueError(f"{resource_type}/{artefact_id} belongs to no group of the guide")
