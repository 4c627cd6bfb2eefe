"""What an endpoint taught of its rate is there for the next push, and for the next pull."""

from __future__ import annotations

import time

import pytest

from adapter.gp.pace import Slowed
from adapter.ledger.ledger import Ledger
from tests.pull.conftest import TwoWays
from tests.push import clinic


@pytest.fixture(autouse=True)
def _nobody_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "sleep", lambda _seconds: None)


def slowed(practice: TwoWays) -> Slowed | None:
    with Ledger(str(practice.folder / "ledger.db")) as opened:
        return opened.learnt.of("practice").slowed


def test_a_push_and_a_pull_that_were_refused_for_their_rate_are_remembered(practice: TwoWays) -> None:
    sessions = [(clinic.session(), (clinic.participant(0), clinic.participant(1)))]
    practice.faults.add("status", status=429, nth=3, count=1)
    assert practice.push(sessions, rate=20).filings == {"filed": 2}
    by_push = slowed(practice)
    assert by_push is not None
    practice.faults.add("status", status=429, nth=3, count=1)
    practice.pull(rate=20)
    by_pull = slowed(practice)
    assert by_pull is not None
    assert by_pull.refused_at > by_push.refused_at
    assert by_pull.a_second < by_push.a_second, "it began with what the push had learnt"


def test_an_endpoint_that_refuses_nothing_teaches_nothing(practice: TwoWays) -> None:
    practice.push([(clinic.session(), (clinic.participant(0),))])
    practice.pull()
    assert slowed(practice) is None
