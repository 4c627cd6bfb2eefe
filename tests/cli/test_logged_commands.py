"""What is no run is logged too: a plan, the doctor's look, what a merge or a person decided."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from adapter.gp.client import GpClient
from adapter.ledger.ledger import Ledger
from mappings.identity import participation_id
from profiles.wire import Resource
from tests.cli.conftest import Run
from tests.push import clinic
from tests.push.conftest import Practice, practice

__all__ = ["practice"]

FIRST = participation_id(clinic.session(), clinic.person(0))


@pytest.fixture
def settings(practice: Practice, tmp_path: Path) -> Path:
    file = tmp_path / "fhir-vgc.toml"
    file.write_text(
        f'log = "{tmp_path / "log.json"}"\nlog_level = "debug"\nmetrics_file = "{tmp_path / "vgc.prom"}"\n'
        f'[endpoints.practice]\nurl = "{practice.url}"\n'
    )
    return file


def imported(folder: Path, *people: int, hour: int = 13, **changed: Any) -> None:
    rows = [clinic.participant(index, approval=clinic.approval_at(hour), **changed) for index in people]
    with Ledger(str(folder / "ledger.db")) as ledger:
        ledger.imports.keep(clinic.session(), rows, [], clinic.at(hour))


def logged(folder: Path, *names: str) -> list[dict[str, Any]]:
    """The lines of these events, without when they were written."""
    lines = [json.loads(line) for line in (folder / "log.json").read_text("utf-8").splitlines()]
    return [{key: line[key] for key in line if key != "time"} for line in lines if line["event"] in names]


def goals(**changed: str) -> tuple[Any, ...]:
    return (clinic.participant(0).goals[0].model_copy(update=changed),)


def test_a_plan_is_logged_filing_by_filing_with_its_requests(run: Run, settings: Path) -> None:
    folder = settings.parent
    imported(folder, 0)
    assert run("plan", "--to", "practice").code == 0
    planned = {"level": "info", "event": "filing-planned", "endpoint": "practice"}
    closed = {"level": "info", "event": "plan-closed", "endpoint": "practice"}
    (one, all_of_it) = logged(folder, "filing-planned", "plan-closed")
    assert one == {**planned, "filing": FIRST, "planned": "file"}
    assert all_of_it["requests"]["write"] == 0
    assert all_of_it == {**closed, "participants": 1, "plan": {"file": 1}, "requests": all_of_it["requests"]}
    assert all_of_it["requests"]["read"] == len(logged(folder, "request-made"))
    assert all(line["correlation"] and line["endpoint"] for line in logged(folder, "request-made"))


def test_a_plan_says_which_guard_would_hold_a_filing(run: Run, settings: Path) -> None:
    imported(settings.parent, 0, consents=())
    assert run("plan", "--to", "practice").code == 3
    (one,) = logged(settings.parent, "filing-planned")
    assert (one["planned"], one["guard"]) == ("held", "consent")


def test_what_cannot_be_read_at_the_endpoint_is_logged_with_where_and_not_with_what(
    run: Run, settings: Path, practice: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = settings.parent
    imported(folder, 0)
    run("push", "--to", "practice")
    imported(folder, 0, hour=15, goals=goals(text="Run to the shops"))
    said = f"Plinth-Quorum {clinic.NUMBERS[0]}"
    spoilt = {"extension": [said], "target": said, "description": said}
    read = GpClient.read

    def as_held(client: GpClient, kind: str, server_id: str) -> Resource:
        return read(client, kind, server_id) | (spoilt if kind == "Goal" else {})

    monkeypatch.setattr(GpClient, "read", as_held)
    assert run("plan", "--to", "practice").code == 3
    assert run("push", "--to", "practice").code == 3
    planned, pushed = logged(folder, "record-unreadable")
    assert (planned["level"], planned["filing"], pushed["filing"]) == ("error", FIRST, FIRST)
    assert pushed["raised"] in ("AttributeError", "KeyError", "TypeError", "ValueError")
    assert re.fullmatch(r"(adapter|mappings|profiles)[a-z_.]*:[0-9]+", pushed["place"])
    assert "Plinth" not in (folder / "log.json").read_text("utf-8")


def test_the_doctors_look_is_logged_check_by_check(run: Run, settings: Path) -> None:
    assert run("doctor", "--to", "practice").code == 0
    found = logged(settings.parent, "examined")
    assert {line["verdict"] for line in found} == {"well"}
    here = [line["check"] for line in found if "endpoint" not in line]
    there = [line["check"] for line in found if line.get("endpoint") == "practice"]
    assert here == ["settings", "disk", "ledger", "changes"]
    assert set(there) == {"reach", "tls", "clock", "auth", "capability"}
    assert {line["endpoint"] for line in logged(settings.parent, "request-made")} == {"practice"}


def test_a_log_that_cannot_be_opened_is_a_finding_and_the_doctor_looks_at_the_rest(
    run: Run, settings: Path
) -> None:
    settings.write_text(settings.read_text().replace("/log.json", "/nowhere/log.json"))
    found = run("doctor", "--to", "practice", "--json")
    assert found.code == 4
    machine = {one["check"]: one["verdict"] for one in found.document["this machine"]}
    well = dict.fromkeys(("settings", "disk", "ledger", "changes"), "well")
    assert machine == {**well, "log": "ill"}
    assert found.document["practice"]


def test_what_waits_for_a_choice_and_what_was_chosen_have_the_conflicts_id(
    run: Run, settings: Path, practice: Practice
) -> None:
    folder = settings.parent
    imported(folder, 0)
    run("push", "--to", "practice")
    (goal,) = practice.resources("Goal")
    practice.put({**goal, "description": {"text": "Walk to the park"}})
    imported(folder, 0, hour=15, goals=goals(text="Run to the shops"))
    run("push", "--to", "practice")
    (waits,) = logged(folder, "conflict-waits")
    assert (waits["filing"], waits["endpoint"], waits["elements"]) == (FIRST, "practice", 1)
    assert waits["run"]
    chosen = run("conflicts", "resolve", waits["conflict"], "--keep", "theirs", "--by", "Col Abernethy")
    assert chosen.code == 0
    (resolved,) = logged(folder, "conflict-resolved")
    assert resolved == {
        "level": "info",
        "event": "conflict-resolved",
        "endpoint": "practice",
        "filing": FIRST,
        "conflict": waits["conflict"],
        "choices": {"theirs": 1},
    }
    run("push", "--to", "practice")
    (decided,) = logged(folder, "elements-decided")
    assert (decided["filing"], decided["decisions"]) == (FIRST, {"person": 1})
    metrics = (folder / "vgc.prom").read_text("utf-8")
    assert 'fhir_vgc_decisions_total{endpoint="practice",policy="person"} 1.0' in metrics
    assert 'fhir_vgc_choices{choice="theirs",endpoint="practice"} 1.0' in metrics


def test_what_a_person_decides_about_a_dead_letter_is_logged(
    run: Run, settings: Path, practice: Practice
) -> None:
    folder = settings.parent
    imported(folder, 0)
    for decision in (("retry", "--all"), ("drop", FIRST, "--reason", "typed by hand")):
        practice.faults.add("status", status=422, count=1, method="POST", path="^/?$")
        run("push", "--to", "practice")
        assert run("deadletters", *decision).code == 0
    decided = {"level": "info", "event": "dead-letter-decided", "endpoint": "practice", "filing": FIRST}
    assert logged(folder, "dead-letter-decided") == [
        {**decided, "state": "queued"},
        {**decided, "state": "dropped"},
    ]


def test_that_a_person_took_a_session_out_is_logged(run: Run, settings: Path) -> None:
    folder = settings.parent
    imported(folder, 0, 1)
    session_id = clinic.session().session_id
    assert run("sessions", "forget", session_id[:8]).code == 0
    assert logged(folder, "session-forgotten") == [
        {"level": "info", "event": "session-forgotten", "session": session_id[:8], "participants": 2}
    ]


def test_what_is_no_run_leaves_the_metrics_of_the_runs_alone(run: Run, settings: Path) -> None:
    imported(settings.parent, 0)
    metrics = settings.parent / "vgc.prom"
    metrics.write_text("as the last run left it")
    run("plan", "--to", "practice")
    run("doctor", "--to", "practice")
    assert metrics.read_text() == "as the last run left it"
