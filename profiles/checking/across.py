"""What only a look across a whole resource shows: one id on two elements, and a gap in a list."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeAlias

from profiles.checking.findings import Fault
from profiles.checking.snapshots import TYPES
from profiles.wire import Resource

Steps: TypeAlias = tuple[str | int, ...]

_TWICE = Fault("error", "value", "id", "an id that another element of the resource has", f"{TYPES}Element")
_GAP = Fault("error", "type", "null", "null, without an extension beside it that says why", f"{TYPES}Element")


def across(resource: Resource) -> Iterator[tuple[Steps, Fault]]:
    """Each such fault with the way to it; what is contained is a resource of its own.

    Source: Element.id is unique within the resource (element.html); null holds a place in a list of simple
    values for what is beside it (json.html).
    """
    seen: set[str] = set()
    for value, steps in _objects(resource, ()):
        own = value.get("id")
        if steps and isinstance(own, str):
            if own in seen:
                yield (*steps, "id"), _TWICE
            seen.add(own)
        for name, items in value.items():
            if isinstance(items, list) and None in items:
                beside = value.get(f"_{name}")
                told = beside if isinstance(beside, list) else []
                for at, item in enumerate(items):
                    if item is None and not name.startswith("_") and not (at < len(told) and told[at]):
                        yield (*steps, name, at), _GAP


def _objects(value: Any, steps: Steps) -> Iterator[tuple[Resource, Steps]]:
    if isinstance(value, dict):
        if steps and "resourceType" in value:
            return
        yield value, steps
    for step, inner in value.items() if isinstance(value, dict) else enumerate(value):
        if isinstance(inner, dict | list):
            yield from _objects(inner, (*steps, step))
