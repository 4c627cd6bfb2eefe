"""FHIRPath's functions and operators on collections, called by the Python that expressions are translated to.

A collection is a list of items (`values.Item`); *raw* is what a JSON key holds, or `None`; a truth is
`True`, `False` or `None` for empty. A function that needs one item and meets several raises `CannotEvaluate`
(FHIRPath, "Singleton Evaluation of Collections").
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any, NamedTuple, TypeAlias

from profiles.checking.fhirpath.model import is_a, is_primitive, keys, kind_of_key
from profiles.checking.fhirpath.values import CannotEvaluate, Item, compare, equal, identity
from profiles.wire import Resource

Items: TypeAlias = list[Item]
Truth: TypeAlias = bool | None

# ── Into an element ──────────────────────────────────────────────────────────────────────────────────


def elements(element: Resource, key: str) -> list[Any]:
    """What an element has under a key, as a list."""
    value = element.get(key)
    return value if isinstance(value, list) else [] if value is None else [value]


class Extended(NamedTuple):
    """A primitive element that has an id or extensions: its value (`None` if it has none) and those."""

    value: Any
    element: Resource


def given(element: Any, kind: str) -> Items:
    """The element that an invariant is about, where its kind does not say which elements it has."""
    if isinstance(element, Extended):
        return [(element.value, kind, element.element)]
    return [(element, element.get("resourceType", kind) if isinstance(element, dict) else kind, None)]


def resource_items(resource: Resource) -> Items:
    """A resource as a collection."""
    return [(resource, resource.get("resourceType", "Resource"), None)]


def convert_to_boolean(items: Items) -> bool:
    """What an invariant's result means: empty is false, a boolean is itself, anything else is true."""
    return len(items) > 1 or (bool(items) and (items[0][0] if isinstance(items[0][0], bool) else True))


def inner(several: list[Resource], key: str) -> list[Any]:
    """What several elements have under a key, in order."""
    return [value for element in several for value in elements(element, key)]


def under(element: Resource, key: str, kind: str) -> Items:
    """What an element has under a key of a known kind, primitives together with their extensions."""
    value = element.get(key)
    if is_primitive(kind):
        extra = element.get("_" + key)
        if extra is None and not isinstance(value, list):
            return [] if value is None else [(value, kind, None)]
        values = value if isinstance(value, list) else [value]
        extras = extra if isinstance(extra, list) else [extra]
        values = values + [None] * (len(extras) - len(values))
        extras = extras + [None] * (len(values) - len(extras))
        both = zip(values, extras, strict=True)
        return [(one, kind, more) for one, more in both if one is not None or more is not None]
    listed = value if isinstance(value, list) else [] if value is None else [value]
    if kind == "Resource":
        return [(one, one.get("resourceType", kind), None) for one in listed]
    return [(one, kind, None) for one in listed]


def member(items: Items, name: str) -> Items:
    """The elements of this name in each item; an item's own type name is the item itself (`Patient.name`)."""
    found: Items = []
    for item in items:
        value, kind, extra = item
        if isinstance(value, dict):
            if name[0].isupper() and is_a(kind, name):
                found.append(item)
            for key, below in keys(kind, name):
                found += under(value, key, below)
        elif extra is not None:
            for key, below in keys("Element", name):
                found += under(extra, key, below)
    return found


def children(items: Items) -> Items:
    """All elements directly below the items."""
    found: Items = []
    for value, kind, extra in items:
        element = value if isinstance(value, dict) else extra or {}
        for key in element:
            if key.startswith("_"):
                if key[1:] in element:
                    continue
                key = key[1:]
            if key != "resourceType":
                found += under(element, key, kind_of_key(kind if element is value else "Element", key))
    return found


def descendants(items: Items) -> Items:
    """All elements below the items, level by level."""
    found: Items = []
    level = children(items)
    while level:
        found += level
        level = children(level)
    return found


def extension(items: Items, url: Any) -> Items:
    """The items' extensions with this URL."""
    return [found for found in member(items, "extension") if found[0].get("url") == url]


