"""A did-not-attend is a human's word, never a platform's (hazard H7)."""

from __future__ import annotations

from adapter.guards.hold import Hold
from mappings.records import Participant


def hold_absence(participant: Participant) -> Hold | None:
    """Holds a did-not-attend that nobody has put their name to."""
    attendance = participant.attendance
    if attendance.status == "did-not-attend" and attendance.confirmed_by is None:
        return Hold(
            "attendance",
            "did-not-attend without anybody's name",
            "the name of who confirmed it",
            "Somebody who was there puts their name in attendance_confirmed_by.",
        )
    return None
