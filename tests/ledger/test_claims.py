"""Workers share an endpoint: each patient is one worker's, and none of who slept past the end of a lease."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Engine, func, select

from adapter.errors import InUse, LeaseLost
from adapter.ledger.leases import Lease
from adapter.ledger.ledger import Ledger
from adapter.ledger.schema import claims, workers
from adapter.turn import turn
from tests.ledger.examples import NOW, OTHER, PATIENT, RUN, WHO, filing

NEXT_RUN = "0e6f6a1e-7b1c-4c52-8a8e-2d1b8f5f9c33"
THIRD_RUN = "b8d1c5a0-55f1-4c8d-9a43-64ad3c0c1c77"
ONE, TWO, THREE = "9990000018", "9990000026", "9990000034"
WANTED = {ONE: "a" * 64, TWO: "b" * 64}


def end(behind: Engine, run_id: str, moment: dt.datetime | None = None) -> None:
    """A worker's lease has ended a second ago, or ends at this moment."""
    moment = moment or dt.datetime.now(dt.UTC) - dt.timedelta(seconds=1)
    with behind.begin() as connection:
        connection.execute(workers.update().where(workers.c.owner == run_id).values(expires_at=moment))


def kept(behind: Engine) -> int:
    """How many rows there are of patients."""
    with behind.connect() as connection:
        return connection.execute(select(func.count()).select_from(claims)).scalar_one()


def test_a_patient_whom_one_worker_has_is_given_to_no_other(ledger: Ledger) -> None:
    with (
        ledger.leases.taken(WHO, RUN, shared=True) as lease,
        ledger.leases.taken(WHO, NEXT_RUN, shared=True) as other,
    ):
        assert ledger.claims(lease).take({ONE: "a" * 64}).ours == {ONE}
        taken = ledger.claims(other).take(WANTED)
    assert (taken.ours, taken.done) == ({TWO}, set())


def test_at_another_endpoint_the_same_patient_is_free(ledger: Ledger) -> None:
    with (
        ledger.leases.taken(WHO, RUN, shared=True) as lease,
        ledger.leases.taken(OTHER, NEXT_RUN, shared=True) as other,
    ):
        assert ledger.claims(lease).take(WANTED).ours == set(WANTED)
        assert ledger.claims(other).take(WANTED).ours == set(WANTED)


def test_what_one_worker_has_done_is_told_to_the_others_and_not_done_again(ledger: Ledger) -> None:
    with (
        ledger.leases.taken(WHO, RUN, shared=True) as lease,
        ledger.leases.taken(WHO, NEXT_RUN, shared=True) as other,
    ):
        ledger.claims(lease).take(WANTED)
        ledger.claims(lease).finish({ONE: WANTED[ONE]})
        taken = ledger.claims(other).take(WANTED)
    assert (taken.ours, taken.done) == (set(), {ONE})


def test_what_was_done_before_a_worker_came_is_gone_through_again(ledger: Ledger) -> None:
    """It may have been asked for since: a dead letter to be sent again, an endpoint that is well again."""
    with ledger.leases.taken(WHO, RUN, shared=True) as lease:
        ledger.claims(lease).take(WANTED)
        ledger.claims(lease).finish({ONE: WANTED[ONE]})
        with ledger.leases.taken(WHO, NEXT_RUN, shared=True) as other:
            assert ledger.claims(other).take({ONE: WANTED[ONE]}).ours == {ONE}
            ledger.claims(lease).finish({TWO: WANTED[TWO]})
            assert ledger.claims(other).take({TWO: WANTED[TWO]}).ours == {TWO}


def test_a_patient_of_whom_there_is_something_else_to_do_is_given_again(ledger: Ledger) -> None:
    with (
        ledger.leases.taken(WHO, RUN, shared=True) as lease,
        ledger.leases.taken(WHO, NEXT_RUN, shared=True) as other,
    ):
        ledger.claims(lease).take(WANTED)
        ledger.claims(lease).finish(WANTED)
        changed = {ONE: "c" * 64}
        assert ledger.claims(other).take(changed).ours == {ONE}
        ledger.claims(other).finish(changed)
        assert ledger.claims(lease).take(changed).done == {ONE}


def test_who_ends_before_being_done_leaves_the_patients_to_the_others(ledger: Ledger) -> None:
    with ledger.leases.taken(WHO, NEXT_RUN, shared=True) as other:
        with ledger.leases.taken(WHO, RUN, shared=True) as lease:
            ledger.claims(lease).take(WANTED)
            assert ledger.claims(other).take(WANTED).ours == set()
            assert ledger.claims(other).workers() == 2
        assert ledger.claims(other).take(WANTED).ours == set(WANTED)
        assert ledger.claims(other).workers() == 1


def test_no_number_of_a_patient_is_kept_when_the_last_worker_has_gone(ledger: Ledger, behind: Engine) -> None:
    with ledger.leases.taken(WHO, NEXT_RUN, shared=True) as other:
        with ledger.leases.taken(WHO, RUN, shared=True) as lease:
            ledger.claims(lease).take(WANTED)
            ledger.claims(lease).finish({ONE: WANTED[ONE]})
        ledger.claims(other).take({THREE: "c" * 64})
        assert kept(behind) == 3
    assert kept(behind) == 0


