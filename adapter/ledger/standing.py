"""Where each filing stands as of now: what was imported with other content since it was settled is queued."""

from __future__ import annotations

from sqlalchemy import and_, case, func, select

from adapter.ledger.schema import filings, participants, runs

DONE = ("filed", "unchanged", "dropped")
"""States in which nothing waits any more."""

IMPORTED_SINCE = (
    "imported with other content since: the next push or sync compares it, and sends what differs"
)

row_now = func.coalesce(
    select(participants.c.row)
    .where(participants.c.filing_id == filings.c.filing_id)
    .correlate(filings)
    .scalar_subquery(),
    filings.c.row,
).label("row")
"""On which row of its list a filing's patient is, or was last: an import may have moved it since the push."""

_imported_since = and_(filings.c.state.in_(DONE), participants.c.changed_after >= runs.c.number)

standing = (
    select(
        *(filings.c[name] for name in ("endpoint", "filing_id", "session_id", "patient", "digest")),
        row_now,
        case((_imported_since, "queued"), else_=filings.c.state).label("state"),
        case((_imported_since, IMPORTED_SINCE), else_=filings.c.reason).label("reason"),
        filings.c.changed_at,
        case((_imported_since, participants.c.changed_at), else_=filings.c.waiting_since).label(
            "waiting_since"
        ),
        participants.c.filing_id.is_not(None).label("listed"),
    )
    .select_from(
        filings.outerjoin(participants, participants.c.filing_id == filings.c.filing_id).outerjoin(
            runs, runs.c.run_id == filings.c.run_id
        )
    )
    .subquery("standing")
)
"""The table of filings for whoever asks how things stand; `listed` is whether the row is on its list now.

The sign is cheap, no record is mapped: a settled filing is queued while its participant, or what the session
says of itself, was imported with other content after the run began that settled it. The next run settles it
anew, though it find nothing to send. Not told before that run: what other settings or another version of the
mappings make of the same content, and what somebody else's row does to it (a name that now gives this entry
away).
"""
