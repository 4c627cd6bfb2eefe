"""Pushing everything a second time when nothing has changed, beside the first push."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from adapter.routes.rest import RestRoute
from adapter.settings import Endpoint
from benchmarks.endpoints import admit, push, sandbox
from benchmarks.measure import Figure
from fixtures.generate import programme


def measure(patients: int = 500, rounds: int = 3) -> list[Figure]:
    """Filings per second at the embedded endpoint; each round is a new programme with a new ledger."""
    first: list[float] = []
    second: list[float] = []
    requests: dict[str, int] = {}
    for seed in range(1, rounds + 1):
        sessions = list(programme(patients, 1, seed))
        with tempfile.TemporaryDirectory() as temporary, sandbox(Path(temporary)) as url:
            admit(url, patients, seed)
            for state, rates in (("filed", first), ("unchanged", second)):
                route = RestRoute(Endpoint(url=url))
                begun = time.perf_counter()
                report = push(sessions, route, Path(temporary) / "ledger.db")
                rates.append(patients / (time.perf_counter() - begun))
                if report.filings != {state: patients}:
                    raise AssertionError(report.as_json())
                requests = dict(report.requests)
    return [
        Figure(
            "A second push, nothing changed",
            "the first push",
            "filings/s",
            second,
            first,
            notes={"filings": patients, "requests read": requests["read"], "write": requests["write"]},
        )
    ]
