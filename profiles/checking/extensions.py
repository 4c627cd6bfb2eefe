"""Where an extension may be used: its contexts, against the place that it is found at."""

from __future__ import annotations

from typing import Any

from profiles.checking.element_types import Steps
from profiles.wire import Resource

LISTS = ("extension", "modifierExtension")
"""The elements that hold extensions."""


def allowed(definition: Resource, names: frozenset[str], within: str | None) -> bool | None:
    """Whether an extension may be used at a place; None where only FHIRPath could say.

    `names` are those of the place, `within` is the URL of the extension that it is in.
    """
    unsure = False
    for context in definition.get("context", ()):
        expression = context["expression"]
        if context["type"] == "element" and expression.rpartition("/")[2] in names:
            return True
        if context["type"] == "extension" and within == expression:
            return True
        unsure = unsure or context["type"] == "fhirpath"
    return None if unsure else False


def extension_around(resource: Resource, steps: Steps) -> str | None:
    """The URL of the extension that holds the one at a place, or None."""
    value: Any = resource
    for step in steps[:-2]:
        value = value[step]
    url = value.get("url") if isinstance(value, dict) and steps[-4:-3] and steps[-4] in LISTS else None
    return url if isinstance(url, str) else None
