"""Values at the edges of each primitive type: what is wrong, what is unlikely, and what is neither."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from profiles.wire import Resource

_UUID = "0b8e2c1a-5a44-4f0e-8f0d-9b3c2f1d7a60"
_FAR_AHEAD = str(datetime.now(UTC).year + 81)
_JUST_SO_FAR = str(datetime.now(UTC).year + 80)

_URIS = {
    "error": (
        "oid:1.2.826",
        f"uuid:{_UUID}",
        f"urn:uuid:{_UUID.upper()}",
        "urn:uuid:1",
        "urn:uuid:",
        f"urn:uuid:{{{_UUID}}}",
        "urn:oid:1.2.3",
        "urn:oid:1.2.826.01",
        "urn:oid:3.1.2.3",
        "urn:oid:1.2.826.x",
        "urn:oid:",
        "a b",
    ),
    "warning": ("urn:plinth:a\u202eb",),
    "": (
        f"urn:uuid:{_UUID}",
        f"urn:uuid:{_UUID}#a",
        "urn:oid:1.2.826.0.1",
        "urn:oid:1.3.6",
        "urn:oid:2.16.840",
        "mailto:a@plinth.example",
        "urn:ietf:rfc:3986",
    ),
}

_TEXTS = {
    "error": ("", "a\u0001b"),
    "warning": ("a\u202eb", "\u2066a", "a\u2067b\u202c"),
    "": ("a", "a\u200eb", "\u202ea\u202c", "\u2066a\u2069", "\u202ea\nb", "\u2067a\u202eb\u2069", "😀"),
}

ODD: Mapping[str, Mapping[str, Sequence[Any]]] = {
    "uri": _URIS,
    "url": _URIS,
    "canonical": {
        "error": (
            *_URIS["error"],
            "a",
            "Patient/1",
            "|1",
            "a|1",
            "HTTP://plinth.example",
            "1a:b",
            "#nowhere",
            "#",
        ),
        "warning": _URIS["warning"],
        "": (
            "urn:plinth:a|1",
            f"urn:uuid:{_UUID}|1",
            f"urn:uuid:{_UUID}|1#a",
            "urn:oid:1.2.826.0.1|1",
            "ms-office:a",
        ),
    },
    "oid": {"error": ("1.2.826", "urn:oid:1.2.3", "urn:oid:2.999"), "": ("urn:oid:2.999.1",)},
    "uuid": {"error": (_UUID, f"urn:uuid:{_UUID.upper()}"), "": (f"urn:uuid:{_UUID}",)},
    "base64Binary": {
        "error": ("A", "AA", "AAA", "AAAAA", "AA=", "A===", "AA=A"),
        "warning": ("AAAA AAAA", "AAAA\nAA==", " AAAA"),
        "": ("AAAA", "AA==", "AAA=", "A" * 1_200_000),
    },
    "date": {
        "error": ("0000", "0000-01-01", "2026-02-29", "1900-02-29", "2026-1", "20260310"),
        "warning": ("0001", "1799", "1799-12-31", _FAR_AHEAD, "9999-12-31"),
        "": ("1800", "2000-02-29", "2026-03", _JUST_SO_FAR),
    },
    "dateTime": {
        "error": ("0000", "0000-01-01T00:00:00Z", "2026-03-10T24:00:00Z", "2026-03-10T10:00Z"),
        "warning": ("1799-12-31T00:00:00Z", f"{_FAR_AHEAD}-01-01"),
        "": ("1800-01-01T00:00:00Z", "2026-03-10T23:59:60Z", "2026-03-10T10:00:00+14:00"),
    },
    "instant": {
        "error": ("0000-03-10T10:00:00Z", "2026-02-30T10:00:00Z", "2026-03-10"),
        "warning": ("1799-03-10T10:00:00Z", "9999-03-10T10:00:00Z"),
        "": ("2026-03-10T10:00:00.123456789Z",),
    },
    "time": {"error": ("10:00", "24:00:00", "10:00:00Z"), "": ("10:00:00", "23:59:60", "10:00:00.5")},
    "decimal": {
        "error": ("1.0",),
        "warning": (
            Decimal("1234567890123456789"),
            Decimal("1.2345678901234567890"),
            Decimal("1.0000000000000000000"),
        ),
        "": (
            Decimal("123456789012345678"),
            Decimal("1.23456789012345678"),
            Decimal("1E-400"),
            Decimal("1.0"),
        ),
    },
    "integer": {"error": (2147483648, "1", Decimal("1.5")), "": (2147483647, -2147483648)},
    "positiveInt": {"error": (0,), "": (1,)},
    "unsignedInt": {"error": (-1,), "": (0,)},
    "code": {"error": (" a", "a  b", "a\tb"), "": ("a b",)},
    "id": {"error": ("a_b", "a" * 65), "": ("A.b-1",)},
    "string": {
        **_TEXTS,
        "warning": (*_TEXTS["warning"], " a", "a\u00a0", "\u3000a", "\u00a0", "  "),
    },
    "markdown": {
        **_TEXTS,
        "warning": (*_TEXTS["warning"], "a <b>b</b>", "<p>a</p>", "a <!-- b -->", "   "),
        "": (*_TEXTS[""], " a ", "a < b", "<https://plinth.example>", "a \\<b> c", "<br/>"),
    },
}

OTHERWISE: Mapping[str, Sequence[tuple[str, Any]]] = {
    "Its pattern has no fraction of a second; that of R4 has.": [("time", "10:00:00.5")],
    "It counts characters, and does not decode.": [("base64Binary", "A==="), ("base64Binary", "AA=A")],
    "A mark of direction stands for itself.": [("string", "a\u200eb"), ("markdown", "a\u200eb")],
    "It only warns of what XML cannot carry.": [("string", "a\u0001b"), ("markdown", "a\u0001b")],
    "A scheme may have a hyphen (RFC 3986).": [("canonical", "ms-office:a")],
}
"""Of which the official validator says something else, by the reason why ours does not."""


def odd() -> Iterator[tuple[str, Any, str]]:
    """Each type and value with the gravest that there is to say of it: `error`, `warning` or nothing."""
    for code, values in ODD.items():
        for gravest, ones in values.items():
            for value in ones:
                yield code, value, gravest


def holding(code: str, value: Any) -> Resource:
    """A resource with a value of a primitive type."""
    name = f"value{code[:1].upper()}{code[1:]}"
    return {"resourceType": "Parameters", "parameter": [{"name": "odd", name: value}]}
