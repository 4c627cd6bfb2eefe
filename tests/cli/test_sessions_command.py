"""Seeing what was imported, and taking out a second workbook of one meeting, as a coordinator does it."""

from __future__ import annotations

from pathlib import Path

import pytest

from adapter.ledger.ledger import Ledger
from adapter.push import drafts
from adapter.turn import turn
from tests.cli.conftest import Run
from tests.intake import clinic as files
from tests.push import clinic
from tests.push.conftest import Practice, practice

__all__ = ["practice"]

FIXTURES = Path(__file__).parents[2] / "fixtures"
MEETING = FIXTURES / "richford-gate" / "2026-03-10-engage-1"
FIRST, SECOND = clinic.session(1).session_id, "7c1d4e90-5a44-4f0e-8f0d-9b3c2f1d7a02"


@pytest.fixture
def ledger_file(tmp_path: Path) -> str:
    return str(tmp_path / "ledger.db")


@pytest.fixture
def twice(run: Run, imported: None, ledger_file: str) -> None:
    """The same meeting of five under another session_id."""
    session, participants = clinic.clinic()
    with Ledger(ledger_file) as ledger:
        again = session.model_copy(update={"session_id": SECOND})
        ledger.imports.keep(again, participants, [], clinic.at(12))


@pytest.mark.hazard("H12")
@pytest.mark.usefixtures("twice")
def test_of_one_meeting_with_two_workbooks_one_is_forgotten_and_the_other_filed(
    run: Run, practice: Practice
) -> None:
    to = ("--to", practice.url)
    planned = run("plan", *to)
    assert planned.code == 3
    assert "10 filings: 10 held" in planned.out
    pushed = run("push", *to, "--json").document
    assert pushed["filings"]["held"] == 10
    assert pushed["requests"]["write"] == 0
    told = [problem["todo"] for problem in pushed["problems"] if "overlapping" in problem["found"]]
    assert len(told) == 9
    assert all("fhir-vgc sessions forget " in todo for todo in told)
    ran = run("sessions", "forget", SECOND[:8])
    assert (ran.code, ran.out) == (0, "Session 7c1d4e90 of 10 Mar 2026 is forgotten: 5 participants.\n")
    assert run("push", *to, "--json").document["filings"]["filed"] == 4
    (endpoint,) = run("status", "--json").document["endpoints"].values()
    assert endpoint["states"] == {"filed": 4, "held": 1}
    assert len(endpoint["waiting"]) == 1
    assert endpoint["balanced"] is True


@pytest.mark.usefixtures("twice")
def test_the_list_says_when_and_how_many_and_how_they_stand(
    run: Run, practice: Practice, ledger_file: str
) -> None:
    run("push", "--to", practice.url)
    with Ledger(ledger_file) as ledger:
        later = clinic.in_turn(2).model_copy(update={"session_id": "9" * 8 + SECOND[8:]})
        ledger.imports.keep(later, [clinic.participant(0)], [], clinic.at(13))
    ran = run("sessions", "list")
    assert ran.code == 0
    assert ran.out.splitlines() == [
        "10 Mar 2026  10:00  0b8e2c1a   5 participants  Chronic pain video group clinic",
        f"             {practice.url}: 5 held",
        "10 Mar 2026  10:00  7c1d4e90   5 participants  Chronic pain video group clinic",
        f"             {practice.url}: 5 held",
        "10 Mar 2026  11:30  99999999    1 participant  Chronic pain video group clinic",
        f"             {practice.url}: 1 not pushed here yet",
        "3 sessions.",
    ]
    (first, *_) = run("sessions", "list", "--json").document["sessions"]
    assert (first["session_id"], first["session_date"], first["participants"]) == (FIRST, "2026-03-10", 5)
    assert first["start"] == "2026-03-10T10:00:00+00:00"
    assert first["endpoints"] == {practice.url: {"states": {"held": 5}, "removed": {}, "not_pushed": 0}}


def test_where_nothing_was_imported_the_list_is_empty(run: Run, ledger_file: str) -> None:
    Ledger(ledger_file).close()
    assert run("sessions", "list").out == "0 sessions.\n"


