"""Each peer still answers as it did when its answers were last reviewed."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from sqlalchemy import create_engine, inspect

from tests.peers.probes import observe

GOLDEN = Path(__file__).parent / "golden"


@pytest.mark.parametrize("peer", ["hapi", "medplum"])
def test_a_peer_answers_as_it_did(peer: str, request: pytest.FixtureRequest) -> None:
    """A changed line is a change to review; VGC_GOLDEN=write then writes the file anew."""
    observed = observe(request.getfixturevalue(peer))
    golden = GOLDEN / f"{peer}.json"
    if os.environ.get("VGC_GOLDEN") == "write":
        golden.write_text(json.dumps(observed, indent=2) + "\n")
    assert observed == json.loads(golden.read_text())


def test_postgresql_gives_every_test_an_empty_database(postgresql: str) -> None:
    engine = create_engine(postgresql)
    assert inspect(engine).get_table_names() == []
    engine.dispose()
