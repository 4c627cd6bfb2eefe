"""The values of a resource by the names that its profile's page has for their elements."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, NamedTuple, TypeAlias

from profiles import outline, shipped
from profiles.checking.discriminators import CannotSlice
from profiles.checking.fhirpath.scope import Scope
from profiles.checking.findings import Findings
from profiles.checking.slices import NO_SLICE, UNTOLD, sorting
from profiles.checking.snapshots import Element, package, tree
from profiles.wire import Resource

_SLICE = re.compile(r":[^.]+|\(.*?\)")
"""What is written behind the name of an element for one of its slices."""

_SLICERS: dict[str, Callable[[Any], str | None]] = {}
"""What tells the slices of an element, by the element's key; made once."""

_UNHEARD = Findings(Scope({}, {}, lambda _: None), lambda *_: None, "")
"""What cannot be told of a slice is no matter here: then its element is known without one."""

_EXTENSIONS = ("extension", "modifierExtension")


Path: TypeAlias = tuple[str | int, ...]
"""Where a value lies in a resource: names, and places in lists."""


class Named(NamedTuple):
    """A value, the name of its element, and where it lies."""

    element: str
    path: Path
    value: Any


def named(body: Resource, profile: str) -> Iterator[Named]:
    """Each value that the resource holds, with the name of its element in the profile of that short name.

    A value deeper than the profile speaks of has the name of the deepest element that it does speak of.
    """
    root, spoken = _profile(profile)
    for name, value in body.items():
        if name != "resourceType":
            yield from _walk(value, root, (name,), "", "", spoken)


@cache
def _profile(name: str) -> tuple[Element, frozenset[str]]:
    definition = shipped.structure(name)
    return tree(definition), frozenset(without_slices(line.id) for line in outline.lines(definition))


def without_slices(name: str) -> str:
    """The name of what an element is a slice of, or is within."""
    return _SLICE.sub("", name)


def _walk(
    value: Any, above: Element | None, path: Path, whole: str, shown: str, spoken: frozenset[str]
) -> Iterator[Named]:
    """`whole` is the full name of what is above, `shown` as much of it as the page has."""
    name = str(path[-1])
    part = _part(above, name)
    own = part.name if part else name
    many = isinstance(value, list)
    for place, item in enumerate(value if many else [value]):
        here = (*path, place) if many else path
        slice_name, suffix = _slice(part, own, item)
        element = part.slices.get(slice_name, part) if part else None
        full = f"{whole}.{own}{suffix}".lstrip(".")
        told = own in _EXTENSIONS or without_slices(full) in spoken
        label = full if told and whole == shown else shown or own
        if isinstance(item, dict):
            for inner, held in item.items():
                within = element if element is not None and element.parts else part
                yield from _walk(held, within, (*here, inner), full, label, spoken)
        else:
            yield Named(label, here, item)


def _part(above: Element | None, name: str) -> Element | None:
    if above is None:
        return None
    if name in above.parts:
        return above.parts[name]
    return next(
        (one for one in above.parts.values() if one.is_choice and name.startswith(one.name[:-3])), None
    )


def _slice(part: Element | None, own: str, item: Any) -> tuple[str, str]:
    """The slice that an item is in, and how it is written; an open slice is known by its title or URL."""
    if not isinstance(item, dict):
        return "", ""
    if own in _EXTENSIONS:
        for name, one in part.slices.items() if part else ():
            if any(item["url"] in kind.profiles for kind in one.types):
                return name, f":{name}"
        return "", f":{outline.last_word(item['url'])}"
    if part is not None and part.slices and (found := _slicer(part)(item)):
        return found, f":{found}"
    return "", f"({item['title']})" if own == "section" and "title" in item else ""


def _slicer(part: Element) -> Callable[[Any], str | None]:
    if part.key not in _SLICERS:
        try:
            sort = sorting(part, None, package())
            _SLICERS[part.key] = lambda item: _told(sort([item], _UNHEARD)[0])
        except CannotSlice:  # a slice of the base that our profiles do not speak of
            _SLICERS[part.key] = lambda _: None
    return _SLICERS[part.key]


def _told(name: str) -> str | None:
    return None if name in (NO_SLICE, UNTOLD) else name
