"""From the bytes of one file to its resources: JSON, an array of it, or NDJSON."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from gzip import GzipFile
from itertools import chain
from typing import Any, BinaryIO

from profiles import wire
from profiles.wire import Resource

EXPECTED = "FHIR resources as JSON"

_ELEMENT = re.compile(r"_?[A-Za-z]{1,40}")

_AT = re.compile(r" \(byte (\d+)\)$")

_HALF = re.compile(rb"\\u[dD][89abAB][0-9a-fA-F]{2}(?!\\u)")
"""The first half of a character beyond U+FFFF, without the second: a text was cut between them."""


@dataclass(frozen=True, slots=True)
class Found:
    """A resource, and where it stands (`goals.ndjson, line 17`)."""

    where: str
    resource: Resource


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Something that is no resource; `found` describes it and repeats nothing of it."""

    where: str
    found: str
    expected: str
    todo: str


def printable(text: str) -> str:
    """A name from outside, fit for a terminal and for XML."""
    return text if text.isprintable() else "".join(c if c.isprintable() else "\ufffd" for c in text)


_AS_UTF_8 = "Save it as UTF-8."
_OTHERS: tuple[tuple[bytes, str, str], ...] = (
    (codecs.BOM_UTF16_LE, "text in UTF-16", _AS_UTF_8),
    (codecs.BOM_UTF16_BE, "text in UTF-16", _AS_UTF_8),
    (b"{\x00", "text in UTF-16", _AS_UTF_8),
    (b"\x00{", "text in UTF-16", _AS_UTF_8),
    (b"<!doctype", "a web page", "It may be the answer of a server to a failed request: ask again."),
    (b"<html", "a web page", "It may be the answer of a server to a failed request: ask again."),
    (b"<", "XML", "Convert it to FHIR JSON, or ask the server for application/fhir+json."),
    (b"pk\x03\x04", "a ZIP archive", "Unpack it, and name the files or their folder."),
    (b"\x1f\x8b", "data compressed by gzip", "Unpack it first, or name the file."),
)
"""What is often given instead of JSON: how it begins (in small letters), what it is, what to do."""


def read(stream: BinaryIO | GzipFile, where: str, *, by_line: bool = False) -> Iterator[Found | Unreadable]:
    """The resources of a file in their order; lines are read one at a time, anything else whole.

    The content says whether each line holds a resource (NDJSON): in no JSON document does a line end with a
    brace where the next one begins with a brace. `by_line` says that the file's name promises it, so that a
    first line that is cut short is told as one.
    """
    opening: list[bytes] = []
    told: list[bytes] = []
    for line in stream:
        opening.append(line if opening else line.removeprefix(codecs.BOM_UTF8))
        told += [text] if (text := opening[-1].strip()) else []
        if len(told) == 2:
            break
    if not told:
        yield Unreadable(where, "nothing", EXPECTED, "Check that it was written to its end.")
    elif other := next((one for one in _OTHERS if told[0].lower().startswith(one[0])), None):
        yield Unreadable(where, other[1], EXPECTED, other[2])
    elif _is_lines(told, promised=by_line):
        yield from _lines(chain(opening, stream), where)
    else:
        yield from _document(b"".join((*opening, stream.read())), where)


def _is_lines(told: list[bytes], *, promised: bool) -> bool:
    first, *second = told
    if second and not second[0].startswith(b"{"):
        return False
    return first.startswith(b"{") and (first.endswith(b"}") or (promised and bool(second)))


def _lines(lines: Iterable[bytes], where: str) -> Iterator[Found | Unreadable]:
    for number, line in enumerate(lines, 1):
        if text := line.rstrip():
            yield from _document(text, where, f", line {number}")


def _document(data: bytes, where: str, line: str = "") -> Iterator[Found | Unreadable]:
    try:
        value = wire.loads(data)
    except wire.NotJson as error:
        yield _not_json(str(error), data, where, line)
        return
    if (name := _twice(data, value)) is not None:
        found = f"an object that has {name} twice"
        yield Unreadable(f"{where}{line}", found, "each name once", "Remove one: readers take either.")
        return
    if isinstance(value, list) and any(map(_is_resource, value)):
        for number, item in enumerate(value, 1):
            yield _one(item, f"{where}{line}, item {number}")
    else:
        yield _one(value, f"{where}{line}")


def _twice(data: bytes, value: Any) -> str | None:
    """The name that some object has twice, of which every parser keeps the one or the other (RFC 8259, 4)."""
    if wire.dumps(value) == data.strip():
        return None  # the usual case in NDJSON: as compact as can be, with nothing lost
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


def _not_json(reason: str, data: bytes, where: str, line: str) -> Unreadable:
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
        found, todo, byte = f"bytes that are {reason}", _AS_UTF_8, _first_that_is_no_text(data)
    else:
        found, todo, byte = f"JSON with {reason}", "Correct it there.", None
    place = where + (line if byte is None else _position(data, byte, line))
    return Unreadable(place, found, EXPECTED, todo)


def _first_that_is_no_text(data: bytes) -> int | None:
    try:
        data.decode()
    except UnicodeDecodeError as error:
        return error.start
    return None


def _position(data: bytes, byte: int, line: str) -> str:
    """Line and column of a byte, as an editor counts them; the line may be known."""
    before = data[:byte].decode(errors="replace")
    column = len(before) - before.rfind("\n")
    return f"{line or f', line {before.count(chr(10)) + 1}'}, column {column}"
