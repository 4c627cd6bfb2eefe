"""Filings per second: our push, beside a raw replay of the same bytes, and beside `fhirpy`.

The raw replay is the physical limit: finished transaction bundles over as many kept connections, with
nothing mapped, checked, looked up or recorded. A second replay sends the searches of the push as well, each
before the bundles that waited for it, and makes nothing of their answers.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import http.client
import json
import queue
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from fhirpy import AsyncFHIRClient

from adapter.endpoint import Endpoint
from adapter.ledger.ledger import Ledger
from adapter.push.drafts import draft
from adapter.push.push import plan
from adapter.routes.bundle import transaction
from adapter.routes.rest import RestRoute
from adapter.settings import Settings
from benchmarks.endpoints import APART, TIMEOUT, Start, admit, apart, hapi, push, sandbox
from benchmarks.measure import Figure, in_turn
from docs.wire_recorder import Exchange, recording
from fixtures.generate import GROUP, programme
from mappings.binding import bind
from mappings.filing import Filing
from mappings.records import Participant, Session
from profiles import wire
from profiles.definitions import NHS_NUMBER
from tests.peers.peer import PeerFailed

ENDPOINTS: Mapping[str, tuple[Start, int]] = {
    "HAPI": (hapi, 200),
    APART: (partial(apart, hapi), 200),
    "the sandbox": (sandbox, 500),
    "the sandbox, 20 ms away": (partial(sandbox, away=0.02), 500),
}
"""Where to → (how it starts, filings of each side in each round)."""

_SEED = 1
_PIECEMEAL = 20
"""The peer that sends each resource alone gets one in so many of the filings: it is rated, not waited for."""

_WARMING = 1_000
"""Filings of each side in the round that does not count, at the most."""

_HEADERS = {
    "Content-Type": "application/fhir+json",
    "Accept": "application/fhir+json",
    "Accept-Encoding": "gzip",
    "Prefer": "return=minimal",
}


def measure(
    filings: int | None = None,
    rounds: int = 3,
    connections: int = 4,
    names: Sequence[str] = tuple(ENDPOINTS),
) -> list[Figure]:
    """At these endpoints; `filings` of each side in each round, in place of the usual number."""
    figures = []
    for name in names:
        start, usual = ENDPOINTS[name]
        with tempfile.TemporaryDirectory() as temporary:
            try:
                with start(Path(temporary)) as url:
                    sides = _Sides(url, Path(temporary), filings or usual, connections, rounds)
                    what = f"Push of {filings:,}" if filings else "Push"
                    figures += _figures(f"{what} to {name}", sides, rounds)
            except PeerFailed as failure:
                print(f"{name} was not measured: {failure}", file=sys.stderr)
    return figures


def _figures(subject: str, sides: _Sides, rounds: int) -> list[Figure]:
    several = sides.connections
    compared = (
        sides.ours,
        sides.raw,
        sides.raw_with_searches,
        partial(sides.piecemeal, 1),
        partial(sides.piecemeal, several),
    )
    with sides.warming():
        for side in compared:
            side(0)  # a server that has just started is many times slower
    ours, raw, searching, alone, abreast = in_turn(rounds, *compared)
    notes = {
        "filings in a round": sides.filings,
        "connections": several,
        "ms of our processor time a filing": round(1000 * min(sides.processor_time) / sides.filings, 1),
    }
    return [
        Figure(subject, "raw replay of the same bytes", "filings/s", ours, raw, "at least 0.9", notes),
        Figure(subject, "raw replay, its searches too", "filings/s", ours, searching, "at least 0.9"),
        Figure(subject, "`fhirpy`, one request after another", "filings/s", ours, alone, "at least 10"),
        Figure(subject, f"`fhirpy`, {several} filings at once", "filings/s", ours, abreast),
    ]


class _Sides:
    """The ways to file. Each call takes the next patients of one programme, so that everything is new."""

    def __init__(self, url: str, folder: Path, filings: int, connections: int, rounds: int) -> None:
        self.filings = filings
        self.connections = connections
        self.processor_time: list[float] = []
        self._warming = min(filings, _WARMING)
        self._endpoint = Endpoint(url=url, connections=connections, timeout=TIMEOUT, deadline=TIMEOUT)
        self._folder = folder
        self._few = max(GROUP, filings // _PIECEMEAL)
        patients = (3 * filings + 2 * self._few) * rounds + 3 * self._warming + 2 * self._few
        admit(url, patients, _SEED)
        self._programme = programme(patients, 1, _SEED)

    @contextmanager
    def warming(self) -> Iterator[None]:
        """Inside, the sides take fewer filings, and what they take does not count."""
        self.filings, full = self._warming, self.filings
        yield
        self.filings = full
        self.processor_time.clear()

    def ours(self, _round: int) -> float:
        sessions = self._sessions(self.filings)
        with tempfile.TemporaryDirectory(dir=self._folder) as fresh:
            begun, worked = time.perf_counter(), time.process_time()
            report = push(sessions, RestRoute(self._endpoint), Path(fresh) / "ledger.db")
            seconds = time.perf_counter() - begun
            self.processor_time.append(time.process_time() - worked)
        if report.filings != {"filed": self.filings}:
            raise AssertionError(report.as_json())
        return self.filings / seconds

    def raw(self, _round: int) -> float:
        return self._replayed([self._sending(bundle) for bundle, _ in self._planned()])

    def raw_with_searches(self, _round: int) -> float:
        return self._replayed(
            [
                request
                for bundle, asked in self._planned()
                for request in (*map(_as_recorded, asked), self._sending(bundle))
            ]
        )

    def _replayed(self, requests: Iterable[_Request]) -> float:
        waiting: queue.SimpleQueue[_Request] = queue.SimpleQueue()
        for request in requests:
            waiting.put(request)
        begun = time.perf_counter()
        with ThreadPoolExecutor(self.connections) as pool:
            for done in [pool.submit(_replay, self._endpoint.url, waiting) for _ in range(self.connections)]:
                done.result()
        return self.filings / (time.perf_counter() - begun)

    def piecemeal(self, connections: int, _round: int) -> float:
        filings = [one.filing for group in self._sessions(self._few) for one in draft(*group, Settings())]
        plain = [[json.loads(wire.dumps(item.body)) for item in filing.resources] for filing in filings]
        begun = time.perf_counter()
        asyncio.run(_one_by_one(self._endpoint.url, connections, filings, plain))
        return len(filings) / (time.perf_counter() - begun)

    def _sessions(self, filings: int) -> list[tuple[Session, tuple[Participant, ...]]]:
        return list(islice(self._programme, filings // GROUP))

    def _sending(self, bundle: bytes) -> _Request:
        return _Request("POST", urlsplit(self._endpoint.url).path, bundle, _HEADERS)

    def _planned(self) -> list[tuple[bytes, list[Exchange]]]:
        """What a push of the next sessions would send, each with what was asked of the endpoint before it."""
        with (
            tempfile.TemporaryDirectory(dir=self._folder) as fresh,
            recording(self._endpoint.url, shown_as=self._endpoint.url) as recorder,
            Ledger(str(Path(fresh) / "ledger.db")) as ledger,
        ):
            route = RestRoute(self._endpoint.model_copy(update={"url": recorder.url}))
            planned = plan(
                self._sessions(self.filings),
                route=route,
                ledger=ledger,
                endpoint="practice",
                settings=Settings(ledger=str(Path(fresh) / "ledger.db")),
                clock=lambda: dt.datetime.now(dt.UTC),
            )
            bundles = [(wire.dumps(transaction(one.entries())), recorder.take()) for one in planned]
            route.close()
        return bundles


@dataclass(frozen=True, slots=True)
class _Request:
    method: str
    path: str
    body: bytes
    headers: Mapping[str, str]


def _as_recorded(exchange: Exchange) -> _Request:
    method, path, _ = exchange.request.first.split(" ")
    ours = ("host", "connection", "content-length")
    headers = {name: value for name, value in exchange.request.headers if name.lower() not in ours}
    return _Request(method, path, exchange.request.body, headers)


def _replay(url: str, waiting: queue.SimpleQueue[_Request]) -> None:
    """Send what waits over one connection that is kept."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=TIMEOUT)
    while True:
        try:
            request = waiting.get_nowait()
        except queue.Empty:
            break
        connection.request(request.method, request.path, request.body, request.headers)
        answer = connection.getresponse()
        answer.read()
        if answer.status != 200:
            raise AssertionError(f"the endpoint answered {answer.status} to the replay")
    connection.close()


async def _one_by_one(
    url: str, connections: int, filings: Sequence[Filing], plain: Sequence[Sequence[Any]]
) -> None:
    """What is written with a FHIR client: find the patient, then create each resource, links by their ids.

    Nothing is mapped, checked or recorded, and a second run would file everything twice.
    """
    client = AsyncFHIRClient(url)
    free = asyncio.Semaphore(connections)

    async def file(filing: Filing, bodies: Sequence[Any]) -> None:
        async with free:
            number = f"{NHS_NUMBER}|{filing.person.nhs_number}"
            patient = await client.resources("Patient").search(identifier=number).get()
            known: dict[str, str] = {}
            for item, body in zip(filing.resources, bodies, strict=True):
                bound = bind(body, f"Patient/{patient['id']}", known)
                resource = client.resource(bound.pop("resourceType"), **bound)
                await resource.save()
                known[item.identity.urn] = f"{item.resource_type}/{resource['id']}"

    await asyncio.gather(*(file(*pair) for pair in zip(filings, plain, strict=True)))
