"""Whatever may be learnt of an endpoint has its sentence."""

from __future__ import annotations

import datetime as dt
from typing import get_args

import pytest

from adapter.gp.pace import Slowed
from adapter.ledger.learnt import NOTHING, Learnt, Quirk
from adapter.routes.findings import findings
from adapter.routes.strategy import Carriage, Creates


@pytest.mark.parametrize("quirk", get_args(Quirk))
def test_every_quirk_is_told_in_words(quirk: Quirk) -> None:
    (sentence,) = findings(NOTHING.with_quirk(quirk))
    assert sentence.endswith(".")


@pytest.mark.parametrize("strategy", get_args(Carriage))
@pytest.mark.parametrize("creates", get_args(Creates))
def test_every_strategy_is_told_in_words(strategy: str, creates: str) -> None:
    assert len(findings(Learnt(strategy=strategy, creates=creates, most_entries=8))) == 3


def test_a_rate_that_was_learnt_is_told_with_the_day_of_the_last_refusal() -> None:
    (sentence,) = findings(Learnt(slowed=Slowed(4.5, dt.datetime(2026, 6, 1, tzinfo=dt.UTC))))
    assert "1 Jun 2026" in sentence
    assert "4.5 requests a second" in sentence


def test_nothing_is_told_of_an_endpoint_that_was_never_used() -> None:
    assert findings(NOTHING) == []
