"""One installation of fhir-vgc that pushes to a real server, and reads back what is there."""

from __future__ import annotations

import datetime as dt
from typing import Any

import requests

from adapter.ledger.learnt import Learnt
from adapter.ledger.ledger import Ledger
from adapter.push.push import Push
from adapter.push.report import PushReport
from adapter.routes.rest import RestRoute
from adapter.settings import Endpoint, Settings
from mappings.binding import bind
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


class Machine:
    """One installation of fhir-vgc: its ledger, and the endpoint that it files at, with these settings."""

    def __init__(self, url: str, ledger: str, **settings: Any) -> None:
        self._endpoint = Endpoint(url=url, connections=2, **settings)
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