def resolve(items: Items, known: Callable[[str], Resource | None]) -> Items:
    """The resources that references (or canonicals and URIs) name, where they are known."""
    found: Items = []
    for value, _, _ in items:
        literal = value.get("reference") if isinstance(value, dict) else value
        resource = known(literal) if isinstance(literal, str) else None
        if resource is not None:
            found.append((resource, resource.get("resourceType", "Resource"), None))
    return found


def of_type(items: Items, type_name: str) -> Items:
    """The items of a type. `as` is the same here: R4's own invariants use it on collections."""
    return [item for item in items if is_a(item[1], type_name)]


def is_type(items: Items, type_name: str) -> Truth:
    """Whether the one item is of a type."""
    if len(items) > 1:
        raise CannotEvaluate("'is' needs one item")
    return is_a(items[0][1], type_name) if items else None


# ── One value ────────────────────────────────────────────────────────────────────────────────────────


def one(raw: Any) -> Any:
    """The single value that a JSON key of a primitive holds."""
    if not isinstance(raw, list):
        return raw
    values = [value for value in raw if value is not None]
    if len(values) > 1:
        raise CannotEvaluate("one value is needed")
    return values[0] if values else None


def only(items: Items) -> Any:
    """The value of the single item."""
    if len(items) > 1:
        raise CannotEvaluate("one value is needed")
    return items[0][0] if items else None


def truth(value: Any) -> Truth:
    """A value where a truth is needed: a single item that is no boolean counts as true."""
    return value if value is None or isinstance(value, bool) else True


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
    raise CannotEvaluate("text is needed")


def starts_with(value: Any, prefix: Any) -> Truth:
    """`startsWith()`."""
    whole, part = text(value), text(prefix)
    return None if whole is None or part is None else whole.startswith(part)


def ends_with(value: Any, suffix: Any) -> Truth:
    """`endsWith()`."""
    whole, part = text(value), text(suffix)
    return None if whole is None or part is None else whole.endswith(part)


def contains_text(value: Any, sought: Any) -> Truth:
    """`contains()`."""
    whole, part = text(value), text(sought)
    return None if whole is None or part is None else part in whole


@cache
def _pattern(regex: str) -> re.Pattern[str]:
    return re.compile(regex, re.DOTALL)


def matches(value: Any, regex: Any) -> Truth:
    """`matches()`: anywhere in the text, `.` matches line breaks too (FHIRPath, "matches")."""
    whole, pattern = text(value), text(regex)
    return None if whole is None or pattern is None else _pattern(pattern).search(whole) is not None


def matches_full(value: Any, regex: Any) -> Truth:
    """`matchesFull()`."""
    whole, pattern = text(value), text(regex)
    return None if whole is None or pattern is None else _pattern(pattern).fullmatch(whole) is not None


def replace_matches(value: Any, regex: Any, substitution: Any) -> str | None:
    """`replaceMatches()`, with `$1` for groups."""
    whole, pattern, new = text(value), text(regex), text(substitution)
    if whole is None or pattern is None or new is None:
        return None
    return _pattern(pattern).sub(re.sub(r"\$(\d+)", r"\\\1", new), whole)


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


# ── Collections ──────────────────────────────────────────────────────────────────────────────────────


def distinct(items: Items) -> Items:
    """The items without repetitions."""
    return (
        list({identity(item): item for item in reversed(items)}.values())[::-1] if len(items) > 1 else items
    )


def is_distinct(items: Items) -> bool:
    """Whether no item is there twice."""
    return len(items) < 2 or len({identity(item) for item in items}) == len(items)


def intersect(left: Items, right: Items) -> Items:
    """The items that are in both, once."""
    there = {identity(item) for item in right}
    return [item for item in distinct(left) if identity(item) in there]


def exclude(left: Items, right: Items) -> Items:
    """The items that are not in the other collection, in order, repetitions kept."""
    there = {identity(item) for item in right}
    return [item for item in left if identity(item) not in there]


def subset(left: Items, right: Items) -> bool:
    """Whether all items of the left are in the right."""
    return {identity(item) for item in left} <= {identity(item) for item in right}


