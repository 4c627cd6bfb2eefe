"""Recognising the header rows of Teams attendance reports, in any language, and what their columns mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from adapter.intake.files.delimited import Row
from adapter.intake.platforms.tables import header_names
from adapter.intake.written_time import take_apart

EXPECTED_HEADERS = (
    "Name, First join, Last leave, In-meeting duration, Email, Participant ID (UPN), Role",
    "Full Name, Join Time, Leave Time, Duration, Email, Role, Participant ID (UPN)",
    "Full Name, User Action, Timestamp",
    "SessionId, ParticipantId, FullName, UserAgent, UtcEventTimestamp, Action, Role",
)

_MEANINGS: Mapping[str, str] = {
    "name": "name",
    "full name": "name",
    "fullname": "name",
    "first join": "joined",
    "first join time": "joined",
    "join time": "joined",
    "last leave": "left",
    "last leave time": "left",
    "leave time": "left",
    "in-meeting duration": "duration",
    "duration": "duration",
    "email": "email",
    "role": "role",
    "user action": "action",
    "action": "action",
    "timestamp": "at",
    "utceventtimestamp": "at",
    "participantid": "device",
}
# Known and not needed, so not stored: ids of accounts and devices, and what people did in the meeting.
_NOT_KEPT = ("participant id (upn)", "participant id", "upn", "sessionid", "useragent", "engagement:")


@dataclass(frozen=True, slots=True)
class TeamsColumns:
    """What the columns of one table mean, as positions from 0.

    `kind`: `people` has one row a person (first join to last leave), `joins` one row a stay, `events` one row
    for each joining and leaving. `by_shape` if the header words are not known.
    """

    kind: Literal["people", "joins", "events"]
    positions: Mapping[str, int]
    unknown: tuple[int, ...] = ()
    premium: bool = False
    utc: bool = False
    by_shape: bool = False

    def read(self, row: Row, meaning: str) -> str:
        return row.cell(self.positions.get(meaning))


def recognise_teams_header(rows: Sequence[Row], index: int) -> TeamsColumns | None:
    """What the columns mean if this row is a header of an attendance table; None if it is none.

    English headers are known by their words. Others are known by the rows below them: a name, two times, a
    duration, an e-mail address or nothing, then a role. All languages keep that order.
    """
    row = rows[index]
    if len(row.cells) < 3:
        return None
    return _by_words(header_names(row)) or _by_shape(rows, index)


def _by_words(names: Sequence[str]) -> TeamsColumns | None:
    positions: dict[str, int] = {}
    for position, name in enumerate(names):
        if name in _MEANINGS:
            positions.setdefault(_MEANINGS[name], position)
    found = positions.keys()
    if {"name", "joined"} <= found and found & {"email", "role"}:
        kind: Literal["people", "joins"] = (
            "people" if names[positions["joined"]].startswith("first") else "joins"
        )
    elif {"name", "action", "at"} <= found:
        return TeamsColumns("events", positions, _unknown(names), utc="utceventtimestamp" in names)
    else:
        return None
    premium = any(name.startswith("engagement:") for name in names)
    return TeamsColumns(kind, positions, _unknown(names), premium)


def _unknown(names: Sequence[str]) -> tuple[int, ...]:
    return tuple(
        position
        for position, name in enumerate(names)
        if name and name not in _MEANINGS and not name.startswith(_NOT_KEPT)
    )


def _by_shape(rows: Sequence[Row], index: int) -> TeamsColumns | None:
    header = rows[index]
    words = [cell.strip() for cell in header.cells[:6]]
    if len(words) < 6 or not all(words) or any("@" in word or word[0].isdigit() for word in words):
        return None
    below = []
    for row in rows[index + 1 : index + 21]:
        if row.blank or row.malformed:
            break
        below.append(row)
    if not any(_is_stay(row) for row in below):
        return None
    positions = {"name": 0, "joined": 1, "left": 2, "duration": 3, "email": 4}
    for position in (5, 6):  # one of them is the role, the other an account, which is an address or empty
        values = [row.cell(position) for row in below]
        if any(values) and not any("@" in value for value in values):
            positions["role"] = position
            break
    return TeamsColumns("people" if len(header.cells) > 6 else "joins", positions, by_shape=True)


def _is_stay(row: Row) -> bool:
    joined, left = take_apart(row.cell(1)), take_apart(row.cell(2))
    return bool(
        joined
        and joined.year
        and left
        and left.year
        and any(c.isdigit() for c in row.cell(3))
        and "@" not in row.cell(3)
        and (not row.cell(4) or "@" in row.cell(4))
    )
