"""A sync when nothing has changed: the whole command, with few and with many filings in the records."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from benchmarks.endpoints import sandbox
from benchmarks.filed import file_all
from benchmarks.measure import Figure, in_turn
from benchmarks.peak import Told, run


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


class _Clinic:
    """A ledger in which so many patients' filings are filed and seen."""

    def __init__(self, folder: Path, url: str, patients: int) -> None:
        self.megabytes: list[float] = []
        self.processor: list[float] = []
        self.seconds: list[float] = []
        self.requests: dict[str, Any] = {}
        self._folder = folder
        self._patients = patients
        folder.mkdir()
        (folder / "fhir-vgc.toml").write_text(f'[endpoints.practice]\nurl = "{url}"\n')
        self._run()  # what the resources depend on beside the records is known from a run
        file_all(folder / "ledger.db", "practice", patients)

    def sync(self, _round: int) -> float:
        told = self._run()
        pulled, pushed = told.answer["pull"], told.answer["push"]
        self.requests = {"read": pushed["requests"]["read"], "write": pushed["requests"]["write"]}
        self.megabytes.append(told.megabytes)
        self.processor.append(told.processor)
        self.seconds.append(told.answer["seconds"])
        if pulled["patients"] != self._patients or pushed["participants"] or self.requests["write"]:
            raise AssertionError(told.answer)
        return told.seconds

    def _run(self) -> Told:
        return run(self._folder, "sync", "--to", "practice", "--ledger", "ledger.db")
