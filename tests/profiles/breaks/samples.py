"""A value of every type, for where a resource has none."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from profiles.checking.snapshots import TYPES, Element, Type
from tests.profiles.places import defined

_OF_TYPE: dict[str, Any] = {
    "boolean": True,
    "integer": 1,
    "decimal": Decimal("1.5"),
    "positiveInt": 1,
    "unsignedInt": 1,
    "string": "words",
    "markdown": "words",
    "code": "words",
    "id": "words",
    "uri": "urn:oid:2.16.840.1.113883.4.642.3",
    "url": "https://example.org/words",
    "canonical": "https://example.org/words",
    "oid": "urn:oid:2.16.840.1.113883.4.642.3",
    "uuid": "urn:uuid:53fefa32-fcbb-4ff8-8a92-55ee120877b7",
    "date": "2026-03-10",
    "dateTime": "2026-03-10T10:00:00Z",
    "instant": "2026-03-10T10:00:00Z",
    "time": "10:00:00",
    "base64Binary": "AAAA",
    "Annotation": {"text": "words"},
    "CodeableConcept": {"text": "words"},
    "Dosage": {"text": "words"},
    "Extension": {"url": "https://example.org/words", "valueString": "words"},
    "Identifier": {"value": "words"},
    "Period": {"start": "2026-03-10"},
    "Quantity": {"value": 1},
    "Range": {"low": {"value": 1}},
    "Ratio": {"numerator": {"value": 1}, "denominator": {"value": 1}},
    "Reference": {"display": "words"},
    "Timing": {"code": {"text": "words"}},
}


def sample(element: Element, type_: Type) -> Any:
    """A value of an element; what it must hold is in it, or else the first thing that it may hold."""
    if type_.code in _OF_TYPE:
        return _OF_TYPE[type_.code]
    holder = element if element.parts else defined(f"{TYPES}{type_.code}")
    parts = {name: part for name, part in (holder.parts if holder else {}).items() if name != "id"}
    needed = {name: part for name, part in parts.items() if part.least}
    some = needed or dict(
        item
        for item in parts.items()
        if item[1].types and item[1].types[0].code in _OF_TYPE and item[1].most != 0
    )
    value: dict[str, Any] = {}
    for name, part in some.items():
        of = part.types[0] if part.types else Type("string")
        inner = sample(part, of)
        value[name.replace("[x]", of.code[:1].upper() + of.code[1:])] = [inner] if part.many else inner
        if not needed:
            break
    return value
