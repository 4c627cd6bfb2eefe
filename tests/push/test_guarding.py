"""What is in the records already is never trusted blindly, and never written over."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from adapter.gp.client import GpClient
from adapter.ledger.ledger import Ledger
from adapter.push.approvals import check_approvals
from adapter.push.drafts import draft
from adapter.sandbox.faults import Faults
from adapter.sandbox.serve import running
from adapter.sandbox.store import Store
from adapter.settings import Settings
from mappings.records import Approval, Attendance, Goal, Participant
from profiles.definitions import extension
from tests.push import clinic
from tests.push.conftest import Practice

TRANSACTION = {"method": "POST", "path": "^/?$"}
NEXT_DAY = dt.date(2026, 4, 21)


def _alone(**changed: object) -> list[tuple[object, tuple[Participant, ...]]]:
    return [(clinic.session(), (clinic.participant(0, **changed),))]


def _confident(confidence: int) -> tuple[Goal, ...]:
    return (clinic.participant(0).goals[0].model_copy(update={"confidence": confidence}),)


@pytest.fixture
def other(practice: Practice) -> Iterator[Practice]:
    """Another endpoint behind the same name: set up anew, or not the one it was."""
    with Store() as store, running(store, faults := Faults(seed=1)) as url:
        found = Practice(url, store, faults, practice.folder)
        for patient in clinic.practice():
            found.put(patient)
        yield found


@pytest.mark.hazard("H23")
def test_an_endpoint_that_was_emptied_does_not_count_as_having_everything(
    practice: Practice, other: Practice
) -> None:
    practice.push([clinic.clinic()])
    report = other.push([clinic.clinic()])
    assert report.filings == {"conflict": 5}
    assert "not at the endpoint any more" in report.problems[0].found


def test_what_stands_at_an_old_address_is_not_written_over_unless_it_is_ours(
    practice: Practice, other: Practice
) -> None:
    practice.push(_alone())
    for resource in practice.resources():
        others = {"subject": {"reference": "Patient/p3"}} if "subject" in resource else {}
        if resource["resourceType"] == "Goal":
            other.put({**resource, **others})
        elif resource["resourceType"] == "Appointment":
            other.put(resource)
    report = other.push(_alone(goals=_confident(9), approval=clinic.approval_at(15)))
    assert report.filings == {"conflict": 1}
    (goal,) = other.resources("Goal")
    assert goal["subject"] == {"reference": "Patient/p3"}


def test_a_copied_workbook_does_not_write_over_the_session_that_it_was_copied_from(
    practice: Practice,
) -> None:
    practice.push([clinic.clinic()])
    written = practice.versions()
    copied = clinic.session(1, NEXT_DAY)
    people = tuple(clinic.participant(index, day=NEXT_DAY) for index in range(5))
    for ledger in ("ledger.db", "another-machine.db"):
        report = practice.push([(copied, people)], ledger)
        assert report.filings == {"held": 5}
        assert "session_id" in report.problems[0].found
    assert practice.versions() == written


@pytest.mark.failure("3.7", "a session deleted or an attendance twice")
def test_a_filed_patient_who_is_no_longer_on_the_list_is_told(practice: Practice) -> None:
    session, people = clinic.clinic()
    practice.push([(session, people)])
    report = practice.push([(session, people[1:])])
    assert report.filings == {"unchanged": 4}
    assert not report.complete
    assert "no longer on this session's list" in report.problems[0].found
    assert report.problems[0].where.endswith("row 2")


def test_an_earlier_session_from_another_machine_does_not_turn_a_goal_back(practice: Practice) -> None:
    done = Goal(goal_id="G1", text="Walk to the shops twice a week", lifecycle="completed")
    later = (clinic.session(2, NEXT_DAY), (clinic.participant(0, day=NEXT_DAY, goals=(done,)),))
    practice.push([later], ledger="another-machine.db")
    report = practice.push(_alone())
    assert report.filings == {"filed": 1}
    (goal,) = practice.resources("Goal")
    assert goal["lifecycleStatus"] == "completed"
    assert practice.push(_alone()).filings == {"unchanged": 1}


@pytest.mark.hazard("H16")
def test_another_machine_does_not_file_what_was_changed_after_its_approval(practice: Practice) -> None:
    practice.push(_alone())
    written = practice.versions()
    report = practice.push(_alone(goals=_confident(9)), ledger="another-machine.db")
    assert report.filings == {"held": 1}
    assert "changed after its approval" in report.problems[0].found
    assert practice.versions() == written


@pytest.mark.parametrize("ledger", ["ledger.db", "another-machine.db"])
def test_an_old_file_does_not_bring_an_old_entry_back(practice: Practice, ledger: str) -> None:
    practice.push(_alone(goals=_confident(9), approval=clinic.approval_at(15)))
    written = practice.versions()
    report = practice.push(_alone(), ledger)
    assert report.filings == {"held": 1}
    assert "older than the one in the record" in report.problems[0].found
    assert practice.versions() == written


def test_an_approval_counts_for_what_was_imported_with_it(practice: Practice, tmp_path: Path) -> None:
    session, people = clinic.clinic()
    now = dt.datetime.now(dt.UTC)
    with Ledger(str(tmp_path / "ledger.db")) as ledger:
        drafts = draft(session, people[:1], Settings(ledger="unused"))
        check_approvals([one.filing for one in drafts], ledger.approvals, now, binding=True)
    report = practice.push(_alone(goals=_confident(9)))
    assert report.filings == {"held": 1}


def test_an_approval_of_a_time_that_has_not_come_is_held(practice: Practice) -> None:
    tomorrow = dt.datetime.now(dt.UTC) + dt.timedelta(days=1)
    report = practice.push(_alone(approval=Approval(by="Dr Imogen Vantongeren", at=tomorrow)))
    assert report.filings == {"held": 1}
    assert "has not come yet" in report.problems[0].found


def test_a_coordinator_takes_back_nothing_that_a_clinician_approved(practice: Practice) -> None:
    practice.push(_alone())
    written = practice.versions()
    absent = Participant(
        row=2,
        person=clinic.person(0),
        consents=clinic.participant(0).consents,
        attendance=Attendance(status="did-not-attend", confirmed_by="Tilly Marsh-Wren"),
        approval=Approval(by="Col Abernethy", at=clinic.at(16)),
    )
    report = practice.push([(clinic.session(), (absent,))])
    assert report.filings == {"held": 1}
    assert "takes back" in report.problems[0].found
    assert practice.versions() == written


def test_a_changed_sensitive_note_needs_its_own_new_approval(practice: Practice) -> None:
    first = {"sensitive_note": "Said in private, one to one.", "sensitive_approval": clinic.approval_at(13)}
    practice.push(_alone(**first))
    changed = {**first, "sensitive_note": "Said in private, and more.", "approval": clinic.approval_at(15)}
    report = practice.push(_alone(**changed))
    assert report.filings == {"held": 1}
    approved = {**changed, "sensitive_approval": clinic.approval_at(15)}
    assert practice.push(_alone(**approved)).filings == {"filed": 1}


@pytest.mark.failure("3.1", "time runs out after the request was sent")
@pytest.mark.parametrize("spoilt", ["close-after", "truncated", "html", "status-after"])
def test_a_lost_answer_to_an_update_is_settled_by_looking(practice: Practice, spoilt: str) -> None:
    practice.push(_alone())
    changed = _alone(goals=_confident(9), approval=clinic.approval_at(15))
    fault = practice.faults.add(
        spoilt, status=500 if spoilt == "status-after" else 200, count=1, **TRANSACTION
    )
    report = practice.push(changed)
    assert fault.happened == 1
    assert report.filings == {"filed": 1}
    assert practice.push(changed).filings == {"unchanged": 1}
    assert practice.nothing_doubled()


def test_what_was_sent_without_an_answer_and_then_taken_out_is_withdrawn_too(practice: Practice) -> None:
    practice.faults.add("close-after", count=1, **TRANSACTION)
    practice.faults.add("status", status=500, path="_search", nth=3, count=0)
    first = practice.push(_alone())
    assert first.filings == {"unknown": 1}
    practice.faults.clear()
    fewer = _alone(education=clinic.participant(0).education[:1], approval=clinic.approval_at(15))
    assert practice.push(fewer).filings == {"filed": 1}
    statuses = [
        p["status"] for p in practice.resources("Procedure") if p["code"]["text"] in ("pacing", "sleep")
    ]
    assert sorted(statuses) == ["completed", "entered-in-error"]


@pytest.mark.failure("3.3", "references are not rewritten")
@pytest.mark.hazard("H30")
def test_an_endpoint_that_does_not_rewrite_references_gets_one_filing_and_no_more(practice: Practice) -> None:
    practice.faults.add("references-not-rewritten")
    report = practice.push([clinic.clinic()], strategy="transaction")
    assert report.balanced
    assert report.filings == {"conflict": 1, "held": 4}
    assert "links lead nowhere" in report.problems[0].found
    assert len(practice.resources("Appointment")) == 1


@pytest.mark.failure("3.2", "200 with an error inside")
@pytest.mark.hazard("H23")
def test_an_error_inside_a_200_answer_to_a_filing_is_looked_into(practice: Practice) -> None:
    outcome = '{"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"exception"}]}'
    headers = {"Content-Type": "application/fhir+json"}
    practice.faults.add("status-after", status=200, body=outcome, headers=headers, count=1, **TRANSACTION)
    assert practice.push(_alone()).filings == {"filed": 1}


def test_one_unreadable_resource_holds_its_own_filing_alone(practice: Practice) -> None:
    session, people = clinic.clinic()
    practice.push([(session, people)])
    goal = next(g for g in practice.resources("Goal") if g["subject"]["reference"] == "Patient/p0")
    practice.faults.add("status", status=403, method="GET", path=f"Goal/{goal['id']}")
    changed = tuple(
        clinic.participant(index, goals=_confident(9), approval=clinic.approval_at(15)) for index in range(5)
    )
    report = practice.push([(session, changed)])
    assert report.filings == {"held": 1, "filed": 4}


@pytest.mark.failure("3.4", "a reference to what still waits")
@pytest.mark.invariant("I4")
def test_nothing_follows_a_filing_that_has_no_answer(practice: Practice) -> None:
    practice.faults.add("close-before", count=1, **TRANSACTION)
    sessions = [
        (clinic.session(1), (clinic.participant(0),)),
        (clinic.session(2, NEXT_DAY), (clinic.participant(0, day=NEXT_DAY),)),
    ]
    report = practice.push(sessions)
    assert report.filings == {"unknown": 1, "held": 1}
    assert practice.push(sessions).filings == {"filed": 2}


@pytest.mark.failure("3.4", "a reference to what still waits")
@pytest.mark.invariant("I4")
def test_nothing_follows_a_filing_without_an_answer_that_waits_for_something_else_too(
    practice: Practice,
) -> None:
    first, then = clinic.session(1), clinic.session(2, NEXT_DAY)
    follows = (then, (clinic.participant(0, day=NEXT_DAY),))
    practice.faults.add("close-before", count=1, **TRANSACTION)
    practice.push([(first, (clinic.participant(0),))])
    report = practice.push([(first, (clinic.participant(0, approval=None),)), follows])
    assert report.filings == {"unknown": 1, "held": 1}
    assert report.requests["write"] == 0
    assert "approval" in report.problems[0].found
    assert practice.push([(first, (clinic.participant(0),)), follows]).filings == {"filed": 2}


@pytest.mark.parametrize("ledger", ["ledger.db", "another-machine.db"])
@pytest.mark.parametrize("time", ["2026-03-10", "2026-03"])
def test_an_approval_whose_time_the_practice_has_left_open_stops_nobody_elses_entry(
    practice: Practice, ledger: str, time: str
) -> None:
    practice.push(_alone())
    (entry,) = practice.resources("Composition")
    practice.put({**entry, "attester": [{**entry["attester"][0], "time": time}]})
    people = (clinic.participant(0, approval=clinic.approval_at(15)), clinic.participant(1))
    report = practice.push([(clinic.session(), people)], ledger)
    assert report.balanced
    assert report.filings["filed"] >= 1


def test_an_appointment_without_a_start_stops_nobody_elses_entry(practice: Practice) -> None:
    practice.push(_alone())
    (appointment,) = practice.resources("Appointment")
    timeless = {name: value for name, value in appointment.items() if name not in ("start", "end")}
    practice.put({**timeless, "status": "cancelled"})
    people = (clinic.participant(0, approval=clinic.approval_at(15)), clinic.participant(1))
    report = practice.push([(clinic.session(), people)], "another-machine.db")
    assert report.filings == {"conflict": 1, "filed": 1}


@pytest.mark.parametrize("value", [{"valueDateTime": "2026-03"}, {}])
def test_a_goal_whose_session_the_practice_has_left_open_stops_nobody_elses_entry(
    practice: Practice, value: dict[str, str]
) -> None:
    practice.push(_alone())
    (goal,) = practice.resources("Goal")
    extensions = [
        {"url": one["url"], **value} if one["url"] == extension("as-of") else one for one in goal["extension"]
    ]
    assert extensions != goal["extension"]
    practice.put({**goal, "extension": extensions})
    people = (
        clinic.participant(0, goals=_confident(9), approval=clinic.approval_at(15)),
        clinic.participant(1),
    )
    report = practice.push([(clinic.session(), people)])
    assert report.balanced
    assert report.filings["filed"] >= 1


@pytest.mark.parametrize("ledger", ["ledger.db", "another-machine.db"])
@pytest.mark.parametrize(
    "spoilt", [{"subject": 5}, {"meta": None}, {"extension": "none"}, {"identifier": [None]}, {"target": 7}]
)
def test_what_is_no_fhir_at_the_endpoint_holds_its_own_filing_and_no_other(
    practice: Practice, monkeypatch: pytest.MonkeyPatch, ledger: str, spoilt: dict[str, Any]
) -> None:
    practice.push(_alone())
    (goal,) = practice.resources("Goal")

    def as_held(resource: Any) -> Any:
        return resource | spoilt if resource and resource.get("id") == goal["id"] else resource

    read, search = GpClient.read, GpClient.search
    monkeypatch.setattr(GpClient, "read", lambda *asked: as_held(read(*asked)))
    monkeypatch.setattr(GpClient, "search", lambda *asked: [as_held(one) for one in search(*asked)])
    people = (
        clinic.participant(0, goals=_confident(9), approval=clinic.approval_at(15)),
        clinic.participant(1),
    )
    report = practice.push([(clinic.session(), people)], ledger)
    assert report.balanced
    assert report.filings["filed"] >= 1
    assert practice.nothing_doubled()


@pytest.mark.failure("3.3", "fewer or reordered answers")
@pytest.mark.hazard("H1")
def test_what_was_answered_in_another_order_is_found_where_it_stands_and_corrected(
    practice: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two resources of one type: no answer tells which of them it is for."""

    def swapped(client: GpClient, bundle: Any) -> Any:
        answer = send(client, bundle)
        two = [i for i, one in enumerate(bundle["entry"]) if one["request"]["url"] == "Observation"][:2]
        for place, other in zip(two, reversed([answer["entry"][i] for i in two]), strict=True):
            answer["entry"][place] = other
        return answer

    send = GpClient.transaction
    with monkeypatch.context() as patched:
        patched.setattr(GpClient, "transaction", swapped)
        assert practice.push(_alone()).filings == {"filed": 1}
    first = clinic.participant(0)
    assert first.what_matters is not None
    said = first.what_matters.model_copy(update={"text": "To see the sea"})
    corrected = _alone(what_matters=said, approval=clinic.approval_at(15))
    assert practice.push(corrected).filings == {"filed": 1}
    assert practice.nothing_doubled()
    assert practice.push(corrected).filings == {"unchanged": 1}
    assert sum("To see the sea" in str(one) for one in practice.resources("Observation")) == 1
