"""Nothing unapproved is filed, and only who may approve has approved (T-H16, T-H35)."""

from __future__ import annotations

import datetime as dt
from typing import get_args

import pytest

from adapter.guards.approval import (
    approval_key,
    attested,
    hold_changed,
    hold_early,
    hold_older,
    hold_unapproved,
    hold_unattested_withdrawal,
)
from adapter.guards.hold import Hold
from mappings.records import Approval, Attendance, Staff
from mappings.vocabulary import ATTESTING_ROLES, AttendanceStatus, Role
from tests.guards.roster import participant
from tests.mappings.examples import SESSION

AFTERWARDS = SESSION.planned_end


def approved(
    by: str = "Dr Amina Okafor",
    at: dt.datetime = AFTERWARDS,
    attendance: AttendanceStatus = "attended-full",
    role: Role | None = None,
) -> Hold | None:
    """Why an entry approved like this is held; with a role, by a member of staff of that role."""
    extra = (Staff(name=by, role=role),) if role else ()
    session = SESSION.model_copy(update={"staff": (*extra, *SESSION.staff)})
    return hold_unapproved(
        session, participant(attendance=Attendance(status=attendance), approval=Approval(by=by, at=at))
    )


@pytest.mark.hazard("H16")
@pytest.mark.hazard("H35")
def test_nobodys_approval_is_held() -> None:
    hold = hold_unapproved(SESSION, participant())
    assert hold is not None
    assert (hold.guard, hold.found) == ("approval", "no clinician's approval")


@pytest.mark.parametrize("role", sorted(ATTESTING_ROLES))
def test_a_clinician_of_the_session_may_approve(role: Role) -> None:
    assert approved("Somebody Else", role=role) is None


@pytest.mark.hazard("H16")
@pytest.mark.parametrize("role", sorted({*get_args(Role)} - ATTESTING_ROLES))
def test_nobody_else_approves_a_clinical_entry(role: Role) -> None:
    hold = approved("Somebody Else", role=role)
    assert hold is not None
    assert role in hold.found


@pytest.mark.parametrize("role", sorted({*get_args(Role)} - ATTESTING_ROLES))
def test_of_those_only_the_coordinator_approves_an_administrative_entry(role: Role) -> None:
    hold = approved("Somebody Else", attendance="late-not-admitted", role=role)
    assert (hold is None) is (role == "coordinator")


@pytest.mark.hazard("H35")
def test_an_approver_who_is_not_on_the_staff_list_is_nobody() -> None:
    hold = approved("Dr Nobody Known")
    assert hold is not None
    assert "staff list" in hold.found
    assert "Nobody" not in str(hold)


def test_the_approvers_name_may_differ_in_case_and_spacing() -> None:
    assert approved("  dr  AMINA okafor") is None


def test_an_approval_from_before_the_session_is_held() -> None:
    before = approved(at=SESSION.start - dt.timedelta(seconds=1))
    assert before is not None
    assert "before the session began" in before.found
    assert approved(at=SESSION.start) is None


def test_the_time_the_session_really_began_counts() -> None:
    late = SESSION.model_copy(update={"actual_start": SESSION.planned_start + dt.timedelta(minutes=20)})
    between = Approval(by="Dr Amina Okafor", at=SESSION.planned_start + dt.timedelta(minutes=10))
    assert hold_unapproved(late, participant(approval=between)) is not None
    assert hold_unapproved(SESSION, participant(approval=between)) is None


def test_the_same_approval_has_one_key_in_whatever_zone_its_time_is_written() -> None:
    utc = Approval(by="Dr Amina Okafor", at=AFTERWARDS)
    summer = utc.model_copy(update={"at": AFTERWARDS.astimezone(dt.timezone(dt.timedelta(hours=1)))})
    assert approval_key(utc, "filing") == approval_key(summer, "filing")


