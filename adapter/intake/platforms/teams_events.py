"""Pairing the joined and left rows of the oldest Teams reports and of live events into stays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from adapter.intake.platforms.names import DisplayName
from adapter.intake.platforms.stays import Stay
from adapter.intake.times import Moment, interval_between

_JOINING = ("joined", "joined before")
_LEAVING = ("left",)


@dataclass(frozen=True, slots=True)
class Event:
    """One row: somebody joined or left. `device` is the same in the rows that may belong together."""

    row: int
    name: DisplayName
    device: str = field(repr=False)
    action: str
    at: Moment | None
    role: str | None = None


def stays_of_events(events: Sequence[Event]) -> list[Stay]:
    """Pair each leaving with the longest open joining of the same device, in the order of time.

    A joining without a leaving (the report was downloaded during the meeting), a leaving without a joining
    and an action of another word stay: somebody was there, how long is unknown.
    """
    stays: list[Stay] = []
    open_stays: dict[str, list[int]] = {}
    if all(event.at for event in events):
        events = sorted(events, key=lambda event: event.at.at.timestamp() if event.at else 0)
    for event in events:
        action = event.action.casefold()
        waiting = open_stays.setdefault(event.device, [])
        if action in _LEAVING and waiting:
            index = waiting.pop(0)
            begun = stays[index]
            interval = interval_between(begun.joined, event.at)
            stays[index] = replace(
                begun,
                rows=(*begun.rows, event.row),
                left=event.at,
                intervals=(interval,) if interval else (),
            )
            continue
        if action in _JOINING:
            waiting.append(len(stays))
        stays.append(
            Stay(
                name=event.name,
                rows=(event.row,),
                role=event.role,
                joined=event.at if action in _JOINING else None,
                left=event.at if action in _LEAVING else None,
            )
        )
    return stays
