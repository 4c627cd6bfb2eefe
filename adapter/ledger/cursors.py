"""Rows of the ledger about cursors: how far each type of resource was pulled from an endpoint."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Engine, Row, select

from adapter.ledger.schema import cursors
from adapter.ledger.upsert import upsert
from profiles import wire


@dataclass(frozen=True, slots=True)
class Landmark:
    """The newest row of a type that was seen: where it is not there any more, the endpoint was set back."""

    moment: dt.datetime
    server_id: str
    version: str


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far one type was pulled.

    `reached` is a moment of the server's own clock, None where its resources say no `lastUpdated`; `swept` is
    when everything was last compared. `under_way` says how far each search of an unfinished run had got, by a
    digest of the patients that were asked for: it is empty again when all of them are done. `asked` is when,
    by the server's clock, the last pull began in which they were; None where nobody can rely on that clock.
    `skew` is by how much the server's clock was ahead of ours when the cursor was set, None where not known.
    `newest` is what an answer to the same question must show again, None where there is no such row; `began`
    is when, by our clock, the pull began that set the cursor.
    """

    resource_type: str
    reached: dt.datetime | None = None
    swept: dt.datetime | None = None
    under_way: dict[str, dt.datetime] = field(default_factory=dict)
    asked: dt.datetime | None = None
    skew: dt.timedelta | None = None
    newest: Landmark | None = None
    began: dt.datetime | None = None


class Cursors:
    """The cursors at one endpoint; `Seen.keep` moves them, together with what they have passed."""

    def __init__(self, engine: Engine, endpoint: str) -> None:
        self._engine = engine
        self._endpoint = endpoint

    def all(self) -> dict[str, Cursor]:
        """Every cursor, by type of resource."""
        query = select(cursors).where(cursors.c.endpoint == self._endpoint).order_by(cursors.c.resource_type)
        with self._engine.connect() as connection:
            return {row.resource_type: _cursor(row) for row in connection.execute(query)}


def move(connection: Connection, endpoint: str, cursor: Cursor, run_id: str, now: dt.datetime) -> None:
    """Put a cursor in the place of the one before, as part of the caller's transaction."""
    boundary = {
        "swept": cursor.swept and cursor.swept.isoformat(),
        "asked": cursor.asked and cursor.asked.isoformat(),
        "under_way": {key: moment.isoformat() for key, moment in cursor.under_way.items()},
        "skew": None if cursor.skew is None else round(cursor.skew.total_seconds()),
        "newest": cursor.newest
        and [cursor.newest.moment.isoformat(), cursor.newest.server_id, cursor.newest.version],
        "began": cursor.began and cursor.began.isoformat(),
    }
    row = {
        "endpoint": endpoint,
        "resource_type": cursor.resource_type,
        "cursor": cursor.reached and cursor.reached.isoformat(),
        "boundary": wire.dumps(boundary),
        "run_id": run_id,
        "changed_at": now,
    }
    upsert(connection, cursors, [row], replace=True)


def _cursor(row: Row[Any]) -> Cursor:
    boundary = wire.loads(row.boundary)
    return Cursor(
        row.resource_type,
        _moment(row.cursor),
        _moment(boundary["swept"]),
        {key: dt.datetime.fromisoformat(text) for key, text in boundary["under_way"].items()},
        # earlier versions of this program did not keep these
        _moment(boundary.get("asked")),
        _span(boundary.get("skew")),
        _landmark(boundary.get("newest")),
        _moment(boundary.get("began")),
    )


def _moment(text: str | None) -> dt.datetime | None:
    return None if text is None else dt.datetime.fromisoformat(text)


def _landmark(kept: list[str] | None) -> Landmark | None:
    if kept is None:
        return None
    moment, server_id, version = kept
    return Landmark(dt.datetime.fromisoformat(moment), server_id, version)


def _span(seconds: int | None) -> dt.timedelta | None:
    return None if seconds is None else dt.timedelta(seconds=seconds)
