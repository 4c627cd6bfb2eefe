"""Reading how long somebody attended, as meeting platforms write it."""

from __future__ import annotations

import re

_PARTS = re.compile(
    r"(?:(?P<hours>\d+)\s*h(?:rs?|ours?|r\.)?)?\s*"
    r"(?:(?P<minutes>\d+)\s*m(?:ins?|inutes?|in\.)?)?\s*"
    r"(?:(?P<seconds>\d+)\s*s(?:ecs?|econds?|ec\.)?)?",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"(?:(?P<hours>\d+):)?(?P<minutes>[0-5]?\d):(?P<seconds>[0-5]\d)")


def read_duration(text: str) -> int | None:
    """Seconds of a duration: `1h 13m 42s` (zero parts left out), `1 hr 12 min`, `00:47:03` or `47:03`.

    None when it is empty or anything else (`3s 2h`, `about 3h`, a bare number): unknown, which is never 0.
    """
    text = text.strip()
    found = _PARTS.fullmatch(text) or _CLOCK.fullmatch(text)
    if not found or not text:
        return None
    hours, minutes, seconds = (int(found[part] or 0) for part in ("hours", "minutes", "seconds"))
    return 3600 * hours + 60 * minutes + seconds


def write_duration(seconds: int) -> str:
    """A duration as Teams writes it: `3607` is `1h 7s`."""
    parts = ((seconds // 3600, "h"), (seconds // 60 % 60, "m"), (seconds % 60, "s"))
    return " ".join(f"{value}{unit}" for value, unit in parts if value) or "0s"
