"""Runs: when each began, when it ended, and what came of it."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest

from adapter.ledger.ledger import Ledger
from adapter.ledger.runs import Run
from tests.ledger.examples import EARLIER, LATER, NOW, OTHER, WHO


def test_a_run_is_there_from_its_first_moment(ledger: Ledger, ledger_target: str) -> None:
    run_id = ledger.runs.start("push", WHO, NOW)
    with Ledger(ledger_target) as another:
        assert another.runs.latest() == Run(run_id, "push", WHO, NOW, None, None)
    assert uuid.UUID(run_id).version == 4


def test_a_run_that_ended_has_its_books(ledger: Ledger) -> None:
    run_id = ledger.runs.start("push", WHO, EARLIER)
    books = {"participants": 2, "filings": {"filed": 1, "held": 1}}
    ledger.runs.finish(run_id, books, NOW)
    assert ledger.runs.latest(WHO) == Run(run_id, "push", WHO, EARLIER, NOW, books)


def test_what_is_noted_of_a_run_is_there_if_it_never_ends_and_beside_its_books(ledger: Ledger) -> None:
    run_id = ledger.runs.start("push", WHO, EARLIER)
    ledger.runs.note(run_id, {"basis": "b"})
    assert ledger.runs.latest(WHO) == Run(run_id, "push", WHO, EARLIER, None, {"basis": "b"})
    ledger.runs.finish(run_id, {"participants": 2}, NOW)
    both = {"basis": "b", "participants": 2}
    assert ledger.runs.latest(WHO) == Run(run_id, "push", WHO, EARLIER, NOW, both)


def test_the_newest_run_is_the_one_that_started_last(ledger: Ledger) -> None:
    oldest = ledger.runs.start("push", WHO, EARLIER)
    ours = ledger.runs.start("push", WHO, NOW)
    theirs = ledger.runs.start("push", OTHER, LATER)
    ledger.runs.finish(oldest, {}, LATER)
    newest = {name: ledger.runs.latest(name) for name in (None, WHO, OTHER)}
    assert {name: run and run.run_id for name, run in newest.items()} == {
        None: theirs,
        WHO: ours,
        OTHER: theirs,
    }


@pytest.mark.failure("3.6", "the clock goes backwards")
def test_what_ran_by_a_clock_that_was_ahead_is_no_newer_than_what_begins_now(ledger: Ledger) -> None:
    ahead = [ledger.runs.start("sync", WHO, LATER + number * dt.timedelta(hours=1)) for number in range(3)]
    now = ledger.runs.start("sync", WHO, NOW)
    assert [run.run_id for run in ledger.runs.listed(WHO)] == [now, *reversed(ahead)]


def test_without_runs_there_is_none(ledger: Ledger) -> None:
    ledger.runs.start("push", WHO, NOW)
    assert ledger.runs.latest("nobody") is None


def test_a_moment_is_the_same_moment_in_whatever_zone_it_was_said(ledger: Ledger) -> None:
    summer = dt.timezone(dt.timedelta(hours=1))
    ledger.runs.start("push", WHO, NOW.astimezone(summer))
    run = ledger.runs.latest(WHO)
    assert run is not None
    assert run.started_at == NOW
    assert run.started_at.utcoffset() == dt.timedelta()
