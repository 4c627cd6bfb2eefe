"""Each request of a filing is made on behalf of who approved it, after a restart too (hazard H35)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import pytest

from adapter.errors import NotAuthorised
from adapter.gp.client import GpClient
from adapter.gp.requester import requester
from adapter.ledger.ledger import Ledger
from mappings.records import Approval, Participant
from tests.push import clinic
from tests.push.conftest import Practice

GP, PHARMACIST = "Dr Imogen Vantongeren", "Rafe Okonjo-Hale"
Asked = list[tuple[str, str | None]]


def approved(index: int, by: str) -> Participant:
    return clinic.participant(index, approval=Approval(by=by, at=clinic.at(12)))


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Asked:
    """Each attempt: what is about a patient or not, and on whose behalf."""
    found: Asked = []
    attempt = GpClient._attempt

    def noted(self: GpClient, request: Any, authorised: Any) -> Any:
        member = requester()
        what = "write" if not request.harmless else "metadata" if request.path == "/metadata" else "read"
        found.append((what, member.name if member else None))
        return attempt(self, request, authorised)

    monkeypatch.setattr(GpClient, "_attempt", noted)
    return found


def whose(asked: Asked, *what: str) -> set[str | None]:
    return {name for kind, name in asked if kind in what}


def keep(practice: Practice, people: Sequence[Participant]) -> None:
    with Ledger(str(practice.folder / "ledger.db")) as ledger:
        ledger.imports.keep(clinic.session(), people, [], dt.datetime.now(dt.UTC))


def push_what_is_kept(practice: Practice) -> dict[str, int]:
    with Ledger(str(practice.folder / "ledger.db")) as ledger:
        kept = list(ledger.imports.sessions())
    return dict(practice.push(kept).filings)


def test_every_request_about_a_patient_is_the_approvers(practice: Practice, asked: Asked) -> None:
    """Looking before writing, the filing itself, and reading it back."""
    people = (approved(0, GP), approved(1, GP))
    assert practice.push([(clinic.session(), people)]).filings == {"filed": 2}
    assert whose(asked, "read", "write") == {GP}
    assert whose(asked, "metadata") == {None}


def test_each_filing_is_sent_on_behalf_of_its_own_approver(practice: Practice, asked: Asked) -> None:
    people = (approved(0, GP), approved(1, PHARMACIST), approved(2, GP))
    assert practice.push([(clinic.session(), people)]).filings == {"filed": 3}
    assert sorted(name or "" for what, name in asked if what == "write") == [GP, GP, PHARMACIST]


def test_after_a_restart_it_is_still_the_approvers(practice: Practice, asked: Asked) -> None:
    """No answer came to the first run: the next, which knows the ledger alone, looks and sends."""
    keep(practice, (approved(0, PHARMACIST),))
    fault = practice.faults.add("close-before", method="POST", path="^/?$")
    assert "filed" not in push_what_is_kept(practice)
    practice.faults.remove(fault)
    asked.clear()
    assert push_what_is_kept(practice) == {"filed": 1}
    assert whose(asked, "read", "write") == {PHARMACIST}


def test_where_nobody_may_not_ask_each_patient_is_looked_for_by_their_own_approver(
    practice: Practice, asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One search for several people's patients is nobody's: such an endpoint is not asked like that."""
    attempt = GpClient._attempt

    def wants_a_person(self: GpClient, request: Any, authorised: Any) -> Any:
        if requester() is None and request.path != "/metadata":
            raise NotAuthorised("nobody asks")
        return attempt(self, request, authorised)

    monkeypatch.setattr(GpClient, "_attempt", wants_a_person)
    people = (approved(0, GP), approved(1, PHARMACIST))
    assert practice.push([(clinic.session(), people)]).filings == {"filed": 2}
    assert whose(asked, "read", "write") == {GP, PHARMACIST}
