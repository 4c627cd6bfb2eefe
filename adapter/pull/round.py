"""One round of an endpoint: who is new is read in full, then every type from where its cursor stands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import Literal, TypeAlias

from adapter.endpoint import Endpoint
from adapter.errors import Conflict, EndpointError, NotWritten, OutcomeUnknown, Refused
from adapter.gp.client import GpClient
from adapter.gp.server_clock import MOST_SKEW
from adapter.gp.several import may_be_of_one
from adapter.interrupt import Interrupt
from adapter.ledger.cursors import Cursor, Landmark
from adapter.ledger.leases import Lease
from adapter.ledger.seen import Seen
from adapter.pull.absent import Absent
from adapter.pull.ahead import Ahead
from adapter.pull.change_query import ChangeQuery, Step
from adapter.pull.changes import KINDS, Change, Comparison
from adapter.pull.counts import Counts
from adapter.pull.landmarks import later, newest_of, shown, still_asked_for
from adapter.pull.losses import Losses
from adapter.pull.offered import Offered
from adapter.pull.patients import Patients
from adapter.pull.report import PullReport
from adapter.pull.taking import Taking
from adapter.pull.walked import Walked, batches, chained, many, newest, timed
from adapter.pull.whose import look_whose
from adapter.pull.withheld import WithheldPatients
from profiles import wire

Method: TypeAlias = Literal["history", "search", "sweep"]

_SWEEP_EVERY = dt.timedelta(days=1)
"""How often everything is compared at an endpoint without histories: nothing else shows what was deleted."""

_WELL_BEFORE = dt.timedelta(days=1)
"""How long before the start of a pull a type is asked for from that has shown no row.

