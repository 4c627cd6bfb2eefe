"""Import keeps a source whole or not at all, says what it kept, and what a person should look at."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.cli.conftest import Run

FIXTURES = Path(__file__).parents[2] / "fixtures"
ONE_SESSION = FIXTURES / "richford-gate" / "2026-03-10-engage-1"
BROKEN = FIXTURES / "broken" / "destroyed-numbers"


def test_a_session_is_kept_once_however_often_it_is_imported(run: Run) -> None:
    first = run("import", str(ONE_SESSION), "--json")
    assert (first.code, first.err) == (0, "")
    (session,) = first.document["sessions"]
    assert list(session) == ["session_id", "session_date", "participants", "unmatched", "notes", "new"]
    assert (session["session_date"], session["new"]) == ("2026-03-10", True)
    (again,) = run("import", str(ONE_SESSION), "--json").document["sessions"]
    assert again == {**session, "new": False}
    status = run("status", "--json").document
    assert (status["sessions"], status["participants"]) == (1, session["participants"])


def test_what_was_imported_is_what_a_push_without_a_source_files(run: Run) -> None:
    run("import", str(ONE_SESSION))
    kept = run("push", "--to", "./kept", "--json").document
    read = run("push", str(ONE_SESSION), "--to", "./read", "--json", "--ledger", "other.db").document
    assert kept["filings"] == read["filings"]
    assert kept["filings"]["filed"] > 0
    assert {file.name: file.read_bytes() for file in Path("kept").iterdir()} == {
        file.name: file.read_bytes() for file in Path("read").iterdir()
    }


def test_what_a_push_of_a_source_filed_is_filed_and_waits_for_nothing(run: Run) -> None:
    pushed = run("push", str(ONE_SESSION), "--to", "./kept", "--json").document
    status = run("status", "--json").document
    (endpoint,) = status["endpoints"].values()
    assert endpoint["states"] == {"filed": pushed["filings"]["filed"]}


def test_every_problem_is_told_and_nothing_is_kept(run: Run) -> None:
    ran = run("import", str(BROKEN))
    assert (ran.code, ran.out) == (4, "")
    head, *problems = ran.err.splitlines()
    assert head.endswith("6 problems; nothing was imported")
    assert sum("→" in line for line in problems) == 6
    assert run("status", "--json").document["sessions"] == 0


def test_one_broken_session_keeps_the_whole_folder_out(run: Run, tmp_path: Path) -> None:
    shutil.copytree(ONE_SESSION, tmp_path / "programme" / "1")
    shutil.copytree(BROKEN, tmp_path / "programme" / "2")
    for arguments in (("import", "programme"), ("push", "programme", "--to", "./bundles")):
        assert run(*arguments).code == 4
    assert run("status", "--json").document == {
        "sessions": 0,
        "participants": 0,
        "safeguarding": [],
        "endpoints": {},
    }
    assert not list(Path("bundles").glob("*.json"))
