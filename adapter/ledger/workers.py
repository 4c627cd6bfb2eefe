"""Rows of the ledger about workers: runs that share an endpoint, and what becomes of their patients."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ColumnElement, Connection, Table, delete, or_, select, update

from adapter.ledger.schema import claims, workers


def ended(table: Table, now: dt.datetime, lasts: dt.timedelta) -> ColumnElement[bool]:
    """Whether a lease is over: in time, or because it was set before the clock was put back.

    That is one that lasts for longer than any; since `now`, one may have been renewed, so much longer.
    """
    return or_(table.c.expires_at <= now, table.c.expires_at > now + 2 * lasts)


def present(connection: Connection, endpoint: str) -> list[str]:
    """The ids of the runs that share the endpoint."""
    query = select(workers.c.owner).where(workers.c.endpoint == endpoint).order_by(workers.c.fence)
    return list(connection.execute(query).scalars())


def dismiss_ended(connection: Connection, endpoint: str, now: dt.datetime, lasts: dt.timedelta) -> None:
    """Let go of the workers whose lease has ended, and free their patients.

    One whose row is locked is at work, or let go of by another: it is left alone.
    """
    query = select(workers.c.owner).where(workers.c.endpoint == endpoint, ended(workers, now, lasts))
    for owner in connection.execute(query.with_for_update(skip_locked=True)).scalars().all():
        leave(connection, endpoint, owner)


def leave(connection: Connection, endpoint: str, owner: str) -> None:
    """A worker goes, and its patients are free; nothing is kept of patients when the last one goes."""
    connection.execute(delete(workers).where(workers.c.endpoint == endpoint, workers.c.owner == owner))
    its = (claims.c.endpoint == endpoint) & (claims.c.owner == owner)
    if present(connection, endpoint):
        connection.execute(update(claims).where(its).values(owner=None))
    else:
        nobodys = (claims.c.endpoint == endpoint) & claims.c.owner.is_(None)
        connection.execute(delete(claims).where(or_(its, nobodys)))
