"""Peak memory of a push, at a small and at a large number of participants.

Each push is a process of its own: `python -m benchmarks.memory PATIENTS FOLDER [URL]`.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from adapter.routes.folder import FolderRoute
from adapter.routes.rest import RestRoute
from adapter.settings import Endpoint
from benchmarks.endpoints import admit, push, sandbox
from benchmarks.measure import Figure
from benchmarks.peak import peak
from fixtures.generate import programme

_SEED = 1


def measure(few: int = 1_000, many: int = 50_000) -> list[Figure]:
    """MB of resident memory at the most, and seconds, for a push from the lazy generator."""
    figures = []
    for where in ("a folder", "the sandbox"):
        small, large = (_in_a_process(patients, where) for patients in (few, many))
        figures.append(
            Figure(
                f"Peak memory of a push of {many:,} to {where}",
                f"a push of {few:,}",
                "MB",
                [large["megabytes"]],
                [small["megabytes"]],
                aim="flat: 1.0",
                notes={f"seconds for {few:,}": small["seconds"], f"seconds for {many:,}": large["seconds"]},
            )
        )
    return figures


def _in_a_process(patients: int, where: str) -> dict[str, float]:
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        command = [sys.executable, "-m", "benchmarks.memory", str(patients), folder]
        if where != "a folder":
            url = stack.enter_context(sandbox(Path(folder)))
            admit(url, patients, _SEED)
            command.append(url)
        done = subprocess.run(command, stdout=subprocess.PIPE, check=True)
        told: dict[str, float] = json.loads(done.stdout)
        return told


def _push(patients: int, folder: Path, url: Sequence[str]) -> None:
    route = RestRoute(Endpoint(url=url[0])) if url else FolderRoute(folder / "bundles")
    begun = time.perf_counter()
    report = push(programme(patients, 1, _SEED), route, folder / "ledger.db")
    seconds = time.perf_counter() - begun
    if report.filings != {"filed": patients}:
        raise AssertionError(report.as_json())
    print(json.dumps({"megabytes": peak(), "seconds": round(seconds)}))


if __name__ == "__main__":
    _push(int(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:])
