"""Waiting without waiting, and servers that break off."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from tests.gp.broken_server import BrokenServer


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Nobody waits in the test; what would have been waited, in seconds, is in the list, and has passed."""
    found: list[float] = []
    monotonic = time.monotonic
    monkeypatch.setattr(time, "sleep", found.append)
    monkeypatch.setattr(time, "monotonic", lambda: monotonic() + sum(found))
    return found


@pytest.fixture
def broken_server() -> Iterator[BrokenServer]:
    with BrokenServer() as server:
        yield server
