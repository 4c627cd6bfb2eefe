"""Whatever clinic, practice, network and machine do, in any order: nothing lost, doubled or written over."""

from __future__ import annotations

import pytest
from hypothesis.stateful import run_state_machine_as_test

from tests.machine.machine import of_seed, playing

SEEDS = (8, 41, 977, 2606)
"""Fixed, so that a landing never fails for what it did not change; `make soak` draws others by chance."""
EXAMPLES, STEPS = 16, 36
ENOUGH = 500
"""Steps for each seed: 2,000 in all."""


@pytest.mark.invariant("I1")
@pytest.mark.invariant("I2")
@pytest.mark.invariant("I3")
@pytest.mark.invariant("I4")
@pytest.mark.invariant("I5")
@pytest.mark.invariant("I6")
@pytest.mark.invariant("I7")
@pytest.mark.invariant("I8")
@pytest.mark.invariant("I9")
@pytest.mark.invariant("I10")
@pytest.mark.invariant("I11")
@pytest.mark.invariant("I12")
@pytest.mark.parametrize("seed", SEEDS)
def test_whatever_happens_in_any_order_the_invariants_hold_after_every_step(seed: int) -> None:
    machine = of_seed(seed)
    print(f"seed {seed}")
    run_state_machine_as_test(machine, settings=playing(EXAMPLES, STEPS))
    print(machine.figures)
    assert machine.figures.steps >= ENOUGH
    assert {"died", "sync", "rest"} <= set(machine.figures.done)