def within(items: Items, among: Items) -> Truth:
    """`in`, and `contains` the other way round."""
    if len(items) > 1:
        raise CannotEvaluate("'in' needs one item")
    return any(equal(items[0], other) for other in among) if items else None


def at(items: Items, index: Any) -> Items:
    """`[index]`."""
    return items[index : index + 1] if isinstance(index, int) and index >= 0 else []


def all_are(items: Items, expected: bool) -> bool:
    """`allTrue()` and `allFalse()`."""
    return all(item[0] is expected for item in items)


def any_is(items: Items, expected: bool) -> bool:
    """`anyTrue()` and `anyFalse()`."""
    return any(item[0] is expected for item in items)


# ── Operators ────────────────────────────────────────────────────────────────────────────────────────


def equal_items(left: Items, right: Items) -> Truth:
    """`=`: item by item, in order."""
    if not left or not right:
        return None
    if len(left) != len(right):
        return False
    found = [equal(mine, other) for mine, other in zip(left, right, strict=True)]
    return False if False in found else None if None in found else True


def equal_raw(raw: Any, literal: Any) -> Truth:
    """`=` between what a JSON key of a primitive holds and a literal string, number or boolean."""
    if isinstance(raw, list):
        raw = [value for value in raw if value is not None]
        if len(raw) != 1:
            return False if raw else None
        raw = raw[0]
    if raw is None:
        return None
    return raw is literal if isinstance(raw, bool) or isinstance(literal, bool) else bool(raw == literal)


def negate(value: Any) -> Truth:
    """`not()`, and `!=` from `=`."""
    found = truth(value)
    return None if found is None else not found


def both(left: Truth, right: Truth) -> Truth:
    """`and`."""
    return False if left is False or right is False else None if left is None or right is None else True


def either(left: Truth, right: Truth) -> Truth:
    """`or`."""
    return True if left or right else None if left is None or right is None else False


def implies(left: Truth, right: Truth) -> Truth:
    """`implies`."""
    return either(None if left is None else not left, right)


def differ(left: Truth, right: Truth) -> Truth:
    """`xor`."""
    return None if left is None or right is None else left is not right


def order(left: Items, right: Items) -> int | None:
    """-1, 0 or 1 for `<`, `=`, `>` of two single items."""
    if len(left) > 1 or len(right) > 1:
        raise CannotEvaluate("several items are compared")
    return compare(left[0], right[0]) if left and right else None


def calculate(left: Any, right: Any, operation: Callable[[Any, Any], Any]) -> Any:
    """`+ - * / div mod` of two numbers, or `+` of two texts; dividing by zero gives nothing."""
    if left is None or right is None:
        return None
    if isinstance(left, str) is not isinstance(right, str) or isinstance(left, (bool, dict)):
        raise CannotEvaluate("values that cannot be calculated with")
    try:
        return operation(left, right)
    except (ZeroDivisionError, InvalidOperation):
        return None
    except TypeError:
        raise CannotEvaluate("values that cannot be calculated with") from None


def divide(left: Any, right: Any) -> Decimal:
    """`/`: always a decimal."""
    return Decimal(left) / Decimal(right)


def whole_quotient(left: Any, right: Any) -> int:
    """`div`: cut towards zero."""
    return int(Decimal(left) / Decimal(right))


def remainder(left: Any, right: Any) -> Any:
    """`mod`: with the sign of the left."""
    found = Decimal(left) % Decimal(right)
    return int(found) if isinstance(left, int) and isinstance(right, int) else found


def below(left: Items, right: Items) -> Truth:
    """`<`."""
    found = order(left, right)
    return None if found is None else found < 0


def at_most(left: Items, right: Items) -> Truth:
    """`<=`."""
    found = order(left, right)
    return None if found is None else found <= 0


def above(left: Items, right: Items) -> Truth:
    """`>`."""
    found = order(left, right)
    return None if found is None else found > 0


def at_least(left: Items, right: Items) -> Truth:
    """`>=`."""
    found = order(left, right)
    return None if found is None else found >= 0
