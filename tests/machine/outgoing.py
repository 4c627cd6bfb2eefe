"""What leaves the adapter, held against the model at the moment when it leaves."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from adapter.endpoint import Endpoint
from adapter.ledger.ledger import Ledger
from adapter.routes.rest import RestRoute
from adapter.routes.route import Answer, Entry
from adapter.telemetry.events import Tell
from mappings.identity import Identity
from tests.machine.broken import OutOfOrder
from tests.machine.model import Model

_TOLD = ("held", "rejected", "conflict")
"""Where a filing may stand that a later one of the same patient goes past: a person sees why."""


class Outgoing:
    """What was handed over to be sent, over all runs of a world."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._under_way: dict[int, str] = {}
        self._lock = threading.Lock()
        self.meant: dict[Identity, tuple[int, str]] = {}
        """Whatever was ever sent → whom it is about, and with which filing it went last."""
        self.read: dict[str, set[str]] = {}
        """Address → versions of it that had been read when something was to take their place."""
        self.passed: set[tuple[str, str]] = set()
        """(earlier, later) filings of a patient of which the later might go first."""

    @contextmanager
    def sending(self, ledger: Ledger, filing_id: str, entries: Sequence[Entry]) -> Iterator[None]:
        """Nothing else of that patient is under way, or without an answer (I4)."""
        number, index = self._model.whose[filing_id]
        filings = ledger.filings("practice")
        unanswered = {filing for _, filing in filings.unanswered([f"Patient/p{index}"])}
        if not unanswered <= {filing_id}:
            raise OutOfOrder("sent past one that is not answered")
        earlier = [key for key, (at, who) in self._model.whose.items() if who == index and at < number]
        standings = filings.standings(earlier)
        with self._lock:
            if index in self._under_way:
                raise OutOfOrder("two filings of one patient at once")
            self._under_way[index] = filing_id
            self.passed |= {(key, filing_id) for key, one in standings.items() if one.state in _TOLD}
            for entry in entries:
                self.meant[entry.identity] = index, filing_id
                if entry.server_id is not None and entry.version is not None:
                    address = f"{entry.body['resourceType']}/{entry.server_id}"
                    self.read.setdefault(address, set()).add(entry.version)
        try:
            yield
        finally:
            with self._lock:
                self._under_way.pop(index, None)

    def stands_still(self) -> None:
        """What is under way belongs to a run that sleeps: nothing of it is on the wire."""
        with self._lock:
            self._under_way.clear()


class WatchedRoute(RestRoute):
    """The route to the practice, watched as it sends."""

    def __init__(self, endpoint: Endpoint, tell: Tell, outgoing: Outgoing, ledger: Ledger) -> None:
        super().__init__(endpoint, tell)
        self._outgoing = outgoing
        self._ledger = ledger

    def send(self, filing_id: str, entries: Sequence[Entry]) -> list[Answer]:
        with self._outgoing.sending(self._ledger, filing_id, entries):
            return super().send(filing_id, entries)
