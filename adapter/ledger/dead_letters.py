"""Rows of the ledger about dead letters: filings that were refused, and what a person decided about them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Engine, select

from adapter.guards.hold import found_in
from adapter.ledger.schema import filings, sessions
from adapter.ledger.standing import row_now


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A refused filing. It is not sent again until it is `queued` anew or its content changes.

    `reason` says why it was refused; where it was dropped, by whom and why as well. `session_date` is
    missing where its session is no longer imported.
    """

    endpoint: str
    filing_id: str
    session_id: str
    session_date: dt.date | None
    row: int
    state: Literal["rejected", "dropped"]
    reason: str | None
    run_id: str
    since: dt.datetime


class DeadLetters:
    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def listed(self, endpoint: str | None = None, filing_id: str = "") -> list[DeadLetter]:
        """Those of one endpoint or of all, whose id begins so; the oldest first."""
        query = (
            select(
                filings.c.endpoint,
                filings.c.filing_id,
                filings.c.session_id,
                sessions.c.session_date,
                row_now,
                filings.c.state,
                filings.c.reason,
                filings.c.run_id,
                filings.c.changed_at,
            )
            .outerjoin(sessions, sessions.c.session_id == filings.c.session_id)
            .where(filings.c.state.in_(("rejected", "dropped")))
            .where(filings.c.filing_id.startswith(filing_id, autoescape=True))
            .order_by(filings.c.changed_at, filings.c.filing_id)
        )
        if endpoint is not None:
            query = query.where(filings.c.endpoint == endpoint)
        with self._engine.connect() as connection:
            return [DeadLetter(*row) for row in connection.execute(query)]

    def retry(self, letter: DeadLetter, now: dt.datetime) -> bool:
        """Have the next push send it; False where it is no longer refused."""
        return self._change(letter, now, state="queued", reason=None)

    def drop(self, letter: DeadLetter, *, reason: str, by: str, now: dt.datetime) -> bool:
        """Never send it as it is, by somebody's decision; False where it is no longer refused."""
        told = f"dropped by {by}: {reason}. It was {found_in(letter.reason or 'refused')}"
        return self._change(letter, now, state="dropped", reason=told, waiting_since=None)

    def _change(self, letter: DeadLetter, now: dt.datetime, **to: str | None) -> bool:
        with self._engine.begin() as connection:
            changed = connection.execute(
                filings.update()
                .where(
                    filings.c.endpoint == letter.endpoint,
                    filings.c.filing_id == letter.filing_id,
                    filings.c.state == "rejected",
                )
                .values(changed_at=now, **to)
            )
        return changed.rowcount == 1
