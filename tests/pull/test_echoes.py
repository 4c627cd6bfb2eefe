"""What we wrote is no change when it comes back; what has only our number is, once a server was set back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from adapter.pull.echoes import Echoes, holds_no_news
from adapter.routes.rest import RestRoute
from adapter.routes.route import Answer, Entry
from profiles.wire import Resource
from tests.pull.conftest import TwoWays, answering, prescription, stamping
from tests.push import clinic
from tests.push.backups import backup

METHODS = pytest.mark.parametrize("method", ["history", "search", "sweep"])
MINUTE = dt.timedelta(minutes=1)
HIP = {"text": "No walking: waits for an operation on the hip"}

pytestmark = pytest.mark.failure("3.5", "our own writes come back")


def filed(practice: TwoWays, **changed: Any) -> None:
    practice.push([(clinic.session(), (clinic.participant(0, **changed),))])


def confident(confidence: int = 9) -> dict[str, Any]:
    goal = clinic.participant(0).goals[0].model_copy(update={"confidence": confidence})
    return {"goals": (goal,), "approval": clinic.approval_at(15)}


def written_later(practice: TwoWays, resource: Resource) -> None:
    """Somebody at the practice writes ten minutes from now."""
    practice.faults.add("committed-late", seconds=-600)
    practice.put(resource)
    practice.faults.clear()


@METHODS
@pytest.mark.parametrize("seen", [False, True])
def test_the_practices_edit_is_told_though_it_has_the_number_of_a_version_that_was_ours(
    practice: TwoWays, method: str, seen: bool
) -> None:
    filed(practice)
    practice.pull(pull=method)
    if seen:
        practice.edit(practice.one("Goal", "Patient/p0"), priority={"text": "high"})
        practice.pull(pull=method)
    with backup(practice.store) as kept:
        filed(practice, **confident())
        practice.pull(pull=method)
        kept.restore()
    goal = practice.one("Goal", "Patient/p0")
    written_later(practice, {**goal, "description": HIP})
    assert practice.one("Goal", "Patient/p0")["meta"]["versionId"] == ("3" if seen else "2")
    with answering(later=11 * MINUTE):
        pulled = practice.pull(pull=method, ahead=11 * MINUTE)
        assert ("changed", "Goal", "Patient/p0") in pulled.told
        assert practice.pull(pull=method, ahead=11 * MINUTE).told == []


@METHODS
def test_what_the_practice_writes_under_an_id_that_was_ours_is_told(practice: TwoWays, method: str) -> None:
    filed(practice)
    practice.pull(pull=method)
    with backup(practice.store) as kept:
        day = dt.date(2026, 3, 17)
        practice.push([(clinic.session(2, day), (clinic.participant(0, day=day),))])
        kept_before = {one["id"] for one in practice.resources("MedicationRequest")}
        kept.restore()
    (lost,) = kept_before - {one["id"] for one in practice.resources("MedicationRequest")}
    written_later(practice, {**prescription("Patient/p0", "Fentanyl patches"), "id": lost})
    with answering(later=11 * MINUTE):
        changes = practice.pull(pull=method, ahead=11 * MINUTE).changes
    (after,) = [change.after for change, _ in changes if change.server_id == lost]
    assert after is not None
    assert after["medicationCodeableConcept"] == {"text": "Fentanyl patches"}


@METHODS
@pytest.mark.parametrize("ahead", [0, 10, -10])
def test_an_endpoint_that_stores_otherwise_what_it_is_sent_changes_nothing(
    practice: TwoWays, monkeypatch: pytest.MonkeyPatch, method: str, ahead: int
) -> None:
    """By another clock than ours, too."""

    def otherwise(*_: object) -> Resource:
        return {"resourceType": "Basic"}

    monkeypatch.setattr(Echoes, "written", otherwise)
    with answering(ahead=ahead * MINUTE):
        practice.faults.add("committed-late", seconds=-ahead * 60)
        filed(practice)
        assert practice.pull(pull=method).told == []
        practice.faults.add("committed-late", seconds=-ahead * 60)
        filed(practice, **confident())
        assert practice.pull(pull=method).told == []


@METHODS
def test_rows_that_are_stamped_by_another_clock_than_answers_are_our_own_still(
    practice: TwoWays, monkeypatch: pytest.MonkeyPatch, method: str
) -> None:
    """An hour ahead, as of local time that is said to be UTC; also once that hour is over."""
    written = Echoes.written
    monkeypatch.setattr(Echoes, "written", lambda *_: {"resourceType": "Basic"})
    hour = 60 * MINUTE
    with stamping(lambda stamp: (dt.datetime.fromisoformat(stamp) + hour).isoformat()):
        filed(practice)
        assert practice.pull(pull=method).told == []
        filed(practice, **confident())
        assert practice.pull(pull=method).told == []
        with answering(later=2 * hour):
            assert practice.pull(pull=method, full=True, ahead=2 * hour).told == []
        monkeypatch.setattr(Echoes, "written", written)
        practice.edit(practice.one("Goal", "Patient/p0"), description=HIP)
        assert practice.pull(pull=method).told == [("changed", "Goal", "Patient/p0")]


@METHODS
def test_our_update_is_no_change_of_the_practices_where_no_version_is_answered(
    practice: TwoWays, monkeypatch: pytest.MonkeyPatch, method: str
) -> None:
    send = RestRoute.send

    def unversioned(route: RestRoute, filing_id: str, entries: Sequence[Entry]) -> list[Answer]:
        return [replace(answer, version=None) for answer in send(route, filing_id, entries)]

    monkeypatch.setattr(RestRoute, "send", unversioned)
    filed(practice)
    practice.pull(pull=method)
    practice.edit(practice.one("Goal", "Patient/p0"), priority={"text": "high"})
    assert practice.pull(pull=method).told == [("changed", "Goal", "Patient/p0")]
    filed(practice, **confident())
    assert practice.one("Goal", "Patient/p0")["priority"] == {"text": "high"}
    assert practice.pull(pull=method).told == []
    practice.edit(practice.one("Goal", "Patient/p0"), priority={"text": "low"})
    assert practice.pull(pull=method).told == [("changed", "Goal", "Patient/p0")]


# ── What a push has joined ───────────────────────────────────────────────────────────────────────────

NOTED = [{"text": "Hip replaced: no walking for now"}]
TOLD = [("changed", "Goal", "Patient/p0")]


@METHODS
@pytest.mark.invariant("I7")
@pytest.mark.hazard("H28")
@pytest.mark.parametrize("seen", [False, True])
@pytest.mark.parametrize("answered", [True, False])
def test_what_the_practice_wrote_between_a_pull_and_a_push_that_joined_it_is_told_once(
    practice: TwoWays, method: str, *, seen: bool, answered: bool
) -> None:
    filed(practice)
    practice.pull(pull=method)
    if seen:
        practice.edit(practice.one("Goal", "Patient/p0"), priority={"text": "high"})
        assert practice.pull(pull=method).told == TOLD
    practice.edit(practice.one("Goal", "Patient/p0"), note=NOTED)
    if not answered:
        practice.faults.add("close-after", count=1, method="POST", path="^/?$")
    filed(practice, **confident())
    goal = practice.one("Goal", "Patient/p0")
    assert goal["note"] == NOTED
    told = practice.pull(pull=method).changes
    filed(practice, **confident())
    told += practice.pull(pull=method).changes
    ((change, _),) = told
    assert change.before is not None
    assert change.after is not None
    assert (change.before.get("note"), change.after["note"]) == (None, NOTED)
    assert practice.pull(pull=method, full=True).told == []
    assert practice.one("Goal", "Patient/p0")["meta"]["versionId"] == goal["meta"]["versionId"]


@METHODS
def test_what_a_push_joined_is_not_told_where_a_pull_had_told_it(practice: TwoWays, method: str) -> None:
    """Nor once the clinic says it too, nor when what stands beside it is corrected again."""
    filed(practice)
    practice.pull(pull=method)
    goal = practice.one("Goal", "Patient/p0")
    (target,) = goal["target"]
    practice.edit(goal, note=NOTED, target=[{**target, "dueDate": "2027-01-01"}])
    assert practice.pull(pull=method).told == TOLD
    for confidence in (9, 3):
        filed(practice, **confident(confidence))
        assert practice.one("Goal", "Patient/p0")["note"] == NOTED
        assert practice.pull(pull=method).told == []
        assert practice.pull(pull=method, full=True).told == []


@pytest.mark.parametrize(
    ("there", "ours", "seen", "known"),
    [
        ({"a": 1}, {"a": 1}, {"a": 2}, True),
        ({"a": 1, "b": 2}, {"a": 1}, {"a": 3, "b": 2}, True),
        ({"a": 1, "b": 2}, {"a": 1}, {"a": 1, "b": 3}, False),
        ({"a": 1, "b": 2}, {"a": 1}, {"a": 1}, False),
        ({}, {"a": 1}, {"a": 1}, False),
        ({}, {"a": 1}, {}, True),
        ({"a": {}}, {"a": {"b": 1}}, {}, False),
        ({"a": ["x", "y"]}, {"a": ["x"]}, {"a": ["y"]}, True),
        ({"a": ["x", "z"]}, {"a": ["x"]}, {"a": ["y"]}, False),
        ({"a": ["x"]}, {"a": ["x", "y"]}, {"a": ["x", "y"]}, False),
        ({"a": [{"b": 1, "c": 2}]}, {"a": [{"b": 1}]}, {"a": [{"b": 3, "c": 2}]}, True),
        ({"a": [{"b": 1, "c": 2}]}, {"a": [{"b": 1}]}, {"a": [{"b": 1}]}, False),
    ],
)
def test_what_neither_the_clinic_nor_a_pull_knew_is_news(
    there: Resource, ours: Resource, seen: Resource, known: bool
) -> None:
    assert holds_no_news(there, ours, seen) == known
