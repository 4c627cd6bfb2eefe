"""Where the path of a discriminator leads: in a value, and in the definition of a slice."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from profiles.checking.fhirpath.model import RESOURCES, keys
from profiles.checking.fhirpath.navigation import extension, of_type, under
from profiles.checking.fhirpath.scope import Resolve
from profiles.checking.fhirpath.values import Item, Items
from profiles.checking.references import said_type
from profiles.checking.snapshots import TYPES, Definitions, Element, Type, choice_name, tree

_STEP = re.compile(r"(?:(extension|ofType|resolve)\((?:'([^']*)'|([\w.]*))\)|(\$this|[A-Za-z]\w*))(?:\.|$)")


class CannotSlice(ValueError):
    """The definition of a slice does not say how its items are told, or not in a way that is judged here."""


class Step(NamedTuple):
    """One step of a path: the name of an element or, with a `function`, its parameter."""

    function: str
    name: str


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What a reference leads to, where that is not at hand; its type, if the reference says it."""

    type: str | None


def steps(path: str) -> tuple[Step, ...]:
    """The steps of a path of the restricted FHIRPath that discriminators have. Raises `CannotSlice`."""
    found, at = [], 0
    while at < len(path):
        step = _STEP.match(path, at)
        if step is None:
            raise CannotSlice(f"the path {path}")
        at = step.end()
        if step[4] != "$this":
            found.append(Step(step[1] or "", step[2] or step[3] or step[4] or ""))
    return tuple(found)


# ── In a value ───────────────────────────────────────────────────────────────────────────────────────


def values(item: Item, path: tuple[Step, ...], resolve: Resolve) -> Items:
    """What stands at the path, through lists and choices on the way; `Elsewhere` is kept as it is."""
    items = [item]
    for step in path:
        away = [one for one in items if isinstance(one[0], Elsewhere)]
        here = [one for one in items if not isinstance(one[0], Elsewhere)]
        items = [*_after(here, step, resolve), *away]
    return items


def _after(items: Items, step: Step, resolve: Resolve) -> Items:
    match step.function:
        case "resolve":
            return [_target(one, resolve) for one in items]
        case "extension":
            return extension(items, step.name)
        case "ofType":
            return of_type(items, step.name)
        case _:
            return [
                one
                for value, kind, _ in items
                if isinstance(value, dict)
                for key, below in keys(kind, step.name)
                for one in under(value, key, below)
            ]


def _target(reference: Item, resolve: Resolve) -> Item:
    value = reference[0]
    literal = value.get("reference") if isinstance(value, dict) else value
    resource = resolve(literal) if isinstance(literal, str) else None
    if resource is not None:
        return resource, str(resource.get("resourceType")), None
    return Elsewhere(said_type(value) if isinstance(value, dict) else None), "", None


# ── In a definition ──────────────────────────────────────────────────────────────────────────────────


def elements(one: Element, step: Step, definitions: Definitions) -> list[Element]:
    """What a definition says at the next step: one element or, where types differ, one of each.

    Raises `CannotSlice`.
    """
    match step.function:
        case "resolve":
            found = [_root(url, definitions) for type_ in one.types for url in type_.targets]
        case "extension":
            listed = one.parts["extension"].slices.values() if "extension" in one.parts else ()
            found = [each for each in listed if step.name in _urls(each)] or [_root(step.name, definitions)]
        case "ofType":
            found = [one.slices.get(choice_name(one, step.name), one)]
        case _:
            found = list(_parts(one, step.name, definitions))
    if not found:
        raise CannotSlice(f"{one.id} says nothing of {step.name or step.function}")
    return found


def type_of(url: str, definitions: Definitions) -> str:
    """The type that the profile or type of this URL is of."""
    name = url.rpartition("/")[2]
    if url == TYPES + name and name in RESOURCES:
        return name  # whose definition may never be needed
    definition = definitions.definition(url)
    return definition["type"] if definition is not None else name


def _parts(one: Element, name: str, definitions: Definitions) -> Iterator[Element]:
    if one.parts:
        wholes = [one]
    else:
        wholes = [_root(url, definitions) for type_ in one.types for url in _definitions_of(type_)]
    for whole in wholes:
        for part in (whole.parts.get(name), whole.parts.get(f"{name}[x]")):
            if part is not None:
                required = [each for each in part.slices.values() if each.least]
                yield from required or [
                    part
                ]  # of the codings of a blood pressure, the one that has to be there


def _definitions_of(type_: Type) -> tuple[str, ...]:
    return type_.profiles or (f"{TYPES}{type_.code}",)


def _urls(one: Element) -> list[str]:
    """The URLs of the extension that a slice is of."""
    own = one.parts["url"].fixed() if "url" in one.parts else None
    return [url for type_ in one.types for url in type_.profiles] + ([own] if own else [])


def _root(url: str, definitions: Definitions) -> Element:
    definition = definitions.definition(url)
    if definition is None or definition["resourceType"] != "StructureDefinition":
        raise CannotSlice(f"{url} is not at hand")
    return tree(definition)
