"""What was about to be sent, kept until it is answered for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, bindparam, select, update

from adapter.ledger.schema import resources
from mappings.identity import Identity
from profiles import wire
from profiles.wire import Resource


def keep_intended(
    connection: Connection,
    endpoint: str,
    sent: Mapping[Identity, Resource],
    rows: Iterable[Mapping[str, Any]],
) -> None:
    """Keep both forms: `sent` is bound to the server; the `body` of the resource's row is as it was meant."""
    meant = {row["value"]: row["body"] for row in rows}
    statement = (
        update(resources)
        .where(resources.c.endpoint == endpoint, resources.c.value == bindparam("identity"))
        .values(intended=bindparam("both"))
    )
    connection.execute(
        statement,
        [
            {
                "identity": identity.value,
                "both": b"[" + meant[identity.value] + b"," + wire.dumps(body) + b"]",
            }
            for identity, body in sent.items()
        ],
    )


def intended(connection: Connection, endpoint: str, identity: Identity) -> tuple[Resource, Resource] | None:
    """What was kept: as it was meant, and as it was sent; None where every answer has come."""
    query = select(resources.c.intended).where(
        resources.c.endpoint == endpoint, resources.c.value == identity.value
    )
    kept = connection.execute(query).scalar()
    if kept is None:
        return None
    meant, sent = wire.loads(kept)
    return meant, sent
