"""What a push promises when the endpoint or the machine fails: nothing lost, doubled or half done."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapter.errors import Unreachable
from adapter.interrupt import Interrupt
from adapter.ledger.ledger import Ledger
from adapter.routes.rest import RestRoute
from adapter.routes.route import Answer, Entry
from adapter.routes.writer import Writer
from mappings.records import Participant, Session
from tests.push import clinic
from tests.push.conftest import Practice

TRANSACTION = {"method": "POST", "path": "^/?$"}


@pytest.mark.failure("3.1", "time runs out after the request was sent")
@pytest.mark.hazard("H12")
def test_a_lost_answer_is_settled_by_looking_and_nothing_is_sent_twice(practice: Practice) -> None:
    fault = practice.faults.add("close-after", count=1, **TRANSACTION)
    report = practice.push([clinic.clinic()])
    assert fault.happened == 1
    assert report.filings == {"filed": 5}
    assert report.requests["write"] == 5
    assert practice.nothing_doubled()
    assert report.resources["created"] == len(practice.resources())


@pytest.mark.failure("3.1", "time runs out after the request was sent")
@pytest.mark.hazard("H23")
def test_a_request_that_never_arrived_stays_unknown_until_the_next_push_files_it(practice: Practice) -> None:
    fault = practice.faults.add("close-before", count=1, **TRANSACTION)
    report = practice.push([clinic.clinic()])
    assert fault.happened == 1
    assert report.filings == {"filed": 4, "unknown": 1}
    assert report.balanced
    again = practice.push([clinic.clinic()])
    assert again.filings == {"filed": 1, "unchanged": 4}
    assert practice.nothing_doubled()


@pytest.mark.failure("3.1", "the answer breaks off")
@pytest.mark.failure("3.1", "a proxy's page instead of FHIR")
@pytest.mark.failure("3.2", "500 that did commit")
@pytest.mark.parametrize("spoilt", ["truncated", "html", "status-after"])
def test_an_unusable_answer_to_a_filing_that_was_done_is_settled_by_looking(
    practice: Practice, spoilt: str
) -> None:
    status = {"status": 500} if spoilt == "status-after" else {"status": 200}
    fault = practice.faults.add(spoilt, count=1, **status, **TRANSACTION)
    report = practice.push([clinic.clinic()])
    assert fault.happened == 1
    assert report.filings == {"filed": 5}
    assert practice.nothing_doubled()


@pytest.mark.failure("3.2", "408, 425, 429, 503")
@pytest.mark.parametrize("status", [429, 503, 408, 425])
def test_an_endpoint_that_says_not_now_is_asked_again(practice: Practice, status: int) -> None:
    fault = practice.faults.add("status", status=status, headers={"Retry-After": "0"}, count=1, **TRANSACTION)
    report = practice.push([clinic.clinic()])
    assert fault.happened == 1
    assert report.filings == {"filed": 5}
    assert report.requests["write"] == 6
    assert practice.nothing_doubled()


@pytest.mark.failure("3.2", "400 with an outcome, 405, 406, 415")
@pytest.mark.failure("3.2", "422")
@pytest.mark.failure("3.3", "one bad entry rolls back all")
@pytest.mark.hazard("H24")
@pytest.mark.parametrize("status", [400, 422])
def test_a_refused_filing_is_rejected_with_its_reason_and_leaves_nothing(
    practice: Practice, status: int
) -> None:
    fault = practice.faults.add("status", status=status, count=1, **TRANSACTION)
    report = practice.push([clinic.clinic()])
    assert fault.happened == 1
    assert report.filings == {"filed": 4, "rejected": 1}
    assert str(status) in report.problems[0].found
    assert len({r["subject"]["reference"] for r in practice.resources("Observation")}) == 4


@pytest.mark.failure("3.2", "409")
@pytest.mark.failure("3.2", "412")
@pytest.mark.parametrize("status", [409, 412])
def test_a_stale_version_is_a_conflict_however_the_endpoint_says_it(practice: Practice, status: int) -> None:
    fault = practice.faults.add("status", status=status, count=1, **TRANSACTION)
    report = practice.push([clinic.clinic()])
    assert fault.happened == 1
    assert report.filings == {"filed": 4, "conflict": 1}


DUPLICATE = (
    '{"resourceType": "OperationOutcome", "issue": [{"severity": "error", "code": "duplicate", "details":'
    ' {"coding": [{"system": "https://fhir.nhs.uk/STU3/ValueSet/Spine-ErrorOrWarningCode-1",'
    ' "code": "DUPLICATE_REJECTED"}]}}]}'
)
NO_CONSENT = DUPLICATE.replace("duplicate", "forbidden").replace("DUPLICATE_REJECTED", "NO_PATIENT_CONSENT")
LOCKED = DUPLICATE.replace("duplicate", "lock-error").replace("DUPLICATE_REJECTED", "SOMETHING_ELSE")


@pytest.mark.failure("3.2", "409")
def test_an_endpoint_that_says_it_has_an_entry_already_is_looked_at_and_sent_what_is_not_there(
    practice: Practice,
) -> None:
    fault = practice.faults.add("status", status=409, body=DUPLICATE, count=1, **TRANSACTION)
    report = practice.push([clinic.clinic()])
    assert fault.happened == 1
    assert report.filings == {"filed": 5}
    assert practice.nothing_doubled()


def test_an_entry_that_the_endpoint_has_but_does_not_show_is_sent_once_more_and_then_waits(
    practice: Practice,
) -> None:
    practice.faults.add("status", status=409, body=DUPLICATE, **TRANSACTION)
    report = practice.push([(clinic.session(), (clinic.participant(0),))])
    assert set(report.filings) <= {"conflict", "unknown"}
    assert report.requests["write"] == 2
    assert practice.resources() == []


@pytest.mark.failure("3.2", "422")
def test_a_filing_that_was_done_and_is_said_to_be_a_duplicate_is_adopted(practice: Practice) -> None:
    practice.faults.add("status-after", status=409, body=DUPLICATE, count=1, **TRANSACTION)
    report = practice.push([clinic.clinic()])
    assert report.filings == {"filed": 5}
    assert report.requests["write"] == 5
    assert practice.nothing_doubled()


@pytest.mark.failure("3.2", "403")
def test_a_patient_whom_the_endpoint_will_not_serve_waits_for_a_person_and_the_others_are_filed(
    practice: Practice,
) -> None:
    practice.faults.add("status", status=403, body=NO_CONSENT, count=1, **TRANSACTION)
    report = practice.push([clinic.clinic()])
    assert report.filings == {"filed": 4, "held": 1}
    (problem,) = report.problems
    assert "NO_PATIENT_CONSENT" in problem.found


@pytest.mark.failure("3.2", "409")
def test_a_record_that_is_locked_is_asked_for_once_more(practice: Practice) -> None:
    practice.faults.add(
        "status", status=409, body=LOCKED, headers={"Retry-After": "0"}, count=1, **TRANSACTION
    )
    report = practice.push([clinic.clinic()])
    assert report.filings == {"filed": 5}
    assert report.requests["write"] == 6


@pytest.mark.failure("3.1", "compression that is not as announced")
@pytest.mark.parametrize("spoilt", ["gzip-claimed", "gzip-unannounced"])
def test_answers_that_say_otherwise_than_they_are_compressed_are_read(
    practice: Practice, spoilt: str
) -> None:
    practice.faults.add(spoilt)
    report = practice.push([clinic.clinic()])
    assert report.filings == {"filed": 5}
    assert report.requests["write"] == 5


@pytest.mark.failure("3.1", "nonsense or a huge body")
def test_an_answer_too_large_to_read_is_settled_by_looking(practice: Practice) -> None:
    practice.faults.add("padded", count=1, size=3_000_000, **TRANSACTION)
    report = practice.push([clinic.clinic()], answer_limit=2_000_000)
    assert report.filings == {"filed": 5}
    assert report.requests["write"] == 5


@pytest.mark.failure("3.1", "a redirect")
def test_a_redirect_to_another_host_files_nothing_there(practice: Practice) -> None:
    elsewhere = {"Location": "https://elsewhere.invalid/fhir"}
    practice.faults.add("status", status=307, headers=elsewhere, **TRANSACTION)
    report = practice.push([clinic.clinic()])
    assert report.filings == {"rejected": 5}
    assert practice.resources() == []


@pytest.mark.failure("3.1", "the endpoint hangs")
@pytest.mark.failure("3.9", "an endpoint that is left alone")
def test_an_endpoint_that_stops_answering_is_left_alone_and_every_filing_waits(practice: Practice) -> None:
    """The circuit opens; what was sent is unknown, what was not is held, and the next push files it all."""
    hangs = practice.faults.add("close-before", path="^/?$|_search", nth=2)
    report = practice.push([clinic.clinic()], connections=1, breaker_failures=2, breaker_rest=60)
    assert report.balanced
    assert set(report.filings) <= {"held", "unknown"}
    assert hangs.happened <= 3
    practice.faults.clear()
    assert practice.push([clinic.clinic()]).filings == {"filed": 5}
    assert practice.nothing_doubled()


@pytest.mark.failure("3.1", "the endpoint cannot be reached")
def test_an_endpoint_that_does_not_answer_at_all_stops_the_push_before_it_begins(practice: Practice) -> None:
    practice.url = "http://127.0.0.1:9/fhir"
    with pytest.raises(Unreachable):
        practice.push([clinic.clinic()])


def test_patients_that_cannot_be_read_are_held_not_guessed(practice: Practice) -> None:
    fault = practice.faults.add("status", status=500, method="POST", path="Patient/_search")
    report = practice.push([clinic.clinic()])
    assert fault.happened
    assert report.filings == {"held": 5}
    assert practice.resources() == []


def test_a_resource_that_is_there_already_is_looked_at_before_it_counts(practice: Practice) -> None:
    """Another machine filed the goal of an earlier session; this ledger does not know of it."""
    earlier = (clinic.session(1), (clinic.participant(0),))
    later = (clinic.session(2), (clinic.participant(0),))
    practice.push([earlier], ledger="another-machine.db")
    report = practice.push([later])
    assert report.filings == {"filed": 1}
    assert practice.nothing_doubled()
    assert len(practice.resources("Goal")) == 1
    assert practice.push([later]).filings == {"unchanged": 1}


@pytest.mark.invariant("I10")
def test_what_is_filed_stays_so_while_a_later_session_of_the_patient_has_no_answer(
    practice: Practice,
) -> None:
    sessions = []
    for number, day in ((1, dt.date(2026, 3, 10)), (2, dt.date(2026, 3, 17))):
        sessions.append((clinic.session(number, day), (clinic.participant(0, day=day),)))
    assert practice.push(sessions[:1]).filings == {"filed": 1}
    practice.faults.add("close-before", count=1, method="POST", path="^/?$")
    assert practice.push(sessions).filings == {"unchanged": 1, "unknown": 1}
    assert practice.push(sessions).filings == {"unchanged": 1, "filed": 1}
    assert practice.push(sessions).filings == {"unchanged": 2}


@pytest.mark.failure("3.6", "killed at any step")
def test_a_push_that_was_killed_is_finished_by_the_next_one(
    practice: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process dies after the endpoint has committed and before the ledger knows."""

    class Killed(BaseException):
        pass

    send = RestRoute.send
    sent: list[str] = []

    def send_and_die(route: RestRoute, filing_id: str, entries: Sequence[Entry]) -> list[Answer]:
        answers = send(route, filing_id, entries)
        sent.append(filing_id)
        if len(sent) == 3:
            raise Killed
        return answers

    monkeypatch.setattr(RestRoute, "send", send_and_die)
    with pytest.raises(Killed):
        practice.push([clinic.clinic()], connections=1)
    monkeypatch.undo()
    written = len(practice.resources())
    assert written > 0
    report = practice.push([clinic.clinic()])
    assert report.balanced
    assert report.complete
    assert practice.nothing_doubled()
    assert practice.push([clinic.clinic()]).filings == {"unchanged": 5}


