"""Rows of the ledger about what both sides changed: what waits for a person, and what settled the rest."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, Row, func, select

from adapter.ledger.schema import conflicts, decisions
from adapter.ledger.upsert import upsert
from mappings.identity import Identity
from profiles import wire
from profiles.wire import Resource


@dataclass(frozen=True, slots=True)
class Contested:
    """A resource of which both sides have changed some element differently, as all of them stood.

    All three bodies are bound to the server; without `based` nobody knows what was filed: `base` is empty.
    `newest` is the side that spoke last, if known; `elements` are those that a person decides on.
    """

    conflict_id: str
    identity: Identity
    profile: str
    resource_type: str
    server_id: str
    version: str | None
    base: Resource
    ours: Resource
    theirs: Resource
    elements: tuple[str, ...]
    based: bool
    newest: str | None


@dataclass(frozen=True, slots=True)
class Kept:
    """A contested resource in the ledger: of which filing, since when, and what was chosen, by whom."""

    contested: Contested
    filing_id: str
    opened_at: dt.datetime
    choice: dict[str, Any] | None
    chosen_by: str | None
    resolved_at: dt.datetime | None


def kind_of_choice(chosen: dict[str, Any]) -> str:
    """What was chosen of an element: the side that is kept, `ours` or `theirs`, or another `value`."""
    return str(chosen.get("keep", "value"))


class Conflicts:
    """The conflicts at one endpoint; `writing` gives the connection for what is written."""

    def __init__(
        self, engine: Engine, endpoint: str, writing: Callable[[], AbstractContextManager[Connection]]
    ) -> None:
        self._engine = engine
        self._endpoint = endpoint
        self._writing = writing

    def waiting(self) -> list[Kept]:
        """Those that nobody has decided on, the oldest first."""
        return self._read(conflicts.c.resolved_at.is_(None))

    def filings(self) -> frozenset[str]:
        """The filings of which something waits."""
        query = select(conflicts.c.filing_id).where(
            conflicts.c.endpoint == self._endpoint, conflicts.c.resolved_at.is_(None)
        )
        with self._engine.connect() as connection:
            return frozenset(connection.execute(query).scalars())

    def chosen(self) -> dict[str, dt.datetime]:
        """Filings of which somebody has chosen something, and when last."""
        query = (
            select(conflicts.c.filing_id, func.max(conflicts.c.resolved_at))
            .where(conflicts.c.endpoint == self._endpoint, conflicts.c.choice.is_not(None))
            .group_by(conflicts.c.filing_id)
        )
        with self._engine.connect() as connection:
            return {row[0]: row[1] for row in connection.execute(query)}

    def of(self, conflict_id: str) -> list[Kept]:
        """Those whose id begins so, decided on or not."""
        return self._read(conflicts.c.conflict_id.startswith(conflict_id, autoescape=True))

    def choice(self, conflict_id: str) -> dict[str, Any]:
        """What was chosen for each element; empty while nobody has."""
        query = select(conflicts.c.choice).where(conflicts.c.conflict_id == conflict_id)
        with self._engine.connect() as connection:
            found = connection.execute(query).scalar()
        chosen: dict[str, Any] = wire.loads(found) if found else {}
        return chosen

    def keep(self, filing_id: str, contested: Sequence[Contested], now: dt.datetime) -> None:
        """What of a filing waits now; what waited before and does no longer is closed without a choice.

        One that was closed so and is there again, just as it was, waits again.
        """
        here = (conflicts.c.endpoint == self._endpoint) & (conflicts.c.filing_id == filing_id)
        same = conflicts.c.conflict_id.in_([one.conflict_id for one in contested])
        undecided = conflicts.c.choice.is_(None)
        with self._writing() as connection:
            upsert(
                connection, conflicts, [self._row(filing_id, one, now) for one in contested], replace=False
            )
            connection.execute(conflicts.update().where(here, same, undecided).values(resolved_at=None))
            waiting = conflicts.c.resolved_at.is_(None)
            connection.execute(conflicts.update().where(here, ~same, waiting).values(resolved_at=now))

    def resolve(self, conflict_id: str, choice: dict[str, Any], by: str, now: dt.datetime) -> bool:
        """Record what was chosen; False where it no longer waits."""
        waiting = (conflicts.c.conflict_id == conflict_id) & conflicts.c.resolved_at.is_(None)
        with self._writing() as connection:
            done = connection.execute(
                conflicts.update()
                .where(waiting)
                .values(choice=wire.dumps(choice), chosen_by=by, resolved_at=now)
            )
        return done.rowcount == 1

    def decided(self, settled: Iterable[tuple[Identity, str, str]], run_id: str, now: dt.datetime) -> None:
        """Record what settled elements that both sides had changed: (whose, element, policy)."""
        rows = [
            {
                "endpoint": self._endpoint,
                "system": identity.system,
                "value": identity.value,
                "element": element,
                "run_id": run_id,
                "policy": policy,
                "decided_at": now,
            }
            for identity, element, policy in settled
        ]
        with self._writing() as connection:
            upsert(connection, decisions, rows, replace=True)

    def decisions(self) -> list[tuple[Identity, str, str]]:
        """Every element that was settled: (whose, element, policy), in their order of time."""
        query = select(decisions).where(decisions.c.endpoint == self._endpoint)
        in_order = query.order_by(decisions.c.decided_at, decisions.c.value, decisions.c.element)
        with self._engine.connect() as connection:
            return [
                (Identity(row.system, row.value), row.element, row.policy)
                for row in connection.execute(in_order)
            ]

    def _read(self, condition: Any) -> list[Kept]:
        query = select(conflicts).where(conflicts.c.endpoint == self._endpoint, condition)
        in_order = query.order_by(conflicts.c.opened_at, conflicts.c.conflict_id)
        with self._engine.connect() as connection:
            return [_kept(row) for row in connection.execute(in_order)]

    def _row(self, filing_id: str, one: Contested, now: dt.datetime) -> dict[str, Any]:
        about = {"names": one.elements, "profile": one.profile, "based": one.based, "newest": one.newest}
        return {
            "conflict_id": one.conflict_id,
            "endpoint": self._endpoint,
            "filing_id": filing_id,
            "system": one.identity.system,
            "value": one.identity.value,
            "resource_type": one.resource_type,
            "server_id": one.server_id,
            "version": one.version,
            "base": wire.dumps(one.base),
            "ours": wire.dumps(one.ours),
            "theirs": wire.dumps(one.theirs),
            "elements": wire.dumps(about),
            "opened_at": now,
            "choice": None,
            "chosen_by": None,
            "resolved_at": None,
        }


def _kept(row: Row[Any]) -> Kept:
    about = wire.loads(row.elements)
    contested = Contested(
        row.conflict_id,
        Identity(row.system, row.value),
        about["profile"],
        row.resource_type,
        row.server_id,
        row.version,
        wire.loads(row.base),
        wire.loads(row.ours),
        wire.loads(row.theirs),
        tuple(about["names"]),
        about["based"],
        about["newest"],
    )
    choice = wire.loads(row.choice) if row.choice else None
    return Kept(contested, row.filing_id, row.opened_at, choice, row.chosen_by, row.resolved_at)
