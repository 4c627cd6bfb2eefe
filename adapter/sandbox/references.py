"""Finds every reference of a resource, and changes what it says."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from adapter.sandbox.elements import Elements, Place, spelt
from profiles.wire import Resource

_LOCAL = re.compile(r"([A-Z][A-Za-z]+)/([A-Za-z0-9.-]{1,64})(?:/_history/[A-Za-z0-9.-]{1,64})?")
_NARRATIVE_LINK = re.compile(r"(\b(?:href|src)\s*=\s*)([\"'])(.*?)\2")
_LINKING = frozenset(
    {"reference", "uri", "url", "valueUri", "valueUrl", "valueUuid", "valueOid", "valueCanonical", "div"}
)


@dataclass(frozen=True, slots=True)
class Reference:
    """One Reference.reference, and the element that holds it."""

    element: Resource
    place: Place

    @property
    def text(self) -> str:
        return str(self.element["reference"])

    @property
    def path(self) -> str:
        """Where it stands: `Observation.performer[0]`."""
        return spelt(self.place)

    @property
    def local(self) -> tuple[str, str] | None:
        """Type and id, where it points to a resource of this server."""
        found = _LOCAL.fullmatch(self.text)
        return None if found is None else (found[1], found[2])


def references(elements: Elements) -> list[Reference]:
    """Every literal reference of a resource, wherever it stands, but not those to contained resources."""
    return [
        Reference(element, place)
        for element, place in elements
        if isinstance(element, dict)
        and isinstance(text := element.get("reference"), str)
        and not text.startswith("#")
    ]


def rewrite(elements: Elements, addresses: Mapping[str, str]) -> None:
    """Replaces, in place, each reference, uri and narrative link that is known (R4, http §3.1.0.11.2).

    An identifier's value is a string, not a uri, and so is left alone even where it equals a `fullUrl`.
    """
    for element, _ in elements:
        if not isinstance(element, dict) or _LINKING.isdisjoint(element):
            continue
        for name, text in element.items():
            if name not in _LINKING or not isinstance(text, str):
                continue
            if name != "div":
                element[name] = addresses.get(text, text)
            else:
                element[name] = _NARRATIVE_LINK.sub(
                    lambda link: f"{link[1]}{link[2]}{addresses.get(link[3], link[3])}{link[2]}", text
                )
