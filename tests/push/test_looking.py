"""What no answer came to is settled by looking, also while something keeps it from being sent again."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from adapter.errors import NotForgotten
from adapter.ledger.ledger import Ledger
from mappings.records import Narrative, Participant, Session
from tests.push import clinic
from tests.push.conftest import Practice

TRANSACTION = {"method": "POST", "path": "^/?$"}
LATER = dt.timedelta(minutes=6)
DIED: dict[str, Any] = {"deceasedDateTime": "2026-11-20"}


def alone(**changed: Any) -> list[tuple[Session, tuple[Participant, ...]]]:
    return [(clinic.session(), (clinic.participant(0, **changed),))]


def unanswered(practice: Practice, *, arrived: bool, **endpoint: Any) -> None:
    """A filing that had no answer, and that could not be looked for either."""
    practice.faults.add("close-after" if arrived else "close-before", count=1, **TRANSACTION)
    practice.faults.add("status", status=500, path="_search", nth=3)
    assert practice.push(alone(), **endpoint).filings == {"unknown": 1}
    practice.faults.clear()


def standing(practice: Practice) -> tuple[str, str | None, bool]:
    """Where the one filing stands, why, and whether it is in the record."""
    with Ledger(str(practice.folder / "ledger.db")) as ledger:
        filings = ledger.filings("practice")
        (one,) = filings.standings().values()
        return one.state, one.reason, one.filing_id in filings.filed([one.filing_id])


def not_forgotten(practice: Practice) -> str:
    """Why the session may not be taken out of the ledger."""
    ((session, people),) = alone()
    with Ledger(str(practice.folder / "ledger.db")) as ledger:
        ledger.imports.keep(session, people, [], clinic.at(13))
        with pytest.raises(NotForgotten) as refused:
            ledger.forget(session.session_id)
    return str(refused.value)


@pytest.mark.failure("3.1", "time runs out after the request was sent")
@pytest.mark.hazard("H12")
@pytest.mark.parametrize("later", [dt.timedelta(), LATER])
def test_what_arrived_before_the_patient_died_is_in_the_record(
    practice: Practice, later: dt.timedelta
) -> None:
    unanswered(practice, arrived=True)
    practice.put(clinic.patient(0, **DIED))
    report = practice.push(alone(), later=later)
    assert (report.filings, report.requests["write"]) == ({"unchanged": 1}, 0)
    assert standing(practice) == ("unchanged", None, True)
    assert practice.push(alone(), later=later).filings == {"unchanged": 1}


@pytest.mark.failure("3.1", "time runs out after the request was sent")
@pytest.mark.hazard("H9")
def test_what_never_arrived_before_the_patient_died_waits_like_any_other(practice: Practice) -> None:
    unanswered(practice, arrived=False)
    practice.put(clinic.patient(0, **DIED))
    assert practice.push(alone()).filings == {"unknown": 1}  # the endpoint may be at work on it still
    report = practice.push(alone(), later=LATER)
    assert (report.filings, report.requests["write"]) == ({"held": 1}, 0)
    state, reason, there = standing(practice)
    assert (state, there) == ("held", False)
    assert "the patient has died" in str(reason)
    assert practice.resources() == []
    practice.put(clinic.patient(0))
    assert practice.push(alone(), later=LATER).filings == {"filed": 1}
    assert practice.nothing_doubled()


def test_what_cannot_be_looked_for_stays_unknown(practice: Practice) -> None:
    unanswered(practice, arrived=True)
    practice.put(clinic.patient(0, **DIED))
    practice.faults.add("status", status=500, path="(Appointment|Composition|Goal|Observation)/?.*_search")
    assert practice.push(alone(), later=LATER).filings == {"unknown": 1}
    practice.faults.clear()
    assert practice.push(alone(), later=LATER).filings == {"unchanged": 1}


def test_an_update_that_never_arrived_leaves_what_was_there(practice: Practice) -> None:
    practice.push(alone())
    changed = alone(narrative=Narrative(pain_story="Since then, more."), approval=clinic.approval_at(15))
    practice.faults.add("close-before", count=1, **TRANSACTION)
    assert practice.push(changed).filings == {"unknown": 1}
    practice.put(clinic.patient(0, **DIED))
    assert practice.push(changed, later=LATER).filings == {"held": 1}
    assert standing(practice)[::2] == ("held", True)


def test_what_arrived_in_part_is_told_as_held_and_finished_when_that_can_be(practice: Practice) -> None:
    practice.faults.add("close-before", method="POST", path="^Observation/?$", count=1)
    practice.faults.add("status", status=500, path="_search", nth=4)
    assert practice.push(alone(), strategy="single", connections=1).filings == {"unknown": 1}
    practice.faults.clear()
    begun = len(practice.resources())
    practice.put(clinic.patient(0, **DIED))
    report = practice.push(alone(), later=LATER, strategy="single")
    assert (report.filings, report.requests["write"]) == ({"held": 1}, 0)
    assert len(practice.resources()) == begun > 0
    practice.put(clinic.patient(0))
    assert practice.push(alone(), later=LATER, strategy="single").filings == {"filed": 1}
    assert practice.nothing_doubled()


@pytest.mark.hazard("H9")
def test_what_arrived_and_was_edited_before_the_patient_died_is_in_the_record(practice: Practice) -> None:
    unanswered(practice, arrived=True)
    (goal,) = practice.resources("Goal")
    practice.put({**goal, "description": {"text": "Walk to the park"}})
    practice.put(clinic.patient(0, **DIED))
    assert practice.push(alone(), later=LATER).filings == {"unchanged": 1}
    report = practice.push(alone(), later=LATER)  # the words that differ can go nowhere
    assert (report.filings, report.requests["write"]) == ({"held": 1}, 0)
    assert standing(practice)[::2] == ("held", True)
    with Ledger(str(practice.folder / "ledger.db")) as ledger:
        assert ledger.filings("practice").conflicts.waiting() == []
    assert "1 filing in a record" in not_forgotten(practice)


def test_an_update_that_never_arrived_is_not_there_because_the_practice_changed_the_same(
    practice: Practice,
) -> None:
    practice.push(alone())
    changed = alone(narrative=Narrative(pain_story="Since then, more."), approval=clinic.approval_at(15))
    practice.faults.add("close-before", count=1, **TRANSACTION)
    assert practice.push(changed).filings == {"unknown": 1}
    (entry,) = practice.resources("Composition")
    practice.put({**entry, "section": entry["section"][:1]})
    practice.put(clinic.patient(0, **DIED))
    assert practice.push(changed, later=LATER).filings == {"held": 1}
    assert standing(practice)[::2] == ("held", True)


@pytest.mark.hazard("H1")
def test_what_arrived_in_a_record_whose_patient_is_in_question_stays_unknown_and_says_so(
    practice: Practice,
) -> None:
    unanswered(practice, arrived=True)
    practice.put(clinic.patient(0, birthDate="1950-01-01"))
    report = practice.push(alone(), later=LATER)
    assert (report.filings, report.requests["write"]) == ({"unknown": 1}, 0)
    assert "another date of birth" in report.problems[0].found
    practice.put(clinic.patient(0))
    assert practice.push(alone(), later=LATER).filings == {"unchanged": 1}
    assert practice.nothing_doubled()


def test_what_cannot_be_read_of_it_is_not_taken_for_absent(practice: Practice) -> None:
    practice.push(alone())
    changed = alone(narrative=Narrative(pain_story="Since then, more."), approval=clinic.approval_at(15))
    practice.faults.add("close-after", count=1, **TRANSACTION)
    practice.faults.add("status", status=500, method="GET", path="^Composition/", nth=2)
    assert practice.push(changed).filings == {"unknown": 1}
    practice.faults.clear()
    practice.faults.add("status", status=403, method="GET", path="^Composition/")
    practice.put(clinic.patient(0, **DIED))
    assert practice.push(changed, later=LATER).filings == {"unknown": 1}
    practice.faults.clear()
    assert practice.push(changed, later=LATER).filings == {"unchanged": 1}


def test_what_stands_there_twice_is_told_and_is_not_taken_for_absent(practice: Practice) -> None:
    unanswered(practice, arrived=True)
    (entry,) = practice.resources("Composition")
    practice.put({**entry, "id": "another"})
    practice.put(clinic.patient(0, **DIED))
    report = practice.push(alone(), later=LATER)
    assert report.filings == {"unknown": 1}
    assert "2 Composition resources of one identity" in report.problems[0].found
    assert "1 filing without a clear answer" in not_forgotten(practice)


def test_the_five_minutes_are_those_since_it_was_sent_however_long_it_had_waited(practice: Practice) -> None:
    assert practice.push(alone(approval=None), later=-LATER).filings == {"held": 1}
    practice.faults.add("close-before", count=1, **TRANSACTION)
    assert practice.push(alone()).filings == {"unknown": 1}
    practice.put(clinic.patient(0, **DIED))
    assert practice.push(alone(), later=dt.timedelta(minutes=4)).filings == {"unknown": 1}
    assert practice.push(alone(), later=LATER).filings == {"held": 1}


@pytest.mark.hazard("H8")
def test_whom_the_clinics_own_list_holds_is_not_asked_for(practice: Practice) -> None:
    unanswered(practice, arrived=True)
    person = clinic.person(0).model_copy(update={"status_flags": frozenset({"s-flag"})})
    report = practice.push(alone(person=person), later=LATER)
    assert report.filings == {"unknown": 1}
    assert report.requests == {"read": 1, "write": 0}  # the CapabilityStatement


@pytest.mark.failure("3.1", "time runs out after the request was sent")
@pytest.mark.hazard("H12")
@pytest.mark.parametrize("strategy", ["auto", "single"])
def test_what_may_come_yet_is_not_sent_again_where_that_would_double_it(
    practice: Practice, strategy: str
) -> None:
    """A gateway gave up, and the endpoint is at work on it still."""
    ways: dict[str, Any] = {"strategy": strategy, "creates": "look-first"}
    creates = {"method": "POST", "path": "^(Appointment)?/?$"}
    practice.faults.add("status", status=504, count=1, **creates)
    assert practice.push(alone(), **ways).filings == {"unknown": 1}
    for later in (dt.timedelta(seconds=1), dt.timedelta(minutes=4)):
        report = practice.push(alone(), later=later, **ways)
        assert (report.filings, report.requests["write"], report.complete) == ({"unknown": 1}, 0, False)
    assert practice.push(alone(), later=LATER, **ways).filings == {"filed": 1}
    assert practice.nothing_doubled()


@pytest.mark.parametrize("creates", ["conditional", "client-ids"])
def test_what_is_created_once_however_often_it_is_sent_need_not_wait(
    practice: Practice, creates: str
) -> None:
    practice.faults.add("status", status=504, count=1, **TRANSACTION)
    assert practice.push(alone(), creates=creates).filings == {"unknown": 1}
    assert practice.push(alone(), creates=creates).filings == {"filed": 1}
    assert practice.nothing_doubled()


@pytest.mark.failure("3.6", "the clock goes backwards")
def test_what_was_sent_by_a_clock_that_was_ahead_does_not_wait_for_that_time(practice: Practice) -> None:
    ahead = dt.timedelta(days=300)
    practice.faults.add("close-before", count=1, **TRANSACTION)
    practice.faults.add("status", status=500, path="_search", nth=17)
    assert practice.push(alone(), later=ahead, creates="look-first").filings == {"unknown": 1}
    practice.faults.clear()
    assert practice.push(alone(), creates="look-first").filings == {"filed": 1}
    assert practice.nothing_doubled()
