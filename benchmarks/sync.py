"""A sync when nothing has changed: with few and with many filings, and where there are no histories."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import requests

from benchmarks.endpoints import TIMEOUT, sandbox
from benchmarks.filed import file_all
from benchmarks.measure import Figure, in_turn
from benchmarks.peak import Told, run
from profiles import wire
from profiles.wire import Resource


def measure(rounds: int = 5, few: int = 1_000, many: int = 50_000) -> list[Figure]:
    """Seconds of the whole command, the interpreter's start with them, and MB of resident memory."""
    with tempfile.TemporaryDirectory() as temporary, sandbox(Path(temporary)) as url:
        small, large = (_Clinic(Path(temporary) / f"{size}", url, size) for size in (few, many))
        for clinic in (small, large):
            clinic.sync(0)
            clinic.megabytes.clear()
            clinic.processor.clear()
        less, more = in_turn(rounds, small.sync, large.sync)
    peer = f"of {few:,}"
    notes = {
        **large.requests,
        "s of the processor": round(min(large.processor), 2),
        f"s of the processor {peer}": round(min(small.processor), 2),
        "s of the round itself, at best": min(large.seconds),
    }
    return [
        Figure(f"A sync of {many:,} filings, nothing changed", peer, "s", more, less, "seconds", notes),
        Figure(
            f"Peak memory of a sync of {many:,} filings, nothing changed",
            peer,
            "MB",
            large.megabytes,
            small.megabytes,
            "flat: 1.0",
        ),
    ]


def by_search(rounds: int = 3, filings: int = 5_000) -> list[Figure]:
    """As if there were no histories: believing that nothing changed, and asking for each patient."""
    with tempfile.TemporaryDirectory() as temporary, sandbox(Path(temporary)) as url:
        # with so long an overlap, there always is something that was updated
        quiet, asked = (
            _Clinic(Path(temporary) / name, url, filings, f'pull = "search"\noverlap = {overlap}\n')
            for name, overlap in (("quiet", 0), ("asked", 86_400))
        )
        _have_one_of_each(url)
        for clinic in (quiet, asked):
            clinic.sync(0)
        ours, theirs = in_turn(rounds, quiet.sync, asked.sync)
    notes = {"read": quiet.requests["read"], "read, patient by patient": asked.requests["read"]}
    subject = f"A sync of {filings:,} filings, nothing changed, no histories"
    return [Figure(subject, "asking for each patient", "s", ours, theirs, "seconds", notes)]


_STRANGER: Resource = {"reference": "Patient/stranger"}

_ONE_OF_EACH: Sequence[Resource] = (
    {"resourceType": "Patient", "name": [{"text": "Nobody of the programme's"}]},
    {"resourceType": "Goal", "lifecycleStatus": "active", "description": {"text": "…"}, "subject": _STRANGER},
    {"resourceType": "CarePlan", "status": "active", "intent": "plan", "subject": _STRANGER},
    {
        "resourceType": "MedicationRequest",
        "status": "active",
        "intent": "order",
        "medicationCodeableConcept": {"text": "…"},
        "subject": _STRANGER,
    },
    {
        "resourceType": "MedicationStatement",
        "status": "active",
        "medicationCodeableConcept": {"text": "…"},
        "subject": _STRANGER,
    },
    {
        "resourceType": "Appointment",
        "status": "proposed",
        "participant": [{"actor": _STRANGER, "status": "accepted"}],
    },
    {"resourceType": "ServiceRequest", "status": "active", "intent": "order", "subject": _STRANGER},
    {"resourceType": "Task", "status": "requested", "intent": "order", "for": _STRANGER},
    {"resourceType": "Observation", "status": "final", "code": {"text": "…"}, "subject": _STRANGER},
)
"""Where there is nothing of a type, it is not believed that nothing changed."""


def _have_one_of_each(url: str) -> None:
    for one in _ONE_OF_EACH:
        address = f"{url}/{one['resourceType']}/stranger"
        body = wire.dumps({**one, "id": "stranger"})
        headers = {"Content-Type": "application/fhir+json"}
        requests.put(address, data=body, headers=headers, timeout=TIMEOUT).raise_for_status()


class _Clinic:
    """A ledger in which so many patients' filings are filed and seen, of an endpoint with these settings."""

    def __init__(self, folder: Path, url: str, patients: int, settings: str = "") -> None:
        self.megabytes: list[float] = []
        self.processor: list[float] = []
        self.seconds: list[float] = []
        self.requests: dict[str, Any] = {}
        self._folder = folder
        self._patients = patients
        folder.mkdir()
        (folder / "fhir-vgc.toml").write_text(f'[endpoints.practice]\nurl = "{url}"\n{settings}')
        self._run()  # what the resources depend on beside the records is known from a run
        file_all(folder / "ledger.db", "practice", patients)

    def sync(self, _round: int) -> float:
        told = self._run()
        pulled, pushed = told.answer["pull"], told.answer["push"]
        self.requests = {"read": pushed["requests"]["read"], "write": pushed["requests"]["write"]}
        self.megabytes.append(told.megabytes)
        self.processor.append(told.processor)
        self.seconds.append(told.answer["seconds"])
        stirred = pulled["problems"] or pushed["participants"] or self.requests["write"]
        if stirred or pulled["patients"] != self._patients:
            raise AssertionError(told.answer)
        return told.seconds

    def _run(self) -> Told:
        return run(self._folder, "sync", "--to", "practice", "--ledger", "ledger.db")
