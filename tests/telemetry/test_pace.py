"""A run that takes long says now and then how far it is."""

from __future__ import annotations

import pytest

from adapter.telemetry.events import (
    Context,
    Event,
    FilingSettled,
    RequestMade,
    RunContinues,
    RunEnded,
    RunStarted,
    about,
    context,
)
from adapter.telemetry.pace import BETWEEN, Pace

ID = "6f1c2c3e-0b6a-4a53-9c58-1f6f0f5b8a01"
REQUEST = RequestMade(
    interaction="search", method="POST", status=200, seconds=0.1, request=ID, correlation=ID
)
FILED = FilingSettled(state="filed")


class Listener:
    """What was told, and about what; the time is what it was set to."""

    def __init__(self) -> None:
        self.now = 0.0
        self.told: list[tuple[RunContinues, Context]] = []
        self.heard = 0
        self.pace = Pace(self._hear, clock=lambda: self.now)

    def _hear(self, event: Event) -> None:
        if isinstance(event, RunContinues):
            self.told.append((event, context()))
        else:
            self.heard += 1


@pytest.fixture
def listener() -> Listener:
    return Listener()


def test_a_short_run_says_nothing_of_its_pace(listener: Listener) -> None:
    listener.pace(RunStarted(command="sync"))
    listener.now += BETWEEN - 1
    listener.pace(FILED)
    assert (listener.told, listener.heard) == ([], 2)


def test_a_long_run_says_once_a_minute_how_far_it_is_and_not_about_one_filing(listener: Listener) -> None:
    with about(run=ID, endpoint="practice"):
        listener.pace(RunStarted(command="sync"))
        for seconds, event in ((1.0, FILED), (BETWEEN, REQUEST), (1.0, REQUEST), (BETWEEN, FILED)):
            listener.now += seconds
            with about(filing=ID):
                listener.pace(event)
    assert listener.told == [
        (
            RunContinues(command="sync", seconds=61.0, filings={"filed": 1}, attempts=1),
            Context(ID, "practice"),
        ),
        (
            RunContinues(command="sync", seconds=122.0, filings={"filed": 2}, attempts=2),
            Context(ID, "practice"),
        ),
    ]


def test_the_next_run_begins_anew(listener: Listener) -> None:
    listener.pace(RunStarted(command="sync"))
    listener.pace(FILED)
    listener.now += 900
    listener.pace(RunStarted(command="sync"))
    listener.pace(REQUEST)
    assert listener.told == []


def test_a_run_that_has_ended_does_not_go_on(listener: Listener) -> None:
    listener.pace(RunStarted(command="sync"))
    listener.now += BETWEEN
    listener.pace(RunEnded(command="sync", outcome="done", seconds=BETWEEN))
    listener.now += BETWEEN
    listener.pace(REQUEST)
    assert listener.told == []


def test_what_is_no_run_has_no_pace(listener: Listener) -> None:
    listener.now += BETWEEN
    listener.pace(REQUEST)
    assert (listener.told, listener.heard) == ([], 1)
