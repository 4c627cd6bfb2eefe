"""What differs between two versions of a resource, element by element, for people and for the plan."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from profiles.wire import Resource

_SERVER_OWNED = ("id", "meta", "text", "implicitRules", "language")
"""Elements of a resource that a server may set or rewrite by itself."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One element: its path (`Goal.target[0].dueDate`), what stood there and what will; None is absent."""

    path: str
    before: Any
    after: Any


def differences(before: Resource, after: Resource) -> tuple[Difference, ...]:
    """How the content of one resource changes; what servers set by themselves does not count."""
    kind = str(after.get("resourceType", ""))
    return tuple(_compare(kind, content(before), content(after)))


def content(body: Resource) -> Resource:
    """The resource without what a server may set or rewrite."""
    return {name: value for name, value in body.items() if name not in _SERVER_OWNED}


def _compare(path: str, before: Any, after: Any) -> Iterator[Difference]:
    if isinstance(before, dict) and isinstance(after, dict):
        for name in dict.fromkeys((*before, *after)):
            yield from _compare(f"{path}.{name}", before.get(name), after.get(name))
    elif isinstance(before, list) and isinstance(after, list):
        for index in range(max(len(before), len(after))):
            old = before[index] if index < len(before) else None
            new = after[index] if index < len(after) else None
            yield from _compare(f"{path}[{index}]", old, new)
    elif before != after or str(before) != str(after):
        # 1.0 and 1.00 are equal numbers, but not the same measurement
        yield Difference(path, before, after)
