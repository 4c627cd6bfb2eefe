"""What is in the record decides too: one day, one record, one step at a time."""

from __future__ import annotations

import datetime as dt

import pytest

from adapter.guards.history import (
    changed_groups,
    hold_moved,
    hold_other_record,
    hold_same_time,
    hold_unanswered,
)
from mappings.records import Attendance
from mappings.vocabulary import AttendanceStatus
from tests.mappings.examples import SESSION

FIRST, SECOND = dt.date(2026, 3, 10), dt.date(2026, 4, 21)


@pytest.mark.hazard("H13")
def test_a_session_that_was_filed_for_another_day_is_held() -> None:
    """A copied workbook keeps the session_id of the first, and would write over its entries."""
    held = hold_moved(SECOND, FIRST)
    assert held is not None
    assert held.guard == "identity"
    assert held.found == "a session of 2026-04-21 with the session_id of one filed for 2026-03-10"
    assert hold_moved(FIRST, FIRST) is None


@pytest.mark.failure("3.4", "an update of a patient who was merged")
def test_a_patient_whose_record_is_another_one_now_is_held() -> None:
    held = hold_other_record("Patient/p2", "Patient/p1")
    assert held is not None
    assert held.guard == "identity"
    assert "Patient/" not in str(held)
    assert hold_other_record("Patient/p1", "Patient/p1") is None
    assert hold_other_record("Patient/p1", None) is None


def test_what_comes_after_a_filing_without_an_answer_is_held() -> None:
    assert hold_unanswered().guard == "endpoint"


@pytest.mark.hazard("H12")
@pytest.mark.parametrize(
    ("filed", "listed", "todo"),
    [
        (False, True, "sessions forget 0b8e2c1a, or 1c8e2c1a"),
        (True, True, "that entry stays"),
        (True, False, "Have the practice take the entry out"),
    ],
)
def test_the_same_meeting_is_named_by_its_id_its_time_and_its_row(
    filed: bool, listed: bool, todo: str
) -> None:
    other = SESSION.model_copy(update={"session_id": "1c8e2c1a-5a44-4f0e-8f0d-9b3c2f1d7a61"})
    held = hold_same_time(SESSION.session_id, other, 7, filed=filed, listed=listed)
    assert held.guard == "identity"
    when = f"{other.start.day} {other.start:%b %Y}, {other.start:%H:%M} to {other.end:%H:%M}"
    assert "session 1c8e2c1a" in held.found
    assert f"({when}, {'row' if listed else 'formerly row'} 7)" in held.found
    assert todo in held.todo
    assert SESSION.title not in str(held)


@pytest.mark.parametrize(
    ("one", "other", "changed"),
    [
        ("attended-full", "did-not-attend", True),
        ("cancelled-by-patient", "attended-partial", True),
        ("attended-full", "attended-partial", False),
        ("did-not-attend", "cancelled-by-patient", False),
        ("attended-full", "unknown", False),
        ("unknown", "did-not-attend", False),
    ],
)
def test_a_patient_changed_groups_where_one_list_says_present_and_the_other_absent(
    one: AttendanceStatus, other: AttendanceStatus, changed: bool
) -> None:
    assert changed_groups(Attendance(status=one), Attendance(status=other)) is changed
    assert changed_groups(Attendance(status=other), Attendance(status=one)) is changed
