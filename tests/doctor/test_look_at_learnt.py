"""What runs have learnt of an endpoint is told by the doctor, in words."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from adapter.doctor.learnt import look_at_learnt
from adapter.ledger.learnt import Learnt
from adapter.ledger.ledger import Ledger

NOW = dt.datetime(2026, 3, 12, 9, 30, tzinfo=dt.UTC)


@pytest.fixture
def target(tmp_path: Path) -> str:
    return str(tmp_path / "ledger.db")


def test_how_an_endpoint_is_written_to_is_told_in_words(target: str) -> None:
    with Ledger(target) as ledger:
        ledger.learnt.keep("practice", Learnt("batch", "look-first", most_entries=8), NOW)
    (found,) = look_at_learnt(target, "practice")
    assert (found.check, found.verdict) == ("learnt", "well")
    assert "sent in batches" in found.found
    assert "at most 8 resources" in found.found
    assert list(look_at_learnt(target, "elsewhere")) == []


def test_an_endpoint_that_writes_over_an_edit_is_for_somebody_to_look_at(target: str) -> None:
    with Ledger(target) as ledger:
        ledger.learnt.keep("practice", Learnt().with_quirk("if-match-ignored"), NOW)
    (found,) = look_at_learnt(target, "practice")
    assert found.verdict == "warning"
    assert "could be lost" in found.found


def test_where_there_is_no_ledger_none_is_made_and_a_broken_one_is_told_elsewhere(target: str) -> None:
    assert list(look_at_learnt(target, "practice")) == []
    assert not Path(target).exists()
    Path(target).write_text("no ledger at all, but a file of some length")
    assert list(look_at_learnt(target, "practice")) == []
