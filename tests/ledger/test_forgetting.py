"""A session imported by mistake goes without a trace; never while any of it is in a record, or may be."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, event, func, select, text
from sqlalchemy.exc import OperationalError

from adapter.errors import InUse, NotForgotten
from adapter.ledger.facts import State
from adapter.ledger.imports import Source
from adapter.ledger.leases import Leases
from adapter.ledger.ledger import Ledger
from adapter.ledger.schema import conflicts, metadata
from adapter.turn import turn
from mappings.filing import Filing
from mappings.identity import participation_id
from mappings.records import Participant
from tests.ledger.examples import EARLIER, NOW, OTHER, PATIENT, RUN, WHO, resource
from tests.mappings.examples import PERSON, SESSION

WORKBOOK = Source(sha256="a" * 64, kind="workbook", rows_read=1, rows_used=1, rows_rejected=0)
NEXT = SESSION.model_copy(update={"session_id": "1c8e2c1a-5a44-4f0e-8f0d-9b3c2f1d7a61"})
ITEM = resource("walk")


@pytest.fixture
def both(ledger: Ledger) -> Ledger:
    """Two sessions of one person."""
    for session in (SESSION, NEXT):
        ledger.imports.keep(session, [Participant(row=2, person=PERSON)], [WORKBOOK], EARLIER)
    return ledger


def filing_of(session: Any = SESSION) -> Filing:
    found = participation_id(session, PERSON)
    return Filing(found, session.session_id, session.session_date, 2, PERSON, None, (ITEM,))


def settled(both: Ledger, state: State, *, session: Any = SESSION, endpoint: str = WHO) -> None:
    both.filings(endpoint).settle(filing_of(session), PATIENT, state, "a reason", RUN, NOW)


def rows_of(engine: Engine, session_id: str) -> dict[str, int]:
    """How many rows of each table are the session's, or of its filings."""
    its = participation_id(SESSION if session_id == SESSION.session_id else NEXT, PERSON)
    found = {}
    with engine.connect() as connection:
        for table in metadata.tables.values():
            for name, value in (("session_id", session_id), ("filing_id", its)):
                if name in table.c:
                    query = select(func.count()).select_from(table).where(table.c[name] == value)
                    found[f"{table.name}.{name}"] = connection.execute(query).scalar_one()
    return {name: count for name, count in found.items() if count}


@pytest.mark.parametrize("state", ["held", "queued", "rejected", "dropped", "conflict"])
def test_what_was_never_in_a_record_goes_with_all_that_was_held_of_it(
    both: Ledger, behind: Engine, state: State
) -> None:
    its = filing_of()
    both.approvals.bind({(its.filing_id, "an approval"): its.digest}, NOW)
    settled(both, state)
    settled(both, "held", endpoint=OTHER)
    settled(both, "held", session=NEXT)
    others = rows_of(behind, NEXT.session_id)
    assert both.forget(SESSION.session_id) == 1
    assert rows_of(behind, SESSION.session_id) == {}
    assert rows_of(behind, NEXT.session_id) == others
    assert both.imports.known(SESSION.session_id) == frozenset()
    assert [session for session, _ in both.imports.sessions()] == [NEXT]


def test_what_was_refused_leaves_nothing_that_was_sent(both: Ledger, behind: Engine) -> None:
    filings = both.filings(WHO)
    filings.intend([(filing_of(), PATIENT, [ITEM])], RUN, NOW)
    settled(both, "rejected")
    both.forget(SESSION.session_id)
    assert filings.receipts([ITEM.identity]) == {}
    assert rows_of(behind, SESSION.session_id) == {}


def test_imported_again_it_is_like_new(both: Ledger) -> None:
    its = filing_of()
    both.approvals.bind({(its.filing_id, "an approval"): "what it was then"}, NOW)
    settled(both, "held")
    both.forget(SESSION.session_id)
    both.imports.keep(SESSION, [Participant(row=2, person=PERSON)], [WORKBOOK], NOW)
    assert both.approvals.bound([(its.filing_id, "an approval")]) == {}
    assert both.filings(WHO).standings([its.filing_id]) == {}
    assert both.filings(WHO).unsettled_sessions() == sorted((SESSION.session_id, NEXT.session_id))


