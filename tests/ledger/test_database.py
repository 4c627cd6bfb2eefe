"""The ledger's file: its owner's alone, durable, and refused with a reason when it is not a ledger."""

from __future__ import annotations

import builtins
import os
import shutil
import sqlite3
import stat
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from adapter.errors import LedgerError
from adapter.ledger.database import open_engine
from adapter.ledger.ledger import Ledger
from tests.ledger.examples import NOW, OTHER, PATIENT, RUN, WHO, filing


@pytest.mark.hazard("H17")
def test_only_its_owner_may_read_the_ledger_and_what_lies_beside_it(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        with Ledger(str(tmp_path / "new" / "ledger.db")) as ledger:
            ledger.runs.start("push", WHO, NOW)
            files = list((tmp_path / "new").iterdir())
            assert {file.name for file in files} >= {"ledger.db", "ledger.db-wal"}
            assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    finally:
        os.umask(before)


@pytest.mark.failure("3.6", "power loss")
def test_what_was_committed_survives_a_power_cut(tmp_path: Path) -> None:
    """SQLite keeps that promise in these modes (PRAGMA synchronous); 2 is FULL."""
    engine = open_engine(str(tmp_path / "ledger.db"))
    try:
        with engine.connect() as connection:
            pragmas = {
                name: connection.execute(text(f"PRAGMA {name}")).scalar_one()
                for name in ("journal_mode", "synchronous", "busy_timeout")
            }
    finally:
        engine.dispose()
    assert pragmas == {"journal_mode": "wal", "synchronous": 2, "busy_timeout": 10_000}


@pytest.mark.parametrize("name", ["ledger?mode=memory.db", "100%25.db", "a#b.db", "größe.db"])
def test_any_file_name_is_a_file_name(tmp_path: Path, name: str) -> None:
    with Ledger(str(tmp_path / name)) as ledger:
        ledger.runs.start("push", WHO, NOW)
    assert name in {file.name for file in tmp_path.iterdir()}
    with Ledger(str(tmp_path / name)) as ledger:
        assert ledger.runs.latest(WHO) is not None


@pytest.mark.failure("3.6", "a damaged database")
def test_another_kind_of_file_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("not a database, and long enough to be looked at\n" * 100)
    with pytest.raises(LedgerError, match=r"notes\.txt: cannot be opened; .*file is not a database"):
        Ledger(str(file))
    assert file.read_text().startswith("not a database")


def test_a_folder_is_no_ledger(tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match=r"cannot be opened; .*unable to open database file"):
        Ledger(str(tmp_path))


def test_a_ledger_that_cannot_be_created_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(LedgerError, match=r"ledger\.db: cannot be created"):
        Ledger(str(tmp_path / "file" / "ledger.db"))


def test_another_programs_database_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "other.db"
    with sqlite3.connect(file) as other:
        other.execute("CREATE TABLE filings (theirs TEXT)")
    other.close()
    with pytest.raises(LedgerError, match="table filings already exists"):
        Ledger(str(file))
    with sqlite3.connect(file) as other:
        assert other.execute("SELECT name FROM sqlite_master").fetchall() == [("filings",)]
    other.close()


@pytest.mark.parametrize(
    ("target", "told"),
    [
        (
            "mysql://clinic:secret@db.example/ledger",
            "neither SQLite nor PostgreSQL|not a file|driver is missing",
        ),
        ("nonsense://clinic:secret@db.example/ledger", "not a file or a PostgreSQL URL"),
        ("postgresql://clinic:secret@db.example:port/ledger", "not a file or a PostgreSQL URL"),
        ("postgresql+psycopg://clinic:sec/ret@127.0.0.1:1/ledger?connect_timeout=2", "cannot be opened"),
    ],
)
def test_a_url_that_cannot_be_used_is_told_without_its_password(target: str, told: str) -> None:
    with pytest.raises(LedgerError, match=told) as caught:
        Ledger(target)
    assert "secret" not in str(caught.value)
    assert "sec/ret" not in str(caught.value)


def test_a_driver_that_is_not_installed_is_told_with_how_to_have_it(monkeypatch: pytest.MonkeyPatch) -> None:
    imported = builtins.__import__

    def without(name: str, *rest: Any) -> Any:
        if name.startswith("psycopg"):
            raise ModuleNotFoundError(f"No module named {name!r}")
        return imported(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(LedgerError, match=r"pip install 'fhir-vgc\[postgresql\]'"):
        Ledger("postgresql://clinic@db.example/ledger")


@pytest.mark.failure("3.6", "a damaged database")
def test_a_ledger_that_goes_bad_while_it_is_open_is_told(tmp_path: Path) -> None:
    file = tmp_path / "ledger.db"
    with Ledger(str(file)) as ledger:
        with sqlite3.connect(file) as other:
            other.execute("DROP TABLE filings")
        other.close()
        with pytest.raises(LedgerError, match="no such table: filings"):
            ledger.filings(WHO).settle(filing(), PATIENT, "filed", None, RUN, NOW)


@pytest.mark.failure("3.6", "a damaged database")
@pytest.mark.parametrize("left", [100, 4096, 20_000, -4096])
def test_a_ledger_of_which_a_part_is_missing_is_refused_and_left_as_it_is(tmp_path: Path, left: int) -> None:
    file = tmp_path / "ledger.db"
    with Ledger(str(file)) as ledger:
        ledger.runs.start("push", WHO, NOW)
    cut = file.read_bytes()[:left]
    file.write_bytes(cut)
    with pytest.raises(LedgerError, match=r"ledger\.db: cannot be opened; .*malformed"):
        Ledger(str(file))
    assert file.read_bytes() == cut


@pytest.mark.failure("3.6", "a damaged database")
def test_a_page_that_was_overwritten_is_told_and_not_read_over(tmp_path: Path) -> None:
    file = tmp_path / "ledger.db"
    with Ledger(str(file)) as ledger:
        ledger.runs.start("push", WHO, NOW)
    spoilt = bytearray(file.read_bytes())
    for start in range(4096, len(spoilt), 4096):
        spoilt[start : start + 100] = b"\xff" * 100
    file.write_bytes(spoilt)
    with pytest.raises(LedgerError, match="malformed"):
        Ledger(str(file))


@pytest.mark.parametrize("replaced", [True, False])
def test_a_ledger_whose_file_is_another_by_now_keeps_nothing_and_lets_nothing_be_sent(
    tmp_path: Path, *, replaced: bool
) -> None:
    """A file that is moved stays open: what is written then, nobody would find."""
    file = tmp_path / "ledger.db"
    with Ledger(str(file)) as ledger:
        with ledger.leases.taken(WHO, RUN) as lease:
            file.rename(tmp_path / "moved.db")
            if replaced:
                shutil.copy(tmp_path / "moved.db", file)
            for attempt in (
                lambda: ledger.filings(WHO, lease).settle(filing(), PATIENT, "filed", None, RUN, NOW),
                lambda: ledger.runs.start("sync", WHO, NOW),
                lambda: ledger.leases._take(OTHER, RUN),
                ledger.imports.counts,
            ):
                with pytest.raises(LedgerError, match=r"ledger\.db was moved, replaced or deleted") as told:
                    attempt()
                assert type(told.value) is LedgerError  # no round goes on after it
            (tmp_path / "moved.db").rename(file)
        ledger.runs.start("sync", WHO, NOW)


@pytest.mark.parametrize("target", ["sqlite://", "sqlite:///:memory:"])
def test_a_ledger_that_is_no_file_has_none_to_lose(target: str) -> None:
    with Ledger(target) as ledger:
        assert ledger.imports.counts() == (0, 0)


def test_who_has_nothing_to_put_in_makes_no_ledger(tmp_path: Path) -> None:
    file = tmp_path / "gone" / "ledger.db"
    with pytest.raises(LedgerError, match=rf"there is no ledger at {file}: the first import makes it"):
        Ledger.existing(str(file))
    assert list(tmp_path.iterdir()) == []
    Ledger(str(file)).close()
    with Ledger.existing(str(file)) as ledger:
        assert ledger.imports.counts() == (0, 0)


def test_a_ledger_that_cannot_be_looked_for_is_not_said_to_be_missing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(LedgerError, match=r"ledger\.db: cannot be opened \(Not a directory\)"):
        Ledger.existing(str(tmp_path / "file" / "ledger.db"))
