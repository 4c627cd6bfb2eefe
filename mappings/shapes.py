"""How versions of a resource are laid side by side: which names are one element, which items the same."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from profiles import wire
from profiles.definitions import extension
from profiles.wire import Resource

Key: TypeAlias = Callable[[Any], str]
"""Item of a list → what it is known by, whatever its place."""

_CHOICES = (
    "allowed",
    "detail",
    "due",
    "effective",
    "medication",
    "multipleBirth",
    "occurred",
    "occurrence",
    "performed",
    "product",
    "reported",
    "scheduled",
    "source",
    "start",
    "timing",
    "value",
)
"""Elements of the types that are filed whose name ends in the type of their value (`value[x]`, FHIR R4)."""

_CHOICE = re.compile(
    rf"({'|'.join(_CHOICES)})(Age|Annotation|Boolean|Code|CodeableConcept|Coding|Date|DateTime|Decimal"
    r"|Duration|Id|Identifier|Instant|Integer|Period|PositiveInt|Quantity|Range|Ratio|Reference|SampledData"
    r"|String|Time|Timing|UnsignedInt|Uri)"
)

_EXTENSION = extension("")


def element_of(name: str) -> str:
    """The element that a name in wire JSON belongs to: `_status` → `status`, `valueString` → `value[x]`."""
    plain = name.removeprefix("_")
    choice = _CHOICE.fullmatch(plain)
    return f"{choice[1]}[x]" if choice else plain


def container(place: str) -> bool:
    """Whether the element has elements of its own that can be changed one by one.

    Whatever else is an object is one value: a code belongs to its words, a figure to its unit.
    """
    return place in _CONTAINERS


def key_of(place: str) -> Key | None:
    """By what the items of a list are known; None where the list is one value."""
    if place.rpartition(".")[2] in ("extension", "modifierExtension"):
        return _by_url
    return _KEYS.get(place)


def label(place: str, key: str, ordinal: int) -> str:
    """How an item is called in an element's path: our extensions by name, anything else by its number.

    Never by its content, which may be a patient's words.
    """
    if key.startswith(_EXTENSION):
        first, *others = key.removeprefix(_EXTENSION).split("-")
        return f"{place}:{first}{''.join(word.capitalize() for word in others)}"
    if key.startswith(_STEP):
        return f"{place}:{key.removeprefix(_STEP)}"
    return f"{place}[{ordinal}]"


def unlabelled(path: str) -> str:
    """The element's path as rules are declared: `target[2].due[x]` → `target.due[x]`."""
    return re.sub(r"\[\d+\]", "", path)


# ── By what items are known ──────────────────────────────────────────────────────────────────────────

_STEP = "step|"


def _by_url(item: Any) -> str:
    return str(item.get("url"))


def _by_content(item: Any) -> str:
    return wire.digest(item)


def _by_system(item: Any) -> str:
    return str(item.get("system"))


def _by_goal(reference: Resource) -> str:
    """The goal's own id, whatever id the server gives the Goal."""
    for inner in reference.get("extension", ()):
        if inner.get("url") == extension("goal-id"):
            return str(inner.get("valueString"))
    return str(reference.get("reference"))


def _by_measure(target: Resource) -> str:
    return str(target.get("measure", {}).get("text"))


def _by_title(section: Resource) -> str:
    return str(section.get("title"))


def _by_actor(participant: Resource) -> str:
    """Staff by number or name; the patient, whose reference the server may have completed, by neither."""
    actor = participant.get("actor", {})
    if str(actor.get("reference", "")).startswith("Patient/"):
        return "patient"
    identifier = actor.get("identifier", {})
    return str(identifier.get("value") or actor.get("reference") or actor.get("display"))


def _by_step_or_action(activity: Resource) -> str:
    """A step of the pathway by its code; an action by its goal and what is to be done."""
    detail = activity.get("detail", {})
    coded = detail.get("code", {}).get("coding", ())
    if coded:
        return f"{_STEP}{coded[0].get('code')}"
    what = [
        inner.get("valueString")
        for inner in detail.get("extension", ())
        if inner.get("url") == extension("action")
    ]
    goals = [_by_goal(goal) for goal in detail.get("goal", ())]
    return wire.digest([goals, what or detail.get("description")])


_KEYS: Mapping[str, Key] = {
    "identifier": _by_system,
    "note": _by_content,
    "category": _by_content,
    # Appointment
    "participant": _by_actor,
    # CarePlan
    "activity": _by_step_or_action,
    "addresses": _by_content,
    "goal": _by_goal,
    # Composition
    "section": _by_title,
    # Goal
    "target": _by_measure,
}

_CONTAINERS = frozenset(
    {"activity", "activity.detail", "participant", "restriction", "section", "target"},
)
