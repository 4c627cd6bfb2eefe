"""Bringing back what the practice changed: every change once, the cursor never past one that was not seen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import islice
from typing import TypeAlias

from adapter.clock import Clock
from adapter.endpoint import Endpoint
from adapter.errors import EndpointError, NotAuthorised, NotWritten, Unfiltered
from adapter.guards.identity import keeper_of
from adapter.interrupt import Interrupt
from adapter.ledger.leases import Lease
from adapter.ledger.ledger import Ledger
from adapter.ledger.programme import Place
from adapter.problem import UNREAD, Problem
from adapter.pull.change_query import ChangeQuery
from adapter.pull.changes import Change, Comparison
from adapter.pull.flags import flagged, looked_at, problem_of, where
from adapter.pull.offered import Offered
from adapter.pull.patients import Patients, find_patients
from adapter.pull.report import PullReport
from adapter.pull.round import Interrupted, Round
from adapter.pull.told import as_row, from_row
from adapter.routes.rest import RestRoute
from adapter.settings import Settings
from adapter.telemetry.events import Tell, unheard
from adapter.turn import turn
from mappings.measures import Measures
from profiles.check import Issue, check
from profiles.definitions import ODS_ORGANISATION
from profiles.wire import Resource

Found: TypeAlias = Callable[[Change, Place], object]
"""Told of each change and whose it is, before the ledger keeps it; may raise `NotWritten`."""
Written: TypeAlias = Callable[[], object]
"""Asked at the end, so that all that was told is where people read it; may raise `NotWritten`."""


_KEPT_AT_ONCE = 500


class Pull:
    """One pull from one endpoint, named as the ledger knows it and `at` these settings. Writes nothing there.

    `found` is told of each change: what it could not write is not kept. Until `written` has returned, the
    ledger remembers what was told, and the next pull tells it again. With `full`, everything is compared
    again, whatever the cursors say.
    """

    def __init__(
        self,
        *,
        route: RestRoute,
        ledger: Ledger,
        endpoint: str,
        settings: Settings,
        at: Endpoint,
        clock: Clock,
        found: Found = lambda _change, _place: None,
        written: Written = lambda: None,
        tell: Tell = unheard,
        interrupt: Interrupt | None = None,
        full: bool = False,
    ) -> None:
        self._client = route.client
        self._route = route
        self._ledger = ledger
        self._endpoint = endpoint
        self._settings = settings
        self._at = at
        self._clock = clock
        self._found = found
        self._written = written
        self._told_up_to: int | None = None
        self._tell = tell
        self._interrupt = interrupt or Interrupt()
        self._full = full

    def run(self) -> PullReport:
        """Bring back what changed since the last time; returns the books.

        What was kept before an interrupt, or before the endpoint failed, stays; the next pull goes on from
        there. Raises `EndpointError` if the endpoint cannot be asked at all, `InUse` if another run has it.
        """
        with turn(
            self._ledger, "pull", self._endpoint, self._clock, self._tell, settings=self._settings
        ) as lease:
            report = self.under(lease)
            self._ledger.runs.finish(report.run_id, report.as_json(), self._clock())
        return report

    def under(self, lease: Lease) -> PullReport:
        """As `run`, as a part of the run that has the lease already."""
        learnt = self._route.learnt = self._ledger.learnt.of(self._endpoint)
        self._route.heed(self._interrupt)
        try:
            return self._read(lease)
        finally:
            if self._route.learnt != learnt:
                self._ledger.learnt.keep(self._endpoint, self._route.learnt, self._clock())

    def _read(self, lease: Lease) -> PullReport:
        report = PullReport(lease.run_id)
        before = self._client.reads
        offered = Offered(self._client.metadata())
        patients = find_patients(self._ledger, self._endpoint, self._route)
        report.patients = len(patients)
        report.problems += [problem_of(place, hold) for place, hold in patients.missing]
        if patients.strangers:
            # what changes meanwhile is passed by: when they are found again, they are read in full
            self._ledger.seen(self._endpoint).forget(patients.strangers, lease)
        try:
            self._tell_again(report, patients)
            self._round(lease, report, offered, patients).run()
            self._settle_moves(lease, patients)
            self._settle_flags(lease)
        except Interrupted:
            report.interrupted = True
        except EndpointError as error:
            report.problems.append(_broken_off(error))
        except NotWritten as error:
            report.problems.append(_not_written(error))
        self._write_down(lease, report)
        report.problems += [flag.problem for flag in flagged(self._ledger, self._endpoint, patients)]
        report.close(self._client.reads - before)
        self._tell(report.as_event())
        return report

    def _tell_again(self, report: PullReport, patients: Patients) -> None:
        """What a pull had kept that was killed, or had no room for its workbook; each by its row of now."""
        self._told_up_to = 0
        for number, row in self._ledger.brought_back(self._endpoint).all():
            change, kept = from_row(row)
            now = {one.filing_id: one for one in patients.places([change.patient]).get(change.patient, ())}
            self._found(change, now.get(kept.filing_id, kept))
            report.took(change)
            self._told_up_to = number
        self._told_up_to = None

    def _write_down(self, lease: Lease, report: PullReport) -> None:
        """Have a workbook of all that was told, or else it is told again by the next pull."""
        try:
            self._written()
        except NotWritten as error:
            if (problem := _not_written(error)) not in report.problems:
                report.problems.append(problem)
        else:
            self._ledger.brought_back(self._endpoint).written(lease, self._told_up_to)

    def _settle_moves(self, lease: Lease, patients: Patients) -> None:
        """Who the clinic's own list says is registered where the record is kept now, has moved there."""
        seen, programme = self._ledger.seen(self._endpoint), self._ledger.programme(self._endpoint)
        for one in list(seen.flagged()):
            keeper = keeper_of(one.body) if one.body is not None else None
            address = f"Patient/{one.server_id}"
            if keeper in (None, one.registered) or not patients.among([address]):
                continue
            person = programme.person(patients.place(address).filing_id)
            if person and person.registered_ods and person.registered_ods == self._ods_code(str(keeper)):
                settled = looked_at(replace(one, registered=keeper))
                seen.keep([settled], lease.run_id, self._clock(), lease=lease)

    def _settle_flags(self, lease: Lease) -> None:
        """Who was seen before anybody looked at it, and needs nobody, is not looked at each time."""
        seen = self._ledger.seen(self._endpoint)
        unneeded = (one for one in map(looked_at, seen.flagged()) if not one.flagged)
        while some := list(islice(unneeded, _KEPT_AT_ONCE)):
            seen.keep(some, lease.run_id, self._clock(), lease=lease)

    def _ods_code(self, keeper: str) -> str | None:
        """The ODS code of an organisation that is known by its code, or by its address."""
        kind, slash, server_id = keeper.partition("/")
        if not slash:
            return keeper
        organisation = self._route.read(kind, server_id) if kind == "Organization" else None
        held = (organisation or {}).get("identifier")
        for item in held if isinstance(held, list) else ():
            if isinstance(item, dict) and item.get("system") == ODS_ORGANISATION:
                return str(item.get("value"))
        return None

    def _round(self, lease: Lease, report: PullReport, offered: Offered, patients: Patients) -> Round:
        seen = self._ledger.seen(self._endpoint)

        def tell(change: Change) -> bytes:
            place = patients.place(change.patient)
            self._found(change, place)
            report.took(change)
            for issue in _errors(change.after):
                report.unreadable(where(place), issue)
            return as_row(change, place)

        return Round(
            client=self._client,
            at=self._at,
            offered=offered,
            patients=patients,
            comparison=Comparison(
                seen,
                self._ledger.filings(self._endpoint),
                patients,
                Measures(self._settings.codes),
                self._at.url,
                ChangeQuery(self._client, self._at.url).current,
                self._client.server_clock,
            ),
            seen=seen,
            cursors=self._ledger.cursors(self._endpoint).all(),
            lease=lease,
            report=report,
            clock=self._clock,
            tell=tell,
            interrupt=self._interrupt,
            full=self._full,
        )


def _errors(resource: Resource | None) -> list[Issue]:
    """What keeps a resource from being read as what it says that it is."""
    if resource is None:
        return []
    try:
        return [issue for issue in check(resource).issues if issue.severity == "error"]
    except Exception:  # whatever an endpoint sends, the pull goes on
        return [Issue("error", "resource", "check", "a resource", "it cannot be checked", "")]


def _not_written(error: NotWritten) -> Problem:
    return Problem(
        "the changes",
        str(error),
        "a folder that can be written to",
        "What was not written comes with the next pull. Make the folder writable, or room on its disk; or"
        " name another with --out, or under changes in the settings.",
    )


def _broken_off(error: EndpointError) -> Problem:
    if isinstance(error, Unfiltered):
        return Problem(
            f"{UNREAD}all that was left",
            str(error),
            "the patients that were asked for, and nobody else",
            "The pull was stopped and nothing of that answer kept. Show this to whoever runs the endpoint.",
        )
    todo = error.todo if isinstance(error, NotAuthorised) else "Pull again later."
    return Problem(
        f"{UNREAD}all that was left",
        f"no way to go on: {error}",
        "an endpoint that answers",
        f"What came before was kept. {todo}",
    )
