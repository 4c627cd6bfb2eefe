"""A sync pulls and pushes as one run, alone at its endpoint, and touches only what is not settled."""

from __future__ import annotations

import datetime as dt
import gc
import itertools
import random
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from adapter.endpoint import Endpoint
from adapter.errors import EndpointError, InUse, LeaseLost, OutcomeUnknown, Refused, SettingsError
from adapter.interrupt import Interrupt
from adapter.ledger.leases import Lease
from adapter.ledger.ledger import Ledger
from adapter.overview import overviews
from adapter.problem import Problem
from adapter.pull.report import PullReport
from adapter.push import push
from adapter.push.push import Push
from adapter.routes.folder import FolderRoute
from adapter.routes.rest import RestRoute
from adapter.routes.route import Route
from adapter.sandbox.faults import Faults
from adapter.sandbox.serve import running
from adapter.sandbox.store import Store
from adapter.settings import Settings
from adapter.sync.schedule import Timetable
from adapter.sync.sync import Round, Sync
from adapter.telemetry.events import Event, RequestMade
from adapter.turn import turn
from tests.push import clinic
from tests.push.conftest import Practice, practice  # noqa: F401

MINUTE = dt.timedelta(minutes=1)


def pulled(lease: Lease, **changed: Any) -> PullReport:
    """A pull's books, for a sync that has to be told of one."""
    return PullReport(lease.run_id, **changed)


@dataclass
class Machine:
    """The clinic's side: its ledger, a clock of its own, and the syncs that it runs."""

    practice: Practice
    ledger: Ledger
    now: dt.datetime = dt.datetime(2026, 3, 11, 9, 0, tzinfo=dt.UTC)
    interrupt: Interrupt = field(default_factory=Interrupt)
    pull: Callable[[RestRoute, Lease], PullReport] = lambda _route, lease: pulled(lease)
    routes: list[RestRoute] = field(default_factory=list)

    def open_route(self) -> Route:
        self.routes.append(RestRoute(Endpoint(url=self.practice.url, attempts=1)))
        return self.routes[-1]

    def sync(self, **changed: Any) -> Sync:
        given: dict[str, Any] = {
            "open_route": self.open_route,
            "pull": self.pull,
            "ledger": self.ledger,
            "endpoint": "practice",
            "settings": Settings(ledger="unused"),
            "clock": lambda: self.now,
            "interrupt": self.interrupt,
        }
        return Sync(**{**given, **changed})

    def keep(self, *people: int, session: int = 1, **changed: Any) -> None:
        participants = [clinic.participant(index, **changed) for index in people]
        self.ledger.imports.keep(clinic.in_turn(session), participants, [], self.now)

    def sleep(self, seconds: float) -> None:
        self.now += dt.timedelta(seconds=seconds)


@pytest.fixture
def machine(practice: Practice, tmp_path: Path) -> Iterator[Machine]:  # noqa: F811
    with Ledger(str(tmp_path / "ledger.db")) as ledger:
        yield Machine(practice, ledger)


def test_a_round_files_what_was_imported_and_keeps_its_books_with_the_run(machine: Machine) -> None:
    machine.keep(0, 1, 2)
    done = machine.sync().round()
    assert done.pushed.filings == {"filed": 3}
    assert done.complete
    assert done.pulled is not None
    run = machine.ledger.runs.latest("practice")
    assert run is not None
    assert (run.run_id, run.command) == (done.run_id, "sync")
    assert run.ended_at is not None
    assert run.summary is not None
    assert run.summary["push"] == done.pushed.as_json()
    assert run.summary["pull"] == done.pulled.as_json()
    assert machine.ledger.leases.holders("practice") == frozenset()


def test_with_nothing_imported_it_still_pulls(machine: Machine) -> None:
    machine.pull = lambda _route, lease: pulled(lease, patients=2)
    done = machine.sync().round()
    assert done.as_json()["pull"]["patients"] == 2
    assert done.pushed.participants == 0


def test_what_is_settled_is_not_looked_at_again_and_costs_no_request(machine: Machine) -> None:
    machine.keep(0, 1, 2)
    machine.sync().round()
    machine.now += MINUTE
    done = machine.sync().round()
    assert done.pushed.participants == 0
    assert sum(done.pushed.requests.values()) == 0


