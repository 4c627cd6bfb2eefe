"""Whatever clinic, practice, network and machine do, in any order: nothing lost, doubled or written over."""

from __future__ import annotations

import pytest
from hypothesis.stateful import run_state_machine_as_test

from tests.machine.machine import of_seed, playing

SEED = 8
EXAMPLES, STEPS = 9, 25


@pytest.mark.invariant("I1")
@pytest.mark.invariant("I2")
@pytest.mark.invariant("I3")
@pytest.mark.invariant("I4")
@pytest.mark.invariant("I5")
@pytest.mark.invariant("I6")
@pytest.mark.invariant("I7")
@pytest.mark.invariant("I8")
@pytest.mark.invariant("I10")
@pytest.mark.invariant("I11")
def test_whatever_happens_in_any_order_the_invariants_hold_after_every_step() -> None:
    """For hours, and with seeds drawn by chance: `make soak`."""
    machine = of_seed(SEED)
    print(f"seed {SEED}")
    run_state_machine_as_test(machine, settings=playing(EXAMPLES, STEPS))
    done = machine.figures.done
    print(dict(done))
    assert {"died", "sync", "rest"} <= set(done)
