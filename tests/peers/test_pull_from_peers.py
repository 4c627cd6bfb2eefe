"""Push → pull → an edit, a new prescription and a death at the practice → pull, against real servers."""

from __future__ import annotations

import datetime as dt
import uuid
from pathlib import Path

import pytest
import requests

from adapter.endpoint import Endpoint
from adapter.ledger.ledger import Ledger
from adapter.pull.changes import Change
from adapter.pull.pull import Pull
from adapter.pull.report import PullReport
from adapter.routes.rest import RestRoute
from adapter.settings import Settings
from profiles import wire
from profiles.wire import Resource
from tests.peers.machine import Machine, register_patients
from tests.pull.conftest import prescription
from tests.push import clinic


def pull(url: str, ledger: str) -> tuple[PullReport, list[Change]]:
    changes: list[Change] = []
    at = Endpoint(url=url, overlap=60)
    route = RestRoute(at)
    with Ledger(ledger) as opened:
        try:
            report = Pull(
                route=route,
                ledger=opened,
                endpoint="peer",
                settings=Settings(ledger=ledger),
                at=at,
                clock=lambda: dt.datetime.now(dt.UTC),
                found=lambda change, _place: changes.append(change),
            ).run()
        finally:
            route.close()
    return report, changes


def put(url: str, resource: Resource) -> None:
    answer = requests.put(
        f"{url}/{resource['resourceType']}/{resource['id']}",
        data=wire.dumps(resource),
        headers={"Content-Type": "application/fhir+json"},
        timeout=60,
    )
    assert answer.ok, answer.text


@pytest.fixture
def ledger(tmp_path: Path) -> str:
    return str(tmp_path / "ledger.db")


def test_what_the_practice_changed_comes_back_once_and_our_own_writes_do_not(
    endpoint: str, ledger: str
) -> None:
    register_patients(endpoint)
    machine = Machine(endpoint, ledger)
    programme = clinic.session().programme.model_copy(update={"id": f"test-{uuid.uuid4()}"})
    session = clinic.session().model_copy(update={"session_id": str(uuid.uuid4()), "programme": programme})
    machine.push(session, (clinic.participant(0), clinic.participant(1)))
    ours = {f"{r['resourceType']}/{r['id']}" for r in machine.held().values()}

    report, first = pull(endpoint, ledger)
    assert report.patients == 2
    assert not {f"{change.resource_type}/{change.server_id}" for change in first} & ours

    goal = next(r for r in machine.held().values() if r["resourceType"] == "Goal")
    put(endpoint, {**goal, "lifecycleStatus": "on-hold"})
    drug = f"Amitriptyline {uuid.uuid4()}"
    put(endpoint, {**prescription("Patient/p0", drug), "id": f"rx-{uuid.uuid4()}"})
    put(endpoint, clinic.patient(1, deceasedBoolean=True))
    try:
        report, changes = pull(endpoint, ledger)
        told = sorted((change.action, change.resource_type) for change in changes)
        assert told == [("changed", "Goal"), ("changed", "Patient"), ("new", "MedicationRequest")]
        assert "has died" in " ".join(problem.found for problem in report.problems)
        assert pull(endpoint, ledger)[1] == []
    finally:
        put(endpoint, clinic.patient(1))
