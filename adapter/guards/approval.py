"""Nothing unapproved is filed, and an approval is good for exactly what was approved (hazards H16, H35)."""

from __future__ import annotations

import datetime as dt
import hashlib

from adapter.guards.hold import Hold
from mappings.records import Approval, Participant, Session


def hold_unapproved(session: Session, participant: Participant) -> Hold | None:
    """Why the entry counts as not approved: nobody, nobody known, or nobody who may.

    A sensitive note needs an approval of its own (hazard H4).
    """
    administrative = not participant.attendance.present
    return _hold_approval(session, participant.approval, "approved", administrative=administrative) or (
        _hold_approval(session, participant.sensitive_approval, "sensitive_approved", administrative=False)
        if participant.sensitive_note is not None and not administrative
        else None
    )


def _hold_approval(
    session: Session, approval: Approval | None, column: str, *, administrative: bool
) -> Hold | None:
    who, when = f"{column}_by", f"{column}_at"
    what = "entry" if column == "approved" else "sensitive note"
    if approval is None:
        return _hold(
            "no clinician's approval" + ("" if what == "entry" else f" of the {what}"),
            f"{who} and {when}",
            f"A clinician of the session approves the {what}.",
        )
    member = session.member(approval.by)
    if member is None:
        return _hold(
            "the approver is not on the session's staff list",
            "one of the session's staff",
            f"Correct {who}, or add the person to the staff sheet.",
        )
    if not member.may_attest and not (administrative and member.role == "coordinator"):
        return _hold(
            f"approved in the role {member.role}",
            "a clinician or the coordinator" if administrative else "a clinician",
            f"A clinician of the session approves the {what}.",
        )
    if approval.at < session.start:
        return _hold(
            f"approved at {approval.at:%Y-%m-%d %H:%M}, before the session began",
            f"a time after {session.start:%Y-%m-%d %H:%M}",
            f"Correct {when}, or approve again.",
        )
    return None


def approval_key(approval: Approval) -> str:
    """What tells one approval from another: who and when (sha256, hex), however either is written."""
    by = " ".join(approval.by.split()).casefold()
    return hashlib.sha256(f"{by}|{approval.at.astimezone(dt.UTC).isoformat()}".encode()).hexdigest()


def hold_changed(approval: Approval) -> Hold:
    """The hold for an entry that is no longer what its approval was given for."""
    return _hold(
        f"the entry was changed after its approval of {approval.at:%Y-%m-%d %H:%M}",
        "a later approval of the entry as it is now",
        "A clinician reads the change and approves again (a new approved_at).",
    )


def _hold(found: str, expected: str, todo: str) -> Hold:
    return Hold("approval", found, expected, todo)
