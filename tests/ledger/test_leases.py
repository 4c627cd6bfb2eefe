"""One run at a time at an endpoint: who slept past the end of the lease writes nothing and sends nothing."""

from __future__ import annotations

import datetime as dt
import itertools
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Engine, event, func, select

from adapter.errors import InUse, LeaseLost
from adapter.ledger import leases
from adapter.ledger.leases import Lease
from adapter.ledger.ledger import Ledger
from adapter.ledger.schema import leases as table
from adapter.turn import turn
from tests.ledger.examples import EARLIER, NOW, OTHER, PATIENT, RUN, WHO, filing

NEXT_RUN = "0e6f6a1e-7b1c-4c52-8a8e-2d1b8f5f9c33"


def ends(engine: Engine, moment: dt.datetime) -> None:
    with engine.begin() as connection:
        connection.execute(table.update().values(expires_at=moment))


@pytest.mark.failure("3.4", "two runs on one ledger")
def test_a_second_run_is_told_which_one_has_the_endpoint_and_since_when(ledger: Ledger) -> None:
    with turn(ledger, "push", WHO, lambda: NOW) as lease:
        told = rf"run {lease.run_id[:8]} \(push\), .* since 11 Mar 2026 09:00:00"
        with pytest.raises(InUse, match=told), turn(ledger, "sync", WHO, lambda: NOW):
            pass
        assert ledger.leases.holders(WHO) == {lease.run_id}
    run = ledger.runs.latest(WHO)
    assert run is not None
    assert run.command == "push"


def test_a_run_whose_row_is_not_there_yet_has_the_endpoint_too(ledger: Ledger) -> None:
    told = "a run that has just begun"
    with ledger.leases.taken(WHO, RUN), pytest.raises(InUse, match=told), ledger.leases.taken(WHO, NEXT_RUN):
        pass


def test_another_endpoint_is_free(ledger: Ledger) -> None:
    with ledger.leases.taken(WHO, RUN), ledger.leases.taken(OTHER, NEXT_RUN) as other:
        other.require()


def test_the_number_only_grows(ledger: Ledger) -> None:
    numbers = []
    for run_id in (RUN, NEXT_RUN, RUN):
        with ledger.leases.taken(WHO, run_id) as lease:
            numbers.append(lease.fence)
    assert numbers == [1, 2, 3]
    assert ledger.leases.holders(WHO) == frozenset()


def test_what_ended_in_an_error_frees_the_endpoint_and_says_so_in_its_run(ledger: Ledger) -> None:
    with pytest.raises(InUse), turn(ledger, "push", WHO, lambda: NOW):
        raise InUse("for a reason")
    run = ledger.runs.latest(WHO)
    assert run is not None
    assert (run.ended_at, run.summary) == (NOW, {"error": "for a reason"})
    assert ledger.leases.holders(WHO) == frozenset()


@pytest.mark.failure("3.4", "two runs on one ledger")
def test_of_many_at_once_one_gets_it(ledger: Ledger) -> None:
    with ThreadPoolExecutor(4) as pool, ledger.leases.taken(OTHER, RUN):

        def attempt(number: int) -> Lease | None:
            try:
                return ledger.leases._take(WHO, f"run {number}")
            except InUse:
                return None

        taken = [lease for lease in pool.map(attempt, range(12)) if lease]
    assert [lease.fence for lease in taken] == [1]


def test_a_lease_whose_owner_was_killed_ends_by_itself(ledger: Ledger, behind: Engine) -> None:
    killed = ledger.leases._take(WHO, RUN)
    ends(behind, dt.datetime.now(dt.UTC) - dt.timedelta(seconds=1))
    with ledger.leases.taken(WHO, NEXT_RUN) as lease:
        assert lease.fence == killed.fence + 1


@pytest.mark.failure("3.6", "the clock goes backwards")
def test_a_lease_from_before_the_clock_was_put_back_keeps_nobody_out(ledger: Ledger, behind: Engine) -> None:
    ledger.leases._take(WHO, RUN)
    ends(behind, dt.datetime.now(dt.UTC) + dt.timedelta(hours=1))
    with ledger.leases.taken(WHO, NEXT_RUN) as lease:
        assert lease.fence == 2


