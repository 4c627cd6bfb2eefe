"""A run's turn at an endpoint, alone or shared, and known to the ledger from its first moment to its last."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from adapter.errors import FhirVgcError, LeaseLost
from adapter.ledger.leases import Lease
from adapter.ledger.ledger import Ledger
from adapter.settings import Settings
from adapter.telemetry.events import RunEnded, RunStarted, Tell, about, unheard
from adapter.telemetry.names import kind_of


@contextmanager
def turn(
    ledger: Ledger,
    command: str,
    endpoint: str,
    clock: Callable[[], datetime],
    tell: Tell = unheard,
    *,
    settings: Settings | None = None,
    shared: bool = False,
) -> Iterator[Lease]:
    """The endpoint's lease, held by a new run of this command; its books are for the caller to write.

    A `shared` one is a worker's; where workers are, no run is alone. Of an endpoint that the `settings` name
    what is kept under its address goes to the name first. A run that fails has the reason in place of its
    books. Raises `InUse` where another run has the endpoint.
    """
    run_id = str(uuid.uuid4())
    named = settings.endpoints.get(endpoint) if settings else None
    address = named.url.rstrip("/") if named else None
    with (
        about(run=run_id, endpoint=endpoint),
        _end_told(command, tell),
        ledger.leases.taken(endpoint, run_id, shared=shared, address=address) as lease,
    ):
        ledger.runs.start(command, endpoint, clock(), lease.run_id)
        tell(RunStarted(command=command))
        try:
            yield lease
        except LeaseLost:
            raise  # the ledger may be another run's by now
        except FhirVgcError as error:
            ledger.runs.finish(lease.run_id, {"error": str(error)}, clock())
            raise


@contextmanager
def _end_told(command: str, tell: Tell) -> Iterator[None]:
    """However the run ends, it is told: last of all, when the ledger has its books."""
    began = time.monotonic()
    try:
        yield
    except BaseException as error:
        seconds = time.monotonic() - began
        tell(RunEnded(command=command, outcome="failed", seconds=seconds, error=kind_of(error)))
        raise
    tell(RunEnded(command=command, outcome="done", seconds=time.monotonic() - began))