@pytest.mark.hazard("H12")
@pytest.mark.parametrize("state", ["filed", "unchanged"])
@pytest.mark.parametrize("since", ["filed", "held"])
def test_what_is_in_a_record_anywhere_is_not_forgotten(
    both: Ledger, behind: Engine, state: State, since: State
) -> None:
    settled(both, "held")
    settled(both, state, endpoint=OTHER)
    settled(both, since, endpoint=OTHER)
    before = rows_of(behind, SESSION.session_id)
    with pytest.raises(NotForgotten, match=f"1 filing in a record at {OTHER}.*the practice is to take out"):
        both.forget(SESSION.session_id)
    assert rows_of(behind, SESSION.session_id) == before


@pytest.mark.parametrize("state", ["sending", "unknown"])
def test_what_may_have_arrived_is_not_forgotten(both: Ledger, state: State) -> None:
    settled(both, state)
    with pytest.raises(NotForgotten, match=f"1 filing without a clear answer at {WHO}. Push again first"):
        both.forget(SESSION.session_id)


def test_what_is_in_conflict_and_was_sent_is_not_forgotten(both: Ledger) -> None:
    both.filings(WHO).intend([(filing_of(), PATIENT, [ITEM])], RUN, NOW, sent={ITEM.identity: ITEM.body})
    settled(both, "conflict")
    with pytest.raises(NotForgotten, match=f"1 filing without a clear answer at {WHO}. Push again first"):
        both.forget(SESSION.session_id)


def test_what_arrived_in_part_is_not_forgotten(both: Ledger) -> None:
    filings = both.filings(WHO)
    filings.intend([(filing_of(), PATIENT, [ITEM])], RUN, NOW)
    filings.answered(filing_of().filing_id, [(ITEM, "g1", "1", "created")], NOW)
    settled(both, "rejected")
    with pytest.raises(NotForgotten, match="1 filing in a record at practice"):
        both.forget(SESSION.session_id)


def test_a_row_that_was_taken_off_the_list_is_not_forgotten_either(both: Ledger) -> None:
    settled(both, "filed")
    both.imports.keep(SESSION, [], [], NOW)
    with pytest.raises(NotForgotten, match="in a record"):
        both.forget(SESSION.session_id)


def contested(behind: Engine, conflict_id: str, **changed: Any) -> None:
    """A conflict about the item, of the session's filing."""
    row = {
        "conflict_id": conflict_id,
        "endpoint": WHO,
        "filing_id": filing_of().filing_id,
        "system": ITEM.identity.system,
        "value": ITEM.identity.value,
        "resource_type": "Goal",
        "server_id": "g1",
        **dict.fromkeys(("base", "ours", "theirs", "elements"), b"{}"),
        "opened_at": NOW,
        **changed,
    }
    with behind.begin() as connection:
        connection.execute(conflicts.insert().values(row))


@pytest.mark.parametrize("state", ["held", "conflict"])
def test_what_a_person_was_to_decide_of_it_goes_and_what_was_decided_stays(
    both: Ledger, behind: Engine, state: State
) -> None:
    """Here of a goal that the other session has filed."""
    both.filings(WHO).answered(filing_of(NEXT).filing_id, [(ITEM, "g1", "1", "created")], NOW)
    settled(both, state)
    contested(behind, "open")
    contested(behind, "closed", resolved_at=NOW)
    both.forget(SESSION.session_id)
    with behind.connect() as connection:
        assert connection.execute(select(conflicts.c.conflict_id)).scalars().all() == ["closed"]
    assert both.filings(WHO).receipts([ITEM.identity])[ITEM.identity].server_id == "g1"


def test_what_stands_at_the_endpoint_as_its_own_is_not_forgotten(both: Ledger, behind: Engine) -> None:
    """Filed for this session from a ledger that was lost, and changed by the practice since."""
    settled(both, "conflict")
    contested(behind, "open")
    with pytest.raises(NotForgotten, match="1 filing without a clear answer"):
        both.forget(SESSION.session_id)


def test_a_session_that_nobody_imported_is_not_forgotten(both: Ledger) -> None:
    both.forget(SESSION.session_id)
    with pytest.raises(NotForgotten, match="is not in the ledger any more"):
        both.forget(SESSION.session_id)


