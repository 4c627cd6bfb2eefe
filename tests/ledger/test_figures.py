"""Figures: what waits, since when, and how the last run of each kind went, over all endpoints."""

from __future__ import annotations

import datetime as dt

import pytest

from adapter.ledger.facts import State
from adapter.ledger.ledger import Ledger
from tests.ledger.examples import RUN, filing

NOW = dt.datetime(2026, 3, 10, 12, tzinfo=dt.UTC)
LATER = NOW + dt.timedelta(hours=1)


def settle(ledger: Ledger, endpoint: str, number: int, state: State, now: dt.datetime) -> None:
    ledger.filings(endpoint).settle(filing(number=number), None, state, None, RUN, now)


def test_filings_are_counted_by_endpoint_and_state(ledger: Ledger) -> None:
    for number, state in enumerate(("filed", "filed", "held")):
        settle(ledger, "practice", number, state, NOW)  # type: ignore[arg-type]
    settle(ledger, "another", 1, "unchanged", NOW)
    assert ledger.figures.filings() == {"practice": {"filed": 2, "held": 1}, "another": {"unchanged": 1}}


@pytest.mark.hazard("H20")
def test_what_has_waited_longest_is_told_and_what_is_done_does_not_wait(ledger: Ledger) -> None:
    settle(ledger, "practice", 1, "filed", NOW - dt.timedelta(days=1))
    settle(ledger, "practice", 2, "held", LATER)
    settle(ledger, "practice", 3, "unknown", NOW)
    settle(ledger, "another", 4, "dropped", NOW)
    assert ledger.figures.waiting_since() == {"practice": NOW}


def test_the_newest_run_that_ended_is_told_for_each_command(ledger: Ledger) -> None:
    for endpoint, command, started in (
        ("practice", "push", NOW),
        ("practice", "pull", NOW),
        ("another", "push", NOW),
        ("practice", "push", LATER),
    ):
        run = ledger.runs.start(command, endpoint, started)
        ledger.runs.finish(run, {"run": run}, started + dt.timedelta(minutes=1))
    ledger.runs.start("push", "practice", LATER + dt.timedelta(hours=1))
    found = {(run.endpoint, run.command): run.started_at for run in ledger.figures.last_runs()}
    assert found == {("practice", "push"): LATER, ("practice", "pull"): NOW, ("another", "push"): NOW}


def test_an_empty_ledger_has_no_figures(ledger: Ledger) -> None:
    figures = ledger.figures
    assert figures.filings() == figures.waiting_since() == figures.pulled() == figures.open_conflicts() == {}
    assert figures.last_runs() == []