@pytest.mark.hazard("H20")
def test_what_waits_grows_older_from_round_to_round(machine: Machine) -> None:
    machine.keep(0)
    machine.keep(1, session=2, approval=None)
    machine.sync().round()
    since = machine.now
    for _ in range(3):
        machine.now += 600 * MINUTE
        machine.sync().round()
        (endpoint,) = overviews(machine.ledger)
        assert (endpoint.waiting_since, machine.ledger.figures.waiting_since()) == (
            since,
            {"practice": since},
        )
        assert endpoint.as_json(machine.now)["waiting_seconds"] == (machine.now - since).total_seconds()
    machine.keep(1, session=2)
    machine.sync().round()
    assert machine.ledger.figures.waiting_since() == {}


def test_a_session_that_was_imported_again_is_looked_at_again(machine: Machine) -> None:
    machine.keep(0, 1)
    machine.sync().round()
    machine.now += MINUTE
    machine.keep(0, 1, 2)
    assert machine.sync().round().pushed.filings == {"unchanged": 2, "filed": 1}


def test_what_is_imported_while_its_session_is_pushed_is_filed_in_the_next_round(machine: Machine) -> None:
    machine.keep(0)

    def correct(event: Event) -> None:
        if isinstance(event, RequestMade) and event.interaction == "bundle":
            machine.now += MINUTE
            machine.keep(0, actions=(), approval=clinic.approval_at(15))
            machine.now += MINUTE

    at = Endpoint(url=machine.practice.url, attempts=1)
    assert machine.sync(open_route=lambda: RestRoute(at, correct)).round().pushed.filings == {"filed": 1}
    for filings in ({"filed": 1}, {}):
        machine.now += MINUTE
        assert machine.sync().round().pushed.filings == filings


@pytest.mark.hazard("H20")
def test_what_waits_is_tried_in_every_round(machine: Machine) -> None:
    machine.keep(0, 1)
    machine.practice.faults.add("close-before", count=1, method="POST", path="^/?$")
    assert machine.sync().round().pushed.filings == {"unknown": 1, "filed": 1}
    machine.now += MINUTE
    assert machine.sync().round().pushed.filings == {"filed": 1, "unchanged": 1}


def test_a_dead_letter_is_counted_in_every_round_and_sent_in_none(machine: Machine) -> None:
    machine.keep(0, 1)
    machine.practice.faults.add("status", status=422, count=1, method="POST", path="^/?$")
    assert machine.sync().round().pushed.filings == {"rejected": 1, "filed": 1}
    machine.now += MINUTE
    done = machine.sync().round()
    assert (done.pushed.filings["rejected"], done.pushed.requests["write"]) == (1, 0)
    assert not done.complete
    (letter,) = machine.ledger.dead_letters.listed()
    machine.ledger.dead_letters.drop(letter, reason="typed by hand", by="us", now=machine.now)
    machine.now += MINUTE
    done = machine.sync().round()
    assert done.pushed.participants == 0
    assert done.complete


def test_what_is_dropped_after_a_new_import_is_looked_at_once_and_no_more(machine: Machine) -> None:
    """What was imported may be other content, which goes; if it is not, it is left alone from then on."""
    machine.keep(0, 1)
    machine.practice.faults.add("status", status=422, count=1, method="POST", path="^/?$")
    machine.sync().round()
    machine.now += MINUTE
    machine.keep(0, 1)
    (letter,) = machine.ledger.dead_letters.listed()
    machine.ledger.dead_letters.drop(letter, reason="typed by hand", by="us", now=machine.now)
    for filings in ({"dropped": 1, "unchanged": 1}, {}):
        machine.now += MINUTE
        assert machine.sync().round().pushed.filings == filings
    machine.now += MINUTE
    machine.keep(0, 1, actions=(), approval=clinic.approval_at(15))
    assert machine.sync().round().pushed.filings == {"filed": 2}


def test_with_other_settings_everything_is_looked_at_once_more(machine: Machine) -> None:
    machine.keep(0, 1)
    machine.sync().round()
    other = Settings(ledger="unused", similar_notes=0.5)
    machine.now += MINUTE
    assert machine.sync(settings=other).round().pushed.filings == {"unchanged": 2}
    machine.now += MINUTE
    assert machine.sync(settings=other).round().pushed.participants == 0


