"""Rows of the ledger about filings whose row was taken off its session's list since."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Engine, and_, select

from adapter.ledger.facts import Filed, State
from adapter.ledger.leases import Lease
from adapter.ledger.schema import filed, filings, resources
from adapter.ledger.standing import DONE
from adapter.ledger.upsert import upsert
from mappings.identity import Identity
from profiles import wire
from profiles.wire import Resource


@dataclass(frozen=True, slots=True)
class Waiting:
    """A filing that waits. One without an answer may have arrived or not.

    `patient` is the address that it was sent for, where it was sent; `recorded_at` is when a run last said
    that it waits, which is not before it was sent; `filed` says whether it is in the record as it was before.
    """

    filing_id: str
    session_id: str
    row: int
    state: State
    patient: str | None
    recorded_at: dt.datetime
    filed: bool


@dataclass(frozen=True, slots=True)
class Sent:
    """A resource without an answer, as it was meant and as it was sent.

    `server_id` is where it stood before, None where it was to be created.
    """

    identity: Identity
    server_id: str | None
    meant: Resource
    sent: Resource


class Removed:
    """Such filings at one endpoint. What is written under a lease that was lost raises `LeaseLost`."""

    def __init__(self, engine: Engine, endpoint: str, lease: Lease) -> None:
        self._engine = engine
        self._endpoint = endpoint
        self._lease = lease

    def waiting(self, session_id: str, listed: Collection[str]) -> list[Waiting]:
        """Of one session, those that are not listed. What other workers may be sending is not among them."""
        states = ["held", "queued", "unknown", *(() if self._lease.shared else ("sending",))]
        query = (
            select(filings, filed.c.filing_id.is_not(None).label("filed"))
            .outerjoin(
                filed, and_(filed.c.endpoint == filings.c.endpoint, filed.c.filing_id == filings.c.filing_id)
            )
            .where(
                filings.c.endpoint == self._endpoint,
                filings.c.session_id == session_id,
                filings.c.state.in_(states),
            )
            .order_by(filings.c.row)
        )
        with self._engine.connect() as connection:
            return [
                Waiting(
                    row.filing_id,
                    row.session_id,
                    row.row,
                    row.state,
                    row.patient,
                    row.changed_at,
                    bool(row.filed),
                )
                for row in connection.execute(query)
                if row.filing_id not in listed
            ]

    def sent(self, patient: str) -> list[Sent]:
        """What no answer came to of a patient's resources; no more than one filing of theirs is under way."""
        theirs = select(filings.c.filing_id).where(
            filings.c.endpoint == self._endpoint, filings.c.patient == patient
        )
        query = select(resources).where(
            resources.c.endpoint == self._endpoint,
            resources.c.intended.is_not(None),
            resources.c.filing_id.in_(theirs),
        )
        with self._engine.connect() as connection:
            return [
                Sent(Identity(row.system, row.value), row.server_id, *wire.loads(row.intended))
                for row in connection.execute(query)
            ]

    def settle(
        self,
        one: Waiting,
        session_date: dt.date,
        state: State,
        reason: str | None,
        run_id: str,
        now: dt.datetime,
        *,
        absent: Collection[Identity],
    ) -> bool:
        """Record where it stands, and that what is `absent` is not on its way any more.

        False, and nothing is kept, where another worker has sent it meanwhile. Its digest is forgotten, so
        that the row, should it come back, is sent like any other.
        """
        filing = and_(
            filings.c.endpoint == self._endpoint,
            filings.c.filing_id == one.filing_id,
            filings.c.state == one.state,
        )
        settled = {"state": state, "reason": reason, "digest": None, "run_id": run_id, "changed_at": now}
        if state in DONE:
            settled["waiting_since"] = None
        there = {
            "endpoint": self._endpoint,
            "filing_id": one.filing_id,
            "session_id": one.session_id,
            "session_date": session_date,
            "row": one.row,
            "patient": one.patient,
            "approved_at": None,
            "filed_at": now,
        }
        with self._engine.begin() as connection:
            self._lease.confirm(connection)
            if connection.execute(filings.update().where(filing).values(settled)).rowcount == 0:
                return False
            for identity in absent:
                one_of_them = and_(
                    resources.c.endpoint == self._endpoint, resources.c.value == identity.value
                )
                connection.execute(resources.update().where(one_of_them).values(intended=None))
            if state != "dropped":
                upsert(connection, filed, [there], replace=False)
        return True

    def taken_out(
        self, one: Filed, gone: Collection[Identity], reason: str, run_id: str, now: dt.datetime
    ) -> None:
        """Record that the practice has taken out what was filed, and forget where that which is `gone` was.

        Should the row come back, it is sent like any other.
        """
        settled = {
            "state": "dropped",
            "reason": reason,
            "digest": None,
            "run_id": run_id,
            "changed_at": now,
            "waiting_since": None,
        }
        with self._engine.begin() as connection:
            self._lease.confirm(connection)
            for table, said in ((filed, filed.delete()), (filings, filings.update().values(settled))):
                connection.execute(
                    said.where(table.c.endpoint == self._endpoint, table.c.filing_id == one.filing_id)
                )
            connection.execute(
                resources.delete().where(
                    resources.c.endpoint == self._endpoint,
                    resources.c.filing_id == one.filing_id,
                    resources.c.value.in_([identity.value for identity in gone]),
                )
            )
