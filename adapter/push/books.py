"""What becomes of filings: the one place of a push that writes it into ledger, report and log."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from adapter.clock import Clock
from adapter.guards.hold import Hold
from adapter.ledger.facts import State
from adapter.ledger.filings import Filings
from adapter.push.drafts import Draft
from adapter.push.plan import Change, PlannedFiling
from adapter.push.report import PushReport
from adapter.routes.route import Answer, Entry, Route
from adapter.telemetry.events import FilingSettled, Tell, about
from mappings.elements import as_of
from mappings.filing import FiledResource
from mappings.identity import Identity, by_number


@dataclass
class Job:
    """One filing on its way: its plan, what became of its resources, and whether it was looked up again."""

    draft: Draft
    planned: PlannedFiling
    outcomes: dict[Identity, str] = field(default_factory=dict)
    looking: bool = False


class Books:
    """The books of one push. Each call is a transaction, or part of the one that it is made in."""

    def __init__(
        self, *, route: Route, filings: Filings, report: PushReport, clock: Clock, tell: Tell
    ) -> None:
        self._route = route
        self._filings = filings
        self._report = report
        self._clock = clock
        self._tell = tell
        self._in_conflict = set(filings.conflicts.filings())

    def adopt(self, job: Job) -> None:
        """Keep receipts for what was found as we would have written it; what lasts, only of what is filed."""
        found, filed = [], job.planned.outcome in ("file", "unchanged")
        kept = [change for change in job.planned.changes if change.action == "unchanged"]
        for change in kept:
            item = change.item
            job.outcomes.setdefault(item.identity, "unchanged")
            if change.server_id is None or not (filed or as_of(item.body) is None):
                continue
            if change.word is not None:
                item = FiledResource(item.identity, change.word)
            elif change.current is None:
                continue
            found.append((item, change.server_id, change.version, "unchanged"))
        self._answered(job, found, kept)

    def keep_conflicts(self, job: Job) -> None:
        """What a person has to decide on of this filing, and nothing that no longer has to be decided."""
        filing_id, planned = job.draft.filing.filing_id, job.planned
        contested = [change.contested for change in planned.changes if change.contested is not None]
        if contested or (filing_id in self._in_conflict and planned.outcome in ("file", "unchanged")):
            self._filings.conflicts.keep(filing_id, contested, self._clock())

    def intend(self, sending: Sequence[tuple[Job, Sequence[Entry]]]) -> None:
        """Write down what is about to be sent, and what decided what it says."""
        self._decided(change for job, _ in sending for change in job.planned.changes if change.writes)
        self._filings.intend(
            [
                (
                    job.draft.filing,
                    self._whose(job),
                    [change.item for change in job.planned.changes if change.action != "waits"],
                )
                for job, _ in sending
            ],
            self._report.run_id,
            self._clock(),
            sent={entry.identity: entry.body for _, entries in sending for entry in entries},
        )

    def keep(self, job: Job, entries: Sequence[Entry], answers: Sequence[Answer]) -> set[Identity]:
        """Keep the receipts; what the endpoint held already is returned, and has to be looked at."""
        items = {change.item.identity: change.item for change in job.planned.changes}
        receipts, found = [], set()
        for entry, answer in zip(entries, answers, strict=True):
            if entry.server_id is None and answer.status != 201:
                found.add(entry.identity)
                continue
            outcome = "created" if entry.server_id is None else "updated"
            job.outcomes.setdefault(entry.identity, outcome)
            receipts.append((items[entry.identity], answer.server_id, answer.version, outcome))
        answered = {item.identity for item, *_ in receipts}
        written = [change for change in job.planned.changes if change.item.identity in answered]
        self._answered(job, receipts, written)
        return found

    def settle(self, job: Job, state: State, hold: Hold | None) -> None:
        """What a filing has come to in this run, and why, if a person should know."""
        if job.looking and state == "unchanged":
            state = "filed"
        in_part = state == "filed" and hold is not None
        if in_part:
            state = "conflict"
        if not job.planned.dead_letter:
            self.record(job, state, str(hold) if hold else None, in_part=in_part)
        elif state == "dropped":
            self._filings.looked_at(job.draft.filing.filing_id, self._report.run_id)
        self._report.settle(job.draft, state, hold, job.outcomes.values())
        guard, resources = hold.guard if hold else None, Counter(job.outcomes.values())
        with about(filing=job.draft.filing.filing_id):
            if job.planned.unreadable is not None:
                self._tell(job.planned.unreadable)
            self._tell(FilingSettled(state=state, guard=guard, resources=resources))

    def record(self, job: Job, state: State, reason: str | None, *, in_part: bool = False) -> None:
        """What the ledger alone holds it for, until it is settled."""
        self._filings.settle(
            job.draft.filing,
            self._whose(job),
            state,
            reason,
            self._report.run_id,
            self._clock(),
            in_part=in_part,
        )

    def _decided(self, changes: Iterable[Change]) -> None:
        """Record what settled elements that both sides had changed: before it is sent, as what is sent is."""
        decided = [
            (change.item.identity, decision.element, decision.policy)
            for change in changes
            for decision in change.decisions
        ]
        if decided:
            self._filings.conflicts.decided(decided, self._report.run_id, self._clock())

    def _answered(
        self,
        job: Job,
        receipts: Sequence[tuple[FiledResource, str, str | None, str]],
        changes: Sequence[Change],
    ) -> None:
        """Keep the receipts, with what of the practice's was left in, and what decided that."""
        merged = {change.item.identity: change.merged for change in changes if change.merged is not None}
        self._filings.answered(job.draft.filing.filing_id, receipts, self._clock(), merged)
        self._decided(changes)

    def _whose(self, job: Job) -> str | None:
        """Where the patient is kept, if that was asked; in a folder nobody is."""
        return job.planned.patient if self._route.sees_records else by_number(job.draft.filing.person)
