"""Peak memory of a push, and of a first pull, at a small and at a large number of participants.

Each is a process of its own: a push is `python -m benchmarks.memory PATIENTS FOLDER [URL]`.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from adapter.endpoint import Endpoint
from adapter.ledger.ledger import Ledger
from adapter.push.drafts import draft
from adapter.routes.folder import FolderRoute
from adapter.routes.rest import RestRoute
from adapter.sandbox.store import Store
from adapter.settings import Settings
from benchmarks.endpoints import admit, push, sandbox
from benchmarks.measure import Figure
from benchmarks.peak import Told, peak, run
from fixtures.generate import practice, programme
from mappings.binding import bind
from mappings.filing import Filing

EVERYWHERE = ("a folder", "the sandbox")

_SEED = 1
_AGO = dt.timedelta(hours=2)


def measure(few: int = 1_000, many: int = 10_000, where: Sequence[str] = EVERYWHERE[:1]) -> list[Figure]:
    """MB of resident memory at the most, and seconds, for a push from the lazy generator, and for a pull."""
    return [*_pushes(few, many, where), _pull(few // 4, many // 4)]


def _pushes(few: int, many: int, places: Sequence[str]) -> list[Figure]:
    figures = []
    for where in places:
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


def _pull(few: int, many: int) -> Figure:
    small, large = (_first_pull(patients) for patients in (few, many))
    return Figure(
        f"Peak memory of a first pull of {many:,} patients",
        f"a first pull of {few:,}",
        "MB",
        [large.megabytes],
        [small.megabytes],
        aim="flat: 1.0",
        notes={f"seconds for {few:,}": round(small.seconds), f"seconds for {many:,}": round(large.seconds)},
    )


def _first_pull(patients: int) -> Told:
    """By a clinic that did not file what it finds, so that all of it is news.

    As a service runs it: the document of `--json` lists every change, and grows with them.
    """
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        _fill(folder, patients)
        url = stack.enter_context(sandbox(folder))
        told = run(folder, "pull", "--to", url, "--ledger", "ledger.db", as_json=False)
        if f": {patients:,} patients" not in told.answer or not re.search(r"goals +[0-9,]+ new", told.answer):
            raise AssertionError(told.answer)
        return told


def _fill(folder: Path, patients: int) -> None:
    """Have the sandbox's store hold a filing for each patient, and the ledger know who they are."""
    now = dt.datetime.now(dt.UTC)
    with (
        Store(folder / "practice.db", clock=lambda: now - _AGO) as store,
        Ledger(str(folder / "ledger.db")) as ledger,
    ):
        addresses = {}
        with store.transaction():
            for record in practice(patients, _SEED):
                store.write(record, "PUT")
                addresses[record["identifier"][0]["value"]] = f"{record['resourceType']}/{record['id']}"
            for session, participants in programme(patients, 1, _SEED):
                ledger.imports.keep(session, participants, [], now)
                for one in draft(session, participants, Settings()):
                    _write(store, one.filing, addresses[one.filing.person.nhs_number])


def _write(store: Store, filing: Filing, patient: str) -> None:
    known = {item.identity.urn: f"{item.resource_type}/{item.identity.value}" for item in filing.resources}
    for item in filing.resources:
        store.write({**bind(item.body, patient, known), "id": item.identity.value}, "POST")


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