What stamps the rows may have another clock than what answers, even one of another time zone (14 hours at
most); and there is little to read again.
"""


class Interrupted(Exception):
    """Somebody asked to stop; what was kept stays."""


class Round:
    """`tell` hears of each change first, and gives what the ledger is to keep of it."""

    def __init__(
        self,
        *,
        client: GpClient,
        at: Endpoint,
        offered: Offered,
        patients: Patients,
        comparison: Comparison,
        seen: Seen,
        cursors: dict[str, Cursor],
        lease: Lease,
        report: PullReport,
        clock: Callable[[], dt.datetime],
        tell: Callable[[Change], bytes],
        interrupt: Interrupt,
        full: bool,
    ) -> None:
        self._client = client
        self._query = ChangeQuery(client, at.url, lambda: patients.known)
        self._counts = Counts(client, offered)
        self._at = at
        self._offered = offered
        self._patients = patients
        self._comparison = comparison
        self._taking = Taking(comparison, seen, cursors, lease, clock, tell)
        self._withheld = WithheldPatients(patients, partial(seen.forget, lease=lease), report)
        self._absent = Absent(self._query, seen, comparison, self._taking, self._withheld)
        self._seen = seen
        self._cursors = cursors
        self._report = report
        self._clock = clock
        self._interrupt = interrupt
        self._full = full
        self._began = clock()
        self._started = client.server_clock.now
        self._skew = client.server_clock.skew
        self._overlap = dt.timedelta(seconds=at.overlap)
        self._histories = at.pull in ("auto", "history")
        self._ahead = Ahead[Step](lambda step: len(step.rows))
        self._begun: set[str] = set()
        self._gaps: set[str] = set()
        self._losses = Losses(self._query, patients, seen, cursors, report)

    def run(self) -> None:
        """Raises `Interrupted`, `Unfiltered`, `NotWritten`, and what keeps the endpoint from being asked."""
        with self._ahead:
            try:
                self._run()
            except (Interrupted, EndpointError, NotWritten):
                self._taking.keep_now()
                raise
            self._taking.keep_now()

    def _run(self) -> None:
        self._look_at_clocks()
        look_whose(self._query, self._patients, self._seen, self._taking)
        types = [kind for kind in KINDS if self._is_offered(kind)]
        # the Patients come last: until they are kept, these are new
        asked = [(kind, some) for some in batches(self._patients.new) for kind in (*types[1:], "Patient")]
        searches = self._ahead.each(asked, lambda one: self._query.search(*one, None), may_be_of_one)
        for (kind, some), steps in searches:
            with self._skippable(kind):
                self._first(kind, some, steps)
            if kind in self._gaps and self._cursors.get(kind) != Cursor(kind):
                # who is new now is known by the next pull, which has to read all of the type
                self._taking.move(Cursor(kind))
        for kind in types if self._patients.known else ():
            with self._skippable(kind):
                self._changes(kind, self._patients.known)

    def _look_at_clocks(self) -> None:
        if self._skew is None:
            self._report.remark("The endpoint does not say what time it is.")
        elif abs(self._skew) > MOST_SKEW:
            self._report.skewed(self._skew)

    def _is_offered(self, kind: str) -> bool:
        if not self._offered.type(kind):
            self._report.remark(f"The endpoint has no {kind}.")
            return False
        return True

    @contextmanager
    def _skippable(self, kind: str) -> Iterator[None]:
        """What is refused of one type, or always fails, is no reason to leave out the others."""
        try:
            yield
        except EndpointError as error:
            if not may_be_of_one(error):
                raise
            self._gap(kind)
            self._report.not_told(kind, error)

    def _first(self, kind: str, patients: Sequence[str], steps: Iterable[Step]) -> None:
        """Read all that stands in the records of patients who were not looked at before."""
        walked = self._swept(kind, patients, steps)
        if kind == "Patient":
            self._absent.look_for_patients(patients, walked)
        if not walked.complete or walked.unnamed:
            self._gap(kind)
            self._report.not_complete(kind)
        elif kind not in self._gaps and (kind in self._begun or kind not in self._cursors):
            self._begun.add(kind)
            before = self._cursors.get(kind, Cursor(kind))
            self._move(replace(before, swept=self._clock()), walked, later(before.newest, walked.newest))

    def _changes(self, kind: str, patients: Sequence[str]) -> None:
        cursor = self._cursors.get(kind, Cursor(kind))
        method = self._method(kind, cursor)
        written = self._losses.written_since(cursor, patients)
        walked = None
        if cursor.reached is not None and method == "history":
            try:
                walked = self._by_history(kind, cursor.reached)
            except OutcomeUnknown as error:
                if not may_be_of_one(error):
                    raise
                method, walked = "sweep", self._instead(kind, f"cannot be read: {error}", patients)
            if walked is None:
                self._histories = False
                self._report.remark("The endpoint states that it tells histories, and does not.")
                method = self._method(kind, cursor)
        if cursor.reached is not None and method == "search":
            if many(patients) and not written and self._is_quiet(cursor):
                self._report.methods[kind] = method
                # where it stands: what is committed too late to be counted is still ahead
                self._taking.move(cursor)
                return
            walked = self._by_search(kind, cursor.reached, patients)
        elif walked is None:
            walked = self._by_sweep(kind, patients)
        if walked.complete and self._losses.was_set_back(cursor, walked):
            cursor = replace(cursor, reached=None)
            if method != "sweep":
                method, walked = "sweep", self._by_sweep(kind, patients)
        elif walked.complete and method != "sweep":
            self._absent.look_at(kind, written, walked)
            if method == "history" and not walked.complete:
                method, walked = "sweep", self._instead(kind, "does not tell what was written", patients)
        self._report.methods[kind] = method
        if not walked.complete:
            self._gap(kind)
            self._report.not_complete(kind)
        elif kind not in self._gaps and not walked.unnamed:
            swept = self._clock() if method == "sweep" else cursor.swept
            asked = self._started if self._client.server_clock.on_time else None
            self._move(replace(cursor, swept=swept, asked=asked), walked, walked.newest)

    def _move(self, before: Cursor, walked: Walked, newest: Landmark | None) -> None:
        """Move a cursor past what was walked over."""
        reached = self._reached(before.reached, walked)
        newest = still_asked_for(newest, reached and reached - self._overlap)
        moved = replace(before, reached=reached, under_way={}, skew=self._skew)
        self._taking.move(replace(moved, newest=newest, began=self._began))

    def _method(self, kind: str, cursor: Cursor) -> Method:
        if self._full or cursor.reached is None or self._at.pull == "sweep" or self._clock_was_set(cursor):
            return "sweep"
        if self._histories and (self._at.pull == "history" or self._offered.history(kind)):
            return "history"
        # what was compared in the future was compared before our clock was put back
        fresh = cursor.swept is not None and abs(self._clock() - cursor.swept) < _SWEEP_EVERY
        return "search" if fresh else "sweep"

    def _clock_was_set(self, cursor: Cursor) -> bool:
        """Whether it is not the clock that the cursor is of: what came since may be stamped before it.

        Where both are of one machine, and were set back together, it shows by the cursor alone.
        """
        if self._started is None or cursor.reached is None:
            return False
        unmoved = self._skew is None or cursor.skew is None or abs(self._skew - cursor.skew) <= MOST_SKEW
        if unmoved and self._started >= cursor.reached - MOST_SKEW:
            return False
        self._report.remark("A clock was set since the last pull: everything was compared.")
        return True

    def _is_quiet(self, cursor: Cursor) -> bool:
        """Whether nothing of a type was updated since everybody's was asked for, whoever's it is."""
        return (
            cursor.reached is not None
            and cursor.asked is not None
            and not cursor.under_way
            and self._client.server_clock.on_time
            and self._counts.nothing_since(cursor.resource_type, cursor.asked - self._overlap, cursor.reached)
        )

    def _by_history(self, kind: str, reached: dt.datetime) -> Walked | None:
        """None where there is no such history after all."""
        steps = self._ahead.steps(self._query.history(kind, reached - self._overlap))
        try:
            first = next(steps)
        except (Refused, Conflict):
            return None
        return self._walk(kind, chained(first, steps), Walked(), once=True)

    def _instead(self, kind: str, why: str, patients: Sequence[str]) -> Walked:
        """A comparison of everything instead of a history that does not do: it finds who is withheld."""
        walked = self._by_sweep(kind, patients)
        self._report.remark(f"{kind}: its history {why}; everything was compared.")
        return walked

    def _by_search(self, kind: str, reached: dt.datetime, patients: Sequence[str]) -> Walked:
        total = Walked()

        def search(asked: tuple[str, Sequence[str]]) -> Iterator[Step]:
            since = max(reached, self._cursors[kind].under_way.get(asked[0], reached))
            return self._query.search(kind, asked[1], since - self._overlap)

        keyed = ((wire.digest(list(some))[:16], some) for some in batches(patients))
        for (key, some), steps in self._ahead.each(keyed, search):
            walked = self._walk(kind, steps, Walked(), under_way=key)
            if walked.everything:
                self._report.remark(
                    f"{kind}: the endpoint does not heed _lastUpdated: everything was compared."
                )
                self._absent.look_for(kind, some, walked)
            total.add(walked)
        return total

    def _by_sweep(self, kind: str, patients: Sequence[str]) -> Walked:
        total = Walked()
        asked = ((kind, some) for some in batches(patients))
        for (_, some), steps in self._ahead.each(asked, lambda one: self._query.search(*one, None)):
            walked = self._swept(kind, some, steps)
            if kind == "Patient":
                self._absent.look_for_patients(some, walked)
            total.add(walked)
        return total

    def _swept(self, kind: str, patients: Sequence[str], steps: Iterable[Step]) -> Walked:
        walked = self._walk(kind, steps, Walked())
        self._absent.look_for(kind, patients, walked)
        return walked

    def _walk(
        self,
        kind: str,
        steps: Iterable[Step],
        walked: Walked,
        *,
        once: bool = False,
        under_way: str | None = None,
    ) -> Walked:
        """Keep page after page. `once`: of a resource that comes again, the newest row alone counts."""
        for step in steps:
            if self._interrupt.asked:
                raise Interrupted
            for note in step.notes:
                self._report.remark(note)
            if step.withheld is not None:
                self._withheld.add(kind, step.withheld)
            rows, told = self._withheld.to_keep(kind, step.rows), True
            if once:
                rows, told = newest(rows, walked.taken, partial(self._query.told, kind))
                rows = timed(rows, self._cursors[kind], self._started)
            moved = None
            if under_way is not None and step.reached is not None:
                cursor = self._cursors[kind]
                moved = replace(cursor, under_way={**cursor.under_way, under_way: self._capped(step.reached)})
            self._taking.take(kind, rows, moved)
            walked.complete &= step.complete and told
            walked.everything |= step.everything
            walked.unnamed |= step.unnamed
            walked.rows += len(step.rows)
            walked.shown.update(row.server_id for row in rows)
            walked.newest = later(walked.newest, newest_of(step.rows))
            walked.passed |= shown(step.rows, self._cursors.get(kind, Cursor(kind)).newest)
        return walked

    def _reached(self, before: dt.datetime | None, walked: Walked) -> dt.datetime | None:
        """min(start of the run, newest seen), by the server's clock; None where its rows say no time.

        Where no row was seen, well before the start by either clock.
        """
        if self._started is not None and before is not None and self._started < before:
            before = None  # the clock was set back
        if walked.newest is None and walked.rows and before is None:
            return None
        if walked.newest is not None:
            before = max(before or walked.newest.moment, walked.newest.moment)
        if before is not None:
            return self._capped(before)
        return self._started and min(self._started, self._clock()) - _WELL_BEFORE

    def _capped(self, moment: dt.datetime) -> dt.datetime:
        return moment if self._started is None else min(moment, self._started)

    def _gap(self, kind: str) -> None:
        self._gaps.add(kind)
