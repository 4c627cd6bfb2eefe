"""What a pull brings back, and what it lets be."""

from __future__ import annotations

import pytest

from tests.pull.conftest import TwoWays, prescription
from tests.push import clinic

METHODS = ("history", "search", "sweep")


@pytest.mark.failure("3.5", "our own writes come back")
@pytest.mark.parametrize("method", METHODS)
def test_what_we_wrote_ourselves_is_no_change(practice: TwoWays, method: str) -> None:
    practice.push([clinic.clinic()])
    assert practice.pull(pull=method).told == []
    again = practice.pull(pull=method)
    assert again.told == []
    assert again.report.complete, again.report.problems


@pytest.mark.parametrize("method", METHODS)
def test_an_edit_of_ours_comes_back_once_with_both_sides(practice: TwoWays, method: str) -> None:
    practice.push([clinic.clinic()])
    practice.pull(pull=method)
    practice.edit(practice.one("Goal", "Patient/p1"), lifecycleStatus="completed")
    pulled = practice.pull(pull=method)
    assert pulled.told == [("changed", "Goal", "Patient/p1")]
    ((change, place),) = pulled.changes
    assert change.before is not None
    assert change.after is not None
    assert (change.before["lifecycleStatus"], change.after["lifecycleStatus"]) == ("active", "completed")
    assert change.ours
    assert place.row == 3
    assert practice.pull(pull=method).told == []


@pytest.mark.parametrize("method", METHODS)
def test_what_the_practice_adds_comes_back_once(practice: TwoWays, method: str) -> None:
    practice.push([clinic.clinic()])
    practice.pull(pull=method)
    practice.add(prescription())
    assert practice.pull(pull=method).told == [("new", "MedicationRequest", "Patient/p0")]
    assert practice.pull(pull=method).told == []


@pytest.mark.failure("3.5", "something was deleted")
@pytest.mark.hazard("H27")
@pytest.mark.parametrize("method", METHODS)
def test_what_is_deleted_is_withdrawn_once(practice: TwoWays, method: str) -> None:
    practice.push([clinic.clinic()])
    added = practice.add(prescription())
    practice.pull(pull=method)
    practice.delete(added)
    pulled = practice.pull(pull=method, full=method == "search")
    assert pulled.told == [("withdrawn", "MedicationRequest", "Patient/p0")]
    assert practice.pull(pull=method, full=True).told == []


@pytest.mark.parametrize("method", METHODS)
def test_other_patients_are_not_brought_back(practice: TwoWays, method: str) -> None:
    practice.push([(clinic.session(), (clinic.participant(0),))])
    practice.pull(pull=method)
    practice.add(prescription("Patient/p3"))
    assert practice.pull(pull=method).told == []


@pytest.mark.parametrize("method", METHODS)
def test_a_changed_copy_of_ours_at_another_address_is_no_echo_though_its_version_has_our_number(
    practice: TwoWays, method: str
) -> None:
    practice.push([clinic.clinic()])
    practice.pull(pull=method)
    goal = {**practice.one("Goal", "Patient/p1"), "lifecycleStatus": "completed"}
    practice.add({name: value for name, value in goal.items() if name not in ("id", "meta")})
    assert practice.pull(pull=method).told == [("changed", "Goal", "Patient/p1")]
    assert practice.pull(pull=method).told == []
