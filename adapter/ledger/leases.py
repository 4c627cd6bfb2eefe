"""Who may send to an endpoint now: one run at a time, by a lease that ends by itself when a run is gone."""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import ColumnElement, Connection, Engine, and_, func, or_, select

from adapter.errors import InUse, LeaseLost, LedgerError
from adapter.ledger.schema import leases, runs
from adapter.ledger.upsert import upsert

LASTS = dt.timedelta(seconds=60)
"""How long a lease lasts without being renewed: what a killed run keeps the next one waiting."""

_RENEWALS = 4
"""Renewals in that time: one that meets a busy database is made up for by the next."""


class Lease:
    """One run's sole right to send to an endpoint; its number (`fence`) is higher than any before it.

    It is renewed by a thread of its own. An owner that slept past its end has lost it, whoever has it now.
    """

    def __init__(self, engine: Engine, endpoint: str, run_id: str, fence: int, until: float) -> None:
        self._engine = engine
        self._until = until
        self._ended = threading.Event()
        self.endpoint = endpoint
        self.run_id = run_id
        self.fence = fence

    def require(self) -> None:
        """Asked before each request that writes. Raises `LeaseLost` unless the lease is certainly held.

        This needs no database: the time counted here began before the database's own.
        """
        if self._ended.is_set() or _elapsed() >= self._until:
            raise LeaseLost(_LOST.format(endpoint=self.endpoint))

    def confirm(self, connection: Connection) -> None:
        """Renew the lease first in the transaction of what it is needed for, so that no other can take it.

        Raises `LeaseLost` where it is not held any more; nothing of the transaction may be kept then.
        """
        now = _now(connection)
        renewed = connection.execute(
            leases.update().where(self._held(), leases.c.expires_at > now).values(expires_at=now + LASTS)
        )
        if renewed.rowcount != 1:
            self._ended.set()
            raise LeaseLost(_LOST.format(endpoint=self.endpoint))

    def renew_until_ended(self) -> None:
        """For the thread that keeps the lease alive while a request takes its time."""
        while not self._ended.wait(LASTS.total_seconds() / _RENEWALS):
            began = _elapsed()
            try:
                with self._engine.begin() as connection:
                    self.confirm(connection)
            except LedgerError:
                continue  # lost, which ends the loop, or busy: then `require` tells when it is too late
            self._until = began + LASTS.total_seconds()

    def release(self) -> None:
        """Let the next run have it, if it is still ours to give."""
        self._ended.set()
        with self._engine.begin() as connection:
            connection.execute(
                leases.update().where(self._held()).values(owner=None, expires_at=_now(connection))
            )

    def _held(self) -> ColumnElement[bool]:
        return and_(
            leases.c.endpoint == self.endpoint, leases.c.owner == self.run_id, leases.c.fence == self.fence
        )


class Leases:
    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @contextmanager
    def taken(self, endpoint: str, run_id: str) -> Iterator[Lease]:
        """The lease of an endpoint for this run, renewed until the block ends.

        Raises `InUse`, naming the run that has it.
        """
        lease = self._take(endpoint, run_id)
        renewing = threading.Thread(target=lease.renew_until_ended, name="lease", daemon=True)
        renewing.start()
        try:
            yield lease
        finally:
            lease.release()
            renewing.join()

    def holder(self, endpoint: str) -> str | None:
        """The id of the run that may send to the endpoint now."""
        with self._engine.connect() as connection:
            now = _now(connection)
            query = select(leases.c.owner).where(leases.c.endpoint == endpoint, leases.c.expires_at > now)
            return connection.execute(query).scalar()

    def _take(self, endpoint: str, run_id: str) -> Lease:
        began = _elapsed()
        with self._engine.begin() as connection:
            new = {"endpoint": endpoint, "owner": None, "fence": 0, "expires_at": _LONG_AGO}
            upsert(connection, leases, [new], replace=False)
            now = _now(connection)
            # one that lasts for longer than any was set before the clock was put back
            free = or_(
                leases.c.owner.is_(None), leases.c.expires_at <= now, leases.c.expires_at > now + LASTS
            )
            taken = connection.execute(
                leases.update()
                .where(leases.c.endpoint == endpoint, free)
                .values(owner=run_id, fence=leases.c.fence + 1, expires_at=now + LASTS)
            )
            if taken.rowcount != 1:
                raise InUse(_in_use(connection, endpoint))
            fence = connection.execute(
                select(leases.c.fence).where(leases.c.endpoint == endpoint)
            ).scalar_one()
        return Lease(self._engine, endpoint, run_id, fence, began + LASTS.total_seconds())


_LONG_AGO = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)

_LOST = (
    "this run was stopped for longer than its lease of {endpoint} lasts, and sends nothing more;"
    " run it again: what was under way is looked for first"
)


def _in_use(connection: Connection, endpoint: str) -> str:
    query = (
        select(runs.c.run_id, runs.c.command, runs.c.started_at)
        .join(leases, leases.c.owner == runs.c.run_id)
        .where(leases.c.endpoint == endpoint)
    )
    run = connection.execute(query).first()
    which = (
        f"run {run.run_id[:8]} ({run.command}), under way since {run.started_at:%d %b %Y %H:%M:%S} UTC"
        if run
        else "a run that has just begun"
    )
    return f"{endpoint} is in use by {which}; nothing was sent. Try again when it has ended"


def _now(connection: Connection) -> dt.datetime:
    """The database's time. SQLite has none but this machine's, which is that of all who share the file."""
    if connection.dialect.name == "sqlite":
        return dt.datetime.now(dt.UTC)
    now: dt.datetime = connection.execute(select(func.clock_timestamp())).scalar_one()
    return now


def _elapsed() -> float:
    """Seconds on a clock that nobody sets, and that goes on while the machine sleeps where there is one."""
    boottime = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if boottime is None else time.clock_gettime(boottime)
