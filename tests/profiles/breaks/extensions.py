"""Breaks of extensions: unknown ones, at another place, with another value, too few, too many."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from profiles.definitions import extension
from profiles.wire import Resource
from tests.profiles.breaks.kinds import Broken, kind
from tests.profiles.places import Place, changed, without

_ELSEWHERE = "http://hl7.org/fhir/StructureDefinition/patient-birthPlace"
"""An extension of FHIR R4 for Patient alone."""


@kind("extension", "an extension that nobody defined", warning=True)
def unknown(resource: Resource, places: list[Place]) -> Iterator[Broken]:
    for place in places:
        if isinstance(place.value, dict) and place.type.code != "Extension":
            added = {"url": extension("no-such-thing"), "valueString": "words"}
            yield _added(resource, place, "extension", added)


@kind("extension", "a modifier extension that nobody defined")
def unknown_modifier(resource: Resource, places: list[Place]) -> Iterator[Broken]:
    for place in places:
        if "modifierExtension" in place.parts:
            added = {"url": extension("no-such-thing"), "valueBoolean": True}
            yield _added(resource, place, "modifierExtension", added)


@kind("extension", "an extension at another place than it is for")
def out_of_place(resource: Resource, places: list[Place]) -> Iterator[Broken]:
    for place in places:
        if isinstance(place.value, dict) and place.type.code != "Extension":
            yield _added(
                resource, place, "extension", {"url": _ELSEWHERE, "valueAddress": {"city": "Nowhere"}}
            )


@kind("extension", "an extension of ours on an element that it is not for")
def moved(resource: Resource, places: list[Place]) -> Iterator[Broken]:
    inner = [
        place
        for place in places
        if place.keys and place.type.code in ("CodeableConcept", "Reference", "Period")
    ]
    for place in _extensions(places):
        if place.value["url"].startswith(extension("")) and len(place.keys) == 2:
            for other in inner[:1]:
                yield _added(resource, other, "extension", place.value)


@kind("extension", "a value of another type")
def other_type(resource: Resource, places: list[Place]) -> Iterator[Broken]:
    for place in _extensions(places):
        for name in _values(place.value):
            rest = without(resource, (*place.keys, name))
            yield f"{place.path}.value", changed(rest, (*place.keys, "valueTime"), "10:00:00")


@kind("extension", "an extension without a value")
def without_value(resource: Resource, places: list[Place]) -> Iterator[Broken]:
    for place in _extensions(places):
        for name in _values(place.value):
            yield f"{place.path}.value", without(resource, (*place.keys, name))


@kind("extension", "an extension without its URL")
def without_url(resource: Resource, places: list[Place]) -> Iterator[Broken]:
    for place in _extensions(places):
        yield f"{place.path}.url", without(resource, (*place.keys, "url"))


@kind("extension", "a value and extensions within")
def value_and_extensions(resource: Resource, places: list[Place]) -> Iterator[Broken]:
    for place in _extensions(places):
        if _values(place.value):
            added = {"url": "words", "valueString": "words"}
            yield place.path, changed(resource, (*place.keys, "extension"), [added])


@kind("extension", "an extension within that is not defined")
def unknown_within(resource: Resource, places: list[Place]) -> Iterator[Broken]:
    for place in _extensions(places):
        if "extension" in place.value:
            yield _added(resource, place, "extension", {"url": "no-such-thing", "valueString": "words"})


@kind("extension", "a required extension is missing")
def missing(resource: Resource, places: list[Place]) -> Iterator[Broken]:
    for place in _extensions(places):
        if place.element.least and ":" in place.element.id:
            holder = place.keys[:-1]
            rest = [item for item in _at(resource, holder) if item != place.value]
            broken = changed(resource, holder, rest) if rest else without(resource, holder)
            yield place.path.rpartition("[")[0], broken


@kind("extension", "an extension too often")
def too_often(resource: Resource, places: list[Place]) -> Iterator[Broken]:
    for place in _extensions(places):
        if place.element.most and ":" in place.element.id:
            holder = place.keys[:-1]
            more = [*_at(resource, holder), *[place.value] * place.element.most]
            yield place.path.rpartition("[")[0], changed(resource, holder, more)


def _extensions(places: list[Place]) -> Iterator[Place]:
    return (place for place in places if place.type.code == "Extension")


def _values(value: Resource) -> list[str]:
    return [name for name in value if name.startswith("value")]


def _at(resource: Any, keys: tuple[str | int, ...]) -> Any:
    for key in keys:
        resource = resource[key]
    return resource


def _added(resource: Resource, place: Place, name: str, value: Any) -> Broken:
    items = place.value.get(name, [])
    return f"{place.path}.{name}[{len(items)}]", changed(resource, (*place.keys, name), [*items, value])
