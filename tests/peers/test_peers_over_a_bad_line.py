"""Over a line that loses requests and answers by chance, pushes to a real server come to the same end."""

from __future__ import annotations

import os
import random
import threading
import time
from pathlib import Path

import pytest

from tests.peers.line import Meets, Mishap, line
from tests.peers.machine import Machine, comes_to_rest, register_patients, sessions

_SHARE = 0.12
"""Of all requests, reads and writes."""

_MISHAPS = (
    Mishap("arrives", "closed"),
    Mishap("arrives", "cut"),
    Mishap("under way", "closed"),
    Mishap("answered", "closed"),
    Mishap("answered", "cut"),
    Mishap("answered", "swallowed"),
)


def by_chance(seed: int) -> Meets:
    draw, lock = random.Random(seed), threading.Lock()

    def meets(_: str) -> Mishap | None:
        with lock:
            return draw.choice(_MISHAPS) if draw.random() < _SHARE else None

    return meets


@pytest.mark.failure("3.1", "time runs out after the request was sent")
@pytest.mark.failure("3.1", "the connection is reset while sending")
@pytest.mark.failure("3.1", "the answer breaks off")
@pytest.mark.invariant("I1")
@pytest.mark.invariant("I2")
@pytest.mark.invariant("I6")
def test_whatever_a_bad_line_loses_the_books_balance_and_in_the_end_everything_is_there_once(
    endpoint: str, tmp_path: Path
) -> None:
    seed = int(os.environ.get("VGC_SEED") or time.time_ns())
    print(f"VGC_SEED={seed} draws the same again")
    register_patients(endpoint)
    programme, ledger = sessions(3), str(tmp_path / "ledger.db")
    with line(endpoint, by_chance(seed)) as url:
        # one request after the other, so that the same seed meets the same requests
        ours = Machine(url, ledger, connections=1, timeout=4, breaker_rest=1)
        for _ in range(3):
            report = ours.push_all(programme)
            assert report.balanced
            assert set(+report.filings) <= {"filed", "unchanged", "unknown", "held"}, report.as_json()
    comes_to_rest(endpoint, ledger, programme)