@pytest.mark.failure("3.6", "killed at any step")
@pytest.mark.invariant("I1")
def test_what_is_about_to_be_sent_is_in_the_ledger_before_the_first_byte(
    practice: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    send = RestRoute.send
    known: dict[str, str] = {}

    def look_and_send(route: RestRoute, filing_id: str, entries: Sequence[Entry]) -> list[Answer]:
        with Ledger(str(practice.folder / "ledger.db")) as another:
            filings = another.filings("practice")
            known[filing_id] = filings.standings([filing_id])[filing_id].state
            identities = {receipt.identity for receipt in filings.receipts_of([filing_id])}
            assert identities == {entry.identity for entry in entries}
        return send(route, filing_id, entries)

    monkeypatch.setattr(RestRoute, "send", look_and_send)
    assert practice.push([clinic.clinic()]).filings == {"filed": 5}
    assert list(known.values()) == ["sending"] * 5


@pytest.mark.failure("3.9", "stopped while running")
def test_an_interrupt_finishes_what_is_under_way_and_says_what_it_did(practice: Practice) -> None:
    interrupt = Interrupt()
    sessions = [
        (clinic.session(1), (clinic.participant(0),)),
        (clinic.session(2), (clinic.participant(0),)),
    ]

    def ask_after_the_first() -> Iterator[tuple[Session, tuple[Participant, ...]]]:
        yield sessions[0]
        yield sessions[1]
        interrupt.asked = True
        yield clinic.session(3), (clinic.participant(0),)

    report = practice.push(ask_after_the_first(), interrupt=interrupt)
    assert report.as_json()["interrupted"] is True
    assert report.balanced
    assert report.filings == {"filed": 1}
    assert practice.push(sessions).filings == {"unchanged": 1, "filed": 1}


@pytest.mark.failure("3.9", "stopped while running")
@pytest.mark.parametrize("proven", [True, False])
def test_after_an_interrupt_no_filing_is_begun_that_was_not_under_way(
    practice: Practice, monkeypatch: pytest.MonkeyPatch, proven: bool
) -> None:
    interrupt, write = Interrupt(), Writer.write
    begun = 0

    def write_and_interrupt(writer: Writer, entries: Sequence[Entry]) -> list[Answer]:
        nonlocal begun
        begun += 1
        interrupt.asked = begun == (2 if proven else 1)
        return write(writer, entries)

    monkeypatch.setattr(Writer, "write", write_and_interrupt)
    report = practice.push([clinic.clinic()], interrupt=interrupt, connections=1)
    assert begun == (2 if proven else 1)
    assert report.filings == {"filed": begun, "held": 5 - begun}
    assert report.as_json()["interrupted"] is True
    assert report.balanced
    assert report.problems == []
    monkeypatch.undo()
    assert practice.push([clinic.clinic()]).filings == {"unchanged": begun, "filed": 5 - begun}
    assert practice.nothing_doubled()


@pytest.mark.failure("3.4", "two machines to one endpoint")
@pytest.mark.invariant("I2")
@pytest.mark.hazard("H12")
def test_two_machines_at_once_double_nothing(practice: Practice) -> None:
    reports = {}

    def push(name: str) -> None:
        reports[name] = practice.push([clinic.clinic()], ledger=f"{name}.db")

    threads = [threading.Thread(target=push, args=(name,)) for name in ("one", "two")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(report.balanced for report in reports.values())
    assert practice.nothing_doubled()
    for name in reports:
        assert practice.push([clinic.clinic()], ledger=f"{name}.db").complete


_FAULT = st.fixed_dictionaries(
    {
        "action": st.sampled_from(
            ["close-before", "close-after", "truncated", "html", "status", "status-after"]
        ),
        "status": st.sampled_from([429, 500, 502, 503, 504]),
        "nth": st.integers(1, 4),
        "count": st.integers(1, 2),
    }
)


@pytest.mark.invariant("I1")
@pytest.mark.invariant("I2")
@pytest.mark.invariant("I6")
@pytest.mark.invariant("I10")
@pytest.mark.hazard("H12")
@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(faults=st.lists(_FAULT, min_size=1, max_size=3))
def test_whatever_fails_the_books_balance_and_later_pushes_converge(
    practice: Practice, faults: list[dict[str, Any]]
) -> None:
    practice.examples += 1  # each example is a session of its own, and has its own ledger
    session, people = clinic.session(practice.examples), tuple(map(clinic.participant, range(3)))
    ledger = f"{practice.examples}.db"
    practice.faults.clear()
    for fault in faults:
        practice.faults.add(**fault, headers={"Retry-After": "0"}, **TRANSACTION)
    assert practice.push([(session, people)], ledger).balanced
    practice.faults.clear()
    practice.push([(session, people)], ledger)
    assert practice.push([(session, people)], ledger).filings == {"unchanged": 3}
    assert practice.nothing_doubled()
    assert len(practice.resources("Appointment")) == 3 * practice.examples


@pytest.mark.failure("3.1", "the answer breaks off")
def test_a_lost_answer_to_a_change_that_adds_something_is_no_conflict(practice: Practice) -> None:
    """The care plan as it stands leads to the new goal, whose address nobody was told."""
    practice.push([(clinic.session(), (clinic.participant(0),))])
    goal = clinic.participant(0).goals[0]
    more = (goal, goal.model_copy(update={"goal_id": "G2", "text": "Sleep through the night"}))
    changed = clinic.participant(0, goals=more, approval=clinic.approval_at(15))
    practice.faults.add("close-after", method="POST", path="^/?$", count=1)
    report = practice.push([(clinic.session(), (changed,))])
    assert report.filings == {"filed": 1}
    assert report.problems == []
