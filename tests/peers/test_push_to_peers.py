"""Push → read back → push again → change → push, against real servers."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Any

import pytest
import requests

from adapter.merge.difference import content
from mappings.binding import references
from mappings.elements import extension_value
from mappings.identity import identity_of
from mappings.records import Participant, Session
from profiles import wire
from profiles.wire import Resource
from tests.peers.machine import Machine, register_patients
from tests.push import clinic


@pytest.fixture
def machine(endpoint: str, tmp_path: Path) -> Machine:
    register_patients(endpoint)
    return Machine(endpoint, str(tmp_path / "ledger.db"))


@pytest.fixture
def session() -> Session:
    """A session of this test alone, since servers are shared by the tests of a run."""
    programme = clinic.session().programme.model_copy(update={"id": f"test-{uuid.uuid4()}"})
    return clinic.session().model_copy(update={"session_id": str(uuid.uuid4()), "programme": programme})


def _people(**changed: Any) -> tuple[Participant, ...]:
    return (clinic.participant(0, **changed), *(clinic.participant(index) for index in range(1, 5)))


def test_a_session_is_filed_read_back_and_not_filed_again(machine: Machine, session: Session) -> None:
    report = machine.push(session, _people())
    assert report.filings == {"filed": 5}, report.as_json()
    assert report.requests["write"] == 5

    held, sent = machine.held(), machine.sent()
    assert len(held) == report.resources["created"] == len(sent)
    for value, resource in held.items():
        assert identity_of(resource).value == value
        assert not [r for r in references(resource) if str(r.get("reference", "")).startswith("urn:")]
        ours, theirs = _comparable(sent[value]), _comparable(resource)
        assert theirs == ours

    again = machine.push(session, _people())
    assert again.filings == {"unchanged": 5}
    assert again.requests["write"] == 0


def test_a_changed_record_updates_exactly_what_changed(machine: Machine, session: Session) -> None:
    machine.push(session, _people())
    before = {value: r["meta"]["versionId"] for value, r in machine.held().items()}
    goal = clinic.participant(0).goals[0].model_copy(update={"confidence": 9})
    report = machine.push(session, _people(goals=(goal,), approval=clinic.approval_at(15)))
    assert report.filings == {"filed": 1, "unchanged": 4}, report.as_json()
    newer = [r for value, r in machine.held().items() if before.get(value) != r["meta"]["versionId"]]
    assert sorted(r["resourceType"] for r in newer) == ["Composition", "Goal", "Provenance"]
    assert machine.push(session, _people(goals=(goal,), approval=clinic.approval_at(15))).complete


def test_another_machine_writes_nothing_twice(
    machine: Machine, session: Session, endpoint: str, tmp_path: Path
) -> None:
    machine.push(session, _people())
    elsewhere = Machine(endpoint, str(tmp_path / "elsewhere.db"))
    report = elsewhere.push(session, _people())
    assert report.filings == {"unchanged": 5}, report.as_json()
    assert report.resources["created"] == 0
    assert report.requests["write"] == 0


def test_the_practices_edit_stands_beside_a_push_that_did_not_see_it(
    machine: Machine, session: Session, endpoint: str
) -> None:
    machine.push(session, _people())
    goal = next(
        r
        for r in machine.held().values()
        if r["resourceType"] == "Goal" and r["subject"]["identifier"]["value"] == clinic.NUMBERS[0]
    )
    goal["description"]["text"] = "Walk to the park, as agreed on the telephone"
    edited = requests.put(
        f"{endpoint}/Goal/{goal['id']}",
        data=wire.dumps(goal),
        headers={"Content-Type": "application/fhir+json"},
        timeout=60,
    )
    assert edited.ok, edited.text
    ours = clinic.participant(0).goals[0].model_copy(update={"confidence": 9})
    report = machine.push(session, _people(goals=(ours,), approval=clinic.approval_at(15)))
    assert report.filings == {"filed": 1, "unchanged": 4}, report.as_json()
    now = machine.held()[identity_of(goal).value]
    assert now["description"]["text"].startswith("Walk to the park")
    assert extension_value(now, "confidence") == 9


def _comparable(resource: Resource) -> Resource:
    """The resource's content; a literal patient reference is added on the way, so only the number counts."""
    body: Resource = wire.loads(wire.dumps(content(resource)))
    for reference in references(body):
        if reference.get("identifier"):
            reference.pop("reference", None)
    return body
