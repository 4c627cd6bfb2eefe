from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests

from adapter.endpoint import Endpoint
from adapter.interrupt import Interrupt
from adapter.ledger.ledger import Ledger
from adapter.push.push import Push
from adapter.push.report import PushReport
from adapter.routes.rest import RestRoute
from adapter.sandbox.faults import Faults
from adapter.sandbox.serve import running
from adapter.sandbox.store import Store
from adapter.settings import Settings
from mappings.binding import references
from mappings.identity import identity_of
from mappings.records import Participant, Session
from profiles import wire
from profiles.wire import Resource
from tests.push import clinic

Sessions = Iterable[tuple[Session, Sequence[Participant]]]


@dataclass
class Practice:
    """An embedded GP endpoint with the practice's patients, and what a test wants to know of it."""

    url: str
    store: Store
    faults: Faults
    folder: Path
    examples: int = 0

    def push(
        self,
        sessions: Sessions,
        ledger: str = "ledger.db",
        interrupt: Interrupt | None = None,
        later: dt.timedelta = dt.timedelta(),
        **endpoint: Any,
    ) -> PushReport:
        """One push from the machine whose ledger it is, so much later than now."""
        route = RestRoute(Endpoint(url=self.url, attempts=2, **endpoint))
        with Ledger(str(self.folder / ledger)) as opened:
            try:
                return Push(
                    route=route,
                    ledger=opened,
                    endpoint="practice",
                    settings=Settings(ledger=str(self.folder / ledger)),
                    clock=lambda: dt.datetime.now(dt.UTC) + later,
                    interrupt=interrupt,
                ).run(sessions)
            finally:
                route.close()

    def put(self, resource: Resource) -> None:
        """Somebody at the practice writes a resource."""
        answer = requests.put(
            f"{self.url}/{resource['resourceType']}/{resource['id']}",
            data=wire.dumps(resource),
            headers={"Content-Type": "application/fhir+json"},
            timeout=10,
        )
        assert answer.ok, answer.text

    def delete(self, resource: Resource) -> None:
        """Somebody at the practice deletes a resource, and first whatever refers to it."""
        address = f"{resource['resourceType']}/{resource['id']}"
        for referrer in self.resources():
            if any(reference.get("reference") == address for reference in references(referrer)):
                self.delete(referrer)
        url = f"{self.url}/{resource['resourceType']}/{resource['id']}"
        assert requests.delete(url, timeout=10).status_code in (200, 204)

    def resources(self, resource_type: str | None = None) -> list[Resource]:
        """Everything that the records now hold, beside the patients."""
        held = [wire.loads(version.body) for version in self.store.everything() if version.body]
        return [
            resource
            for resource in held
            if resource["resourceType"] != "Patient" and resource_type in (None, resource["resourceType"])
        ]

    def versions(self) -> int:
        """How many versions were ever written."""
        return len(self.store.versions("version v JOIN resource r USING (row)"))

    def nothing_doubled(self) -> bool:
        """No two resources in the records share a business identity."""
        identities = [identity_of(resource) for resource in self.resources()]
        return len(identities) == len(set(identities))


@pytest.fixture
def practice(tmp_path: Path) -> Iterator[Practice]:
    faults = Faults(seed=1)
    with Store() as store, running(store, faults) as url:
        found = Practice(url, store, faults, tmp_path)
        for patient in clinic.practice():
            found.put(patient)
        yield found
