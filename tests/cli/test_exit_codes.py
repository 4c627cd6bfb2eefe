"""Every code in the help is returned, for what the help says, and an error is one sentence."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import cli.push
import cli.status
from adapter.errors import FhirVgcError, SourceError
from adapter.ledger.ledger import Ledger
from adapter.problem import Problem
from adapter.push.push import Push
from adapter.push.report import PushReport
from cli.main import EXIT_CODES
from tests.cli.conftest import Run

NOWHERE = "http://127.0.0.1:9/fhir"


@pytest.mark.usefixtures("imported")
def test_0_where_all_of_it_is_done(run: Run) -> None:
    assert run("config", "show").code == 0
    assert run("status").code == 0


def test_1_and_where_it_happened_for_an_error_inside(tmp_path: Path) -> None:
    script = (
        "import sys, cli.status\n"
        "sys.argv = ['fhir-vgc', 'status']\n"
        "cli.status.command.callback = lambda **_: 1 / 0\n"
        "from cli.main import main; main()"
    )
    house = str(Path(__file__).parents[2])
    ran = subprocess.run(
        [sys.executable, "-c", script],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": house},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert ran.returncode == 1
    assert "ZeroDivisionError" in ran.stderr


def test_an_error_inside_says_where_it_happened_and_none_of_its_words(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(**_: object) -> int:
        try:
            return {}["Plinth-Quorum"]  # type: ignore[no-any-return, misc]
        except KeyError:
            raise ValueError("Plinth-Quorum") from None

    monkeypatch.setattr(cli.status.command, "callback", fails)
    ran = run("status")
    assert ran.code == 1
    assert "ValueError" in ran.err
    assert "test_exit_codes.py" in ran.err
    assert "Plinth" not in ran.out + ran.err


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("psuh",), "No such command 'psuh'"),
        (("push", "--too", "x"), "No such option"),
        (("push",), "Missing option '--to'"),
        (("import",), "Missing argument"),
        (("sandbox", "--port", "seventy"), "not a valid integer"),
        (("workbook", "new"), "Missing argument"),
    ],
)
def test_2_where_the_command_was_not_understood(run: Run, arguments: tuple[str, ...], told: str) -> None:
    ran = run(*arguments)
    assert (ran.code, ran.out) == (2, "")
    assert told in ran.err


@pytest.mark.usefixtures("imported")
def test_3_where_something_waits_for_a_person(run: Run) -> None:
    assert run("plan", "--to", "./bundles").code == 3
    assert run("push", "--to", "./bundles").code == 3
    assert run("status").code == 3


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("push", "--to", "./bundles"), "nothing has been imported yet"),
        (("plan", "--to", "practice"), "--to practice: no endpoint of that name"),
        (("push", "--to", "http://gp.example/fhir"), "url must be https"),
        (("push", "nowhere.xlsx", "--to", "./bundles"), "nowhere.xlsx"),
        (("import", "nowhere.xlsx"), "nowhere.xlsx"),
        (("show", "--to", "./bundles"), "there is no ledger at"),
        (("status", "--ledger", "mysql://clinic:secret@db/ledger"), "ledger mysql://…@db/ledger"),
        (("status", "--ledger", "."), "cannot be opened"),
    ],
)
def test_4_and_one_sentence_where_it_could_not_run(run: Run, arguments: tuple[str, ...], told: str) -> None:
    ran = run(*arguments)
    assert (ran.code, ran.out) == (4, "")
    assert ran.err.startswith("Error: ")
    assert told in ran.err
    assert "Traceback" not in ran.err
    assert "secret" not in ran.err


@pytest.mark.parametrize(
    "arguments",
    [
        ("status",),
        ("show", "--to", NOWHERE),
        ("runs", "list"),
        ("runs", "show", "3f2a91c4"),
        ("sessions", "list"),
        ("sessions", "forget", "3f2a91c4"),
        ("patients", "list"),
        ("patients", "settle", "3f2a91c4", "--reason", "seen to"),
        ("conflicts", "list"),
        ("conflicts", "show", "3f2a91c4"),
        ("conflicts", "resolve", "3f2a91c4", "--keep", "ours", "--by", "Dr A Okafor"),
        ("deadletters", "list"),
        ("deadletters", "retry", "--all"),
    ],
)
def test_4_where_there_is_no_ledger_to_look_at_and_none_is_made(
    run: Run, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    """An empty one in its place would say that all is well."""
    ran = run(*arguments)
    assert ran.code == 4
    assert f"there is no ledger at {tmp_path / 'ledger.db'}" in ran.err
    assert list(tmp_path.iterdir()) == []


def test_an_empty_ledger_is_named_by_the_status(run: Run, tmp_path: Path) -> None:
    Ledger(str(tmp_path / "ledger.db")).close()
    ran = run("status")
    assert ran.code == 0
    assert f"No session is in the ledger {tmp_path / 'ledger.db'}" in ran.out


@pytest.mark.usefixtures("imported")
def test_4_where_the_endpoint_cannot_be_reached(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.sleep", lambda _: None)
    ran = run("push", "--to", NOWHERE)
    assert (ran.code, ran.out) == (4, "")
    assert ran.err == "Error: no connection to 127.0.0.1:9: it cannot be reached\n"
    (endpoint,) = run("status", "--json").document["endpoints"].values()
    assert (endpoint["filings"], endpoint["last_run"]["outcome"]) == (0, "failed")


@pytest.mark.usefixtures("imported")
def test_130_where_it_was_interrupted(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Push, "run", lambda *_: PushReport("r1", interrupted=True))
    assert run("push", "--to", "./bundles", "--json").code == 130

    def interrupted(**_: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(cli.status.command, "callback", interrupted)
    assert run("status").code == 130


def test_no_other_code_is_in_the_help() -> None:
    assert set(EXIT_CODES) == {0, 1, 2, 3, 4, 130}


@pytest.mark.parametrize("error", [FhirVgcError, *FhirVgcError.__subclasses__()])
def test_every_error_of_ours_is_one_sentence(
    run: Run, monkeypatch: pytest.MonkeyPatch, error: type[FhirVgcError]
) -> None:
    def failing(**_: Any) -> None:
        raise error("The file is empty")

    monkeypatch.setattr(cli.status.command, "callback", failing)
    ran = run("status")
    assert (ran.code, ran.out, ran.err) == (4, "", "Error: The file is empty\n")


def test_every_problem_of_a_source_is_told(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    problems = [
        Problem(f"session.xlsx, sheet goals, row {row}", "11", "0 to 10", f"Correct row {row}.")
        for row in (4, 9)
    ]

    def failing(**_: Any) -> None:
        raise SourceError("session.xlsx: 2 problems, nothing was kept", problems)

    monkeypatch.setattr(cli.status.command, "callback", failing)
    ran = run("status")
    assert ran.code == 4
    assert ran.err.splitlines() == [
        "Error: session.xlsx: 2 problems, nothing was kept",
        "  session.xlsx, sheet goals, row 4",
        "      found 11; expected 0 to 10",
        "      → Correct row 4.",
        "  session.xlsx, sheet goals, row 9",
        "      found 11; expected 0 to 10",
        "      → Correct row 9.",
    ]
