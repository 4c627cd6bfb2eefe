"""Filing sessions at a GP system: in order within a patient, side by side between patients, nothing twice."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

from adapter.errors import EndpointError, NotAuthorised, Refused
from adapter.interrupt import Interrupt
from adapter.ledger.filings import Filings
from adapter.ledger.leases import Lease
from adapter.ledger.ledger import Ledger
from adapter.push.delivery import Clock, Delivery, Job
from adapter.push.drafts import Draft, Sessions, chunks
from adapter.push.plan import PlannedFiling
from adapter.push.planner import Planner
from adapter.push.report import PushReport
from adapter.push.unfiled import not_sent
from adapter.routes.route import Route
from adapter.settings import Settings
from adapter.telemetry.events import Tell, unheard
from adapter.turn import turn
from mappings.identity import participation_id
from mappings.records import Participant, Session

_WAITING = 100
"""Filings that may wait for a connection: bounds memory, and keeps every connection busy."""


def plan(
    sessions: Sessions, *, route: Route, ledger: Ledger, endpoint: str, settings: Settings, clock: Clock
) -> Iterator[PlannedFiling]:
    """What a push would do now; writes nothing anywhere. Raises as `Push.run` does."""
    route.learnt = ledger.learnt.of(endpoint)
    route.prepare()
    planner = Planner(ledger, ledger.filings(endpoint), route, clock(), settings, binding=False)
    for chunk in chunks(sessions, settings):
        yield from planner.plan(chunk)


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

        Raises `SettingsError` or `EndpointError` if the endpoint cannot be used, `InUse` if another run has
        it; then nothing was sent. Raises `LeaseLost` if this process was stopped for too long.
        """
        with turn(self._ledger, "push", self._endpoint, self._clock, self._tell) as lease:
            report = self.under(lease, sessions)
            self._ledger.runs.finish(report.run_id, report.as_json(), self._clock())
        return report

    def under(self, lease: Lease, sessions: Sessions) -> PushReport:
        """As `run`, as a part of the run that has the lease already."""
        self._route.learnt = self._ledger.learnt.of(self._endpoint)
        self._route.permit(lease.require)
        self._route.prepare()
        try:
            return self._filed(lease, sessions)
        finally:
            self._remember()

    def _filed(self, lease: Lease, sessions: Sessions) -> PushReport:
        report = PushReport(lease.run_id)
        filings = self._ledger.filings(self._endpoint, lease)
        planner = Planner(self._ledger, filings, self._route, self._clock(), self._settings, binding=True)
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
            for number, chunk in enumerate(chunks(_listed(sessions, filings, report), self._settings)):
                if self._interrupt.asked:
                    report.interrupted = True
                    break
                if number == 1:
                    # what the first chunk loaded stays: searching it for garbage took a fifth of our time
                    gc.freeze()
                report.participants += len(chunk)
                delivery.wait_for({draft.filing.person.nhs_number for draft in chunk}, most=_WAITING)
                self._deliver(chunk, planner, delivery)
                self._remember()
            delivery.drain()
        report.requests = dict(self._route.requests)
        self._tell(report.as_event())
        return report

    def _remember(self) -> None:
        """Keep what was found out about the endpoint, if it is anything new."""
        if self._route.learnt != self._ledger.learnt.of(self._endpoint):
            self._ledger.learnt.keep(self._endpoint, self._route.learnt, self._clock())

    def _deliver(self, chunk: Sequence[Draft], planner: Planner, delivery: Delivery) -> None:
        if delivery.stopped is not None:
            delivery.hold(chunk, delivery.stopped)
            return
        try:
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
    sessions: Sessions, filings: Filings, report: PushReport
) -> Iterator[tuple[Session, Sequence[Participant]]]:
    """The sessions as they come; what was filed of one and is no longer on its list is told."""
    for session, participants in sessions:
        listed = {participation_id(session, participant.person) for participant in participants}
        for one in filings.filed_in(session.session_id):
            if one.filing_id not in listed:
                report.no_longer_listed(one)
        yield session, participants
