"""Who may send to an endpoint now: one run, or workers that share it, by leases that end by themselves."""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import ColumnElement, Connection, Engine, and_, func, or_, select, text, union

from adapter.errors import InUse, LeaseLost, LedgerError
from adapter.ledger.naming import carry_over, is_to_be_carried
from adapter.ledger.schema import leases, runs, workers
from adapter.ledger.upsert import upsert
from adapter.ledger.version import require_own
from adapter.ledger.workers import dismiss_ended, ended, leave, present

LASTS = dt.timedelta(seconds=60)
"""How long a lease lasts without being renewed: what a killed run keeps the next one waiting."""

_RENEWALS = 4
"""Renewals in that time: one that meets a busy database is made up for by the next."""


class Lease:
    """One run's right to send to an endpoint; its number (`fence`) is higher than any before it.

    It is the sole right, or `shared`: a worker's, to send for the patients that it claims. It is renewed by a
    thread of its own. An owner that slept past its end has lost it, whoever has it now.
    """

    def __init__(
        self, engine: Engine, endpoint: str, run_id: str, fence: int, until: float, *, shared: bool = False
    ) -> None:
        self._engine = engine
        self._table = workers if shared else leases
        self._until = until
        self.shared = shared
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
            self._table.update()
            .where(self._held(), self._table.c.expires_at > now)
            .values(expires_at=now + LASTS)
        )
        if renewed.rowcount != 1:
            self._ended.set()
            raise LeaseLost(_LOST.format(endpoint=self.endpoint))

    def dismiss_ended(self, connection: Connection) -> None:
        """Free what workers had whose lease has ended, as part of the caller's transaction."""
        dismiss_ended(connection, self.endpoint, _now(connection), LASTS)

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
            if self.shared:
                # the endpoint's row is locked, so that they leave one after the other, and one is the last
                row = leases.c.endpoint == self.endpoint
                connection.execute(leases.update().where(row).values(fence=leases.c.fence))
                self.dismiss_ended(connection)
                leave(connection, self.endpoint, self.run_id)
            else:
                connection.execute(
                    leases.update().where(self._held()).values(owner=None, expires_at=_now(connection))
                )

    def _held(self) -> ColumnElement[bool]:
        row = self._table.c
        return and_(row.endpoint == self.endpoint, row.owner == self.run_id, row.fence == self.fence)


class Leases:
    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @property
    def for_several(self) -> bool:
        """Whether workers may share an endpoint: SQLite is for one machine, and one who writes at a time."""
        return self._engine.dialect.name == "postgresql"

    @contextmanager
    def taken(
        self, endpoint: str, run_id: str, *, shared: bool = False, address: str | None = None
    ) -> Iterator[Lease]:
        """The lease of an endpoint for this run, alone or as a worker, renewed until the block ends.

        What is kept under its address, from before it was named, is carried over to the name first, unless
        something is kept under that too. Raises `InUse`, naming the run that has it by either.
        """
        lease = self._take(endpoint, run_id, shared=shared, address=address)
        renewing = threading.Thread(target=lease.renew_until_ended, name="lease", daemon=True)
        renewing.start()
        try:
            yield lease
        finally:
            lease.release()
            renewing.join()

    def holders(self, endpoint: str) -> frozenset[str]:
        """The ids of the runs that may send to the endpoint now: one, or its workers."""
        with self._engine.connect() as connection:
            now = _now(connection)
            owners = (
                select(table.c.owner).where(table.c.endpoint == endpoint, table.c.expires_at > now)
                for table in (leases, workers)
            )
            return frozenset(owner for owner in connection.execute(union(*owners)).scalars() if owner)

    def _take(self, endpoint: str, run_id: str, *, shared: bool = False, address: str | None = None) -> Lease:
        began = _elapsed()
        with self._engine.connect() as connection:
            require_own(connection)  # a service has had the ledger open since its own start
        with self._engine.begin() as connection:
            new = {"endpoint": endpoint, "owner": None, "fence": 0, "expires_at": _LONG_AGO}
            upsert(connection, leases, [new], replace=False)
            now = _now(connection)
            free = or_(leases.c.owner.is_(None), ended(leases, now, LASTS))
            taken = connection.execute(
                leases.update()
                .where(leases.c.endpoint == endpoint, free)
                .values(owner=None if shared else run_id, fence=leases.c.fence + 1, expires_at=now + LASTS)
            )
            dismiss_ended(connection, endpoint, now, LASTS)
            if taken.rowcount != 1 or (not shared and present(connection, endpoint)):
                raise InUse(_in_use(connection, endpoint, run_id))
            if address is not None and is_to_be_carried(connection, address, endpoint):
                # until this transaction ends nobody takes the endpoint by its address
                connection.execute(select(leases).where(leases.c.endpoint == address).with_for_update())
                if address in _taken(connection, now):
                    raise InUse(_in_use(connection, address, run_id))
                carry_over(connection, address, endpoint)
            fence = connection.execute(
                select(leases.c.fence).where(leases.c.endpoint == endpoint)
            ).scalar_one()
            if shared:
                row = {"endpoint": endpoint, "owner": run_id, "fence": fence, "expires_at": now + LASTS}
                connection.execute(workers.insert().values(row))
        return Lease(self._engine, endpoint, run_id, fence, began + LASTS.total_seconds(), shared=shared)


def refuse_while_in_use(connection: Connection, nothing: str) -> None:
    """See that no run has any endpoint, and that none gets one before the caller's transaction ends.

    On SQLite it has to be a transaction that writes from its beginning. Raises `InUse`, which says that
    `nothing` was done (in one word).
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("LOCK TABLE leases IN SHARE ROW EXCLUSIVE MODE"))
    for endpoint in sorted(_taken(connection, _now(connection))):
        raise InUse(_in_use(connection, endpoint, for_run="", nothing=nothing))


def _taken(connection: Connection, now: dt.datetime) -> frozenset[str]:
    """Endpoints that a run has, alone or as a worker."""
    taken = (
        select(table.c.endpoint).where(table.c.owner.is_not(None), ~ended(table, now, LASTS))
        for table in (leases, workers)
    )
    return frozenset(connection.execute(union(*taken)).scalars())


_LONG_AGO = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)

_LOST = (
    "this run was stopped for longer than its lease of {endpoint} lasts, and sends nothing more;"
    " run it again: what was under way is looked for first"
)


def _in_use(connection: Connection, endpoint: str, for_run: str, nothing: str = "sent") -> str:
    """Told to the run that cannot have it, of the one that has, or of the first of its workers."""
    sole = select(leases.c.owner).where(leases.c.endpoint == endpoint, leases.c.owner != for_run)
    owners = [*connection.execute(sole).scalars(), *present(connection, endpoint)]
    query = select(runs.c.run_id, runs.c.command, runs.c.started_at).where(runs.c.run_id.in_(owners[:1]))
    run = connection.execute(query).first()
    which = (
        f"run {run.run_id[:8]} ({run.command}), under way since {run.started_at:%d %b %Y %H:%M:%S} UTC"
        if run
        else "a run that has just begun"
    )
    others = f" and {len(owners) - 1} more" if len(owners) > 1 else ""
    return (
        f"{endpoint} is in use by {which}{others}; nothing was {nothing}. Try again when it has ended;"
        f" one that was killed lets go within {LASTS.total_seconds():.0f} seconds"
    )


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
