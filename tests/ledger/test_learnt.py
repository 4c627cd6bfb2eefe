"""What was found out about an endpoint is there for the next run, and for that endpoint alone."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import create_engine

from adapter.gp.pace import Slowed
from adapter.ledger.learnt import NOTHING, Learnt
from adapter.ledger.ledger import Ledger
from adapter.ledger.schema import learnt as table
from profiles import wire

NOW = dt.datetime(2026, 6, 1, 9, 0, tzinfo=dt.UTC)
FACTS = Learnt(
    strategy="batch",
    creates="look-first",
    most_entries=8,
    taken=8,
    quirks=frozenset({"no-transactions", "if-none-exist-ignored"}),
    proven=frozenset({"if-match"}),
    slowed=Slowed(4.2, NOW),
)


def test_what_was_learnt_is_remembered_of_that_endpoint(ledger: Ledger, ledger_target: str) -> None:
    ledger.learnt.keep("practice", FACTS, NOW)
    with Ledger(ledger_target) as again:
        assert again.learnt.of("practice") == FACTS
        assert again.learnt.learnt_at("practice") == NOW
        assert again.learnt.of("another") == NOTHING
        assert again.learnt.learnt_at("another") is None


def test_the_newest_facts_stand_in_place_of_the_former(ledger: Ledger) -> None:
    ledger.learnt.keep("practice", FACTS, NOW)
    ledger.learnt.keep("practice", NOTHING.with_proof("references"), NOW)
    assert ledger.learnt.of("practice") == Learnt(proven=frozenset({"references"}))


def test_what_workers_find_out_side_by_side_adds_up() -> None:
    """The smaller ceiling, the larger success, the later refusal; what one has seen was seen."""
    other = Learnt(
        strategy="batch",
        creates="look-first",
        most_entries=6,
        taken=5,
        quirks=frozenset({"if-match-ignored"}),
        proven=frozenset({"references"}),
        slowed=Slowed(7.0, NOW + dt.timedelta(minutes=1)),
    )
    together = Learnt(
        strategy="batch",
        creates="look-first",
        most_entries=6,
        taken=8,
        quirks=FACTS.quirks | other.quirks,
        proven=frozenset({"if-match", "references"}),
        slowed=Slowed(7.0, NOW + dt.timedelta(minutes=1)),
    )
    assert FACTS.and_what(other) == other.and_what(FACTS) == together
    assert FACTS.and_what(NOTHING) == FACTS


def test_what_another_version_learnt_and_this_one_does_not_know_is_left_aside(
    ledger: Ledger, ledger_target: str
) -> None:
    ledger.learnt.keep("practice", FACTS, NOW)
    target = ledger_target if "://" in ledger_target else f"sqlite:///{ledger_target}"
    facts = wire.dumps({"strategy": "batch", "quirks": ["something-new", "no-batches"], "more": 1})
    engine = create_engine(target)
    with engine.begin() as connection:
        connection.execute(table.update().values(facts=facts))
    engine.dispose()
    found = ledger.learnt.of("practice")
    assert (found.strategy, found.quirks) == ("batch", {"no-batches"})
