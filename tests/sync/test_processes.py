"""Real processes, interrupted, killed, or stopped for long: the next takes over, and nothing is doubled."""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from adapter.ledger import leases
from adapter.ledger.ledger import Ledger
from adapter.ledger.schema import leases as lease_rows
from profiles import wire
from tests.push import clinic
from tests.push.conftest import Practice, practice  # noqa: F401

HOUSE = Path(__file__).parents[2]
TRANSACTION = {"method": "POST", "path": "^/?$"}
LONG_AGO = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)


@pytest.fixture
def imported(practice: Practice) -> Practice:  # noqa: F811
    session, people = clinic.clinic()
    with Ledger(str(practice.folder / "ledger.db")) as ledger:
        ledger.imports.keep(session, people, [], clinic.at(12))
    return practice


@pytest.fixture
def start(imported: Practice) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Starts fhir-vgc at the practice's endpoint; `lease` seconds are for who has to wait for its end."""
    started: list[subprocess.Popen[str]] = []

    def starting(*arguments: str, lease: float = leases.LASTS.total_seconds()) -> subprocess.Popen[str]:
        script = (
            "import datetime, sys\n"
            "import adapter.ledger.leases as leases\n"
            f"leases.LASTS = datetime.timedelta(seconds={lease})\n"
            f"sys.argv = ['fhir-vgc', *{[*arguments, '--to', imported.url]!r}]\n"
            "from cli.main import main; main()"
        )
        process = subprocess.Popen(
            [sys.executable, "-c", script],
            cwd=imported.folder,
            env={
                **os.environ,
                "PYTHONPATH": str(HOUSE),
                "PYTHONUNBUFFERED": "1",
                "FHIR_VGC_LEDGER": str(imported.folder / "ledger.db"),
                "HOME": str(imported.folder),
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    yield starting
    for process in started:
        if process.poll() is None:
            process.kill()
        process.communicate()


def until(happened: Callable[[], object], seconds: float = 120) -> None:
    """Wait for something that another process does, on a machine that may have much else to do."""
    limit = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < limit, "it never happened"
        time.sleep(0.02)


def ended(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    out, err = process.communicate(timeout=120)
    return process.returncode, out, err


def filed_once(practice: Practice) -> bool:  # noqa: F811
    return len(practice.resources("Appointment")) == 5 and practice.nothing_doubled()


def time_passes(practice: Practice) -> None:  # noqa: F811
    """Whatever lease a run that is gone has left is over."""
    with Ledger(str(practice.folder / "ledger.db")) as ledger, ledger._engine.begin() as connection:
        connection.execute(lease_rows.update().values(expires_at=LONG_AGO))


def runs(practice: Practice) -> list[Any]:  # noqa: F811
    with Ledger(str(practice.folder / "ledger.db")) as ledger:
        return ledger.runs.listed()


@pytest.mark.failure("3.9", "stopped while running")
def test_the_first_interrupt_ends_it_after_what_is_under_way(
    imported: Practice, start: Callable[..., subprocess.Popen[str]]
) -> None:
    slow = imported.faults.add("delay", seconds=1, count=1, **TRANSACTION)
    process = start("sync", "--every", "1h", "--json")
    until(lambda: slow.happened)
    process.send_signal(signal.SIGINT)
    code, out, err = ended(process)
    assert code == 130
    assert "Finishing what is under way" in err
    (books,) = [wire.loads(line)["push"] for line in out.splitlines()]
    assert sum(books["filings"].values()) == books["participants"]
    assert books["filings"]["unknown"] == 0
    assert runs(imported)[0].ended_at is not None
    assert ended(start("sync"))[0] == 0
    assert filed_once(imported)


def test_an_interrupt_between_two_rounds_ends_it_at_once(
    imported: Practice, start: Callable[..., subprocess.Popen[str]]
) -> None:
    process = start("sync", "--every", "1h")
    assert process.stdout is not None
    assert "5 filed" in process.stdout.readline()
    process.send_signal(signal.SIGTERM)
    assert ended(process)[0] == 130


def test_the_second_interrupt_stops_it_and_the_next_run_looks_first(
    imported: Practice, start: Callable[..., subprocess.Popen[str]]
) -> None:
    slow = imported.faults.add("hang", count=1, **TRANSACTION)
    process = start("sync")
    until(lambda: slow.happened)
    process.send_signal(signal.SIGINT)
    assert process.stderr is not None
    said = (line for line in process.stderr if not line.startswith("{"))  # the rest is the log
    assert next(said) == "\n"
    assert "Finishing" in next(said)
    process.send_signal(signal.SIGINT)
    code, _, err = ended(process)
    assert (code, "The next run looks first" in err) == (130, True)
    time_passes(imported)
    assert ended(start("sync"))[0] == 0
    assert filed_once(imported)


@pytest.mark.failure("3.6", "killed at any step")
@pytest.mark.parametrize("answer", ["hang", "drip"])
def test_a_killed_run_keeps_others_out_for_its_lease_and_no_longer(
    imported: Practice, start: Callable[..., subprocess.Popen[str]], answer: str
) -> None:
    """Killed before the endpoint has processed the filing, and after."""
    fault = imported.faults.add(answer, seconds=5, count=1, **TRANSACTION)
    killed = start("push")
    until(lambda: fault.happened)
    killed.kill()
    assert ended(killed)[0] == -signal.SIGKILL
    code, _, err = ended(start("push"))
    assert code == 4
    assert "is in use by run" in err
    time_passes(imported)
    assert ended(start("sync"))[0] == 0
    assert filed_once(imported)
    assert [(run.command, run.ended_at is None) for run in runs(imported)] == [
        ("sync", False),
        ("push", True),
    ]


@pytest.mark.failure("3.6", "stopped for longer than the lease")
def test_a_run_stopped_for_longer_than_its_lease_sends_nothing_afterwards(
    imported: Practice, start: Callable[..., subprocess.Popen[str]]
) -> None:
    """The endpoint is slow with the first filing; meanwhile the process stops, and another one takes over."""
    slow = imported.faults.add("delay", seconds=1, count=1, **TRANSACTION)
    stopped = start("push", lease=4)
    until(lambda: slow.happened)
    stopped.send_signal(signal.SIGSTOP)
    until(lambda: ended(start("sync", lease=4))[0] == 0)
    assert filed_once(imported)
    versions = imported.versions()
    stopped.send_signal(signal.SIGCONT)
    code, _, err = ended(stopped)
    assert code == 4
    assert "longer than its lease" in err
    assert imported.versions() == versions
    with Ledger(str(imported.folder / "ledger.db")) as ledger:
        assert ledger.filings(imported.url).counts() == {"filed": 4, "unchanged": 1}
        assert ledger.leases.holders(imported.url) == frozenset()
