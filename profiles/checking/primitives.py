"""The primitive types of FHIR R4: which wire values are of them (datatypes.html#primitive).

The regular expressions are those of the specification, made to refuse days that no calendar has.
"""

from __future__ import annotations

import re
from binascii import a2b_base64
from collections.abc import Callable
from collections.abc import Set as AbstractSet
from decimal import Decimal
from typing import Any, NamedTuple, TypeAlias

from profiles.checking.doubts import doubt, has_tag
from profiles.wire import Resource

Fits: TypeAlias = Callable[[Any], bool]
"""Whether a value is one of a type."""


def _never(_value: Any) -> bool:
    return False


class Simple(NamedTuple):
    """Which values an element may have; texts that are `known` to fit are not looked at again."""

    fits: Fits
    known: AbstractSet[str] = frozenset()
    passes: Fits = _never
    """Of what does not fit: whether it is of the type all the same, so that there is only a `doubt`."""


_LEAP = r"(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)"
_DAY = (
    r"(?:[0-9]{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])"
    r"|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|02-(?:0[1-9]|1[0-9]|2[0-8]))"
    rf"|{_LEAP}-02-29)"
)
_CLOCK = r"(?:[01][0-9]|2[0-3]):[0-5][0-9]:(?:[0-5][0-9]|60)(?:\.[0-9]+)?"
_ZONE = r"(?:Z|[+-](?:(?:0[0-9]|1[0-3]):[0-5][0-9]|14:00))"
_PARTIAL = r"[0-9]{4}(?:-(?:0[1-9]|1[0-2]))?"

_UUID = r"urn:uuid:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_OID = r"urn:oid:(?=1\.3|[0-9.]{4,}\.)[0-2](?:\.(?:0|[1-9][0-9]*))+"
"""A root as short as 1.2.3 is a registry's own, and the official validator refuses it; 1.3 is in use."""

_NO_NAME = r"(?!urn:(?:uuid|oid):|uuid:|oid:)"
"""What only looks like the name of a UUID or an OID."""

_ABSOLUTE = rf"{_NO_NAME}[a-z][a-z0-9+._-]*:\S+|{_UUID}(?:#\S*)?|{_OID}"

_DATES = {"date", "dateTime", "instant"}

_USUAL = ("18", "19", "20")
"""How a year begins that nobody has to look at."""

_LEAST_INTEGER, _MOST_INTEGER = -(2**31), 2**31 - 1
_TEXTS = {"markdown", "string"}

_MOST_CHARACTERS = 1024 * 1024
"""Of a text."""

_TEXT = r"[^\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]+"
"""Any text without control characters, which XML could not carry; spaces alone are text too."""

_MOST_REMEMBERED = 5000

_OF_FEW_VALUES = {"absolute", "canonical", "code", "dateTime", "instant", "uri", "url"}
"""Types whose values come again and again in a clinic's records, and name nobody."""

_NEVER_DOUBTED = {"id", "oid", "time", "uuid", "xhtml"}
"""Types whose pattern leaves nothing to say, or whose text is judged apart."""

SCHEME = re.compile(r"[a-z][a-z0-9+._-]*:\S")
"""How any absolute URI begins."""

_PATTERNS = {
    "absolute": _ABSOLUTE,
    "canonical": rf"#\S*|{_NO_NAME}[a-z][a-z0-9+._-]*:\S+|(?:{_UUID}|{_OID})(?:\|[^\s#]*)?(?:#\S*)?",
    "code": r"[^\s]+(?:[ ][^\s]+)*",
    "date": rf"(?!0000)(?:{_DAY}|{_PARTIAL})",
    "dateTime": rf"(?!0000)(?:{_DAY}(?:T{_CLOCK}{_ZONE})?|{_PARTIAL})",
    "id": r"[A-Za-z0-9\-.]{1,64}",
    "instant": rf"(?!0000){_DAY}T{_CLOCK}{_ZONE}",
    "markdown": _TEXT,
    "oid": _OID,
    "string": _TEXT,
    "time": _CLOCK,
    "uri": rf"{_NO_NAME}\S+|{_UUID}(?:#\S*)?|{_OID}",
    "url": rf"{_NO_NAME}\S+|{_UUID}(?:#\S*)?|{_OID}",
    "uuid": _UUID,
    "xhtml": r"(?s:\s*\S.*)",
}

