"""Taking in what was read: each change is told, then what was seen is kept and the cursor moved past it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

from adapter.errors import NotWritten
from adapter.gp.paging import Row
from adapter.ledger.cursors import Cursor
from adapter.ledger.leases import Lease
from adapter.ledger.seen import Seen, Sighting
from adapter.pull.changes import Change, Comparison
from adapter.pull.flags import looked_at

_ROWS = 500
"""Rows compared and kept at once, of an endpoint that puts everything on one page."""


class Taking:
    """`cursors` is where each type stands; `tell` hears of each change first, and may raise `NotWritten`."""

    def __init__(
        self,
        comparison: Comparison,
        seen: Seen,
        cursors: dict[str, Cursor],
        lease: Lease,
        clock: Callable[[], dt.datetime],
        tell: Callable[[Change], object],
    ) -> None:
        self._comparison = comparison
        self._seen = seen
        self._lease = lease
        self._clock = clock
        self._tell = tell
        self._moved: dict[str, Cursor] = {}
        self._cursors = cursors

    def take(self, kind: str, rows: Sequence[Row], moved: Cursor | None = None) -> None:
        """Tell of what changed, then keep what was seen and move the cursor past it."""
        for start in range(0, max(len(rows), 1), _ROWS):
            some = rows[start : start + _ROWS]
            sightings: list[Sighting] = []
            for sighting, change in self._comparison.compare(kind, some) if some else ():
                if change is not None:
                    self._tell_or_keep(change, sightings)
                sightings.append(sighting)
            last = start + _ROWS >= len(rows)
            self.keep(sightings, moved if last else None)

    def _tell_or_keep(self, change: Change, told: Sequence[Sighting]) -> None:
        """Where a change cannot be written, keep what was told before it, or it would be told twice."""
        try:
            self._tell(change)
        except NotWritten:
            # what went to another record is told of both, or else again of both
            self.keep([one for one in told if one.server_id != change.server_id])
            raise

    def move(self, cursor: Cursor) -> None:
        """Each transaction waits for the disk: the ledger is told with the next page, or at the end."""
        self._cursors[cursor.resource_type] = self._moved[cursor.resource_type] = cursor

    def keep(self, sightings: Sequence[Sighting], moved: Cursor | None = None) -> None:
        """Keep what was seen; with `moved`, the cursors too that were moved since."""
        if moved is not None:
            self.move(moved)
        if sightings or moved is not None:
            self.keep_now(sightings)

    def keep_now(self, sightings: Sequence[Sighting] = ()) -> None:
        """Keep what was seen, and every cursor that was moved."""
        if sightings or self._moved:
            moved = list(self._moved.values())
            self._seen.keep(map(looked_at, sightings), self._lease.run_id, self._clock(), moved, self._lease)
            self._moved.clear()
