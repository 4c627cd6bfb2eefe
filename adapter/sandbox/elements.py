"""Goes through the elements of a resource, and says where each stands."""

from __future__ import annotations

from typing import Any, TypeAlias

from profiles.wire import Resource

Place: TypeAlias = tuple["Place | None", str | int]
"""An element's parent and its own name or number. Only the places that are shown get spelt out."""
Elements: TypeAlias = list[tuple[Any, Place]]
"""Every object and list of a resource, itself first, with its place."""

_COMPLEX = (dict, list)


def elements(resource: Resource) -> Elements:
    found: Elements = [(resource, (None, str(resource.get("resourceType", "Resource"))))]
    for element, place in found:  # which grows on the way
        for step, item in element.items() if isinstance(element, dict) else enumerate(element):
            if isinstance(item, _COMPLEX):
                found.append((item, (place, step)))
    return found


def spelt(place: Place) -> str:
    """A place as a path: `Observation.performer[0]`."""
    steps: list[str] = []
    at: Place | None = place
    while at is not None:
        at, step = at
        steps.append(f"[{step}]" if isinstance(step, int) else f".{step}")
    return "".join(reversed(steps))[1:]
