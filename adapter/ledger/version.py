"""Which schema a ledger has, and that it is this program's; and that its file is the one that was opened."""

from __future__ import annotations

import os

from sqlalchemy import Connection, Engine, inspect, text

from adapter.errors import LedgerError
from adapter.ledger.schema import SCHEMA


def schema_of(connection: Connection) -> str | None:
    """The migration that the tables are at; None where there are none."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def require_own(connection: Connection) -> None:
    """For who opened the ledger perhaps days ago. Raises `LedgerError` if it has another schema by now."""
    found = schema_of(connection)
    if found != SCHEMA:
        raise LedgerError(
            f"the ledger's schema is {found} by now, and this program began with {SCHEMA}: a newer fhir-vgc"
            " has opened it since. Nothing was sent. Stop this one, and start the newer one in its place"
        )


def file_of(engine: Engine) -> tuple[int, int] | None:
    """Which file lies where the ledger is, by device and number; None where none does, as with PostgreSQL."""
    try:
        found = os.stat(engine.url.database or "")
    except OSError:
        return None
    return (found.st_dev, found.st_ino) if engine.dialect.name == "sqlite" else None


def require_same_file(engine: Engine, opened: tuple[int, int]) -> None:
    """Raises `LedgerError` where another file lies there by now: what is kept would be found by nobody."""
    if file_of(engine) != opened:
        raise LedgerError(
            f"the ledger's file {engine.url.database} was moved, replaced or deleted since it was opened:"
            " nothing more is kept in it or sent. See that the right ledger lies there, then start this again"
        )
