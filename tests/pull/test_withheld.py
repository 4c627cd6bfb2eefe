"""One patient of whom an endpoint does not tell hides no other, and is read in full once it does."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from adapter.gp.answers import Received
from adapter.gp.connections import Connections
from adapter.ledger.ledger import Ledger
from adapter.ledger.settling import Settlement
from adapter.pull.flags import flagged
from profiles import wire
from tests.pull.conftest import Pulled, TwoWays, prescription
from tests.push import clinic

HALF_AN_EMOJI = b'{"resourceType": "Bundle", "entry": [{"resource": {"note": "\\ud83d"}}]}'


@pytest.fixture(autouse=True)
def no_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.sleep", lambda _: None)


@pytest.fixture
def known(practice: TwoWays) -> TwoWays:
    """A practice that everything was pulled from."""
    practice.push([clinic.clinic()])
    practice.pull()
    return practice


@contextmanager
def refusing(*words: str, status: int = 403, body: bytes = b"", kind: str = "") -> Iterator[list[str]]:
    """Inside, whatever names one of these words is answered so; the addresses of all that is asked for."""
    send, asked = Connections.send, list[str]()

    def sent(self: Any, method: str, url: str, data: Any, headers: Any, correlation_id: str) -> Received:
        asked.append(url)
        said = f"{url} {' '.join(data.values()) if isinstance(data, dict) else ''} "
        if kind in url and "metadata" not in url and any(word in said.replace(",", " , ") for word in words):
            return Received(status, {}, body, "r")
        return send(self, method, url, data, headers, correlation_id)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Connections, "send", sent)
        yield asked


def of_patient(index: int) -> tuple[str, ...]:
    """What names a patient in a request."""
    return f"Patient/p{index} ", f"Patient/p{index}", f" p{index} ", clinic.NUMBERS[index]


def told_of_rows(pulled: Pulled) -> list[str]:
    return [problem.where for problem in pulled.report.problems]


@pytest.mark.invariant("I7")
@pytest.mark.failure("3.2", "403")
@pytest.mark.parametrize("method", ["search", "sweep"])
@pytest.mark.parametrize(
    "answer", [{}, {"status": 404}, {"status": 500}, {"status": 200, "body": HALF_AN_EMOJI}]
)
def test_what_is_withheld_of_one_patient_is_told_once_it_is_given_and_that_of_others_at_once(
    known: TwoWays, method: str, answer: dict[str, Any]
) -> None:
    gone = known.add(prescription("Patient/p2", "Codeine 30 mg tablets"))
    assert len(known.pull(pull=method).told) == 1
    known.edit(known.one("Goal", "Patient/p2"), lifecycleStatus="on-hold")
    known.add(prescription("Patient/p1"))
    with refusing(*of_patient(2), **answer):
        pulled = known.pull(pull=method, overlap=0)
        assert pulled.told == [("new", "MedicationRequest", "Patient/p1")]
        assert told_of_rows(pulled) == ["session of 10 Mar 2026, row 4"]
        assert "does not tell of the patient's" in pulled.report.problems[0].found
        known.delete(gone)
        known.add(prescription("Patient/p2"))
        known.add(prescription("Patient/p3"))
        again = known.pull(pull=method, overlap=0)
        assert again.told == [("new", "MedicationRequest", "Patient/p3")]
        assert told_of_rows(again) == ["session of 10 Mar 2026, row 4"]
    after = known.pull(pull=method, overlap=0)
    assert after.told == [
        ("changed", "Goal", "Patient/p2"),
        ("new", "MedicationRequest", "Patient/p2"),
        ("withdrawn", "MedicationRequest", "Patient/p2"),
    ]
    assert after.report.problems == []
    assert known.pull(pull=method, overlap=0).told == []


@pytest.mark.invariant("I7")
@pytest.mark.parametrize("method", ["history", "search"])
def test_who_is_withheld_from_the_beginning_is_read_in_full_later(practice: TwoWays, method: str) -> None:
    practice.push([clinic.clinic()])
    practice.add(prescription("Patient/p2"))
    told = []
    with refusing(*of_patient(2)):
        for _ in range(2):
            pulled = practice.pull(pull=method)
            assert told_of_rows(pulled) == ["session of 10 Mar 2026, row 4"]
            told += pulled.told
    practice.edit(practice.one("Goal", "Patient/p2"), lifecycleStatus="on-hold")
    pulled = practice.pull(pull=method)
    assert sorted(told + pulled.told) == [
        ("changed", "Goal", "Patient/p2"),
        ("new", "MedicationRequest", "Patient/p2"),
    ]
    assert pulled.report.problems == []


@pytest.mark.invariant("I7")
@pytest.mark.failure("3.1", "nonsense or a huge body")
def test_a_history_that_cannot_be_read_is_made_up_for_by_asking_for_the_patients(known: TwoWays) -> None:
    gone = known.add(prescription("Patient/p1", "Codeine 30 mg tablets"))
    known.pull()
    known.delete(gone)
    known.add(prescription("Patient/p0"))
    known.add(prescription("Patient/p2"))
    with refusing("_history", *of_patient(2), status=200, body=HALF_AN_EMOJI, kind="/MedicationRequest/"):
        pulled = known.pull(pull="history", overlap=0)
        assert pulled.told == [
            ("new", "MedicationRequest", "Patient/p0"),
            ("withdrawn", "MedicationRequest", "Patient/p1"),
        ]
        assert told_of_rows(pulled) == ["session of 10 Mar 2026, row 4"]
        assert "medication" in pulled.report.problems[0].found
        assert pulled.report.methods["Task"] == "history"
    assert known.pull(pull="history", overlap=0).told == [("new", "MedicationRequest", "Patient/p2")]


@pytest.mark.failure("3.1", "nonsense or a huge body")
def test_patients_who_are_too_much_to_read_at_once_are_pulled_all_the_same(known: TwoWays) -> None:
    photo = [{"contentType": "image/jpeg", "data": "A" * 40_000}]
    for index in range(5):
        known.put(clinic.patient(index, photo=photo))
    pulled = known.pull(pull="history", answer_limit=100_000)
    assert pulled.report.complete
    known.put(clinic.patient(1, photo=photo, active=False))
    assert told_of_rows(known.pull(pull="history", answer_limit=100_000)) == ["session of 10 Mar 2026, row 3"]


@pytest.mark.parametrize("status", [403, 404, 500])
@pytest.mark.parametrize("method", ["search", "sweep"])
def test_an_endpoint_that_tells_of_nobody_is_not_asked_for_each(
    known: TwoWays, status: int, method: str
) -> None:
    with refusing("/Task/", status=status) as asked:
        pulled = known.pull(pull=method)
    assert not pulled.report.complete
    assert told_of_rows(pulled)[0].startswith("the endpoint")
    assert len({url for url in asked if "/Task/_search" in url}) <= 1
    assert len([url for url in asked if "/Task/" in url]) <= 8


def test_where_all_who_are_new_are_withheld_those_who_are_known_are_told_of(practice: TwoWays) -> None:
    practice.push([(clinic.session(), tuple(clinic.participant(index) for index in range(3)))])
    practice.pull()
    practice.push([(clinic.session(2), (clinic.participant(3), clinic.participant(4)))])
    practice.add(prescription("Patient/p0"))
    with refusing(*of_patient(3), *of_patient(4)):
        pulled = practice.pull(pull="search")
    assert pulled.told == [("new", "MedicationRequest", "Patient/p0")]
    assert len(pulled.report.problems) == 2


def test_a_resource_that_is_not_told_of_counts_neither_as_gone_nor_as_a_reason_to_stop(
    known: TwoWays,
) -> None:
    gone = known.add(prescription("Patient/p1"))
    known.pull()
    known.delete(gone)
    known.add(prescription("Patient/p0"))
    with refusing(f"/MedicationRequest/{gone['id']}"):
        pulled = known.pull(full=True)
        assert pulled.told == [("new", "MedicationRequest", "Patient/p0")]
        assert not pulled.report.complete
    assert known.pull(full=True).told == [("withdrawn", "MedicationRequest", "Patient/p1")]


def test_what_was_written_since_and_is_not_told_of_is_no_reason_to_stop(known: TwoWays) -> None:
    goal = clinic.participant(2).goals[0].model_copy(update={"text": "Swim"})
    changed = clinic.participant(2, goals=(goal,), approval=clinic.approval_at(15))
    people = [changed if index == 2 else clinic.participant(index) for index in range(5)]
    assert known.push([(clinic.session(), people)]).complete
    known.add(prescription("Patient/p1"))
    empty = b'{"resourceType": "Bundle", "type": "history"}'
    with (
        refusing("/Goal/_history", status=200, body=empty),
        refusing(f"/Goal/{known.one('Goal', 'Patient/p2')['id']}"),
    ):
        pulled = known.pull(pull="history")
    assert pulled.told == [("new", "MedicationRequest", "Patient/p1")]
    assert told_of_rows(pulled) == []
    assert pulled.report.methods["Goal"] == "sweep"


def test_nobody_who_is_withheld_is_named(known: TwoWays) -> None:
    with refusing(*of_patient(2)):
        pulled = known.pull(pull="sweep")
    with Ledger(str(known.folder / "ledger.db")) as ledger:
        assert ledger.cursors("practice").all()["Goal"].reached
    assert "own details" in pulled.report.problems[0].found
    said = wire.dumps(pulled.report.as_json()).decode()
    assert clinic.NUMBERS[2] not in said
    assert "Patient/p2" not in said


@pytest.mark.parametrize("another", [False, True])
def test_whom_a_person_has_settled_is_so_after_being_withheld_unless_another_by_then(
    known: TwoWays, another: bool
) -> None:
    known.put(clinic.patient(2, deceasedBoolean=True))
    assert len(known.pull(pull="search").report.problems) == 1
    with Ledger(str(known.folder / "ledger.db")) as ledger:
        (flag,) = flagged(ledger, "practice")
        said = Settlement("seen to", "Jo Field", dt.datetime.now(dt.UTC))
        assert ledger.settling("practice").settle("p2", flag.sighting.digest, said)
    with refusing(*of_patient(2), status=500):
        known.pull(pull="search")
    if another:
        known.put(clinic.patient(2, deceasedBoolean=True, active=False))
    assert len(known.pull(pull="search").report.problems) == another
