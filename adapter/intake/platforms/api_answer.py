"""Reading the answer of a platform's interface that was saved as a file, trusting none of its types."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

JsonObject = Mapping[str, Any]


def json_object(text: str) -> JsonObject | None:
    """The JSON object that a text is; None when it is anything else."""
    if not text.lstrip().startswith("{"):
        return None
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def objects_of(parent: JsonObject, key: str) -> Sequence[JsonObject] | None:
    """The list of objects at a key; None when there is none. Entries of other types are empty objects."""
    value = parent.get(key)
    if not isinstance(value, list):
        return None
    return [entry if isinstance(entry, dict) else {} for entry in value]


def object_of(parent: JsonObject, key: str) -> JsonObject:
    value = parent.get(key)
    return value if isinstance(value, dict) else {}


def text_of(parent: JsonObject, key: str) -> str:
    """The text at a key, without surrounding white space; empty when there is none."""
    value = parent.get(key)
    return value.strip() if isinstance(value, str) else ""


def whole_number_of(parent: JsonObject, key: str) -> int | None:
    """The number at a key, 0 or more; None when there is none."""
    value = parent.get(key)
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None
