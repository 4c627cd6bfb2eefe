"""Kinds of rule that a resource can be made to break, and how each is made."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from profiles.wire import Resource
from tests.profiles.places import Place

Broken: TypeAlias = tuple[str, Resource]
"""Where an issue is to be reported (FHIRPath), and the resource that has it."""

Break: TypeAlias = Callable[[Resource, list[Place]], Iterator[Broken]]
"""From a valid resource and its places to every resource that breaks the rule in one place."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of rule, in words; a break of it is an error, or a `warning` where FHIR lets it pass."""

    group: str
    name: str
    make: Break
    warning: bool = False


KINDS: list[Kind] = []
"""Every kind; importing the modules of this package fills it."""


def kind(group: str, name: str, *, warning: bool = False) -> Callable[[Break], Break]:
    """Register how a kind of rule is broken."""

    def register(make: Break) -> Break:
        KINDS.append(Kind(group, name, make, warning))
        return make

    return register
