"""What push, pull and sync say of how they ended: never that all is well where it is not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from adapter.errors import NotAuthorised, NotWritten
from adapter.ledger.ledger import Ledger
from adapter.pull.files import Returned
from adapter.pull.report import PullReport
from adapter.push.report import PushReport
from adapter.sync.sync import Round, Sync
from tests.cli.conftest import Run
from tests.pull.conftest import prescription
from tests.push import clinic
from tests.push.conftest import Practice, practice

__all__ = ["practice"]

LOOK = "Look at the credentials, at our clock, and at what the endpoint's people have allowed us."


@pytest.mark.usefixtures("imported")
@pytest.mark.parametrize("command", ["push", "pull", "sync"])
@pytest.mark.parametrize("status", [401, 403])
def test_who_is_not_accepted_is_told_what_to_look_at(
    run: Run, practice: Practice, command: str, status: int
) -> None:
    practice.faults.add("status", status=status, path="^Patient")
    ran = run(command, "--to", practice.url)
    assert ran.code in (3, 4)
    told = " ".join((ran.out + ran.err).split())
    assert LOOK in told
    assert "again later" not in told


def test_a_round_that_finds_itself_not_accepted_says_so_too(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def rounds(*_given: object, **_named: object) -> Iterator[NotAuthorised]:
        yield NotAuthorised("answered 401", status=401)

    monkeypatch.setattr(Sync, "rounds", rounds)
    monkeypatch.setenv("FHIR_VGC_LOG", "stderr")
    ran = run("sync", "--to", "http://127.0.0.1:9/fhir", "--every", "15m")
    assert LOOK in ran.out + ran.err


@pytest.fixture
def in_step(run: Run, practice: Practice, tmp_path: Path) -> tuple[str, str]:
    """Everybody is filed, and everything was read; where that is."""
    with Ledger(str(tmp_path / "ledger.db")) as ledger:
        ledger.imports.keep(*clinic.clinic(), [], clinic.at(12))
    assert run("push", "--to", practice.url).code == 0
    status = run("status")
    assert (status.code, "last pulled: never" in status.out) == (0, True)
    assert run("sync", "--to", practice.url).code == 0
    return "--to", practice.url


@pytest.mark.failure("3.5", "one type is refused, or always fails")
@pytest.mark.parametrize(("path", "unread"), [("^Goal", "Goal"), ("^(Goal|CarePlan)/", "Goal, CarePlan")])
def test_the_status_says_what_the_last_pull_could_not_read(
    run: Run, practice: Practice, in_step: tuple[str, str], path: str, unread: str
) -> None:
    practice.faults.add("status", status=403, path=path)
    assert run("sync", *in_step).code == 3
    status = run("status")
    assert status.code == 3
    (last, *_) = run("runs", "list", "--json").document["runs"]
    assert f"the last pull could not read all of: {unread}\n" in status.out
    assert f"fhir-vgc runs show {last['run'][:8]}" in status.out
    practice.faults.clear()
    assert run("sync", *in_step).code == 0
    assert run("status").code == 0


def test_the_status_says_so_where_a_pull_broke_off_until_another_went_on_to_its_end(
    run: Run, practice: Practice, in_step: tuple[str, str]
) -> None:
    practice.faults.add("status", status=401, path="^Goal")
    assert run("pull", *in_step).code == 3
    practice.faults.clear()
    assert run("push", *in_step).code == 0
    (endpoint,) = run("status", "--json").document["endpoints"].values()
    assert endpoint["not_read"] == ["all that was left"]
    status = run("status")
    (_, pull, *_) = run("runs", "list", "--json").document["runs"]
    assert (status.code, f"fhir-vgc runs show {pull['run'][:8]}" in status.out) == (3, True)
    run("pull", *in_step)
    (endpoint,) = run("status", "--json").document["endpoints"].values()
    assert endpoint["not_read"] == []


def test_what_a_pull_only_remarks_leaves_nothing_to_do(
    run: Run, practice: Practice, in_step: tuple[str, str]
) -> None:
    practice.faults.add("no-history")
    pulled = run("pull", *in_step, "--json")
    assert pulled.document["remarks"]
    assert (pulled.code, run("status").code) == (0, 0)


@pytest.mark.parametrize(
    ("filed", "told"), [(0, "nothing settled"), (2, "5 participants to settle: 2 filed")]
)
def test_a_round_that_was_interrupted_says_so(
    run: Run, monkeypatch: pytest.MonkeyPatch, filed: int, told: str
) -> None:
    pushed = PushReport("r1", participants=5 if filed else 0, interrupted=True)
    pushed.filings["filed"] += filed
    done = Round(
        "r1", clinic.at(9), clinic.at(9, 1), dt.timedelta(minutes=15), 0, None, PullReport("r1"), pushed
    )
    monkeypatch.setattr(Sync, "rounds", lambda *_given, **_named: iter([done]))
    ran = run("sync", "--to", "http://127.0.0.1:9/fhir", "--every", "15m")
    assert f"0 changes pulled, {told} (60.0 s); interrupted: the rest was left for the next run" in ran.out
    assert "nothing to settle" not in ran.out


@pytest.mark.usefixtures("imported")
def test_a_pull_whose_changes_cannot_be_written_does_not_say_that_nothing_changed(
    run: Run, practice: Practice, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    run("push", "--to", practice.url)
    run("pull", "--to", practice.url)
    assert "nothing changed" in run("pull", "--to", practice.url).out
    practice.put({**prescription(), "id": "new"})

    def full(*_given: object) -> None:
        raise NotWritten("no room")

    monkeypatch.setattr(Returned, "add", full)
    ran = run("pull", "--to", practice.url)
    assert ran.code == 3
    assert "no room" in ran.out
    assert "nothing changed" not in ran.out


@pytest.mark.hazard("H20")
@pytest.mark.usefixtures("imported")
def test_what_was_never_tried_has_waited_since_it_was_imported(run: Run, tmp_path: Path) -> None:
    """The endpoint was away from the first push on."""
    assert run("sync", "--to", "http://127.0.0.1:9/fhir").code == 4
    (endpoint,) = run("status", "--json").document["endpoints"].values()
    assert (endpoint["not_pushed"], endpoint["waiting"]) == (5, [])
    assert dt.datetime.fromisoformat(endpoint["waiting_since"]) == clinic.at(12)
    assert "  waiting, the oldest for" in run("status").out
    with Ledger(str(tmp_path / "ledger.db")) as ledger:
        assert ledger.figures.waiting_since() == {"http://127.0.0.1:9/fhir": clinic.at(12)}
