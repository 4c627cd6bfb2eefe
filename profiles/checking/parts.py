"""What an element's parts ask of the object that holds them: their JSON names, choices and slices."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from profiles.checking.findings import Rule
from profiles.checking.rules import (
    by_its_type,
    choice,
    closed_choice,
    missing_slices,
    not_sliced,
    slice_of_choice,
)
from profiles.checking.snapshots import Element, Type, choice_name


def names_of(part: Element) -> Iterator[tuple[str, Type, Element]]:
    """The JSON names of a part, each with its type and what is said of it in that type."""
    if not part.is_choice:
        yield part.name, part.types[0] if part.types else Type("Element"), part
        return
    for type_ in part.types:
        name = choice_name(part, type_.code)
        narrowed = part.slices.get(slice_of_choice(part, type_.code), part)
        yield name, next((one for one in narrowed.types if one.code == type_.code), type_), narrowed


def is_of_one_type(part: Element) -> bool:
    """Whether an element has no choice of types."""
    return len(part.types) == 1


def part_rules(part: Element, profile: str) -> Iterator[Rule]:
    """What an object's parts ask of the object that holds them."""
    for one in part.parts.values():
        if one.slices and not one.many and not (one.is_choice and by_its_type(one)):
            names = frozenset(name for name, _, _ in names_of(one))
            yield partial(not_sliced, f"the slices of {one.path}", names=names)
        if one.is_choice and one.most != 0:
            yield from _choice_rules(one, profile)
        elif one.most != 0 and (missing := missing_slices(one, profile)):
            yield missing


def _choice_rules(part: Element, profile: str) -> Iterator[Rule]:
    base = part.name.removesuffix("[x]")
    names = [choice_name(part, type_.code) for type_ in part.types]
    least = max([part.least, *(one.least for one in part.slices.values())])
    if len(names) > 1 or (least and not is_of_one_type(part)):
        yield choice(base, names, least, profile)
    if by_its_type(part) and (rule := closed_choice(part, profile)):
        yield rule
