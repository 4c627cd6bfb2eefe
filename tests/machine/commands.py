"""The clinic's adapter: its ledger, and what it is told to do."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import func, inspect, select

from adapter.endpoint import Endpoint
from adapter.errors import LedgerError
from adapter.interrupt import Interrupt
from adapter.ledger.leases import Lease
from adapter.ledger.ledger import Ledger
from adapter.ledger.schema import decisions, metadata
from adapter.merge.contested import resolve, waiting
from adapter.pull.pull import Pull
from adapter.pull.report import PullReport
from adapter.push.push import Push
from adapter.push.report import PushReport
from adapter.routes.rest import RestRoute
from adapter.settings import Settings
from adapter.sync.sync import Sync
from mappings.identity import Identity
from tests.machine.broken import Doubled, Lost, Torn, Unbalanced, require
from tests.machine.listening import Listening
from tests.machine.model import NEVER, Model
from tests.machine.outgoing import Outgoing, WatchedRoute
from tests.machine.times import Times


class Commands:
    """One ledger, open for as long as nothing dies, and the runs at the practice's endpoint."""

    def __init__(self, folder: Path, at: Endpoint, model: Model, times: Times, listening: Listening) -> None:
        self._file = folder / "ledger.db"
        self._left = folder / "ledger.db.left"
        self._at = at
        self._model = model
        self._times = times
        self._listening = listening
        self._settings = Settings(ledger=str(self._file))
        self.outgoing = Outgoing(model)
        self.ledger = Ledger(str(self._file))
        self._broken_pull = False

    def close(self) -> None:
        self.ledger.close()

    def decided(self, whose: Identity, element: str) -> dt.datetime:
        """When an element was decided on last, by the ledger's own rows; `NEVER` otherwise."""
        last = select(func.max(decisions.c.decided_at)).where(
            decisions.c.value == whose.value, decisions.c.element == element
        )
        with self.ledger._engine.connect() as connection:
            return connection.execute(last).scalar() or NEVER

    # ── What it is told to do ────────────────────────────────────────────────────────────────────────

    def keeps(self, number: int) -> None:
        """A session's file is imported."""
        session, people = self._model.sessions[number]
        rows = [people[index] for index in sorted(people)]
        self.ledger.imports.keep(session, rows, [], self._times.clock())

    def chooses(self, side: str) -> None:
        """A person settles every conflict that waits."""
        for one in waiting(self.ledger):
            resolve(self.ledger, one, [side], (), "Col Abernethy", self._times.clock())

    def retries(self) -> None:
        """A person has all that was refused sent again."""
        letters = self.ledger.dead_letters
        for letter in letters.listed("practice"):
            letters.retry(letter, self._times.clock())

    def push(self) -> PushReport:
        route = self._watched(self.ledger)
        try:
            report = Push(route=route, **self._given(self.ledger)).run(self.ledger.imports.sessions())
        finally:
            route.close()
        self._books(report, self._model.participants)
        return report

    def pull(self) -> PullReport:
        route = RestRoute(self._at, self._listening.tell)
        try:
            return self._pulled(self._pull(route).run)
        finally:
            route.close()

    def sync(self) -> PushReport:
        done = Sync(
            open_route=lambda: self._watched(self.ledger),
            pull=lambda route, lease: self._under(route, lease),
            **self._given(self.ledger),
        ).round()
        self._listening.report(done.as_json())
        self._books(done.pushed, None)
        return done.pushed

    def _given(self, ledger: Ledger) -> dict[str, Any]:
        return {
            "ledger": ledger,
            "endpoint": "practice",
            "settings": self._settings,
            "clock": self._times.clock,
            "tell": self._listening.tell,
        }

    def _watched(self, ledger: Ledger) -> WatchedRoute:
        return WatchedRoute(self._at, self._listening.tell, self.outgoing, ledger)

    def _books(self, report: PushReport, participants: int | None) -> None:
        """I6: everybody read is counted once."""
        self._listening.report(report.as_json())
        require(report.balanced, Unbalanced, report.as_json())
        require(participants in (None, report.participants), Unbalanced, report.as_json())

    def _under(self, route: RestRoute, lease: Lease) -> PullReport:
        return self._pulled(lambda: self._pull(route).under(lease))

    def _pulled(self, pull: Callable[[], PullReport]) -> PullReport:
        """I7: what went through has told of every prescription that was there when it began."""
        again, self._broken_pull = self._broken_pull, True
        due = self._model.due()
        report = pull()
        self._listening.report(report.as_json())
        self._broken_pull = again and bool(report.problems)
        if not report.problems:
            missed = {
                name
                for name, drug in due.items()
                if self._model.told.get(name) not in (drug, self._model.prescribed[name])
            }
            require(not missed, Lost, "a change of the practice's was passed by")
        return report

    def _pull(self, route: RestRoute) -> Pull:
        def found(change: Any, _place: object) -> None:
            if change.resource_type == "MedicationRequest" and not change.ours:
                said = change.after["medicationCodeableConcept"]["text"]
                # a pull that died may have told what it could not keep any more
                require(self._model.told.get(change.server_id) != said or broken, Doubled, "told twice")
                self._model.told[change.server_id] = said

        broken = self._broken_pull
        return Pull(route=route, at=self._at, found=found, interrupt=Interrupt(), **self._given(self.ledger))

    # ── What is left when it ends ────────────────────────────────────────────────────────────────────

    def leave(self) -> None:
        """The ledger as it is now is what a next process will find."""
        with closing(sqlite3.connect(self._file)) as ledger, closing(sqlite3.connect(self._left)) as left:
            ledger.backup(left)

    def begin_anew(self) -> None:
        """A new process, which finds what was left, and waits for the lease to end."""
        self.ledger.close()
        for file in self._file.parent.glob("ledger.db-*"):
            file.unlink()
        self._left.rename(self._file)
        self._times.sleeps()
        self.ledger = self._whole()

    def begin_with_nothing(self) -> None:
        """The first process of all, which has to make the ledger."""
        self.ledger.close()
        for file in self._file.parent.glob("ledger.db*"):
            file.unlink()
        self.ledger = Ledger(str(self._file))

    def _whole(self) -> Ledger:
        """I8: the ledger opens after any kill, with every table."""
        try:
            ledger = Ledger(str(self._file))
        except LedgerError as error:
            raise Torn("the ledger does not open any more") from error
        missing = set(metadata.tables) - set(inspect(ledger._engine).get_table_names())
        require(not missing, Torn, missing)
        return ledger

    def push_beside(self) -> None:
        """A push of another process, with the same ledger."""
        with Ledger(str(self._file)) as ledger:
            route = self._watched(ledger)
            try:
                Push(route=route, **self._given(ledger)).run(ledger.imports.sessions())
            finally:
                route.close()
