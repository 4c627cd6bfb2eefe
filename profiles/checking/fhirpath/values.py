"""FHIRPath's equality and order of two values: numbers, text, dates of any precision, quantities."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import Any, TypeAlias

from profiles.checking.fhirpath.model import DATES, QUANTITIES, TIMES
from profiles.wire import Resource

Item: TypeAlias = tuple[Any, str, Resource | None]
"""One item of a collection: its wire JSON (`None`: a primitive without value), its kind, and for a primitive
the JSON of its id and extensions."""


Items: TypeAlias = list[Item]
"""A collection."""

Truth: TypeAlias = bool | None
"""`None` is empty."""


WITHOUT_VALUE: Any = object()
"""What stands for a primitive that has only an id or extensions, where one value is asked for.

To the HL7 validator it is not empty: it equals nothing, and is a text in which nothing is found.
"""


class CannotEvaluate(ValueError):
    """An expression met data that FHIRPath has no answer for, such as `<` between text and a number."""


UNANSWERABLE = (CannotEvaluate, AttributeError, TypeError, KeyError, ValueError, ArithmeticError)
"""The last five: JSON that is not of R4's shape, which the check of the structure has reported already."""


_MOMENT = re.compile(
    r"(?:(\d{4})(?:-(\d\d)(?:-(\d\d))?)?)?"
    r"(?:T?(\d\d)(?::(\d\d)(?::(\d\d(?:\.\d+)?))?)?)?"
    r"(Z|[+-]\d\d:\d\d)?"
)
# what one of each unit is of the first: seconds, grams (UCUM)
_SECONDS = {"s": "1", "ms": "0.001", "min": "60", "h": "3600", "d": "86400", "wk": "604800"}
_GRAMS = {"g": "1", "ug": "0.000001", "mg": "0.001", "kg": "1000"}
_CALENDAR = {"millisecond": "ms", "second": "s", "minute": "min", "hour": "h", "day": "d", "week": "wk"}


def _parts(text: str) -> tuple[Any, ...] | None:
    """Year, month, day, hour, minute, second as far as given, in UTC where an offset is given."""
    matched = _MOMENT.fullmatch(text)
    if matched is None:
        return None
    *digits, offset = matched.groups()
    present = tuple(Decimal(part) for part in digits if part is not None)
    if offset in (None, "Z") or len(present) < 5 or digits[0] is None:
        return present
    ahead = dt.timedelta(hours=int(offset[1:3]), minutes=int(offset[4:]))
    try:
        year, month, day, hour, minute = (int(part) for part in present[:5])
        moment = dt.datetime(year, month, day, hour, minute)  # noqa: DTZ001 - made UTC here
        moment -= ahead if offset[0] == "+" else -ahead
    except (ValueError, OverflowError):
        return None
    return (moment.year, moment.month, moment.day, moment.hour, moment.minute, *present[5:])


def compare_moments(left: str, right: str) -> int | None:
    """-1, 0 or 1; `None` where the shorter one does not say (FHIRPath, "Comparison", date/time precision)."""
    if len(left) == len(right) and (len(left) <= 10 or left[19:] == right[19:]):
        return (left > right) - (left < right)
    mine, other = _parts(left), _parts(right)
    if mine is None or other is None:
        return None
    for one, two in zip(mine, other, strict=False):
        if one != two:
            return 1 if one > two else -1
    return 0 if len(mine) == len(other) else None


def _amounts(left: Resource, right: Resource) -> tuple[Any, Any] | None:
    """The two values in one unit; `None` where we cannot say that the units are of one dimension."""
    mine, other = left.get("value"), right.get("value")
    if mine is None or other is None:
        return None
    codes = [quantity.get("code", quantity.get("unit")) for quantity in (left, right)]
    units = [_CALENDAR.get(str(code).removesuffix("s"), code) for code in codes]
    if units[0] == units[1]:
        return mine, other
    for factors in (_SECONDS, _GRAMS):
        if units[0] in factors and units[1] in factors:
            return Decimal(mine) * Decimal(factors[units[0]]), Decimal(other) * Decimal(factors[units[1]])
    return None


def equal(left: Item, right: Item) -> bool | None:
    """Whether two items are equal; `None` where that cannot be said."""
    one, two = left[0], right[0]
    if one is two:
        return True
    if one is None or two is None:
        return False
    if left[1] in DATES and right[1] in DATES:
        order = compare_moments(one, two)
        return None if order is None else order == 0
    if left[1] in QUANTITIES and right[1] in QUANTITIES:
        amounts = _amounts(one, two)
        return None if amounts is None else bool(amounts[0] == amounts[1])
    if isinstance(one, bool) or isinstance(two, bool):
        return one is two
    return bool(one == two)


def compare(left: Item, right: Item) -> int | None:
    """-1, 0 or 1; `None` where that cannot be said.

    Raises `CannotEvaluate` for items that have no order.
    """
    one, two = left[0], right[0]
    if one is None or two is None:
        return None
    family = _family(left)
    if family is None or family != _family(right):
        raise CannotEvaluate("values without an order are compared")
    if family in ("moment", "time of day"):
        return compare_moments(one, two)
    if family == "quantity":
        amounts = _amounts(one, two)
        if amounts is None:
            return None
        one, two = amounts
    return int(one > two) - int(one < two)


def _family(item: Item) -> str | None:
    """The values among which this one has an order."""
    value, kind, _ = item
    if isinstance(value, str):
        return "moment" if kind in DATES else "time of day" if kind in TIMES else "text"
    if isinstance(value, dict):
        return "quantity" if kind in QUANTITIES else None
    return None if isinstance(value, bool) else "number"


def identity(item: Item) -> Any:
    """A hashable that is the same for items that are equal."""
    return frozen(item[0])


def frozen(value: Any) -> Any:
    """A hashable that is the same for values that are equal."""
    if isinstance(value, dict):
        return frozenset((key, frozen(below)) for key, below in value.items())
    if isinstance(value, list):
        return tuple(frozen(below) for below in value)
    return ("boolean", value) if isinstance(value, bool) else value
