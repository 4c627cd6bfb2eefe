"""One question for all patients, whether anything changed, spares the many; a wrong answer loses nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest

import adapter.pull.walked
from adapter.errors import EndpointError, Refused
from adapter.gp.client import GpClient
from adapter.gp.paging import Page, Row
from adapter.gp.server_clock import ServerClock
from adapter.ledger.ledger import Ledger
from adapter.pull.changes import KINDS
from adapter.pull.counts import Counts
from adapter.pull.offered import Offered
from profiles.wire import Resource
from tests.pull.conftest import TwoWays, prescription
from tests.push import clinic

NOON = dt.datetime(2026, 3, 10, 12, tzinfo=dt.UTC)
STATEMENT: Resource = {
    "rest": [
        {"resource": [{"type": "Goal", "searchParam": [{"name": "_lastUpdated"}]}, {"type": "CarePlan"}]},
    ]
}
ROW = Row("g1", {"resourceType": "Goal", "id": "g1"})


class Counting(GpClient):
    """An endpoint that gives these answers, and notes what it was asked."""

    def __init__(self, *answers: Page | EndpointError) -> None:
        self.answers = list(answers)
        self.asked: list[dict[str, str]] = []

    def search_pages(self, resource_type: str, parameters: dict[str, str]) -> Iterator[Page]:
        self.asked.append(parameters)
        answer = self.answers.pop(0)
        if isinstance(answer, EndpointError):
            raise answer
        yield answer


def test_nothing_is_believed_where_the_newest_that_is_known_is_counted_too() -> None:
    client = Counting(Page((), 0), Page((), 1))
    assert Counts(client, Offered(STATEMENT)).nothing_since("Goal", NOON, NOON - dt.timedelta(days=3))
    assert [asked["_lastUpdated"] for asked in client.asked] == [
        "ge2026-03-10T12:00:00.000Z",
        "ge2026-03-07T11:59:59.000Z",
    ]
    assert not any("patient" in asked for asked in client.asked)


@pytest.mark.parametrize(
    "answers",
    [
        [Page((), 1)],
        [Page((), 0), Page((), 0)],
        [Page((), None)],
        [Page((), 0), Page((), None)],
        [Page((ROW,), 0)],
        [Page((ROW,), 1)],
        [Page((), 0, incomplete=True)],
        [Refused("no such parameter", status=400)],
        [Page((), 0), Refused("not twice", status=500)],
    ],
    ids=[
        "something changed, or the filter is ignored",
        "always nothing",
        "no total",
        "no total the second time",
        "a row, and no count of it",
        "rows instead of a count",
        "not all is shown",
        "refused",
        "refused the second time",
    ],
)
def test_any_other_answer_is_not_believed(answers: list[Page | EndpointError]) -> None:
    client = Counting(*answers)
    assert not Counts(client, Offered(STATEMENT)).nothing_since("Goal", NOON, NOON)
    assert client.answers == []


@pytest.mark.parametrize("statement", [STATEMENT, None])
def test_what_is_not_stated_is_not_asked(statement: Resource | None) -> None:
    client = Counting()
    assert not Counts(client, Offered(statement)).nothing_since("CarePlan", NOON, NOON)
    assert client.asked == []


def test_who_answers_with_rows_is_not_asked_to_count_again() -> None:
    client = Counting(Page((ROW,), 1))
    counts = Counts(client, Offered(STATEMENT))
    assert not counts.nothing_since("Goal", NOON, NOON)
    assert not counts.nothing_since("Goal", NOON, NOON)
    assert len(client.asked) == 1


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, dict[str, str]]]:
    """What was searched for, each patient being asked for alone."""
    monkeypatch.setattr(adapter.pull.walked, "_PATIENTS", 1)
    found: list[tuple[str, dict[str, str]]] = []
    search = GpClient.search_pages

    def noted(self: GpClient, resource_type: str, parameters: dict[str, str]) -> Iterator[Page]:
        found.append((resource_type, parameters))
        return search(self, resource_type, parameters)

    monkeypatch.setattr(GpClient, "search_pages", noted)
    return found


@pytest.fixture
def known(practice: TwoWays, asked: list[Any]) -> TwoWays:
    """A practice whose records are some hours old and known, one of each kind among them."""
    practice.faults.add("committed-late", seconds=7200)
    practice.push([clinic.clinic()])
    for patient in clinic.practice():
        practice.put(patient)
    statement = {
        "resourceType": "MedicationStatement",
        "status": "active",
        "medicationCodeableConcept": {"text": "Paracetamol"},
        "subject": {"reference": "Patient/p0"},
    }
    practice.add(statement)
    practice.add(prescription())
    practice.faults.clear()
    practice.pull(pull="search")
    practice.pull(pull="search")  # by search, after everything was read
    asked.clear()
    return practice


def of_patients(asked: list[tuple[str, dict[str, str]]]) -> set[str]:
    return {kind for kind, parameters in asked if "_summary" not in parameters}


def test_where_nothing_changed_no_patient_is_asked_for(known: TwoWays, asked: list[Any]) -> None:
    assert known.pull(pull="search").told == []
    assert of_patients(asked) == set()
    assert len(asked) == 2 * len(KINDS)


def test_few_patients_are_asked_for_at_once(
    known: TwoWays, asked: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(adapter.pull.walked, "_PATIENTS", 3)
    known.pull(pull="search")
    assert of_patients(asked) == set(KINDS)
    assert len(asked) == 2 * len(KINDS)


@pytest.mark.failure("3.5", "a row that was committed late")
@pytest.mark.invariant("I7")
@pytest.mark.parametrize("late", [0, 570])
def test_a_change_after_quiet_pulls_is_told(known: TwoWays, asked: list[Any], late: int) -> None:
    for _ in range(2):
        known.pull(pull="search")
    with known.store.late(late):
        known.store.write({**prescription("Patient/p3"), "id": "new"}, "PUT", ["Patient/p3"])
    asked.clear()
    assert known.pull(pull="search").told == [("new", "MedicationRequest", "Patient/p3")]
    assert of_patients(asked) == {"MedicationRequest"}
    assert known.pull(pull="search").told == []


@pytest.mark.failure("3.5", "the filter is ignored")
@pytest.mark.invariant("I7")
def test_a_count_that_is_wrong_once_delays_a_change_and_loses_none(
    known: TwoWays, monkeypatch: pytest.MonkeyPatch
) -> None:
    known.add(prescription("Patient/p2"))
    before = reached(known)
    with monkeypatch.context() as patch:
        patch.setattr(Counts, "nothing_since", lambda *_: True)
        assert known.pull(pull="search").told == []
    assert reached(known) == before
    assert known.pull(pull="search").told == [("new", "MedicationRequest", "Patient/p2")]


@pytest.mark.failure("3.5", "the filter is ignored")
@pytest.mark.invariant("I7")
def test_a_count_that_is_always_wrong_delays_a_change_until_everything_is_compared(
    known: TwoWays, monkeypatch: pytest.MonkeyPatch
) -> None:
    known.add(prescription("Patient/p2"))
    monkeypatch.setattr(Counts, "nothing_since", lambda *_: True)
    assert known.pull(pull="search").told == []
    monkeypatch.setattr("adapter.pull.round._SWEEP_EVERY", dt.timedelta(0))
    assert known.pull(pull="search").told == [("new", "MedicationRequest", "Patient/p2")]


@pytest.mark.failure("3.5", "the server's clock is wrong")
def test_a_clock_that_disagrees_with_ours_is_no_measure(
    known: TwoWays, asked: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    note = ServerClock.note

    def ahead(self: ServerClock, headers: Any) -> None:
        note(self, headers)
        if self.now is not None and self.skew is not None:
            self.now, self.skew = self.now + dt.timedelta(hours=1), self.skew + dt.timedelta(hours=1)

    with monkeypatch.context() as patch:
        patch.setattr(ServerClock, "note", ahead)
        known.pull(pull="search")
        assert of_patients(asked) == set(KINDS)
    asked.clear()
    known.pull(pull="search")
    assert of_patients(asked) == set(KINDS), "it was set right: what it said before is no measure either"
    asked.clear()
    known.pull(pull="search")
    assert of_patients(asked) == set()


def reached(practice: TwoWays) -> dict[str, dt.datetime | None]:
    with Ledger(str(practice.folder / "ledger.db")) as ledger:
        return {kind: cursor.reached for kind, cursor in ledger.cursors("practice").all().items()}
