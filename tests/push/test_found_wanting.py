"""What an endpoint was seen not to keep as it was sent: nothing follows it, and it is not forgotten."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from typing import Any

import pytest

from adapter.errors import OutcomeUnknown
from adapter.gp.answers import Received
from adapter.gp.connections import Connections
from adapter.ledger.ledger import Ledger
from adapter.merge.contested import resolve, waiting
from adapter.push import delivery
from adapter.push.report import PushReport
from adapter.routes.rest import RestRoute
from adapter.routes.route import Answer, Entry
from adapter.routes.writer import Writer
from mappings.filing import FiledResource
from mappings.identity import Identity
from mappings.records import Approval, Goal, MedicationPlan
from profiles import wire
from profiles.wire import Resource
from tests.push import clinic
from tests.push.conftest import Practice

ANEW = clinic.approval_at(15)
NOTE = [{"text": "Seen by the practice, bloods first"}]
CONFIDENTIALITY = "http://terminology.hl7.org/CodeSystem/v3-Confidentiality"


def _ordered(body: Resource) -> Resource:
    return {**body, "intent": "order"} if body["resourceType"] == "MedicationRequest" else body


@contextmanager
def _lossy(spoilt: Callable[[Resource], Resource] = _ordered) -> Iterator[None]:
    """The endpoint keeps something else than it is sent: of each proposal it makes an order."""
    write = Writer.write

    def lose(writer: Writer, entries: Sequence[Entry]) -> list[Answer]:
        return write(writer, [replace(entry, body=spoilt(entry.body)) for entry in entries])

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Writer, "write", lose)
        yield


def _pushed(practice: Practice, *indices: int, **changed: Any) -> PushReport:
    """Push these of one session; what was `changed` is so for the first of them alone."""
    first, *others = indices
    people = (clinic.participant(first, **changed), *map(clinic.participant, others))
    return practice.push([(clinic.session(), people)])


def _plan(dose: str) -> MedicationPlan:
    plan = clinic.participant(0).medication_plan
    assert plan is not None
    return plan.model_copy(update={"lines": (plan.lines[0].model_copy(update={"dose": dose}),)})


def _goals(text: str) -> tuple[Goal, ...]:
    return (clinic.participant(0).goals[0].model_copy(update={"text": text}),)


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
    with Ledger(str(practice.folder / "ledger.db")) as ledger:
        ledger.imports.keep(clinic.session(), [clinic.participant(1)], [], clinic.at(16))
    report = _pushed(practice, 1)
    assert report.filings == {"filed": 1}
    assert ["no longer on this session's list" in problem.found for problem in report.problems] == [True]


# ── What the practice does about it ──────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("status", ["entered-in-error", "stopped"])
def test_once_the_practice_has_struck_it_out_or_stopped_it_the_others_follow(
    practice: Practice, status: str
) -> None:
    with _lossy():
        _pushed(practice, 0)
    (order,) = practice.resources("MedicationRequest")
    practice.put({**order, "status": status})
    assert _pushed(practice, 0, 1).filings == {"unchanged": 1, "filed": 1}
    assert practice.resources("MedicationRequest")[0]["status"] == status


def test_a_note_of_the_practices_does_not_put_it_right(practice: Practice) -> None:
    with _lossy():
        _pushed(practice, 0)
    (order,) = practice.resources("MedicationRequest")
    practice.put({**order, "note": NOTE})
    for report in (_pushed(practice, 0, 1), _pushed(practice, 0, 1, approval=ANEW)):
        assert report.filings == {"conflict": 1, "held": 1}
        assert _told(report) == [True, True]
    (order,) = practice.resources("MedicationRequest")
    assert (order["intent"], order["note"]) == ("order", NOTE)


def test_what_the_practice_said_before_is_written_with_what_was_meant(practice: Practice) -> None:
    _pushed(practice, 0)
    (order,), (goal,) = practice.resources("MedicationRequest"), practice.resources("Goal")
    practice.put({**order, "note": NOTE})
    practice.put({**goal, "lifecycleStatus": "completed", "statusDate": "2026-03-20"})
    said = {"medication_plan": _plan("10 mg"), "goals": _goals("Walk to the shops")}
    with _lossy():
        assert _told(_pushed(practice, 0, approval=ANEW, **said)) == [True]
    report = _pushed(practice, 0, approval=clinic.approval_at(16), **said)
    assert (report.filings, report.problems) == ({"filed": 1}, [])
    (order,), (goal,) = practice.resources("MedicationRequest"), practice.resources("Goal")
    assert (order["intent"], order["note"]) == ("proposal", NOTE)
    assert (goal["lifecycleStatus"], goal["description"]["text"]) == ("completed", "Walk to the shops")


def test_what_the_practice_said_before_is_no_fault_of_the_endpoints(practice: Practice) -> None:
    _pushed(practice, 0)
    (goal,) = practice.resources("Goal")
    practice.put({**goal, "lifecycleStatus": "completed", "statusDate": "2026-03-20"})
    said = {"medication_plan": _plan("10 mg"), "goals": _goals("Walk to the shops"), "approval": ANEW}
    with _lossy():
        assert _told(_pushed(practice, 0, **said)) == [True]
    (order,) = practice.resources("MedicationRequest")
    practice.put({**order, "intent": "proposal"})
    assert _pushed(practice, 0, 1, **said).filings == {"unchanged": 1, "filed": 1}


def test_where_versions_tell_nothing_a_person_is_asked(
    practice: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    practice.faults.add("ignore-if-match")
    send = Connections.send

    def unnumbered(self: Connections, *given: Any) -> Received:
        received = send(self, *given)
        body = re.sub(rb'("versionId": ?")\d+', rb"\g<1>1", received.body)
        return replace(received, body=re.sub(rb"(_history/|W/..?)\d+", rb"\g<1>1", body))

    monkeypatch.setattr(Connections, "send", unnumbered)
    with _lossy():
        _pushed(practice, 0)
    (order,) = practice.resources("MedicationRequest")
    practice.put({**order, "note": NOTE})
    assert _told(_pushed(practice, 0, approval=ANEW)) == [True]
    assert practice.resources("MedicationRequest")[0]["note"] == NOTE


@pytest.mark.parametrize(("side", "intent"), [("ours", "proposal"), ("theirs", "order")])
def test_what_a_person_has_chosen_of_both_sides_is_filed_and_the_others_follow(
    practice: Practice, side: str, intent: str
) -> None:
    with _lossy():
        _pushed(practice, 0)
    (order,) = practice.resources("MedicationRequest")
    practice.put({**order, "note": NOTE})
    said = {"medication_plan": _plan("10 mg"), "approval": ANEW}
    assert _pushed(practice, 0, **said).filings == {"conflict": 1}
    with Ledger(str(practice.folder / "ledger.db")) as ledger:
        (contested,) = waiting(ledger)
        resolve(ledger, contested, [side], (), ANEW.by, clinic.at(17))
    assert _pushed(practice, 0, 1, **said).filings == {"filed": 2}
    (order,) = [
        one for one in practice.resources("MedicationRequest") if "note" in one and one["note"] == NOTE
    ]
    assert (order["intent"], "10 mg" in str(order["dosageInstruction"])) == (intent, True)
    assert _pushed(practice, 0, 1, **said).filings == {"unchanged": 2}


@pytest.mark.parametrize("whole", [True, False])
def test_what_was_answered_for_and_is_not_there_is_no_end(
    practice: Practice, monkeypatch: pytest.MonkeyPatch, whole: bool
) -> None:
    send = RestRoute.send

    def lost(route: RestRoute, filing_id: str, entries: Sequence[Entry]) -> list[Answer]:
        answers = send(route, filing_id, entries)
        for one in practice.resources(None if whole else "MedicationRequest"):
            practice.store.delete(one["resourceType"], one["id"])
        return answers

    with monkeypatch.context() as patched:
        patched.setattr(RestRoute, "send", lost)
        assert _pushed(practice, 0).filings == {"conflict": 1}
    if whole:
        assert _pushed(practice, 0).filings == {"conflict": 1}
        anew = Approval(by=ANEW.by, at=dt.datetime.now(dt.UTC))
        assert _pushed(practice, 0, 1, approval=anew).filings == {"filed": 2}
        assert _intents(practice) == ["proposal"] * 2
    else:
        assert _pushed(practice, 0, 1).filings == {"conflict": 1, "held": 1}
        (entry,) = practice.resources("Composition")
        practice.store.delete("Composition", entry["id"])
        assert _pushed(practice, 0, 1).filings == {"conflict": 1, "filed": 1}


@pytest.mark.parametrize("odd", [{"versionId": ["2"]}, {"security": None}, {"security": "N"}])
def test_what_is_no_fhir_there_ends_no_push(
    practice: Practice, monkeypatch: pytest.MonkeyPatch, odd: Resource
) -> None:
    with _lossy():
        _pushed(practice, 0)
    read = RestRoute.read

    def oddly(route: RestRoute, kind: str, server_id: str) -> Resource | None:
        there = read(route, kind, server_id)
        return there and {**there, "meta": {**there["meta"], **odd}}

    monkeypatch.setattr(RestRoute, "read", oddly)
    for approval in (clinic.participant(0).approval, ANEW):
        assert _pushed(practice, 0, approval=approval).filings.total() == 1


# ── What is not mended is not forgotten ──────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "fault",
    [
        {"action": "status", "status": 503, "path": "Composition|Appointment|_search"},
        {"action": "status", "status": 500, "method": "POST", "path": "^/?$"},
        {"action": "status", "status": 422, "method": "POST", "path": "^/?$"},
        {"action": "close-before", "method": "POST", "path": "^/?$", "count": 1},
        {"action": "close-after", "method": "POST", "path": "^/?$", "count": 1},
    ],
)
def test_an_approval_that_does_not_go_through_does_not_make_it_complete(
    practice: Practice, fault: dict[str, Any]
) -> None:
    with _lossy():
        _pushed(practice, 0)
    practice.faults.add(**fault)
    _pushed(practice, 0, approval=ANEW)
    practice.faults.clear()
    for hour in (15, 16):
        people = (clinic.participant(0, approval=clinic.approval_at(hour)),)
        report = practice.push([(clinic.session(), people)], later=dt.timedelta(minutes=10))
        assert _intents(practice) == ["proposal"] or "filed" not in report.filings
        assert _intents(practice) == ["proposal"] or not report.complete
    assert _intents(practice) == ["proposal"]


def test_a_mending_that_cannot_be_read_back_is_read_in_the_next_run(
    practice: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unread(*_given: Any) -> None:
        raise OutcomeUnknown("the endpoint answered 500", status=500)

    with _lossy():
        _pushed(practice, 0)
        with monkeypatch.context() as patched:
            patched.setattr(delivery, "proof", unread)
            assert _told(_pushed(practice, 0, approval=ANEW)) == [True]
    assert _told(_pushed(practice, 0, approval=ANEW)) == [True]
    assert _pushed(practice, 0, approval=clinic.approval_at(16)).filings == {"filed": 1}
    assert _intents(practice) == ["proposal"]


@pytest.mark.hazard("H1")
def test_what_was_put_into_another_record_is_not_filed_by_a_new_approval(practice: Practice) -> None:
    def misplaced(body: Resource) -> Resource:
        if body["resourceType"] != "MedicationRequest":
            return body
        moved: Resource = wire.loads(wire.dumps(body).replace(b"Patient/p0", b"Patient/p1"))
        return moved

    with _lossy(misplaced):
        _pushed(practice, 0)
    for _ in range(2):
        report = _pushed(practice, 0, 2, approval=ANEW)
        assert report.filings == {"conflict": 1, "held": 1}
        assert "in another patient's record" in report.problems[0].found


def test_links_that_lead_nowhere_are_not_filed_by_a_new_approval(practice: Practice) -> None:
    practice.faults.add("references-not-rewritten")
    for changed in ({}, {}, {"approval": ANEW}, {"approval": ANEW}):
        people = (clinic.participant(0, **changed), clinic.participant(1))
        report = practice.push([(clinic.session(), people)], strategy="transaction")
        assert report.filings == {"conflict": 1, "held": 1}


def test_nothing_follows_what_is_wanting_in_another_session_either(practice: Practice) -> None:
    day = dt.date(2026, 3, 17)
    first = clinic.session(1)
    second = clinic.session(2, day), (clinic.participant(0, day=day),)
    plain = [clinic.participant(index, medication_plan=None) for index in (0, 3)]
    practice.push([(first, plain[:1])])
    with _lossy():
        practice.push([(first, plain[:1]), second])
        more = (*second[1], *(clinic.participant(index, day=day) for index in (1, 2)))
        report = practice.push([(first, plain), (second[0], more)])
    assert report.filings == {"unchanged": 1, "held": 3, "conflict": 1}
    assert _intents(practice) == ["order"]


@pytest.mark.hazard("H4")
@pytest.mark.parametrize("labels", [[], [{"system": CONFIDENTIALITY, "code": "N"}]])
def test_a_label_that_the_endpoint_took_away_or_replaced_is_put_back(
    practice: Practice, labels: list[Resource]
) -> None:
    def unlabelled(body: Resource) -> Resource:
        if body["resourceType"] != "Composition" or body["confidentiality"] != "R":
            return body
        meta = {name: value for name, value in body["meta"].items() if name != "security"}
        return {**body, "meta": {**meta, **({"security": labels} if labels else {})}}

    def said(hour: int) -> dict[str, Any]:
        approval = clinic.approval_at(hour)
        return {"sensitive_note": "Told of it.", "sensitive_approval": approval, "approval": approval}

    with _lossy(unlabelled):
        assert _pushed(practice, 0, **said(15)).filings == {"conflict": 1}
    assert _pushed(practice, 0, **said(16)).filings == {"filed": 1}
    (entry,) = [one for one in practice.resources("Composition") if one["confidentiality"] == "R"]
    assert {label["code"] for label in entry["meta"]["security"]} > {label["code"] for label in labels}