@pytest.mark.failure("3.6", "killed at any step")
def test_the_patients_of_a_killed_worker_are_free_when_its_lease_has_ended(
    ledger: Ledger, behind: Engine
) -> None:
    killed = ledger.leases._take(WHO, RUN, shared=True)
    ledger.claims(killed).take(WANTED)
    with ledger.leases.taken(WHO, NEXT_RUN, shared=True) as lease:
        assert ledger.claims(lease).take(WANTED).ours == set()
        end(behind, RUN)
        assert ledger.claims(lease).take(WANTED).ours == set(WANTED)
        assert ledger.leases.holders(WHO) == {NEXT_RUN}
        assert lease.fence == killed.fence + 1


@pytest.mark.failure("3.6", "the clock goes backwards")
def test_a_worker_from_before_the_clock_was_put_back_keeps_no_patient(ledger: Ledger, behind: Engine) -> None:
    ledger.claims(ledger.leases._take(WHO, RUN, shared=True)).take(WANTED)
    end(behind, RUN, dt.datetime.now(dt.UTC) + dt.timedelta(hours=1))
    with ledger.leases.taken(WHO, NEXT_RUN, shared=True) as lease:
        assert ledger.claims(lease).take(WANTED).ours == set(WANTED)


@pytest.mark.failure("3.6", "stopped for longer than the lease")
@pytest.mark.parametrize("taken_over", [True, False])
def test_a_worker_that_slept_past_the_end_writes_nothing_and_is_given_nobody(
    ledger: Ledger, behind: Engine, *, taken_over: bool
) -> None:
    with ledger.leases.taken(WHO, RUN, shared=True) as slept:
        ledger.claims(slept).take(WANTED)
        end(behind, RUN)
        if taken_over:
            ledger.claims(ledger.leases._take(WHO, NEXT_RUN, shared=True)).take({ONE: WANTED[ONE]})
        with pytest.raises(LeaseLost):
            ledger.filings(WHO, slept).settle(filing(), PATIENT, "filed", None, RUN, NOW)
        with pytest.raises(LeaseLost):
            ledger.claims(slept).take({THREE: "c" * 64})
        with pytest.raises(LeaseLost):
            ledger.claims(slept).finish(WANTED)
        with pytest.raises(LeaseLost):
            slept.require()
    assert ledger.filings(WHO).standings() == {}
    with ledger.leases.taken(WHO, THIRD_RUN, shared=True) as lease:
        taken = ledger.claims(lease).take(WANTED)
    assert (taken.ours, taken.done) == ({TWO} if taken_over else set(WANTED), set())


@pytest.mark.failure("3.4", "two runs on one ledger")
def test_a_run_that_must_be_alone_is_told_who_is_there_and_how_many(ledger: Ledger) -> None:
    with (
        turn(ledger, "push", WHO, lambda: NOW, shared=True) as lease,
        turn(ledger, "push", WHO, lambda: NOW, shared=True) as other,
    ):
        told = rf"run {lease.run_id[:8]} \(push\), .* since 11 Mar 2026 09:00:00 UTC and 1 more; nothing"
        with pytest.raises(InUse, match=told), turn(ledger, "sync", WHO, lambda: NOW):
            pass
        assert ledger.leases.holders(WHO) == {lease.run_id, other.run_id}
    with turn(ledger, "sync", WHO, lambda: NOW) as alone:
        assert ledger.leases.holders(WHO) == {alone.run_id}


@pytest.mark.failure("3.4", "two runs on one ledger")
def test_no_worker_joins_a_run_that_must_be_alone(ledger: Ledger) -> None:
    told = r"in use by run .* \(sync\), under way since 11 Mar 2026 09:00:00 UTC; nothing"
    with (
        turn(ledger, "sync", WHO, lambda: NOW) as alone,
        pytest.raises(InUse, match=told),
        turn(ledger, "push", WHO, lambda: NOW, shared=True),
    ):
        pass
    assert ledger.leases.holders(WHO) == frozenset()
    with pytest.raises(LeaseLost):
        alone.require()


def test_a_killed_worker_keeps_out_a_run_that_must_be_alone_for_its_lease_and_no_longer(
    ledger: Ledger, behind: Engine
) -> None:
    killed = ledger.leases._take(WHO, RUN, shared=True)
    ledger.claims(killed).take(WANTED)
    with pytest.raises(InUse), ledger.leases.taken(WHO, NEXT_RUN):
        pass
    end(behind, RUN)
    with ledger.leases.taken(WHO, NEXT_RUN) as lease:
        assert lease.fence > killed.fence
    assert kept(behind) == 0


@pytest.mark.failure("3.4", "two runs on one ledger")
def test_of_many_at_once_each_patient_is_given_to_one(ledger: Ledger, behind: Engine) -> None:
    everybody = {f"{number:010}": "a" * 64 for number in range(40)}
    taken: Counter[str] = Counter()

    held: list[Lease] = []

    def work(number: int) -> frozenset[str]:
        lease = ledger.leases._take(WHO, f"run {number}", shared=True)
        held.append(lease)
        order = sorted(everybody, reverse=number % 2 == 1)
        some = [order[start : start + 5] for start in range(0, len(order), 5)]
        own = [ledger.claims(lease).take({one: everybody[one] for one in few}).ours for few in some]
        return frozenset().union(*own)

    with ThreadPoolExecutor(4) as pool:
        for own in pool.map(work, range(8)):
            taken.update(own)
        assert taken == Counter(everybody.keys())
        list(pool.map(Lease.release, held))
    assert kept(behind) == 0
