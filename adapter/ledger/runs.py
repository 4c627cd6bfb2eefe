"""Rows of the ledger about runs: what was asked for, when, and what came of it."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Container
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, func, select, text

from adapter.ledger.database import alone
from adapter.ledger.schema import runs
from adapter.problem import UNREAD
from profiles import wire


@dataclass(frozen=True, slots=True)
class Run:
    run_id: str
    command: str
    endpoint: str | None
    started_at: dt.datetime
    ended_at: dt.datetime | None
    summary: dict[str, Any] | None

    @property
    def error(self) -> str | None:
        """Why it failed, if it did."""
        return self.summary.get("error") if self.summary else None

    @property
    def problems(self) -> int:
        """How many different things it told for a person to do; a sync has the books of a pull and a push."""
        books = self.summary or {}
        parts = [part for part in (books, books.get("pull"), books.get("push")) if isinstance(part, dict)]
        return len({tuple(one.values()) for part in parts for one in part.get("problems", ())})

    @property
    def not_read(self) -> list[str] | None:
        """What its pull could not read all of; None where it had no pull, or an interrupted one."""
        books = (self.summary or {}).get("pull") if self.command == "sync" else self.summary
        if self.command not in ("pull", "sync") or not books or books.get("interrupted", True):
            return None
        places = [problem["where"] for problem in books["problems"]]
        return [where.removeprefix(UNREAD) for where in places if where.startswith(UNREAD)]

    def outcome(self, holders: Container[str]) -> str:
        """What came of it, in a word or two; `holders` are the ids of the runs that have the endpoint now."""
        if self.ended_at is None:
            return "under way" if self.run_id in holders else "killed"
        if self.error:
            return "failed"
        return "interrupted" if self.summary and self.summary.get("interrupted") else "done"

    def as_json(self, holders: Container[str]) -> dict[str, Any]:
        """The run without its books."""
        return {
            "run": self.run_id,
            "command": self.command,
            "endpoint": self.endpoint,
            "began": self.started_at.isoformat(timespec="seconds"),
            "ended": self.ended_at and self.ended_at.isoformat(timespec="seconds"),
            "outcome": self.outcome(holders),
            "error": self.error,
            "problems": self.problems,
        }


def newest(connection: Connection) -> int:
    """The number of the newest run; none begins before the caller's transaction ends.

    On SQLite it has to be a transaction that writes from its beginning.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("LOCK TABLE runs IN SHARE ROW EXCLUSIVE MODE"))
    return int(connection.execute(select(func.coalesce(func.max(runs.c.number), 0))).scalar_one())


class Runs:
    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def start(self, command: str, endpoint: str | None, now: dt.datetime, run_id: str | None = None) -> str:
        """A new run; returns its id (a UUID, new unless given)."""
        run_id = run_id or str(uuid.uuid4())
        with alone(self._engine) as connection:
            row = {"run_id": run_id, "command": command, "endpoint": endpoint, "started_at": now}
            connection.execute(runs.insert().values(**row, number=newest(connection) + 1))
        return run_id

    def note(self, run_id: str, known: dict[str, Any]) -> None:
        """What is known of a run from its beginning, should it never finish."""
        with self._engine.begin() as connection:
            connection.execute(runs.update().where(runs.c.run_id == run_id).values(summary=wire.dumps(known)))

    def finish(self, run_id: str, summary: dict[str, Any], now: dt.datetime) -> None:
        """Keep the run's books, with what was noted of it before."""
        noted = select(runs.c.summary).where(runs.c.run_id == run_id)
        with alone(self._engine) as connection:
            known = connection.execute(noted).scalar()
            books = {**(wire.loads(known) if known else {}), **summary}
            connection.execute(
                runs.update().where(runs.c.run_id == run_id).values(ended_at=now, summary=wire.dumps(books))
            )

    def latest(self, endpoint: str | None = None) -> Run | None:
        """The newest run, of one endpoint or of all."""
        return next(iter(self.listed(endpoint, most=1)), None)

    def listed(
        self, endpoint: str | None = None, command: str | None = None, *, run_id: str = "", most: int = 100
    ) -> list[Run]:
        """The newest runs first, of one endpoint, one command, or with ids that begin so."""
        query = select(runs).where(runs.c.run_id.startswith(run_id, autoescape=True))
        if endpoint is not None:
            query = query.where(runs.c.endpoint == endpoint)
        if command is not None:
            query = query.where(runs.c.command == command)
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
                for row in connection.execute(query.order_by(runs.c.number.desc()).limit(most))
            ]
