"""Who was not there: a human's word, never a platform's, and nothing of care written for them (hazard H7)."""

from __future__ import annotations

from collections.abc import Iterator

from adapter.guards.hold import Hold
from mappings.records import Narrative, Participant


def hold_absence(participant: Participant) -> Hold | None:
    """Holds a did-not-attend that nobody has put their name to, and care for somebody who was not there.

    An administrative entry says nothing of care, so what was written would be left out without a word; and
    it may have been somebody else's (hazard H1). Where they go from here (pathway, next step, what is due)
    may be planned for those who did not come as well; goals carried over and forms answered beforehand are
    nobody's mistake, and stay with the clinic.
    """
    attendance = participant.attendance
    if attendance.status == "did-not-attend" and attendance.confirmed_by is None:
        return Hold(
            "attendance",
            "did-not-attend without anybody's name",
            "the name of who confirmed it",
            "Somebody who was there puts their name in attendance_confirmed_by.",
        )
    written = list(_written(participant))
    if written and not attendance.present and attendance.status != "unknown":
        return Hold(
            "attendance",
            f"what was written for somebody who was not there ({attendance.status}): {', '.join(written)}",
            "an attendance that fits, or those rows removed",
            "See whose it is. If the patient was there, correct attendance_status; otherwise take it out, "
            "and write by hand in the GP system what has to be kept.",
        )
    return None


def _written(participant: Participant) -> Iterator[str]:
    """What there is of care, in the words of the clinic's list and sheets."""
    if participant.narrative != Narrative():
        yield "notes"
    if participant.sensitive_note is not None:
        yield "a sensitive note"
    if participant.medication_plan is not None:
        yield "a medication plan"
    if participant.medication_review is not None:
        yield "a medication review"
    if participant.referrals:
        yield "referrals"