def test_another_server_under_the_same_name_does_not_count_as_one_that_has_everything(
    machine: Machine,
) -> None:
    def synced(url: str) -> Round:
        machine.now += MINUTE
        at = Endpoint(url=url, attempts=1)
        settings = Settings(ledger="unused", endpoints={"practice": at})
        return machine.sync(open_route=lambda: RestRoute(at), settings=settings).round()

    machine.keep(0, 1)
    assert synced(machine.practice.url).pushed.filings == {"filed": 2}
    assert synced(machine.practice.url).pushed.participants == 0
    with Store() as store, running(store, Faults(seed=1)) as url:
        other = Practice(url, store, machine.practice.faults, machine.practice.folder)
        for patient in clinic.practice():
            other.put(patient)
        done = synced(url)
    assert done.pushed.filings == {"conflict": 2}
    assert "not at the endpoint any more" in done.pushed.problems[0].found


@pytest.mark.parametrize("ends", ["as a push", "as a round", "interrupted", "killed", "failed"])
def test_what_was_pushed_under_other_settings_since_is_looked_at_once_more(
    machine: Machine, ends: str
) -> None:
    """However that run ended: it may have written, or held, something else."""
    machine.keep(0, 1)
    machine.sync().round()
    machine.now += MINUTE
    other = Settings(ledger="unused", similar_notes=0.5)
    push_under(machine, other, ends)
    machine.interrupt = Interrupt()
    for looked_at in (2, 0):
        machine.now += MINUTE
        assert machine.sync().round().pushed.participants == looked_at


@pytest.mark.parametrize("ends", ["as a push", "interrupted", "killed", "failed"])
def test_what_was_pushed_under_the_same_settings_is_not(machine: Machine, ends: str) -> None:
    machine.keep(0, 1)
    machine.sync().round()
    machine.now += MINUTE
    push_under(machine, Settings(ledger="unused"), ends)
    machine.interrupt = Interrupt()
    machine.now += MINUTE
    assert machine.sync().round().pushed.participants == 0


def push_under(machine: Machine, settings: Settings, ends: str) -> None:
    """Another run at the practice, which finds all filed."""

    class Ended(BaseException):
        pass

    def chunks(*_given: object) -> Iterator[None]:
        if ends == "failed":
            raise EndpointError("no more")
        if ends == "killed":
            raise Ended
        machine.interrupt.asked = True
        yield None

    with ExitStack() as ending:
        if ends == "as a round":
            machine.sync(settings=settings).round()
            return
        if ends != "as a push":
            ending.enter_context(patch.object(push, "chunks", chunks))
            if ends != "interrupted":
                ending.enter_context(pytest.raises(EndpointError if ends == "failed" else Ended))
        route = machine.open_route()
        ending.callback(route.close)
        Push(
            route=route,
            ledger=machine.ledger,
            endpoint="practice",
            settings=settings,
            clock=lambda: machine.now,
            interrupt=machine.interrupt,
        ).run(machine.ledger.imports.sessions())


def test_a_pull_that_waits_for_a_person_leaves_the_sync_incomplete(machine: Machine) -> None:
    problem = Problem("session of 10 Mar 2026, row 2", "a death", "a living patient", "Ask the practice.")
    machine.pull = lambda _route, lease: pulled(lease, problems=[problem])
    assert not machine.sync().round().complete


def test_nothing_is_pushed_after_a_pull_that_failed(machine: Machine) -> None:
    def refused(_route: RestRoute, lease: Lease) -> PullReport:
        raise Refused("no")

    machine.keep(0)
    machine.pull = refused
    with pytest.raises(Refused):
        machine.sync().round()
    run = machine.ledger.runs.latest("practice")
    assert run is not None
    assert run.summary == {"error": "no"}
    assert machine.practice.resources() == []


def test_into_a_folder_there_is_nothing_to_pull(machine: Machine, tmp_path: Path) -> None:
    machine.keep(0)
    done = machine.sync(open_route=lambda: FolderRoute(tmp_path / "bundles")).round()
    assert done.pulled is None
    assert done.pushed.filings == {"filed": 1}


