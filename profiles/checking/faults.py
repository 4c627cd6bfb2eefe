"""What can be wrong with the structure of a resource, in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from profiles.checking.doubts import Doubt
from profiles.checking.issues import Kind, Severity
from profiles.checking.primitives import EXPECTED, NUMBERS

_MOST_CODES_SHOWN = 12


class Wrong(NamedTuple):
    """A fault of the structure: kind, rule, message and severity as in `Issue`."""

    kind: Kind
    rule: str
    message: str
    severity: Severity = "error"


TOO_DEEP = Wrong("resource", "depth", "nested too deeply to be checked")
NO_OBJECT = Wrong("type", "type", "should be an object")
NO_LIST = Wrong("type", "type", "should be a list")
OTHER_RESOURCE = Wrong("type", "type", "should be a resource of this type")
MISSING = Wrong("cardinality", "min", "is required")
PROHIBITED = Wrong("cardinality", "max", "this element is not allowed here")
UNKNOWN = Wrong("unknown-element", "unknown", "there is no such element here")
NOT_THE_FIXED_VALUE = Wrong("value", "fixed", "not the value that the profile fixes")
_EMPTY_LIST = Wrong("format", "empty", "an empty list: leave it out")
_EMPTY_TEXT = Wrong("format", "empty", "empty text: leave it out")
DOUBTS: dict[Doubt, Wrong] = {
    "blank": Wrong("format", "spaces", "nothing but spaces: leave it out", "warning"),
    "digits": Wrong("format", "digits", "more than 18 digits: a reader may not keep them all", "warning"),
    "direction": Wrong(
        "format", "direction", "turns the direction of writing, and does not turn it back", "warning"
    ),
    "spaced": Wrong("format", "spaces", "base64 with spaces or line breaks in it", "warning"),
    "spaces": Wrong("format", "spaces", "begins or ends with a space", "warning"),
    "tag": Wrong("format", "tag", "what looks like HTML, and may be taken for it", "warning"),
    "year": Wrong("format", "year", "a year long ago or far ahead: check that it is meant", "warning"),
}
"""What to say of a value that is of its type."""

NOT_INSIDE = Wrong("reference", "inside", "there is nothing with this id in the resource")
NO_URI = Wrong("format", "uri", "with this system, the value is a whole URI")
OTHER_SIZE = Wrong("value", "size", "another size than that of the data")
OTHER_HASH = Wrong("value", "hash", "not the SHA-1 of the data")


def miscounted(items: Sequence[Any], least: int, most: int | None) -> Wrong:
    """What to say of a list with fewer or more items than there may be."""
    if not items:
        return _EMPTY_LIST
    if len(items) < least:
        return Wrong("cardinality", "min", f"at least {least} are required")
    return Wrong("cardinality", "max", f"at most {most} allowed")


def other_type(choice: str, name: str) -> Wrong:
    """The name of a choice of types (`value`) with a type that it may not be of (`valueString`)."""
    return Wrong("choice", "type", f"{choice} may not be of the type {name.removeprefix(choice)} here")


def not_listed(value_set: str, codes: Sequence[str]) -> Wrong:
    shown = ", ".join(codes[:_MOST_CODES_SHOWN])
    more = len(codes) - _MOST_CODES_SHOWN
    listed = f"{shown} and {more} more" if more > 0 else shown
    return Wrong("binding", value_set, f"not one of the codes: {listed}")


def misfit(given: Any, code: str, words: str) -> Wrong:
    """What is wrong with a value that is none of its primitive type; `words` say what it should be here."""
    if given == "":
        return _EMPTY_TEXT
    fits = isinstance(given, str) != (code in NUMBERS)
    if isinstance(given, dict | list) or given is None or not fits:
        return Wrong("type", "type", f"should be {EXPECTED[code]}, as JSON has it")
    return Wrong("format", code, f"should be {words}")
