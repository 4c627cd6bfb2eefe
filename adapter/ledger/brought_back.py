"""Rows of the ledger about changes that were brought back, and that no finished workbook has yet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import Connection, Engine, delete, select

from adapter.ledger.leases import Lease
from adapter.ledger.schema import brought_back

_AT_ONCE = 500


class BroughtBack:
    """Those of one endpoint; `Seen.keep` adds them, together with what moves the cursor past them."""

    def __init__(self, engine: Engine, endpoint: str) -> None:
        self._engine = engine
        self._endpoint = endpoint

    def all(self) -> Iterator[tuple[int, bytes]]:
        """Each with its number, which grows, in the order in which they were kept."""
        last = 0
        while rows := self._after(last):
            for number, change in rows:
                yield number, change
                last = number

    def _after(self, last: int) -> Sequence[tuple[int, bytes]]:
        query = (
            select(brought_back.c.number, brought_back.c.change)
            .where(brought_back.c.endpoint == self._endpoint, brought_back.c.number > last)
            .order_by(brought_back.c.number)
            .limit(_AT_ONCE)
        )
        with self._engine.connect() as connection:
            return [(row.number, row.change) for row in connection.execute(query)]

    def written(self, lease: Lease, up_to: int | None) -> None:
        """A finished workbook has those up to a number, or all of them. Raises `LeaseLost`."""
        there = brought_back.c.endpoint == self._endpoint
        if up_to is not None:
            there &= brought_back.c.number <= up_to
        with self._engine.begin() as connection:
            lease.confirm(connection)
            connection.execute(delete(brought_back).where(there))


def add(connection: Connection, endpoint: str, changes: Sequence[bytes]) -> None:
    """Keep changes as part of the caller's transaction."""
    if changes:
        connection.execute(
            brought_back.insert(), [{"endpoint": endpoint, "change": change} for change in changes]
        )
