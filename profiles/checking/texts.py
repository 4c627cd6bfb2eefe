"""From the bytes of one file to its JSON texts: one document, or the lines of NDJSON."""

from __future__ import annotations

import codecs
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from gzip import GzipFile
from itertools import chain
from typing import BinaryIO, NamedTuple

EXPECTED = "FHIR resources as JSON"
AS_UTF_8 = "Save it as UTF-8."


class Text(NamedTuple):
    """What should be one JSON document: a whole file, or the line of that number."""

    file: str
    line: int | None
    data: bytes

    @property
    def where(self) -> str:
        """`goals.ndjson, line 17`, or the file alone."""
        return self.file if self.line is None else f"{self.file}, line {self.line}"


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


_OTHERS: tuple[tuple[bytes, str, str], ...] = (
    (codecs.BOM_UTF16_LE, "text in UTF-16", AS_UTF_8),
    (codecs.BOM_UTF16_BE, "text in UTF-16", AS_UTF_8),
    (b"{\x00", "text in UTF-16", AS_UTF_8),
    (b"\x00{", "text in UTF-16", AS_UTF_8),
    (b"<!doctype", "a web page", "It may be the answer of a server to a failed request: ask again."),
    (b"<html", "a web page", "It may be the answer of a server to a failed request: ask again."),
    (b"<", "XML", "Convert it to FHIR JSON, or ask the server for application/fhir+json."),
    (b"pk\x03\x04", "a ZIP archive", "Unpack it, and name the files or their folder."),
    (b"\x1f\x8b", "data compressed by gzip", "Unpack it first, or name the file."),
)
"""What is often given instead of JSON: how it begins (in small letters), what it is, what to do."""


def texts(stream: BinaryIO | GzipFile, file: str, *, by_line: bool = False) -> Iterator[Text | Unreadable]:
    """The texts of a file in their order; lines are read one at a time, anything else whole.

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
        yield Unreadable(file, "nothing", EXPECTED, "Check that it was written to its end.")
    elif other := next((one for one in _OTHERS if told[0].lower().startswith(one[0])), None):
        yield Unreadable(file, other[1], EXPECTED, other[2])
    elif _is_lines(told, promised=by_line):
        yield from _lines(chain(opening, stream), file)
    else:
        yield Text(file, None, b"".join((*opening, stream.read())))


def _is_lines(told: list[bytes], *, promised: bool) -> bool:
    first, *second = told
    if second and not second[0].startswith(b"{"):
        return False
    return first.startswith(b"{") and (first.endswith(b"}") or (promised and bool(second)))


def _lines(lines: Iterable[bytes], file: str) -> Iterator[Text]:
    for number, line in enumerate(lines, 1):
        if text := line.rstrip():
            yield Text(file, number, text)
