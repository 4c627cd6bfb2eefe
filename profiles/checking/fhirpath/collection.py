"""FHIRPath's functions of whole collections, and its operators with their three-valued logic."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from profiles.checking.fhirpath.text import truth
from profiles.checking.fhirpath.values import (
    CannotEvaluate,
    Items,
    Truth,
    compare,
    equal,
    frozen,
    identity,
)
from profiles.wire import Resource


def distinct(items: Items) -> Items:
    """The items without repetitions."""
    return (
        list({identity(item): item for item in reversed(items)}.values())[::-1] if len(items) > 1 else items
    )


def is_distinct(items: Items) -> bool:
    """Whether no item is there twice."""
    return len(items) < 2 or len({identity(item) for item in items}) == len(items)


_TEXTS = {str}


def distinct_values(values: Sequence[Any]) -> Sequence[Any]:
    """The values without repetitions, where they are of one kind."""
    if len(values) < 2:
        return values
    if set(map(type, values)) == _TEXTS:
        return list(dict.fromkeys(values))
    return list({frozen(value): value for value in reversed(values)}.values())[::-1]


def are_distinct(values: Sequence[Any]) -> bool:
    """Whether no value is there twice, where they are of one kind."""
    if len(values) < 2:
        return True
    if set(map(type, values)) == _TEXTS:
        return len(set(values)) == len(values)
    return len({frozen(value) for value in values}) == len(values)


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


def among(values: Sequence[Any], others: Sequence[Any]) -> Truth:
    """The same for texts."""
    if len(values) > 1:
        raise CannotEvaluate("'in' needs one item")
    return values[0] in others if values else None


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


def equal_elements(left: list[Resource], right: list[Resource]) -> Truth:
    """The same for elements of one kind, which are no quantities."""
    return left == right if left and right else None


def equal_literal(items: Items, literals: Sequence[Any]) -> Truth:
    """`=` between a collection and a literal string, number or boolean, or one of several."""
    if len(items) != 1:
        return False if items else None
    return _is_one_of(items[0][0], literals)


def equal_value(values: Sequence[Any], literals: Sequence[Any]) -> Truth:
    """The same where the values alone are at hand."""
    if len(values) != 1:
        return False if values else None
    value = values[0]
    return value in literals if value.__class__ is str else _is_one_of(value, literals)


def equal_raw(raw: Any, literals: Sequence[Any], present: bool) -> Truth:
    """The same for a primitive: what JSON holds of it, and whether it is there at all."""
    if raw.__class__ is str:
        return raw in literals
    values = [value for value in raw if value is not None] if isinstance(raw, list) else [raw]
    if not values or values == [None]:
        return False if present else None
    return equal_value(values, literals)


def _is_one_of(value: Any, literals: Sequence[Any]) -> bool:
    alike = (
        value is one if isinstance(value, bool) or isinstance(one, bool) else value == one for one in literals
    )
    return any(alike)


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


_NUMBERS = (int, Decimal)


def order(left: Items, right: Items) -> int | None:
    """-1, 0 or 1 for `<`, `=`, `>` of two single items."""
    if len(left) > 1 or len(right) > 1:
        raise CannotEvaluate("several items are compared")
    if not left or not right:
        return None
    one, two = left[0][0], right[0][0]
    if one.__class__ in _NUMBERS and two.__class__ in _NUMBERS:
        return int(one > two) - int(one < two)
    return compare(left[0], right[0])


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


def compared(items: Items, number: int, holds: Callable[[Any, Any], Any]) -> Truth:
    """`<`, `<=`, `>` or `>=` between a collection and a literal number."""
    if len(items) == 1 and items[0][0].__class__ in _NUMBERS:
        return bool(holds(items[0][0], number))
    found = order(items, [(number, "System.Integer", None)])
    return None if found is None else bool(holds(found, 0))
