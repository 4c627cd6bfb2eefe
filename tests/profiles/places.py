"""The places of a resource: each value in it beside what its profile says of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeAlias

from profiles import wire
from profiles.checking.snapshots import TYPES, Element, Type, package, tree
from profiles.wire import Resource

Keys: TypeAlias = tuple[str | int, ...]
"""Where a value stands: the names and indexes that lead to it."""

_NO_TYPE = Type("")


@dataclass(frozen=True, slots=True)
class Place:
    """A value of a resource; `element` is the slice where it is in one, and `type` what it is of.

    `path` is the FHIRPath of an issue about it. A `loose` one is in a slice that may be absent: what does not
    meet the slice is outside it, and no error.
    """

    keys: Keys
    path: str
    element: Element
    type: Type
    value: Any
    loose: bool = False

    @property
    def name(self) -> str:
        """The name it has in JSON: `valueQuantity` for `value[x]`."""
        return next((key for key in reversed(self.keys) if isinstance(key, str)), "")

    @property
    def parts(self) -> dict[str, Element]:
        """What it may hold, by name."""
        return _parts(self.element, self.type)


@cache
def defined(url: str) -> Element | None:
    """The root of the definition with this canonical URL, or None where it is not at hand."""
    definition = package().definition(url)
    return tree(definition) if definition and "snapshot" in definition else None


def root(resource: Resource, profile: str) -> Place:
    """The resource itself, as a place."""
    element = defined(profile)
    assert element is not None, profile
    return Place((), str(resource["resourceType"]), element, Type(str(resource["resourceType"])), resource)


def places(resource: Resource, profile: str) -> Iterator[Place]:
    """Every place of a resource that the profile knows, the resource itself first; not what is contained."""
    yield from _within(root(resource, profile))


def changed(resource: Resource, keys: Keys, value: Any) -> Resource:
    """A copy with another value at a place, or a value where there was none."""
    copy: Any = wire.loads(wire.dumps(resource))
    _holder(copy, keys)[keys[-1]] = value
    return copy  # type: ignore[no-any-return]


def without(resource: Resource, keys: Keys) -> Resource:
    """A copy without the value at a place; what holds it may be left empty."""
    copy: Any = wire.loads(wire.dumps(resource))
    del _holder(copy, keys)[keys[-1]]
    return copy  # type: ignore[no-any-return]


def _holder(value: Any, keys: Keys) -> Any:
    for key in keys[:-1]:
        value = value[key]
    return value


def _within(place: Place) -> Iterator[Place]:
    yield place
    if not isinstance(place.value, dict):
        return
    for name, value in place.value.items():
        found = _part(place, name)
        if found is None:
            continue
        path = f"{place.path}.{found[0].name.removesuffix('[x]')}"
        for at, item in enumerate(value) if isinstance(value, list) else ((None, value),):
            element, type_ = _slice(*found, item)
            here = path if at is None else f"{path}[{at}]"
            keys = (*place.keys, name) if at is None else (*place.keys, name, at)
            yield from _within(Place(keys, here, element, type_, item, _is_loose(place, element, found[0])))


def _is_loose(place: Place, element: Element, whole: Element) -> bool:
    if element is whole or element.least or (element.types and element.types[0].code == "Extension"):
        return place.loose and place.type.code != "Extension"
    return bool(whole.raw.get("slicing", {}).get("rules") != "closed")


def _part(place: Place, name: str) -> tuple[Element, Type] | None:
    if name in place.parts:
        element = place.parts[name]
        return element, element.types[0] if element.types else _NO_TYPE
    for element in place.parts.values():
        if element.is_choice and name.startswith(stem := element.name.removesuffix("[x]")):
            for type_ in element.types:
                if name == stem + type_.code[:1].upper() + type_.code[1:]:
                    return element, type_
    return None


def _parts(element: Element, type_: Type) -> dict[str, Element]:
    if element.parts:
        return element.parts
    if element.reuses:
        return _named(element).parts
    for url in (*type_.profiles, f"{TYPES}{type_.code}"):
        if (found := defined(url)) and found.parts:
            return found.parts
    return {}


def _named(element: Element) -> Element:
    """The element whose content this one has."""
    resource_type = element.path.partition(".")[0]
    found = defined(f"{TYPES}{resource_type}")
    assert found is not None
    assert element.reuses
    return found.at(element.reuses)


def _slice(element: Element, type_: Type, value: Any) -> tuple[Element, Type]:
    """The slice that a value is in, or the element itself."""
    for one in element.slices.values():
        of = one.types[0] if one.types else type_
        if of.code == "Extension":
            inside = isinstance(value, dict) and value.get("url") in (*of.profiles, _url(one))
        else:
            inside = _said(one) and _meets(value, one)
        if inside:
            return one, of
    return element, type_


def _url(extension: Element) -> str | None:
    return extension.parts["url"].fixed() if "url" in extension.parts else None


def _said(element: Element) -> bool:
    """Whether a slice has a value of its own anywhere."""
    own = (element.fixed(), element.pattern())
    return any(value is not None for value in own) or any(_said(part) for part in element.parts.values())


def _meets(value: Any, element: Element) -> bool:
    if isinstance(value, list):
        return any(_meets(item, element) for item in value)
    if element.fixed() is not None and value != element.fixed():
        return False
    if element.pattern() is not None and not _holds(value, element.pattern()):
        return False
    inner = [(name, part) for name, part in element.parts.items() if _said(part)]
    return all(
        isinstance(value, dict) and name in value and _meets(value[name], part) for name, part in inner
    )


def _holds(value: Any, pattern: Any) -> bool:
    if isinstance(pattern, dict):
        return isinstance(value, dict) and all(_holds(value.get(key), part) for key, part in pattern.items())
    if isinstance(pattern, list):
        return isinstance(value, list) and all(any(_holds(item, part) for item in value) for part in pattern)
    return bool(value == pattern)
