"""A real process, killed or stopped at every step of the outbox: the next one finishes what it had begun."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from adapter.errors import InUse, LedgerError
from adapter.ledger import database
from adapter.ledger.ledger import Ledger
from adapter.push.report import PushReport
from mappings.binding import references
from profiles import wire
from profiles.definitions import extension
from tests.machine.steps import PUSH_STEPS, Step
from tests.push import clinic
from tests.push.conftest import Practice, practice  # noqa: F401

HOUSE = Path(__file__).parents[2]
LONG, SHORT = 60, 1
"""Leases in seconds."""


def keep(practice: Practice, hour: int = 12, **goal: Any) -> None:  # noqa: F811
    """Import a session of two, whose goals were approved at that hour."""
    said = clinic.participant(0).goals[0].model_copy(update=goal)
    people = [
        clinic.participant(
            index, goals=(said,), approval=clinic.approval_at(hour), education=(), referrals=()
        )
        for index in range(2)
    ]
    with Ledger(str(practice.folder / "ledger.db")) as ledger:
        ledger.imports.keep(clinic.session(), people, [], clinic.at(hour))


def pushing(
    practice: Practice,  # noqa: F811
    step: Step,
    number: int | None,
    *,
    nth: int = 1,
    lease: int = LONG,
    strategy: str = "auto",
) -> subprocess.Popen[str]:
    told = {
        "ledger": str(practice.folder / "ledger.db"),
        "url": practice.url,
        "strategy": strategy,
        "step": list(step),
        "nth": nth,
        "signal": number,
        "lease": lease,
    }
    return subprocess.Popen(
        [sys.executable, "-m", "tests.machine.dying", wire.dumps(told).decode()],
        cwd=HOUSE,
        env={**os.environ, "PYTHONPATH": str(HOUSE)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def killed(practice: Practice, step: Step, **how: Any) -> None:  # noqa: F811
    """A push dies at the step, and time passes until its lease has ended."""
    process = pushing(practice, step, signal.SIGKILL, **how)
    _, err = process.communicate(timeout=60)
    assert process.returncode == -signal.SIGKILL, err
    with closing(sqlite3.connect(practice.folder / "ledger.db")) as opened, opened:
        opened.execute("UPDATE leases SET expires_at = '2000-01-01 00:00:00.000000'")


def push(practice: Practice, **how: Any) -> PushReport:  # noqa: F811
    with Ledger(str(practice.folder / "ledger.db")) as ledger:
        sessions = list(ledger.imports.sessions())
    return practice.push(sessions, **how)


def linked(practice: Practice) -> bool:  # noqa: F811
    """Every reference leads to something that is there."""
    there = {f"{one['resourceType']}/{one['id']}" for one in practice.resources()} | {
        f"Patient/p{index}" for index in range(5)
    }
    return all(
        reference["reference"] in there
        for resource in practice.resources()
        for reference in references(resource)
        if "reference" in reference
    )


@pytest.mark.failure("3.6", "killed at any step")
@pytest.mark.invariant("I1")
@pytest.mark.invariant("I2")
@pytest.mark.invariant("I8")
@pytest.mark.invariant("I10")
@pytest.mark.parametrize("step", PUSH_STEPS, ids=" ".join)
def test_a_push_killed_at_any_step_is_finished_by_the_next_and_nothing_is_doubled(
    practice: Practice,  # noqa: F811
    step: Step,
) -> None:
    keep(practice)
    killed(practice, step)
    assert push(practice).complete
    assert practice.nothing_doubled()
    assert linked(practice)
    assert len(practice.resources("Composition")) == len(practice.resources("Goal")) == 2
    written = practice.versions()
    assert push(practice).filings == {"unchanged": 2}
    assert practice.versions() == written


@pytest.mark.failure("3.6", "killed at any step")
@pytest.mark.invariant("I1")
@pytest.mark.invariant("I3")
@pytest.mark.parametrize("step", PUSH_STEPS, ids=" ".join)
def test_a_change_whose_push_is_killed_at_any_step_arrives_and_the_practices_note_stays(
    practice: Practice,  # noqa: F811
    step: Step,
) -> None:
    keep(practice)
    assert push(practice).complete
    for goal in practice.resources("Goal"):
        practice.put({**goal, "note": [{"text": "Rang on Tuesday"}]})
    keep(practice, 14, text="Swim")
    killed(practice, step)
    report = push(practice)
    assert report.complete, report.as_json()
    for goal in practice.resources("Goal"):
        assert (goal["description"]["text"], goal["note"]) == ("Swim", [{"text": "Rang on Tuesday"}])
    assert practice.nothing_doubled()
    written = practice.versions()
    assert push(practice).filings == {"unchanged": 2}
    assert practice.versions() == written


@pytest.mark.failure("3.6", "killed at any step")
@pytest.mark.invariant("I1")
@pytest.mark.parametrize("then", ["Walk", "Run"])
def test_what_is_approved_after_a_change_that_died_unanswered_is_what_the_record_says(
    practice: Practice,  # noqa: F811
    then: str,
) -> None:
    keep(practice, text="Walk")
    assert push(practice).complete
    keep(practice, 14, text="Swim")
    killed(practice, ("after", "send"))
    keep(practice, 16, text=then)
    report = push(practice)
    assert report.complete, report.as_json()
    assert {goal["description"]["text"] for goal in practice.resources("Goal")} == {then}
    assert practice.nothing_doubled()
    assert push(practice).filings == {"unchanged": 2}


@pytest.mark.failure("3.6", "killed at any step")
@pytest.mark.invariant("I11")
def test_what_decided_between_both_sides_is_recorded_though_no_answer_came(
    practice: Practice,  # noqa: F811
) -> None:
    keep(practice, barriers="Stairs")
    assert push(practice).complete
    for goal in practice.resources("Goal"):
        for one in goal["extension"]:
            if one["url"] == extension("barriers"):
                one["valueString"] = "Rain"
        practice.put(goal)
    keep(practice, 14, barriers="The lift")
    killed(practice, ("after", "send"))
    push(practice)
    with Ledger(str(practice.folder / "ledger.db")) as ledger:
        room = ledger.filings("practice").conflicts
        recorded, waiting = room.decisions(), room.waiting()
    assert len(recorded) + len(waiting) == 2, "each goal's barriers were decided on, or wait"


@pytest.mark.failure("3.3", "a batch done in part")
@pytest.mark.parametrize("nth", [1, 5])
@pytest.mark.parametrize("step", [("before", "send"), ("after", "send")], ids=" ".join)
def test_single_writes_killed_on_the_way_are_finished_by_the_next_push(
    practice: Practice,  # noqa: F811
    step: Step,
    nth: int,
) -> None:
    keep(practice)
    killed(practice, step, nth=nth, strategy="single")
    assert push(practice, strategy="single").complete
    assert practice.nothing_doubled()
    assert linked(practice)
    assert len(practice.resources("Provenance")) == 2


@contextmanager
def nobody_writes(practice: Practice) -> Iterator[None]:  # noqa: F811
    """Whoever was writing to the ledger is done, and who wants to waits for the end of the block."""
    file = practice.folder / "ledger.db"
    with closing(sqlite3.connect(file, timeout=LONG, isolation_level=None)) as opened:
        opened.execute("BEGIN IMMEDIATE")
        yield
        opened.execute("ROLLBACK")


def ended_without_the_lease(stopped: subprocess.Popen[str]) -> bool:
    """It goes on, and ends by itself."""
    stopped.send_signal(signal.SIGCONT)
    _, err = stopped.communicate("\n", timeout=60)
    return stopped.returncode == 1 and "LeaseLost" in err


@pytest.mark.failure("3.6", "stopped for longer than the lease")
@pytest.mark.parametrize("step", [("after", "intend"), ("before", "send"), ("after", "send")], ids=" ".join)
def test_a_push_stopped_at_any_step_for_longer_than_its_lease_sends_and_marks_nothing_more(
    practice: Practice,  # noqa: F811
    step: Step,
) -> None:
    keep(practice)
    stopped = pushing(practice, step, None, lease=SHORT)
    assert stopped.stdout is not None
    try:
        assert stopped.stdout.readline() == "there\n"
        with nobody_writes(practice):  # the thread that renews the lease would keep the lock
            stopped.send_signal(signal.SIGSTOP)
            os.waitid(os.P_PID, stopped.pid, os.WSTOPPED)
        report, limit = None, time.monotonic() + 30
        while report is None:
            assert time.monotonic() < limit
            try:
                report = push(practice)
            except InUse:
                time.sleep(0.05)
        assert report.complete
        written, standing = practice.versions(), standings(practice)
        assert ended_without_the_lease(stopped)
        assert (practice.versions(), standings(practice)) == (written, standing)
        assert practice.nothing_doubled()
    finally:
        stopped.kill()
        stopped.communicate()


@pytest.mark.failure("3.6", "stopped for longer than the lease")
@pytest.mark.failure("3.6", "database busy")
@pytest.mark.parametrize(("nth", "entries"), [(1, 0), (2, 1)], ids=["intent", "answer"])
def test_a_push_stopped_while_it_writes_keeps_others_out_and_sends_nothing_more(
    practice: Practice,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
    nth: int,
    entries: int,
) -> None:
    """Nobody else can write to SQLite until it goes on; what it was writing is kept, the rest is to do."""
    monkeypatch.setattr(database, "_PATIENCE", 2 * SHORT)
    keep(practice)
    stopped = pushing(practice, ("after", "begin to write"), signal.SIGSTOP, nth=nth, lease=SHORT)
    try:
        os.waitid(os.P_PID, stopped.pid, os.WSTOPPED)
        with pytest.raises(LedgerError, match=r"^the ledger is in use: .*; see whether one is stopped"):
            push(practice)
        assert len(practice.resources("Composition")) == entries
        assert ended_without_the_lease(stopped)
        assert len(practice.resources("Composition")) == entries
        assert push(practice).complete
        assert len(practice.resources("Composition")) == 2
        assert practice.nothing_doubled()
    finally:
        stopped.kill()
        stopped.communicate()


def standings(practice: Practice) -> Any:  # noqa: F811
    with Ledger(str(practice.folder / "ledger.db")) as ledger:
        return ledger.filings("practice").standings()
