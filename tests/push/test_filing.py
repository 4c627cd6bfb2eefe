"""What a push promises when all goes well: filed once, found again, changed exactly where it changed."""

from __future__ import annotations

import datetime as dt
from itertools import permutations

import pytest

from mappings.binding import references
from mappings.records import Goal
from profiles.definitions import NHS_NUMBER
from tests.push import clinic
from tests.push.conftest import Practice

LATER = clinic.approval_at(15)


def test_each_participant_is_filed_and_the_books_balance(practice: Practice) -> None:
    report = practice.push([clinic.clinic()])
    assert report.filings["filed"] == report.participants == 5
    assert report.balanced
    assert report.complete
    assert report.resources["created"] == len(practice.resources())
    assert report.requests["write"] == 5  # one transaction each


@pytest.mark.invariant("I10")
def test_a_pushed_session_pushed_again_writes_nothing(practice: Practice) -> None:
    practice.push([clinic.clinic()])
    written = practice.versions()
    again = practice.push([clinic.clinic()])
    assert again.filings["unchanged"] == 5
    assert again.requests["write"] == 0
    assert practice.versions() == written


@pytest.mark.failure("3.4", "two machines to one endpoint")
def test_another_machine_finds_what_is_there_and_writes_nothing(practice: Practice) -> None:
    practice.push([clinic.clinic()])
    written = practice.versions()
    elsewhere = practice.push([clinic.clinic()], ledger="another-machine.db")
    assert elsewhere.filings["unchanged"] == 5
    assert elsewhere.requests["write"] == 0
    assert practice.versions() == written


@pytest.mark.invariant("I5")
@pytest.mark.hazard("H1")
def test_every_resource_is_about_the_patient_whose_filing_it_is(practice: Practice) -> None:
    practice.push([clinic.clinic()])
    stories = {clinic.STORIES[index]: f"Patient/p{index}" for index in range(5)}
    found = 0
    for composition in practice.resources("Composition"):
        for story, patient in stories.items():
            if any(story in section["text"]["div"] for section in composition.get("section", ())):
                assert composition["subject"]["reference"] == patient
                found += 1
    assert found == 5
    for resource in practice.resources():
        patients = {
            (reference["reference"], reference["identifier"]["value"])
            for reference in references(resource)
            if reference.get("identifier", {}).get("system") == NHS_NUMBER
        }
        if resource["resourceType"] != "Provenance":
            assert len(patients) == 1
        for reference, number in patients:
            assert clinic.NUMBERS[int(reference[-1])] == number


@pytest.mark.failure("3.3", "a reference that leads nowhere")
@pytest.mark.failure("3.3", "a conditional reference with none or two matches")
def test_no_reference_is_left_to_a_resource_that_has_no_address(practice: Practice) -> None:
    practice.push([clinic.clinic()])
    for resource in practice.resources():
        assert not [r for r in references(resource) if str(r.get("reference", "")).startswith("urn:")]


def test_a_changed_and_newly_approved_record_updates_exactly_what_changed(practice: Practice) -> None:
    session, people = clinic.clinic()
    practice.push([(session, people)])
    before = {r["id"]: r["meta"]["versionId"] for r in practice.resources()}
    changed = clinic.participant(
        0, goals=(people[0].goals[0].model_copy(update={"confidence": 9}),), approval=LATER
    )
    report = practice.push([(session, (changed, *people[1:]))])
    assert report.filings == {"filed": 1, "unchanged": 4}
    newer = [r for r in practice.resources() if before.get(r["id"]) != r["meta"]["versionId"]]
    kinds = sorted(r["resourceType"] for r in newer)
    # the goal; the entry that tells of it and of its approval; and the new approval's own provenance
    assert kinds == ["Composition", "Goal", "Provenance"]
    assert report.resources["updated"] == 2
    assert report.resources["created"] == 1
    # once at an endpoint, the first update is tried under a version that does not exist, and is refused
    assert report.requests["write"] == 2


@pytest.mark.hazard("H16")
def test_a_change_without_a_new_approval_is_held_and_says_so(practice: Practice) -> None:
    session, people = clinic.clinic()
    practice.push([(session, people)])
    written = practice.versions()
    changed = clinic.participant(0, goals=(people[0].goals[0].model_copy(update={"confidence": 9}),))
    report = practice.push([(session, (changed, *people[1:]))])
    assert report.filings == {"held": 1, "unchanged": 4}
    assert "changed after its approval" in report.problems[0].found
    assert practice.versions() == written


