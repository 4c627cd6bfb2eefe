"""Workers share sessions by patients: all of a patient's is for one of them; what others did is told."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from adapter.interrupt import Interrupt
from adapter.ledger.claims import Claims
from adapter.ledger.leases import Leases
from adapter.ledger.ledger import Ledger
from adapter.push.drafts import chunks
from adapter.push.portions import Portions
from adapter.settings import Settings
from mappings.records import Participant, Session
from tests.push import clinic
from tests.push.conftest import Practice

WHO = "practice"
DAYS = (dt.date(2026, 3, 10), dt.date(2026, 4, 21), dt.date(2026, 6, 2))


def meetings(**changed: object) -> list[tuple[Session, tuple[Participant, ...]]]:
    """Three sessions, each with the same five participants."""
    return [
        (
            clinic.session(number, day),
            tuple(clinic.participant(index, day=day, **changed) for index in range(5)),
        )
        for number, day in enumerate(DAYS, start=1)
    ]


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger(str(tmp_path / "ledger.db")) as opened:
        yield opened


class Worker:
    """One of several; it goes on with `step`, and `waiting` happens while it waits for the others."""

    def __init__(self, ledger: Ledger, run_id: str, waiting: Callable[[float], None] | None = None) -> None:
        self.interrupt = Interrupt()
        self._lease = ledger.leases._take(WHO, run_id, shared=True)
        self.portions = Portions(
            meetings(), ledger.claims(self._lease), self.interrupt, sleep=waiting or pytest.fail
        )
        self._going = iter(self.portions)
        self.done: list[str] = []
        self.sessions: list[list[str]] = []

    def step(self) -> bool:
        """The next portion, which ends the one before; False where there is none."""
        portion = next(self._going, None)
        if portion is not None:
            self.done += portion.patients
            self.sessions.append(portion.sessions)
        return portion is not None

    def leave(self) -> None:
        self._lease.release()


def test_alone_a_worker_goes_through_everybody_once_session_after_session(ledger: Ledger) -> None:
    alone = Worker(ledger, "run 1")
    while alone.step():
        pass
    assert sorted(alone.done) == list(clinic.NUMBERS)
    in_order = [session.session_id for session, _ in meetings()]
    assert all(listed == in_order for listed in alone.sessions)
    assert alone.portions.complete
    assert alone.portions.with_others == 0


def test_what_a_worker_may_not_have_it_waits_for_and_tells_when_the_other_has_done_it(ledger: Ledger) -> None:
    first = Worker(ledger, "run 1")
    waited = []

    def others_go_on(seconds: float) -> None:
        waited.append(seconds)
        assert not first.step()

    second = Worker(ledger, "run 2", others_go_on)
    assert first.step()
    assert len(first.done) == 4
    while second.step():
        pass
    assert len(waited) == 1
    assert sorted(first.done + second.done) == list(clinic.NUMBERS)
    assert (first.portions.with_others, second.portions.with_others) == (3, 12)
    assert first.portions.complete
    assert second.portions.complete


@pytest.mark.failure("3.6", "killed at any step")
def test_what_another_leaves_behind_is_taken_over(ledger: Ledger) -> None:
    """It ends in the middle, as one does whose lease has ended, or who was interrupted."""
    gone = Worker(ledger, "run 1")
    other = Worker(ledger, "run 2", lambda _: gone.leave())
    assert gone.step()
    while other.step():
        pass
    assert sorted(other.done) == list(clinic.NUMBERS)
    assert other.portions.with_others == 0


@pytest.mark.failure("3.9", "stopped while running")
def test_an_interrupt_ends_the_waiting_too_and_that_not_all_is_done_is_told(ledger: Ledger) -> None:
    first = Worker(ledger, "run 1")

    def interrupted(_: float) -> None:
        second.interrupt.asked = True

    second = Worker(ledger, "run 2", interrupted)
    assert first.step()
    while second.step():
        pass
    assert set(second.done) == set(clinic.NUMBERS) - set(first.done)
    assert second.portions.with_others == 0
    assert not second.portions.complete


@pytest.mark.failure("3.9", "stopped while running")
def test_a_portion_in_which_an_interrupt_came_is_not_done_for_the_others(ledger: Ledger) -> None:
    stopped = Worker(ledger, "run 1")
    assert stopped.step()
    stopped.interrupt.asked = True
    assert not stopped.step()
    assert not stopped.portions.complete
    stopped.leave()
    other = Worker(ledger, "run 2")
    while other.step():
        pass
    assert sorted(other.done) == list(clinic.NUMBERS)
    assert other.portions.with_others == 0


def test_only_the_patients_of_a_portion_are_drafted_and_held_beside_all_of_their_session() -> None:
    """Whose text is that of somebody else's is seen, whoever files that one."""
    sessions = meetings(narrative={"pain_story": clinic.STORIES[0]})
    few = {clinic.NUMBERS[1], clinic.NUMBERS[3]}
    chosen = [one for chunk in chunks(sessions, Settings(), few) for one in chunk]
    everybody = [one for chunk in chunks(sessions, Settings()) for one in chunk]
    assert chosen == [one for one in everybody if one.filing.person.nhs_number in few]
    assert {one.hold.guard for one in chosen if one.hold} == {"leakage"}
    assert len(chosen) == 6


def test_a_push_beside_others_files_what_a_push_alone_does(
    practice: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Ledger(str(practice.folder / "ledger.db")) as ledger:
        for session, people in meetings():
            ledger.imports.keep(session, people, [], clinic.at(12))
    monkeypatch.setattr(Leases, "for_several", True)
    report = practice.push(meetings())
    assert report.filings == {"filed": 15}
    assert report.balanced
    assert not report.interrupted
    assert practice.nothing_doubled()
    assert practice.push(meetings()).filings == {"unchanged": 15}


@pytest.mark.hazard("H12")
def test_what_another_worker_files_meanwhile_of_the_same_meeting_is_not_filed_again(
    practice: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may have imported a second workbook after this one began."""
    session, people = meetings()[0]
    again = session.model_copy(update={"session_id": str(uuid.uuid4())})
    with Ledger(str(practice.folder / "ledger.db")) as ledger:
        ledger.imports.keep(session, people, [], clinic.at(12))
        finish = Claims.finish

        def meanwhile(claims: Claims, done: Mapping[str, str]) -> None:
            finish(claims, done)
            ledger.imports.keep(again, people, [], clinic.at(12))

        monkeypatch.setattr(Claims, "finish", meanwhile)
        monkeypatch.setattr(Leases, "for_several", True)
        assert practice.push([(session, people)]).filings == {"filed": 4, "held": 1}
