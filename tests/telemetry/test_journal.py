"""The log: one line for one event, in a file that may be moved away, and never in the way of a run."""

from __future__ import annotations

import datetime as dt
import json
import os
import stat
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapter.errors import SettingsError
from adapter.telemetry.events import BreakerChanged, FilingSettled, RequestMade, RunStarted, about
from adapter.telemetry.journal import Journal, entry, shown

NOW = dt.datetime(2026, 3, 10, 12, 0, 0, 125000, tzinfo=dt.UTC)
RUN = "6f1c2c3e-0b6a-4a53-9c58-1f6f0f5b8a01"
REQUEST = RequestMade(
    interaction="read", method="GET", status=200, seconds=0.12345, request=RUN, correlation=RUN
)


def lines(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]


def test_a_line_says_when_what_and_what_it_is_about(tmp_path: Path) -> None:
    file = tmp_path / "log.json"
    with Journal(str(file), "info", lambda: NOW) as journal, about(run=RUN, endpoint="practice", filing=RUN):
        journal(FilingSettled(state="held", guard="identity"))
    assert lines(file) == [
        {
            "time": "2026-03-10T12:00:00.125+00:00",
            "level": "warning",
            "event": "filing-settled",
            "run": RUN,
            "endpoint": "practice",
            "filing": RUN,
            "state": "held",
            "guard": "identity",
            "resources": {},
        }
    ]


def test_only_what_is_of_the_level_or_above_is_written(tmp_path: Path) -> None:
    file = tmp_path / "log.json"
    with Journal(str(file), "warning", lambda: NOW) as journal:
        for event in (REQUEST, RunStarted(command="push"), BreakerChanged(breaker="open")):
            journal(event)
    assert [line["event"] for line in lines(file)] == ["breaker-changed"]


def test_a_log_begins_where_the_last_one_ended(tmp_path: Path) -> None:
    file = tmp_path / "log.json"
    for _ in range(2):
        with Journal(str(file), "debug", lambda: NOW) as journal:
            journal(REQUEST)
    assert [line["seconds"] for line in lines(file)] == [0.123, 0.123]


def test_a_log_that_was_moved_away_is_begun_anew(tmp_path: Path) -> None:
    file, moved = tmp_path / "log.json", tmp_path / "log.json.1"
    with Journal(str(file), "info", lambda: NOW) as journal:
        journal(RunStarted(command="push"))
        file.rename(moved)
        journal(RunStarted(command="pull"))
    assert [line["command"] for line in lines(moved)] == ["push"]
    assert [line["command"] for line in lines(file)] == ["pull"]


@pytest.mark.hazard("H17")
def test_a_log_is_for_its_owner_alone_also_when_it_is_begun_anew(tmp_path: Path) -> None:
    file, moved = tmp_path / "log.json", tmp_path / "log.json.1"
    before = os.umask(0o022)
    try:
        with Journal(str(file), "info", lambda: NOW) as journal:
            journal(RunStarted(command="push"))
            file.rename(moved)
            journal(RunStarted(command="pull"))
    finally:
        os.umask(before)
    assert [stat.S_IMODE(one.stat().st_mode) for one in (moved, file)] == [0o600, 0o600]


def test_a_log_that_is_there_keeps_its_mode_and_what_is_in_it(tmp_path: Path) -> None:
    file = tmp_path / "log.json"
    file.write_text('{"command": "before"}\n', "utf-8")
    file.chmod(0o640)
    with Journal(str(file), "info", lambda: NOW) as journal:
        journal(RunStarted(command="push"))
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    assert [line["command"] for line in lines(file)] == ["before", "push"]


def test_stderr_is_a_log_too(capsys: pytest.CaptureFixture[str]) -> None:
    with Journal("-", "info", lambda: NOW) as journal:
        journal(RunStarted(command="push"))
    printed = capsys.readouterr()
    assert printed.out == ""
    assert json.loads(printed.err)["event"] == "run-started"


@pytest.mark.failure("3.8", "line breaks in what is logged")
@given(st.text(min_size=1))
def test_nothing_can_begin_a_line_of_its_own(endpoint: str) -> None:
    """Failure matrix 3.8, log injection: new lines and control characters are escaped."""
    with about(endpoint=endpoint):
        line = json.dumps(entry(RunStarted(command="push"), NOW))
    assert line.isascii()
    assert line.isprintable()


def test_a_log_that_cannot_be_opened_is_said_before_anything_is_done(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be opened"):
        Journal(str(tmp_path / "nowhere" / "log.json"), "info", lambda: NOW)


def test_a_log_that_can_no_longer_be_written_stops_nothing_and_is_said_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "logs"
    folder.mkdir()
    with Journal(str(folder / "log.json"), "info", lambda: NOW) as journal:
        (folder / "log.json").unlink()
        folder.rmdir()
        journal(RunStarted(command="push"))
        journal(RunStarted(command="push"))
    assert capsys.readouterr().err == "The log cannot be written; the run goes on without it.\n"


@pytest.mark.failure("3.6", "disk full or read-only")
def test_a_log_on_a_full_disk_stops_nothing_when_it_is_closed_either(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with Journal("/dev/full", "info", lambda: NOW) as journal:
        journal(RunStarted(command="push"))
    assert capsys.readouterr().err == "The log cannot be written; the run goes on without it.\n"


def test_a_folder_is_shown_without_its_path() -> None:
    assert shown("folder:/home/clinic/plinth-quorum") == shown("folder:/home/clinic/plinth-quorum")
    assert "plinth" not in shown("folder:/home/clinic/plinth-quorum")
    assert shown("folder:/a") != shown("folder:/b")
    assert shown("practice") == "practice"
    assert shown("https://gp.example/fhir") == "https://gp.example/fhir"
