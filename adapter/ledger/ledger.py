"""The ledger: one database, opened once, with its rooms for imports, filings and runs."""

from __future__ import annotations

from types import TracebackType
from typing import Self

from sqlalchemy import select, union

from adapter.ledger.approvals import Approvals
from adapter.ledger.brought_back import BroughtBack
from adapter.ledger.claims import Claims
from adapter.ledger.cursors import Cursors
from adapter.ledger.database import open_engine, require_made
from adapter.ledger.dead_letters import DeadLetters
from adapter.ledger.earlier import Earlier
from adapter.ledger.figures import Figures
from adapter.ledger.filings import Filings
from adapter.ledger.forgetting import forget
from adapter.ledger.imports import Imports
from adapter.ledger.learnt import LearntFacts
from adapter.ledger.leases import Lease, Leases
from adapter.ledger.meetings import Meetings
from adapter.ledger.programme import Programme
from adapter.ledger.removed import Removed
from adapter.ledger.runs import Runs
from adapter.ledger.schema import filings, runs
from adapter.ledger.seen import Seen
from adapter.ledger.session_books import SessionBooks, session_books
from adapter.ledger.settling import Settling


class Ledger:
    """Opens on entering, closes on leaving. `target` is a file, or an SQLAlchemy URL.

    Raises `LedgerError` if the database cannot be opened or is newer than this program.
    """

    def __init__(self, target: str) -> None:
        self._engine = open_engine(target)
        self.imports = Imports(self._engine)
        self.meetings = Meetings(self._engine)
        self.runs = Runs(self._engine)
        self.approvals = Approvals(self._engine)
        self.leases = Leases(self._engine)
        self.learnt = LearntFacts(self._engine)
        self.dead_letters = DeadLetters(self._engine)
        self.figures = Figures(self._engine)

    @classmethod
    def existing(cls, target: str) -> Self:
        """For who only reads or decides: it is not made. Raises `LedgerError` also where there is none."""
        require_made(target)
        return cls(target)

    def filings(self, endpoint: str, lease: Lease | None = None) -> Filings:
        """The filings at one endpoint, named as the settings name it; with a lease, written only under it."""
        return Filings(self._engine, endpoint, lease)

    def removed(self, endpoint: str, lease: Lease) -> Removed:
        """Filings at one endpoint that no answer came to, and that are on no list any more."""
        return Removed(self._engine, endpoint, lease)

    def claims(self, lease: Lease) -> Claims:
        """The patients of one of several workers, which has this lease."""
        return Claims(self._engine, lease)

    def seen(self, endpoint: str) -> Seen:
        """What pulls saw at one endpoint."""
        return Seen(self._engine, endpoint)

    def settling(self, endpoint: str) -> Settling:
        """Whom a person has seen to, of those whom pulls saw dead, merged, inactive, moved or gone."""
        return Settling(self._engine, endpoint)

    def brought_back(self, endpoint: str) -> BroughtBack:
        """What pulls brought back from one endpoint, and no finished workbook has yet."""
        return BroughtBack(self._engine, endpoint)

    def cursors(self, endpoint: str) -> Cursors:
        """How far pulls have come at one endpoint."""
        return Cursors(self._engine, endpoint)

    def programme(self, endpoint: str) -> Programme:
        """Who the programme's patients are at one endpoint."""
        return Programme(self._engine, endpoint)

    def earlier(self, endpoint: str) -> Earlier:
        """What was filed at one endpoint from earlier sessions."""
        return Earlier(self._engine, endpoint)

    def endpoints(self) -> tuple[str, ...]:
        """Endpoints that anything was ever run for."""
        there = union(select(filings.c.endpoint), select(runs.c.endpoint).where(runs.c.endpoint.is_not(None)))
        with self._engine.connect() as connection:
            return tuple(sorted(connection.execute(there).scalars()))

    def session_books(self, session_id: str = "") -> list[SessionBooks]:
        """How every imported session stands whose id begins so, the newest last."""
        return session_books(self._engine, session_id)

    def forget(self, session_id: str) -> int:
        """Take an imported session out, and what was held of it; returns how many were on its list.

        Raises `InUse` while a run has any endpoint, and `NotForgotten` where something of it is in a record
        or may be.
        """
        return forget(self._engine, session_id)

    def close(self) -> None:
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
