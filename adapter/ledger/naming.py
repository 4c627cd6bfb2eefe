"""What is kept of an endpoint under its address, and goes to its name once the settings name it."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, Table, delete, exists, or_, select, update

from adapter.ledger.schema import claims, learnt, leases, metadata, runs, workers

_OF_A_RUN = (leases, workers, claims)
"""Which run has an endpoint now: nothing that outlasts it."""

_LASTING = tuple(
    table for table in metadata.sorted_tables if "endpoint" in table.c and table not in _OF_A_RUN
)
_OF_RECORDS = tuple(table for table in _LASTING if table not in (runs, learnt))
"""What is known of records; runs that failed and what they learnt of the endpoint are under any name."""


def is_to_be_carried(connection: Connection, address: str, name: str) -> bool:
    """Whether anything is kept under the address, and not of records under both."""
    both = all(_kept(connection, _OF_RECORDS, endpoint) for endpoint in (address, name))
    return not both and _kept(connection, _LASTING, address)


def carry_over(connection: Connection, address: str, name: str) -> None:
    """As part of the caller's transaction, which sees that no run has the endpoint by its address."""
    known = (learnt,) if _kept(connection, (learnt,), name) else ()
    for table in (*_OF_A_RUN, *known):
        connection.execute(delete(table).where(table.c.endpoint == address))
    for table in _LASTING:
        connection.execute(update(table).where(table.c.endpoint == address).values(endpoint=name))


def _kept(connection: Connection, tables: Iterable[Table], endpoint: str) -> bool:
    anything = or_(*(exists().where(table.c.endpoint == endpoint) for table in tables))
    return bool(connection.execute(select(anything)).scalar())
