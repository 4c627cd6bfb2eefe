"""Which patients a worker has to itself, while others push the rest to the same endpoint."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Engine, bindparam, select, update

from adapter.ledger.leases import Lease
from adapter.ledger.schema import claims, leases
from adapter.ledger.upsert import upsert
from adapter.ledger.workers import present


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of asking for patients (NHS numbers); who is in neither is with another worker.

    For those in `done`, another worker has done what was to be done, and began after this one had come.
    """

    ours: frozenset[str]
    done: frozenset[str]


class Claims:
    """The patients of one worker, by its lease: no other run is given one before that lease has ended.

    So whatever is written under the lease (`Lease.confirm`) is written of patients who are the worker's own.
    """

    def __init__(self, engine: Engine, lease: Lease) -> None:
        self._engine = engine
        self._lease = lease

    def workers(self) -> int:
        """How many share the endpoint now, this one with them."""
        with self._engine.connect() as connection:
            return max(1, len(present(connection, self._lease.endpoint)))

    def take(self, wanted: Mapping[str, str]) -> Taken:
        """Claim those of these patients whom nobody has; `wanted` has digests of what is to be done for each.

        Raises `LeaseLost` where the worker's own lease has ended.
        """
        ours = (claims.c.endpoint == self._lease.endpoint) & claims.c.nhs_number.in_(wanted)
        newest = select(leases.c.fence).where(leases.c.endpoint == self._lease.endpoint).scalar_subquery()
        free = select(claims).where(ours, claims.c.owner.is_(None)).with_for_update(skip_locked=True)
        with self._engine.begin() as connection:
            self._lease.confirm(connection)
            self._lease.dismiss_ended(connection)
            # in one order, so that no two workers wait for each other
            upsert(connection, claims, [self._unclaimed(number) for number in sorted(wanted)], replace=False)
            found = connection.execute(free).all()
            done = {
                row.nhs_number
                for row in found
                if row.done == wanted[row.nhs_number] and row.fence >= self._lease.fence
            }
            taken = {row.nhs_number for row in found} - done
            connection.execute(
                update(claims)
                .where(ours, claims.c.nhs_number.in_(taken))
                .values(owner=self._lease.run_id, fence=newest, done=None)
            )
        return Taken(frozenset(taken), frozenset(done))

    def finish(self, done: Mapping[str, str]) -> None:
        """Let go of patients, with the digests of what was done for each. Raises `LeaseLost`."""
        finished = (
            update(claims)
            .where(
                claims.c.endpoint == self._lease.endpoint,
                claims.c.nhs_number == bindparam("number"),
                claims.c.owner == self._lease.run_id,
            )
            .values(owner=None, done=bindparam("digest"))
        )
        with self._engine.begin() as connection:
            self._lease.confirm(connection)
            connection.execute(
                finished, [{"number": number, "digest": digest} for number, digest in done.items()]
            )

    def _unclaimed(self, number: str) -> dict[str, object]:
        return {
            "endpoint": self._lease.endpoint,
            "nhs_number": number,
            "owner": None,
            "fence": 0,
            "done": None,
        }
