"""An invented patient's part in one session, and the embedded endpoint that it is filed at, recorded."""

from __future__ import annotations

import datetime as dt
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import requests

from adapter.endpoint import Endpoint
from adapter.ledger.ledger import Ledger
from adapter.pull.pull import Pull
from adapter.push.push import Push
from adapter.routes.rest import RestRoute
from adapter.sandbox.faults import Faults
from adapter.sandbox.policy import USUAL, Policy
from adapter.sandbox.serve import running
from adapter.sandbox.store import Store
from adapter.settings import Settings
from docs.wire_recorder import Exchange, Recorder, recording
from mappings.records import (
    Approval,
    Attendance,
    Consent,
    Goal,
    MedicationPlan,
    Participant,
    Person,
    PlanLine,
    Programme,
    Session,
    Staff,
)
from mappings.values import Concept
from profiles import wire
from profiles.definitions import NHS_NUMBER
from profiles.wire import Resource

_LONDON = ZoneInfo("Europe/London")
_DAY = dt.date(2026, 3, 10)


def at(hour: int, minute: int = 0) -> dt.datetime:
    """That time on the day of the session."""
    return dt.datetime.combine(_DAY, dt.time(hour, minute), _LONDON)


_APPROVED = at(12, 40)

_SESSION = Session(
    session_id="0b8e2c1a-5a44-4f0e-8f0d-9b3c2f1d7a60",
    programme=Programme(
        id="chronic-pain", title="Chronic pain", condition=Concept(text="Chronic pain"), ods_code="A81001"
    ),
    sequence_no=1,
    title="Living well with pain",
    format="mixed",
    mode="video",
    platform="teams",
    planned_start=at(10),
    planned_end=at(11, 30),
    session_date=_DAY,
    capacity=12,
    retention_until=dt.date(2036, 3, 10),
    staff=(
        Staff(name="Dr Amina Okafor", role="gp", gmc="7000001", ods_code="A81001"),
        Staff(name="Tom Reed", role="pharmacist", gphc="2000001"),
    ),
    agreement_version="3",
)

_PERSON = Person(nhs_number="9990000018", family="Quill", given=("Marjorie",), birth_date=dt.date(1958, 4, 2))

_PATIENT: Resource = {
    "resourceType": "Patient",
    "id": "p1",
    "identifier": [{"system": NHS_NUMBER, "value": _PERSON.nhs_number}],
    "active": True,
    "name": [{"use": "official", "family": _PERSON.family, "given": list(_PERSON.given)}],
    "birthDate": _PERSON.birth_date.isoformat(),
}


def _participant(confidence: int, approved: dt.datetime) -> Participant:
    """The patient's part, with one goal and one line of the plan."""
    return Participant(
        row=2,
        person=_PERSON,
        consents=(Consent(kind="confidentiality-agreement", status="given", version="3", at=at(9, 55)),),
        attendance=Attendance(status="attended-full", source="facilitator"),
        goals=(
            Goal(goal_id="walk", text="Walk to the allotment and back", importance=9, confidence=confidence),
        ),
        medication_plan=MedicationPlan(
            lines=(
                PlanLine(
                    drug="Morphine sulfate 30 mg modified-release tablets",
                    change="decrease",
                    dose="20 mg",
                    frequency="twice a day",
                    agreed_by="Tom Reed",
                ),
            )
        ),
        approval=Approval(by="Dr Amina Okafor", at=approved),
    )


@dataclass
class Practice:
    """An embedded endpoint behind a recorder, the practice's own direct address, and one clinic's ledger."""

    direct: str
    recorder: Recorder
    faults: Faults
    ledger: Path
    outcomes: list[str] = field(default_factory=list)

    def push(self, confidence: int = 6, approved: dt.datetime = _APPROVED, **endpoint: Any) -> list[Exchange]:
        """File the session; what was exchanged. What became of the filing is added to the outcomes."""
        with self._ledger(endpoint) as (route, ledger, _):
            report = Push(
                route=route, ledger=ledger, endpoint="practice", settings=Settings(ledger=""), clock=_now
            ).run([(_SESSION, [_participant(confidence, approved)])])
            self.outcomes.append(next(iter(report.filings)))
        return self.recorder.take()

    def pull(self, **endpoint: Any) -> list[Exchange]:
        """Bring back what changed; what was exchanged."""
        with self._ledger(endpoint) as (route, ledger, at):
            Pull(
                route=route,
                ledger=ledger,
                endpoint="practice",
                settings=Settings(ledger=""),
                at=at,
                clock=_now,
            ).run()
        return self.recorder.take()

    def edit(self, resource_type: str, **changed: Any) -> None:
        """Somebody at the practice changes the one resource of a type."""
        found = requests.get(f"{self.direct}/{resource_type}", timeout=10).content
        resource = wire.loads(found)["entry"][0]["resource"]
        self.put({**resource, **changed})

    def put(self, resource: Resource) -> None:
        """Somebody at the practice writes a resource."""
        requests.put(
            f"{self.direct}/{resource['resourceType']}/{resource['id']}",
            data=wire.dumps(resource),
            headers={"Content-Type": "application/fhir+json"},
            timeout=10,
        ).raise_for_status()

    @contextmanager
    def _ledger(self, endpoint: dict[str, Any]) -> Iterator[tuple[RestRoute, Ledger, Endpoint]]:
        at = Endpoint(url=self.recorder.url, attempts=1, connections=1, **endpoint)
        route = RestRoute(at)
        try:
            with Ledger(str(self.ledger)) as ledger:
                yield route, ledger, at
        finally:
            route.close()


@contextmanager
def practice(policy: Policy = USUAL) -> Iterator[Practice]:
    """A practice that has the patient. Its clock goes on a minute with each commit; its ids are counted."""
    minutes, numbers = count(), count(1)
    with (
        tempfile.TemporaryDirectory() as folder,
        Store(
            clock=lambda: at(12, 45) + dt.timedelta(minutes=next(minutes)),
            new_id=lambda: str(uuid.UUID(int=next(numbers), version=4)),
        ) as store,
        running(store, faults := Faults(seed=1), policy=policy) as url,
        recording(url, shown_as="https://gp.example") as recorder,
    ):
        found = Practice(url, recorder, faults, Path(folder, "ledger.db"))
        found.put(_PATIENT)
        yield found


def _now() -> dt.datetime:
    return at(18)
