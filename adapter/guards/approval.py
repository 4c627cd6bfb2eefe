"""Nothing unapproved is filed, and an approval is good for exactly what was approved (hazards H16, H35)."""

from __future__ import annotations

import datetime as dt
import hashlib

from adapter.guards.hold import Hold
from mappings.elements import full_moment
from mappings.records import Approval, Participant, Session
from profiles.wire import Resource

_CLOCKS_DIFFER = dt.timedelta(minutes=15)


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


def attested(session: Session, participant: Participant) -> bool:
    """Whether a clinician of the session approved the entry."""
    member = session.member(participant.approval.by) if participant.approval else None
    return member is not None and member.may_attest


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


def approval_key(approval: Approval, about: str) -> str:
    """What tells one approval from another: who, when and what for (sha256, hex)."""
    moment = approval.at.astimezone(dt.UTC).isoformat()
    approver = " ".join(approval.by.split()).casefold()
    return hashlib.sha256(f"{about}|{approver}|{moment}".encode()).hexdigest()


def hold_changed(approval: Approval) -> Hold:
    """The hold for an entry that is no longer what its approval was given for."""
    return _hold(
        f"the entry was changed after its approval of {approval.at:%Y-%m-%d %H:%M}",
        "a later approval of the entry as it is now",
        "A clinician reads the change and approves again (a new approved_at).",
    )


def hold_older(approval: Approval, filed: dt.datetime) -> Hold | None:
    """Holds an entry approved before the one that is in the record: an old file, most likely."""
    if approval.at >= filed:
        return None
    return _hold(
        f"an entry approved at {approval.at:%Y-%m-%d %H:%M}, older than the one in the record",
        f"an approval later than {filed.astimezone(approval.at.tzinfo):%Y-%m-%d %H:%M}",
        "Find the newest version of this session's file; if this is the one that counts, approve it again.",
    )


def hold_superseded(participant: Participant, kept: Participant, now: dt.datetime) -> Hold | None:
    """Refuses a row approved before the one that is kept of it: an old file, most likely.

    One that is kept with a time that has not come yet was mistyped, and is corrected by an earlier one.
    """
    for given, before in (
        (participant.approval, kept.approval),
        (participant.sensitive_approval, kept.sensitive_approval),
    ):
        if given is not None and before is not None and given.at < before.at and not hold_early(before, now):
            return _hold(
                f"an approval of {given.at:%Y-%m-%d %H:%M}, older than the one imported before",
                f"{before.at.astimezone(given.at.tzinfo):%Y-%m-%d %H:%M}, or later",
                "Find the newest version of this session's file; if this is the one that counts, approve it"
                " again.",
            )
    return None


def hold_older_entry(approval: Approval, entry: Resource) -> Hold | None:
    """Holds an entry whose place at the endpoint has one that was approved later, from another machine."""
    times = approved_at(entry)
    return hold_older(approval, times[0]) if times else None


def approved_at(entry: Resource) -> tuple[dt.datetime, ...]:
    """When an entry was approved, as it says itself; nothing where it does not, or not to the minute."""
    moments = (full_moment(party.get("time")) for party in entry.get("attester", ()))
    return tuple(moment for moment in moments if moment is not None)


def hold_early(approval: Approval, now: dt.datetime) -> Hold | None:
    """Holds an approval of a time that has not come yet."""
    if approval.at <= now + _CLOCKS_DIFFER:
        return None
    return _hold(
        f"approved at {approval.at:%Y-%m-%d %H:%M}, which has not come yet",
        "a time in the past",
        "Correct approved_at.",
    )


def hold_unattested_withdrawal() -> Hold:
    """The hold for an administrative entry that would take back what a clinician approved."""
    return _hold(
        "an entry that takes back what a clinician approved, approved by somebody who is none",
        "a clinician's approval",
        "A clinician of the session approves the change.",
    )


def _hold(found: str, expected: str, todo: str) -> Hold:
    return Hold("approval", found, expected, todo)
