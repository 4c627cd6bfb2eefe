"""What a pull brings back, and what it lets be."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from adapter.routes.rest import RestRoute
from adapter.routes.route import Answer, Entry
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


@pytest.mark.failure("3.5", "our own writes come back")
@pytest.mark.failure("3.6", "killed at any step")
@pytest.mark.parametrize("seen", [False, True])
@pytest.mark.parametrize("method", METHODS)
def test_what_we_wrote_before_we_were_killed_is_no_change_of_the_practices(
    practice: TwoWays, monkeypatch: pytest.MonkeyPatch, method: str, seen: bool
) -> None:
    """The endpoint has it, and our ledger only that it was about to be sent."""

    class Killed(BaseException):
        pass

    send = RestRoute.send

    def send_and_die(route: RestRoute, filing_id: str, entries: Sequence[Entry]) -> list[Answer]:
        send(route, filing_id, entries)
        raise Killed

    before = clinic.participant(0)
    practice.push([(clinic.session(), (before,))])
    practice.pull(pull=method)
    if seen:
        practice.edit(practice.one("Goal", "Patient/p0"), priority={"text": "high"})
        practice.pull(pull=method)
    more = (*before.goals, before.goals[0].model_copy(update={"goal_id": "G2", "text": "Sleep through"}))
    changed = clinic.participant(0, goals=more, approval=clinic.approval_at(15))
    monkeypatch.setattr(RestRoute, "send", send_and_die)
    with pytest.raises(Killed):
        practice.push([(clinic.session(), (changed,))])
    monkeypatch.undo()
    assert practice.pull(pull=method).told == []
    assert practice.push([(clinic.session(), (changed,))]).complete
    assert practice.pull(pull=method).told == []
    practice.edit(practice.one("CarePlan", "Patient/p0"), title="Another title")
    assert practice.pull(pull=method).told == [("changed", "CarePlan", "Patient/p0")]


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


@pytest.mark.parametrize("method", METHODS)
def test_what_is_named_by_the_address_of_an_inner_host_has_not_gone(practice: TwoWays, method: str) -> None:
    practice.push([(clinic.session(), (clinic.participant(0),))])
    practice.pull(pull=method)
    inner = {"reference": "http://inner:8080/fhir/Patient/p0"}
    practice.edit(practice.one("Goal", "Patient/p0"), subject=inner)
    assert practice.pull(pull=method).told == []
