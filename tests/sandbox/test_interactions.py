"""The sandbox answers the suite of interactions that real servers answer."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from adapter.sandbox import running
from tests.interactions.suite import INTERACTIONS, Interaction
from tests.peers.asker import Asker, asking


@pytest.fixture(scope="module")
def base_url() -> Iterator[str]:
    with running() as url:
        yield url


@pytest.fixture
def asker(base_url: str) -> Iterator[Asker]:
    with asking(base_url) as client:
        yield client


@pytest.mark.parametrize("interaction", INTERACTIONS, ids=lambda interaction: interaction.__name__)
def test_the_sandbox_answers(interaction: Interaction, asker: Asker) -> None:
    interaction(asker)
