"""What leaves meets its profile; and of what comes back, what a decision rests on can be read."""

from __future__ import annotations

import pytest

from adapter.guards.conformity import hold_nonconforming, hold_unreadable, lost
from mappings import goal
from mappings.records import Goal
from profiles.definitions import extension
from profiles.wire import Resource
from tests.mappings.examples import plain_context


def sent() -> Resource:
    record = Goal(goal_id="walk", text="Walk to the allotment", set_by="patient")
    return goal.to_fhir(record, plain_context())


def test_what_meets_its_profile_may_leave() -> None:
    assert hold_nonconforming(sent()) is None


def test_what_does_not_is_held_and_the_hold_says_where_and_repeats_nothing() -> None:
    hold = hold_nonconforming(sent() | {"startDate": "Plinth-Quorum"})
    assert hold is not None
    assert hold.guard == "mapping"
    assert hold.found.startswith("Goal.start does not meet its profile: should be a date")
    assert "Plinth" not in str(hold)


@pytest.mark.parametrize(
    "fault",
    [{"birthDate": "1953-02-30"}, {"deceasedBoolean": "true"}, {"name": {"family": "Quill"}}, {"link": [7]}],
)
def test_a_patient_who_cannot_be_recognised_for_sure_is_held(fault: Resource) -> None:
    hold = hold_unreadable({"resourceType": "Patient", "birthDate": "1953-02-03"} | fault)
    assert hold is not None
    assert hold.guard == "identity"
    assert "Quill" not in str(hold)


@pytest.mark.parametrize("fault", [{"plinth": 1}, {"contact": [{}]}, {"name": [{"given": []}]}, {}])
def test_what_is_wrong_elsewhere_in_a_patient_is_the_practices_own_affair(fault: Resource) -> None:
    assert hold_unreadable({"resourceType": "Patient", "birthDate": "1953-02-03"} | fault) is None


@pytest.mark.failure("3.7", "a confidentiality label")
@pytest.mark.hazard("H26")
def test_what_an_endpoint_left_out_is_told() -> None:
    before = sent()
    kept = [one for one in before["extension"] if one["url"] != extension("goal-id")]
    assert list(lost(before, before | {"id": "1"})) == []
    remarks = list(lost(before, before | {"id": "1", "extension": kept}))
    assert any(remark.startswith("Goal.extension: goalId is required") for remark in remarks)
