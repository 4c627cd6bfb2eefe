"""A did-not-attend needs somebody's name (hazard H7)."""

from __future__ import annotations

from typing import get_args

import pytest

from adapter.guards.attendance import hold_absence
from mappings.records import Attendance
from mappings.vocabulary import AttendanceStatus, StatusSource
from tests.guards.roster import participant


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
