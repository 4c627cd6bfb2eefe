"""A server that was set back to a backup says nothing of it: what it lost shows, and a person sees it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

import adapter.pull.round
from adapter.ledger.ledger import Ledger
from mappings.records import Participant, Session
from tests.pull.conftest import TwoWays, prescription, stamping
from tests.push import clinic
from tests.push.backups import backup

SET_BACK = "set back to an earlier state"
PRESCRIBED = ("new", "MedicationRequest", "Patient/p1")
LOST = ("withdrawn", "MedicationRequest", "Patient/p1")
METHODS = pytest.mark.parametrize("method", ["history", "search"])

pytestmark = [pytest.mark.failure("3.5", "something was deleted"), pytest.mark.invariant("I7")]


@pytest.fixture
def known(practice: TwoWays) -> TwoWays:
    """A practice that everything was pulled from; somebody there has a prescription."""
    practice.keep([clinic.clinic()])
    practice.add(prescription("Patient/p0"))
    practice.pull()
    return practice


@METHODS
@pytest.mark.parametrize("overlap", [0, 600])
def test_what_a_restored_server_lost_is_told_once(known: TwoWays, method: str, overlap: int) -> None:
    at: dict[str, Any] = {"pull": method, "overlap": overlap}
    with backup(known.store) as kept:
        known.add(prescription("Patient/p1"))
        assert known.pull(**at).told == [PRESCRIBED]
        assert known.pull(**at).told == []
        kept.restore()
    pulled = known.pull(**at)
    assert pulled.told == [LOST]
    assert pulled.report.methods["MedicationRequest"] == "sweep"
    assert [SET_BACK in remark for remark in pulled.report.remarks] == [True]
    again = known.pull(**at)
    assert (again.told, again.report.remarks) == ([], [])
    assert again.report.methods["MedicationRequest"] == method
    known.add(prescription("Patient/p2"))
    assert known.pull(**at).told == [("new", "MedicationRequest", "Patient/p2")]


@METHODS
def test_what_was_written_there_since_hides_it_not(known: TwoWays, method: str) -> None:
    """Under the id, too, that was lost."""
    with backup(known.store) as kept:
        lost = known.add(prescription("Patient/p1"))
        known.pull(pull=method)
        kept.restore()
    known.put({**prescription("Patient/p2"), "id": lost["id"]})
    known.add(prescription("Patient/p3"))
    pulled = known.pull(pull=method)
    assert ("new", "MedicationRequest", "Patient/p3") in pulled.told
    assert any(SET_BACK in remark for remark in pulled.report.remarks)
    assert pulled.report.methods["MedicationRequest"] == "sweep"


def test_a_deletion_that_the_history_tells_is_no_such_thing(known: TwoWays) -> None:
    made = known.add(prescription("Patient/p1"))
    known.pull(pull="history")
    known.delete(made)
    pulled = known.pull(pull="history")
    assert (pulled.told, pulled.report.remarks) == ([LOST], [])
    assert known.pull(pull="history").report.methods["MedicationRequest"] == "history"


def test_what_stands_and_is_not_shown_is_no_such_thing(known: TwoWays) -> None:
    """Its patient may be nobody of the programme's any more, or the index behind."""
    later = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=1)
    with Ledger(str(known.folder / "ledger.db")) as ledger:
        cursor = ledger.cursors("practice").all()["MedicationRequest"]
        assert cursor.newest is not None
        ledger.seen("practice").keep([], "a run", later, [replace(cursor, reached=later)])
    for _ in range(2):
        pulled = known.pull(pull="search", overlap=0)
        assert (pulled.told, pulled.report.remarks) == ([], [])
        assert pulled.report.methods["MedicationRequest"] == "search"


@METHODS
def test_what_we_filed_last_and_was_lost_before_anybody_saw_it_is_told(
    practice: TwoWays, method: str
) -> None:
    practice.push([week(1)])
    practice.pull(pull=method)
    with backup(practice.store) as kept:
        practice.push([week(2)])
        kept.restore()
    told = practice.pull(pull=method).told
    assert ("withdrawn", "Appointment", "Patient/p0") in told
    assert practice.pull(pull=method).told == []
    assert states(practice) == {"filed": 1, "queued": 1}
    assert practice.push([week(1), week(2)]).filings == {"unchanged": 1, "conflict": 1}


@METHODS
def test_a_correction_that_was_lost_is_told_and_its_filing_looked_at(practice: TwoWays, method: str) -> None:
    practice.push([week(1)])
    practice.pull(pull=method)
    corrected = week(1, actions=(), approval=clinic.approval_at(15))
    with backup(practice.store) as kept:
        practice.push([corrected])
        practice.pull(pull=method)
        kept.restore()
    assert ("changed", "CarePlan", "Patient/p0") in practice.pull(pull=method, overlap=0).told
    assert states(practice) == {"queued": 1}
    report = practice.push([corrected])
    assert report.filings == {"conflict": 1}
    assert "as it was before" in report.problems[0].found


def test_what_the_practice_took_out_beside_its_entry_is_looked_at_once(practice: TwoWays) -> None:
    practice.push([week(1)])
    practice.pull()
    practice.edit(practice.one("Goal", "Patient/p0"), subject={"reference": "Patient/p4"})
    assert ("withdrawn", "Goal", "Patient/p0") in practice.pull().told
    assert states(practice) == {"queued": 1}
    assert practice.push([week(1)]).filings == {"unchanged": 1}
    practice.pull()
    assert states(practice) == {"unchanged": 1}


def test_a_search_that_stamps_to_the_second_what_a_history_stamps_finer_is_no_such_thing(
    known: TwoWays,
) -> None:
    with stamping(lambda stamp: f"{stamp[:19]}Z", "/_search"):
        for method in ("search", "history", "search"):
            pulled = known.pull(pull=method)
            assert (pulled.told, pulled.report.remarks) == ([], [])
            assert pulled.report.methods["MedicationRequest"] == method


@METHODS
def test_an_endpoint_that_stamps_what_it_answers_as_it_answers_is_no_such_thing(
    known: TwoWays, method: str
) -> None:
    with stamping(lambda _: dt.datetime.now(dt.UTC).isoformat()):
        for _ in range(3):
            pulled = known.pull(pull=method)
            assert (pulled.told, pulled.report.remarks) == ([], [])
            assert pulled.report.methods["MedicationRequest"] == method


def test_what_we_filed_last_is_looked_for_though_nothing_else_changed(
    practice: TwoWays, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where one question for all patients is answered by 0."""
    monkeypatch.setattr(adapter.pull.round, "many", lambda _patients: True)
    practice.push([week(1)])
    practice.pull(pull="search")
    with backup(practice.store) as kept:
        practice.push([week(2)])
        kept.restore()
    assert ("withdrawn", "Appointment", "Patient/p0") in practice.pull(pull="search", overlap=0).told


def week(number: int, **changed: Any) -> tuple[Session, Sequence[Participant]]:
    day = dt.date(2026, 3, 10) + dt.timedelta(weeks=number - 1)
    return clinic.session(number, day), [clinic.participant(0, day=day, **changed)]


def states(practice: TwoWays) -> dict[str, int]:
    with Ledger(str(practice.folder / "ledger.db")) as ledger:
        return dict(ledger.filings("practice").counts())
