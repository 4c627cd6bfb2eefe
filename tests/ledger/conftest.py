"""A ledger of one's own for each test; `tests/peers` runs the same tests on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine

from adapter.ledger.ledger import Ledger


@pytest.fixture
def ledger_target(tmp_path: Path) -> str:
    """Where the ledger is: a file, or the URL of an empty database."""
    return str(tmp_path / "ledger.db")


@pytest.fixture
def ledger(ledger_target: str) -> Iterator[Ledger]:
    with Ledger(ledger_target) as opened:
        yield opened


@pytest.fixture
def behind(ledger: Ledger, ledger_target: str) -> Iterator[Engine]:
    """The database itself, to put the end of a lease where a test wants it."""
    target = ledger_target if "://" in ledger_target else f"sqlite:///{ledger_target}"
    engine = create_engine(target)
    yield engine
    engine.dispose()
