"""Rows of the ledger about filings of which a pull saw something lost: queued, until a push has looked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from sqlalchemy import Connection, func

from adapter.ledger.schema import filings

LOST = (
    "something of it was seen to be gone from the endpoint, or as it was before: the next push or sync looks"
    " whether the entry is there, and sends nothing"
)


def doubt(connection: Connection, endpoint: str, filing_ids: Collection[str], now: dt.datetime) -> None:
    """Queue what counts as in the record, as part of the caller's transaction; nothing else is changed."""
    connection.execute(
        filings.update()
        .where(
            filings.c.endpoint == endpoint,
            filings.c.filing_id.in_(filing_ids),
            filings.c.state.in_(("filed", "unchanged")),
        )
        .values(
            state="queued",
            reason=LOST,
            changed_at=now,
            waiting_since=func.coalesce(filings.c.waiting_since, now),
        )
    )
