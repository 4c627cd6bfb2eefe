"""Finds every reference of a resource, and changes what it says."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from profiles.wire import Resource

_LOCAL = re.compile(r"([A-Z][A-Za-z]+)/([A-Za-z0-9.-]{1,64})(?:/_history/([A-Za-z0-9.-]{1,64}))?")
_NARRATIVE_LINK = re.compile(r"(\b(?:href|src)\s*=\s*)([\"'])(.*?)\2")
_URI_ELEMENTS = frozenset(
    {"reference", "uri", "url", "valueUri", "valueUrl", "valueUuid", "valueOid", "valueCanonical"}
)


@dataclass(frozen=True, slots=True)
class Reference:
    """One Reference.reference: where it stands (`Observation.subject`), and the element that holds it."""

    path: str
    element: Resource

    @property
    def target(self) -> str:
        """What it points to, without the version."""
        return str(self.element["reference"]).partition("/_history/")[0]

    @property
    def local(self) -> re.Match[str] | None:
        """Type, id and version where it points to a resource of this server."""
        return _LOCAL.fullmatch(self.element["reference"])


def references(resource: Resource) -> Iterator[Reference]:
    """Every literal reference, wherever it stands, but not those to contained resources."""
    return _within(resource, str(resource.get("resourceType", "Resource")))


def _within(value: Any, path: str) -> Iterator[Reference]:
    if isinstance(value, dict):
        text = value.get("reference")
        if isinstance(text, str) and not text.startswith("#"):
            yield Reference(path, value)
        for name, item in value.items():
            if isinstance(item, dict | list):
                yield from _within(item, f"{path}.{name}")
    elif isinstance(value, list):
        for number, item in enumerate(value):
            if isinstance(item, dict | list):
                yield from _within(item, f"{path}[{number}]")


def rewrite(resource: Resource, addresses: Mapping[str, str]) -> None:
    """Replaces, in place, each reference, uri and narrative link that is known (R4, http §3.1.0.11.2).

    An identifier's value is a string, not a uri, and so is left alone even where it equals a `fullUrl`.
    """
    for name, item in resource.items():
        if isinstance(item, dict):
            rewrite(item, addresses)
        elif isinstance(item, list):
            for member in item:
                if isinstance(member, dict):
                    rewrite(member, addresses)
        elif name in _URI_ELEMENTS:
            resource[name] = addresses.get(item, item)
        elif name == "div":
            resource[name] = _NARRATIVE_LINK.sub(
                lambda link: f"{link[1]}{link[2]}{addresses.get(link[3], link[3])}{link[2]}", item
            )
