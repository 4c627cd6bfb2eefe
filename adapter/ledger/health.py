"""Looking at a ledger without changing it: which schema it has, and whether it is in one piece."""

from __future__ import annotations

from dataclasses import dataclass

from adapter.ledger.database import engine_of
from adapter.ledger.version import schema_of


@dataclass(frozen=True, slots=True)
class Health:
    """`schema` is None where there are no tables yet; `damage` is the first thing that is not in order."""

    schema: str | None
    damage: str | None


def examine(target: str) -> Health:
    """Look at a file that exists, or at a database. Raises `LedgerError` where it cannot be opened.

    Every page is read (SQLite, PRAGMA integrity_check); PostgreSQL looks after its own.
    """
    engine = engine_of(target)
    try:
        with engine.connect() as connection:
            if connection.dialect.name == "sqlite":
                told = str(connection.exec_driver_sql("PRAGMA integrity_check(1)").scalar())
                if told != "ok":
                    # it may begin with a headline, "*** in database main ***"
                    lines = (line for line in told.splitlines() if line and not line.startswith("***"))
                    return Health(None, next(lines, told))
            return Health(schema_of(connection), None)
    finally:
        engine.dispose()
