"""The doctor's look at the ledger and its disk: what is wrong is told plainly, and nothing is changed."""

from __future__ import annotations

import errno
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from collections import namedtuple
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection

from adapter.doctor.finding import Finding
from adapter.doctor.learnt import look_at_learnt
from adapter.doctor.machine import look_at_changes, look_at_ledger, look_at_settings
from adapter.errors import LedgerError
from adapter.ledger import health
from adapter.ledger.ledger import Ledger
from adapter.ledger.schema import SCHEMA
from adapter.settings import Settings
from tests.push import clinic

Usage = namedtuple("Usage", ["total", "used", "free"])


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A ledger with something in it."""
    made = tmp_path / "ledger.db"
    with Ledger(str(made)) as ledger:
        ledger.imports.keep(*clinic.clinic(), [], clinic.at(12))
    with sqlite3.connect(made) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    return made


def look(target: Path | str) -> dict[str, Finding]:
    """The last finding of each check."""
    return {one.check: one for one in look_at_ledger(str(target))}


def set_schema(file: Path, schema: str) -> None:
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE alembic_version SET version_num = ?", (schema,))
    connection.close()


def test_a_folder_without_settings_is_not_called_well(tmp_path: Path) -> None:
    (told,) = look_at_settings(Settings(), tmp_path, named=True)
    assert (told.verdict, str(tmp_path) in told.found) == ("warning", True)
    (told,) = look_at_settings(Settings(), tmp_path, named=False)
    assert told.verdict == "well"


def test_metrics_without_their_folder_are_told_before_a_run_fails_for_it(tmp_path: Path) -> None:
    there = Settings(metrics_file=tmp_path / "vgc.prom")
    assert [one.verdict for one in look_at_settings(there, tmp_path, named=False)] == ["well"]
    nowhere = Settings(metrics_file=tmp_path / "nowhere" / "vgc.prom")
    told = list(look_at_settings(nowhere, tmp_path, named=False))[-1]
    assert (told.verdict, "is not there" in told.found) == ("ill", True)


def test_a_place_for_what_comes_back_is_looked_at_and_not_made(tmp_path: Path) -> None:
    (told,) = look_at_changes(tmp_path / "new" / "changes")
    assert (told.check, told.verdict) == ("changes", "well")
    assert list(tmp_path.iterdir()) == []


def test_where_what_comes_back_cannot_be_written_is_told_before_anything_comes(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    (told,) = look_at_changes(tmp_path / "file" / "changes")
    assert told.verdict == "ill"
    assert f"{tmp_path / 'file' / 'changes'}, and cannot be: Not a directory" in told.found


def test_a_ledger_that_is_well_is_said_to_be(file: Path) -> None:
    found = look(file)
    assert {one.verdict for one in found.values()} == {"well"}
    assert f"in one piece and has schema {SCHEMA}" in found["ledger"].found


def test_a_ledger_that_is_not_there_yet_is_not_made(tmp_path: Path) -> None:
    found = look(tmp_path / "new" / "ledger.db")
    assert {one.verdict for one in found.values()} == {"well"}
    assert "not there yet" in found["ledger"].found
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("schema", "verdict", "told"),
    [("9999", "ill", "a newer fhir-vgc wrote it"), ("0001", "warning", f"brings it up to {SCHEMA}")],
)
def test_a_ledger_of_another_schema_is_told_and_left_as_it_is(
    file: Path, schema: str, verdict: str, told: str
) -> None:
    set_schema(file, schema)
    before = file.read_bytes()
    found = look(file)["ledger"]
    assert (found.verdict, told in found.found) == (verdict, True)
    assert found.todo
    assert file.read_bytes() == before


@pytest.mark.failure("3.6", "a damaged database")
def test_a_damaged_page_is_found(file: Path) -> None:
    whole = file.read_bytes()
    file.write_bytes(whole[:8192] + os.urandom(4096) + whole[12288:])
    found = look(file)["ledger"]
    assert found.verdict == "ill"
    assert "***" not in found.found
    for told in (
        "last backup",
        "-wal or -shm",
        "import the newest file of every session",
        "what was dropped",
    ):
        assert told in found.todo


@pytest.mark.failure("3.6", "a damaged database")
@pytest.mark.parametrize(
    ("told", "damage"),
    [
        ("*** in database main ***\nTree 5 page 5: btreeInitPage() returns error code 11", "Tree 5 page 5"),
        ("Tree 5 page 5: btreeInitPage() returns error code 11\nPage 7: never used", "Tree 5 page 5"),
        ("*** in database main ***", "*** in database main ***"),
    ],
)
def test_the_damage_is_told_and_not_its_headline(
    file: Path, monkeypatch: pytest.MonkeyPatch, told: str, damage: str
) -> None:
    """As one version of SQLite words it or another."""
    checked = Connection.exec_driver_sql

    def check(self: Connection, statement: str, *given: Any) -> Any:
        if statement.startswith("PRAGMA integrity_check"):
            return checked(self, "SELECT ?", (told,))
        return checked(self, statement, *given)

    monkeypatch.setattr(Connection, "exec_driver_sql", check)
    found = look(file)["ledger"]
    assert f"is damaged: {damage}" in found.found
    assert "\n" not in found.found


def test_the_documented_backup_has_what_lies_beside_the_file_and_can_be_put_back(tmp_path: Path) -> None:
    ledger, backup = tmp_path / "ledger.db", tmp_path / "backup.db"
    page = (Path(__file__).parents[2] / "docs" / "engineer.md").read_text()
    (said,) = re.findall(r'python3 -c "(.*)"', page)
    with Ledger(str(ledger)) as opened:
        opened.imports.keep(*clinic.clinic(), [], clinic.at(12))
        shutil.copy(ledger, tmp_path / "copied.db")
        said = said.replace("/var/lib/fhir-vgc/ledger.db", str(ledger)).replace(
            "/backup/ledger.db", str(backup)
        )
        subprocess.run([sys.executable, "-c", said], check=True)
    for place, sessions in ((backup, 1), (tmp_path / "copied.db", 0)):
        with Ledger(str(place)) as opened:
            assert opened.imports.counts()[0] == sessions


@pytest.mark.failure("3.6", "a damaged database")
@pytest.mark.parametrize("content", [b"patient,score\n", None], ids=["another file", "cut off"])
def test_what_is_no_whole_ledger_is_told(file: Path, content: bytes | None) -> None:
    file.write_bytes(content if content is not None else file.read_bytes()[:6000])
    assert look(file)["ledger"].verdict == "ill"


def test_a_ledger_that_others_may_read_is_told(file: Path) -> None:
    file.chmod(0o644)
    warnings = [one for one in look_at_ledger(str(file)) if one.verdict == "warning"]
    assert [f"chmod 600 {file}" in one.todo for one in warnings] == [True]


@pytest.mark.failure("3.6", "disk full or read-only")
@pytest.mark.parametrize(
    ("free", "verdict"), [(50_000_000, "ill"), (500_000_000, "warning"), (2 * 10**9, "well")]
)
def test_a_disk_that_fills_up_is_told_in_time(
    file: Path, monkeypatch: pytest.MonkeyPatch, free: int, verdict: str
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(10**12, 0, free))
    assert look(file)["disk"].verdict == verdict


def test_a_disk_that_keeps_nothing_is_told(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(_descriptor: int) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(os, "fsync", fails)
    found = look(file)["disk"]
    assert (found.verdict, "Input/output error" in found.found) == ("ill", True)
    assert [entry.name for entry in file.parent.iterdir()] == ["ledger.db"]


@pytest.mark.failure("3.6", "disk full or read-only")
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_where_there_is_no_room_it_is_room_that_is_asked_for(
    file: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    def fails(_descriptor: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", fails)
    found = [look(file)["disk"], *look_at_changes(file.parent)]
    assert [one.verdict for one in found] == ["ill", "ill"]
    for one in found:
        assert one.todo.startswith("Make room")
        assert "writable" not in one.todo


@pytest.mark.failure("3.6", "disk full or read-only")
@pytest.mark.parametrize("said", ["disk I/O error", "database or disk is full"])
def test_no_backup_is_put_back_where_the_disk_is_full(
    file: Path, monkeypatch: pytest.MonkeyPatch, said: str
) -> None:
    def fails(_connection: Connection) -> None:
        raise LedgerError(f"the ledger's database says: {said}")

    monkeypatch.setattr(health, "schema_of", fails)
    found = look(file)["ledger"]
    assert (found.verdict, said in found.found) == ("ill", True)
    assert found.todo.startswith("Make room on the disk")
    assert "backup" not in found.todo


def test_what_another_user_keeps_to_himself_is_told_and_no_defect(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    theirs, stat = file.parent, os.stat

    def refused(path: Any, **how: Any) -> os.stat_result:
        if theirs in Path(path).parents:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        return stat(path, **how)

    monkeypatch.setattr(os, "stat", refused)
    told, (changes,) = look(file)["ledger"], look_at_changes(theirs / "changes")
    assert list(look_at_learnt(str(file), "practice")) == []
    monkeypatch.undo()
    assert (told.verdict, told.todo) == ("ill", "Run this as the user who owns it.")
    assert (changes.verdict, "Permission denied" in changes.found) == ("ill", True)


def test_a_database_is_told_without_its_password() -> None:
    found = look("postgresql://clinic:secret@127.0.0.1:9/ledger?sslpassword=secret")
    assert found["ledger"].verdict == "ill"
    assert "secret" not in str(found)