@pytest.mark.failure("3.7", "a session deleted or an attendance twice")
@pytest.mark.hazard("H27")
def test_what_is_no_longer_said_becomes_entered_in_error_and_is_not_deleted(practice: Practice) -> None:
    session, people = clinic.clinic()
    practice.push([(session, people)])
    kept = len(practice.resources("Procedure"))
    fewer = clinic.participant(0, education=people[0].education[:1], approval=LATER)
    practice.push([(session, (fewer, *people[1:]))])
    procedures = practice.resources("Procedure")
    assert len(procedures) == kept
    assert [p["status"] for p in procedures].count("entered-in-error") == 1
    again = practice.push([(session, (fewer, *people[1:]))])
    assert again.filings["unchanged"] == 5


def test_a_goal_goes_on_from_session_to_session_as_one_resource(practice: Practice) -> None:
    day = dt.date(2026, 4, 21)
    first = (clinic.session(1), (clinic.participant(0),))
    walked = clinic.participant(
        0,
        day=day,
        goals=(
            Goal(
                goal_id="G1",
                text="Walk to the shops twice a week",
                achievement="achieved",
                lifecycle="completed",
            ),
        ),
    )
    second = (clinic.session(2, day), (walked,))
    practice.push([first, second])
    (goal,) = practice.resources("Goal")
    assert goal["lifecycleStatus"] == "completed"
    assert goal["meta"]["versionId"] == "2"


def test_an_earlier_session_pushed_again_does_not_turn_a_goal_back(practice: Practice) -> None:
    day = dt.date(2026, 4, 21)
    first = (clinic.session(1), (clinic.participant(0),))
    goal = Goal(goal_id="G1", text="Walk to the shops twice a week", lifecycle="completed")
    second = (clinic.session(2, day), (clinic.participant(0, day=day, goals=(goal,)),))
    practice.push([first, second])
    written = practice.versions()
    report = practice.push([first, second])
    assert report.filings["unchanged"] == 2
    assert practice.versions() == written


@pytest.mark.invariant("I5")
@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_the_order_of_the_rows_decides_nothing_about_who_gets_what(
    practice: Practice, order: tuple[int, ...]
) -> None:
    practice.push([(clinic.session(), tuple(clinic.participant(index) for index in order))])
    for matters in practice.resources("Observation"):
        if "number" in matters.get("valueString", ""):
            assert matters["subject"]["reference"] == f"Patient/p{matters['valueString'][-1]}"


def test_a_care_plan_goes_on_when_a_later_session_no_longer_lists_a_goal(practice: Practice) -> None:
    day = dt.date(2026, 4, 21)
    goals = (clinic.participant(0).goals[0], Goal(goal_id="G2", text="Sleep through till five"))
    first = (clinic.session(1), (clinic.participant(0, goals=goals),))
    second = (clinic.session(2, day), (clinic.participant(0, day=day),))
    report = practice.push([first, second])
    assert report.filings == {"filed": 2}, report.problems
    assert practice.push([first, second]).filings == {"unchanged": 2}


def test_what_a_withdrawn_resource_refers_to_may_have_been_withdrawn_before_it(practice: Practice) -> None:
    people = [
        clinic.participant(0),
        clinic.participant(0, assessments=(), approval=clinic.approval_at(15)),
        clinic.participant(0, assessments=(), scores=(), approval=clinic.approval_at(16)),
    ]
    for person in people:
        assert practice.push([(clinic.session(), (person,))]).filings == {"filed": 1}
    for resource in practice.resources():
        assert not [r for r in references(resource) if str(r.get("reference", "")).startswith("urn:")]


@pytest.mark.invariant("I4")
def test_sessions_of_one_patient_are_filed_in_their_order_side_by_side_with_others(
    practice: Practice,
) -> None:
    days = [dt.date(2026, 3, day) for day in (10, 17, 24, 31)]
    sessions = [
        (clinic.session(number, day), tuple(clinic.participant(who, day=day) for who in range(5)))
        for number, day in enumerate(days, 1)
    ]
    assert practice.push(sessions, connections=4).filings == {"filed": 20}
    for who in range(5):
        found = [a for a in practice.resources("Appointment") if f"Patient/p{who}" in str(a["participant"])]
        written = [a["meta"]["lastUpdated"] for a in sorted(found, key=lambda a: str(a["start"]))]
        assert len(written) == len(days)
        assert written == sorted(written)