@pytest.mark.invariant("I1")
def test_the_books_balance_without_it(both: Ledger) -> None:
    settled(both, "held")
    settled(both, "filed", session=NEXT)
    both.forget(SESSION.session_id)
    assert both.filings(WHO).books() == ({"filed": 1}, {})
    assert (both.filings(WHO).not_pushed(), both.imports.counts()) == (0, (1, 1))
    assert both.filings(WHO).waiting() == []


# ── While others are at work ─────────────────────────────────────────────────────────────────────────


@pytest.mark.failure("3.4", "two runs on one ledger")
@pytest.mark.parametrize("endpoint", [WHO, "another one, of which the session has nothing"])
def test_a_run_may_have_read_it_already_so_nothing_is_forgotten(both: Ledger, endpoint: str) -> None:
    settled(both, "held")
    with turn(both, "push", endpoint, lambda: NOW) as lease:
        told = rf"in use by run {lease.run_id[:8]} \(push\).*nothing was forgotten"
        with pytest.raises(InUse, match=told):
            both.forget(SESSION.session_id)
    assert both.forget(SESSION.session_id) == 1


def test_a_worker_may_have_read_it_as_well(both: Ledger) -> None:
    with both.leases.taken(WHO, RUN, shared=True), pytest.raises(InUse, match="nothing was forgotten"):
        both.forget(SESSION.session_id)
    assert both.forget(SESSION.session_id) == 1


def test_a_killed_run_keeps_nobody_waiting_for_longer_than_its_lease(both: Ledger, behind: Engine) -> None:
    both.leases._take(WHO, RUN)
    with pytest.raises(InUse):
        both.forget(SESSION.session_id)
    with behind.begin() as connection:
        connection.execute(text("UPDATE leases SET expires_at = :then"), {"then": NOW - dt.timedelta(days=9)})
    assert both.forget(SESSION.session_id) == 1


@pytest.mark.failure("3.4", "two runs on one ledger")
def test_no_run_begins_between_the_look_and_the_end(both: Ledger, ledger_target: str) -> None:
    """A run that began there would have read the session, and would send it after it was forgotten."""
    impatient = (
        {"options": "-c lock_timeout=100"} if ledger_target.startswith("postgresql") else {"timeout": 0}
    )
    target = ledger_target if "://" in ledger_target else f"sqlite:///{ledger_target}"
    another = create_engine(target, connect_args=impatient)
    attempts: list[str] = []

    def begin(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if not attempts and statement.startswith("SELECT filings"):
            with pytest.raises(OperationalError):
                Leases(another)._take(WHO, RUN)
            attempts.append("refused")

    event.listen(both._engine, "before_cursor_execute", begin)
    assert both.forget(SESSION.session_id) == 1
    assert attempts == ["refused"]
    event.remove(both._engine, "before_cursor_execute", begin)
    Leases(another)._take(WHO, RUN)
    another.dispose()
    assert [session for session, _ in both.imports.sessions()] == [NEXT]


# ── The list ─────────────────────────────────────────────────────────────────────────────────────────


def test_the_books_of_each_session_add_up_to_its_list_the_newest_last(both: Ledger) -> None:
    earlier = SESSION.model_copy(
        update={
            "session_id": "0a8e2c1a-5a44-4f0e-8f0d-9b3c2f1d7a60",
            "session_date": SESSION.session_date - dt.timedelta(days=7),
        }
    )
    both.imports.keep(earlier, [], [], NOW)
    settled(both, "held")
    settled(both, "filed", endpoint=OTHER)
    settled(both, "filed", session=NEXT)
    both.imports.keep(NEXT, [], [], EARLIER)
    first, *same_day = both.session_books()
    assert (first.session, first.participants, first.endpoints) == (earlier, 0, {})
    one, other = sorted(same_day, key=lambda found: found.session.session_id)
    assert {name: books.states for name, books in one.endpoints.items()} == {
        WHO: {"held": 1},
        OTHER: {"filed": 1},
    }
    assert (one.participants, one.not_pushed(WHO), one.not_pushed("elsewhere")) == (1, 0, 1)
    assert (other.participants, other.endpoints[WHO].states) == (0, {})
    assert other.endpoints[WHO].removed == {"filed": 1}
    assert other.not_pushed(WHO) == 0


def test_a_session_is_found_by_how_its_id_begins(both: Ledger) -> None:
    assert [one.session for one in both.session_books("1c8e2c1a")] == [NEXT]
    assert both.session_books("1c8e2c1_") == []
