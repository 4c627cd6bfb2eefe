"""Rows of the ledger about resources that were seen not to stand at the endpoint as they were sent."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from contextlib import AbstractContextManager

from sqlalchemy import Connection, Engine, and_, delete, or_, select

from adapter.ledger.schema import filings, participants, resources, sessions, wanting
from adapter.ledger.upsert import upsert
from mappings.identity import Identity


class WantingResources:
    """Those at one endpoint; `writing` gives the connection for what is written."""

    def __init__(
        self, engine: Engine, endpoint: str, writing: Callable[[], AbstractContextManager[Connection]]
    ) -> None:
        self._engine = engine
        self._endpoint = endpoint
        self._writing = writing

    def listed(self) -> dict[str, dict[Identity, str]]:
        """What was found of each resource, by the filing that wrote it last.

        Nothing of a filing whose row was taken off its session's list: that entry is told of as such.
        """
        with self._engine.connect() as connection:
            ours = wanting.c.endpoint == self._endpoint
            values = connection.execute(select(wanting.c.value).where(ours)).scalars().all()
        if not values:  # as mostly: the ledger may have hundreds of thousands of resources
            return {}
        of_resource = and_(
            resources.c.endpoint == wanting.c.endpoint,
            resources.c.value == wanting.c.value,
            resources.c.system == wanting.c.system,
        )
        of_filing = and_(
            filings.c.endpoint == resources.c.endpoint, filings.c.filing_id == resources.c.filing_id
        )
        query = (
            select(resources.c.filing_id, wanting.c.system, wanting.c.value, wanting.c.found)
            .join(resources, of_resource)
            .join(filings, of_filing)
            .where(
                ours,
                resources.c.value.in_(values),
                or_(
                    filings.c.filing_id.in_(select(participants.c.filing_id)),
                    filings.c.session_id.not_in(select(sessions.c.session_id)),
                ),
            )
            .order_by(filings.c.session_id, filings.c.row)
        )
        found: dict[str, dict[Identity, str]] = {}
        with self._engine.connect() as connection:
            for row in connection.execute(query):
                found.setdefault(row.filing_id, {})[Identity(row.system, row.value)] = row.found
        return found

    def keep(self, found: Mapping[Identity, str]) -> None:
        """Keep how each of these resources does not stand as it was sent."""
        if found:
            rows = [
                {"endpoint": self._endpoint, "value": one.value, "system": one.system, "found": text}
                for one, text in found.items()
            ]
            with self._writing() as connection:
                upsert(connection, wanting, rows, replace=True)

    def forget(self, identities: Collection[Identity]) -> None:
        """Forget that these were found wanting: they stand as they are meant to, or somebody saw to it."""
        if identities:
            there = [and_(wanting.c.value == one.value, wanting.c.system == one.system) for one in identities]
            with self._writing() as connection:
                connection.execute(delete(wanting).where(wanting.c.endpoint == self._endpoint, or_(*there)))
