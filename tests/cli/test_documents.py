"""With --json a command prints one document and nothing else, and what it says is what it did."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from adapter.push.report import OUTCOMES
from profiles import wire
from tests.cli.conftest import Run
from tests.push import clinic

TO = ("--to", "./bundles")


@pytest.mark.usefixtures("imported")
def test_a_push_prints_its_books_and_they_balance(run: Run) -> None:
    ran = run("push", *TO, "--json")
    assert ran.err == ""
    books = ran.document
    assert list(books) == [
        "run",
        "interrupted",
        "participants",
        "with_others",
        "filings",
        "resources",
        "requests",
        "problems",
        "remarks",
    ]
    assert books["with_others"] == 0
    assert books["filings"] == {**dict.fromkeys(OUTCOMES, 0), "filed": 4, "held": 1}
    assert list(books["filings"]) == list(OUTCOMES)
    assert sum(books["filings"].values()) == books["participants"] == 5
    assert list(books["resources"]) == ["created", "updated", "unchanged"]
    assert books["resources"]["created"] == sum(len(bundle["entry"]) for bundle in bundles())
    assert books["requests"] == {"read": 0, "write": 4}
    (problem,) = books["problems"]
    assert list(problem) == ["where", "found", "expected", "todo"]
    assert problem["found"] == "no clinician's approval"
    assert problem["where"].endswith("row 6")


def bundles() -> list[Any]:
    return [wire.loads(file.read_bytes()) for file in Path("bundles").iterdir()]


@pytest.mark.usefixtures("imported")
def test_a_second_push_writes_nothing(run: Run) -> None:
    run("push", *TO)
    books = run("push", *TO, "--json").document
    assert books["filings"]["unchanged"] == 4
    assert books["requests"]["write"] == 0
    assert books["resources"]["created"] == books["resources"]["updated"] == 0


@pytest.mark.usefixtures("imported")
def test_a_plan_says_what_would_be_written_and_writes_nothing(run: Run) -> None:
    planned = run("plan", *TO, "--json").document["filings"]
    assert [one["outcome"] for one in planned] == ["file"] * 4 + ["held"]
    assert {entry["action"] for one in planned for entry in one["resources"]} == {"create"}
    assert planned[4]["hold"]["guard"] == "approval"
    assert planned[4]["resources"] == []
    assert list(Path("bundles").iterdir()) == []
    assert run("status", "--json").document["endpoints"] == {}
    written = run("push", *TO, "--json").document
    assert written["resources"]["created"] == sum(len(one["resources"]) for one in planned)


@pytest.mark.usefixtures("imported")
def test_the_status_says_where_every_filing_stands(run: Run) -> None:
    assert run("status", "--json").document == {
        "sessions": 1,
        "participants": 5,
        "safeguarding": [],
        "endpoints": {},
    }
    pushed = run("push", *TO, "--json").document
    status = run("status", "--json").document
    (endpoint,) = status["endpoints"].values()
    assert endpoint["filings"] == pushed["participants"]
    assert endpoint["states"] == {"filed": 4, "held": 1}
    (waiting,) = endpoint["waiting"]
    assert (waiting["state"], waiting["session_date"], waiting["row"]) == ("held", "2026-03-10", 6)
    assert f"filing {waiting['filing'][:8]}, session of 2026-03-10, row 6" in run("status").out
    assert "no clinician's approval" in waiting["reason"]


@pytest.mark.usefixtures("imported")
def test_a_filing_that_is_not_planned_is_told_instead_of_an_empty_plan(run: Run) -> None:
    ran = run("plan", *TO, "--filing", "zz")
    assert (ran.code, ran.out, "zz: 0 filings of that id" in ran.err) == (4, "", True)


@pytest.mark.usefixtures("imported")
def test_the_filings_are_listed_with_where_each_stands(run: Run) -> None:
    assert run("show", *TO, "--json").document == {"filings": []}
    run("push", *TO)
    listed = run("show", *TO, "--json").document["filings"]
    assert [(one["row"], one["state"]) for one in listed] == [
        *((row, "filed") for row in (2, 3, 4, 5)),
        (6, "held"),
    ]


@pytest.mark.usefixtures("imported")
def test_a_folder_holds_bundles_and_no_records_to_show(run: Run) -> None:
    run("push", *TO)
    filing = run("show", *TO, "--json").document["filings"][0]["filing"]
    ran = run("show", filing[:8], *TO)
    assert ran.code == 4
    assert f"the bundle of this filing is {filing}.json" in ran.err


def test_the_settings_say_where_each_comes_from(run: Run, tmp_path: Path) -> None:
    Path("fhir-vgc.toml").write_text("similar_notes = 0.9")
    settings = run("config", "show", "--json", "--ledger", "x.db").document
    assert settings["similar_notes"] == {"value": Decimal("0.9"), "from": str(tmp_path / "fhir-vgc.toml")}
    assert settings["ledger"] == {"value": "x.db", "from": "--ledger"}
    assert settings["endpoints"]["from"] == "default"


@pytest.mark.parametrize("flags", [(), ("--json",)])
def test_the_settings_never_show_a_secret(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, flags: tuple[str, ...]
) -> None:
    (tmp_path / "token").write_text("secret-1")
    monkeypatch.setenv("GP_TOKEN", "secret-2")
    monkeypatch.setenv(
        "FHIR_VGC_LEDGER", "postgresql://clinic:secret-3@db.example/ledger?sslpassword=secret-4"
    )
    Path("fhir-vgc.toml").write_text(
        "[endpoints.a]\nurl = 'https://a.example/fhir'\nauth = 'bearer'\ntoken_file = 'token'\n"
        "[endpoints.b]\nurl = 'https://b.example/fhir'\nauth = 'bearer'\ntoken_env = 'GP_TOKEN'\n"
    )
    ran = run("config", "show", *flags)
    assert ran.code == 0
    assert "https://a.example/fhir" in ran.out
    assert "db.example/ledger" in ran.out
    assert "secret" not in ran.out + ran.err


# ── For people ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.usefixtures("imported")
def test_a_push_tells_a_person_what_came_of_it_and_what_to_do(run: Run) -> None:
    ran = run("push", *TO)
    assert "5 participants" in ran.out
    assert "     4  filed" in ran.out
    assert "     1  held" in ran.out
    assert "rejected" not in ran.out
    assert "1 thing for a person to do:" in ran.out
    assert "→ A clinician of the session approves the entry." in ran.out
    assert ran.err == ""


@pytest.mark.invariant("I9")
@pytest.mark.hazard("H17")
@pytest.mark.usefixtures("imported")
def test_no_command_names_a_patient(run: Run) -> None:
    """T-H17: what is printed is kept in terminals, logs and tickets. Only `show` shows a record."""
    printed = ""
    for arguments in (("plan", *TO), ("push", *TO), ("push", *TO, "--json"), ("status",), ("show", *TO)):
        ran = run(*arguments)
        printed += ran.out + ran.err
    for planted in (*clinic.NUMBERS, *clinic.FAMILIES, "Zephyra", *clinic.STORIES):
        assert planted not in printed


@pytest.mark.usefixtures("imported")
def test_details_of_a_plan_name_each_resource(run: Run) -> None:
    details = run("plan", *TO, "--details").out
    assert details.count("create Appointment") == 4
    assert "create Composition" in details
    assert "create" not in run("plan", *TO).out


def test_a_new_workbook_is_made_once(run: Run) -> None:
    ran = run("workbook", "new", "session.xlsx")
    assert (ran.code, ran.err) == (0, "")
    made = Path("session.xlsx").read_bytes()
    assert made.startswith(b"PK")
    again = run("workbook", "new", "session.xlsx")
    assert again.code == 4
    assert "exists already" in again.err
    assert Path("session.xlsx").read_bytes() == made
