"""How moments and ages are written for people."""

from __future__ import annotations

import datetime as dt

_STEPS = ((86_400, "day"), (3_600, "hour"), (60, "minute"), (1, "second"))


def age(span: dt.timedelta) -> str:
    """In its largest unit, rounded down: `3 days`, `1 minute`."""
    seconds = max(0, int(span.total_seconds()))
    for length, word in _STEPS:
        if seconds >= length:
            number = seconds // length
            return f"{number:,} {word}{'' if number == 1 else 's'}"
    return "less than a second"


def moment(when: dt.datetime) -> str:
    """A moment in UTC, to the second."""
    return f"{when.astimezone(dt.UTC):%d %b %Y %H:%M:%S} UTC".lstrip("0")
