"""Who is settled is so as long as the Patient is the one that a person saw, and no longer."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from adapter.ledger.ledger import Ledger
from adapter.ledger.seen import Sighting
from adapter.ledger.settling import Settlement
from tests.ledger.examples import NOW, RUN, WHO

SAID = Settlement("the practice confirms it", "Jo Field", NOW)
DEAD = Sighting("Patient", "p1", "Patient/p1", "2", "dead", {"resourceType": "Patient"}, flagged=True)
OTHER = Sighting("Patient", "p1", "Patient/p1", "3", "dead too", {"resourceType": "Patient"}, flagged=True)
ALIVE = Sighting("Patient", "p1", "Patient/p1", "1", "alive", {"resourceType": "Patient"})
GONE = Sighting("Patient", "p1", "Patient/p1", None, "", None, flagged=True)


def keep(ledger: Ledger, *sightings: Sighting) -> None:
    for one in sightings:
        ledger.seen(WHO).keep([one], RUN, NOW)


def told(ledger: Ledger) -> list[str]:
    return [one.digest for one in ledger.seen(WHO).unsettled()]


@pytest.mark.parametrize("between", [OTHER, ALIVE, GONE])
@pytest.mark.parametrize("settled", [DEAD, GONE])
def test_a_version_that_was_settled_once_is_told_again_when_it_comes_back(
    ledger: Ledger, settled: Sighting, between: Sighting
) -> None:
    keep(ledger, settled)
    assert ledger.settling(WHO).settle("p1", settled.digest, SAID)
    keep(ledger, settled)  # a full sweep reads it again
    assert told(ledger) == []
    if between == settled:
        return
    keep(ledger, between, settled)
    assert told(ledger) == [settled.digest]
    assert ledger.settling(WHO).all() == {}


def test_whom_a_pull_forgets_is_settled_no_more(ledger: Ledger) -> None:
    keep(ledger, GONE)
    ledger.settling(WHO).settle("p1", GONE.digest, SAID)
    with ledger.leases.taken(WHO, RUN) as lease:
        ledger.seen(WHO).forget(["Patient/p1"], lease)
    keep(ledger, GONE)
    assert told(ledger) == [GONE.digest]


def test_nobody_is_settled_who_is_another_by_now_or_needs_nobody(ledger: Ledger) -> None:
    settling = ledger.settling(WHO)
    assert not settling.settle("p1", DEAD.digest, SAID)
    keep(ledger, DEAD, OTHER)
    assert not settling.settle("p1", DEAD.digest, SAID)
    keep(ledger, ALIVE)
    assert not settling.settle("p1", ALIVE.digest, SAID)
    assert settling.all() == {}


def test_at_another_endpoint_and_of_another_patient_it_says_nothing(ledger: Ledger) -> None:
    keep(ledger, DEAD, Sighting("Patient", "p2", "Patient/p2", "2", "dead", {}, flagged=True))
    ledger.seen("other").keep([DEAD], RUN, NOW)
    ledger.settling(WHO).settle("p1", DEAD.digest, SAID)
    assert [one.server_id for one in ledger.seen(WHO).unsettled()] == ["p2"]
    assert [one.server_id for one in ledger.seen("other").unsettled()] == ["p1"]
    assert ledger.figures.flagged() == {WHO: 1, "other": 1}
    assert ledger.settling(WHO).undo("p1")
    assert not ledger.settling(WHO).undo("p1")
    assert ledger.figures.flagged() == {WHO: 2, "other": 1}


def test_a_pull_in_the_very_moment_leaves_nothing_settled_of_what_it_has_replaced(
    ledger: Ledger, ledger_target: str
) -> None:
    """Whichever of both comes first."""
    begin = threading.Barrier(2)

    def pull() -> None:
        with Ledger(ledger_target) as another:
            begin.wait(20)
            keep(another, ALIVE)

    for _ in range(20):
        keep(ledger, DEAD)
        with ThreadPoolExecutor(1) as pool:
            pulled = pool.submit(pull)
            begin.wait(20)
            ledger.settling(WHO).settle("p1", DEAD.digest, SAID)
            pulled.result(60)
        assert ledger.settling(WHO).all() == {}
