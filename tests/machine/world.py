"""Clinic and practice as a simple model knows them, and what can happen to them."""

from __future__ import annotations

import datetime as dt
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Any, Self
from unittest.mock import patch

import adapter.gp.retry
from adapter.errors import EndpointError
from adapter.gp.server_clock import ServerClock
from adapter.interrupt import Interrupt
from adapter.ledger.leases import Lease
from adapter.ledger.ledger import Ledger
from adapter.merge.contested import resolve, waiting
from adapter.pull.pull import Pull
from adapter.pull.report import PullReport
from adapter.push.push import Push
from adapter.push.report import PushReport
from adapter.routes.rest import RestRoute
from adapter.routes.route import Answer, Entry
from adapter.sandbox.faults import Fault, Faults
from adapter.sandbox.policy import Policy
from adapter.sandbox.serve import running
from adapter.sandbox.store import Store
from adapter.settings import Endpoint, Settings
from adapter.sync.sync import Sync
from mappings.binding import references
from mappings.identity import participation_id
from mappings.records import Participant, Session
from profiles.definitions import extension
from profiles.wire import Resource
from tests.machine.steps import Step, at
from tests.pull.conftest import prescription
from tests.push import clinic
from tests.push.conftest import Practice

PEOPLE = 3
SESSIONS = 3
_A_WHILE = dt.timedelta(minutes=20)
"""Between any two things that happen: longer than clocks may differ before nobody says who spoke last."""
ELEMENTS = {"text": "description", "barriers": "extension:barriers"}
"""What the clinic edits of a goal → the element of the resource: one is asked about, one is the clinic's."""


class Killed(BaseException):
    """The process is no more."""


@dataclass
class Figures:
    """What was done and found, over all worlds of a run."""

    done: Counter[str] = field(default_factory=Counter)
    faults: int = 0
    filings: int = 0
    waited: int = 0
    """Conflicts that were waiting whenever all had come to rest; `filings` were in the record then."""


@dataclass(frozen=True)
class Edit:
    """What the practice wrote last in an element, and how often that had been decided on by then."""

    value: str
    decided: int


