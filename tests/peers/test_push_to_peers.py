"""Push → read back → push again → change → push, against real servers."""

from __future__ import annotations

import datetime as dt
import uuid
from pathlib import Path
from typing import Any, Literal

import pytest
import requests

from adapter.difference import content
from adapter.ledger.ledger import Ledger
from adapter.push import Push
from adapter.report import PushReport
from adapter.routes.rest import RestRoute
from adapter.settings import Endpoint, Settings
from mappings.binding import bind, references
from mappings.identity import identity_of
from mappings.records import Participant, Session
from profiles import wire
from profiles.wire import Resource
from tests.push import clinic


def creates_at(url: str) -> Literal["conditional", "look-first"]:
    """Medplum refuses a transaction of more than eight conditional creates, so there we look first."""
    statement = requests.get(f"{url}/metadata", timeout=60).json()
    return "conditional" if statement["resourceType"] == "CapabilityStatement" else "look-first"


class Machine:
    """One installation of fhir-vgc: its ledger, and the endpoint that it files at."""

    def __init__(self, url: str, ledger: str) -> None:
        self._endpoint = Endpoint(url=url, connections=2, creates=creates_at(url))
        self._ledger = ledger

    def push(self, session: Session, people: tuple[Participant, ...]) -> PushReport:
        route = RestRoute(self._endpoint)
        try:
            with Ledger(self._ledger) as ledger:
                push = Push(
                    route=route,
                    ledger=ledger,
                    endpoint="peer",
                    settings=Settings(ledger=self._ledger),
                    clock=lambda: dt.datetime.now(dt.UTC),
                )
                return push.run([(session, people)])
        finally:
            route.close()

    def held(self) -> dict[str, Resource]:
        """What the endpoint now holds of everything in the ledger, by business identity."""
        route = RestRoute(self._endpoint)
        try:
            with Ledger(self._ledger) as ledger:
                filings = ledger.filings("peer")
                receipts = filings.receipts_of(list(filings.standings()))
                found = {r.identity.value: route.read(r.resource_type, r.server_id or "") for r in receipts}
                return {key: resource for key, resource in found.items() if resource is not None}
        finally:
            route.close()

    def sent(self) -> dict[str, Resource]:
        """What was meant to be there, bound to the endpoint's own ids."""
        with Ledger(self._ledger) as ledger:
            filings = ledger.filings("peer")
            receipts = filings.receipts_of(list(filings.standings()))
            known = {r.identity.urn: r.reference for r in receipts}
            return {r.identity.value: bind(filings.body(r.identity), None, known) for r in receipts}


@pytest.fixture
def machine(endpoint: str, tmp_path: Path) -> Machine:
    for patient in clinic.practice():
        answer = requests.put(
            f"{endpoint}/Patient/{patient['id']}",
            data=wire.dumps(patient),
            headers={"Content-Type": "application/fhir+json"},
            timeout=60,
        )
        assert answer.ok, answer.text
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


def test_the_practices_edit_wins_over_a_push_that_did_not_see_it(
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
    assert report.filings == {"conflict": 1, "unchanged": 4}, report.as_json()
    assert machine.held()[identity_of(goal).value]["description"]["text"].startswith("Walk to the park")


def _comparable(resource: Resource) -> Resource:
    """The resource's content; a literal patient reference is added on the way, so only the number counts."""
    body: Resource = wire.loads(wire.dumps(content(resource)))
    for reference in references(body):
        if reference.get("identifier"):
            reference.pop("reference", None)
    return body
