"""Resources per second of the whole `fhir-vgc validate`, from a file of NDJSON to its counts."""

from __future__ import annotations

import subprocess
import tempfile
import time
from functools import partial
from pathlib import Path

from adapter.push.drafts import draft
from adapter.settings import Settings
from benchmarks.endpoints import COMMAND
from benchmarks.measure import Figure, in_turn
from fixtures.generate import programme
from profiles import wire
from profiles.checking.side_by_side import processors


def measure(patients: int = 1_000, rounds: int = 5) -> list[Figure]:
    """Wall time of whole processes, start-up and reading in it; both sides read the same file."""
    lines = [
        wire.dumps(item.body)
        for session, participants in programme(patients, 1, seed=1)
        for one in draft(session, participants, Settings())
        for item in one.filing.resources
    ]
    with tempfile.TemporaryDirectory() as temporary:
        file = Path(temporary) / "filed.ndjson"
        file.write_bytes(b"\n".join(lines))
        several, one = (partial(_validated, file, len(lines), number) for number in (processors(), 1))
        several(0), one(0)  # what is read is in memory afterwards
        ours, alone = in_turn(rounds, several, one)
    notes = {"resources": len(lines), "MB": round(sum(map(len, lines)) / 1e6), "processes": processors()}
    return [
        Figure(
            "`fhir-vgc validate` of one file, a process for each processor",
            "one process",
            "resources/s",
            ours,
            alone,
            aim="tens of thousands a second",
            notes=notes,
        )
    ]


def _validated(file: Path, resources: int, processes: int, _round: int) -> float:
    command: list[str | Path] = [COMMAND, "validate", file, "--quiet", "--processes", str(processes)]
    begun = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
    return resources / (time.perf_counter() - begun)
