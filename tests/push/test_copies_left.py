"""Of what two machines created and the practice removed once, whoever filed that takes on what is left."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from adapter.push.report import PushReport
from mappings.records import Participant
from profiles import wire
from profiles.wire import Resource
from tests.push import clinic
from tests.push.conftest import Practice

HERS, HIS = "Patient/p0", "Patient/p4"
"""Hers is among the filings that are looked for in each run; his is not."""


@pytest.fixture
def filed(practice: Practice) -> Practice:
    practice.push([clinic.clinic()])
    return practice


def copied(
    practice: Practice, patient: str, change: Callable[[Resource], Resource] = lambda copy: copy
) -> None:
    """Another machine's copy of all that is in a record takes the place of what was filed."""
    entry = [one for one in practice.resources() if patient.encode() in wire.dumps(one)]
    entry += [
        one
        for one in practice.resources("Provenance")
        if one not in entry and any(address(other).encode() in wire.dumps(one) for other in entry)
    ]
    text = wire.dumps(entry).decode()
    for one in entry:
        text = text.replace(address(one), f"{address(one)}-2").replace(f'"{one["id"]}"', f'"{one["id"]}-2"')
    for copy in in_order(wire.loads(text.encode())):
        practice.put(change(copy))
    for one in entry:
        if practice.store.holds(one["resourceType"], one["id"]):
            practice.delete(one)


def address(resource: Resource) -> str:
    return f"{resource['resourceType']}/{resource['id']}"


def in_order(resources: list[Resource]) -> list[Resource]:
    """What is referred to comes first."""
    waiting, sorted_ = list(resources), []
    while waiting:
        free = [
            one
            for one in waiting
            if not any(f'"{address(other)}"'.encode() in wire.dumps(one) for other in waiting if other != one)
        ]
        sorted_ += free
        waiting = [one for one in waiting if one not in free]
    return sorted_


def of(practice: Practice, patient: str, resource_type: str) -> list[Resource]:
    return [one for one in practice.resources(resource_type) if patient.encode() in wire.dumps(one)]


def push(practice: Practice, **his: Any) -> PushReport:
    """With these changes to his part of the session."""
    session, (*others, _) = clinic.clinic()
    last: Participant = clinic.participant(4, **his)
    return practice.push([(session, (*others, last))])


def confident(confidence: int) -> dict[str, Any]:
    goal = clinic.participant(4).goals[0].model_copy(update={"confidence": confidence})
    return {"goals": (goal,), "approval": clinic.approval_at(15)}


@pytest.mark.failure("3.4", "two create the same thing at once")
@pytest.mark.invariant("I10")
def test_the_copy_that_is_left_is_taken_on_without_a_write(filed: Practice) -> None:
    copied(filed, HERS)
    for _ in range(2):
        report = push(filed)
        assert report.filings == {"unchanged": 5}
        assert report.requests["write"] == 0
    assert filed.nothing_doubled()


@pytest.mark.failure("3.4", "two create the same thing at once")
def test_what_changes_afterwards_goes_to_the_copy_that_is_left(filed: Practice) -> None:
    copied(filed, HIS)
    assert push(filed, **confident(9)).filings == {"unchanged": 4, "filed": 1}
    (goal,) = of(filed, HIS, "Goal")
    assert goal["id"].endswith("-2")
    assert goal["meta"]["versionId"] == "2"
    assert filed.nothing_doubled()


@pytest.mark.invariant("I3")
def test_what_the_practice_changed_in_the_copy_stays(filed: Practice) -> None:
    copied(
        filed, HERS, lambda copy: {**copy, "note": [{"text": "by the practice"}]} if is_goal(copy) else copy
    )
    assert push(filed).requests["write"] == 0
    (goal,) = of(filed, HERS, "Goal")
    assert goal["note"] == [{"text": "by the practice"}]


@pytest.mark.hazard("H23")
def test_an_endpoint_on_which_everything_stands_elsewhere_is_another_one(filed: Practice) -> None:
    for index in range(5):
        copied(filed, f"Patient/p{index}")
    before = filed.versions()
    assert push(filed).filings == {"conflict": 5}
    assert filed.versions() == before


def is_goal(resource: Resource) -> bool:
    return bool(resource["resourceType"] == "Goal")


def nobody_s(copy: Resource) -> Resource:
    """Of a goal, what is no copy of it any more."""
    return {**copy, "identifier": [{"system": "urn:invented", "value": "1"}]} if is_goal(copy) else copy


def another_patient_s(copy: Resource) -> Resource:
    return {**copy, "subject": {"reference": "Patient/p3"}} if is_goal(copy) else copy


@pytest.mark.hazard("H23")
@pytest.mark.invariant("I5")
@pytest.mark.parametrize("change", [nobody_s, another_patient_s])
@pytest.mark.parametrize("patient", [HERS, HIS])
def test_what_is_no_copy_of_all_of_it_in_this_record_is_left_to_the_practice(
    filed: Practice, change: Callable[[Resource], Resource], patient: str
) -> None:
    copied(filed, patient, change)
    before = filed.versions()
    report = push(filed, **(confident(9) if patient == HIS else {}))
    assert report.filings == {"unchanged": 4, "conflict": 1}
    assert filed.versions() == before


@pytest.mark.invariant("I2")
def test_of_two_copies_that_are_left_neither_is_chosen(filed: Practice) -> None:
    copied(filed, HERS)
    (goal,) = of(filed, HERS, "Goal")
    filed.put({**goal, "id": "third"})
    assert push(filed).filings == {"unchanged": 4, "conflict": 1}


def test_what_can_still_be_read_has_not_been_removed(filed: Practice) -> None:
    """It is only not found: the practice gave it another identifier, or the index is behind."""
    (entry,) = of(filed, HERS, "Composition")
    filed.put({**entry, "id": "second"})
    filed.put({**entry, "identifier": {"system": "urn:invented", "value": "1"}})
    assert push(filed).filings == {"unchanged": 4, "conflict": 1}
