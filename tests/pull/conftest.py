from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
import requests

from adapter.endpoint import Endpoint
from adapter.gp.answers import Received
from adapter.gp.connections import Connections
from adapter.gp.server_clock import ServerClock
from adapter.interrupt import Interrupt
from adapter.ledger.ledger import Ledger
from adapter.ledger.programme import Place
from adapter.pull.changes import Change
from adapter.pull.pull import Found, Pull, Written
from adapter.pull.report import PullReport
from adapter.routes.rest import RestRoute
from adapter.sandbox.faults import Faults
from adapter.sandbox.serve import running
from adapter.sandbox.store import Store
from adapter.settings import Settings
from profiles import wire
from profiles.wire import Resource
from tests.push import clinic
from tests.push.conftest import Practice, Sessions

NO_TIME = dt.timedelta()
_STAMP = re.compile(rb'("lastUpdated": ?")([^"]+)')


@dataclass
class Pulled:
    """What one pull told: its books, and the changes with whose they are."""

    report: PullReport
    changes: list[tuple[Change, Place]] = field(default_factory=list)

    @property
    def told(self) -> list[tuple[str, str, str]]:
        """Each change as (action, type, patient)."""
        return sorted((change.action, change.resource_type, change.patient) for change, _ in self.changes)


@dataclass
class TwoWays(Practice):
    """A practice that is pulled from as well."""

    def pull(
        self,
        ledger: str = "ledger.db",
        *,
        full: bool = False,
        interrupt: Interrupt | None = None,
        found: Found = lambda _change, _place: None,
        written: Written = lambda: None,
        ahead: dt.timedelta = NO_TIME,
        **at: Any,
    ) -> Pulled:
        """One pull by the machine whose ledger it is, with a clock that is so far ahead."""
        endpoint = Endpoint(url=self.url, attempts=2, **at)
        route = RestRoute(endpoint)
        pulled: list[tuple[Change, Place]] = []

        def take(change: Change, place: Place) -> None:
            pulled.append((change, place))
            found(change, place)

        with Ledger(str(self.folder / ledger)) as opened:
            try:
                report = Pull(
                    route=route,
                    ledger=opened,
                    endpoint="practice",
                    settings=Settings(ledger=str(self.folder / ledger)),
                    at=endpoint,
                    clock=lambda: dt.datetime.now(dt.UTC) + ahead,
                    found=take,
                    written=written,
                    interrupt=interrupt,
                    full=full,
                ).run()
            finally:
                route.close()
        return Pulled(report, pulled)

    def keep(self, sessions: Sessions) -> None:
        """Import sessions, and file nothing."""
        with Ledger(str(self.folder / "ledger.db")) as ledger:
            for session, people in sessions:
                ledger.imports.keep(session, people, [], dt.datetime.now(dt.UTC))

    def edit(self, resource: Resource, **changed: object) -> None:
        """Somebody at the practice changes elements of a resource."""
        self.put({**resource, **changed})

    def add(self, resource: Resource) -> Resource:
        """Somebody at the practice writes a new resource; returned as it now stands."""
        answer = requests.post(
            f"{self.url}/{resource['resourceType']}",
            data=wire.dumps(resource),
            headers={"Content-Type": "application/fhir+json"},
            timeout=10,
        )
        assert answer.status_code == 201, answer.text
        stored: Resource = wire.loads(answer.content)
        return stored

    def one(self, resource_type: str, patient: str) -> Resource:
        """The first resource of a type in a patient's record."""
        return next(r for r in self.resources(resource_type) if patient in str(wire.dumps(r)))


@pytest.fixture
def practice(tmp_path: Path) -> Iterator[TwoWays]:
    faults = Faults(seed=1)
    with Store() as store, running(store, faults) as url:
        found = TwoWays(url, store, faults, tmp_path)
        for patient in clinic.practice():
            found.put(patient)
        yield found


@contextmanager
def answering(*, later: dt.timedelta = NO_TIME, ahead: dt.timedelta = NO_TIME) -> Iterator[None]:
    """Inside, the endpoint answers so much later than now, and its clock is so far ahead of ours."""
    note = ServerClock.note

    def shifted(self: ServerClock, headers: Any) -> None:
        note(self, headers)
        if self.now is not None and self.skew is not None:
            self.now, self.skew = self.now + later + ahead, self.skew + ahead

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ServerClock, "note", shifted)
        yield


@contextmanager
def stamping(stamp: Callable[[str], str], where: str = "") -> Iterator[None]:
    """Inside, what is answered at such addresses says otherwise when it was last updated."""
    send = Connections.send

    def sent(self: Any, method: str, url: str, data: Any, headers: Any, correlation_id: str) -> Received:
        answer = send(self, method, url, data, headers, correlation_id)
        body = answer.body if where in url else b""
        return replace(answer, body=_STAMP.sub(lambda found: _stamped(found, stamp), body) or answer.body)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Connections, "send", sent)
        yield


def _stamped(found: re.Match[bytes], stamp: Callable[[str], str]) -> bytes:
    return found[1] + stamp(found[2].decode()).encode()


def prescription(patient: str = "Patient/p0", drug: str = "Amitriptyline 10 mg tablets") -> Resource:
    """A prescription as a practice has it, which is none of ours."""
    return {
        "resourceType": "MedicationRequest",
        "status": "active",
        "intent": "order",
        "medicationCodeableConcept": {"text": drug},
        "subject": {"reference": patient},
        "authoredOn": "2026-03-11",
        "dosageInstruction": [{"text": "one at night"}],
    }
