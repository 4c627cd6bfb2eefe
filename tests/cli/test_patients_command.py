"""Who died or left is told of until somebody has seen to it, and again when the practice's record changes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from adapter.ledger.ledger import Ledger
from mappings.records import Narrative
from profiles.wire import Resource
from tests.cli.conftest import Run
from tests.push import clinic
from tests.push.conftest import Practice, practice

__all__ = ["practice"]

WHY = "the practice confirms it"


@pytest.fixture
def to(practice: Practice, run: Run, tmp_path: Path) -> tuple[str, str]:
    """A practice that is in step with the clinic, whose second patient has died since."""
    with Ledger(str(tmp_path / "ledger.db")) as ledger:
        ledger.imports.keep(*clinic.clinic(), [], clinic.at(12))
    for _ in range(2):
        run("sync", "--to", practice.url)
    dies(practice, run)
    return "--to", practice.url


def dies(practice: Practice, run: Run, **changed: Any) -> None:
    practice.put(clinic.patient(1, deceasedDateTime="2026-11-20", **changed))
    run("sync", "--to", practice.url)


def listed(run: Run, *options: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = run("patients", "list", "--json", *options).document["patients"]
    return found


@pytest.mark.hazard("H9")
def test_who_is_seen_to_is_told_of_no_more_and_nothing_waits(run: Run, to: tuple[str, str]) -> None:
    ran = run("patients", "list")
    assert ran.code == 3
    assert "session of 10 Mar 2026, row 3" in ran.out
    assert ran.out.endswith("1 patient to ask the practice about.\n")
    ran = run("patients", "settle", listed(run)[0]["filing"][:8], "--reason", WHY, "--by", "Jo Field")
    assert ran.code == 0
    assert ran.out.startswith("Settled by Jo Field: session of 10 Mar 2026, row 3. ")
    assert run("patients", "list").out == "0 patients to ask the practice about.\n"
    assert run("status").code == 0
    synced = run("sync", *to, "--json")
    assert (synced.code, synced.document["pull"]["problems"]) == (0, [])


@pytest.mark.hazard("H9")
def test_nothing_is_written_to_a_patient_who_is_seen_to(
    run: Run, practice: Practice, to: tuple[str, str], tmp_path: Path
) -> None:
    run("patients", "settle", listed(run)[0]["filing"], "--reason", WHY)
    session, people = clinic.clinic()
    changed = [
        one.model_copy(
            update={
                "approval": clinic.approval_at(14),
                "narrative": Narrative(pain_story=f"Since {one.row}."),
            }
        )
        for one in people
    ]
    with Ledger(str(tmp_path / "ledger.db")) as ledger:
        ledger.imports.keep(session, changed, [], clinic.at(15))
    before = entries(practice)
    ran = run("sync", *to)
    assert ran.code == 3
    assert "the GP system says that the patient has died" in run("status").out
    after = entries(practice)
    (unchanged,) = (whose for whose in before if before[whose] == after[whose])
    assert unchanged == f"Patient/{clinic.patient(1)['id']}"


def entries(practice: Practice) -> dict[str, Resource]:
    return {one["subject"]["reference"]: one for one in practice.resources("Composition")}


@pytest.mark.parametrize("between", ["alive", "dead, and another name"])
def test_who_is_settled_is_told_of_again_whenever_the_record_is_another(
    run: Run, practice: Practice, to: tuple[str, str], between: str
) -> None:
    """Also when it comes back to what it was when somebody settled it."""
    run("patients", "settle", listed(run)[0]["filing"], "--reason", WHY)
    if between == "alive":
        practice.put(clinic.patient(1))
        run("sync", *to)
        assert run("status").code == 0
    else:
        dies(practice, run, gender="other")
        assert [one["row"] for one in listed(run)] == [3]
    dies(practice, run)
    assert [one["row"] for one in listed(run)] == [3]
    assert run("status").code == 3
    assert listed(run, "--settled") == []


def test_who_is_settled_is_listed_with_why_and_can_be_told_of_again(run: Run, to: tuple[str, str]) -> None:
    (one,) = listed(run)
    run("patients", "settle", one["filing"], "--reason", WHY, "--by", "Jo Field")
    (settled,) = listed(run, "--settled")
    assert (settled["filing"], settled["settled"]["by"], settled["settled"]["reason"]) == (
        one["filing"],
        "Jo Field",
        WHY,
    )
    shown = run("patients", "list", "--settled")
    assert (shown.code, "settled by Jo Field on" in shown.out) == (0, True)
    again = run("patients", "settle", one["filing"], "--reason", WHY)
    assert (again.code, "--settled those who are settled already" in " ".join(again.err.split())) == (4, True)
    assert run("patients", "unsettle", one["filing"][:8]).code == 0
    assert [listed(run), listed(run, "--settled")] == [[one], []]


def test_who_is_merged_and_gone_can_be_seen_to_too(run: Run, practice: Practice, to: tuple[str, str]) -> None:
    practice.delete(clinic.patient(1))
    run("sync", *to)
    assert "not at the endpoint any more" in listed(run)[0]["found"]
    run("patients", "settle", listed(run)[0]["filing"], "--reason", WHY)
    assert listed(run) == []
    dies(practice, run)
    assert len(listed(run)) == 1


def test_what_was_decided_is_logged_and_a_number_is_refused(
    run: Run, to: tuple[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FHIR_VGC_LOG", str(tmp_path / "log.json"))
    (one,) = listed(run)
    number = clinic.person(1).nhs_number
    refused = run("patients", "settle", one["filing"], "--reason", f"{number[:3]} {number[3:]} died")
    assert (refused.code, "an NHS number is in it" in refused.err) == (2, True)
    assert run("patients", "settle", one["filing"], "--reason", " ").code == 2
    for short in ("", one["filing"][:7]):
        assert run("patients", "settle", short, "--reason", WHY).code == 2
    assert run("patients", "settle", one["filing"], "--reason", WHY, "--by", "J" * 201).code == 2
    unknown = run("patients", "settle", "ffff0000", "--reason", WHY)
    assert unknown.code == 4
    assert "none of these patients has an id that begins with ffff0000" in unknown.err
    assert len(listed(run)) == 1
    done = run("patients", "settle", one["filing"], "--reason", WHY, "--by", "Jo Field", "--json")
    assert done.document == {"settled": {"endpoint": to[1], "filing": one["filing"], "by": "Jo Field"}}
    lines = [json.loads(line) for line in (tmp_path / "log.json").read_text("utf-8").splitlines()]
    (told,) = (line for line in lines if line["event"] == "patient-settled")
    assert (told["filing"], told["endpoint"]) == (one["filing"], to[1])
