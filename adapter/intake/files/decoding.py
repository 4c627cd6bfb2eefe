"""From the bytes of a file to its text, by what the bytes are and never by the file's extension."""

from __future__ import annotations

import codecs
import hashlib
from dataclasses import dataclass, field

from adapter.errors import SourceError
from adapter.intake.note import Note
from adapter.problem import Problem

_LEFT_OVER_MARK = "\ufeff"
_LOOKED_AT = 64  # bytes; the beginning of every known export is a label in plain letters
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_CUT = Note("truncated", "The file ends in the middle of a letter, so its end is missing.")
_DAMAGED = Note("encoding", "Some letters of the file are damaged and are shown as \ufffd.")
_WINDOWS = Note("encoding", "The file is not UTF-8; it was read as Windows-1252.")


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of a file, and which bytes it came from.

    `sha256` is of the original bytes, in hexadecimal: it tells a file that was imported before. `encoding` is
    one of utf-16-le, utf-16-be, utf-8, cp1252; `truncated` if the last letter was cut in two.
    """

    file: str
    sha256: str
    text: str = field(repr=False)
    encoding: str
    notes: tuple[Note, ...] = ()
    truncated: bool = False


def decode(data: bytes, file: str) -> Decoded:
    """Decode a file: byte order marks first, then NULs between the letters, then UTF-8, then Windows-1252.

    A byte order mark that an earlier program left inside the text is taken off as well.
    Raises SourceError when the bytes are no text in any of these.
    """
    mark, encoding = next(
        ((mark, encoding) for mark, encoding in _MARKS if data.startswith(mark)),
        (b"", _utf_16_without_mark(data) or "utf-8"),
    )
    text, encoding, notes, truncated = _text_of(data[len(mark) :], encoding, file)
    digest = hashlib.sha256(data).hexdigest()
    return Decoded(file, digest, text.lstrip(_LEFT_OVER_MARK), encoding, notes, truncated)


def _text_of(data: bytes, encoding: str, file: str) -> tuple[str, str, tuple[Note, ...], bool]:
    """Text, encoding, notes, and whether the end is missing."""
    truncated = False
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        # A letter that ends the file half-written is a cut file, unless that is its only foreign letter:
        # then it is more likely a Windows-1252 file that happens to end in an accent.
        truncated = "end of data" in error.reason or "truncated" in error.reason
        if encoding == "utf-8" and not (truncated and any(byte > 0x7F for byte in data[: error.start])):
            return _windows_text(data, file), "cp1252", (_WINDOWS,), False
        text = data.decode(encoding, errors="ignore" if truncated else "replace")
    if truncated:
        return text, encoding, (_CUT,), True
    return text, encoding, (_DAMAGED,) if "\ufffd" in text else (), False


def _windows_text(data: bytes, file: str) -> str:
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError as error:
        problem = Problem(
            where=file,
            found="bytes that are no text",
            expected="a text file in UTF-8, UTF-16 or Windows-1252",
            todo="Download the report again and import it as it came.",
        )
        raise SourceError(f"{file} cannot be read as text.", [problem]) from error


def _utf_16_without_mark(data: bytes) -> str | None:
    beginning = data[:_LOOKED_AT]
    even, odd = beginning[0::2].count(0), beginning[1::2].count(0)
    # A few letters beyond Latin-1 have no NUL byte, so a half is enough; UTF-8 text has none at all.
    if odd * 2 > len(beginning[1::2]) and not even:
        return "utf-16-le"
    if even * 2 > len(beginning[0::2]) and not odd:
        return "utf-16-be"
    return None
