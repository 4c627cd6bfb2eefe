"""The sandbox answers the suite of interactions that real servers answer."""

from __future__ import annotations

import pytest

from tests.interactions.suite import INTERACTIONS, Interaction
from tests.peers.asker import Asker


@pytest.mark.parametrize("interaction", INTERACTIONS, ids=lambda interaction: interaction.__name__)
def test_the_sandbox_answers(interaction: Interaction, asker: Asker) -> None:
    interaction(asker)
