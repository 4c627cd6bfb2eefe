"""Taking an imported session out of the ledger, while nothing of it is in a record or on its way to one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping

from sqlalchemy import Connection, Engine, delete, exists, select, union

from adapter.errors import NotForgotten
from adapter.ledger.database import alone, one_at_a_time
from adapter.ledger.leases import refuse_while_in_use
from adapter.ledger.schema import (
    approvals,
    conflicts,
    filed,
    filings,
    participants,
    resources,
    sessions,
    sources,
)

_SAID_ONLY = ("held", "queued", "rejected", "dropped")
"""States of a filing of which nothing has arrived, as far as its resources say the same.

One in `conflict` is like them where nothing of it was ever sent, nor seen at the endpoint: what is in
conflict is then what another session has filed, and a push would find the same again.
"""


def forget(engine: Engine, session_id: str) -> int:
    """Forget a session, its list, its files, and what they were held for; returns how many were on the list.

    All in one transaction, in which no run can take an endpoint: one that has it may have read the session.
    Raises `InUse` where a run has one, and `NotForgotten` where something of the session is in a record or
    may be, or where the session is not known. Nothing was changed then.
    """
    with alone(engine) as connection:
        refuse_while_in_use(connection, "forgotten")
        one_at_a_time(connection, "import")  # none goes on while its session is taken out
        listed = select(participants.c.filing_id).where(participants.c.session_id == session_id)
        tried = select(filings.c.filing_id).where(filings.c.session_id == session_id)
        ids = connection.execute(union(listed, tried)).scalars().all()
        _refuse_what_may_be_there(connection, session_id, ids)
        endpoints = select(filings.c.endpoint).where(filings.c.session_id == session_id)
        its_own = resources.c.endpoint.in_(endpoints), resources.c.filing_id.in_(ids)
        connection.execute(delete(resources).where(*its_own))
        connection.execute(delete(approvals).where(approvals.c.filing_id.in_(ids)))
        undecided = conflicts.c.filing_id.in_(ids), conflicts.c.resolved_at.is_(None)
        connection.execute(delete(conflicts).where(*undecided))
        gone = 0
        for table in (sources, filings, participants, sessions):
            done = connection.execute(delete(table).where(table.c.session_id == session_id))
            gone = done.rowcount if table is participants else gone
        return gone


def _refuse_what_may_be_there(connection: Connection, session_id: str, ids: Collection[str]) -> None:
    known = select(sessions.c.session_id).where(sessions.c.session_id == session_id)
    if connection.execute(known).first() is None:
        raise NotForgotten(f"session {session_id[:8]} is not in the ledger any more")
    standing = select(filings.c.endpoint, filings.c.filing_id, filings.c.state)
    of_it = standing.where(filings.c.session_id == session_id)
    states = {(row.endpoint, row.filing_id): row.state for row in connection.execute(of_it)}
    there = select(filed.c.endpoint, filed.c.filing_id).where(
        filed.c.endpoint.in_({endpoint for endpoint, _ in states}), filed.c.session_id == session_id
    )
    answered = select(resources.c.endpoint, resources.c.filing_id).where(
        resources.c.endpoint.in_({endpoint for endpoint, _ in states}),
        resources.c.filing_id.in_(ids),
        resources.c.server_id.is_not(None),
    )
    in_a_record = {(row.endpoint, row.filing_id) for row in connection.execute(union(there, answered))}
    begun = _sent_or_seen(connection, ids)
    said_only = {
        key
        for key, state in states.items()
        if state in _SAID_ONLY or (state == "conflict" and key not in begun)
    }
    open_still = states.keys() - said_only - in_a_record
    if in_a_record or open_still:
        raise NotForgotten(
            _why(session_id, Counter(e for e, _ in in_a_record), Counter(e for e, _ in open_still))
        )


def _sent_or_seen(connection: Connection, ids: Collection[str]) -> set[tuple[str, str]]:
    """Of which filings, at which endpoints, something was sent, or stands there as their own."""
    sent = select(resources.c.endpoint, resources.c.filing_id).where(resources.c.filing_id.in_(ids))
    known = exists().where(
        resources.c.endpoint == conflicts.c.endpoint,
        resources.c.value == conflicts.c.value,
        resources.c.system == conflicts.c.system,
    )
    # contested, and nothing that this ledger has filed: another one has filed it, for this very session
    seen = select(conflicts.c.endpoint, conflicts.c.filing_id).where(
        conflicts.c.filing_id.in_(ids), conflicts.c.resolved_at.is_(None), ~known
    )
    return {(row.endpoint, row.filing_id) for row in connection.execute(union(sent, seen))}


def _why(session_id: str, in_a_record: Mapping[str, int], open_still: Mapping[str, int]) -> str:
    told = [f"{_filings(count)} in a record at {endpoint}" for endpoint, count in in_a_record.items()]
    told += [
        f"{_filings(count)} without a clear answer at {endpoint}" for endpoint, count in open_still.items()
    ]
    todo = []
    if in_a_record:
        todo.append(
            "Take those rows out of its file and import it again: each push then tells which entries the"
            " practice is to take out of the records"
        )
    if open_still:
        todo.append("Push again first: it looks whether they have arrived, and says what is to be settled")
    return f"session {session_id[:8]} is not forgotten: {' and '.join(told)}. {'. '.join(todo)}"


def _filings(count: int) -> str:
    return "1 filing" if count == 1 else f"{count:,} filings"
