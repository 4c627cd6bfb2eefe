"""What a pull has kept is there until a workbook has it, in its order, and at its endpoint alone."""

from __future__ import annotations

import pytest

from adapter.errors import LeaseLost
from adapter.ledger.ledger import Ledger
from adapter.ledger.seen import Sighting
from tests.ledger.examples import NOW, RUN, WHO

GOAL = Sighting("Goal", "g1", "Patient/p1", "1", "walk", {"resourceType": "Goal"})
MANY = [b"%d" % number for number in range(1_200)]


def kept(ledger: Ledger, endpoint: str = WHO) -> list[bytes]:
    return [change for _, change in ledger.brought_back(endpoint).all()]


def test_changes_are_told_in_their_order_until_they_are_written(ledger: Ledger) -> None:
    ledger.seen(WHO).keep([GOAL], RUN, NOW, changes=MANY[:700])
    ledger.seen(WHO).keep([], RUN, NOW, changes=MANY[700:])
    ledger.seen("other").keep([], RUN, NOW, changes=[b"theirs"])
    assert kept(ledger) == MANY
    numbers = [number for number, _ in ledger.brought_back(WHO).all()]
    with ledger.leases.taken(WHO, RUN) as lease:
        ledger.brought_back(WHO).written(lease, numbers[999])
        assert kept(ledger) == MANY[1000:]
        ledger.brought_back(WHO).written(lease, None)
    assert [kept(ledger), kept(ledger, "other")] == [[], [b"theirs"]]


def test_whoever_has_no_lease_any_more_takes_none_of_them_away(ledger: Ledger) -> None:
    ledger.seen(WHO).keep([], RUN, NOW, changes=[b"one"])
    with ledger.leases.taken(WHO, RUN) as lease:
        pass
    with pytest.raises(LeaseLost):
        ledger.brought_back(WHO).written(lease, None)
    assert kept(ledger) == [b"one"]


def test_what_cannot_be_kept_whole_brings_nothing_back(ledger: Ledger) -> None:
    with ledger.leases.taken(WHO, RUN) as lease:
        pass
    with pytest.raises(LeaseLost):
        ledger.seen(WHO).keep([GOAL], RUN, NOW, lease=lease, changes=[b"one"])
    assert kept(ledger) == []
