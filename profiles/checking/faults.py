"""Errors of a compiled schema, told in the words of the profile."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pydantic_core import ErrorDetails, ValidationError

from profiles.checking.element_types import ElementTypes, Steps
from profiles.checking.extensions import LISTS
from profiles.checking.hooks import ASIDE, BOUND, FIXED, PROHIBITED
from profiles.checking.issues import Issue, Kind
from profiles.checking.primitives import EXPECTED, FORMAT

_MOST_CODES_SHOWN = 12

TOO_DEEP: tuple[Kind, str, str] = "resource", "depth", "nested too deeply to be checked"

_EXPECTED_JSON = {
    "dict_type": "an object",
    "list_type": "a list",
    "literal_error": "a resource of this type",
}


@dataclass(frozen=True, slots=True)
class Apart:
    """Something that the compiled form does not know: an extension, or what is beside a primitive value."""

    steps: Steps
    value: Any


def faults(
    error: ValidationError, value: Any, at: Steps, resource_type: str, profile: str, types: ElementTypes
) -> Iterator[Issue | Apart]:
    """What the errors say of `value`, which stands at `at` in a resource; also what is to be judged apart."""
    for one in error.errors(include_url=False):
        steps = _steps(one["loc"], value)
        kind = one["type"]
        if kind == "missing" and f"_{one['loc'][-1]}" in one["input"]:
            continue  # no value, but an extension that says why
        if kind == ASIDE or (kind.startswith("union_tag") and steps[-2:-1] and steps[-2] in LISTS):
            yield Apart((*at, *steps), one["input"])
        else:
            place = (*at, *steps)
            choice = types.choice(resource_type, place) if kind == "extra_forbidden" else None
            of, rule, message = _told(one, choice)
            yield Issue("error", of, rule, types.path(resource_type, place), message, profile)


def _steps(location: tuple[str | int, ...], value: Any) -> Steps:
    """The location without the names of the branches that pydantic-core took."""
    steps: list[str | int] = []
    for step in location:
        try:
            value = value[step]
        except (LookupError, TypeError):
            if step != location[-1] or type(value) is not dict or str(step).startswith(":"):
                continue  # the name of a branch; the last name in an object is an element that is missing
        steps.append(step)
    return tuple(steps)


def _told(one: ErrorDetails, choice: str | None) -> tuple[Kind, str, str]:
    context: dict[str, Any] = one.get("ctx", {})
    name = str(one["loc"][-1]) if one["loc"] else ""
    match one["type"]:
        case "missing":
            return "cardinality", "min", "is required"
        case "too_short" if one["input"]:
            return "cardinality", "min", f"at least {context['min_length']} are required"
        case "too_short":
            return "format", "empty", "an empty list: leave it out"
        case "too_long":
            return "cardinality", "max", f"at most {context['max_length']} allowed"
        case "extra_forbidden" if choice:
            return "choice", "type", f"{choice} may not be of the type {name.removeprefix(choice)} here"
        case "extra_forbidden":
            return "unknown-element", "unknown", "there is no such element here"
        case kind if kind == PROHIBITED:
            return "cardinality", "max", "this element is not allowed here"
        case kind if kind == FORMAT:
            return _primitive(one["input"], context["type"], context["words"])
        case "recursion_depth_exceeded" | "recursion_loop":
            return TOO_DEEP
        case kind if kind == BOUND:
            return "binding", context["url"], f"not one of the codes: {_listed(context['codes'])}"
        case kind if kind == FIXED:
            return "value", "fixed", "not the value that the profile fixes"
        case kind:
            return "type", "type", f"should be {_EXPECTED_JSON.get(kind, 'of another type')}"


def _primitive(given: Any, code: str, words: str) -> tuple[Kind, str, str]:
    if given == "":
        return "format", "empty", "empty text: leave it out"
    fits = isinstance(given, str) != (code in ("boolean", "decimal", "integer", "positiveInt", "unsignedInt"))
    if isinstance(given, dict | list) or given is None or not fits:
        return "type", "type", f"should be {EXPECTED[code]}, as JSON has it"
    return "format", code, f"should be {words}"


def _listed(codes: list[str]) -> str:
    shown = ", ".join(codes[:_MOST_CODES_SHOWN])
    more = len(codes) - _MOST_CODES_SHOWN
    return f"{shown} and {more} more" if more > 0 else shown
