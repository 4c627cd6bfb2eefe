"""Rows per second: our pull, beside raw paging, which fetches the same pages and parses them.

Both read all that stands in the records of a programme's patients, as a first pull does: of the machine that
filed it, to which every row is its own echo; of one that did not, to which every row is news; and, as it is
mostly, of the machine that filed it, with prescriptions of the practice's own among it.
"""

from __future__ import annotations

import datetime as dt
import shutil
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Mapping
from functools import partial
from pathlib import Path

import requests

from adapter.endpoint import Endpoint
from adapter.ledger.ledger import Ledger
from adapter.pull.changes import KINDS
from adapter.pull.files import Returned
from adapter.pull.pull import Pull
from adapter.routes.rest import RestRoute
from adapter.settings import Settings
from benchmarks.endpoints import APART, TIMEOUT, Start, admit, apart, hapi, push, put, sandbox
from benchmarks.measure import Figure, in_turn
from fixtures.generate import programme
from profiles.wire import Resource
from tests.peers.peer import PeerFailed

ENDPOINTS: Mapping[str, Start] = {
    "HAPI": hapi,
    APART: partial(apart, hapi),
    "the sandbox": sandbox,
    "the sandbox, 20 ms away": partial(sandbox, away=0.02),
}

_SEED = 1
_PATIENTS_ASKED_FOR = 50
_ROWS_OF_A_PAGE = "200"
_PRESCRIPTIONS = 6


def measure(patients: int = 500, rounds: int = 3) -> list[Figure]:
    """At each endpoint, with one filing in the record of each patient."""
    figures = []
    for name, start in ENDPOINTS.items():
        with tempfile.TemporaryDirectory() as temporary:
            try:
                with start(Path(temporary)) as url:
                    figures += _figures(name, _Sides(url, Path(temporary), patients), rounds)
            except PeerFailed as failure:
                print(f"{name} was not measured: {failure}", file=sys.stderr)
    return figures


def _figures(name: str, sides: _Sides, rounds: int) -> list[Figure]:
    for side in (sides.raw, sides.echoes, sides.news):
        side(0)  # a server that has just started is many times slower
    sides.processor_time.clear()
    raw, echoes, news = in_turn(rounds, sides.raw, sides.echoes, sides.news)
    figures = []
    for what, ours in (("ours", echoes), ("new", news)):
        notes = {
            "rows in a round": sides.rows,
            "patients": sides.patients,
            "ms of our processor time a row": round(1000 * min(sides.processor_time[what]) / sides.rows, 2),
        }
        subject = f"Pull from {name}, all {what}"
        figures.append(Figure(subject, "raw paging", "rows/s", ours, raw, "at least 0.9", notes))
    sides.prescribe()
    for side in (sides.raw, sides.usual):
        side(0)
    sides.processor_time.clear()
    raw, usual = in_turn(rounds, sides.raw, sides.usual)
    notes = {
        "rows in a round": sides.rows,
        "of them the practice's own": sides.prescribed,
        "patients": sides.patients,
        "ms of our processor time a row": round(1000 * min(sides.processor_time["usual"]) / sides.rows, 2),
    }
    subject = f"Pull from {name}, ours and the practice's own"
    figures.append(Figure(subject, "raw paging", "rows/s", usual, raw, "at least 0.9", notes))
    return figures