def test_rows_that_are_gone_are_told_apart(
    run: Run, practice: Practice, imported: None, ledger_file: str
) -> None:
    run("push", "--to", practice.url)
    with Ledger(ledger_file) as ledger:
        ledger.imports.keep(clinic.session(), [clinic.participant(0)], [], clinic.at(12))
    listed = run("sessions", "list").out
    assert "of rows now gone: 3 filed, 1 held" in listed
    (one,) = run("sessions", "list", "--json").document["sessions"]
    (endpoint,) = one["endpoints"].values()
    assert sum(endpoint["states"].values()) + endpoint["not_pushed"] == one["participants"] == 1
    assert endpoint["removed"] == {"filed": 3, "held": 1}


@pytest.mark.hazard("H12")
@pytest.mark.usefixtures("imported")
def test_what_is_filed_is_not_forgotten_and_what_to_do_is_said(run: Run, practice: Practice) -> None:
    run("push", "--to", practice.url)
    before = run("sessions", "list").out
    ran = run("sessions", "forget", FIRST)
    assert ran.code == 4
    assert f"session 0b8e2c1a is not forgotten: 4 filings in a record at {practice.url}" in ran.err
    assert "Take those rows out of its file and import it again" in ran.err
    assert run("sessions", "list").out == before


@pytest.mark.usefixtures("imported")
def test_nothing_is_forgotten_while_a_run_is_under_way(run: Run, ledger_file: str) -> None:
    with Ledger(ledger_file) as ledger, turn(ledger, "sync", "practice", lambda: clinic.at(13)):
        ran = run("sessions", "forget", FIRST, "--json")
    assert ran.code == 4
    assert "nothing was forgotten" in ran.document["error"]
    assert run("status", "--json").document["sessions"] == 1
    forgotten = run("sessions", "forget", FIRST, "--json").document["forgotten"]
    assert forgotten == {"session_id": FIRST, "session_date": "2026-03-10", "participants": 5}


@pytest.mark.parametrize(
    ("said", "code", "told"),
    [
        (FIRST[:7], 2, "name it by its first 8 characters, or more"),
        (FIRST[:8], 4, "2 sessions have an id that begins with 0b8e2c1a"),
        ("0b8e2c1_", 4, "no imported session has an id that begins with 0b8e2c1_"),
        ("12345678", 4, "fhir-vgc sessions list shows them"),
    ],
)
@pytest.mark.usefixtures("imported")
def test_a_session_has_to_be_named_so_that_no_other_is_meant(
    run: Run, ledger_file: str, said: str, code: int, told: str
) -> None:
    with Ledger(ledger_file) as ledger:
        ledger.imports.keep(clinic.session(2), [], [], clinic.at(12))
    ran = run("sessions", "forget", said)
    assert ran.code == code
    assert told in ran.err
    assert run("status", "--json").document["sessions"] == 2


def test_a_file_that_was_forgotten_is_imported_like_a_new_one(run: Run) -> None:
    (kept,) = run("import", str(MEETING), "--json").document["sessions"]
    assert run("sessions", "forget", kept["session_id"].upper()).code == 0
    assert run("status", "--json").document["participants"] == 0
    assert run("import", str(MEETING), "--json").document["sessions"] == [kept]
    first = run("push", "--to", "./bundles", "--json").document["filings"]
    assert (
        run("push", str(MEETING), "--to", "./read", "--ledger", "other.db", "--json").document["filings"]
        == first
    )


@pytest.mark.hazard("H12")
def test_two_workbooks_of_one_folder_hold_each_other_whichever_is_read_first(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All of a source is imported before the first of it is filed, and a plan of it says the same."""
    monkeypatch.setattr(drafts, "_CHUNK", 1)
    (tmp_path / "programme").mkdir()
    absent = {"attendance_status": "did-not-attend", "attendance_confirmed_by": "Ben Cole"}
    approved = {"approved_by": "Dr Asha Verma", "approved_at": "2026-03-05T20:00"}
    people = [{**person, **absent, **approved} for person in files.PEOPLE]
    for session_id in (FIRST, SECOND):
        facts = {**files.SESSION, "session_id": session_id}
        files.clinic(tmp_path / "programme" / session_id[:8], people, facts)
    to = ("--to", "./bundles", "--json")
    planned = run("plan", "programme", *to).document["filings"]
    assert {one["outcome"] for one in planned} == {"held"}
    books = run("push", "programme", *to).document
    assert books["filings"]["held"] == books["participants"] == len(planned)
    assert not list(Path("bundles").glob("*.json"))
