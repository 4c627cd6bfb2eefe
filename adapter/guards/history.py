"""What is in the record already decides too: the same meeting, the same record, one step at a time."""

from __future__ import annotations

import datetime as dt

from adapter.guards.hold import Hold
from mappings.records import Attendance, Session


def hold_moved(ours: dt.date, filed: dt.date) -> Hold | None:
    """Holds a session filed with another date: a copied workbook keeps the session_id of the first."""
    if ours == filed:
        return None
    return Hold(
        "identity",
        f"a session of {ours.isoformat()} with the session_id of one filed for {filed.isoformat()}",
        "a session_id of its own for each session",
        "Make a new workbook with fhir-vgc workbook new, and copy the rows there. If the first date was"
        " wrong, correct it in the GP system by hand.",
    )


def hold_other_record(ours: str, filed: str | None) -> Hold | None:
    """Holds a filing whose patient has another record at the endpoint than the one it was filed in."""
    if filed is None or ours == filed:
        return None
    return Hold(
        "identity",
        "the patient has another record at the endpoint now than the one this was filed in",
        "the record that it was filed in",
        "Ask the practice whether records were merged or registered anew, and file by hand.",
    )


def changed_groups(one: Attendance, other: Attendance) -> bool:
    """Whether one list says that the patient was there, and the other that they were not.

    An attendance that is unknown says neither.
    """
    return one.present is not other.present and "unknown" not in (one.status, other.status)


def hold_same_time(ours: str, other: Session, row: int, *, filed: bool, listed: bool) -> Hold:
    """Holds a session whose patient has, or is to have, an entry of another one at an overlapping time.

    Both are named by their session_id: `ours`, and the other with its row. It is the same meeting with two
    workbooks, or one of the times is wrong. `filed` says whether the other is in the record, and `listed`
    whether the patient is (still) on its list.
    """
    theirs = other.session_id[:8]
    when = f"{other.start.day} {other.start:%b %Y}, {other.start:%H:%M} to {other.end:%H:%M}"
    if filed:
        found = f"an entry of session {theirs} in this record already"
    else:
        found = f"this patient on the list of session {theirs} too"
    return Hold(
        "identity",
        f"{found} ({when}, {'row' if listed else 'formerly row'} {row}), at an overlapping time",
        "a patient to be in one group clinic at a time",
        _SAME_TIME[filed, listed].format(ours=ours[:8], theirs=theirs)
        + " If a time is wrong, correct it, have it approved anew, and import that file again.",
    )


_SAME_TIME = {
    (False, True): "If it is the same meeting, keep one of the two: fhir-vgc sessions forget {ours}, or"
    " {theirs}; or take the row out of one, and import that file again.",
    (True, True): "If it is the same meeting, that entry stays, and is corrected in that session's file:"
    " fhir-vgc sessions forget {ours}, or take this row out and import the file again.",
    (True, False): "Its row was taken out there, and its entry stands. Have the practice take the entry out,"
    " and push what was imported: it looks. To keep the entry instead, put that row back, and take this one"
    " out.",
}
"""What to do about it, by whether the other is filed, and listed."""


def hold_dead_letter(filing_id: str) -> Hold:
    """Holds what was refused before: sent as it is, it would be refused again."""
    return Hold(
        "endpoint",
        "refused before, and sent to nobody since: it is a dead letter",
        "a person to have it sent again, or to drop it",
        f"See why with fhir-vgc deadletters show {filing_id[:8]}; then deadletters retry, or drop.",
    )


def hold_unanswered() -> Hold:
    """Holds what comes after a filing whose outcome nobody knows yet."""
    return Hold(
        "endpoint",
        "an earlier filing of this patient has no answer yet",
        "every earlier filing of a patient to be answered for",
        "Push the earlier session again: it looks first, and writes nothing twice. If that one waits for"
        " something else as well, settle that first, or take its row off the list.",
    )
