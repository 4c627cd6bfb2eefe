"""A run's turn at an endpoint: alone there, and known to the ledger from its first moment to its last."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from adapter.errors import FhirVgcError, LeaseLost
from adapter.ledger.leases import Lease
from adapter.ledger.ledger import Ledger


@contextmanager
def turn(ledger: Ledger, command: str, endpoint: str, clock: Callable[[], datetime]) -> Iterator[Lease]:
    """The endpoint's lease, held by a new run of this command; its books are for the caller to write.

    A run that fails has the reason in place of its books. Raises `InUse` where another run has the endpoint.
    """
    with ledger.leases.taken(endpoint, str(uuid.uuid4())) as lease:
        ledger.runs.start(command, endpoint, clock(), lease.run_id)
        try:
            yield lease
        except LeaseLost:
            raise  # the ledger may be another run's by now
        except FhirVgcError as error:
            ledger.runs.finish(lease.run_id, {"error": str(error)}, clock())
            raise
