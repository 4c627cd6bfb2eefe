"""Breaks of values: formats, fixed values, bindings, units and references."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from profiles.checking.snapshots import Element, package
from profiles.definitions import UCUM
from profiles.wire import Resource
from tests.profiles.breaks.kinds import Broken, kind
from tests.profiles.places import Place, changed, without

_MALFORMED: dict[str, tuple[Any, ...]] = {
    "base64Binary": ("words?",),
    "boolean": ("true",),
    "canonical": ("two words",),
    "code": (" led by a space", "two  spaces"),
    "date": ("10/03/2026", "2026-3-1", "2026-03-10T10:00:00Z"),
    "dateTime": ("10/03/2026", "2026-03-10T10:00", "2026-03-10T10:00:00", "2026-03-10 10:00:00Z"),
    "decimal": ("1,5",),
    "id": ("two words", "under_score", "x" * 65),
    "instant": ("2026-03-10", "2026-03-10T10:00:00"),
    "integer": (1.5, "one"),
    "oid": ("2.16.840",),
    "positiveInt": (0, -1),
    "time": ("10.30", "10:30"),
    "unsignedInt": (-1,),
    "uri": ("two words",),
    "url": ("two words",),
    "uuid": ("53fefa32",),
}

_IMPOSSIBLE = {
    "date": ("2026-02-30", "2026-13-01", "0000-03-10"),
    "dateTime": ("2026-02-30T10:00:00Z", "2026-03-10T25:00:00Z", "2026-03-10T10:00:00+15:00"),
    "instant": ("2026-02-30T10:00:00Z", "2026-03-10T25:00:00Z"),
    "time": ("25:00:00",),
}

_NO_NAMES = ("oid:1.2.826", "urn:oid:1.2.3", "urn:uuid:1", "uuid:1")

_LONG_AGO = {"date": "1066-10-14", "dateTime": "1066-10-14T10:00:00Z", "instant": "1066-10-14T10:00:00Z"}

_ELSEWHERE = {"system": "http://hl7.org/fhir/administrative-gender", "code": "female"}
"""A code that exists, and that none of our value sets holds."""


@kind("format", "a malformed value")
def malformed(resource: Resource, places: list[Place]) -> Iterator[Broken]:
    for place in places:
        for value in _MALFORMED.get(place.type.code, ()) if place.keys and not _is_url(place) else ():
            yield place.path, changed(resource, place.keys, value)


@kind("format", "an impossible date or time")
def impossible(resource: Resource, places: list[Place]) -> Iterator[Broken]:
    for place in places:
        for value in _IMPOSSIBLE.get(place.type.code, ()):
            yield place.path, changed(resource, place.keys, value)


@kind("format", "what looks like a UUID or an OID and is none")
def no_name(resource: Resource, places: list[Place]) -> Iterator[Broken]:
    for place in places:
        if place.type.code in ("canonical", "uri", "url") and not _is_url(place):
            for value in _NO_NAMES:
                yield place.path, changed(resource, place.keys, value)


@kind("format", "a canonical URL that is not absolute")
def relative_canonical(resource: Resource, places: list[Place]) -> Iterator[Broken]:
    for place in places:
        if place.type.code == "canonical":
            yield place.path, changed(resource, place.keys, "Questionnaire/1")


@kind("format", "the system of an identifier that is not absolute")
def relative_system(resource: Resource, places: list[Place]) -> Iterator[Broken]:
    for place in places:
        if place.type.code == "Identifier" and "system" in place.value:
            yield f"{place.path}.system", changed(resource, (*place.keys, "system"), "numbers")


@kind("format", "a year long ago", warning=True)
def long_ago(resource: Resource, places: list[Place]) -> Iterator[Broken]:
    for place in places:
        if place.type.code in _LONG_AGO:
            yield place.path, changed(resource, place.keys, _LONG_AGO[place.type.code])


@kind("format", "a text that turns its direction and not back", warning=True)
def turned(resource: Resource, places: list[Place]) -> Iterator[Broken]:
    for place in places:
        if place.type.code in ("string", "markdown"):
            yield place.path, changed(resource, place.keys, f"{place.value}\u202ewords")


@kind("format", "HTML in Markdown", warning=True)
def tagged(resource: Resource, places: list[Place]) -> Iterator[Broken]:
    for place in places:
        if place.type.code == "markdown":
            yield place.path, changed(resource, place.keys, "<b>words</b>")


@kind("format", "a text of spaces alone", warning=True)
def blank(resource: Resource, places: list[Place]) -> Iterator[Broken]:
    for place in places:
        if place.type.code in ("string", "markdown"):
            yield place.path, changed(resource, place.keys, "   ")


@kind("format", "a control character in a text", warning=True)
def control_character(resource: Resource, places: list[Place]) -> Iterator[Broken]:
    for place in places:
        if place.type.code in ("string", "markdown"):
            yield place.path, changed(resource, place.keys, "wo\u0001rds")


@kind("format", "space around a text", warning=True)
def spaces_around(resource: Resource, places: list[Place]) -> Iterator[Broken]:
    for place in places:
        if place.type.code == "string":
            yield place.path, changed(resource, place.keys, f" {place.value} ")


@kind("value", "another value than the fixed one")
def not_fixed(resource: Resource, places: list[Place]) -> Iterator[Broken]:
    for place in places:
        if isinstance(place.element.fixed(), str) and not place.loose and not _is_url(place):
            yield place.path, changed(resource, place.keys, _other(place.value))


@kind("value", "another value than the pattern")
def not_pattern(resource: Resource, places: list[Place]) -> Iterator[Broken]:
    for place in places:
        pattern = None if place.loose else place.element.pattern()
        if isinstance(pattern, str):
            yield place.path, changed(resource, place.keys, _other(place.value))
        elif isinstance(pattern, dict):
            for keys in _leaves(pattern):
                yield place.path, changed(resource, (*place.keys, *keys), "other-words")


@kind("binding", "a code outside a required value set")
def outside_required_code(resource: Resource, places: list[Place]) -> Iterator[Broken]:
    for place in places:
        if place.type.code == "code" and _strength(place.element) == "required":
            yield place.path, changed(resource, place.keys, "female")


@kind("binding", "a coding outside a required value set")
def outside_required_coding(resource: Resource, places: list[Place]) -> Iterator[Broken]:
    for place in places:
        if _strength(place.element) == "required" and not place.loose:
            yield from _recoded(resource, place)


@kind("binding", "a coding outside an extensible value set", warning=True)
def outside_extensible(resource: Resource, places: list[Place]) -> Iterator[Broken]:
    for place in places:
        if _strength(place.element) == "extensible":
            yield from _recoded(resource, place)


@kind("binding", "words alone where a coding is required")
def words_alone(resource: Resource, places: list[Place]) -> Iterator[Broken]:
    for place in places:
        required = _strength(place.element) == "required" and not place.loose
        if required and place.type.code == "CodeableConcept":
            yield place.path, changed(resource, place.keys, {"text": "words"})


@kind("binding", "a code that its code system does not have")
def not_in_system(resource: Resource, places: list[Place]) -> Iterator[Broken]:
    for place in places:
        if place.type.code == "Coding" and _listed(place.value.get("system")):
            yield f"{place.path}.code", changed(resource, (*place.keys, "code"), "no-such-code")


@kind("binding", "a display that is not the code's", warning=True)
def other_display(resource: Resource, places: list[Place]) -> Iterator[Broken]:
    for place in places:
        if place.type.code == "Coding" and _listed(place.value.get("system")):
            yield f"{place.path}.display", changed(resource, (*place.keys, "display"), "Other words")


@kind("binding", "a code without its system", warning=True)
def without_system(resource: Resource, places: list[Place]) -> Iterator[Broken]:
    for place in places:
        if place.type.code == "Coding" and "system" in place.value and not place.parts["system"].least:
            yield place.path, without(resource, (*place.keys, "system"))


@kind("unit", "a unit that UCUM does not have")
def no_unit(resource: Resource, places: list[Place]) -> Iterator[Broken]:
    for place in places:
        if isinstance(place.value, dict) and place.value.get("system") == UCUM:
            yield f"{place.path}.code", changed(resource, (*place.keys, "code"), "furlong")


@kind("reference", "a reference to a resource of another type")
def other_target(resource: Resource, places: list[Place]) -> Iterator[Broken]:
    for place in places:
        if place.type.code == "Reference" and (other := _no_target(place)):
            yield place.path, changed(resource, place.keys, {"reference": f"{other}/1"})


@kind("reference", "a reference by identifier to another type")
def other_logical_target(resource: Resource, places: list[Place]) -> Iterator[Broken]:
    for place in places:
        if place.type.code == "Reference" and "identifier" in place.value and (other := _no_target(place)):
            yield place.path, changed(resource, (*place.keys, "type"), other)


@kind("reference", "a type beside a reference to another")
def two_types(resource: Resource, places: list[Place]) -> Iterator[Broken]:
    for place in places:
        if place.type.code == "Reference" and "/" in place.value.get("reference", "urn"):
            yield place.path, changed(resource, (*place.keys, "type"), "Substance")


@kind("reference", "a search instead of a reference, in no transaction")
def conditional(resource: Resource, places: list[Place]) -> Iterator[Broken]:
    for place in places:
        types = [one for one in map(_type_of, place.type.targets) if one != "Resource"]
        if place.type.code == "Reference" and types:
            literal = f"{types[0]}?identifier=words"
            yield f"{place.path}.reference", changed(resource, place.keys, {"reference": literal})


@kind("reference", "a reference to what is not contained")
def not_contained(resource: Resource, places: list[Place]) -> Iterator[Broken]:
    for place in places:
        if place.type.code == "Reference":
            yield place.path, changed(resource, place.keys, {"reference": "#nowhere"})


def _is_url(place: Place) -> bool:
    return place.keys[-1] == "url"


def _other(value: Any) -> str:
    return f"{value}-other"


def _leaves(value: Any) -> Iterator[tuple[str | int, ...]]:
    if isinstance(value, dict | list):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            for keys in _leaves(inner):
                yield (key, *keys)
    elif isinstance(value, str):
        yield ()


def _strength(element: Element) -> str | None:
    binding = element.raw.get("binding", {})
    return binding.get("strength") if "valueSet" in binding else None


def _recoded(resource: Resource, place: Place) -> Iterator[Broken]:
    if place.type.code == "Coding":
        yield place.path, changed(resource, place.keys, _ELSEWHERE)
    elif place.type.code == "CodeableConcept":
        words = {"text": place.value["text"]} if "text" in place.value else {}
        yield place.path, changed(resource, place.keys, {"coding": [_ELSEWHERE], **words})


def _listed(system: str | None) -> bool:
    """Whether all codes of a code system are at hand."""
    definition = package().definition(system) if system else None
    return definition is not None and definition.get("content") == "complete"


def _no_target(place: Place) -> str | None:
    """A type that a reference may not lead to."""
    types = {_type_of(url) for url in place.type.targets}
    return None if not types or "Resource" in types else "Group" if "Group" not in types else "Substance"


def _type_of(url: str) -> str:
    definition = package().definition(url)
    return definition["type"] if definition else url.rpartition("/")[2]
