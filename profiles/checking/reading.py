"""From a JSON text to the resources in it: one, or those of an array."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, NamedTuple

from profiles import wire
from profiles.checking.texts import AS_UTF_8, EXPECTED, Text, Unreadable
from profiles.wire import Resource

_ELEMENT = re.compile(r"_?[A-Za-z]{1,40}")

_AT = re.compile(r" \(byte (\d+)\)$")

_HALF = re.compile(rb"\\u[dD][89abAB][0-9a-fA-F]{2}(?!\\u)")
"""The first half of a character beyond U+FFFF, without the second: a text was cut between them."""


class Found(NamedTuple):
    """A resource, and where it stands (`goals.ndjson, line 17`)."""

    where: str
    resource: Resource


def read(text: Text) -> Iterator[Found | Unreadable]:
    """The resources in a text, in their order; what is none is said with its place."""
    try:
        value = wire.loads(text.data)
    except wire.NotJson as error:
        yield _not_json(str(error), text)
        return
    where = text.where
    if (name := _twice(text.data, value)) is not None:
        found = f"an object that has {name} twice"
        yield Unreadable(where, found, "each name once", "Remove one: readers take either.")
    elif isinstance(value, list) and any(map(_is_resource, value)):
        for number, item in enumerate(value, 1):
            yield _one(item, f"{where}, item {number}")
    else:
        yield _one(value, where)


def _twice(data: bytes, value: Any) -> str | None:
    """The name that some object has twice, of which every parser keeps the one or the other (RFC 8259, 4)."""
    kept = wire.dumps(value)
    if kept == data.strip() or kept == wire.compact(data):
        return None  # the usual case: nothing of the text was lost
    found: list[str] = []

    def pairs(items: list[tuple[str, Any]]) -> None:
        names = [name for name, _ in items]
        if len(set(names)) < len(names):
            found.extend(name for name in names if names.count(name) > 1)

    json.loads(data, object_pairs_hook=pairs)
    return next((name if _ELEMENT.fullmatch(name) else "a name" for name in found), None)


def _is_resource(value: Any) -> bool:
    return isinstance(value, dict) and "resourceType" in value


def _one(value: Any, where: str) -> Found | Unreadable:
    if _is_resource(value):
        return Found(where, value)
    found = f"JSON that is {_KINDS[type(value)]}"
    return Unreadable(where, found, EXPECTED, "Leave it out, if it is meant to be none.")


_KINDS = {
    dict: "an object without resourceType",
    list: "an array without resources",
    str: "a text",
    int: "a number",
    Decimal: "a number",
    bool: "true or false",
    type(None): "null",
}


def _not_json(reason: str, text: Text) -> Unreadable:
    data = text.data
    if half := _HALF.search(data) if "truncated" in reason else None:
        found, todo, byte = "half a character", "Write whole characters, or none.", half.start()
    elif "truncated" in reason:
        found, todo, byte = "JSON that breaks off", "It was cut short: write it again.", None
    elif at := _AT.search(reason):
        reason = reason[: at.start()].removeprefix("JSON is malformed: ")
        found, todo, byte = f"text that is not JSON ({reason})", "Correct it there.", int(at[1])
        if not data.lstrip().startswith((b"{", b"[")):
            found, todo = (
                "something that does not begin as JSON does",
                "Leave it out, or export it as FHIR JSON.",
            )
    elif reason == wire.NOT_TEXT:
        found, todo, byte = f"bytes that are {reason}", AS_UTF_8, _first_that_is_no_text(data)
    else:
        found, todo, byte = f"JSON with {reason}", "Correct it there.", None
    where = text.where if byte is None else _position(text, byte)
    return Unreadable(where, found, EXPECTED, todo)


def _first_that_is_no_text(data: bytes) -> int | None:
    try:
        data.decode()
    except UnicodeDecodeError as error:
        return error.start
    return None


def _position(text: Text, byte: int) -> str:
    """File, line and column of a byte, as an editor counts them."""
    before = text.data[:byte].decode(errors="replace")
    line = before.count("\n") + 1 if text.line is None else text.line
    return f"{text.file}, line {line}, column {len(before) - before.rfind(chr(10))}"
