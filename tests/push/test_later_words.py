"""What a later session says of a goal is left as it is, and never taken for what the practice says of it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from mappings.records import Goal, Participant, Session
from profiles.wire import Resource
from tests.push import clinic
from tests.push.conftest import Practice

DAYS = {1: dt.date(2026, 3, 10), 2: dt.date(2026, 3, 17), 3: dt.date(2026, 3, 24)}
LATER = dt.timedelta(minutes=6)
WRITES: dict[str, dict[str, Any]] = {
    "auto": {"method": "POST", "path": "^/?$"},
    "single": {"method": "PUT", "path": "^Goal/", "nth": 2},  # the first tries If-Match out
}
PRACTICE_SAYS = ("To the post office", ["Seen at the surgery."])


def said(number: int, text: str, hour: int = 13) -> tuple[Session, tuple[Participant, ...]]:
    """A session's entry of one patient, whose goal is the same in each."""
    day = DAYS[number]
    goal = Goal(goal_id="G1", text=text, importance=8, confidence=6)
    approval = clinic.approval_at(hour).model_copy(update={"at": clinic.at(hour, day=day)})
    person = clinic.participant(0, day=day, goals=(goal,), approval=approval)
    return clinic.session(number, day), (person,)


def goal(practice: Practice) -> Resource:
    (one,) = practice.resources("Goal")
    return one


def edit(practice: Practice) -> None:
    """Somebody at the practice writes a goal anew, and a note beside it."""
    text, notes = PRACTICE_SAYS
    practice.put(
        {**goal(practice), "description": {"text": text}, "note": [{"text": note} for note in notes]}
    )


def stands(practice: Practice) -> tuple[str, list[str]]:
    found = goal(practice)
    return found["description"]["text"], [note["text"] for note in found.get("note", ())]


@pytest.mark.failure("3.1", "time runs out after the request was sent")
@pytest.mark.hazard("H22")
@pytest.mark.invariant("I4")
@pytest.mark.parametrize("strategy", ["auto", "single"])
def test_an_earlier_session_does_not_take_over_what_the_practice_wrote_on_a_later_one(
    practice: Practice, strategy: str
) -> None:
    """The later one had no answer; then both sides change the goal, and the earlier session is corrected."""
    assert practice.push([said(1, "To the shops")], strategy=strategy).filings == {"filed": 1}
    practice.faults.add("close-after", count=1, **WRITES[strategy])
    practice.faults.add("status", status=500, method="GET", path="^Goal/", nth=2)
    report = practice.push([said(2, "To the park")], strategy=strategy, connections=1)
    assert report.filings == {"unknown": 1}
    practice.faults.clear()
    assert stands(practice) == ("To the park", [])
    edit(practice)
    corrected = [said(1, "To the shops and back", 14), said(2, "To the park and back", 14)]
    for _ in range(3):
        report = practice.push(corrected, strategy=strategy, later=LATER)
        assert stands(practice) == PRACTICE_SAYS
    assert report.filings == {"unchanged": 1, "conflict": 1}


@pytest.mark.hazard("H22")
@pytest.mark.invariant("I4")
@pytest.mark.parametrize("known", [True, False])
def test_what_the_practice_wrote_on_another_machines_word_is_not_taken_for_that_word(
    practice: Practice, known: bool
) -> None:
    if known:
        practice.push([said(1, "To the shops")])
    practice.push([said(2, "To the park")], ledger="another.db")
    edit(practice)
    earlier = said(1, "To the shops and back", 14)
    assert practice.push([earlier]).filings == {"filed": 1}
    for _ in range(2):
        report = practice.push([earlier, said(3, "To the park and back")])
        assert stands(practice) == PRACTICE_SAYS
    assert report.filings == {"unchanged": 1, "conflict": 1}


@pytest.mark.parametrize("known", [True, False])
def test_a_later_session_goes_on_from_what_another_machine_filed(practice: Practice, known: bool) -> None:
    if known:
        practice.push([said(1, "To the shops")])
    practice.push([said(2, "To the park")], ledger="another.db")
    practice.push([said(1, "To the shops and back", 14)])
    assert stands(practice) == ("To the park", [])
    later = [said(1, "To the shops and back", 14), said(2, "To the park")]
    assert practice.push(later).filings == {"unchanged": 2}
    assert practice.push([*later, said(3, "To the park and back")]).filings == {"unchanged": 2, "filed": 1}
    assert stands(practice) == ("To the park and back", [])


def test_what_another_machine_filed_and_nobody_touched_is_the_clinics_own_word(practice: Practice) -> None:
    practice.push([said(2, "To the park")], ledger="another.db")
    earlier = said(1, "To the shops")
    assert practice.push([earlier]).filings == {"filed": 1}
    assert practice.push([earlier, said(3, "To the park and back")]).filings == {"unchanged": 1, "filed": 1}
    assert stands(practice) == ("To the park and back", [])
