"""A sandbox for each test, with the store and the faults of its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from adapter.sandbox import Faults, Store, running
from tests.peers.asker import Asker, asking


@pytest.fixture
def store() -> Iterator[Store]:
    with Store() as opened:
        yield opened


@pytest.fixture
def faults() -> Faults:
    return Faults(seed=1)


@pytest.fixture
def asker(store: Store, faults: Faults) -> Iterator[Asker]:
    with running(store, faults) as base_url, asking(base_url) as client:
        yield client
