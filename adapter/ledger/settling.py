"""Rows of the ledger about flagged Patients whom a person has seen to, as they were then."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, delete, exists, select

from adapter.ledger.database import alone
from adapter.ledger.schema import seen, settled_patients
from adapter.ledger.upsert import upsert


@dataclass(frozen=True, slots=True)
class Settlement:
    """Why a person says that a Patient is seen to, who that is, and when."""

    reason: str
    by: str
    at: dt.datetime


class Settling:
    """Those at one endpoint."""

    def __init__(self, engine: Engine, endpoint: str) -> None:
        self._engine = engine
        self._endpoint = endpoint

    def all(self) -> dict[str, Settlement]:
        """Who is settled, by the id at the server."""
        query = select(settled_patients).where(settled_patients.c.endpoint == self._endpoint)
        with self._engine.connect() as connection:
            return {
                row.server_id: Settlement(row.reason, row.settled_by, row.settled_at)
                for row in connection.execute(query)
            }

    def settle(self, server_id: str, digest: str, settlement: Settlement) -> bool:
        """Settle a flagged Patient; False where a pull has seen another version of it since."""
        row = {
            "endpoint": self._endpoint,
            "server_id": server_id,
            "digest": digest,
            "reason": settlement.reason,
            "settled_by": settlement.by,
            "settled_at": settlement.at,
        }
        stands = select(seen.c.digest).where(
            seen.c.endpoint == self._endpoint,
            seen.c.resource_type == "Patient",
            seen.c.server_id == server_id,
            seen.c.flagged.is_not(False),
        )
        with alone(self._engine) as connection:
            # on PostgreSQL a pull waits with that row
            if connection.execute(stands.with_for_update()).scalar() != digest:
                return False
            upsert(connection, settled_patients, [row], replace=True)
        return True

    def undo(self, server_id: str) -> bool:
        """Have it told again; False where nobody has settled it."""
        with self._engine.begin() as connection:
            undone = connection.execute(
                delete(settled_patients).where(
                    settled_patients.c.endpoint == self._endpoint, settled_patients.c.server_id == server_id
                )
            )
        return undone.rowcount == 1


def end(connection: Connection, endpoint: str, server_ids: Collection[str]) -> None:
    """Of these Patients, end what was settled of another version than the one that stands now."""
    same = exists().where(
        seen.c.endpoint == settled_patients.c.endpoint,
        seen.c.resource_type == "Patient",
        seen.c.server_id == settled_patients.c.server_id,
        seen.c.digest == settled_patients.c.digest,
        seen.c.flagged.is_not(False),
    )
    connection.execute(
        delete(settled_patients).where(
            settled_patients.c.endpoint == endpoint, settled_patients.c.server_id.in_(server_ids), ~same
        )
    )
