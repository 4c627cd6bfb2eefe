"""A ledger of one's own for each test; `tests/peers` runs the same tests on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from adapter.ledger.ledger import Ledger


@pytest.fixture
def ledger_target(tmp_path: Path) -> str:
    """Where the ledger is: a file, or the URL of an empty database."""
    return str(tmp_path / "ledger.db")


@pytest.fixture
def ledger(ledger_target: str) -> Iterator[Ledger]:
    with Ledger(ledger_target) as opened:
        yield opened
