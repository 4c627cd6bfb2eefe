"""Taking a written date and time apart, without deciding yet which number is the day."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, time
from enum import Enum
from functools import lru_cache


class DateOrder(Enum):
    DAY_FIRST = "day first"
    MONTH_FIRST = "month first"


@dataclass(frozen=True, slots=True)
class WrittenTime:
    """`first` and `second` are day and month, in an open order unless `settled`. No `year`: time only."""

    clock: time
    first: int = 0
    second: int = 0
    year: int | None = None
    settled: bool = True

    @property
    def open_order(self) -> bool:
        """Whether the two orders give different dates."""
        return not self.settled and self.first != self.second

    def date_in(self, order: DateOrder | None) -> date | None:
        """The date in that order; None when there is no such day, or the order is needed and not known."""
        if self.year is None or (order is None and self.open_order):
            return None
        day, month = self.first, self.second
        if not self.settled and order is DateOrder.MONTH_FIRST:
            day, month = month, day
        try:
            return date(self.year, month, day)
        except ValueError:
            return None


_CLOCK = (
    r"(?P<hour>\d{1,2})[:.](?P<minute>[0-5]\d)(?:[:.](?P<second>[0-5]\d))?"
    r"(?:\s*(?P<half>[ap])\.?\s?m\.?)?"  # \s takes the narrow no-break space U+202F and U+00A0 as well
)
_MONTH_NAMES = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_MONTH = rf"(?P<b>(?:{'|'.join(_MONTH_NAMES)})[a-z]{{0,6}})\.?"
_DAY_FIRST = (
    r"(?P<a>\d{1,2})\.\s?(?P<b>\d{1,2})\.\s?(?P<year>\d{4}|\d{2})",
    rf"(?P<a>\d{{1,2}})[\s-]{_MONTH},?[\s-](?P<year>\d{{4}})",
    rf"{_MONTH}\s(?P<a>\d{{1,2}}),?\s(?P<year>\d{{4}})",
    r"(?P<year>\d{4})(?P<dash>[-/.])(?P<b>\d{1,2})(?P=dash)(?P<a>\d{1,2})",
)
_OPEN = (
    r"(?P<a>\d{1,2})/(?P<b>\d{1,2})/(?P<year>\d{4}|\d{2})",
    r"(?P<a>\d{1,2})-(?P<b>\d{1,2})-(?P<year>\d{4})",
)
_PATTERNS = tuple(
    (settled, re.compile(rf"{pattern}(?:,\s*|\s+|T){_CLOCK}", re.IGNORECASE))
    for settled, patterns in ((False, _OPEN), (True, _DAY_FIRST))
    for pattern in patterns
)
_CLOCK_ALONE = re.compile(_CLOCK, re.IGNORECASE)
# Some programs put marks for the direction of writing around the parts; they are no part of the text.
_DIRECTION_MARKS = str.maketrans("", "", "\u200e\u200f")


@lru_cache(maxsize=4096)  # every time is read twice: once to learn the file's order, once for its value
def take_apart(text: str) -> WrittenTime | None:
    """The parts of a date with a time, or of a time alone; None for anything else, also for `13:05 PM`."""
    text = text.translate(_DIRECTION_MARKS).strip()
    for settled, pattern in _PATTERNS:
        if found := pattern.fullmatch(text):
            return _dated(found, settled)
    found = _CLOCK_ALONE.fullmatch(text)
    clock = _clock(found) if found else None
    return WrittenTime(clock) if clock else None


def _dated(found: re.Match[str], settled: bool) -> WrittenTime | None:
    clock = _clock(found)
    first = int(found["a"])
    second = int(found["b"]) if found["b"].isdigit() else _MONTH_NAMES.index(found["b"][:3].lower()) + 1
    if clock is None or min(first, second) < 1 or min(first, second) > 12:
        return None
    year = int(found["year"])
    return WrittenTime(clock, first, second, year + 2000 if year < 100 else year, settled)


def _clock(found: re.Match[str]) -> time | None:
    hour = int(found["hour"])
    if found["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if found["half"].lower() == "p" else 0)
    return time(hour, int(found["minute"]), int(found["second"] or 0)) if hour < 24 else None
