"""Filing sessions at a GP system: in order within a patient, side by side between patients, nothing twice."""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

from adapter.clock import Clock
from adapter.errors import EndpointError, NotAuthorised, Refused
from adapter.gp.requester import on_behalf_of
from adapter.interrupt import Interrupt
from adapter.ledger.filings import Filings
from adapter.ledger.leases import Lease
from adapter.ledger.ledger import Ledger
from adapter.push.basis import basis
from adapter.push.books import Job
from adapter.push.delivery import Delivery
from adapter.push.drafts import Draft, Sessions, approver_of, chunks
from adapter.push.overlapping import Overlapping
from adapter.push.plan import PlannedFiling
from adapter.push.planner import Planner
from adapter.push.portions import Portions
from adapter.push.removed import RemovedFilings
from adapter.push.report import PushReport
from adapter.push.unfiled import not_sent
from adapter.routes.route import Route
from adapter.settings import Settings
from adapter.telemetry.events import FilingPlanned, PlanClosed, Tell, about, unheard
from adapter.turn import turn
from mappings.identity import participation_id
from mappings.records import Participant, Session

_WAITING = 100
"""Filings that may wait for a connection: bounds memory, and keeps every connection busy."""


def plan(
    sessions: Sessions,
    *,
    route: Route,
    ledger: Ledger,
    endpoint: str,
    settings: Settings,
    clock: Clock,
    tell: Tell = unheard,
    read: Sequence[tuple[Session, Sequence[Participant]]] = (),
) -> Iterator[PlannedFiling]:
    """What a push would do now; writes nothing anywhere. Raises as `Push.run` does.

    `read` are those of the sessions that are not imported, as a push would have them imported first.
    """
    outcomes = Counter[str]()
    with about(endpoint=endpoint):
        route.learnt = ledger.learnt.of(endpoint)
        route.prepare()
    filings = ledger.filings(endpoint)
    overlapping = Overlapping(ledger.meetings, filings, read)
    planner = Planner(ledger, filings, route, clock(), settings, overlapping, binding=False)
    for chunk in chunks(sessions, settings):
        with about(endpoint=endpoint), on_behalf_of(approver_of(chunk)):
            planned = planner.plan(chunk)
            for one in planned:
                with about(filing=one.filing.filing_id):
                    if one.unreadable is not None:
                        tell(one.unreadable)
                    tell(FilingPlanned(planned=one.outcome, guard=one.hold.guard if one.hold else None))
        outcomes.update(one.outcome for one in planned)
        yield from planned
    with about(endpoint=endpoint):
        tell(PlanClosed(participants=outcomes.total(), plan=outcomes, requests=dict(route.requests)))


