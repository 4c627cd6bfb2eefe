"""Keeping clinic and endpoint in step: pull, then merge and push whatever is not settled, as one run."""

from __future__ import annotations

import datetime as dt
import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

from adapter.clock import Clock
from adapter.errors import EndpointError, InUse, LeaseLost, SettingsError
from adapter.interrupt import Interrupt
from adapter.ledger.leases import Lease
from adapter.ledger.ledger import Ledger
from adapter.pull.report import PullReport
from adapter.push.basis import basis
from adapter.push.push import Push
from adapter.push.report import PushReport
from adapter.routes.rest import RestRoute
from adapter.routes.route import Route
from adapter.settings import Settings
from adapter.sync.schedule import Last, Timetable
from adapter.telemetry.events import Tell, unheard
from adapter.turn import turn

COMMAND = "sync"

_RUNS_TO_LOOK_AT = 20
"""For the last that went through; after so many others everything is looked at again."""


Pull: TypeAlias = Callable[[RestRoute, Lease], PullReport]
"""Brings what changed at the endpoint into the ledger, as a part of the run that has the lease."""


@dataclass(frozen=True)
class Round:
    """Books of one round: what was pulled, where that can be, and what was pushed, on which basis.

    `every` is how often there is to be one; None for one by hand, which makes up for none.
    """

    run_id: str
    began: dt.datetime
    ended: dt.datetime
    every: dt.timedelta | None
    missed: int
    basis: str | None
    pulled: PullReport | None
    pushed: PushReport

    @property
    def complete(self) -> bool:
        """Whether nothing waits for a person."""
        return self.pushed.complete and (self.pulled is None or self.pulled.complete)

    def as_json(self) -> dict[str, Any]:
        return {
            "run": self.run_id,
            "began": self.began.isoformat(timespec="seconds"),
            "seconds": round((self.ended - self.began).total_seconds(), 1),
            **_noted(self.every),
            "missed": self.missed,
            "interrupted": self.pushed.interrupted,
            "basis": self.basis,
            "pull": self.pulled and self.pulled.as_json(),
            "push": self.pushed.as_json(),
        }


_EVERY = "every_seconds"


def _noted(every: dt.timedelta | None) -> dict[str, float | None]:
    """What the books say of the timetable, for the next process that keeps one."""
    return {_EVERY: None if every is None else every.total_seconds()}


class Sync:
    """Rounds at one endpoint. Each opens a route of its own, and only what holds for all of them is kept."""

    def __init__(
        self,
        *,
        open_route: Callable[[], Route],
        pull: Pull,
        ledger: Ledger,
        endpoint: str,
        settings: Settings,
        clock: Clock,
        tell: Tell = unheard,
        interrupt: Interrupt | None = None,
    ) -> None:
        self._open_route = open_route
        self._pull = pull
        self._ledger = ledger
        self._endpoint = endpoint
        self._settings = settings
        self._clock = clock
        self._tell = tell
        self._interrupt = interrupt or Interrupt()

    def round(self, every: dt.timedelta | None = None, missed: int = 0) -> Round:
        """One round, now. An interrupt ends it after what is under way.

        Raises `SettingsError` or `EndpointError` if the endpoint cannot be used, `InUse` if another run has
        it; the ledger has the reason as the run's books. Raises `LedgerError` where it cannot be kept.
        """
        with turn(
            self._ledger, COMMAND, self._endpoint, self._clock, self._tell, settings=self._settings
        ) as lease:
            began = self._clock()
            if every is not None:
                # though the round fails or is killed: the next one makes up for what was missed since
                self._ledger.runs.note(lease.run_id, _noted(every))
            route = self._open_route()
            try:
                pulled = self._pull(route, lease) if isinstance(route, RestRoute) else None
                pushed_under, pushed = self._push(route, lease)
            finally:
                route.close()
            done = Round(lease.run_id, began, self._clock(), every, missed, pushed_under, pulled, pushed)
            self._ledger.runs.finish(lease.run_id, done.as_json(), done.ended)
        return done

    def _push(self, route: Route, lease: Lease) -> tuple[str | None, PushReport]:
        """Push what is not settled; all of it, where the same records may give other resources now."""
        if self._interrupt.asked:
            return None, PushReport(lease.run_id, interrupted=True)
        imports, here = self._ledger.imports, basis(self._settings, self._endpoint)
        if self._all_under(here):
            unsettled = self._ledger.filings(self._endpoint).unsettled_sessions()
            if not unsettled:
                # there is nothing to ask the endpoint for
                return here, self._nothing_pushed(route, lease)
            sessions = imports.sessions(unsettled)
        else:
            sessions = imports.sessions()
        push = Push(
            route=route,
            ledger=self._ledger,
            endpoint=self._endpoint,
            settings=self._settings,
            clock=self._clock,
            tell=self._tell,
            interrupt=self._interrupt,
        )
        return here, push.under(lease, sessions)

    def _nothing_pushed(self, route: Route, lease: Lease) -> PushReport:
        report = PushReport(lease.run_id, requests=dict(route.requests))
        self._tell(report.as_event())
        return report

    def _all_under(self, here: str) -> bool:
        """Whether a round went through on this basis, and no run has pushed anything on another one since."""
        for run in self._ledger.runs.listed(self._endpoint, most=_RUNS_TO_LOOK_AT):
            books = run.summary or {}
            if books.get("basis") is None:
                continue  # it did not come to a push
            if books["basis"] != here:
                return False
            if run.command == COMMAND and not run.error and not books.get("interrupted", True):
                return True
        return False

    def rounds(
        self,
        timetable: Timetable,
        *,
        before: Callable[[], None] = lambda: None,
        chance: random.Random | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> Iterator[Round | EndpointError | SettingsError | InUse | LeaseLost]:
        """A round for every interval until interrupted, or why there was none.

        What the endpoint, another run or a machine that slept prevents is tried again; `LedgerError`
        otherwise is raised, and so is whatever the call `before` each round raises.
        """
        chance = chance or random.Random()  # noqa: S311  (spreads requests, guards nothing)
        earliest = self._clock()
        while not self._interrupt.asked:
            last, now = self._last(), self._clock()
            # the clock may have been put back since
            due = max(timetable.due(last, now), min(earliest, now + timetable.gap))
            if last is not None:
                due += timetable.jitter(chance)
            if not self._waited(due, sleep):
                return
            before()
            earliest = self._clock() + timetable.gap
            try:
                yield self.round(timetable.every, timetable.missed(last, self._clock()))
            except (EndpointError, SettingsError, InUse, LeaseLost) as error:
                yield error

    def _last(self) -> Last | None:
        run = next(iter(self._ledger.runs.listed(self._endpoint, COMMAND, most=1)), None)
        if run is None:
            return None
        by_hand = (run.summary or {}).get(_EVERY) is None
        return Last(run.started_at, run.ended_at is not None, by_hand)

    def _waited(self, due: dt.datetime, sleep: Callable[[float], None]) -> bool:
        """Wait until then; False where an interrupt came first.

        Two clocks are looked at, a second at a time: one may be put back, the other stops while the machine
        sleeps; and a signal sets no event, since that could lock up the thread that waits for it.
        """
        end = time.monotonic() + (due - self._clock()).total_seconds()
        while not self._interrupt.asked:
            left = min((due - self._clock()).total_seconds(), end - time.monotonic())
            if left <= 0:
                return True
            sleep(min(left, 1.0))
        return False
