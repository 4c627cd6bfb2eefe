"""HAPI answers the suite of interactions that the sandbox answers."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.interactions.suite import INTERACTIONS, Interaction
from tests.peers.asker import Asker, asking


@pytest.fixture
def asker(hapi: str) -> Iterator[Asker]:
    with asking(hapi) as client:
        yield client


@pytest.mark.parametrize("interaction", INTERACTIONS, ids=lambda interaction: interaction.__name__)
def test_hapi_answers(interaction: Interaction, asker: Asker) -> None:
    interaction(asker)