def test_the_pull_is_under_the_lease_that_the_push_is_under(machine: Machine) -> None:
    held = []

    def pull(_route: RestRoute, lease: Lease) -> PullReport:
        held.append((lease.run_id, machine.ledger.leases.holders("practice")))
        return pulled(lease)

    machine.pull = pull
    machine.keep(0)
    done = machine.sync().round()
    assert held == [(done.run_id, {done.run_id})]
    assert done.pushed.run_id == done.run_id


@pytest.mark.failure("3.4", "two runs on one ledger")
@pytest.mark.failure("3.9", "overlapping rounds")
def test_two_at_once_cannot_be(machine: Machine) -> None:
    with turn(machine.ledger, "push", "practice", lambda: machine.now), pytest.raises(InUse, match="push"):
        machine.sync().round()
    assert machine.routes == []


# ── Round after round ────────────────────────────────────────────────────────────────────────────────


def rounds(machine: Machine, number: int, every: dt.timedelta = 15 * MINUTE) -> list[Any]:
    following = machine.sync().rounds(Timetable(every), chance=random.Random(1), sleep=machine.sleep)
    return list(itertools.islice(following, number))


def test_rounds_come_once_in_each_interval(machine: Machine) -> None:
    began = [one.began for one in rounds(machine, 4)]
    assert began[0] == dt.datetime(2026, 3, 11, 9, 0, tzinfo=dt.UTC)
    assert [Timetable(15 * MINUTE).interval(moment).strftime("%H:%M") for moment in began] == [
        "09:00",
        "09:15",
        "09:30",
        "09:45",
    ]
    assert all(moment.second or moment.microsecond for moment in began[1:])


@pytest.mark.failure("3.9", "missed rounds")
@pytest.mark.parametrize("seconds", [5, 60])
def test_chance_never_has_a_short_interval_missed(machine: Machine, seconds: int) -> None:
    """What puts one round off does not put off all that follow, until they have lost an interval."""
    timetable = Timetable(dt.timedelta(seconds=seconds))
    found = rounds(machine, 40, timetable.every)
    assert [one.missed for one in found] == [0] * 40
    begun = [timetable.interval(one.began) for one in found]
    assert {later - one for one, later in itertools.pairwise(begun)} == {timetable.every}


@pytest.mark.failure("3.9", "many restarts")
def test_a_restart_does_not_repeat_the_round_of_its_interval(machine: Machine) -> None:
    (first,) = rounds(machine, 1)
    machine.now += MINUTE
    (second,) = rounds(machine, 1)
    assert first.began.hour == second.began.hour == 9
    assert second.began.minute == 15


@pytest.mark.failure("3.9", "missed rounds")
def test_rounds_missed_while_nothing_ran_are_told_and_made_up_once(machine: Machine) -> None:
    rounds(machine, 1)
    machine.now += dt.timedelta(hours=3)
    first, second = rounds(machine, 2)
    assert (first.missed, second.missed) == (11, 0)
    assert dt.timedelta() < second.began - first.began <= 16 * MINUTE


@pytest.mark.parametrize("fails", [False, True])
def test_nothing_was_missed_since_a_round_by_hand(machine: Machine, fails: bool) -> None:
    rounds(machine, 1)
    machine.now += dt.timedelta(hours=3)
    if fails:
        with patch.object(machine, "pull", side_effect=Refused("no")), pytest.raises(Refused):
            machine.sync().round()
    else:
        machine.sync().round()
    machine.now += dt.timedelta(hours=3)
    first, second = rounds(machine, 2)
    assert (first.missed, second.missed) == (0, 0)


def test_rounds_are_missed_since_one_that_failed(machine: Machine) -> None:
    with patch.object(machine, "pull", side_effect=Refused("no")):
        rounds(machine, 1)
    machine.now += dt.timedelta(hours=3)
    (made_up,) = rounds(machine, 1)
    assert made_up.missed == 11


def test_an_endpoint_that_fails_is_tried_in_the_next_interval(machine: Machine) -> None:
    outcomes: Iterator[Any] = iter([Refused("no"), OutcomeUnknown("what"), SettingsError("how"), None])

    def pull(_route: RestRoute, lease: Lease) -> PullReport:
        if (failing := next(outcomes)) is not None:
            raise failing
        return pulled(lease)

    machine.pull = pull
    found = rounds(machine, 4)
    assert [type(one) for one in found] == [Refused, OutcomeUnknown, SettingsError, Round]
    assert machine.now - dt.datetime(2026, 3, 11, 9, 45, tzinfo=dt.UTC) <= 2 * MINUTE
    errors = [run.summary and run.summary.get("error") for run in machine.ledger.runs.listed("practice")]
    assert errors == [None, "how", "what", "no"]


