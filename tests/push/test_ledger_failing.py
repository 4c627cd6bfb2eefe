"""What a push promises when its ledger cannot be written: nothing is sent that is not on disk first."""

from __future__ import annotations

import errno
import os
import resource
import socket
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from typing import Any, TypeAlias

import pytest
import urllib3

from adapter.errors import LedgerError
from adapter.ledger import database
from adapter.ledger.ledger import Ledger
from tests.push import clinic
from tests.push.conftest import Practice

Setting: TypeAlias = Callable[[str], AbstractContextManager[None]]


@pytest.fixture
def database_with(monkeypatch: pytest.MonkeyPatch) -> Setting:
    """SQLite as it is on a disk or in a moment of that kind, by a setting of its own."""
    opened = database._durable

    @contextmanager
    def every_connection(pragma: str) -> Iterator[None]:
        def set_up(connection: Any, record: Any) -> None:
            opened(connection, record)
            connection.execute(f"PRAGMA {pragma}")

        with monkeypatch.context() as patched:
            patched.setattr(database, "_durable", set_up)
            yield

    return every_connection


def pages_of(ledger: Path) -> int:
    with closing(sqlite3.connect(ledger)) as opened:
        (pages,) = opened.execute("PRAGMA page_count").fetchone()
        return int(pages)


@pytest.fixture
def ledger(practice: Practice) -> Path:
    file = practice.folder / "ledger.db"
    with Ledger(str(file)):
        return file


@pytest.mark.failure("3.6", "disk full or read-only")
@pytest.mark.invariant("I1")
def test_on_a_full_disk_nothing_is_sent_and_the_next_push_files_it(
    practice: Practice, ledger: Path, database_with: Setting
) -> None:
    with (
        database_with(f"max_page_count={pages_of(ledger)}"),
        pytest.raises(LedgerError, match="disk is full"),
    ):
        practice.push([clinic.clinic()])
    assert practice.resources() == []
    assert practice.push([clinic.clinic()]).filings == {"filed": 5}


@pytest.mark.failure("3.6", "disk full or read-only")
def test_from_a_ledger_that_may_only_be_read_nothing_is_sent(
    practice: Practice, ledger: Path, database_with: Setting
) -> None:
    with database_with("query_only=ON"), pytest.raises(LedgerError, match="readonly database"):
        practice.push([clinic.clinic()])
    assert practice.resources() == []


@pytest.mark.failure("3.6", "disk full or read-only")
@pytest.mark.failure("3.6", "killed at any step")
@pytest.mark.invariant("I10")
def test_a_disk_that_fills_up_at_any_step_of_a_push_doubles_nothing_later(
    practice: Practice, ledger: Path, database_with: Setting
) -> None:
    """Before the first filing, between two, or as an answer is to be kept."""
    sessions = [(clinic.session(), tuple(clinic.participant(index, education=()) for index in range(2)))]
    room, broken = pages_of(ledger), 0
    while len(practice.resources("Appointment")) < 2:
        room += 2
        with database_with(f"max_page_count={room}"):
            try:
                practice.push(sessions, connections=1)
            except LedgerError:
                broken += 1
        assert practice.nothing_doubled()
    assert broken > 3
    assert practice.push(sessions).complete
    assert practice.push(sessions).filings == {"unchanged": 2}
    assert practice.nothing_doubled()


@pytest.mark.failure("3.6", "database busy")
def test_a_ledger_that_somebody_else_keeps_busy_is_told_and_nothing_is_sent(
    practice: Practice, ledger: Path, database_with: Setting
) -> None:
    with closing(sqlite3.connect(ledger, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        told = r"^the ledger is in use: another process .*; see whether one is stopped"
        with database_with("busy_timeout=10"), pytest.raises(LedgerError, match=told):
            practice.push([clinic.clinic()])
        other.execute("ROLLBACK")
    assert practice.resources() == []
    assert practice.push([clinic.clinic()]).filings == {"filed": 5}


@pytest.mark.failure("3.6", "too few file descriptors")
def test_without_a_file_descriptor_the_ledger_is_not_opened_and_that_is_one_sentence(ledger: Path) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    lowest = os.dup(0)  # all below it are taken
    os.close(lowest)
    resource.setrlimit(resource.RLIMIT_NOFILE, (lowest, hard))
    try:
        with pytest.raises(
            LedgerError, match=r"^ledger .*: cannot be opened; .*unable to open database file$"
        ):
            Ledger(str(ledger))
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@pytest.mark.failure("3.6", "too few file descriptors")
def test_without_a_file_descriptor_for_a_connection_filings_wait_and_the_next_push_files_them(
    practice: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    connect = urllib3.util.connection.create_connection
    made: list[object] = []

    def run_out(*given: Any, **named: Any) -> socket.socket:
        if len(made) == 2:
            raise OSError(errno.EMFILE, "Too many open files")
        made.append(given)
        return connect(*given, **named)

    monkeypatch.setattr(urllib3.util.connection, "create_connection", run_out)
    practice.faults.add("close-idle")  # so that each request needs a connection of its own
    report = practice.push([clinic.clinic()])
    assert report.balanced
    assert set(report.filings) == {"held"}
    monkeypatch.undo()
    assert practice.push([clinic.clinic()]).filings == {"filed": 5}
