"""Who was not there: somebody's word for it, and no care written for them (hazards H7 and H1)."""

from __future__ import annotations

from typing import get_args

import pytest

from adapter.guards.attendance import hold_absence
from mappings.records import Attendance, Participant
from mappings.vocabulary import PRESENT, AttendanceStatus, StatusSource
from tests.guards.roster import participant
from tests.mappings.examples import full_participant


@pytest.mark.hazard("H7")
@pytest.mark.parametrize("source", [*get_args(StatusSource), None])
def test_a_did_not_attend_without_a_name_is_held_whatever_it_came_from(source: StatusSource | None) -> None:
    hold = hold_absence(participant(attendance=Attendance(status="did-not-attend", source=source)))
    assert hold is not None
    assert hold.guard == "attendance"
    assert "attendance_confirmed_by" in hold.todo


def test_a_did_not_attend_with_a_name_is_filed() -> None:
    confirmed = Attendance(status="did-not-attend", confirmed_by="Jo Lane")
    assert hold_absence(participant(attendance=confirmed)) is None


@pytest.mark.parametrize("status", sorted({*get_args(AttendanceStatus)} - {"did-not-attend"}))
def test_no_other_attendance_needs_a_name(status: AttendanceStatus) -> None:
    assert hold_absence(participant(attendance=Attendance(status=status))) is None


ABSENT = sorted({*get_args(AttendanceStatus)} - PRESENT - {"unknown"})
FULL = full_participant("a word").model_copy(update={"sensitive_note": "Said alone"})
CARE = {
    "narrative": "notes",
    "sensitive_note": "a sensitive note",
    "medication_plan": "a medication plan",
    "medication_review": "a medication review",
    "referrals": "referrals",
}


def away(status: AttendanceStatus, *written: str) -> Participant:
    attendance = Attendance(status=status, confirmed_by="Jo Lane")
    return participant(attendance=attendance, **{field: getattr(FULL, field) for field in written})


@pytest.mark.parametrize("status", ABSENT)
@pytest.mark.parametrize("field", CARE)
def test_nothing_written_for_somebody_who_was_not_there_is_left_out_without_a_word(
    status: AttendanceStatus, field: str
) -> None:
    hold = hold_absence(away(status, field))
    assert hold is not None
    assert hold.guard == "attendance"
    assert hold.found == f"what was written for somebody who was not there ({status}): {CARE[field]}"
    assert "a word" not in str(hold)


def test_all_that_was_written_is_told_at_once() -> None:
    hold = hold_absence(away("cancelled-by-patient", *CARE))
    assert hold is not None
    assert hold.found.endswith(": " + ", ".join(dict.fromkeys(CARE.values())))


@pytest.mark.parametrize("status", ABSENT)
def test_where_somebody_who_was_not_there_goes_from_here_may_be_planned(status: AttendanceStatus) -> None:
    one = away(status, "invitation", "reply", "consents", "enrolment", "next_step", "review_due")
    assert hold_absence(one) is None


@pytest.mark.parametrize("status", ABSENT)
def test_goals_carried_over_and_forms_answered_beforehand_hold_nobody_back(status: AttendanceStatus) -> None:
    one = away(status, "goals", "actions", "assessments", "scores")
    assert hold_absence(one) is None


@pytest.mark.parametrize("status", sorted(PRESENT))
def test_what_was_written_for_somebody_who_was_there_is_not_held(status: AttendanceStatus) -> None:
    assert hold_absence(away(status, *CARE)) is None
