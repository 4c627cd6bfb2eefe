"""A change and whose it is as the ledger keeps it, until a workbook has it."""

from __future__ import annotations

import datetime as dt
from dataclasses import fields

from adapter.ledger.programme import Place
from adapter.pull.changes import Change
from profiles import wire


def as_row(change: Change, place: Place) -> bytes:
    date = place.session_date
    return wire.dumps(
        {
            "change": {one.name: getattr(change, one.name) for one in fields(change)},
            "place": {
                "filing_id": place.filing_id,
                "session_date": date and date.isoformat(),
                "row": place.row,
            },
        }
    )


def from_row(row: bytes) -> tuple[Change, Place]:
    """What `as_row` made a row of."""
    held = wire.loads(row)
    place = held["place"]
    date = place["session_date"]
    return Change(**held["change"]), Place(
        place["filing_id"], date and dt.date.fromisoformat(date), place["row"]
    )
