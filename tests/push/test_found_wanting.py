"""What an endpoint was seen not to keep as it was sent: nothing follows it, and it is not forgotten."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from typing import Any

import pytest

from adapter.push.report import PushReport
from adapter.routes.rest import RestRoute
from adapter.routes.route import Answer, Entry
from adapter.routes.writer import Writer
from mappings.filing import FiledResource
from mappings.identity import Identity
from profiles.wire import Resource
from tests.push import clinic
from tests.push.conftest import Practice

ANEW = clinic.approval_at(15)


def _ordered(body: Resource) -> Resource:
    return {**body, "intent": "order"} if body["resourceType"] == "MedicationRequest" else body


@contextmanager
def _lossy() -> Iterator[None]:
    """The endpoint makes an order of each proposal."""
    write = Writer.write

    def lose(writer: Writer, entries: Sequence[Entry]) -> list[Answer]:
        return write(writer, [replace(entry, body=_ordered(entry.body)) for entry in entries])

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Writer, "write", lose)
        yield


def _pushed(practice: Practice, *indices: int, **changed: Any) -> PushReport:
    """Push these of one session; what was `changed` is so for the first of them alone."""
    first, *others = indices
    people = (clinic.participant(first, **changed), *map(clinic.participant, others))
    return practice.push([(clinic.session(), people)])


def _intents(practice: Practice) -> list[str]:
    return [one["intent"] for one in practice.resources("MedicationRequest")]


def _told(report: PushReport) -> list[bool]:
    return [
        "with another status or intent than it was sent with" in problem.found for problem in report.problems
    ]


def test_an_index_that_shows_updates_late_stops_nothing(
    practice: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    session, people = clinic.clinic()
    practice.push([(session, people)])
    before = {(one["resourceType"], one["id"]): one for one in practice.resources()}
    find = RestRoute.find

    def late(route: RestRoute, items: Sequence[FiledResource]) -> dict[Identity, list[Resource]]:
        return {
            identity: [before.get((one["resourceType"], one["id"]), one) for one in found]
            for identity, found in find(route, items).items()
        }

    monkeypatch.setattr(RestRoute, "find", late)
    fixed = [one.model_copy(update={"medication_plan": None, "approval": ANEW}) for one in people]
    report = practice.push([(session, fixed)])
    assert (report.complete, report.filings) == (True, {"filed": len(people)})


def test_nothing_follows_what_an_endpoint_does_not_keep_however_often_it_is_pushed(
    practice: Practice,
) -> None:
    with _lossy():
        rounds = [_pushed(practice, 0, 1, 2) for _ in range(3)]
    assert [report.filings for report in rounds] == [{"conflict": 1, "held": 2}] * 3
    assert all(_told(report) == [True] * 3 for report in rounds)
    assert _intents(practice) == ["order"]


@pytest.mark.parametrize("mended", [True, False])
def test_what_is_approved_anew_is_written_as_meant_and_goes_before_the_others(
    practice: Practice, mended: bool
) -> None:
    with _lossy():
        _pushed(practice, 1)
    people = (clinic.participant(0), clinic.participant(1, approval=ANEW), clinic.participant(2))
    with nullcontext() if mended else _lossy():
        report = practice.push([(clinic.session(), people)])
    assert report.filings == ({"filed": 3} if mended else {"conflict": 1, "held": 2})
    assert _intents(practice) == (["proposal"] * 3 if mended else ["order"])


def test_once_the_practice_has_put_it_right_the_others_follow(practice: Practice) -> None:
    with _lossy():
        _pushed(practice, 0)
    assert _pushed(practice, 0, 1).filings == {"conflict": 1, "held": 1}
    (order,) = practice.resources("MedicationRequest")
    practice.put({**order, "intent": "proposal"})
    assert _pushed(practice, 0, 1).filings == {"unchanged": 1, "filed": 1}


def test_what_the_practice_has_decided_since_is_not_written_over(practice: Practice) -> None:
    with _lossy():
        _pushed(practice, 0)
    (order,) = practice.resources("MedicationRequest")
    practice.put({**order, "status": "active"})
    assert _pushed(practice, 0, approval=ANEW).filings == {"filed": 1}
    (order,) = practice.resources("MedicationRequest")
    assert (order["status"], order["intent"]) == ("active", "order")


def test_an_outage_in_between_does_not_make_it_complete(practice: Practice) -> None:
    with _lossy():
        _pushed(practice, 0)
    practice.faults.add("status", status=503, path="Composition|Appointment|_search")
    away = _pushed(practice, 0)
    practice.faults.clear()
    report = _pushed(practice, 0)
    assert (_told(away), _told(report)) == ([True], [True])
    assert report.filings == {"conflict": 1}


def test_the_entry_that_stands_in_the_record_is_told_of_when_its_row_is_taken_off(
    practice: Practice,
) -> None:
    with _lossy():
        _pushed(practice, 0, 1)
    report = _pushed(practice, 1)
    assert report.filings == {"filed": 1}
    assert ["no longer on this session's list" in problem.found for problem in report.problems] == [True]
