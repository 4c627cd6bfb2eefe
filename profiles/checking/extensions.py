"""Where an extension may be used: its contexts, against the place that it is found at."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from profiles.checking.element_types import Steps
from profiles.checking.findings import Extension, Findings, Places
from profiles.checking.issues import Issue
from profiles.wire import Resource

_LISTS = ("extension", "modifierExtension")
"""The elements that hold extensions."""


def misused(one: Extension, places: Places, resource: Resource, findings: Findings) -> Iterator[Issue]:
    """What is wrong with an extension at its place, whatever is in it."""
    steps, at = places.steps(one.among, one.at), places.path(one.among, one.at)
    modifies = "modifierExtension" in steps[-2:-1]
    if one.definition is None:
        words = "an extension that is not at hand: what it means was not checked"
        severe = modifies or ":" not in one.url
        yield Issue("error" if severe else "warning", "extension", "unknown", at, words, one.profile)
        return
    fits = _allowed(one.definition, places.names(steps[:-2]), _extension_around(resource, steps))
    if fits is False:
        yield Issue("error", "extension", "context", at, "not allowed at this place", one.url)
    elif fits is None:
        findings.unjudged.append((one.among[one.at], "where an extension may be used"))
    is_modifier = bool(one.definition["snapshot"]["element"][0].get("isModifier"))
    if is_modifier is not modifies:
        should = "modifierExtension" if is_modifier else "extension"
        yield Issue("error", "extension", "modifier", at, f"belongs in {should}", one.url)


def _allowed(definition: Resource, names: frozenset[str], within: str | None) -> bool | None:
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


def _extension_around(resource: Resource, steps: Steps) -> str | None:
    """The URL of the extension that holds the one at a place, or None."""
    value: Any = resource
    for step in steps[:-2]:
        value = value[step]
    url = value.get("url") if isinstance(value, dict) and steps[-4:-3] and steps[-4] in _LISTS else None
    return url if isinstance(url, str) else None
