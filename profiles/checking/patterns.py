"""Whether a value is what `fixed[x]` or `pattern[x]` asks for (R4, elementdefinition.html)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

from profiles.wire import Resource

Matches: TypeAlias = Callable[[Any], bool]


def at(value: Any, names: Sequence[str]) -> list[Any]:
    """What stands at a path of names, through lists on the way."""
    values = value if isinstance(value, list) else [value]
    for name in names:
        found: list[Any] = []
        for one in values:
            inner = one.get(name) if isinstance(one, dict) else None
            if isinstance(inner, list):
                found += inner
            elif inner is not None:
                found.append(inner)
        values = found
    return values


def agreeing(pattern: Any) -> Matches:
    """Whether a value has all that a pattern has, as a function (elementdefinition.html, `pattern[x]`)."""
    if isinstance(pattern, dict):
        texts = [(name, inner) for name, inner in pattern.items() if isinstance(inner, str)]
        parts = [(name, agreeing(inner)) for name, inner in pattern.items() if not isinstance(inner, str)]

        def has_parts(value: Any) -> bool:
            if value.__class__ is not dict or any(value.get(name) != text for name, text in texts):
                return False
            return all(name in value and agrees(value[name]) for name, agrees in parts)

        return has_parts
    if isinstance(pattern, list):
        each = [agreeing(inner) for inner in pattern]

        def has_each(value: Any) -> bool:
            return value.__class__ is list and all(any(map(agrees, value)) for agrees in each)

        return has_each
    if isinstance(pattern, str):
        return lambda value: bool(value == pattern)
    is_boolean = isinstance(pattern, bool)
    return lambda value: bool(value == pattern) and isinstance(value, bool) is is_boolean


def same(value: Any, fixed: Resource | Any) -> bool:
    """Whether a value is exactly what `fixed[x]` says."""
    return bool(value == fixed) and isinstance(value, bool) is isinstance(fixed, bool)