def test_another_person_moment_or_matter_is_another_approval_and_the_key_names_nobody() -> None:
    one = Approval(by="Dr Amina Okafor", at=AFTERWARDS)
    later = one.model_copy(update={"at": AFTERWARDS + dt.timedelta(seconds=1)})
    other = one.model_copy(update={"by": "Tom Reed"})
    keys = {approval_key(given, "filing") for given in (one, later, other)}
    keys.add(approval_key(one, "sensitive-entry"))
    assert len(keys) == 4
    assert {len(key) for key in keys} == {64}
    assert not any("Okafor" in key for key in keys)


def test_an_approval_from_before_the_one_in_the_record_is_held() -> None:
    """An old file: what is in the record was approved after it."""
    held = hold_older(Approval(by="Tom Reed", at=AFTERWARDS), AFTERWARDS + dt.timedelta(minutes=1))
    assert held is not None
    assert "older than the one in the record" in held.found
    assert hold_older(Approval(by="Tom Reed", at=AFTERWARDS), AFTERWARDS) is None


def test_an_approval_of_a_time_to_come_is_held_but_clocks_may_differ() -> None:
    at = Approval(by="Tom Reed", at=AFTERWARDS)
    assert hold_early(at, AFTERWARDS) is None
    assert hold_early(at, AFTERWARDS - dt.timedelta(minutes=15)) is None
    early = hold_early(at, AFTERWARDS - dt.timedelta(minutes=16))
    assert early is not None
    assert "has not come yet" in early.found


@pytest.mark.parametrize(("by", "clinician"), [("Tom Reed", True), ("Jo Lane", False), ("Nobody", False)])
def test_only_a_clinicians_approval_may_take_back_what_a_clinician_approved(by: str, clinician: bool) -> None:
    assert attested(SESSION, participant(approval=Approval(by=by, at=AFTERWARDS))) is clinician
    assert not attested(SESSION, participant())
    assert "approved by somebody who is none" in hold_unattested_withdrawal().found


def test_a_changed_entry_says_which_approval_it_outlived() -> None:
    hold = hold_changed(Approval(by="Dr Amina Okafor", at=AFTERWARDS))
    assert "changed after its approval of 2026-03-10 11:30" in str(hold)
    assert "Okafor" not in str(hold)


# ── The sensitive note ───────────────────────────────────────────────────────────────────────────────

APPROVED = Approval(by="Dr Amina Okafor", at=AFTERWARDS)


@pytest.mark.hazard("H4")
@pytest.mark.parametrize(
    ("approval", "found"),
    [
        (None, "no clinician's approval of the sensitive note"),
        (Approval(by="Jo Lane", at=AFTERWARDS), "approved in the role facilitator"),
        (Approval(by="Dr Nobody Known", at=AFTERWARDS), "the approver is not on the session's staff list"),
        (Approval(by="Tom Reed", at=SESSION.start - dt.timedelta(hours=1)), "before the session began"),
    ],
)
def test_a_sensitive_note_needs_an_approval_of_its_own(approval: Approval | None, found: str) -> None:
    """T-H4b: the approval of the entry does not stand in for it."""
    hold = hold_unapproved(
        SESSION, participant(approval=APPROVED, sensitive_note="Said alone", sensitive_approval=approval)
    )
    assert hold is not None
    assert found in hold.found
    assert "sensitive_approved" in hold.expected + hold.todo or found.startswith("approved in")


def test_a_sensitive_note_that_was_approved_is_filed_with_the_entry() -> None:
    both = participant(approval=APPROVED, sensitive_note="Said alone", sensitive_approval=APPROVED)
    assert hold_unapproved(SESSION, both) is None


def test_the_approval_of_the_sensitive_note_does_not_stand_in_for_that_of_the_entry() -> None:
    alone = participant(sensitive_note="Said alone", sensitive_approval=APPROVED)
    hold = hold_unapproved(SESSION, alone)
    assert hold is not None
    assert hold.found == "no clinician's approval"


def test_for_somebody_who_was_not_there_no_sensitive_note_is_filed_or_asked_for() -> None:
    absent = participant(
        attendance=Attendance(status="late-not-admitted"), approval=APPROVED, sensitive_note="Said alone"
    )
    assert hold_unapproved(SESSION, absent) is None
