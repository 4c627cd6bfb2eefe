"""Real processes push to one endpoint on one PostgreSQL ledger: each filing once, each patient in order."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import uuid
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, func, select, text

from adapter.errors import LeaseLost
from adapter.ledger.ledger import Ledger
from adapter.ledger.schema import claims, workers
from adapter.sandbox.faults import Faults
from adapter.sandbox.serve import running
from adapter.sandbox.store import Store
from fixtures.generate import practice as records
from fixtures.generate import programme
from profiles import wire
from tests.intake import clinic as files
from tests.ledger.examples import NOW
from tests.machine.steps import Step
from tests.push.conftest import Practice

HOUSE = Path(__file__).parents[2]
TRANSACTION = {"method": "POST", "path": "^/?$"}
PATIENTS, SESSIONS, SEED = 20, 3, 5
FILINGS = PATIENTS * SESSIONS
ELSEWHERE = ("managingOrganization", "generalPractitioner")
LEASE_SECONDS = 4
Process = subprocess.Popen[str]


@pytest.fixture
def practice(tmp_path: Path, postgresql: str) -> Iterator[Practice]:
    """A practice that knows two groups, and a ledger with three sessions of each."""
    with Ledger(postgresql) as ledger:
        for session, people in programme(PATIENTS, SESSIONS, SEED):
            ledger.imports.keep(session, people, [], NOW)
    faults = Faults(seed=1)
    with Store() as store, running(store, faults) as url:
        found = Practice(url, store, faults, tmp_path)
        for record in records(PATIENTS, SEED):
            if record["resourceType"] == "Patient":
                found.put({name: record[name] for name in record if name not in ELSEWHERE})
        yield found


@pytest.fixture
def behind(postgresql: str) -> Iterator[Engine]:
    """The database itself."""
    engine = create_engine(postgresql)
    yield engine
    engine.dispose()


@pytest.fixture
def start(practice: Practice, postgresql: str) -> Iterator[Callable[..., Process]]:
    """Starts fhir-vgc at the practice's endpoint, or a push that stops itself at a step of the outbox."""
    started: list[Process] = []
    (practice.folder / "fhir-vgc.toml").write_text(f'[endpoints.practice]\nurl = "{practice.url}"\n')

    def starting(*arguments: str, stopping_at: Step | None = None) -> Process:
        told = {
            "ledger": postgresql,
            "url": practice.url,
            "strategy": "auto",
            "step": stopping_at,
            "nth": 1,
            "signal": signal.SIGSTOP,
            "lease": LEASE_SECONDS,
        }
        script = (
            "import datetime, sys\n"
            "import adapter.ledger.leases as leases\n"
            f"leases.LASTS = datetime.timedelta(seconds={LEASE_SECONDS})\n"
            f"sys.argv = ['fhir-vgc', *{[*arguments, '--to', 'practice']!r}]\n"
            "from cli.main import main; main()"
        )
        command = ["-m", "tests.machine.dying", wire.dumps(told).decode()] if stopping_at else ["-c", script]
        process = subprocess.Popen(
            [sys.executable, *command],
            cwd=practice.folder,
            env={
                **os.environ,
                "PYTHONPATH": str(HOUSE),
                "FHIR_VGC_LEDGER": postgresql,
                "HOME": str(practice.folder),
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


def until(happened: Callable[[], object], seconds: float = 60) -> None:
    """Wait for something that another process does."""
    limit = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < limit, "it never happened"
        time.sleep(0.02)


def ended(process: Process, code: int = 0) -> str:
    """What it said, on stdout where it went well."""
    out, err = process.communicate(timeout=120)
    assert process.returncode == code, err
    return err if code == 4 else out


def books(process: Process) -> dict[str, Any]:
    """Of a push that went well: they add up, and with what others took to all there is."""
    found: dict[str, Any] = wire.loads(ended(process))
    assert sum(found["filings"].values()) == found["participants"]
    assert found["participants"] + found["with_others"] == FILINGS
    return found


@contextmanager
def nobody_claims(behind: Engine) -> Iterator[None]:
    """Whoever asks for patients waits until the end of the block."""
    with behind.begin() as connection:
        connection.execute(text("LOCK TABLE claims IN ACCESS EXCLUSIVE MODE"))
        yield


def count(behind: Engine, table: Any) -> int:
    with behind.connect() as connection:
        return connection.execute(select(func.count()).select_from(table)).scalar_one()


def everything_is_filed_once_and_in_order(practice: Practice) -> bool:
    """Each patient's appointments came to the endpoint in the order of the sessions."""
    days = defaultdict(list)
    for version in sorted(practice.store.everything("Appointment"), key=lambda version: version.sequence):
        appointment = wire.loads(version.body or b"")
        actors = {one["actor"].get("reference", "") for one in appointment["participant"]}
        (patient,) = [actor for actor in actors if actor.startswith("Patient/")]
        days[patient].append(appointment["start"])
    return (
        len(days) == PATIENTS
        and all(len(moments) == SESSIONS and moments == sorted(moments) for moments in days.values())
        and practice.nothing_doubled()
    )


@pytest.mark.failure("3.4", "two runs on one ledger")
@pytest.mark.invariant("I1")
def test_three_workers_share_the_patients_and_file_each_filing_once(
    practice: Practice, behind: Engine, start: Callable[..., Process]
) -> None:
    with nobody_claims(behind):
        processes = [start("push", "--json") for _ in range(3)]
        until(lambda: count(behind, workers) == 3)
    found = [books(process) for process in processes]
    assert sum((Counter(one["filings"]) for one in found), Counter()) == {"filed": FILINGS}
    assert all(one["participants"] >= SESSIONS for one in found)
    assert everything_is_filed_once_and_in_order(practice)
    assert (count(behind, workers), count(behind, claims)) == (0, 0)
    versions = practice.versions()
    assert books(start("push", "--json"))["filings"]["unchanged"] == FILINGS
    assert practice.versions() == versions


@pytest.mark.failure("3.6", "killed at any step")
@pytest.mark.parametrize("answer", ["hang", "drip"])
def test_what_a_killed_worker_had_is_finished_by_the_others(
    practice: Practice, behind: Engine, start: Callable[..., Process], answer: str
) -> None:
    """Killed before the endpoint has processed its first filing, and after."""
    fault = practice.faults.add(answer, seconds=60, count=1, **TRANSACTION)
    killed = start("push")
    until(lambda: fault.happened)
    others = [start("push", "--json") for _ in range(2)]
    until(lambda: count(behind, workers) == 3)
    killed.kill()
    ended(killed, -signal.SIGKILL)
    found = [books(process) for process in others]
    filed = sum(one["filings"]["filed"] for one in found)
    assert filed == FILINGS or (filed, answer) == (FILINGS - 1, "drip")
    assert {state for one in found for state in +Counter(one["filings"])} <= {"filed", "unchanged"}
    assert everything_is_filed_once_and_in_order(practice)
    assert (count(behind, workers), count(behind, claims)) == (0, 0)


@pytest.mark.failure("3.6", "stopped for longer than the lease")
@pytest.mark.parametrize(
    "step", [("before", "send"), ("before", "settle"), ("after", "commit")], ids=" ".join
)
def test_a_worker_stopped_for_longer_than_its_lease_writes_nothing_afterwards(
    practice: Practice, behind: Engine, start: Callable[..., Process], step: Step
) -> None:
    """Also within a transaction of the ledger, which then ends with the lease."""
    stopped = start(stopping_at=step)
    until(lambda: _is_stopped(stopped))
    found = books(start("push", "--json"))
    assert found["with_others"] == 0
    assert everything_is_filed_once_and_in_order(practice)
    versions = practice.versions()
    stopped.send_signal(signal.SIGCONT)
    _, err = stopped.communicate(timeout=60)
    assert stopped.returncode == 1
    assert "LeaseLost" in err or "LedgerError" in err
    assert practice.versions() == versions
    with behind.connect() as connection:
        states = connection.execute(text("SELECT state, count(*) FROM filings GROUP BY state")).all()
    assert sum(number for _, number in states) == FILINGS
    assert {state for state, _ in states} <= {"filed", "unchanged"}
    assert count(behind, claims) == 0


@pytest.mark.failure("3.4", "two runs on one ledger")
@pytest.mark.failure("3.9", "overlapping rounds")
@pytest.mark.parametrize(("there", "asks"), [("push", "sync"), ("push", "pull"), ("sync", "push")])
def test_a_run_that_must_be_alone_is_refused_while_workers_are_there_and_they_while_it_is(
    practice: Practice, start: Callable[..., Process], there: str, asks: str
) -> None:
    slow = practice.faults.add("hang", count=1, **TRANSACTION)
    start(there)
    until(lambda: slow.happened)
    told = ended(start(asks), 4)
    assert "practice is in use by run" in told
    assert f"({there})" in told


@pytest.mark.failure("3.9", "stopped while running")
def test_an_interrupted_worker_leaves_the_rest_to_the_others(
    practice: Practice, behind: Engine, start: Callable[..., Process]
) -> None:
    slow = practice.faults.add("delay", seconds=2, count=1, **TRANSACTION)
    interrupted = start("push", "--json")
    until(lambda: slow.happened)
    interrupted.send_signal(signal.SIGINT)
    other = start("push", "--json")
    first: dict[str, Any] = wire.loads(ended(interrupted, 130))
    assert sum(first["filings"].values()) == first["participants"] < FILINGS
    assert first["filings"]["unknown"] == 0
    found = wire.loads(ended(other))
    assert found["participants"] + found["with_others"] == FILINGS
    assert found["filings"]["filed"] + first["filings"]["filed"] == FILINGS
    assert everything_is_filed_once_and_in_order(practice)


def test_a_worker_in_the_middle_of_a_transaction_is_not_robbed_though_its_lease_has_ended(
    postgresql: str, behind: Engine
) -> None:
    """It has confirmed the lease, and may be writing; when the transaction is over, so is the lease."""
    wanted = {"9990000018": "a" * 64}
    with Ledger(postgresql) as ledger, ledger.leases.taken("practice", "run 1", shared=True) as lease:
        slow = ledger.leases._take("practice", "run 2", shared=True)
        ledger.claims(slow).take(wanted)
        with behind.begin() as connection:
            connection.execute(workers.update().where(workers.c.owner == "run 2").values(expires_at=NOW))
        with behind.begin() as connection:
            its = select(workers).where(workers.c.owner == "run 2")
            connection.execute(its.with_for_update())
            assert ledger.claims(lease).take(wanted).ours == set()
        assert ledger.claims(lease).take(wanted).ours == set(wanted)
        with pytest.raises(LeaseLost):
            ledger.claims(slow).finish(wanted)


def test_rows_that_another_worker_holds_are_passed_over_and_not_waited_for(
    postgresql: str, behind: Engine
) -> None:
    with Ledger(postgresql) as ledger, ledger.leases.taken("practice", "run 1", shared=True) as lease:
        own = ledger.claims(lease)
        own.take({"9990000018": "a" * 64, "9990000026": "b" * 64})
        with behind.begin() as connection:
            connection.execute(claims.update().values(owner=None))
        with behind.begin() as connection:
            at_it = select(claims).where(claims.c.nhs_number == "9990000018")
            connection.execute(at_it.with_for_update())
            assert own.take({"9990000018": "a" * 64, "9990000026": "b" * 64}).ours == {"9990000026"}


def _is_stopped(process: Process) -> bool:
    """By its state in the system's own words: T."""
    assert process.poll() is None, process.communicate()
    return Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()[0] == "T"


@pytest.mark.hazard("H12")
def test_two_workers_with_a_workbook_each_of_one_meeting_file_nobody_twice(
    practice: Practice, behind: Engine, start: Callable[..., Process]
) -> None:
    _, people = next(iter(programme(PATIENTS, SESSIONS, SEED)))
    said = {
        "attendance_status": "did-not-attend",
        "attendance_confirmed_by": "Ben Cole",
        "approved_by": "Dr Asha Verma",
        "approved_at": "2026-03-05T20:00",
    }
    rows = [
        {
            "nhs_number": one.person.nhs_number,
            "family": one.person.family,
            "given": one.person.given[0],
            "dob": one.person.birth_date.isoformat(),
            **said,
        }
        for one in people
    ]
    morning = {"planned_start": "2026-03-05T09:00", "planned_end": "2026-03-05T10:00"}
    with nobody_claims(behind):
        processes = []
        for name in ("one", "another"):
            facts = {**files.SESSION, **morning, "session_id": str(uuid.uuid4())}
            files.clinic(practice.folder / name, rows, facts)
            processes.append(start("push", name, "--json"))
        until(lambda: count(behind, workers) == 2)
    found: list[Any] = [wire.loads(ended(process, 3)) for process in processes]
    states = sum((Counter(one["filings"]) for one in found), Counter())
    assert states.total() == 2 * len(rows)
    assert states["held"] >= len(rows)
    actors = Counter(
        actor["actor"]["reference"]
        for appointment in practice.resources("Appointment")
        for actor in appointment["participant"]
        if actor["actor"].get("reference", "").startswith("Patient/")
    )
    assert actors.total() == states["filed"]
    assert set(actors.values()) <= {1}
