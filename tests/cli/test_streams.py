"""Whatever becomes of what is printed, it stops nothing that is under way, and is no error inside."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from adapter.ledger.ledger import Ledger
from tests.push import clinic

FULL = Path("/dev/full")
"""Whatever is written there finds no room (full(4))."""

HOUSE = Path(__file__).parents[2]


@pytest.fixture
def imported(tmp_path: Path) -> Path:
    session, people = clinic.clinic()
    with Ledger(str(tmp_path / "ledger.db")) as ledger:
        ledger.imports.keep(session, people, [], clinic.at(12))
    (tmp_path / "bundles").mkdir()
    return tmp_path


def fhir_vgc(
    folder: Path, *arguments: str, before: str = "", **streams: Any
) -> subprocess.CompletedProcess[str]:
    script = (
        f"import os, sys; {before}\n"
        f"sys.argv = ['fhir-vgc', *{list(arguments)!r}]\n"
        "from cli.main import main; main()"
    )
    environment = {
        **os.environ,
        "PYTHONPATH": str(HOUSE),
        "FHIR_VGC_LEDGER": "ledger.db",
        "HOME": str(folder),
    }
    captured = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    return subprocess.run(
        [sys.executable, "-c", script],
        cwd=folder,
        env=environment,
        check=False,
        timeout=120,
        **{**captured, "text": True, **streams},
    )


def bundles(folder: Path) -> int:
    return len(list((folder / "bundles").rglob("*.json")))


@pytest.mark.failure("3.6", "disk full or read-only")
def test_a_log_on_stderr_that_finds_no_room_stops_no_filing(imported: Path) -> None:
    with FULL.open("w") as full:
        ran = fhir_vgc(imported, "sync", "--to", "bundles", stderr=full)
    assert ran.returncode == 0
    assert "5 filed" in ran.stdout
    assert bundles(imported) == 5


@pytest.mark.failure("3.6", "disk full or read-only")
def test_what_cannot_be_printed_is_told_in_one_sentence(imported: Path) -> None:
    with FULL.open("w") as full:
        ran = fhir_vgc(imported, "push", "--to", "bundles", "--json", stdout=full)
    assert ran.returncode == 1
    assert ran.stderr.startswith("Error: what came of it cannot be printed (No space left on device); ")
    assert bundles(imported) == 5
    with Ledger(str(imported / "ledger.db")) as ledger:
        (run,) = ledger.runs.listed()
    assert run.outcome(()) == "done"


TWO_ROUNDS = """
from adapter.sync.sync import Sync
waits = iter((True, True, False))
Sync._waited = lambda *_: next(waits)
"""


@pytest.mark.failure("3.6", "disk full or read-only")
@pytest.mark.parametrize("gone", [False, True], ids=["full", "without a reader"])
def test_a_service_goes_on_although_nothing_can_be_printed(imported: Path, *, gone: bool) -> None:
    reader, pipe = os.pipe()
    os.close(reader)
    with FULL.open("w") as full, os.fdopen(pipe, "w") as closed:
        stdout = closed if gone else full
        ran = fhir_vgc(imported, "sync", "--to", "bundles", "--every", "1h", before=TWO_ROUNDS, stdout=stdout)
    assert ran.returncode == 130
    assert all(line.startswith("{") for line in ran.stderr.splitlines())
    assert bundles(imported) == 5
    with Ledger(str(imported / "ledger.db")) as ledger:
        assert len(ledger.runs.listed()) == 2


OTHERWISE = "sys.stdout.reconfigure(encoding='cp1252'); sys.stderr.reconfigure(encoding='cp1252')"
"""As Windows has what is sent to a file, or a service under an old locale."""


@pytest.mark.parametrize("said", [(), ("--json",)], ids=["text", "json"])
def test_what_is_printed_to_a_file_is_utf_8_whatever_the_locale(
    imported: Path, said: tuple[str, ...]
) -> None:
    (imported / "pain→clinic").mkdir()
    ran = fhir_vgc(imported, "sync", "--to", "./pain→clinic", *said, before=OTHERWISE, encoding="utf-8")
    assert ran.returncode == 0
    ran = fhir_vgc(imported, "status", *said, before=OTHERWISE, encoding="utf-8")
    assert ran.returncode == 0
    assert "pain→clinic" in ran.stdout


def test_a_terminal_without_a_sign_for_it_has_a_mark_in_its_place(imported: Path) -> None:
    (imported / "pain→clinic").mkdir()
    here, terminal = os.openpty()
    with os.fdopen(here, "rb", buffering=0) as shown, os.fdopen(terminal, "wb") as printed:
        ran = fhir_vgc(imported, "sync", "--to", "./pain→clinic", before=OTHERWISE, stdout=printed)
        assert ran.returncode == 0
        assert b"pain?clinic" in shown.read(4096)


def test_without_streams_a_run_is_as_ever_and_no_file_is_taken_for_stderr(imported: Path) -> None:
    """As a service without a console has it; a file that is opened takes the lowest number that is free."""
    closed = "os.close(1); os.close(2); sys.stdout = sys.stderr = None"
    ran = fhir_vgc(imported, "sync", "--to", "bundles", before=closed)
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")
    assert bundles(imported) == 5
    number = "import cli.streams; cli.streams.make_safe(); os._exit(os.open('log', os.O_CREAT))"
    assert fhir_vgc(imported, before=f"{closed}; {number}").returncode > 2
