"""What the ledger knows in numbers, over all endpoints at once, counted by the database itself."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Any

from sqlalchemy import Engine, Select, and_, exists, func, select, true

from adapter.ledger.conflicts import kind_of_choice
from adapter.ledger.runs import Run
from adapter.ledger.schema import (
    conflicts,
    cursors,
    filings,
    participants,
    runs,
    seen,
    sessions,
    settled,
)
from adapter.ledger.standing import DONE, standing
from profiles import wire


class Figures:
    """Answers are by the endpoint's name; an endpoint of which there is nothing to say is left out."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def filings(self) -> dict[str, dict[str, int]]:
        """How many filings stand where."""
        query = select(standing.c.endpoint, standing.c.state, func.count()).group_by(
            standing.c.endpoint, standing.c.state
        )
        found: dict[str, dict[str, int]] = {}
        with self._engine.connect() as connection:
            for endpoint, state, count in connection.execute(query):
                found.setdefault(endpoint, {})[state] = count
        return found

    def waiting_since(self) -> dict[str, dt.datetime]:
        """When what has waited longest first could not be filed, whatever it waits for now.

        What was never tried where anything was ever run has waited since it was imported.
        """
        tried = self._moments(
            select(standing.c.endpoint, func.min(standing.c.waiting_since).label("moment"))
            .where(standing.c.state.not_in(DONE))
            .group_by(standing.c.endpoint)
        )
        used = select(runs.c.endpoint).where(runs.c.endpoint.is_not(None)).distinct().subquery()
        imported = func.coalesce(participants.c.changed_at, sessions.c.imported_at)
        pushed = exists().where(
            filings.c.endpoint == used.c.endpoint, filings.c.filing_id == participants.c.filing_id
        )
        never = self._moments(
            select(used.c.endpoint, func.min(imported).label("moment"))
            .select_from(
                used.join(participants, true()).join(
                    sessions, sessions.c.session_id == participants.c.session_id
                )
            )
            .where(~pushed)
            .group_by(used.c.endpoint)
        )
        both = never.keys() | tried.keys()
        return {name: min(found[name] for found in (tried, never) if name in found) for name in both}

    def pulled(self) -> dict[str, dt.datetime]:
        """When the type of resource was pulled that was left longest."""
        return self._moments(
            select(cursors.c.endpoint, func.min(cursors.c.changed_at).label("moment")).group_by(
                cursors.c.endpoint
            )
        )

    def open_conflicts(self) -> dict[str, int]:
        """How many conflicts wait for somebody's choice."""
        query = (
            select(conflicts.c.endpoint, func.count().label("open"))
            .where(conflicts.c.resolved_at.is_(None))
            .group_by(conflicts.c.endpoint)
        )
        with self._engine.connect() as connection:
            return {row.endpoint: row.open for row in connection.execute(query)}

    def flagged(self) -> dict[str, int]:
        """How many Patients the last pulls saw that a person has to see to: died, left, merged, gone."""
        query = (
            select(seen.c.endpoint, func.count().label("flagged"))
            .where(seen.c.resource_type == "Patient", seen.c.flagged.is_not(False), ~settled)
            .group_by(seen.c.endpoint)
        )
        with self._engine.connect() as connection:
            return {row.endpoint: row.flagged for row in connection.execute(query)}

    def choices(self) -> dict[str, dict[str, int]]:
        """Of how many elements in conflict somebody has chosen what."""
        query = select(conflicts.c.endpoint, conflicts.c.choice).where(conflicts.c.choice.is_not(None))
        found: dict[str, Counter[str]] = {}
        with self._engine.connect() as connection:
            for endpoint, choice in connection.execute(query):
                kinds = map(kind_of_choice, wire.loads(choice).values())
                found.setdefault(endpoint, Counter()).update(kinds)
        return {endpoint: dict(kinds) for endpoint, kinds in found.items()}

    def last_runs(self) -> list[Run]:
        """The newest run of each command at each endpoint that has ended."""
        newest = (
            select(runs.c.endpoint, runs.c.command, func.max(runs.c.number).label("number"))
            .where(runs.c.ended_at.is_not(None), runs.c.endpoint.is_not(None))
            .group_by(runs.c.endpoint, runs.c.command)
            .subquery()
        )
        same = and_(
            runs.c.endpoint == newest.c.endpoint,
            runs.c.command == newest.c.command,
            runs.c.number == newest.c.number,
        )
        with self._engine.connect() as connection:
            return [
                Run(
                    row.run_id,
                    row.command,
                    row.endpoint,
                    row.started_at,
                    row.ended_at,
                    wire.loads(row.summary) if row.summary else None,
                )
                for row in connection.execute(select(runs).join(newest, same).order_by(runs.c.run_id))
            ]

    def _moments(self, query: Select[Any]) -> dict[str, dt.datetime]:
        with self._engine.connect() as connection:
            return {row.endpoint: row.moment for row in connection.execute(query)}