class Push:
    """One push of sessions to one endpoint. `tell` hears of each filing as it is answered for."""

    def __init__(
        self,
        *,
        route: Route,
        ledger: Ledger,
        endpoint: str,
        settings: Settings,
        clock: Clock,
        tell: Tell = unheard,
        interrupt: Interrupt | None = None,
    ) -> None:
        self._route = route
        self._ledger = ledger
        self._endpoint = endpoint
        self._settings = settings
        self._clock = clock
        self._tell = tell
        self._interrupt = interrupt or Interrupt()

    def run(self, sessions: Sessions) -> PushReport:
        """File the sessions; returns the books. The first interrupt stops it after what is under way.

        Where the ledger is for several, other pushes may share the endpoint. Each takes the patients whom no
        other has, and reads their sessions from the ledger, where they have to be imported.

        Raises `SettingsError` or `EndpointError` if the endpoint cannot be used, `InUse` if another run has
        it; then nothing was sent. Raises `LeaseLost` if this process was stopped for too long.
        """
        # a folder of that name is another one on another machine
        shared = self._ledger.leases.for_several and self._route.sees_records
        with turn(
            self._ledger,
            "push",
            self._endpoint,
            self._clock,
            self._tell,
            settings=self._settings,
            shared=shared,
        ) as lease:
            report = self.under(lease, sessions)
            self._ledger.runs.finish(report.run_id, report.as_json(), self._clock())
        return report

    def under(self, lease: Lease, sessions: Sessions) -> PushReport:
        """As `run`, as a part of the run that has the lease already."""
        self._route.learnt = self._ledger.learnt.of(self._endpoint)
        self._route.permit(lease.require)
        self._route.heed(self._interrupt)
        self._route.prepare()
        self._ledger.runs.note(lease.run_id, {"basis": basis(self._settings, self._endpoint)})
        try:
            return self._filed(lease, sessions)
        finally:
            self._remember(lease)

    def _filed(self, lease: Lease, sessions: Sessions) -> PushReport:
        report = PushReport(lease.run_id)
        filings = self._ledger.filings(self._endpoint, lease)
        overlapping = Overlapping(self._ledger.meetings, filings)
        planner = Planner(
            self._ledger, filings, self._route, self._clock(), self._settings, overlapping, binding=True
        )
        gc.unfreeze()  # a run before this one may have frozen what is garbage by now
        with ThreadPoolExecutor(self._route.connections, thread_name_prefix="push") as pool:
            delivery = Delivery(
                route=self._route,
                filings=filings,
                lease=lease,
                planner=planner,
                report=report,
                pool=pool,
                clock=self._clock,
                tell=self._tell,
            )
            removed = RemovedFilings(
                self._ledger.removed(self._endpoint, lease),
                filings,
                self._route,
                report,
                self._clock,
                self._tell,
            )
            listed = _listed(sessions, filings, removed)
            found = (
                self._portions(lease, listed, delivery, overlapping, report)
                if lease.shared
                else chunks(listed, self._settings)
            )
            for number, chunk in enumerate(found):
                if self._interrupt.asked:
                    report.interrupted = True
                    break
                if number == 1:
                    # what the first chunk loaded stays: searching it for garbage took a fifth of our time
                    gc.freeze()
                report.participants += len(chunk)
                delivery.wait_for({draft.filing.person.nhs_number for draft in chunk}, most=_WAITING)
                self._deliver(chunk, planner, delivery)
                self._remember(lease)
            delivery.drain()
        report.requests = dict(self._route.requests)
        self._tell(report.as_event())
        return report

    def _portions(
        self,
        lease: Lease,
        sessions: Sessions,
        delivery: Delivery,
        overlapping: Overlapping,
        report: PushReport,
    ) -> Iterator[list[Draft]]:
        """The chunks of what falls to this worker, whatever others push at the same time."""
        claims = self._ledger.claims(lease)
        portions = Portions(sessions, claims, self._interrupt)
        for portion in portions:
            # another worker may have filed of these patients what was imported after we began
            overlapping.look_anew()
            imported = self._ledger.imports.sessions(portion.sessions)
            for chunk in chunks(imported, self._settings, portion.patients):
                self._route.share(claims.workers())
                yield chunk
            delivery.drain()
            report.with_others = portions.with_others
        report.with_others = portions.with_others
        report.interrupted |= not portions.complete

    def _remember(self, lease: Lease) -> None:
        """Keep what was found out about the endpoint, if it is anything new."""
        known = self._ledger.learnt.of(self._endpoint)
        found = self._route.learnt.and_what(known) if lease.shared else self._route.learnt
        if found != known:
            self._ledger.learnt.keep(self._endpoint, found, self._clock())

    def _deliver(self, chunk: Sequence[Draft], planner: Planner, delivery: Delivery) -> None:
        if delivery.stopped is not None:
            delivery.hold(chunk, delivery.stopped)
            return
        try:
            with on_behalf_of(approver_of(chunk)):
                planned = planner.plan(chunk)
        except EndpointError as error:
            if isinstance(error, Refused | NotAuthorised) and len(chunk) > 1:
                # what is refused for one patient is no reason to hold the others
                for draft in chunk:
                    self._deliver([draft], planner, delivery)
            else:
                delivery.hold(chunk, not_sent(error))
            return
        delivery.send([Job(draft, one) for draft, one in zip(chunk, planned, strict=True)])


def _listed(
    sessions: Sessions, filings: Filings, removed: RemovedFilings
) -> Iterator[tuple[Session, Sequence[Participant]]]:
    """The sessions as they come; what was sent of one and is no longer on its list is told."""
    for session, participants in sessions:
        listed = {participation_id(session, participant.person) for participant in participants}
        removed.settle(session, listed)
        for one in filings.filed_in(session.session_id):
            if one.filing_id not in listed:
                removed.tell(one)
        yield session, participants
