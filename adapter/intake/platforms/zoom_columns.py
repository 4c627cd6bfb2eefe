"""Recognising the header rows of Zoom's meeting and webinar reports, and what their columns mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from adapter.intake.files.delimited import Row
from adapter.intake.platforms.tables import header_names

EXPECTED_HEADERS = (
    "Name (original name), Email, Join time, Leave time, Duration (minutes)",
    "Name (original name), Email, Total duration (minutes), Guest",
    "Attended, User Name (Original Name), Email, Join Time, Leave Time, Time in Session (minutes)",
)

_MEANINGS: Mapping[str, str] = {
    "name (original name)": "name",
    "user name (original name)": "name",
    "user name": "name",
    "first name": "given",
    "last name": "family",
    "email": "email",
    "user email": "email",
    "join time": "joined",
    "leave time": "left",
    "duration (minutes)": "minutes",
    "time in session (minutes)": "minutes",
    "actual duration (minutes)": "minutes",
    "total duration (minutes)": "total",
    "guest": "guest",
    "is guest": "guest",
    "in waiting room": "waiting",
    "attended": "attended",
    "registration time": "registered",
    "topic": "topic",
    "start time": "start",
    "actual start time": "start",
    "end time": "end",
    "participants": "participants",
}
# Known and not needed, so not stored.
_NOT_KEPT = frozenset(
    {"recording consent", "recording disclaimer response", "phone", "approval status", "country/region name"}
)


@dataclass(frozen=True, slots=True)
class ZoomColumns:
    """What the columns of one table mean, as positions from 0.

    `kind`: `joins` has one row a stay, `unique` one row a person with the total only, `info` one row about
    the meeting. A webinar's tables say in `attended` who only registered.
    """

    kind: Literal["joins", "unique", "info"]
    variant: str
    positions: Mapping[str, int]
    unknown: tuple[int, ...] = ()

    def read(self, row: Row, meaning: str) -> str:
        return row.cell(self.positions.get(meaning))


def recognise_zoom_header(rows: Sequence[Row], index: int) -> ZoomColumns | None:
    """What the columns mean if this row is a header of a Zoom report, in any letter case; else None."""
    row = rows[index]
    if len(row.cells) < 3:
        return None
    names = header_names(row)
    positions: dict[str, int] = {}
    for position, name in enumerate(names):
        if name in _MEANINGS:
            positions.setdefault(_MEANINGS[name], position)
    found = positions.keys()
    unknown = tuple(
        position
        for position, name in enumerate(names)
        if name and name not in _MEANINGS and name not in _NOT_KEPT
    )
    if "attended" in found and "joined" in found and found & {"name", "given"}:
        return ZoomColumns("joins", "webinar", positions, unknown)
    # Older exports call the address "User Email", newer ones "Email"; the letter case says nothing.
    age = "classic" if "user email" in names else "current"
    if {"name", "joined"} <= found:
        return ZoomColumns("joins", age, positions, unknown)
    if {"name", "total"} <= found:
        return ZoomColumns("unique", f"{age}-unique", positions, unknown)
    if {"topic", "start"} <= found:
        return ZoomColumns("info", "info", positions)
    return None