class _Sides:
    """The ways to read. Each call reads all of it."""

    def __init__(self, url: str, folder: Path, patients: int) -> None:
        self.patients = patients
        self.rows = 0
        self.prescribed = 0
        self.processor_time: defaultdict[str, list[float]] = defaultdict(list)
        self._at = Endpoint(url=url, timeout=TIMEOUT, deadline=TIMEOUT)
        self._filing, self._other = folder / "filing.db", folder / "other.db"
        admit(url, patients, _SEED)
        push(programme(patients, 1, _SEED), RestRoute(self._at), self._filing)
        with Ledger(str(self._filing)) as filing, Ledger(str(self._other)) as other:
            for session, participants in programme(patients, 1, _SEED):
                for ledger in (filing, other):
                    ledger.imports.keep(session, participants, [], dt.datetime.now(dt.UTC))
            self._addresses = [address for address, _ in filing.programme("practice").addresses()]

    def echoes(self, _round: int) -> float:
        return self._pulled("ours", self._filing, changes=0)

    def news(self, _round: int) -> float:
        # a Patient that is read for the first time is no change
        return self._pulled("new", self._other, changes=self.rows - self.patients)

    def usual(self, _round: int) -> float:
        return self._pulled("usual", self._filing, changes=self.prescribed)

    def prescribe(self) -> None:
        """The practice's own prescriptions, so many for each patient."""
        written = [
            _prescription(patient, number) for patient in self._addresses for number in range(_PRESCRIPTIONS)
        ]
        put(self._at.url, written)
        self.prescribed = len(written)

    def raw(self, _round: int) -> float:
        begun = time.perf_counter()
        self.rows = 0
        with requests.Session() as session:
            session.headers.update({"Accept": "application/fhir+json", "Cache-Control": "no-cache"})
            for start in range(0, len(self._addresses), _PATIENTS_ASKED_FOR):
                some = self._addresses[start : start + _PATIENTS_ASKED_FOR]
                for kind in KINDS:
                    self.rows += _paged(session, f"{self._at.url}/{kind}/_search", _asked(kind, some))
        return self.rows / (time.perf_counter() - begun)

    def _pulled(self, what: str, ledger: Path, changes: int) -> float:
        with tempfile.TemporaryDirectory(dir=ledger.parent) as fresh:
            copy = shutil.copy(ledger, fresh)
            begun, worked = time.perf_counter(), time.process_time()
            route = RestRoute(self._at)
            with (
                Ledger(str(copy)) as opened,
                Returned(
                    Path(fresh), "practice", opened.programme("practice"), dt.datetime.now(dt.UTC)
                ) as files,
            ):
                report = Pull(
                    route=route,
                    ledger=opened,
                    endpoint="practice",
                    settings=Settings(),
                    at=self._at,
                    clock=lambda: dt.datetime.now(dt.UTC),
                    found=files.add,
                    written=files.save,
                ).run()
            route.close()
            seconds = time.perf_counter() - begun
            self.processor_time[what].append(time.process_time() - worked)
        if report.changes.total() != changes or report.patients != self.patients:
            raise AssertionError(report.as_json())
        return self.rows / seconds


def _prescription(patient: str, number: int) -> Resource:
    return {
        "resourceType": "MedicationRequest",
        "id": f"{patient.removeprefix('Patient/')}-{number}",
        "status": "active",
        "intent": "order",
        "medicationCodeableConcept": {"text": f"Invented medicine {number}, 10 mg tablets"},
        "subject": {"reference": patient},
        "authoredOn": "2026-01-15",
        "courseOfTherapyType": {"text": "Repeat"},
        "dosageInstruction": [{"text": "one twice a day", "patientInstruction": "with food"}],
        "note": [{"text": "Asked for at the desk."}],
    }


def _asked(kind: str, patients: list[str]) -> dict[str, str]:
    if kind == "Patient":
        return {"_count": _ROWS_OF_A_PAGE, "_id": ",".join(address[8:] for address in patients)}
    return {"_count": _ROWS_OF_A_PAGE, "patient": ",".join(patients)}


def _paged(session: requests.Session, url: str, parameters: Mapping[str, str]) -> int:
    """How many rows there are on the pages of a search."""
    answer = session.post(url, data=parameters, timeout=TIMEOUT)
    rows = 0
    while True:
        answer.raise_for_status()
        bundle = answer.json()
        rows += len(bundle.get("entry", ()))
        following = [link["url"] for link in bundle.get("link", ()) if link["relation"] == "next"]
        if not following:
            return rows
        answer = session.get(following[0], timeout=TIMEOUT)
