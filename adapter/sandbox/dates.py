"""FHIR dates as the stretch of time they cover, in a form that sorts as text."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache

_DATE = re.compile(r"\d{4}(-\d\d(-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?)?)?)?")
ALWAYS = ("0001-01-01T00:00:00.000Z", "9999-12-31T23:59:59.999Z")


def instant(moment: datetime) -> str:
    """A FHIR instant in UTC with milliseconds, so that equal lengths sort by time."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds")[:23] + "Z"


class NotADate(ValueError):
    """The text is no FHIR date, dateTime or instant."""


@lru_cache(maxsize=10_000)
def stretch(text: str) -> tuple[str, str]:
    """The first instant that a partial date or dateTime covers, and the first that it no longer does.

    A value without an offset is read as UTC; R4 (search §3.1.1.4.7) leaves it to the server.
    Raises `NotADate`.
    """
    found = _DATE.fullmatch(text)
    if found is None:
        raise NotADate
    month, day, time, second, fraction, offset = found.groups()
    try:
        moment = datetime.fromisoformat(text if time else text + "-01-01"[len(text) - 4 :])
        if not offset:
            moment = moment.replace(tzinfo=UTC)
        first = instant(moment)
    except (ValueError, OverflowError):
        raise NotADate from None
    try:
        if not month:
            return first, instant(moment.replace(year=moment.year + 1))
        if not day:
            return first, instant((moment + timedelta(days=31)).replace(day=1))
        if not time:
            return first, instant(moment + timedelta(days=1))
        if not second:
            return first, instant(moment + timedelta(minutes=1))
        return first, instant(moment + timedelta(milliseconds=1 if fraction else 1000))
    except (ValueError, OverflowError):
        return first, ALWAYS[1]


def period(value: dict[str, str]) -> tuple[str, str]:
    """The stretch of a FHIR Period; an open side reaches to the end of time. Raises `NotADate`."""
    start = stretch(value["start"])[0] if "start" in value else ALWAYS[0]
    end = stretch(value["end"])[1] if "end" in value else ALWAYS[1]
    return start, end