@pytest.mark.failure("3.4", "two runs on one ledger")
@pytest.mark.parametrize("shared", [True, False])
def test_a_lease_that_is_renewed_while_another_run_waits_for_its_row_is_not_over(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch, *, shared: bool
) -> None:
    """The other has looked at the clock before, so the lease lasts for longer than any could have then."""
    with ledger.leases.taken(WHO, RUN, shared=shared) as lease:
        before = dt.datetime.now(dt.UTC) - dt.timedelta(seconds=5)
        with monkeypatch.context() as patched:
            patched.setattr(leases, "_now", lambda _connection: before)
            with pytest.raises(InUse):
                ledger.leases._take(WHO, NEXT_RUN)
        lease.require()
        assert ledger.leases.holders(WHO) == {RUN}


@pytest.mark.failure("3.6", "stopped for longer than the lease")
@pytest.mark.parametrize("taken_over", [True, False])
def test_who_slept_past_the_end_writes_nothing_whoever_has_it_now(
    ledger: Ledger, behind: Engine, *, taken_over: bool
) -> None:
    with ledger.leases.taken(WHO, RUN) as slept:
        filings = ledger.filings(WHO, slept)
        filings.settle(filing(number=1), PATIENT, "held", "why", RUN, NOW)
        ends(behind, dt.datetime.now(dt.UTC) - dt.timedelta(seconds=1))
        if taken_over:
            ledger.leases._take(WHO, NEXT_RUN)
        two = filing(number=2)
        with pytest.raises(LeaseLost):
            filings.intend([(two, PATIENT, two.resources)], RUN, NOW)
        with pytest.raises(LeaseLost):
            filings.settle(two, PATIENT, "filed", None, RUN, NOW)
        with pytest.raises(LeaseLost), filings.together():
            filings.answered(two.filing_id, [(two.resources[0], "1", "1", "created")], NOW)
        with pytest.raises(LeaseLost):
            slept.require()
    assert {one.state for one in ledger.filings(WHO).standings().values()} == {"held"}
    assert ledger.filings(WHO).receipts_of([filing(number=2).filing_id]) == []
    assert ledger.leases.holders(WHO) == ({NEXT_RUN} if taken_over else set())


@pytest.mark.failure("3.6", "stopped for longer than the lease")
def test_of_what_is_written_together_the_first_tells_that_the_lease_is_lost(
    ledger: Ledger, behind: Engine
) -> None:
    one = filing(number=1)
    with ledger.leases.taken(WHO, RUN) as slept:
        filings = ledger.filings(WHO, slept)
        ends(behind, dt.datetime.now(dt.UTC) - dt.timedelta(seconds=1))
        with filings.together():
            filings.answered(one.filing_id, [], NOW)
            with pytest.raises(LeaseLost):
                filings.settle(one, PATIENT, "filed", None, RUN, NOW)
    assert ledger.filings(WHO).standings() == {}


def test_sending_needs_no_database_to_know_that_it_is_too_late(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    lease = ledger.leases._take(WHO, RUN)
    lease.require()
    later = leases._elapsed() + leases.LASTS.total_seconds()
    monkeypatch.setattr(leases, "_elapsed", lambda: later)
    with pytest.raises(LeaseLost):
        lease.require()


def test_a_long_request_keeps_its_lease(
    ledger: Ledger, behind: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leases, "LASTS", dt.timedelta(seconds=2))
    with ledger.leases.taken(WHO, RUN) as lease, behind.connect() as connection:
        began = lease._until
        for _ in itertools.takewhile(lambda _: lease._until == began, itertools.count()):
            lease._ended.wait(0.05)
        assert connection.execute(select(func.count()).select_from(table)).scalar_one() == 1
        lease.require()


def test_the_lease_is_confirmed_before_anything_else_in_its_transaction(ledger: Ledger) -> None:
    """Taking it over has to wait for the transaction, or the transaction finds it gone."""
    said: list[str] = []
    with ledger.leases.taken(WHO, RUN) as lease:
        event.listen(ledger._engine, "before_cursor_execute", lambda *given: said.append(given[2]))
        ledger.filings(WHO, lease).settle(filing(), PATIENT, "held", "why", RUN, EARLIER)
        written = [
            statement.split()[:2] for statement in said if statement.split()[0] in ("UPDATE", "INSERT")
        ]
    assert written == [["UPDATE", "leases"], ["INSERT", "INTO"]]
