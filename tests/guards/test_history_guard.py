"""What is in the record decides too: one day, one record, one step at a time."""

from __future__ import annotations

import datetime as dt

import pytest

from adapter.guards.history import hold_moved, hold_other_record, hold_unanswered

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
