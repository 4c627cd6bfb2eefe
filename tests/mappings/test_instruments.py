"""The registry of outcome instruments."""

from __future__ import annotations

from decimal import Decimal

import pytest

from mappings.instruments import INSTRUMENTS, Instrument


@pytest.mark.hazard("H15")
def test_better_is_down_for_peg_and_up_for_pseq() -> None:
    """T-H15: the reversed scale."""
    assert INSTRUMENTS["peg"].improvement(Decimal("7.0"), Decimal("5.0")) == 2
    assert INSTRUMENTS["pseq"].improvement(Decimal(20), Decimal(31)) == 11
    assert INSTRUMENTS["pseq"].improvement(Decimal(31), Decimal(20)) == -11


@pytest.mark.parametrize("row", INSTRUMENTS.values(), ids=list(INSTRUMENTS))
def test_every_row_of_the_registry_is_whole(row: Instrument) -> None:
    assert len({item.id for item in row.items}) == len(row.items)
    assert all(item.lowest < item.highest for item in row.items)
    assert row.rule is None or (row.lowest is not None and row.highest is not None)
    assert row.risk_item is None or row.risk_item in {item.id for item in row.items}
