"""FHIR dates as the stretch of time they cover, in a form that sorts as text."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache

_DATE = re.compile(
    r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d+))?)?(Z|[+-]\d\d:\d\d)?)?)?)?"
)
ALWAYS = ("0001-01-01T00:00:00.000Z", "9999-12-31T23:59:59.999Z")


def instant(moment: datetime) -> str:
    """A FHIR instant in UTC with milliseconds, so that equal lengths sort by time."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds")[:23] + "Z"


@lru_cache(maxsize=10_000)
def stretch(text: str) -> tuple[str, str]:
    """The first instant that a partial date or dateTime covers, and the first that it no longer does.

    A value without an offset is read as UTC (R4, search §3.1.1.4.7, leaves it to the server).
    Raises `ValueError`.
    """
    found = _DATE.fullmatch(text)
    if found is None:
        raise ValueError("not a FHIR date")
    year, month, day, hour, minute, second, fraction, offset = found.groups()
    moment = datetime(
        int(year),
        int(month or 1),
        int(day or 1),
        int(hour or 0),
        int(minute or 0),
        int(second or 0),
        tzinfo=UTC,
    )
    moment += timedelta(milliseconds=int((fraction or "0")[:3].ljust(3, "0")))
    if offset and offset != "Z":
        away = timedelta(hours=int(offset[1:3]), minutes=int(offset[4:]))
        moment += away if offset[0] == "-" else -away
    if fraction:
        end = moment + timedelta(milliseconds=1)
    elif second:
        end = moment + timedelta(seconds=1)
    elif hour:
        end = moment + timedelta(minutes=1)
    elif day:
        end = moment + timedelta(days=1)
    elif month:
        end = (moment + timedelta(days=31)).replace(day=1)
    else:
        end = moment.replace(year=moment.year + 1) if moment.year < 9999 else datetime.max.replace(tzinfo=UTC)
    return instant(moment), instant(end)


def period(value: dict[str, str]) -> tuple[str, str]:
    """The stretch of a FHIR Period; an open side reaches to the end of time. Raises `ValueError`."""
    start = stretch(value["start"])[0] if "start" in value else ALWAYS[0]
    end = stretch(value["end"])[1] if "end" in value else ALWAYS[1]
    return start, end
