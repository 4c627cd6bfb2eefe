"""Which slice an item of a list belongs to, by its discriminators (R4, profiling.html#discriminator)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from profiles.checking.snapshots import Element
from profiles.wire import Resource

Matches: TypeAlias = Callable[[Any], bool]


class CannotSlice(ValueError):
    """A discriminator of a kind that is not judged here."""


def slice_of(part: Element) -> Callable[[Any], str | None]:
    """A function that names the slice of an item, or None. Raises `CannotSlice`."""
    discriminators = part.raw.get("slicing", {}).get("discriminator", ())
    if not discriminators:
        raise CannotSlice(f"{part.id} has no discriminator")
    if len(discriminators) == 1 and (named := _by_one_text(part, discriminators[0])):
        return named
    matchers = [
        (name, [_matcher(one, item["type"], item["path"]) for item in discriminators])
        for name, one in part.slices.items()
    ]

    def name_of(item: Any) -> str | None:
        for name, all_of in matchers:
            if all(matches(item) for matches in all_of):
                return name
        return None

    return name_of


def _by_one_text(part: Element, discriminator: Resource) -> Callable[[Any], str | None] | None:
    """The common case, told by one text at a path (the system of an identifier), without a search."""
    steps = discriminator["path"].split(".")
    if discriminator["type"] not in ("value", "pattern") or "(" in discriminator["path"]:
        return None
    expected = (
        {} if steps == ["$this"] else {name: _expected(one, steps) for name, one in part.slices.items()}
    )
    if not expected or not all(isinstance(text, str) for text in expected.values()):
        return None
    table = {text: name for name, text in reversed(expected.items())}
    if len(steps) == 1:
        return lambda item: table.get(item.get(steps[0]))

    def name_of(item: Any) -> str | None:
        return next((table[text] for text in _at(item, steps) if text in table), None)

    return name_of


def _matcher(one: Element, kind: str, path: str) -> Matches:
    steps = [] if path == "$this" else path.split(".")
    if any("(" in step for step in steps):
        raise CannotSlice(f"{one.id} is told by {path}")
    if kind in ("value", "pattern"):
        agrees = agreeing(_expected(one, steps))
        return lambda item: any(map(agrees, _at(item, steps)))
    if kind == "exists":
        there = _below(one, steps).most != 0
        return lambda item: bool(_at(item, steps)) is there
    if kind == "type" and steps == ["resource"]:
        types = {each.code for each in _below(one, steps).types}
        return lambda item: any(value.get("resourceType") in types for value in _at(item, steps))
    raise CannotSlice(f"{one.id} is told by its {kind}")


def _expected(one: Element, steps: list[str]) -> Any:
    """What the slice fixes at the path: there, or within a pattern above it."""
    element, left = one, steps
    while True:
        for given in (element.fixed(), element.pattern()):
            if given is not None:
                found = _at(given, left)
                if found:
                    return found[0]
        if not left or left[0] not in element.parts:
            raise CannotSlice(f"{one.id} fixes nothing at {'.'.join(steps) or '$this'}")
        element, left = element.parts[left[0]], left[1:]


def _below(one: Element, steps: list[str]) -> Element:
    for step in steps:
        if step not in one.parts:
            raise CannotSlice(f"{one.id} says nothing of {step}")
        one = one.parts[step]
    return one


def _at(value: Any, steps: list[str]) -> list[Any]:
    """What stands at the path, through lists on the way."""
    values = value if isinstance(value, list) else [value]
    for step in steps:
        found: list[Any] = []
        for one in values:
            inner = one.get(step) if isinstance(one, dict) else None
            if isinstance(inner, list):
                found += inner
            elif inner is not None:
                found.append(inner)
        values = found
    return values


def agreeing(pattern: Any) -> Matches:
    """Whether a value has all that a pattern has, as a function (elementdefinition.html, `pattern[x]`)."""
    if isinstance(pattern, dict):
        parts = [(name, agreeing(inner)) for name, inner in pattern.items()]

        def has_parts(value: Any) -> bool:
            if type(value) is not dict:
                return False
            return all(name in value and agrees(value[name]) for name, agrees in parts)

        return has_parts
    if isinstance(pattern, list):
        each = [agreeing(inner) for inner in pattern]
        return lambda value: type(value) is list and all(any(map(agrees, value)) for agrees in each)
    is_boolean = isinstance(pattern, bool)
    return lambda value: bool(value == pattern) and isinstance(value, bool) is is_boolean


def same(value: Any, fixed: Resource | Any) -> bool:
    """Whether a value is exactly what `fixed[x]` says."""
    return bool(value == fixed) and isinstance(value, bool) is isinstance(fixed, bool)
