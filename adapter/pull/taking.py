"""Taking in what was read: each change is told, then what was seen is kept and the cursor moved past it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Sequence

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
    """`cursors` is where each type stands.

    `tell` hears of each change first, and gives what the ledger is to keep of it; it may raise `NotWritten`.
    """

    def __init__(
        self,
        comparison: Comparison,
        seen: Seen,
        cursors: dict[str, Cursor],
        lease: Lease,
        clock: Callable[[], dt.datetime],
        tell: Callable[[Change], bytes],
    ) -> None:
        self._comparison = comparison
        self._seen = seen
        self._lease = lease
        self._clock = clock
        self._tell = tell
        self._moved: dict[str, Cursor] = {}
        self._lost: set[str] = set()
        self._cursors = cursors

    def take(self, kind: str, rows: Sequence[Row], moved: Cursor | None = None) -> None:
        """Tell of what changed, then keep what was seen and move the cursor past it."""
        for start in range(0, max(len(rows), 1), _ROWS):
            some = rows[start : start + _ROWS]
            taken: list[tuple[Sighting, bytes | None]] = []
            for sighting, change in self._comparison.compare(kind, some) if some else ():
                taken.append((sighting, None if change is None else self._told(change, taken)))
                if change is not None and change.lost is not None:
                    self._lost.add(change.lost)
            last = start + _ROWS >= len(rows)
            self.keep(taken, moved if last else None)

    def _told(self, change: Change, before: Sequence[tuple[Sighting, bytes | None]]) -> bytes:
        """Where a change cannot be written, keep what was told before it, or it would be told twice."""
        try:
            return self._tell(change)
        except NotWritten:
            # what went to another record is told of both, or else again of both
            self.keep([one for one in before if one[0].server_id != change.server_id])
            raise

    def forget(self, patients: Collection[str]) -> None:
        """Have these Patients, by their addresses, read in full as if nobody had seen them."""
        self._seen.forget(patients, self._lease)

    def move(self, cursor: Cursor) -> None:
        """Each transaction waits for the disk: the ledger is told with the next page, or at the end."""
        self._cursors[cursor.resource_type] = self._moved[cursor.resource_type] = cursor

    def keep(self, taken: Sequence[tuple[Sighting, bytes | None]], moved: Cursor | None = None) -> None:
        """Keep what was seen, each with its change, if it is one; with `moved`, the cursors too."""
        if moved is not None:
            self.move(moved)
        if taken or moved is not None:
            self.keep_now(taken)

    def keep_now(self, taken: Sequence[tuple[Sighting, bytes | None]] = ()) -> None:
        """Keep what was seen, and every cursor that was moved."""
        if taken or self._moved:
            self._seen.keep(
                [looked_at(sighting) for sighting, _ in taken],
                self._lease.run_id,
                self._clock(),
                list(self._moved.values()),
                self._lease,
                [change for _, change in taken if change is not None],
                self._lost,
            )
            self._moved.clear()
            self._lost.clear()
