"""Breaks of structure: what must be there, how often, of which type, and what must not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from profiles.wire import Resource
from tests.profiles.breaks.kinds import Broken, kind
from tests.profiles.breaks.samples import sample
from tests.profiles.places import Place, changed, without

_LISTED = ("extension", "modifierExtension", "contained", "id")


def _in_list(place: Place) -> bool:
    return bool(place.keys) and isinstance(place.keys[-1], int)


def _siblings(resource: Resource, place: Place) -> list[Any]:
    value: Any = resource
    for key in place.keys[:-1]:
        value = value[key]
    return value if isinstance(value, list) else list(value)


def _slice_name(place: Place) -> str:
    return place.element.id.rpartition(".")[2].partition(":")[2]


def _removed(resource: Resource, place: Place) -> Broken:
    """Without the place, and without the list around it where that would be empty."""
    alone = _in_list(place) and len(_siblings(resource, place)) == 1
    keys = place.keys[:-1] if alone else place.keys
    return place.path.rpartition("[")[0] if _in_list(place) else place.path, without(resource, keys)


@kind("cardinality", "a required element is missing")
def missing(resource: Resource, places: list[Place]) -> Iterator[Broken]:
    for place in places:
        element = place.element
        if not place.keys or not element.least or element.is_choice or _slice_name(place):
            continue
        # without it the slice may not be met, or no profile is named
        if place.loose or place.keys in (("meta",), ("meta", "profile", 0)):
            continue
        beside = len(_siblings(resource, place))
        # of several in a list one may go; and what is left empty breaks another rule
        if place.name != "url" and (beside == element.least if _in_list(place) else beside > 1):
            yield _removed(resource, place)


@kind("choice", "a required choice of types is missing")
def choice_missing(resource: Resource, places: list[Place]) -> Iterator[Broken]:
    for place in places:
        own = not place.element.id.startswith("Extension.")
        if own and place.element.is_choice and place.element.least and len(_siblings(resource, place)) > 1:
            yield _removed(resource, place)


@kind("cardinality", "an element occurs too often")
def too_often(resource: Resource, places: list[Place]) -> Iterator[Broken]:
    for place in places:
        most = place.element.most
        if _in_list(place) and most and not _slice_name(place):
            keys, items = place.keys[:-1], _siblings(resource, place)
            yield place.path.rpartition("[")[0], changed(resource, keys, [*items, *[place.value] * most])


@kind("cardinality", "an element that the profile forbids")
def forbidden(resource: Resource, places: list[Place]) -> Iterator[Broken]:
    for place in places:
        for name, part in place.parts.items():
            if part.most == 0 and part.types and name not in _LISTED and isinstance(place.value, dict):
                type_ = part.types[0]
                value = sample(part, type_)
                if value and name not in place.value:
                    key = name.replace("[x]", type_.code[:1].upper() + type_.code[1:])
                    path = f"{place.path}.{name.removesuffix('[x]')}"
                    yield path, changed(resource, (*place.keys, key), [value] if part.many else value)


@kind("slice", "a required slice is missing")
def slice_missing(resource: Resource, places: list[Place]) -> Iterator[Broken]:
    for place in places:
        if _slice_name(place) and place.element.least and place.type.code != "Extension":
            yield _removed(resource, place)


@kind("slice", "a slice occurs too often")
def slice_too_often(resource: Resource, places: list[Place]) -> Iterator[Broken]:
    for place in places:
        if _slice_name(place) and place.element.most and place.type.code != "Extension":
            keys, items = place.keys[:-1], _siblings(resource, place)
            more = [*items, *[place.value] * place.element.most]
            yield place.path.rpartition("[")[0], changed(resource, keys, more)


@kind("type", "a list where there is one value")
def single_as_list(resource: Resource, places: list[Place]) -> Iterator[Broken]:
    for place in places:
        if place.keys and not place.element.many and not _in_list(place):
            yield place.path, changed(resource, place.keys, [place.value])


@kind("type", "one value where there is a list")
def list_as_single(resource: Resource, places: list[Place]) -> Iterator[Broken]:
    for place in places:
        if _in_list(place) and len(_siblings(resource, place)) == 1:
            yield place.path.rpartition("[")[0], changed(resource, place.keys[:-1], place.value)


@kind("type", "a text where there is a number or boolean")
def text_for_number(resource: Resource, places: list[Place]) -> Iterator[Broken]:
    for place in places:
        if place.keys and not isinstance(place.value, str | dict | list):
            yield place.path, changed(resource, place.keys, str(place.value).lower())


@kind("type", "a number where there is a text")
def number_for_text(resource: Resource, places: list[Place]) -> Iterator[Broken]:
    for place in places:
        if place.keys and isinstance(place.value, str):
            yield place.path, changed(resource, place.keys, 1)


@kind("type", "a text where there is an object")
def text_for_object(resource: Resource, places: list[Place]) -> Iterator[Broken]:
    for place in places:
        if place.keys and isinstance(place.value, dict):
            yield place.path, changed(resource, place.keys, "words")


@kind("type", "an object where there is a simple value")
def object_for_simple(resource: Resource, places: list[Place]) -> Iterator[Broken]:
    for place in places:
        if place.keys and not isinstance(place.value, dict | list):
            yield place.path, changed(resource, place.keys, {"text": "words"})


@kind("type", "null")
def null(resource: Resource, places: list[Place]) -> Iterator[Broken]:
    for place in places:
        if place.keys:
            yield place.path, changed(resource, place.keys, None)


@kind("type", "an empty object")
def empty_object(resource: Resource, places: list[Place]) -> Iterator[Broken]:
    for place in places:
        if place.keys and isinstance(place.value, dict):
            yield place.path, changed(resource, place.keys, {})


@kind("type", "an empty list")
def empty_list(resource: Resource, places: list[Place]) -> Iterator[Broken]:
    for place in places:
        if _in_list(place) and not place.keys[-1]:
            yield place.path.rpartition("[")[0], changed(resource, place.keys[:-1], [])


@kind("format", "an empty text")
def empty_text(resource: Resource, places: list[Place]) -> Iterator[Broken]:
    for place in places:
        if place.keys and isinstance(place.value, str):
            yield place.path, changed(resource, place.keys, "")


@kind("unknown element", "an element that does not exist")
def unknown(resource: Resource, places: list[Place]) -> Iterator[Broken]:
    for place in places:
        if isinstance(place.value, dict):
            yield f"{place.path}.importance", changed(resource, (*place.keys, "importance"), "words")


@kind("unknown element", "an element whose name is misspelt")
def misspelt(resource: Resource, places: list[Place]) -> Iterator[Broken]:
    for place in places:
        if place.keys and not _in_list(place) and not place.element.least:
            named = place.name + "s"
            rest = without(resource, place.keys)
            path = f"{place.path.rpartition('.')[0]}.{named}"
            yield path, changed(rest, (*place.keys[:-1], named), place.value)


@kind("unknown element", "something beside a value that is no element")
def beside(resource: Resource, places: list[Place]) -> Iterator[Broken]:
    for place in places:
        if place.keys and not _in_list(place) and isinstance(place.value, str):
            yield place.path, changed(resource, (*place.keys[:-1], f"_{place.name}"), {"words": "words"})


@kind("choice", "two values of one choice")
def choice_twice(resource: Resource, places: list[Place]) -> Iterator[Broken]:
    for place in places:
        for type_ in place.element.types if place.element.is_choice else ():
            name = place.element.name.removesuffix("[x]") + type_.code[:1].upper() + type_.code[1:]
            if name != place.name and (value := sample(place.element, type_)):
                yield place.path, changed(resource, (*place.keys[:-1], name), value)


@kind("choice", "a type that the choice does not have")
def choice_of_another_type(resource: Resource, places: list[Place]) -> Iterator[Broken]:
    for place in places:
        if place.element.is_choice and not place.element.id.startswith("Extension."):
            allowed = {type_.code for type_ in place.element.types}
            stem = place.element.name.removesuffix("[x]")
            rest = without(resource, place.keys)
            for code, value in (
                ("Time", "10:00:00"),
                ("Base64Binary", "AAAA"),
                ("Period", {"start": "2026"}),
            ):
                if code not in allowed and code[:1].lower() + code[1:] not in allowed:
                    yield place.path, changed(rest, (*place.keys[:-1], stem + code), value)
