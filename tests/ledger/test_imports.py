"""Sessions and participants as records: whole, in place of those before, and without a file's name."""

from __future__ import annotations

import datetime as dt
import inspect
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import create_engine, make_url, text

from adapter.errors import LedgerError
from adapter.ledger.imports import Kept, Source
from adapter.ledger.ledger import Ledger
from adapter.ledger.schema import metadata
from mappings.records import Participant, Session
from tests.ledger.examples import EARLIER, NOW
from tests.mappings.examples import PERSON, SESSION, full_participant

WORKBOOK = Source(sha256="a" * 64, kind="workbook", rows_read=12, rows_used=11, rows_rejected=1)
REPORT = Source(sha256="b" * 64, kind="teams", rows_read=14, rows_used=14, rows_rejected=0)
NEXT = SESSION.model_copy(
    update={
        "session_id": "1c8e2c1a-5a44-4f0e-8f0d-9b3c2f1d7a61",
        "session_date": SESSION.session_date + dt.timedelta(days=28),
    }
)


def kept(ledger: Ledger) -> list[tuple[Session, tuple[Participant, ...]]]:
    return list(ledger.imports.sessions())


def test_what_is_kept_is_read_back_as_it_was(ledger: Ledger, ledger_target: str) -> None:
    people = (full_participant("naïve 🙂"), Participant(row=3, person=PERSON))
    ledger.imports.keep(SESSION, people, [WORKBOOK], NOW)
    with Ledger(ledger_target) as another:
        ((session, participants),) = kept(another)
        assert (session, participants) == (SESSION, people)
        assert participants[0].model_dump_json() == people[0].model_dump_json()


def test_another_import_of_a_session_takes_the_place_of_the_first(ledger: Ledger) -> None:
    ledger.imports.keep(SESSION, [full_participant("words")], [WORKBOOK], EARLIER)
    ledger.imports.keep(NEXT, [Participant(row=2, person=PERSON)], [], EARLIER)
    corrected = SESSION.model_copy(update={"title": "Living better with pain"})
    ledger.imports.keep(corrected, [Participant(row=5, person=PERSON)], [REPORT], NOW)
    first, second = kept(ledger)
    assert (first[0].title, [one.row for one in first[1]]) == ("Living better with pain", [5])
    assert second[0] == NEXT
    assert ledger.imports.known(SESSION.session_id) == {REPORT.sha256}
    assert ledger.imports.counts() == (2, 2)


def test_what_is_raised_on_seeing_what_is_kept_keeps_it(ledger: Ledger) -> None:
    ledger.imports.keep(SESSION, [full_participant("words")], [WORKBOOK], EARLIER)

    def refuse(kept: Kept) -> None:
        raise LookupError(kept[1][0].row)

    with pytest.raises(LookupError, match="2"):
        ledger.imports.keep(SESSION, [Participant(row=5, person=PERSON)], [REPORT], NOW, unless=refuse)
    assert kept(ledger) == [(SESSION, (full_participant("words"),))]
    assert ledger.imports.known(SESSION.session_id) == {WORKBOOK.sha256}


def test_whoever_imports_at_the_same_moment_is_shown_what_the_other_has_kept(
    ledger: Ledger, ledger_target: str
) -> None:
    """Also where the second begins while the first still looks."""
    ledger.imports.keep(SESSION, [Participant(row=1, person=PERSON)], [], EARLIER)
    looking, shown = threading.Event(), []

    def look_slowly(_kept: Kept) -> None:
        looking.set()
        time.sleep(0.3)

    def second() -> None:
        looking.wait(20)
        with Ledger(ledger_target) as another:
            another.imports.keep(
                SESSION,
                [Participant(row=3, person=PERSON)],
                [],
                NOW,
                unless=lambda kept: shown.append(kept[1][0].row),
            )

    with ThreadPoolExecutor(1) as pool:
        done = pool.submit(second)
        ledger.imports.keep(SESSION, [Participant(row=2, person=PERSON)], [], NOW, unless=look_slowly)
        done.result(60)
    assert shown == [2]
    assert [person.row for _, people in kept(ledger) for person in people] == [3]


def test_sessions_come_in_the_order_of_their_dates_and_people_of_their_rows(ledger: Ledger) -> None:
    ledger.imports.keep(NEXT, [], [], EARLIER)
    people = [full_participant("words").model_copy(update={"row": 9}), Participant(row=4, person=PERSON)]
    ledger.imports.keep(SESSION, people, [], NOW)
    assert [session for session, _ in kept(ledger)] == [SESSION, NEXT]
    assert [one.row for one in kept(ledger)[0][1]] == [4, 9]


def test_a_file_is_known_by_its_hash_to_the_session_that_it_was_of(ledger: Ledger) -> None:
    ledger.imports.keep(SESSION, [], [WORKBOOK, REPORT], NOW)
    ledger.imports.keep(NEXT, [], [WORKBOOK], NOW)
    assert ledger.imports.known(SESSION.session_id) == {WORKBOOK.sha256, REPORT.sha256}
    assert ledger.imports.known(NEXT.session_id) == {WORKBOOK.sha256}
    assert ledger.imports.known("never imported") == frozenset()


def test_an_import_that_fails_leaves_what_was_there(ledger: Ledger) -> None:
    """Nothing is half imported."""
    ledger.imports.keep(SESSION, [full_participant("words")], [WORKBOOK], EARLIER)
    before = kept(ledger)
    twice = [Participant(row=2, person=PERSON), Participant(row=3, person=PERSON)]
    with pytest.raises(LedgerError):
        ledger.imports.keep(SESSION, twice, [REPORT], NOW)
    assert kept(ledger) == before
    assert ledger.imports.known(SESSION.session_id) == {WORKBOOK.sha256}


def test_the_ledger_may_be_written_while_sessions_are_read_from_it(ledger: Ledger) -> None:
    ledger.imports.keep(SESSION, [], [], EARLIER)
    ledger.imports.keep(NEXT, [], [], EARLIER)
    reading = ledger.imports.sessions()
    next(reading)
    ledger.imports.keep(NEXT, [Participant(row=2, person=PERSON)], [], NOW)
    assert [len(people) for _, people in reading] == [1]


def test_the_day_of_a_session_is_known_by_its_id(ledger: Ledger) -> None:
    """A copied workbook keeps the session_id of the first, and is found out by its day."""
    assert ledger.imports.date_of(SESSION.session_id) is None
    ledger.imports.keep(SESSION, [], [], NOW)
    assert ledger.imports.date_of(SESSION.session_id) == SESSION.session_date


def test_an_empty_ledger_has_nothing(ledger: Ledger) -> None:
    assert kept(ledger) == []
    assert ledger.imports.counts() == (0, 0)


def test_no_files_name_is_kept(ledger: Ledger, ledger_target: str) -> None:
    """A file name can hold a patient's."""
    names: set[str] = set(inspect.signature(Source).parameters)
    assert names == {"sha256", "kind", "rows_read", "rows_used", "rows_rejected"}
    ledger.imports.keep(SESSION, [], [WORKBOOK], NOW)
    assert set(_row(ledger_target, "SELECT * FROM sources")) - names == {"session_id", "imported_at"}
    assert set(metadata.tables["sources"].columns.keys()) == names | {"session_id", "imported_at"}


def _row(target: str, query: str) -> dict[str, Any]:
    engine = create_engine(make_url(target if "://" in target else f"sqlite:///{target}"))
    try:
        with engine.connect() as connection:
            return dict(connection.execute(text(query)).mappings().one())
    finally:
        engine.dispose()
