"""What an invariant is asked about: an element, and the scope that it stands in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from profiles.wire import Resource

Resolve: TypeAlias = Callable[[str], Resource | None]
"""A literal reference to the resource that it names, where that is in the Bundle or contained."""


@dataclass(slots=True)
class Scope:
    """Where an element is: `%resource`, `%rootResource` (the same unless contained), and `resolve()`."""

    resource: Resource
    root: Resource
    resolve: Resolve
    in_transaction: bool = False
    """Whether a literal reference may be a search, which the server that processes the Bundle answers."""
    conforming: dict[tuple[int, str], bool | None] = field(default_factory=dict)
    """What was found of values (by `id`) and profiles so far, and None while that is being found."""


Invariant: TypeAlias = Callable[[Any, Scope], bool]
