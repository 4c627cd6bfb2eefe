"""What the endpoint refused waits for a person: it is not sent again, lost or forgotten meanwhile."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from adapter.errors import Unreachable
from adapter.ledger.dead_letters import DeadLetter
from adapter.ledger.ledger import Ledger
from adapter.routes.rest import RestRoute
from mappings.records import Approval, Narrative
from profiles import wire
from tests.push import clinic
from tests.push.conftest import Practice


def now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def letters(practice: Practice) -> list[DeadLetter]:
    with Ledger(str(practice.folder / "ledger.db")) as ledger:
        return ledger.dead_letters.listed("practice")


def decide(practice: Practice, what: str) -> bool:
    with Ledger(str(practice.folder / "ledger.db")) as ledger:
        (letter,) = ledger.dead_letters.listed("practice")
        if what == "retry":
            return ledger.dead_letters.retry(letter, now())
        return ledger.dead_letters.drop(letter, reason="typed by hand", by="Col Abernethy", now=now())


@pytest.fixture
def refused(practice: Practice) -> Practice:
    """A practice whose endpoint refused the first of five filings, and takes everything since."""
    practice.faults.add("status", status=422, count=1, method="POST", path="^/?$")
    assert practice.push([clinic.clinic()]).filings == {"filed": 4, "rejected": 1}
    return practice


def test_it_is_not_sent_again_and_keeps_its_reason(refused: Practice) -> None:
    (before,) = letters(refused)
    report = refused.push([clinic.clinic()])
    assert report.filings == {"unchanged": 4, "rejected": 1}
    assert report.requests["write"] == 0
    assert not report.complete
    assert "dead letter" in report.problems[0].found
    assert letters(refused) == [before]
    assert "422" in str(before.reason)


REPLACEMENT_REFUSED = wire.dumps(
    {
        "resourceType": "OperationOutcome",
        "issue": [
            {
                "severity": "error",
                "code": "processing",
                "details": {
                    "coding": [
                        {"system": "https://fhir.nhs.uk/STU3/CodeSystem/ITK-ResponseCodes-1", "code": "20014"}
                    ]
                },
            }
        ],
    }
).decode()


@pytest.mark.hazard("H31")
def test_a_correction_that_is_refused_as_a_replacement_is_never_sent_again_by_itself(
    practice: Practice,
) -> None:
    """T-H31: a person is told with the code, and the entry that was filed first stays told as filed."""
    practice.push([clinic.clinic()])
    session, people = clinic.clinic()
    corrected = clinic.participant(
        0, narrative=Narrative(pain_story="Corrected."), approval=clinic.approval_at(15)
    )
    practice.push([(session, people)])
    answer = {
        "status": 422,
        "headers": {"Content-Type": "application/fhir+json"},
        "body": REPLACEMENT_REFUSED,
    }
    practice.faults.add("status", method="POST", path="^/?$", **answer)
    there = practice.versions()
    report = practice.push([(session, (corrected, *people[1:]))])
    assert report.filings == {"rejected": 1, "unchanged": 4}
    (letter,) = letters(practice)
    assert "20014" in str(letter.reason)
    again = practice.push([(session, (corrected, *people[1:]))])
    assert again.filings == {"rejected": 1, "unchanged": 4}
    assert again.requests["write"] == 0
    assert practice.versions() == there
    with Ledger(str(practice.folder / "ledger.db")) as ledger:
        assert len(ledger.filings("practice").filed_in(session.session_id)) == 5


def test_a_person_has_it_sent_again(refused: Practice) -> None:
    assert decide(refused, "retry")
    assert letters(refused) == []
    report = refused.push([clinic.clinic()])
    assert report.filings == {"unchanged": 4, "filed": 1}
    assert report.complete
    assert refused.nothing_doubled()


def test_what_was_dropped_is_never_sent_and_is_counted(refused: Practice) -> None:
    assert decide(refused, "drop")
    (dropped,) = letters(refused)
    for _ in range(2):
        report = refused.push([clinic.clinic()])
        assert report.filings == {"unchanged": 4, "dropped": 1}
        assert report.balanced
        assert report.complete
        assert report.requests["write"] == 0
    assert letters(refused) == [dropped]
    assert str(dropped.reason).startswith("dropped by Col Abernethy: typed by hand. It was refused: ")


def test_what_was_decided_is_decided_once(refused: Practice) -> None:
    assert decide(refused, "drop")
    assert not decide(refused, "retry")
    assert not decide(refused, "drop")
    assert letters(refused)[0].state == "dropped"


@pytest.mark.parametrize("decided", [None, "drop"])
def test_content_that_was_changed_and_approved_anew_goes_out(refused: Practice, decided: str | None) -> None:
    if decided:
        decide(refused, decided)
    anew = Approval(by="Dr Imogen Vantongeren", at=clinic.at(15))
    changed: dict[str, Any] = {"narrative": Narrative(advice="Pace the week.")}
    people = [clinic.participant(index) for index in range(5)]
    unapproved = [clinic.participant(0, **changed), *people[1:]]
    assert refused.push([(clinic.session(), unapproved)]).filings == {"unchanged": 4, "held": 1}
    approved = [clinic.participant(0, **changed, approval=anew), *people[1:]]
    assert refused.push([(clinic.session(), approved)]).filings == {"unchanged": 4, "filed": 1}


@pytest.mark.parametrize("decided", [None, "drop"])
def test_a_hold_of_another_kind_does_not_bring_it_back(
    refused: Practice, monkeypatch: pytest.MonkeyPatch, decided: str | None
) -> None:
    """An endpoint that cannot be reached holds everything; afterwards the dead letter is one still."""
    if decided:
        decide(refused, decided)
    (before,) = letters(refused)

    def unreachable(*_: object) -> None:
        raise Unreachable("no connection")

    with monkeypatch.context() as broken:
        broken.setattr(RestRoute, "find", unreachable)
        held = refused.push([clinic.clinic()])
    assert held.filings == {"held": 4, before.state: 1}
    people = [clinic.participant(0, approval=None), *(clinic.participant(index) for index in range(1, 5))]
    assert refused.push([(clinic.session(), people)]).filings[before.state] == 1
    assert letters(refused) == [before]
    assert refused.push([clinic.clinic()]).filings == {"unchanged": 4, before.state: 1}
