"""Carrying planned filings to the endpoint: written down first, answered for once, never sent blindly."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait

from adapter.clock import Clock
from adapter.errors import EndpointError, FiledInPart, NotBegun, OutcomeUnknown
from adapter.gp.requester import on_behalf_of
from adapter.guards.hold import Hold
from adapter.ledger.facts import State
from adapter.ledger.filings import Filings
from adapter.ledger.leases import Lease
from adapter.push.books import Books, Job
from adapter.push.both_sides import tell_of_both_sides
from adapter.push.drafts import Draft
from adapter.push.plan import PlannedFiling
from adapter.push.planner import Planner
from adapter.push.proof import proof
from adapter.push.report import PushReport
from adapter.push.unfiled import UNSETTLED, failed, failed_in_part
from adapter.push.unsure import Unsure, may_be_done
from adapter.routes.route import Answer, Entry, Route
from adapter.telemetry.events import FilingUnanswered, Tell, about
from adapter.telemetry.names import kind_of

_MOMENT = 0.25
"""Seconds that an answer waits for others, to be recorded with them: each transaction waits for the disk."""


class Delivery:
    """The filings under way in one push. Used from one thread; the sending is done by `pool`."""

    def __init__(
        self,
        *,
        route: Route,
        filings: Filings,
        lease: Lease,
        planner: Planner,
        report: PushReport,
        pool: Executor,
        clock: Clock,
        tell: Tell,
    ) -> None:
        self._route = route
        self._filings = filings
        self._lease = lease
        self._planner = planner
        self._report = report
        self._books = Books(route=route, filings=filings, report=report, clock=clock, tell=tell)
        self._pool = pool
        self._tell = tell
        self._under_way: dict[Future[list[Answer]], tuple[Job, list[Entry]]] = {}
        self._proven = not route.sees_records
        self.stopped: Hold | None = None
        """Why nothing more is sent in this run."""

    def wait_for(self, patients: set[str], most: int) -> None:
        """Wait until at most so many filings are under way, and none of these patients (NHS numbers)."""
        if done := [future for future in self._under_way if future.done()]:
            self._take_in(done)
        while len(self._under_way) > most or any(
            job.draft.filing.person.nhs_number in patients for job, _ in self._under_way.values()
        ):
            self.collect()

    def drain(self) -> None:
        """Wait for all that is under way."""
        while self._under_way:
            self.collect()

    def hold(self, drafts: Sequence[Draft], hold: Hold) -> None:
        """Settle filings that are not sent at all."""
        held = (PlannedFiling(draft.filing, "held", draft.hold or hold) for draft in drafts)
        planned = {one.filing.filing_id: one for one in held}
        self._planner.keep(planned)
        with self._filings.together():
            for draft in drafts:
                one = planned[draft.filing.filing_id]
                state: State = "held" if one.outcome == "file" else one.outcome
                why = UNSETTLED if state == "unknown" and draft.hold is None else one.hold
                self._books.settle(Job(draft, one), state, why)

    def send(self, jobs: Sequence[Job]) -> None:
        """Send what is to be sent; what needs no sending is settled at once.

        Until one filing of the run is seen to be kept, they go one at a time.
        """
        sending: list[tuple[Job, list[Entry]]] = []
        with self._filings.together():
            for job in jobs:
                self._books.adopt(job)
                self._books.keep_conflicts(job)
                if not job.looking:
                    tell_of_both_sides(job.planned, self._tell)
                if job.planned.outcome != "file":
                    self._books.settle(job, job.planned.outcome, job.planned.hold)
                elif entries := job.planned.entries():
                    sending.append((job, entries))
                else:
                    self._books.settle(job, "filed" if job.looking else "unchanged", job.planned.hold)
        self._prove_first(sending)
        waits_for = self.stopped or (None if self._proven else self._planner.wanting.hold())
        if waits_for is not None:
            self.hold([job.draft for job, _ in sending], waits_for)
        elif sending:
            self._let_go(sending)

    def _prove_first(self, sending: list[tuple[Job, list[Entry]]]) -> None:
        """Send them one by one, until one is kept; while something is found wanting, only what mends such."""
        wanting = self._planner.wanting
        if not self._proven:
            sending.sort(key=lambda one: one[0].draft.filing.filing_id not in wanting)
        while sending and not self._proven and self.stopped is None:
            if wanting.hold() is not None and sending[0][0].draft.filing.filing_id not in wanting:
                return
            self._let_go(sending[:1])
            del sending[:1]
            self.drain()

    def collect(self) -> None:
        """Wait for answers, and record them."""
        wait(self._under_way, return_when=FIRST_COMPLETED)
        self._take_in(wait(self._under_way, timeout=_MOMENT).done)

    def _take_in(self, done: Iterable[Future[list[Answer]]]) -> None:
        """Record everything answered since, in one transaction; then look where that is needed."""
        answered = [(*self._under_way.pop(future), future) for future in done]
        unclear: list[tuple[Job, Unsure]] = []
        unproven: list[tuple[Job, list[Entry], list[Answer]]] = []
        broken: BaseException | None = None
        with self._filings.together():
            for job, entries, future in answered:
                error = future.exception()
                if error is None:
                    if found := self._books.keep(job, entries, future.result()):
                        unclear.append((job, Unsure(found, answered=True)))
                    elif self._proven:
                        self._books.settle(job, "filed", job.planned.hold)
                    else:
                        unproven.append((job, entries, future.result()))
                elif isinstance(error, FiledInPart):
                    written = [entry for entry in entries if entry.identity in error.answers]
                    found = self._books.keep(
                        job, written, [error.answers[entry.identity] for entry in written]
                    )
                    if error.cause is None:
                        unclear.append((job, Unsure(found, answered=True)))
                    elif isinstance(error.cause, OutcomeUnknown):
                        self._books.record(job, "unknown", str(error))
                        unclear.append((job, may_be_done(error.cause, entries, found)))
                    else:
                        self._books.settle(job, *failed_in_part(error))
                elif isinstance(error, OutcomeUnknown):
                    self._books.record(job, "unknown", str(error))
                    with about(filing=job.draft.filing.filing_id):
                        self._tell(FilingUnanswered(error=kind_of(error), request=error.request_id))
                    unclear.append((job, may_be_done(error, entries)))
                elif isinstance(error, NotBegun) and job.looking:
                    self._books.settle(
                        job, "unknown", UNSETTLED
                    )  # of what was sent before, some may be there
                elif isinstance(error, EndpointError):
                    self._books.settle(job, *failed(error))
                else:
                    broken = error
        if broken is not None:
            raise broken
        for job, entries, answers in unproven:
            self._prove(job, entries, answers)
        for job, unsure in unclear:
            self._look_again(job, unsure)

    def _let_go(self, sending: Sequence[tuple[Job, list[Entry]]]) -> None:
        """Hand over to the pool what the ledger has been told of."""
        self._books.intend(sending)
        for job, entries in sending:
            future = self._pool.submit(self._send, job.draft, entries)
            self._under_way[future] = (job, entries)

    def _send(self, draft: Draft, entries: Sequence[Entry]) -> list[Answer]:
        lease, filing_id = self._lease, draft.filing.filing_id
        lease.require()  # whoever has it by now has looked, and sends it
        with about(run=lease.run_id, endpoint=lease.endpoint, filing=filing_id), on_behalf_of(draft.approver):
            return self._route.send(filing_id, entries)

    def _prove(self, job: Job, entries: Sequence[Entry], answers: Sequence[Answer]) -> None:
        filing_id, wanting = job.draft.filing.filing_id, self._planner.wanting
        try:
            with about(filing=filing_id), on_behalf_of(job.draft.approver):
                seen = proof(entries, answers, job.planned.patient, self._route)
        except EndpointError:
            # it was answered for; the next filing is the proof
            self._books.settle(job, "filed", wanting.hold(filing_id) or job.planned.hold)
            return
        with self._filings.together():
            wanting.learn(filing_id, seen.faults, [entry.identity for entry in entries])
            hold = wanting.hold(filing_id)
            # in the record, whatever became of it
            self._books.settle(job, "filed", hold or job.planned.hold)
        self._proven = wanting.hold() is None
        if seen.faults:
            self.stopped = hold
        self._report.remarks += seen.remarks

    def _look_again(self, job: Job, unsure: Unsure) -> None:
        """Look at the endpoint before anything else happens to this filing.

        After a lost answer nothing that may be under way is sent again in this run: the endpoint may still be
        at work on it. What was never sent goes on, as long as each look leaves less to send.
        """
        try:
            with about(filing=job.draft.filing.filing_id), on_behalf_of(job.draft.approver):
                (planned,) = self._planner.plan([job.draft], just_sent=True)
        except EndpointError:
            self._books.settle(job, "unknown", UNSETTLED)
            return
        left = planned.entries() if planned.outcome in ("file", "held") else []
        stuck = job.looking and len(left) >= len(job.planned.entries())
        if left and (stuck or unsure.among(left)):
            self._books.settle(job, "unknown", UNSETTLED)
            return
        again = Job(job.draft, planned, job.outcomes, looking=True)
        if not unsure.answered and planned.outcome in ("file", "held"):
            for change in job.planned.changes:
                if change.writes and change.item.identity in unsure.identities:
                    outcome = "created" if change.action == "create" else "updated"
                    again.outcomes.setdefault(change.item.identity, outcome)
        self.send([again])
