"""One installation of fhir-vgc that pushes to a real server, and reads back what is there."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Iterable
from typing import Any

import requests

from adapter.endpoint import Endpoint
from adapter.ledger.learnt import Learnt
from adapter.ledger.ledger import Ledger
from adapter.push.push import Push
from adapter.push.report import PushReport
from adapter.push.unanswered import AT_WORK
from adapter.routes.rest import RestRoute
from adapter.settings import Settings
from adapter.telemetry.events import Tell, unheard
from mappings.binding import bind
from mappings.filing import FiledResource
from mappings.records import Participant, Session
from profiles import wire
from profiles.wire import Resource
from tests.push import clinic


def register_patients(url: str) -> None:
    """Put the five patients of `clinic` into the server, as the practice would have them."""
    for patient in clinic.practice():
        answer = requests.put(
            f"{url}/Patient/{patient['id']}",
            data=wire.dumps(patient),
            headers={"Content-Type": "application/fhir+json"},
            timeout=60,
        )
        assert answer.ok, answer.text


def sessions(count: int) -> list[tuple[Session, tuple[Participant, ...]]]:
    """A programme of so many sessions of all five, for one test alone, since servers are shared."""
    found = []
    programme = clinic.session().programme.model_copy(update={"id": f"test-{uuid.uuid4()}"})
    for number in range(count):
        day = dt.date(2026, 3, 10) + dt.timedelta(weeks=number)
        changed = {"session_id": str(uuid.uuid4()), "programme": programme}
        session = clinic.session(number + 1, day).model_copy(update=changed)
        found.append((session, tuple(clinic.participant(index, day=day) for index in range(5))))
    return found


class Machine:
    """One installation of fhir-vgc: its ledger, and the endpoint that it files at, with these settings."""

    def __init__(
        self, url: str, ledger: str, *, later: dt.timedelta = dt.timedelta(), **settings: Any
    ) -> None:
        self._later = later
        self._endpoint = Endpoint.model_validate({"url": url, "connections": 2, **settings})
        self._ledger = ledger

    def push(self, session: Session, people: tuple[Participant, ...]) -> PushReport:
        return self.push_all([(session, people)])

    def push_all(
        self, sessions: Iterable[tuple[Session, tuple[Participant, ...]]], tell: Tell = unheard
    ) -> PushReport:
        """File them in one push, of which `tell` hears."""
        route = RestRoute(self._endpoint, tell)
        try:
            with Ledger(self._ledger) as ledger:
                push = Push(
                    route=route,
                    ledger=ledger,
                    endpoint="peer",
                    settings=Settings(ledger=self._ledger),
                    clock=lambda: dt.datetime.now(dt.UTC) + self._later,
                    tell=tell,
                )
                return push.run(sessions)
        finally:
            route.close()

    def states(self) -> Counter[str]:
        """How many filings stand how in the ledger."""
        with Ledger(self._ledger) as ledger:
            return Counter(one.state for one in ledger.filings("peer").standings().values())

    def standing(self) -> dict[str, list[str]]:
        """Where each resource that was ever to be sent stands at the endpoint, by business identity."""
        route = RestRoute(self._endpoint)
        try:
            with Ledger(self._ledger) as ledger:
                filings = ledger.filings("peer")
                receipts = filings.receipts_of(list(filings.standings()))
                items = [FiledResource(one.identity, filings.body(one.identity)) for one in receipts]
                return {
                    identity.value: [f"{one['resourceType']}/{one['id']}" for one in there]
                    for identity, there in route.find(items).items()
                }
        finally:
            route.close()

    def learnt(self) -> Learnt:
        """What this installation found out about the endpoint."""
        with Ledger(self._ledger) as ledger:
            return ledger.learnt.of("peer")

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


def comes_to_rest(url: str, ledger: str, programme: list[tuple[Session, tuple[Participant, ...]]]) -> None:
    """Some minutes later a push files the rest; all of it is there, once; whoever pushes again finds it so.

    Sooner, the endpoint may be at work on what had no answer.
    """
    ours = Machine(url, ledger, later=AT_WORK + dt.timedelta(minutes=1))
    report = ours.push_all(programme)
    assert report.balanced
    assert report.complete, report.as_json()
    assert {key: there for key, there in ours.standing().items() if len(there) != 1} == {}
    states = ours.states()
    assert states["filed"] + states["unchanged"] == states.total() == len(programme) * 5
    again = ours.push_all(programme)
    assert (again.filings, again.requests["write"]) == ({"unchanged": states.total()}, 0)
