"""Filing sessions at a GP system: in order within a patient, side by side between patients, nothing twice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from typing import TypeAlias

from adapter.drafts import Draft, Sessions, chunks
from adapter.errors import Conflict, EndpointError, OutcomeUnknown, Refused
from adapter.guards.hold import Hold
from adapter.interrupt import Interrupt
from adapter.ledger.facts import State
from adapter.ledger.ledger import Ledger
from adapter.plan import PlannedFiling
from adapter.planner import Planner
from adapter.report import PushReport
from adapter.routes.route import Answer, Entry, Route
from adapter.settings import Settings
from mappings.filing import FiledResource
from mappings.identity import Identity

Clock: TypeAlias = Callable[[], dt.datetime]

_WAITING = 100
"""Filings that may wait for a connection: bounds memory, and keeps every connection busy."""


@dataclass
class Job:
    """One filing on its way: its plan, what became of its resources, and whether it was looked up again."""

    draft: Draft
    planned: PlannedFiling
    outcomes: dict[Identity, str] = field(default_factory=dict)
    looking: bool = False


Settled: TypeAlias = Callable[[Job, State, Hold | None], None]


def plan(
    sessions: Sessions, *, route: Route, ledger: Ledger, endpoint: str, settings: Settings, clock: Clock
) -> Iterator[PlannedFiling]:
    """What a push would do now; writes nothing anywhere. Raises as `Push.run` does."""
    route.prepare()
    planner = Planner(ledger, ledger.filings(endpoint), route, clock(), binding=False)
    for chunk in chunks(sessions, settings):
        yield from planner.plan(chunk)


class Push:
    """One push of sessions to one endpoint. `settled` is called for each filing as it is answered for."""

    def __init__(
        self,
        *,
        route: Route,
        ledger: Ledger,
        endpoint: str,
        settings: Settings,
        clock: Clock,
        settled: Settled = lambda _job, _state, _hold: None,
        interrupt: Interrupt | None = None,
    ) -> None:
        self._route = route
        self._ledger = ledger
        self._endpoint = endpoint
        self._filings = ledger.filings(endpoint)
        self._settings = settings
        self._clock = clock
        self._settled = settled
        self._interrupt = interrupt or Interrupt()
        self._under_way: dict[Future[list[Answer]], tuple[Job, list[Entry]]] = {}

    def run(self, sessions: Sessions) -> PushReport:
        """File the sessions; returns the books. The first interrupt stops it after what is under way.

        Raises `SettingsError` or `EndpointError` if the endpoint cannot be used; then nothing was sent.
        """
        self._route.prepare()
        self._report = PushReport(self._ledger.runs.start("push", self._endpoint, self._clock()))
        self._planner = Planner(self._ledger, self._filings, self._route, self._clock(), binding=True)
        with ThreadPoolExecutor(self._route.connections, thread_name_prefix="push") as self._pool:
            for chunk in chunks(sessions, self._settings):
                if self._interrupt.asked:
                    self._report.interrupted = True
                    break
                self._begin(chunk)
            while self._under_way:
                self._collect()
        self._report.requests = dict(self._route.requests)
        self._ledger.runs.finish(self._report.run_id, self._report.as_json(), self._clock())
        return self._report

    def _begin(self, chunk: Sequence[Draft]) -> None:
        """Plan a chunk and send what is to be sent; a patient's earlier filing is answered for first."""
        if any(future.done() for future in self._under_way):
            self._collect()
        patients = {draft.filing.person.nhs_number for draft in chunk}
        while len(self._under_way) > _WAITING or any(
            job.draft.filing.person.nhs_number in patients for job, _ in self._under_way.values()
        ):
            self._collect()
        self._report.participants += len(chunk)
        try:
            planned = self._planner.plan(chunk)
        except EndpointError as error:
            for draft in chunk:
                waiting = PlannedFiling(draft.filing, "held")
                self._settle(Job(draft, waiting), "held", draft.hold or _unanswered(error))
            return
        self._send([Job(draft, one) for draft, one in zip(chunk, planned, strict=True)])

    def _send(self, jobs: Sequence[Job]) -> None:
        """Write down what is intended, then let it go; what needs no sending is settled at once."""
        sending = []
        with self._filings.together():
            for job in jobs:
                self._adopt(job)
                if job.planned.outcome != "file":
                    self._settle(job, job.planned.outcome, job.planned.hold)
                elif entries := job.planned.entries():
                    sending.append((job, entries))
                else:
                    self._settle(job, "filed" if job.looking else "unchanged", None)
            self._filings.intend(
                [
                    (job.draft.filing, job.planned.patient, [change.item for change in job.planned.changes])
                    for job, _ in sending
                ],
                self._report.run_id,
                self._clock(),
            )
        for job, entries in sending:
            future = self._pool.submit(self._route.send, job.draft.filing.filing_id, entries)
            self._under_way[future] = (job, entries)

    def _adopt(self, job: Job) -> None:
        """Keep receipts for what was found at the endpoint as we would have written it."""
        found = []
        for change in job.planned.changes:
            if change.action == "unchanged":
                job.outcomes.setdefault(change.item.identity, "unchanged")
                if change.current is not None and change.server_id is not None:
                    found.append((change.item, change.server_id, change.version, "unchanged"))
        self._filings.answered(job.draft.filing.filing_id, found, self._clock())

    def _collect(self) -> None:
        """Record everything answered since, in one transaction; then look again where that is needed."""
        done, _ = wait(self._under_way, return_when=FIRST_COMPLETED)
        unclear: list[tuple[Job, bool]] = []
        with self._filings.together():
            for future in done:
                job, entries = self._under_way.pop(future)
                try:
                    answers = future.result()
                except OutcomeUnknown as error:
                    self._record(job, "unknown", str(error))
                    unclear.append((job, True))
                except EndpointError as error:
                    self._failed(job, error)
                else:
                    if not self._answered(job, entries, answers):
                        unclear.append((job, False))
        for job, without_answer in unclear:
            self._look_again(job, sent_without_answer=without_answer)

    def _answered(self, job: Job, entries: Sequence[Entry], answers: Sequence[Answer]) -> bool:
        """Keep the receipts; False where the endpoint held something already, and has to be looked at."""
        items: dict[Identity, FiledResource] = {
            change.item.identity: change.item for change in job.planned.changes
        }
        receipts, found = [], 0
        for entry, answer in zip(entries, answers, strict=True):
            if entry.server_id is None and answer.status != 201:
                found += 1  # it was there already: what it says must be looked at
                continue
            outcome = "created" if entry.server_id is None else "updated"
            job.outcomes.setdefault(entry.identity, outcome)
            receipts.append((items[entry.identity], answer.server_id, answer.version, outcome))
        self._filings.answered(job.draft.filing.filing_id, receipts, self._clock())
        if not found:
            self._settle(job, "filed", None)
        elif job.looking:
            self._settle(job, "unknown", _UNSETTLED)
        else:
            return False
        return True

    def _failed(self, job: Job, error: EndpointError) -> None:
        if isinstance(error, Conflict):
            self._settle(job, "conflict", _CONFLICT)
        elif isinstance(error, Refused):
            self._settle(job, "rejected", _refused(error))
        else:
            self._settle(job, "held", _unanswered(error))

    def _look_again(self, job: Job, *, sent_without_answer: bool) -> None:
        """Look at the endpoint before anything else happens to this filing.

        After a lost answer nothing is sent again in this run: the endpoint may still be at work on it.
        """
        try:
            (planned,) = self._planner.plan([job.draft])
        except EndpointError:
            self._settle(job, "unknown", _UNSETTLED)
            return
        again = Job(job.draft, planned, job.outcomes, looking=True)
        if sent_without_answer and planned.outcome == "file" and planned.entries():
            self._settle(job, "unknown", _UNSETTLED)
            return
        if sent_without_answer and planned.outcome == "file":
            created = {change.item.identity for change in job.planned.changes if change.action == "create"}
            again.outcomes.update(dict.fromkeys(created, "created"))
        self._send([again])

    def _settle(self, job: Job, state: State, hold: Hold | None) -> None:
        if job.looking and state == "unchanged":
            state = "filed"
        reason = str(hold) if hold else None
        self._record(job, state, reason)
        self._report.settle(job.draft, state, hold, job.outcomes.values())
        self._settled(job, state, hold)

    def _record(self, job: Job, state: State, reason: str | None) -> None:
        self._filings.settle(
            job.draft.filing, job.planned.patient, state, reason, self._report.run_id, self._clock()
        )


_UNSETTLED = Hold(
    "endpoint",
    "no answer to a filing, and it cannot be seen at the endpoint yet",
    "an answer, or the filed entry",
    "Push again in some minutes: it looks first and writes nothing twice.",
)
_CONFLICT = Hold(
    "conflict",
    "the endpoint holds another version than the one read",
    "the version that was read",
    "Push again: it reads the practice's version and shows where they differ.",
)


def _refused(error: EndpointError) -> Hold:
    return Hold(
        "endpoint",
        f"refused: {error}",
        "the endpoint to accept the entry",
        "Nothing of it was filed. Show this to whoever runs the endpoint.",
    )


def _unanswered(error: EndpointError) -> Hold:
    return Hold(
        "endpoint",
        f"not sent: {error}",
        "an endpoint that takes requests",
        "Nothing of it was filed. Push again later.",
    )
