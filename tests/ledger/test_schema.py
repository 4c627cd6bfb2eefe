"""The schema: the same by migration as by declaration, and never opened by an older program."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from alembic import op
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, inspect, make_url, text

import adapter.ledger.migrations
from adapter.errors import LedgerError
from adapter.ledger.ledger import Ledger
from adapter.ledger.schema import SCHEMA, metadata
from mappings.records import Participant
from tests.ledger.examples import NOW, PATIENT, RUN, WHO, filing, resource
from tests.mappings.examples import PERSON, SESSION

SECOND = dt.timedelta(seconds=1)
NUMBERS = (
    ("runs", "number"),
    ("sessions", "imported_after"),
    ("participants", "changed_after"),
    ("participants", "changed_at"),
)


@contextmanager
def database(target: str) -> Iterator[Connection]:
    """The database itself, past the ledger."""
    engine = create_engine(make_url(target if "://" in target else f"sqlite:///{target}"))
    try:
        with engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()


def everything(target: str) -> dict[str, list[Any]]:
    """Every row of every table."""
    with database(target) as connection:
        names = sorted(inspect(connection).get_table_names())
        return {name: list(connection.execute(text(f"SELECT * FROM {name}"))) for name in names}


def test_the_migrations_make_what_the_tables_declare(ledger: Ledger, ledger_target: str) -> None:
    with database(ledger_target) as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_the_declared_schema_is_the_newest_migration(ledger: Ledger, ledger_target: str) -> None:
    folder = Path(adapter.ledger.migrations.__file__).parent
    assert ScriptDirectory(str(folder)).get_current_head() == SCHEMA
    with database(ledger_target) as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one() == SCHEMA


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("resources", "value"),
        ("resources", "filing_id"),
        ("filings", "filing_id"),
        ("filings", "patient"),
        ("filed", "filing_id"),
        ("filed", "session_id"),
    ],
)
def test_what_each_filing_asks_for_is_found_by_an_index(
    ledger: Ledger, ledger_target: str, table: str, column: str
) -> None:
    """Otherwise each filing takes longer, the more are in the ledger."""
    with database(ledger_target) as connection:
        inspector = inspect(connection)
        indexes = [index["column_names"] for index in inspector.get_indexes(table)]
        indexes.append(inspector.get_pk_constraint(table)["constrained_columns"])
    assert ["endpoint", column] in [columns[:2] for columns in indexes]


def test_a_ledger_that_is_opened_again_is_as_it_was(ledger_target: str) -> None:
    with Ledger(ledger_target) as ledger:
        one = filing()
        ledger.filings(WHO).intend([(one, PATIENT, one.resources)], RUN, NOW)
    before = everything(ledger_target)
    with Ledger(ledger_target) as ledger:
        assert ledger.filings(WHO).counts() == {"sending": 1}
    assert everything(ledger_target) == before


def test_the_runs_of_an_older_program_are_numbered_and_what_they_read_counts_as_read(
    ledger_target: str,
) -> None:
    with Ledger(ledger_target) as ledger:
        before = ledger.runs.start("push", WHO, NOW)
        ledger.imports.keep(SESSION, [Participant(row=3, person=PERSON)], [], NOW + SECOND)
        after = ledger.runs.start("push", WHO, NOW + 2 * SECOND)
    with database(ledger_target) as connection:
        for table, column in NUMBERS:
            connection.execute(text(f"ALTER TABLE {table} DROP COLUMN {column}"))
        connection.execute(text("ALTER TABLE filings DROP COLUMN waiting_since"))
        connection.execute(text("DROP TABLE settled_patients"))
        connection.execute(text("ALTER TABLE resources DROP COLUMN sent_at"))
        connection.execute(text("DROP TABLE brought_back"))
        connection.execute(text("DROP TABLE wanting"))
        connection.execute(text("UPDATE alembic_version SET version_num = '0004'"))
    with Ledger(ledger_target) as ledger, database(ledger_target) as connection:
        assert [run.run_id for run in ledger.runs.listed(WHO)] == [after, before]
        assert connection.execute(text("SELECT imported_after FROM sessions")).scalar_one() == 1
        assert connection.execute(text("SELECT changed_after FROM participants")).scalar_one() is None
        assert connection.execute(text("SELECT max(number) FROM runs")).scalar_one() == 2


def test_what_waited_in_a_ledger_of_an_older_program_has_waited_since_it_was_last_recorded(
    ledger_target: str,
) -> None:
    with Ledger(ledger_target) as ledger:
        ledger.filings(WHO).settle(filing(number=1), PATIENT, "held", "why", RUN, NOW)
        ledger.filings(WHO).settle(filing(number=2), PATIENT, "filed", None, RUN, NOW)
    with database(ledger_target) as connection:
        connection.execute(text("ALTER TABLE filings DROP COLUMN waiting_since"))
        connection.execute(text("DROP TABLE settled_patients"))
        connection.execute(text("ALTER TABLE resources DROP COLUMN sent_at"))
        connection.execute(text("DROP TABLE brought_back"))
        connection.execute(text("DROP TABLE wanting"))
        connection.execute(text("UPDATE alembic_version SET version_num = '0005'"))
    with Ledger(ledger_target) as ledger:
        standings = ledger.filings(WHO).standings().values()
        assert [one.waiting_since for one in standings] == [NOW, None]


def test_what_an_older_program_has_found_wanting_is_looked_at_again(ledger_target: str) -> None:
    kept_not = "the endpoint does not keep what it is sent: a Goal with another status"
    with Ledger(ledger_target) as ledger:
        filings = ledger.filings(WHO)
        for number, state, reason in ((1, "conflict", kept_not), (2, "conflict", "why"), (3, "filed", None)):
            goal, never = resource(f"goal {number}"), resource(f"goal {number} that never arrived")
            one = filing(goal, never, number=number)
            filings.intend([(one, PATIENT, one.resources)], RUN, NOW)
            filings.answered(one.filing_id, [(goal, f"g{number}", "1", "created")], NOW)
            filings.settle(one, PATIENT, state, reason, RUN, NOW)
    with database(ledger_target) as connection:
        connection.execute(text("DROP TABLE wanting"))
        connection.execute(text("UPDATE alembic_version SET version_num = '0009'"))
    with Ledger(ledger_target) as ledger:
        assert list(ledger.filings(WHO).wanting.listed().values()) == [
            {resource("goal 1").identity: "a Goal that was not kept as it was sent"}
        ]


@pytest.mark.failure("3.6", "an older program on a newer ledger")
def test_a_run_does_not_begin_on_a_ledger_that_a_newer_program_has_opened_meanwhile(
    ledger: Ledger, ledger_target: str
) -> None:
    with ledger.leases.taken(WHO, RUN):
        pass
    with database(ledger_target) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    before = everything(ledger_target)
    with (
        pytest.raises(LedgerError, match=r"schema is 9999 by now, .* Stop this one, and start the newer"),
        ledger.leases.taken(WHO, RUN),
    ):
        raise AssertionError
    assert everything(ledger_target) == before


@pytest.mark.failure("3.6", "an older program on a newer ledger")
def test_a_ledger_of_a_newer_program_is_refused_and_left_as_it_is(ledger_target: str) -> None:
    with Ledger(ledger_target) as ledger:
        ledger.filings(WHO).settle(filing(), PATIENT, "filed", None, RUN, NOW)
    with database(ledger_target) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        connection.execute(text("ALTER TABLE filings ADD COLUMN from_the_future INTEGER"))
    before = everything(ledger_target)
    with pytest.raises(LedgerError, match=r"schema is 9999, which .* \(schema \d+\) does not know"):
        Ledger(ledger_target)
    assert everything(ledger_target) == before


@pytest.mark.failure("3.6", "killed at any step")
@pytest.mark.invariant("I8")
def test_a_migration_that_breaks_off_leaves_nothing_and_is_done_at_the_next_opening(
    ledger_target: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The schema is never half migrated (failure matrix, I8)."""

    def broken(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(op, "create_index", broken)
        with pytest.raises(KeyboardInterrupt):
            Ledger(ledger_target)
    assert everything(ledger_target) == {}
    with Ledger(ledger_target) as ledger:
        assert ledger.imports.counts() == (0, 0)


@pytest.mark.invariant("I8")
def test_many_programs_may_open_an_empty_ledger_at_once(ledger_target: str) -> None:
    failures: list[BaseException] = []

    def open_it() -> None:
        try:
            Ledger(ledger_target).close()
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=open_it) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
