"""What is written to the ledger together: one transaction, under the run's lease."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, Table

from adapter.ledger.leases import Lease
from adapter.ledger.upsert import upsert


class Writing:
    """Used from one thread. With a lease, whoever writes first raises `LeaseLost` if it is not held any more.

    Each transaction waits for the disk, and a statement takes longer to prepare than to run: so there is none
    before something is written, and all rows of a table are written by one statement.
    """

    def __init__(self, engine: Engine, lease: Lease | None) -> None:
        self._engine = engine
        self._lease = lease
        self._under_way = False
        self._block = ExitStack()
        self._transaction: Connection | None = None
        self._rows: dict[tuple[Table, bool], list[dict[str, Any]]] = {}

    @contextmanager
    def together(self) -> Iterator[None]:
        """All that is written inside is kept in one transaction, or none of it.

        Rows are written when the outermost block ends, and what depends on them belongs behind it.
        """
        if self._under_way:
            yield
            return
        self._under_way = True
        with ExitStack() as self._block:
            try:
                yield
                for (table, replace), rows in self._rows.items():
                    upsert(self._begun(), table, rows, replace=replace)
            finally:
                self._under_way, self._transaction = False, None
                self._rows.clear()

    @contextmanager
    def at_once(self) -> Iterator[Connection]:
        """A connection for what is written within, in the transaction of all that is written together."""
        with self.together():
            yield self._begun()

    def rows(self, table: Table, rows: list[dict[str, Any]], *, replace: bool) -> None:
        """Write these rows at the end; where the key is there already, replace the row or leave it."""
        if rows:
            with self.at_once():
                self._rows.setdefault((table, replace), []).extend(rows)

    def _begun(self) -> Connection:
        if self._transaction is None:
            connection = self._block.enter_context(self._engine.begin())
            if self._lease is not None:
                self._lease.confirm(connection)
            self._transaction = connection
        return self._transaction
