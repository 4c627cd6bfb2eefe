"""What comes after a first push: the same again when nothing has changed, and the patients' next session."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from adapter.endpoint import Endpoint
from adapter.push.drafts import Sessions
from adapter.routes.rest import RestRoute
from benchmarks.endpoints import admit, push, sandbox
from benchmarks.measure import Figure
from fixtures.generate import GROUP, programme


def measure(patients: int = 500, rounds: int = 3) -> list[Figure]:
    """Filings per second at the sandbox; each round is a new programme with a new ledger."""
    first, again, following = _Step("filed"), _Step("unchanged"), _Step("filed")
    for seed in range(1, rounds + 1):
        sessions = list(programme(patients, 2, seed))
        groups = patients // GROUP
        with tempfile.TemporaryDirectory() as temporary, sandbox(Path(temporary)) as url:
            admit(url, patients, seed)
            ledger = Path(temporary) / "ledger.db"
            first.push(sessions[:groups], patients, url, ledger)
            again.push(sessions[:groups], patients, url, ledger)
            following.push(sessions[groups:], patients, url, ledger)
    steps = {
        "The same push again, nothing changed": again,
        "The next session of the same patients": following,
    }
    return [
        Figure(name, "the first push", "filings/s", step.rates, first.rates, notes=step.notes)
        for name, step in steps.items()
    ]


class _Step:
    """One of the pushes of each round, and what all of its filings have to become."""

    def __init__(self, outcome: str) -> None:
        self._outcome = outcome
        self.rates: list[float] = []
        self.notes: dict[str, float | str] = {}

    def push(self, sessions: Sessions, filings: int, url: str, ledger: Path) -> None:
        begun = time.perf_counter()
        report = push(sessions, RestRoute(Endpoint(url=url)), ledger)
        self.rates.append(filings / (time.perf_counter() - begun))
        self.notes = {"filings": filings, **report.requests}
        if report.filings != {self._outcome: filings}:
            raise AssertionError(report.as_json())