class World:
    """One practice, one clinic with its ledger, and the model of both: what each said, and of whom."""

    def __init__(self, strategy: str, pull: str, figures: Figures) -> None:
        self._open = ExitStack()
        enter = self._open.enter_context
        enter(patch.object(adapter.gp.retry, "FIRST_WAIT", 0.001))
        self.now = dt.datetime(2026, 5, 1, 9, tzinfo=dt.UTC)
        note = self._note
        enter(patch.object(ServerClock, "note", lambda clock, headers: note(clock, headers)))
        folder = Path(enter(TemporaryDirectory()))
        store = enter(Store(clock=self.clock))
        self.faults = Faults(seed=1)
        policy = Policy(page=5, largest_page=5)
        url = enter(running(store, self.faults, policy=policy))
        self.practice = Practice(url, store, self.faults, folder)
        for index in range(PEOPLE):
            self.practice.put(clinic.patient(index))
        self.figures = figures
        self._at = Endpoint.model_validate(
            {"url": url, "attempts": 2, "strategy": strategy, "pull": pull, "timeout": 5}
        )
        self._script: list[Fault] = []
        self._counter = 0
        self.sessions: list[tuple[Session, dict[int, Participant]]] = []
        self.goals: list[dict[str, str]] = [{} for _ in range(PEOPLE)]
        self.said: dict[tuple[int, str], list[str]] = {}
        """Everything that the clinic ever said of an element of somebody's goal; the last counts."""
        self.edits: dict[tuple[int, str], Edit] = {}
        self.noted: dict[int, str] = {}
        self.prescribed: dict[str, str] = {}
        self.told: dict[str, str] = {}
        self._broken_pull = False
        self.ever: set[str] = set()
        """Every filing that was ever in the ledger."""
        self._sending: dict[int, int] = {}
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.close()

    def clock(self) -> dt.datetime:
        """The one time of clinic and practice; never twice the same."""
        self.now += dt.timedelta(microseconds=1)
        return self.now

    def _note(self, clock: ServerClock, _headers: object) -> None:
        """What the Date header would say, were it of the same time."""
        clock.now, clock.skew = self.now.replace(microsecond=0), dt.timedelta()

    def passes(self) -> None:
        self.now += _A_WHILE

    def _new(self, words: str) -> str:
        self._counter += 1
        return f"{words} {self._counter}"

    # ── The clinic ───────────────────────────────────────────────────────────────────────────────────

    def ledger(self) -> Ledger:
        return Ledger(str(self.practice.folder / "ledger.db"))

    def holds_session(self, people: Sequence[int]) -> None:
        """A further session with these people, each with the goal that was last spoken of."""
        number = len(self.sessions) + 1
        session = clinic.session(number, dt.date(2026, 3, 3) + dt.timedelta(weeks=number))
        self.sessions.append((session, {}))
        for index in people:
            if not self.goals[index]:
                self._say(index, "text")
            self._write(number - 1, index)
        self._keep(number - 1)

    def edits_goal(self, index: int, what: str) -> None:
        """The file of somebody's last session is changed, and approved anew."""
        numbers = [number for number, (_, people) in enumerate(self.sessions) if index in people]
        if numbers:
            self._say(index, what)
            self._write(numbers[-1], index)
            self._keep(numbers[-1])

    def _say(self, index: int, what: str) -> None:
        value = self.goals[index][what] = self._new(f"Person {index}: {what}")
        self.said.setdefault((index, ELEMENTS[what]), []).append(value)

    def _write(self, number: int, index: int) -> None:
        session, people = self.sessions[number]
        base = clinic.participant(index, day=session.session_date)
        goal = base.goals[0].model_copy(update={"goal_id": f"G{index}", **self.goals[index]})
        action = base.actions[0].model_copy(update={"goal_id": goal.goal_id})
        people[index] = clinic.participant(
            index,
            day=session.session_date,
            goals=(goal,),
            actions=(action,),
            approval=base.approval.model_copy(update={"at": self.clock()}) if base.approval else None,
            **dict.fromkeys(("education", "referrals", "assessments", "scores"), ()),
            **dict.fromkeys(("next_step", "review_due", "medication_plan", "medication_review")),
        )

    def _keep(self, number: int) -> None:
        session, people = self.sessions[number]
        with self.ledger() as ledger:
            ledger.imports.keep(session, [people[index] for index in sorted(people)], [], self.clock())

    def chooses(self, side: str) -> None:
        """A person settles every conflict that waits."""
        with self.ledger() as ledger:
            for one in waiting(ledger):
                resolve(ledger, one, [side], (), "Col Abernethy", self.clock())

    # ── The practice ─────────────────────────────────────────────────────────────────────────────────

    def goal(self, index: int) -> Resource | None:
        found = [
            one
            for one in self.practice.resources("Goal")
            if one["subject"].get("reference") == f"Patient/p{index}"
        ]
        assert len(found) <= 1, "a goal stands twice"
        return found[0] if found else None

    def practice_edits(self, index: int, element: str) -> None:
        """Somebody at the practice writes in a patient's goal, if it is there."""
        goal = self.goal(index)
        if goal is None:
            return
        value = self._new("The practice's")
        if element == "note":
            goal["note"] = [{"text": value}]
            self.noted[index] = value
        else:
            if element == "description":
                goal["description"] = {"text": value}
            else:
                others = [one for one in goal["extension"] if one["url"] != extension("barriers")]
                goal["extension"] = [*others, {"url": extension("barriers"), "valueString": value}]
            self.edits[index, element] = Edit(value, self.decided(index, element))
        self._store(goal)

    def practice_prescribes(self, name: str, index: int, late: float) -> None:
        """A prescription, or another in its place; committed so many seconds late."""
        drug = self.prescribed[name] = self._new("Tablets")
        with self.practice.store.late(late):
            self._store({**prescription(f"Patient/p{index}", drug), "id": name})

    def decided(self, index: int, element: str) -> int:
        with self.ledger() as ledger:
            decisions = ledger.filings("practice").conflicts.decisions()
        goal = self.goal(index)
        if goal is None:
            return 0
        values = {identifier["value"].removeprefix("urn:uuid:") for identifier in goal["identifier"]}
        return sum(1 for one, settled, _ in decisions if settled == element and one.value in values)

    def _store(self, resource: Resource) -> None:
        targets = [str(one["reference"]) for one in references(resource) if "reference" in one]
        self.practice.store.write(resource, "PUT", targets)

    # ── What runs ────────────────────────────────────────────────────────────────────────────────────

    def breaks(self, **fault: Any) -> None:
        self._script.append(self.faults.add(headers={"Retry-After": "0"}, **fault))

    def mends(self) -> None:
        """Nothing that was scripted goes wrong any more."""
        self.figures.faults += sum(fault.happened for fault in self._script)
        self._script.clear()
        self.faults.clear()

    def push(self) -> PushReport:
        with self.ledger() as ledger:
            route = _Watched(self._at, self, ledger)
            try:
                report = Push(
                    route=route,
                    ledger=ledger,
                    endpoint="practice",
                    settings=self._settings(),
                    clock=self.clock,
                ).run(ledger.imports.sessions())
            finally:
                route.close()
        self._books(report)
        assert report.participants == sum(len(people) for _, people in self.sessions)
        return report

    def pull(self) -> PullReport:
        with self.ledger() as ledger:
            route = RestRoute(self._at)
            try:
                return self._pulled(self._pull(ledger, route).run)
            finally:
                route.close()

    def sync(self) -> PushReport:
        with self.ledger() as ledger:
            done = Sync(
                open_route=lambda: _Watched(self._at, self, ledger),
                pull=lambda route, lease: self._under(ledger, route, lease),
                ledger=ledger,
                endpoint="practice",
                settings=self._settings(),
                clock=self.clock,
            ).round()
        self._books(done.pushed)
        return done.pushed

    def _under(self, ledger: Ledger, route: RestRoute, lease: Lease) -> PullReport:
        return self._pulled(lambda: self._pull(ledger, route).under(lease))

    def _pulled(self, pull: Callable[[], PullReport]) -> PullReport:
        again, self._broken_pull = self._broken_pull, True
        report = pull()
        self._broken_pull = again and bool(report.problems)
        return report

    def _pull(self, ledger: Ledger, route: RestRoute) -> Pull:
        def found(change: Any, _place: object) -> None:
            if change.resource_type == "MedicationRequest" and not change.ours:
                said = change.after["medicationCodeableConcept"]["text"]
                # a pull that died may have told what it could not keep any more
                assert self.told.get(change.server_id) != said or self._told_and_lost, "told twice"
                self.told[change.server_id] = said

        self._told_and_lost = self._broken_pull
        return Pull(
            route=route,
            ledger=ledger,
            endpoint="practice",
            settings=self._settings(),
            at=self._at,
            clock=self.clock,
            found=found,
            interrupt=Interrupt(),
        )

    def _settings(self) -> Settings:
        return Settings(ledger=str(self.practice.folder / "ledger.db"))

    def runs(self, command: Callable[[], object]) -> None:
        """The command runs; an endpoint that cannot be asked at all ends it, and it says so."""
        try:
            command()
        except EndpointError:
            self.figures.done["given up"] += 1

    def dies(self, command: Callable[[], object], step: Step, nth: int) -> None:
        """The command dies at a step, if it comes to it; the next one opens the ledger anew."""
        with at(step, _die, nth):
            try:
                self.runs(command)
            except Killed:
                self.figures.done["died"] += 1

    def meets(self, command: Callable[[], object], edit: Callable[[], None], nth: int) -> None:
        """The practice writes in the very moment before a request of ours arrives."""
        with at(("before", "send"), edit, nth):
            self.runs(command)

    # ── What must hold ───────────────────────────────────────────────────────────────────────────────

    @contextmanager
    def sending(self, ledger: Ledger, filing_id: str, entries: Sequence[Entry]) -> Iterator[None]:
        """I4, and the settling of unknown outcomes: nothing else of that patient is under way or unknown."""
        number, index = self.whose(filing_id)
        assert all(entry.version is not None for entry in entries if entry.server_id is not None)
        others = ledger.filings("practice").unanswered([f"Patient/p{index}"])
        assert {filing for _, filing in others} <= {filing_id}, "sent past one that is not answered"
        with self._lock:
            assert index not in self._sending, "two filings of one patient at once"
            self._sending[index] = number
        try:
            yield
        finally:
            del self._sending[index]

    def whose(self, filing_id: str) -> tuple[int, int]:
        return next(
            (number, index)
            for number, (session, people) in enumerate(self.sessions)
            for index, person in people.items()
            if participation_id(session, person.person) == filing_id
        )

    def _books(self, report: PushReport) -> None:
        assert report.balanced, report.as_json()


class _Watched(RestRoute):
    """The route to the practice, held against the model as it sends."""

    def __init__(self, endpoint: Endpoint, world: World, ledger: Ledger) -> None:
        super().__init__(endpoint)
        self._world = world
        self._ledger = ledger

    def send(self, filing_id: str, entries: Sequence[Entry]) -> list[Answer]:
        with self._world.sending(self._ledger, filing_id, entries):
            return super().send(filing_id, entries)


def _die() -> None:
    raise Killed
