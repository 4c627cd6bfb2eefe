"""The command as a person runs it: what it printed, and the code it left with."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import pytest

import adapter.settings
from adapter.ledger.ledger import Ledger
from adapter.settings import ENVIRONMENT_PREFIX
from cli.main import main
from profiles import wire
from tests.push import clinic


@dataclass(frozen=True)
class Ran:
    """One command: its exit code, what it printed, and what it said beside that."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """The one JSON document that was printed."""
        return wire.loads(self.out)


Run: TypeAlias = Callable[..., Ran]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs fhir-vgc in a folder of its own, where nobody has settings and the ledger is `ledger.db`."""
    for name in [name for name in os.environ if name.startswith(ENVIRONMENT_PREFIX)]:
        monkeypatch.delenv(name)
    monkeypatch.setattr(adapter.settings, "user_config_path", lambda _: tmp_path / "nobody")
    monkeypatch.setattr(adapter.settings, "user_data_path", lambda _: tmp_path)
    monkeypatch.chdir(tmp_path)

    def running(*arguments: str) -> Ran:
        monkeypatch.setattr(sys, "argv", ["fhir-vgc", *arguments])
        with pytest.raises(SystemExit) as left:
            main()
        printed = capsys.readouterr()
        assert isinstance(left.value.code, int)
        return Ran(left.value.code, printed.out, printed.err)

    return running


@pytest.fixture
def imported(run: Run, tmp_path: Path) -> None:
    """A session of five in the ledger; the fifth has no clinician's approval."""
    session, participants = clinic.clinic()
    *approved, last = participants
    people = (*approved, last.model_copy(update={"approval": None}))
    with Ledger(str(tmp_path / "ledger.db")) as ledger:
        ledger.imports.keep(session, people, [], clinic.at(12))
