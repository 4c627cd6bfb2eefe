"""The summary at the top of a Teams report: title, stated counts, start and end."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from adapter.intake.files.delimited import Row
from adapter.intake.platforms.durations import read_duration
from adapter.intake.written_time import take_apart

_LABELS = {
    "meeting title": "title",
    "total number of participants": "participants",
    "attended participants": "participants",
    "meeting start time": "start",
    "start time": "start",
    "meeting end time": "end",
    "end time": "end",
    "meeting duration": "duration",
    "average attendance time": "average",
}
_NUMBER_OR_ID = re.compile(r"\d+|[0-9a-f]{8}-[0-9a-f-]{27}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class TeamsSummary:
    """As stated, whatever the rows say. `start` and `end` as written; durations in seconds."""

    title: str | None = field(default=None, repr=False)
    participants: int | None = None
    start: str = ""
    end: str = ""
    duration: int | None = None
    average: int | None = None


def read_summary(rows: Iterable[Row]) -> TeamsSummary:
    """Read the rows of a label and a value: by the English labels, else by what each value looks like.

    In every language the title comes before other texts, the start before the end, and the duration of the
    meeting before the average.
    """
    pairs = [(row.cell(0), row.cell(1)) for row in rows if sum(bool(cell.strip()) for cell in row.cells) == 2]
    found: dict[str, str] = {}
    for label, value in pairs:
        if value and (meaning := _LABELS.get(" ".join(label.casefold().split()))):
            found.setdefault(meaning, value)
    if not found:
        found = _by_shape([value for _, value in pairs if value])
    participants = found.get("participants", "")
    return TeamsSummary(
        title=" ".join(found["title"].split()) if "title" in found else None,
        participants=int(participants) if participants.isdecimal() else None,
        start=found.get("start", ""),
        end=found.get("end", ""),
        duration=read_duration(found.get("duration", "")),
        average=read_duration(found.get("average", "")),
    )


def _by_shape(values: Iterable[str]) -> dict[str, str]:
    order = {
        "time": ["end", "start"],
        "span": ["average", "duration"],
        "count": ["participants"],
        "text": ["title"],
    }
    found: dict[str, str] = {}
    for value in values:
        if take_apart(value):
            shape = "time"
        elif read_duration(value) is not None:
            shape = "span"
        elif _NUMBER_OR_ID.fullmatch(value):
            shape = "count"
        else:
            shape = "text"
        if order[shape]:
            found[order[shape].pop()] = value
    return found