@pytest.mark.failure("3.9", "overlapping rounds")
def test_who_finds_the_endpoint_in_use_waits_and_tries_again(machine: Machine) -> None:
    with turn(machine.ledger, "push", "practice", lambda: machine.now):
        before = machine.now
        found = rounds(machine, 3)
        assert [type(one) for one in found] == [InUse] * 3
        assert machine.now - before >= 2 * MINUTE
    assert isinstance(rounds(machine, 1)[0], Round)


@pytest.mark.failure("3.6", "stopped for longer than the lease")
def test_a_machine_that_slept_during_a_round_makes_up_for_it(machine: Machine) -> None:
    slept = iter([True, False])

    def pull(_route: RestRoute, lease: Lease) -> PullReport:
        if next(slept):
            machine.now += dt.timedelta(hours=1)
            raise LeaseLost("slept")
        return pulled(lease)

    machine.pull = pull
    machine.keep(0)
    first, second = rounds(machine, 2)
    assert isinstance(first, LeaseLost)
    assert second.pushed.filings == {"filed": 1}


def test_a_fault_of_ours_is_not_passed_over(machine: Machine) -> None:
    def broken(_route: RestRoute, lease: Lease) -> PullReport:
        raise ZeroDivisionError

    machine.pull = broken
    with pytest.raises(ZeroDivisionError):
        rounds(machine, 1)
    assert machine.ledger.leases.holders("practice") == frozenset()


def test_an_interrupt_while_waiting_ends_it_at_once(machine: Machine) -> None:
    slept: list[float] = []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        machine.interrupt.asked = True

    found = list(machine.sync().rounds(Timetable(15 * MINUTE), sleep=sleep))
    assert [type(one) for one in found] == [Round]
    assert len(slept) == 1
    assert slept[0] <= 1


def test_an_interrupt_during_the_pull_pushes_nothing(machine: Machine) -> None:
    def pull(_route: RestRoute, lease: Lease) -> PullReport:
        machine.interrupt.asked = True
        return pulled(lease)

    machine.pull = pull
    machine.keep(0)
    (done,) = machine.sync().rounds(Timetable(15 * MINUTE), sleep=machine.sleep)
    assert isinstance(done, Round)
    assert done.pushed.interrupted
    assert machine.practice.resources() == []


@pytest.mark.invariant("I12")
def test_many_rounds_need_no_more_memory_than_a_few(machine: Machine) -> None:
    """What waits is planned anew in each of them."""
    machine.keep(0, 1, 2, approval=None)
    following = machine.sync().rounds(Timetable(MINUTE), chance=random.Random(1), sleep=machine.sleep)

    def after(number: int) -> int:
        for one in itertools.islice(following, number):
            assert not isinstance(one, EndpointError | SettingsError | InUse)
        machine.routes.clear()
        gc.collect()
        return tracemalloc.get_traced_memory()[0]

    after(10)
    tracemalloc.start()
    try:
        few, many = after(10), after(40)
    finally:
        tracemalloc.stop()
    assert many - few < 100_000


@pytest.mark.failure("3.6", "the clock goes backwards")
def test_a_clock_that_is_put_back_during_a_round_costs_no_more_than_an_interval(machine: Machine) -> None:
    def pull(_route: RestRoute, lease: Lease) -> PullReport:
        machine.now -= dt.timedelta(hours=6)
        return pulled(lease)

    machine.pull = pull
    first, second = rounds(machine, 2)
    assert second.began - first.ended <= 17 * MINUTE


@pytest.mark.failure("3.6", "the clock goes backwards")
@pytest.mark.invariant("I1")
def test_what_is_imported_after_the_clock_was_put_back_is_filed(machine: Machine) -> None:
    right = machine.now
    machine.keep(0)
    machine.now += dt.timedelta(hours=6)
    assert machine.sync().round().pushed.filings == {"filed": 1}
    machine.now = right + 10 * MINUTE
    machine.keep(0, education=(), approval=clinic.approval_at(13))
    machine.now += MINUTE
    assert machine.sync().round().pushed.filings == {"filed": 1}
