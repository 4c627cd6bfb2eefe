"""What is in the record already decides too: the same meeting, the same record, one step at a time."""

from __future__ import annotations

import datetime as dt

from adapter.guards.hold import Hold


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
