"""What was about to be sent, kept until it is answered for."""

from __future__ import annotations

from sqlalchemy import Connection, select

from adapter.ledger.schema import resources
from mappings.identity import Identity
from profiles import wire
from profiles.wire import Resource


def intent(meant: bytes, sent: Resource) -> bytes:
    """Both forms of a resource, as they are kept: as it was meant, and bound to the server."""
    return b"[" + meant + b"," + wire.dumps(sent) + b"]"


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
