"""FHIRPath's functions of one value: conversion, and text.

`None` is empty, in and out. A function that needs one item and meets several, or text and meets something
else, raises `CannotEvaluate`.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import cache
from typing import Any

from profiles.checking.fhirpath.values import WITHOUT_VALUE, CannotEvaluate, Item, Items, Truth


def one(raw: Any) -> Any:
    """The single value that a JSON key of a primitive holds."""
    if raw.__class__ is not list:
        return raw
    values = [value for value in raw if value is not None]
    if len(values) > 1:
        raise CannotEvaluate("one value is needed")
    return values[0] if values else None


def only(items: Items) -> Any:
    """The value of the single item."""
    if len(items) > 1:
        raise CannotEvaluate("one value is needed")
    if not items:
        return None
    return WITHOUT_VALUE if items[0][0] is None else items[0][0]


def single(values: Sequence[Any]) -> Any:
    """The same where the values alone are at hand."""
    if len(values) > 1:
        raise CannotEvaluate("one value is needed")
    return values[0] if values else None


def item(value: Any, kind: str) -> Item:
    """A value as an item, which has nothing beside it."""
    return (None if value is WITHOUT_VALUE else value, kind, None)


def truth(value: Any) -> Truth:
    """A value where a truth is needed: a single item that is no boolean counts as true."""
    return value if value is None or isinstance(value, bool) else None if value is WITHOUT_VALUE else True


def system(value: Any) -> Items:
    """A value that an expression made, as a collection."""
    if value is None:
        return []
    if isinstance(value, bool):
        kind = "System.Boolean"
    elif isinstance(value, str):
        kind = "System.String"
    else:
        kind = "System.Integer" if isinstance(value, int) else "System.Decimal"
    return [(value, kind, None)]


def has_value(items: Items) -> bool:
    """Whether this is one primitive with a value, not only extensions (R4, FHIRPath page)."""
    return len(items) == 1 and items[0][0] is not None and not isinstance(items[0][0], dict)


def to_string(value: Any) -> str | None:
    """`toString()`."""
    if value is None or isinstance(value, (str, bool)):
        return value if not isinstance(value, bool) else "true" if value else "false"
    return (
        format(value, "f") if isinstance(value, Decimal) else str(value) if isinstance(value, int) else None
    )


def to_integer(value: Any) -> int | None:
    """`toInteger()`."""
    if isinstance(value, str):
        return int(value) if re.fullmatch(r"[+-]?\d+", value, re.ASCII) else None
    return int(value) if isinstance(value, int) else None


def to_decimal(value: Any) -> Any:
    """`toDecimal()`."""
    if isinstance(value, str):
        return Decimal(value) if re.fullmatch(r"[+-]?\d+(\.\d+)?", value, re.ASCII) else None
    return Decimal(value) if isinstance(value, (int, Decimal)) else None


def now() -> Items:
    """The moment, to the millisecond, with its offset."""
    return [(dt.datetime.now().astimezone().isoformat(timespec="milliseconds"), "System.DateTime", None)]


def today() -> Items:
    """Today's date, where this machine is."""
    return [(dt.datetime.now().astimezone().date().isoformat(), "System.Date", None)]


# ── Text ─────────────────────────────────────────────────────────────────────────────────────────────


def text(value: Any) -> str | None:
    """A value where text is needed."""
    if value is None or isinstance(value, str):
        return value
    if value is WITHOUT_VALUE:
        return None
    raise CannotEvaluate("text is needed")


def _found_nothing(value: Any) -> Truth:
    return False if value is WITHOUT_VALUE else None


def starts_with(value: Any, prefix: Any) -> Truth:
    """`startsWith()`."""
    if value.__class__ is str and prefix.__class__ is str:
        return bool(value.startswith(prefix))
    whole, part = text(value), text(prefix)
    if whole is None or part is None:
        return _found_nothing(value)
    return whole.startswith(part)


def ends_with(value: Any, suffix: Any) -> Truth:
    """`endsWith()`."""
    whole, part = text(value), text(suffix)
    if whole is None or part is None:
        return _found_nothing(value)
    return whole.endswith(part)


def contains_text(value: Any, sought: Any) -> Truth:
    """`contains()`."""
    whole, part = text(value), text(sought)
    if whole is None or part is None:
        return _found_nothing(value)
    return part in whole


@cache
def _pattern(regex: str) -> re.Pattern[str]:
    return re.compile(regex, re.DOTALL)


def matches(value: Any, regex: Any) -> Truth:
    """`matches()`: anywhere in the text, `.` matches line breaks too (FHIRPath, "matches")."""
    if value.__class__ is str and regex.__class__ is str:
        return _pattern(regex).search(value) is not None
    whole, pattern = text(value), text(regex)
    if whole is None or pattern is None:
        return _found_nothing(value)
    return _pattern(pattern).search(whole) is not None


def matches_full(value: Any, regex: Any) -> Truth:
    """`matchesFull()`."""
    whole, pattern = text(value), text(regex)
    if whole is None or pattern is None:
        return _found_nothing(value)
    return _pattern(pattern).fullmatch(whole) is not None


@cache
def _template(substitution: str) -> str:
    return re.sub(r"\$(\d+)", r"\\\1", substitution)


def replace_matches(value: Any, regex: Any, substitution: Any) -> str | None:
    """`replaceMatches()`, with `$1` for groups."""
    whole, pattern, new = text(value), text(regex), text(substitution)
    if whole is None or pattern is None or new is None:
        return None
    return _pattern(pattern).sub(_template(new), whole)


def replace(value: Any, old: Any, new: Any) -> str | None:
    """`replace()`."""
    whole, part, by = text(value), text(old), text(new)
    return None if whole is None or part is None or by is None else whole.replace(part, by)


def substring(value: Any, start: Any, length: Any = ...) -> str | None:
    """`substring()`; a start outside of the text gives nothing."""
    whole = text(value)
    if whole is None or start is None or length is None or not 0 <= start < len(whole):
        return None
    return whole[start:] if length is ... else whole[start : start + length]


def index_of(value: Any, sought: Any) -> int | None:
    """`indexOf()`."""
    whole, part = text(value), text(sought)
    return None if whole is None or part is None else whole.find(part)


def length(value: Any) -> int | None:
    """`length()`."""
    whole = text(value)
    return None if whole is None else len(whole)


def apply(value: Any, method: Callable[[str], str]) -> str | None:
    """`upper()`, `lower()`, `trim()`."""
    whole = text(value)
    return None if whole is None else method(whole)


def concatenate(left: Any, right: Any) -> str:
    """`&`: empty counts as ''."""
    return (text(left) or "") + (text(right) or "")
