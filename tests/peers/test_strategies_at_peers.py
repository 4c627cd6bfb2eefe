"""Every way of writing files the same at a real server, once, linked and finished."""

from __future__ import annotations

import uuid
from pathlib import Path

import pytest

from adapter.ledger.learnt import Learnt
from mappings.binding import references
from mappings.identity import identity_of
from mappings.records import Session
from tests.peers.machine import Machine, register_patients
from tests.push import clinic

CREATES = ("conditional", "client-ids", "look-first")


@pytest.fixture
def session() -> Session:
    """A session of this test alone, since servers are shared by the tests of a run."""
    programme = clinic.session().programme.model_copy(update={"id": f"test-{uuid.uuid4()}"})
    return clinic.session().model_copy(update={"session_id": str(uuid.uuid4()), "programme": programme})


def files_updates_and_finds(url: str, session: Session, folder: Path, **ways: str) -> Learnt:
    """Push, push again, change, push from elsewhere; what was learnt on the way."""
    register_patients(url)
    machine = Machine(url, str(folder / "ledger.db"), **ways)
    people = tuple(clinic.participant(index) for index in range(5))
    report = machine.push(session, people)
    assert report.filings == {"filed": 5}, report.as_json()
    held = machine.held()
    assert len(held) == report.resources["created"]
    for value, resource in held.items():
        assert identity_of(resource).value == value
        assert not [r for r in references(resource) if str(r.get("reference", "")).startswith("urn:")]
    assert machine.push(session, people).requests["write"] == 0
    goal = people[0].goals[0].model_copy(update={"confidence": 9})
    changed = (clinic.participant(0, goals=(goal,), approval=clinic.approval_at(15)), *people[1:])
    report = machine.push(session, changed)
    assert report.filings == {"filed": 1, "unchanged": 4}, report.as_json()
    assert report.resources["updated"] == 2
    elsewhere = Machine(url, str(folder / "elsewhere.db"), **ways).push(session, changed)
    assert (elsewhere.filings, elsewhere.requests["write"]) == ({"unchanged": 5}, 0)
    return machine.learnt()


@pytest.mark.parametrize("creates", CREATES)
@pytest.mark.parametrize("strategy", ["transaction", "batch", "single"])
def test_hapi_takes_every_way_of_writing(
    hapi: str, session: Session, tmp_path: Path, strategy: str, creates: str
) -> None:
    learnt = files_updates_and_finds(hapi, session, tmp_path, strategy=strategy, creates=creates)
    assert "if-match" in learnt.proven
    assert learnt.quirks <= {"if-none-match-ignored"}


@pytest.mark.failure("3.4", "two machines to one endpoint")
@pytest.mark.invariant("I2")
def test_hapi_is_not_believed_what_it_remembers_of_a_search(
    hapi: str, session: Session, tmp_path: Path
) -> None:
    """It answers the same search as it did within the last minute, unless it is asked not to."""
    register_patients(hapi)
    people = (clinic.participant(0),)
    ours, elsewhere = (
        Machine(hapi, str(tmp_path / name), creates="look-first") for name in ("ours.db", "elsewhere.db")
    )
    ours.push(session, people)
    report = elsewhere.push(session, people)
    assert (report.filings, report.requests["write"]) == ({"unchanged": 1}, 0)


@pytest.mark.parametrize("strategy", ["transaction", "batch", "single"])
def test_medplum_takes_every_carriage_where_we_look_first(
    medplum: str, session: Session, tmp_path: Path, strategy: str
) -> None:
    files_updates_and_finds(medplum, session, tmp_path, strategy=strategy)


def test_what_is_chosen_for_each_server_is_what_suits_it(
    hapi: str, medplum: str, session: Session, tmp_path: Path
) -> None:
    (tmp_path / "hapi").mkdir()
    (tmp_path / "medplum").mkdir()
    at_hapi = files_updates_and_finds(hapi, session, tmp_path / "hapi")
    assert (at_hapi.strategy, at_hapi.creates) == ("transaction", "conditional")
    at_medplum = files_updates_and_finds(medplum, session, tmp_path / "medplum")
    assert (at_medplum.strategy, at_medplum.creates) == ("transaction", "look-first")
    assert at_hapi.quirks | at_medplum.quirks == set()
