"""Which schema a ledger has, and that it is this program's."""

from __future__ import annotations

from sqlalchemy import Connection, inspect, text

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
