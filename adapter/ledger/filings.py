"""Rows of the ledger about filings, and no rules: where each stands, what was sent, what was answered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, TypeAlias

from sqlalchemy import Connection, Engine, Executable, Table, func, select
from sqlalchemy.dialects import postgresql, sqlite

from adapter.ledger.schema import approvals, filings, resources
from mappings.filing import FiledResource, Filing
from mappings.identity import Identity
from profiles import wire
from profiles.wire import Resource

State: TypeAlias = Literal[
    "queued", "sending", "filed", "unchanged", "held", "rejected", "unknown", "conflict"
]


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the GP system answered for one resource, and the unbound content that it was answered for."""

    identity: Identity
    filing_id: str
    resource_type: str
    digest: str
    server_id: str | None
    version: str | None
    outcome: str | None
    answered_at: dt.datetime | None

    @property
    def reference(self) -> str:
        return f"{self.resource_type}/{self.server_id}"


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a filing stands at an endpoint."""

    filing_id: str
    session_id: str
    row: int
    state: State
    reason: str | None
    digest: str | None
    changed_at: dt.datetime


class Filings:
    """The ledger's view of filings at one endpoint."""

    def __init__(self, engine: Engine, endpoint: str) -> None:
        self._engine = engine
        self._endpoint = endpoint
        self._shared: Connection | None = None

    @contextmanager
    def together(self) -> Iterator[None]:
        """All that is written inside is kept in one transaction, or none of it.

        Each transaction waits for the disk. What depends on it having been kept belongs after the block.
        """
        with self._engine.begin() as self._shared:
            try:
                yield
            finally:
                self._shared = None

    def _writing(self) -> AbstractContextManager[Connection]:
        return self._engine.begin() if self._shared is None else nullcontext(self._shared)

    def standings(self, filing_ids: Sequence[str] | None = None) -> dict[str, Standing]:
        """Where the filings stand, by filing id; all of the endpoint's when none are named."""
        query = select(filings).where(filings.c.endpoint == self._endpoint)
        if filing_ids is not None:
            query = query.where(filings.c.filing_id.in_(filing_ids))
        with self._engine.connect() as connection:
            return {
                row.filing_id: Standing(
                    row.filing_id, row.session_id, row.row, row.state, row.reason, row.digest, row.changed_at
                )
                for row in connection.execute(query.order_by(filings.c.session_id, filings.c.row))
            }

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
        columns = [column for column in resources.c if column.name != "body"]
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
                )
                for row in connection.execute(query)
            ]

    def body(self, identity: Identity) -> Resource:
        """The content (not bound to any server) that was last synced for this resource."""
        query = select(resources.c.body).where(
            resources.c.endpoint == self._endpoint, resources.c.value == identity.value
        )
        with self._engine.connect() as connection:
            loaded: Resource = wire.loads(connection.execute(query).scalar_one())
            return loaded

    def bound_approvals(self, wanted: Mapping[str, tuple[str, str]]) -> dict[str, str]:
        """The digests that approvals are bound to: `{filing id: (approval, …)}` → `{filing id: digest}`."""
        query = select(approvals).where(approvals.c.filing_id.in_(list(wanted)))
        with self._engine.connect() as connection:
            return {
                row.filing_id: row.digest
                for row in connection.execute(query)
                if wanted[row.filing_id][0] == row.approval
            }

    def bind_approvals(self, wanted: Mapping[str, tuple[str, str]], now: dt.datetime) -> None:
        """Bind approvals to what they were given for, once and for all: `{filing id: (approval, digest)}`."""
        rows = [
            {"filing_id": filing_id, "approval": approval, "digest": digest, "bound_at": now}
            for filing_id, (approval, digest) in wanted.items()
        ]
        if rows:
            with self._writing() as connection:
                _insert(connection, approvals, rows, replace=False)

    def intend(
        self, intents: Iterable[tuple[Filing, Sequence[FiledResource]]], run_id: str, now: dt.datetime
    ) -> None:
        """Write down which resources are about to be sent, before the first byte leaves.

        A resource already answered for keeps its receipt until the next answer.
        """
        filing_rows, resource_rows = [], []
        for filing, items in intents:
            filing_rows.append(self._filing_row(filing, "sending", None, run_id, now))
            resource_rows += [self._resource_row(filing.filing_id, item) for item in items]
        with self._writing() as connection:
            if filing_rows:
                _insert(connection, filings, filing_rows, replace=True)
            if resource_rows:
                _insert(connection, resources, resource_rows, replace=False)

    def settle(
        self, settled: Iterable[tuple[Filing, State, str | None]], run_id: str, now: dt.datetime
    ) -> None:
        """Record where filings stand now, with the reason where a person must act."""
        rows = [self._filing_row(filing, state, reason, run_id, now) for filing, state, reason in settled]
        if rows:
            with self._writing() as connection:
                _insert(connection, filings, rows, replace=True)

    def answered(
        self, filing_id: str, answers: Iterable[tuple[FiledResource, str, str | None, str]], now: dt.datetime
    ) -> None:
        """Record what was answered: (resource as sent and unbound, server id, version, outcome)."""
        rows = [
            {
                **self._resource_row(filing_id, item),
                "server_id": server_id,
                "version": version,
                "outcome": outcome,
                "answered_at": now,
            }
            for item, server_id, version, outcome in answers
        ]
        if rows:
            with self._writing() as connection:
                _insert(connection, resources, rows, replace=True)

    def _filing_row(
        self, filing: Filing, state: State, reason: str | None, run_id: str, now: dt.datetime
    ) -> dict[str, Any]:
        return {
            "endpoint": self._endpoint,
            "filing_id": filing.filing_id,
            "session_id": filing.session_id,
            "row": filing.row,
            "state": state,
            "reason": reason,
            "digest": filing.digest,
            "run_id": run_id,
            "changed_at": now,
        }

    def _resource_row(self, filing_id: str, item: FiledResource) -> dict[str, Any]:
        return {
            "endpoint": self._endpoint,
            "system": item.identity.system,
            "value": item.identity.value,
            "filing_id": filing_id,
            "resource_type": item.resource_type,
            "digest": item.digest,
            "body": wire.dumps(item.body),
            "server_id": None,
            "version": None,
            "outcome": None,
            "answered_at": None,
        }


def _insert(connection: Connection, table: Table, rows: list[dict[str, Any]], *, replace: bool) -> None:
    """Insert rows; where the key is there already, replace the row or leave it."""
    connection.execute(_statement(connection.dialect.name, table, replace=replace), rows)


@cache
def _statement(dialect: str, table: Table, *, replace: bool) -> Executable:
    made_for = postgresql if dialect == "postgresql" else sqlite
    statement: postgresql.Insert | sqlite.Insert = made_for.insert(table)
    key = [column.name for column in table.primary_key]
    if not replace:
        return statement.on_conflict_do_nothing(index_elements=key)
    changed = {
        column.name: statement.excluded[column.name] for column in table.columns if not column.primary_key
    }
    return statement.on_conflict_do_update(index_elements=key, set_=changed)
