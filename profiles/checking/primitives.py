"""The primitive types of FHIR R4: which wire values are of them (datatypes.html#primitive).

The regular expressions are those of the specification, made to refuse days that no calendar has.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from collections.abc import Set as AbstractSet
from decimal import Decimal
from typing import Any, NamedTuple, TypeAlias

from profiles.wire import Resource

Fits: TypeAlias = Callable[[Any], bool]
"""Whether a value is one of a type."""


def _never(_value: Any) -> bool:
    return False


class Simple(NamedTuple):
    """Which values an element may have; texts that are `known` to fit are not looked at again."""

    fits: Fits
    known: AbstractSet[str] = frozenset()
    but_for_spaces: Fits = _never
    """Of what does not fit: whether it would, were it not for spaces at its ends."""


_LEAP = r"(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)"
_DAY = (
    r"(?:[0-9]{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])"
    r"|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|02-(?:0[1-9]|1[0-9]|2[0-8]))"
    rf"|{_LEAP}-02-29)"
)
_CLOCK = r"(?:[01][0-9]|2[0-3]):[0-5][0-9]:(?:[0-5][0-9]|60)(?:\.[0-9]+)?"
_ZONE = r"(?:Z|[+-](?:(?:0[0-9]|1[0-3]):[0-5][0-9]|14:00))"
_PARTIAL = r"[0-9]{4}(?:-(?:0[1-9]|1[0-2]))?"

_LEAST_INTEGER, _MOST_INTEGER = -(2**31), 2**31 - 1
_MOST_BYTES_OF_STRING = 1024 * 1024

_TEXT = r"[^\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]+"
"""Any text without control characters, which XML could not carry; spaces alone are text too."""

SPACES = "".join(map(chr, range(0x21)))
"""What counts as space at the ends of a text; as for the official validator."""

_MOST_REMEMBERED = 5000

_OF_FEW_VALUES = {"canonical", "code", "dateTime", "instant", "uri", "url"}
"""Types whose values come again and again in a clinic's records, and name nobody."""

_PATTERNS = {
    "base64Binary": r"(?:[0-9a-zA-Z+/=]{4}|\s)+",
    "canonical": r"\S+",
    "code": r"[^\s]+(?:[ ][^\s]+)*",
    "date": rf"(?:{_DAY}|{_PARTIAL})",
    "dateTime": rf"(?:{_DAY}(?:T{_CLOCK}{_ZONE})?|{_PARTIAL})",
    "id": r"[A-Za-z0-9\-.]{1,64}",
    "instant": rf"{_DAY}T{_CLOCK}{_ZONE}",
    "markdown": _TEXT,
    "oid": r"urn:oid:[0-2](?:\.(?:0|[1-9][0-9]*))+",
    "string": _TEXT,
    "time": _CLOCK,
    "uri": r"\S+",
    "url": r"\S+",
    "uuid": r"urn:uuid:[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}",
    "xhtml": r"(?s:\s*\S.*)",
}

EXPECTED = {
    "base64Binary": "base64",
    "boolean": "true or false",
    "canonical": "a canonical URL",
    "code": "a code, without spaces around it",
    "date": "a date such as 2026-03-10, 2026-03 or 2026, of a day that there is",
    "dateTime": "a date, or a date and time with seconds and an offset: 2026-03-10T10:00:00+00:00",
    "decimal": "a number",
    "id": "1 to 64 letters, digits, '-' or '.'",
    "instant": "a date and time with seconds and an offset: 2026-03-10T10:00:00+00:00",
    "integer": "a whole number of 32 bits",
    "markdown": "text",
    "oid": "an OID such as urn:oid:1.2.3",
    "positiveInt": "a whole number from 1",
    "string": "text",
    "time": "a time of day with seconds: 10:00:00",
    "unsignedInt": "a whole number from 0",
    "uri": "a URI without spaces",
    "url": "a URL without spaces",
    "uuid": "a UUID such as urn:uuid:c757873d-ec9a-4326-a141-556f43239520",
    "xhtml": "XHTML within a div",
}
"""What a value of each primitive type looks like, in words."""

