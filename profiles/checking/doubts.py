"""What a value may be, and a careful author would change: spaces around a text, a year long ago."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any, Literal, TypeAlias

Doubt: TypeAlias = Literal["blank", "digits", "direction", "spaced", "spaces", "tag", "year"]

_WIDE_SPACES = "\x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))

SPACES = "".join(map(chr, range(0x21))) + _WIDE_SPACES
"""What counts as space at the ends of a text; as for the official validator."""

_TAG = re.compile(r"(?<!\\)</?[A-Za-z][A-Za-z0-9-]*[\s>]|<[!?]")
"""What a reader of Markdown may take for HTML."""

_ENDS = dict.fromkeys("\u202a\u202b\u202d\u202e", "\u202c") | dict.fromkeys("\u2066\u2067\u2068", "\u2069")
"""By what turns the direction of writing: what ends it, as Unicode has it (UAX #9)."""

_TURNS = re.compile(f"[{''.join(_ENDS)}]")

_TURNS_AND_ENDS = re.compile(f"[{''.join(_ENDS)}\u202c\u2069\n\r\u2029]")

_EARLIEST, _YEARS_AHEAD = 1800, 80
"""Years that are likely to be meant as they stand, as for the official validator."""

_MOST_DIGITS = 18
"""So many digits every reader keeps (XML Schema 1.0, decimal)."""


def doubt(code: str, value: Any) -> Doubt | None:
    """What there is to say of a value that is of this primitive type; None where there is nothing."""
    if code == "decimal":
        return "digits" if _has_many_digits(value) else None
    if code in ("date", "dateTime", "instant"):
        return None if _EARLIEST <= int(value[:4]) <= datetime.now(UTC).year + _YEARS_AHEAD else "year"
    if code == "base64Binary":
        return None if _is_solid(value) else "spaced"
    if code in ("markdown", "string"):
        return _of_text(value, markdown=code == "markdown")
    return "direction" if is_turned(value) else None


def _of_text(text: str, *, markdown: bool) -> Doubt | None:
    inner = text.strip(SPACES)
    if not inner:
        return "blank"
    if not markdown and inner != text:
        return "spaces"
    if markdown and has_tag(text):
        return "tag"
    return "direction" if is_turned(text) else None


def has_tag(text: str) -> bool:
    """Whether a text looks as if it had HTML in it."""
    return "<" in text and _TAG.search(text) is not None


def is_turned(text: str) -> bool:
    """Whether a paragraph turns the direction of writing and not back, so that what follows is turned.

    It can make a text read as another (CVE-2021-42574).
    """
    if text.isprintable() or not _TURNS.search(text):
        return False
    awaited: list[str] = []
    for sign in _TURNS_AND_ENDS.findall(text):
        if sign in _ENDS:
            awaited.append(_ENDS[sign])
        elif sign == "\u202c":
            awaited = awaited[:-1] if awaited[-1:] == [sign] else awaited
        elif sign == "\u2069":
            awaited = awaited[: len(awaited) - awaited[::-1].index(sign) - 1] if sign in awaited else awaited
        else:
            awaited = []
    return bool(awaited)


def _has_many_digits(number: Any) -> bool:
    written = str(number)
    if len(written) <= _MOST_DIGITS:
        return False
    return sum(sign.isdigit() for sign in written.partition("E")[0]) > _MOST_DIGITS


def _is_solid(text: str) -> bool:
    return text.split(maxsplit=1) == [text]