_A_URI = "a URI without spaces; a UUID in it as urn:uuid: in small letters, an OID as urn:oid:"

EXPECTED = {
    "absolute": "an absolute URI; a UUID or an OID as for a uri",
    "base64Binary": "base64, in groups of four and padded with =",
    "boolean": "true or false",
    "canonical": "an absolute URL, or # and the id of what is contained",
    "code": "a code, without spaces around it",
    "date": "a date such as 2026-03-10, 2026-03 or 2026, of a day that there is",
    "dateTime": "a date, or a date and time with seconds and an offset: 2026-03-10T10:00:00+00:00",
    "decimal": "a number",
    "id": "1 to 64 letters, digits, '-' or '.'",
    "instant": "a date and time with seconds and an offset: 2026-03-10T10:00:00+00:00",
    "integer": "a whole number of 32 bits",
    "markdown": "text",
    "oid": "an OID such as urn:oid:1.2.826.0.1",
    "positiveInt": "a whole number from 1",
    "string": "text",
    "time": "a time of day with seconds: 10:00:00",
    "unsignedInt": "a whole number from 0",
    "uri": _A_URI,
    "url": _A_URI,
    "uuid": "a UUID such as urn:uuid:c757873d-ec9a-4326-a141-556f43239520",
    "xhtml": "XHTML within a div",
}
"""What a value of each primitive type looks like, in words."""

_TEXT_IN_WORDS = f"text of at most {_MOST_CHARACTERS:,} characters, none of them a control character"
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
        return _decimal(least, most)
    if code == "base64Binary":
        return Simple(lambda value: _is_base64(value) and doubt(code, value) is None, passes=_is_base64)
    if code in _TEXTS:
        return _text(code, raw.get("maxLength", _MOST_CHARACTERS))
    passes = _matched(re.compile(_PATTERNS[code]), raw.get("maxLength"))
    if code in _NEVER_DOUBTED:
        return Simple(passes)
    is_sure = _is_of_usual_year if code in _DATES else str.isprintable

    def fits(value: Any) -> bool:
        return passes(value) and (is_sure(value) or doubt(code, value) is None)

    return _remembered(fits, passes) if code in _OF_FEW_VALUES else Simple(fits, passes=passes)


def _integer(least: int, most: int) -> Fits:
    return lambda value: isinstance(value, int) and not isinstance(value, bool) and least <= value <= most


def _decimal(least: Any, most: Any) -> Simple:
    def passes(value: Any) -> bool:
        if isinstance(value, bool) or not isinstance(value, Decimal | int | float):
            return False
        return (least is None or value >= least) and (most is None or value <= most)

    return Simple(lambda value: passes(value) and doubt("decimal", value) is None, passes=passes)


def _is_base64(value: Any) -> bool:
    try:
        groups = "".join(value.split()) if isinstance(value, str) else ""
        return len(groups) % 4 == 0 and bool(a2b_base64(groups, strict_mode=True))
    except ValueError:
        return False


def _text(code: str, longest: int) -> Simple:
    pattern = re.compile(_PATTERNS[code])

    def passes(value: Any) -> bool:
        if not isinstance(value, str) or not 0 < len(value) <= longest:
            return False
        return value.isprintable() or pattern.fullmatch(value) is not None  # what is printable fits

    def fits(value: Any) -> bool:
        if value.__class__ is str and value.isprintable() and value and value[0] > " " < value[-1]:
            return len(value) <= longest and (code == "string" or not has_tag(value))
        return passes(value) and doubt(code, value) is None

    return Simple(fits, passes=passes)


def _is_of_usual_year(value: str) -> bool:
    return value.startswith(_USUAL)


def _matched(pattern: re.Pattern[str], longest: int | None) -> Fits:
    def fits(value: Any) -> bool:
        if not isinstance(value, str) or pattern.fullmatch(value) is None:
            return False
        return longest is None or len(value) <= longest

    return fits


def _remembered(matched: Fits, passes: Fits) -> Simple:
    known = set[str]()

    def fits(value: Any) -> bool:
        if not matched(value):
            return False
        if len(known) >= _MOST_REMEMBERED:
            known.clear()
        known.add(value)
        return True

    return Simple(fits, known, passes)


def _limit(raw: Resource, name: str) -> Any:
    return next((value for key, value in raw.items() if key.startswith(name)), None)