_TEXT_IN_WORDS = f"text of at most {_MOST_BYTES_OF_STRING:,} characters, none of them a control character"
_LIMITED = {"string": _TEXT_IN_WORDS, "markdown": _TEXT_IN_WORDS}

_INTEGERS = {
    "integer": (_LEAST_INTEGER, _MOST_INTEGER),
    "positiveInt": (1, _MOST_INTEGER),
    "unsignedInt": (0, _MOST_INTEGER),
}

NUMBERS = ("boolean", "decimal", "integer", "positiveInt", "unsignedInt")
"""The types that JSON does not write as text."""


def is_primitive(code: str) -> bool:
    return code in EXPECTED


def words(code: str, raw: Resource) -> str:
    """What a value looks like, with the limits that it has here."""
    words = [_LIMITED.get(code, EXPECTED[code])]
    if "maxLength" in raw:
        words.append(f"of at most {raw['maxLength']} characters")
    words += [
        f"{name} {limit}"
        for name, key in (("at least", "minValue"), ("at most", "maxValue"))
        if (limit := _limit(raw, key)) is not None
    ]
    return ", ".join(words)


def primitive(code: str, raw: Resource) -> Simple:
    """The values of a primitive type, within the limits that an element sets (`maxLength`, …)."""
    if code == "boolean":
        return Simple(lambda value: value is True or value is False)
    least, most = _limit(raw, "minValue"), _limit(raw, "maxValue")
    if code in _INTEGERS:
        lower, upper = _INTEGERS[code]
        lower = lower if least is None else max(lower, int(least))
        return Simple(_integer(lower, upper if most is None else min(upper, int(most))))
    if code == "decimal":
        return Simple(_decimal(least, most))
    longest = raw.get("maxLength", _MOST_BYTES_OF_STRING)
    pattern = re.compile(_PATTERNS[code])
    if code in ("string", "markdown"):
        return _text(pattern, longest, spaced=code == "markdown")
    return _remembered(pattern, longest) if code in _OF_FEW_VALUES else Simple(_matched(pattern, longest))


def _integer(least: int, most: int) -> Fits:
    return lambda value: isinstance(value, int) and not isinstance(value, bool) and least <= value <= most


def _decimal(least: Any, most: Any) -> Fits:
    def fits(value: Any) -> bool:
        if isinstance(value, bool) or not isinstance(value, Decimal | int | float):
            return False
        return (least is None or value >= least) and (most is None or value <= most)

    return fits


def _text(pattern: re.Pattern[str], longest: int, spaced: bool) -> Simple:
    """Text; where it may be `spaced`, it only has to have something else than spaces."""

    def but_for_spaces(value: Any) -> bool:
        if not isinstance(value, str) or not 0 < len(value) <= longest:
            return False
        return value.isprintable() or pattern.fullmatch(value) is not None  # what is printable fits

    def fits(value: Any) -> bool:
        if value.__class__ is str and value.isprintable() and value and value[0] > " " < value[-1]:
            return len(value) <= longest
        if not but_for_spaces(value):
            return False
        return bool(value[0] > " " < value[-1]) or (spaced and value.strip(SPACES) != "")

    return Simple(fits, but_for_spaces=but_for_spaces)


def _matched(pattern: re.Pattern[str], longest: int) -> Fits:
    def fits(value: Any) -> bool:
        return isinstance(value, str) and len(value) <= longest and pattern.fullmatch(value) is not None

    return fits


def _remembered(pattern: re.Pattern[str], longest: int) -> Simple:
    matched, known = _matched(pattern, longest), set[str]()

    def fits(value: Any) -> bool:
        if not matched(value):
            return False
        if len(known) >= _MOST_REMEMBERED:
            known.clear()
        known.add(value)
        return True

    return Simple(fits, known)


def _limit(raw: Resource, name: str) -> Any:
    return next((value for key, value in raw.items() if key.startswith(name)), None)
