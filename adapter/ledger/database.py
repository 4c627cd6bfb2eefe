"""Opening the ledger's database, SQLite or PostgreSQL, always at the schema of this program."""

from __future__ import annotations

import datetime as dt
import os
import threading
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from sqlalchemy import (
    URL,
    Connection,
    Engine,
    ExceptionContext,
    create_engine,
    event,
    make_url,
    text,
)
from sqlalchemy.exc import SQLAlchemyError

from adapter.errors import LedgerError
from adapter.ledger.leases import LASTS
from adapter.ledger.schema import SCHEMA
from adapter.ledger.version import file_of, require_same_file, schema_of
from adapter.settings import without_secrets

_PATIENCE = 10
"""Seconds that a process waits for another one's transaction; ours take milliseconds."""


def open_engine(target: str) -> Engine:
    """An engine for a file path or an SQLAlchemy URL, migrated to the newest schema.

    Raises `LedgerError` if it cannot be opened, or was written by a newer program.
    """
    engine = engine_of(target)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _durable)
        event.listen(engine, "begin", _begin)
    else:
        event.listen(engine, "connect", _mortal)
    try:
        _migrate(engine)
    except LedgerError as error:
        engine.dispose()
        raise LedgerError(f"ledger {without_secrets(target)}: cannot be opened; {error}") from None
    except BaseException:
        engine.dispose()
        raise
    if (which := file_of(engine)) is not None:
        event.listen(engine, "begin", lambda _: require_same_file(engine, which), insert=True)
    return engine


def require_made(target: str) -> None:
    """For who has nothing to put into a ledger. Raises `LedgerError` where its file is not there."""
    if "://" in target:
        return
    file = Path(target).expanduser().absolute()
    try:
        file.stat()
    except FileNotFoundError:
        raise LedgerError(
            f"there is no ledger at {file}: the first import makes it. If there was one, see whether this is"
            " its place (fhir-vgc config show), and whether somebody has moved or deleted it"
        ) from None
    except OSError as error:
        raise LedgerError(f"ledger {file}: cannot be opened ({error.strerror})") from None


def engine_of(target: str) -> Engine:
    """An engine as it is, whatever the schema. Raises `LedgerError` if there is no driver for it."""
    try:
        url = make_url(target) if "://" in target else URL.create("sqlite", database=_prepared(Path(target)))
        if url.drivername == "postgresql":
            url = url.set(drivername="postgresql+psycopg")
        # a statement's values are records of patients
        engine = create_engine(url, hide_parameters=True)
    except ImportError:
        raise LedgerError(
            f"ledger {without_secrets(target)}: its driver is missing; pip install 'fhir-vgc[postgresql]'"
        ) from None
    except (SQLAlchemyError, ValueError):
        raise LedgerError(f"ledger {without_secrets(target)}: not a file or a PostgreSQL URL") from None
    if engine.dialect.name not in ("sqlite", "postgresql"):
        raise LedgerError(f"ledger {without_secrets(target)}: neither SQLite nor PostgreSQL")
    event.listen(engine, "handle_error", _tell)
    return engine


def _tell(context: ExceptionContext) -> None:
    """Whatever the database refuses is an error of ours: the first line of its own words.

    What follows that line may be the row itself, and would stand in a traceback.
    """
    if context.sqlalchemy_exception is not None:
        reason = str(context.original_exception).partition("\n")[0]
        context.original_exception.args = (reason,)
        if reason == "database is locked":
            raise LedgerError(
                f"the ledger is in use: another process has been writing to it for {_PATIENCE} s, which takes"
                " milliseconds; see whether one is stopped (suspended), then run this again"
            ) from None
        raise LedgerError(f"the ledger's database says: {reason}") from None


def alone(engine: Engine) -> AbstractContextManager[Connection]:
    """A transaction that reads before it writes.

    On SQLite it has the one lock on writing from its beginning: if another wrote after it has read, it would
    be refused at once, with no patience at all (SQLITE_BUSY_SNAPSHOT).
    """
    return engine.execution_options(alone=True).begin()


def one_at_a_time(connection: Connection, what: str) -> None:
    """Until the transaction ends nobody else is at it; on SQLite a transaction `alone` has that already."""
    if connection.dialect.name == "postgresql":
        lock = text("SELECT pg_advisory_xact_lock(hashtext(:what))")
        connection.execute(lock, {"what": f"fhir-vgc {what}"})


def _prepared(file: Path) -> str:
    """The ledger holds records of patients: only its owner may read it."""
    file = file.expanduser()
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        if not file.exists():
            os.close(os.open(file, os.O_CREAT | os.O_WRONLY, 0o600))
    except OSError as error:
        raise LedgerError(f"ledger {file}: cannot be created ({error.strerror})") from None
    return str(file.resolve())


def _durable(connection: Any, _record: Any) -> None:
    """WAL with FULL: what was committed survives a power cut (SQLite, PRAGMA synchronous)."""
    connection.isolation_level = None  # the driver would commit before DDL; `_begin` begins instead
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute(f"PRAGMA busy_timeout={_PATIENCE * 1000}")
    cursor.close()


def _mortal(connection: Any, _record: Any) -> None:
    """Who stops within a transaction, or is gone with its machine, loses its locks as it loses its lease."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET idle_in_transaction_session_timeout = {LASTS // dt.timedelta(milliseconds=1)}")
    connection.commit()


def _begin(connection: Connection) -> None:
    alone = connection.get_execution_options().get("alone", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if alone else "BEGIN")


_migrating = threading.Lock()
"""Alembic's operations go through one object of the whole process."""


def _migrate(engine: Engine) -> None:
    """Bring the schema up, in one transaction that no other process shares."""
    with engine.connect() as connection:
        if schema_of(connection) == SCHEMA:
            return
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    with _migrating, alone(engine) as connection:
        one_at_a_time(connection, "ledger")
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, "head")
        except CommandError:
            raise LedgerError(
                f"the ledger's schema is {schema_of(connection)}, which this program (schema {SCHEMA}) does"
                " not know; it was written by a newer fhir-vgc. Update this one; nothing was changed"
            ) from None
