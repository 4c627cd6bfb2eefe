"""The primitive types of FHIR R4 as schemas of wire values (datatypes.html#primitive).

The regular expressions are those of the specification, made to refuse days that no calendar has.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from pydantic_core import CoreSchema, core_schema

from profiles.wire import Resource

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

_TEXT = r"[^\x00-\x08\x0b\x0c\x0e-\x1f]+"
"""Any text without control characters, which XML could not carry; spaces alone are text too."""

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
    "xhtml": r"(?s:.*\S.*)",
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

FORMAT = "format"
"""How an error of these schemas is named in pydantic-core; its context says the type."""


def is_primitive(code: str) -> bool:
    return code in EXPECTED


def primitive(code: str, raw: Resource) -> CoreSchema:
    """The schema of one primitive type, within the limits that an element sets (`maxLength`, `minValue`)."""
    return core_schema.custom_error_schema(
        _values(code, raw),
        custom_error_type=FORMAT,
        custom_error_message="not {type}",
        custom_error_context={"type": code, "words": _words(code, raw)},
    )


def _words(code: str, raw: Resource) -> str:
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


def _values(code: str, raw: Resource) -> CoreSchema:
    if code == "boolean":
        return core_schema.bool_schema(strict=True)
    least, most = _limit(raw, "minValue"), _limit(raw, "maxValue")
    if code in _INTEGERS:
        lower, upper = _INTEGERS[code]
        return core_schema.int_schema(
            strict=True,
            ge=lower if least is None else max(lower, int(least)),
            le=upper if most is None else min(upper, int(most)),
        )
    if code == "decimal":
        return core_schema.no_info_before_validator_function(_within(least, most), core_schema.any_schema())
    return core_schema.str_schema(
        strict=True,
        min_length=1,
        max_length=raw.get("maxLength", _MOST_BYTES_OF_STRING),
        pattern=f"^(?:{_PATTERNS[code]})$",
    )


def _within(least: Any, most: Any) -> Any:
    def decimal(value: Any) -> Any:
        if isinstance(value, bool) or not isinstance(value, Decimal | int | float):
            raise ValueError("not a number")
        if (least is not None and value < least) or (most is not None and value > most):
            raise ValueError("out of range")
        return value

    return decimal


def _limit(raw: Resource, name: str) -> Any:
    return next((value for key, value in raw.items() if key.startswith(name)), None)
