"""Refuses what is not a FHIR resource of the type it should be, naming the element that is wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from pydantic import BaseModel, ValidationError

from adapter.sandbox.elements import Elements, spelt
from adapter.sandbox.outcome import Refusal, issue
from adapter.sandbox.typed import issues_of
from profiles import wire
from profiles.wire import Resource

_ID = re.compile(r"[A-Za-z0-9.-]{1,64}")
_MOST_ISSUES = 20


def parse(body: bytes) -> Any:
    """The JSON of a request body; raises `Refusal` 400."""
    try:
        return wire.loads(body)
    except RecursionError:
        raise Refusal(400, "too-long", "The JSON is nested too deeply.") from None
    except wire.NotJson as error:
        raise Refusal(400, "structure", f"The body is not JSON: {error}.") from None


def check_type(resource: Any, resource_type: str) -> Resource:
    """A JSON object that says it is of this type, with a possible `id` and `meta`; raises `Refusal` 400."""
    if not isinstance(resource, dict):
        raise Refusal(400, "structure", "A resource is a JSON object.")
    if resource.get("resourceType") != resource_type:
        raise Refusal(
            400,
            "structure",
            f"The resource should be of type {resource_type}.",
            f"{resource_type}.resourceType",
        )
    if "id" in resource and not is_id(resource["id"]):
        raise Refusal(400, "value", "An id is 1 to 64 letters, digits, '-' or '.'.", f"{resource_type}.id")
    if not isinstance(resource.get("meta", {}), dict):
        raise Refusal(400, "structure", "meta is a JSON object.", f"{resource_type}.meta")
    return resource


def is_id(text: Any) -> bool:
    return isinstance(text, str) and _ID.fullmatch(text) is not None


def check_elements(resource: Resource, elements: Elements) -> None:
    """Every element is one that the type has, is of its type, and is not empty; raises `Refusal` 400."""
    resource_type = resource["resourceType"]
    issues = [issue("structure", "An element is not empty: leave it out.", path) for path in _empty(elements)]
    try:
        model = _model(resource_type)
        if model is not None:
            issues += issues_of(resource, model.model_validate(resource))
    except ValidationError as error:
        for wrong in error.errors(include_url=False, include_input=False, include_context=False):
            kind = "required" if wrong["type"].endswith("missing") else "structure"
            issues.append(issue(kind, wrong["msg"], _expression(resource_type, wrong["loc"])))
    except KeyError:
        issues.append(issue("structure", "A resource within it is of no known type.", resource_type))
    if issues:
        raise Refusal.of(400, issues[:_MOST_ISSUES])


@cache
def _model(resource_type: str) -> type[BaseModel] | None:
    from fhir.resources.R4B import get_fhir_model_class  # here, since importing it takes as long as starting

    try:
        return get_fhir_model_class(resource_type)
    except KeyError:
        return None  # R4B has dropped a few types of R4; their elements go unchecked


def _expression(resource_type: str, location: tuple[str | int, ...]) -> str:
    steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in location if step != "root")
    return resource_type + "".join(steps)


def _empty(elements: Elements) -> Iterator[str]:
    """The paths of what is there and says nothing.

    A null in a list keeps its place beside an extension on a primitive (R4, json §2.6.2).
    """
    for element, place in elements:
        if not element:
            yield spelt(place)
        elif isinstance(element, dict):
            for name, item in element.items():
                if item is None or item == "":
                    yield spelt((place, name))
        elif "" in element:
            yield spelt(place)
