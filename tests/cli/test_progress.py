"""Progress: a bar on a terminal, a plain line now and then elsewhere, silence where it is asked for."""

from __future__ import annotations

from pathlib import Path

import pytest

import cli.progress
from adapter.telemetry.events import FilingSettled, RequestMade, RunStarted
from cli.progress import BETWEEN_LINES, Progress
from tests.cli.conftest import Run
from tests.push.conftest import Practice, practice  # noqa: F401

ONE_SESSION = Path(__file__).parents[2] / "fixtures" / "richford-gate" / "2026-03-10-engage-1"
FILED, HELD = FilingSettled(state="filed"), FilingSettled(state="held")
RUN = "6f1c2c3e-0b6a-4a53-9c58-1f6f0f5b8a01"
REQUEST = RequestMade(
    interaction="bundle", method="POST", status=None, seconds=30.0, request=RUN, correlation=RUN
)


class Clock:
    """Shows what it was set to."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli.progress, "is_terminal", lambda: True)


def test_what_is_done_soon_says_nothing_of_its_progress(
    clock: Clock, capsys: pytest.CaptureFixture[str]
) -> None:
    with Progress(quiet=False, clock=clock) as progress:
        progress(FILED)
        clock.now += BETWEEN_LINES - 1
        progress(FILED)
    assert capsys.readouterr().err == ""


def test_long_work_says_now_and_then_how_far_it_is(clock: Clock, capsys: pytest.CaptureFixture[str]) -> None:
    with Progress(quiet=False, total=1200, clock=clock) as progress:
        progress(HELD)
        for _ in range(4):
            clock.now += BETWEEN_LINES / 2
            progress(FILED)
    assert capsys.readouterr().err.splitlines() == [
        "After 30 s: 0 requests, 3 of 1,200 answered for: 1 held, 2 filed",
        "After 60 s: 0 requests, 5 of 1,200 answered for: 1 held, 4 filed",
    ]


def test_each_round_of_many_counts_for_itself_in_lines_also_on_a_terminal(
    terminal: None, clock: Clock, capsys: pytest.CaptureFixture[str]
) -> None:
    with Progress(quiet=False, lines=True, clock=clock) as progress:
        for _ in range(2):
            progress(RunStarted(command="sync"))
            clock.now += BETWEEN_LINES
            progress(FILED)
            clock.now += 900
    assert capsys.readouterr().err.splitlines() == ["After 30 s: 0 requests, 1 answered for: 1 filed"] * 2


def test_an_endpoint_that_keeps_us_waiting_is_seen_to_do_so(
    clock: Clock, capsys: pytest.CaptureFixture[str]
) -> None:
    with Progress(quiet=False, clock=clock) as progress:
        clock.now += BETWEEN_LINES
        progress(REQUEST)
    assert capsys.readouterr().err == "After 30 s: 1 request\n"


@pytest.mark.usefixtures("terminal")
def test_on_a_terminal_a_line_counts_and_is_cleared_at_the_end(
    clock: Clock, capsys: pytest.CaptureFixture[str]
) -> None:
    with Progress(quiet=False, clock=clock) as progress:
        progress(REQUEST)
        progress(FILED)
        progress(FILED)
    printed = capsys.readouterr()
    assert printed.err.endswith("\r  1 request, 2 answered for\r" + " " * 60 + "\r")
    assert printed.out == ""


def as_shown(printed: str) -> list[str]:
    """The lines that a terminal shows: what is printed after a carriage return stands over what was there."""
    shown = []
    for line in printed.split("\n"):
        over = ""
        for part in line.split("\r"):
            over = part + over[len(part) :]
        shown.append(over.rstrip())
    return shown


@pytest.mark.usefixtures("terminal")
def test_what_is_told_of_a_source_has_lines_of_its_own(run: Run, practice: Practice) -> None:  # noqa: F811
    ran = run("push", str(ONE_SESSION), "--to", practice.url)
    shown = as_shown(ran.err)
    assert "\r  1 request\r" in ran.err
    assert shown[0].startswith("10 Mar 2026  ")
    assert shown[0].endswith(" participants")
    assert all(line.startswith("    ") for line in shown[1:-1])
    assert shown[-1] == ""


@pytest.mark.usefixtures("terminal")
def test_on_a_terminal_a_bar_shows_how_much_is_left(clock: Clock, capsys: pytest.CaptureFixture[str]) -> None:
    with Progress(quiet=False, total=2, clock=clock) as progress:
        progress(FILED)
        progress(FILED)
    printed = capsys.readouterr()
    assert "Filing" in printed.err
    assert printed.out == ""


@pytest.mark.parametrize("total", [None, 2])
@pytest.mark.parametrize("on_terminal", [True, False])
def test_quiet_is_quiet(
    monkeypatch: pytest.MonkeyPatch,
    clock: Clock,
    capsys: pytest.CaptureFixture[str],
    *,
    on_terminal: bool,
    total: int | None,
) -> None:
    monkeypatch.setattr(cli.progress, "is_terminal", lambda: on_terminal)
    with Progress(quiet=True, total=total, clock=clock) as progress:
        clock.now += BETWEEN_LINES
        progress(FILED)
    assert capsys.readouterr() == ("", "")
