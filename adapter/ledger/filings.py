"""Rows of the ledger about filings, and no rules: where each stands, what was sent, what was answered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import fields
from typing import Any, get_args

from sqlalchemy import Engine, Row, and_, exists, func, select, union

from adapter.ledger.conflicts import Conflicts
from adapter.ledger.facts import Filed, Receipt, Standing, State
from adapter.ledger.intents import intended, intent
from adapter.ledger.leases import Lease
from adapter.ledger.rows import filed_row, filing_row, resource_row
from adapter.ledger.schema import filed, filings, participants, resources, runs, sessions
from adapter.ledger.standing import DONE, row_now, standing
from adapter.ledger.upsert import upsert
from adapter.ledger.wanting import WantingResources
from adapter.ledger.writing import Writing
from mappings.binding import references
from mappings.filing import FiledResource, Filing
from mappings.identity import URN, Identity
from profiles import wire
from profiles.wire import Resource

_read_since = exists().where(
    sessions.c.session_id == filings.c.session_id,
    runs.c.run_id == filings.c.run_id,
    runs.c.number > sessions.c.imported_after,
)
"""Whether the run that settled a filing had read its session as it is now."""


class Filings:
    """The ledger's view of filings at one endpoint.

    With a lease, whatever is written raises `LeaseLost`, and is not kept, once another run may write.
    """

    def __init__(self, engine: Engine, endpoint: str, lease: Lease | None = None) -> None:
        self._engine = engine
        self._endpoint = endpoint
        self._writing = Writing(engine, lease)
        self.conflicts = Conflicts(engine, endpoint, self._writing.at_once)
        self.wanting = WantingResources(engine, endpoint, self._writing.at_once)

    @property
    def endpoint(self) -> str:
        """The endpoint's name, as the settings name it."""
        return self._endpoint

    def together(self) -> AbstractContextManager[None]:
        """All that is written inside is kept in one transaction, or none of it.

        What depends on it having been kept belongs behind the block.
        """
        return self._writing.together()

    def standings(self, filing_ids: Sequence[str] | None = None) -> dict[str, Standing]:
        """Where the filings stand, by filing id; all of the endpoint's when none are named."""
        columns = (row_now if name == "row" else filings.c[name] for name in _STANDING)
        query = select(*columns).where(filings.c.endpoint == self._endpoint)
        if filing_ids is not None:
            query = query.where(filings.c.filing_id.in_(filing_ids))
        with self._engine.connect() as connection:
            return {
                row.filing_id: _standing(row)
                for row in connection.execute(query.order_by(filings.c.session_id, row_now))
            }

    def waiting(self) -> list[Standing]:
        """Filings that are neither in the record as they are nor dropped; what has waited longest first."""
        query = (
            select(standing)
            .where(standing.c.endpoint == self._endpoint, standing.c.state.not_in(DONE))
            .order_by(standing.c.waiting_since, standing.c.session_id, standing.c.row)
        )
        with self._engine.connect() as connection:
            return [_standing(row) for row in connection.execute(query)]

    def books(self) -> tuple[dict[str, int], dict[str, int]]:
        """How many filings stand where: those of imported participants, and those of rows now gone."""
        query = (
            select(standing.c.state, standing.c.listed, func.count().label("number"))
            .where(standing.c.endpoint == self._endpoint)
            .group_by(standing.c.state, standing.c.listed)
        )
        with self._engine.connect() as connection:
            rows = connection.execute(query).all()
        counts = {(row.state, bool(row.listed)): int(row.number) for row in rows}
        here, gone = (
            {state: counts[state, there] for state in get_args(State) if (state, there) in counts}
            for there in (True, False)
        )
        return here, gone

    def counts(self) -> dict[State, int]:
        query = (
            select(filings.c.state, func.count())
            .where(filings.c.endpoint == self._endpoint)
            .group_by(filings.c.state)
        )
        with self._engine.connect() as connection:
            return {row[0]: row[1] for row in connection.execute(query)}

    def receipts(self, identities: Iterable[Identity]) -> dict[Identity, Receipt]:
        """What is known of these resources, by identity; resources never sent are absent."""
        values = [identity.value for identity in identities]
        return {receipt.identity: receipt for receipt in self._receipts(resources.c.value.in_(values))}

    def receipts_of(self, filing_ids: Sequence[str]) -> list[Receipt]:
        """The receipts of the resources that these filings wrote last."""
        return self._receipts(resources.c.filing_id.in_(filing_ids))

    def _receipts(self, condition: Any) -> list[Receipt]:
        columns = [column for column in resources.c if column.name not in ("body", "merged")]
        query = select(*columns).where(resources.c.endpoint == self._endpoint, condition)
        with self._engine.connect() as connection:
            return [
                Receipt(
                    Identity(row.system, row.value),
                    row.filing_id,
                    row.resource_type,
                    row.digest,
                    row.server_id,
                    row.version,
                    row.outcome,
                    row.answered_at,
                    row.intended is not None,
                )
                for row in connection.execute(query)
            ]

    def intended(self, identity: Identity) -> tuple[Resource, Resource] | None:
        """What was about to be sent and never answered for: as it was meant, unbound, and as it was sent."""
        with self._engine.connect() as connection:
            return intended(connection, self._endpoint, identity)

    def sent_at(self, filing_id: str) -> dt.datetime | None:
        """When that was last sent which no answer has come to; None where it is not known."""
        query = select(func.max(resources.c.sent_at)).where(
            resources.c.endpoint == self._endpoint,
            resources.c.filing_id == filing_id,
            resources.c.intended.is_not(None),
        )
        with self._engine.connect() as connection:
            return connection.execute(query).scalar()

    def addresses(self, body: Resource) -> dict[str, str]:
        """Where the server keeps what this resource refers to, as far as known: `urn:uuid:…` → `Type/id`."""
        urns = {str(reference.get("reference", "")) for reference in references(body)}
        values = [urn.removeprefix(URN) for urn in urns if urn.startswith(URN)]
        found = self._receipts(resources.c.value.in_(values)) if values else []
        return {receipt.identity.urn: receipt.reference for receipt in found if receipt.server_id}

    def body(self, identity: Identity) -> Resource:
        """The content (not bound to any server) that was last synced for this resource."""
        query = select(resources.c.body).where(
            resources.c.endpoint == self._endpoint, resources.c.value == identity.value
        )
        with self._engine.connect() as connection:
            loaded: Resource = wire.loads(connection.execute(query).scalar_one())
            return loaded

    def filed(self, filing_ids: Sequence[str]) -> dict[str, Filed]:
        """What is in the records of these filings, by filing id; nothing for those never filed."""
        return {one.filing_id: one for one in self._filed(filed.c.filing_id.in_(filing_ids))}

    def filed_in(self, session_id: str) -> list[Filed]:
        """What is in any record of one session."""
        return self._filed(filed.c.session_id == session_id)

    def newest(self, most: int) -> list[Filed]:
        """What was filed last, of whatever session."""
        query = select(*_FILED).where(filed.c.endpoint == self._endpoint)
        with self._engine.connect() as connection:
            newest = connection.execute(
                query.order_by(filed.c.filed_at.desc(), filed.c.filing_id).limit(most)
            )
            return [Filed(*row) for row in newest]

    def _filed(self, condition: Any) -> list[Filed]:
        query = select(*_FILED).where(filed.c.endpoint == self._endpoint, condition)
        with self._engine.connect() as connection:
            return [Filed(*row) for row in connection.execute(query.order_by(filed.c.row))]

    def not_pushed(self) -> int:
        """How many imported participants were never planned for this endpoint."""
        here = select(filings.c.filing_id).where(filings.c.endpoint == self._endpoint)
        query = select(func.count()).where(participants.c.filing_id.not_in(here))
        with self._engine.connect() as connection:
            return connection.execute(query).scalar_one()

    def unsettled_sessions(self) -> list[str]:
        """Imported sessions of which a push could still change something, in the order of their dates.

        What is in the record, or was dropped, is settled until its session is imported again: also while the
        run that settled it was under way, and had read the session as it was before. What waits is not,
        though its row be gone, nor what is in a record and on no list.
        """
        settled = and_(
            filings.c.endpoint == self._endpoint,
            filings.c.filing_id == participants.c.filing_id,
            filings.c.state.in_(DONE),
            _read_since,
        )
        session = select(sessions.c.session_id, sessions.c.session_date)
        unsettled = (
            session.join(participants, participants.c.session_id == sessions.c.session_id)
            .outerjoin(filings, settled)
            .where(filings.c.filing_id.is_(None))
        )
        removed = session.join(filings, filings.c.session_id == sessions.c.session_id).where(
            filings.c.endpoint == self._endpoint,
            filings.c.state.in_(("held", "queued", "sending", "unknown")),
            filings.c.filing_id.not_in(select(participants.c.filing_id)),
        )
        listed = select(participants.c.filing_id)
        unlisted = session.join(filed, filed.c.session_id == sessions.c.session_id).where(
            filed.c.endpoint == self._endpoint, filed.c.filing_id.not_in(listed)
        )
        found = union(unsettled, removed, unlisted).subquery()
        query = select(found.c.session_id).order_by(found.c.session_date, found.c.session_id)
        with self._engine.connect() as connection:
            return list(connection.execute(query).scalars())

    def no_longer_listed(self) -> list[Filed]:
        """What is in a record, of imported sessions whose list no longer has the patient."""
        known = select(sessions.c.session_id)
        listed = select(participants.c.filing_id)
        return self._filed(and_(filed.c.session_id.in_(known), filed.c.filing_id.not_in(listed)))

    def unanswered(self, patients: Sequence[str]) -> set[tuple[str, str]]:
        """Filings of these patients that no answer came for: (address of the Patient, filing id)."""
        query = select(filings.c.patient, filings.c.filing_id).where(
            filings.c.endpoint == self._endpoint,
            filings.c.state.in_(("sending", "unknown")),
            filings.c.patient.in_(patients),
        )
        with self._engine.connect() as connection:
            return {(row.patient, row.filing_id) for row in connection.execute(query)}

    def intend(
        self,
        intents: Iterable[tuple[Filing, str | None, Sequence[FiledResource]]],
        run_id: str,
        now: dt.datetime,
        sent: Mapping[Identity, Resource] | None = None,
    ) -> None:
        """Write down what is about to be sent, and to which patient, before the first byte leaves.

        A resource already answered for keeps its receipt until the next answer; `sent` is what is to take its
        place, bound to the server.
        """
        sent = sent or {}
        filing_rows, left, leaving = [], [], []
        for filing, patient, items in intents:
            filing_rows.append(filing_row(self._endpoint, filing, patient, "sending", None, run_id, now))
            for item in items:
                row = resource_row(self._endpoint, filing.filing_id, item)
                if item.identity in sent:
                    leaving.append(
                        {**row, "intended": intent(row["body"], sent[item.identity]), "sent_at": now}
                    )
                else:
                    left.append(row)
        with self._writing.at_once() as connection:
            upsert(connection, filings, filing_rows, replace=True)
            upsert(connection, resources, left, replace=False)
            upsert(connection, resources, leaving, replace=("intended", "sent_at"))

    def settle(
        self,
        filing: Filing,
        patient: str | None,
        state: State,
        reason: str | None,
        run_id: str,
        now: dt.datetime,
        *,
        in_part: bool = False,
    ) -> None:
        """Record where a filing stands now, with the reason where a person must act.

        With `in_part` it is in the record, but for a resource that waits.
        """
        with self.together():
            row = filing_row(self._endpoint, filing, patient, state, reason, run_id, now)
            self._writing.rows(filings, [row], replace=True)
            if in_part or state in ("filed", "unchanged"):
                # what is unchanged was filed before, perhaps by another machine
                row = filed_row(self._endpoint, filing, patient, now)
                self._writing.rows(filed, [row], replace=in_part or state == "filed")

    def answered(
        self,
        filing_id: str,
        answers: Iterable[tuple[FiledResource, str, str | None, str]],
        now: dt.datetime,
        merged: Mapping[Identity, Resource] | None = None,
    ) -> None:
        """Record what was answered: (resource as we mean it, unbound; server id, version, outcome).

        `merged` is what stands at the endpoint where the practice's values were left in it.
        """
        stands = {identity: wire.dumps(body) for identity, body in (merged or {}).items()}
        rows = [
            {
                **resource_row(self._endpoint, filing_id, item),
                "merged": stands.get(item.identity),
                "server_id": server_id,
                "version": version,
                "outcome": outcome,
                "answered_at": now,
            }
            for item, server_id, version, outcome in answers
        ]
        self._writing.rows(resources, rows, replace=True)

    def looked_at(self, filing_id: str, run_id: str) -> None:
        """A run has found a filing to stay dropped, although its session was imported again since."""
        with self._writing.at_once() as connection:
            connection.execute(
                filings.update()
                .where(
                    filings.c.endpoint == self._endpoint,
                    filings.c.filing_id == filing_id,
                    filings.c.state == "dropped",
                    filings.c.session_id.in_(select(sessions.c.session_id)),
                    ~_read_since,
                )
                .values(run_id=run_id)
            )


_FILED = tuple(filed.c[field.name] for field in fields(Filed))
_STANDING = tuple(field.name for field in fields(Standing))


def _standing(row: Row[Any]) -> Standing:
    return Standing(*(getattr(row, name) for name in _STANDING))
