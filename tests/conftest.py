"""What holds for every test."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, settings
from sqlalchemy import Connection, Engine, event

# a busy machine is slow, not wrong: properties are judged by their examples, never by the clock
settings.register_profile(
    "suite", deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("suite")


@event.listens_for(Engine, "before_cursor_execute")
def _holds_the_lock_before_it_reads(
    connection: Connection, _cursor: Any, statement: str, *_rest: Any
) -> None:
    """No transaction of the ledger's reads and then writes, unless it has SQLite's lock from its beginning.

    It would fail at once where another process wrote in between, which no test meets but by chance.
    """
    verb = statement.split(maxsplit=1)[0].upper()
    transaction = connection.get_transaction()
    if transaction is None or connection.dialect.name != "sqlite":
        return
    began, first = connection.info.get("first statement", (None, ""))
    if began is not transaction:
        first = verb
        connection.info["first statement"] = (transaction, first)
    alone = connection.get_execution_options().get("alone", False)
    assert alone or first != "SELECT" or verb in ("SELECT", "PRAGMA"), f"reads, then {statement[:60]}"
