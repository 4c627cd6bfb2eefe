"""What one element of a snapshot says of its values: rules of its place, and what a simple one may be."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from profiles.checking import faults
from profiles.checking.bindings import binding, listed_codes
from profiles.checking.discriminators import type_of
from profiles.checking.doubts import doubt
from profiles.checking.faults import Wrong
from profiles.checking.findings import Rule
from profiles.checking.patterns import same
from profiles.checking.primitives import Simple, primitive, words
from profiles.checking.rules import has_value, meets_one, refers_to
from profiles.checking.snapshots import TYPES, Definitions, Element, Type
from profiles.wire import Resource

_PUBLISHED = "http://hl7.org/fhir/ValueSet/publication-status"
"""What binds the status of a resource that has a canonical URL."""

ANY_RESOURCE = ("Resource", "DomainResource")


def place_rules(part: Element, type_: Type, definitions: Definitions, profile: str) -> Iterator[Rule]:
    """What holds for an object because of the place that it stands at, beside invariants."""
    if rule := has_value(part, profile):
        yield rule
    if rule := binding(part, type_.code, definitions, profile):
        yield rule
    if len(type_.profiles) > 1 or any(definitions.definition(url) is None for url in type_.profiles):
        yield meets_one(type_.profiles)
    if type_.targets:
        types = frozenset(type_of(url, definitions) for url in type_.targets)
        if not types & {"Resource", "Any"}:
            yield refers_to(types, profile)


def simple_value(part: Element, code: str, definitions: Definitions) -> tuple[Simple, Callable[[Any], Wrong]]:
    """Whether a value is one that the part may have, and what is wrong with one that is not."""
    fixed = part.fixed()
    fixed = part.pattern() if fixed is None else fixed
    if fixed is not None:
        known = frozenset({fixed} if isinstance(fixed, str) else ())
        return Simple(lambda value: same(value, fixed), known), lambda _: faults.NOT_THE_FIXED_VALUE
    codes = listed_codes(part, definitions) if code == "code" else None
    if codes is not None:
        url, _, _ = part.raw["binding"]["valueSet"].partition("|")
        members, unlisted = frozenset(codes), faults.not_listed(url, codes)
        return Simple(lambda value: isinstance(value, str) and value in members, members), lambda _: unlisted
    if code == "uri" and _is_absolute(part, definitions):
        code = "absolute"
    expected, values = words(code, part.raw), primitive(code, part.raw)

    def wrong(value: Any) -> Wrong:
        doubtful = doubt(code, value) if values.passes(value) else None
        return faults.DOUBTS[doubtful] if doubtful else faults.misfit(value, code, expected)

    return values, wrong


def defined_at(part: Element) -> str:
    """The path of an element where R4 defines it: `Identifier.system` for `Patient.identifier.system`."""
    return str(part.raw.get("base", {}).get("path", part.path))


def _is_absolute(part: Element, definitions: Definitions) -> bool:
    """Whether a URI has to be absolute: as an identifier's system, and as the URL of a definition."""
    path = defined_at(part)
    type_, _, name = path.partition(".")
    if name != "url":
        return path == "Identifier.system"
    definition = definitions.definition(TYPES + type_) or {"snapshot": {"element": []}}
    return any(
        one["path"] == f"{type_}.status" and one.get("binding", {}).get("valueSet", "").startswith(_PUBLISHED)
        for one in definition["snapshot"]["element"]
    )


def resources(part: Element, definitions: Definitions) -> dict[str, tuple[str, ...]]:
    """The types of resource that may stand at a part, each with its profiles; none where any may."""
    found: dict[str, tuple[str, ...]] = {}
    for type_ in part.types:
        if type_.code in ANY_RESOURCE and not type_.profiles:
            return {}
        for url in type_.profiles:
            of = type_of(url, definitions)
            found[of] = (*found.get(of, ()), url)
        if not type_.profiles:
            found[type_.code] = ()
    return found


def definition_of(type_: Type, definitions: Definitions) -> Resource:
    """What values of a type are held against: its profile, if it has one alone. Raises `ValueError`."""
    for url in (*(type_.profiles if len(type_.profiles) == 1 else ()), TYPES + type_.code):
        definition = definitions.definition(url)
        if definition is not None:
            return definition
    raise ValueError(f"the type {type_.code} is not at hand")
