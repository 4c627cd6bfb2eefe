"""From the records of one session to filings, or to the reason why one has to wait."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from adapter.guards.approval import attested, hold_unapproved
from adapter.guards.attendance import hold_absence
from adapter.guards.consent import allowed_parts, override_needed
from adapter.guards.copies import hold_copies
from adapter.guards.doubles import hold_doubles
from adapter.guards.hold import Hold
from adapter.guards.identity import hold_person
from adapter.guards.leakage import hold_leaks
from adapter.guards.safety import alert, hold_risk
from adapter.settings import Settings
from mappings.assembly import assemble
from mappings.filing import Filing
from mappings.records import Attendance, Narrative, Participant, Session, Staff

Sessions: TypeAlias = Iterable[tuple[Session, Sequence[Participant]]]
"""Sessions with their participants, in the order of their dates."""

_CHUNK = 25
"""Filings planned at once: bounds memory, and the patients asked for in one search."""


_NOTHING = Narrative()


@dataclass(frozen=True, slots=True)
class Draft:
    """A filing as it would be written, or held, in which case it has no resources.

    An alert is for a person at once, and holds nothing. `attested` says that a clinician approved it,
    `repeat_override` who meant the note to be as the patient's last one, and `agreement_override`, where the
    entry needs it, who allowed one without agreement.
    """

    filing: Filing
    session: Session
    attendance: Attendance
    hold: Hold | None = None
    alert: Hold | None = None
    attested: bool = False
    narrative: Narrative = _NOTHING
    repeat_override: str | None = None
    agreement_override: str | None = None

    @property
    def approver(self) -> Staff | None:
        """Who approved it, as the session's staff list has them; None where nobody there did."""
        approval = self.filing.approval
        return self.session.member(approval.by) if approval else None


def approver_of(drafts: Sequence[Draft]) -> Staff | None:
    """The one person who approved all of them; None where they are several people's, or not approved."""
    first = drafts[0].approver if drafts else None
    return first if all(draft.approver == first for draft in drafts) else None


def draft(
    session: Session,
    participants: Sequence[Participant],
    settings: Settings,
    of: Container[str] | None = None,
) -> list[Draft]:
    """One draft for each participant, in their order; or `of` these patients (NHS numbers) only.

    Looks at nothing but the records.
    """
    doubles = hold_doubles(participants)
    leaks = hold_leaks(session, participants)
    copies = hold_copies(participants, similar_notes=settings.similar_notes)
    return [
        _draft(session, participant, double, leak or copy, settings)
        for participant, double, leak, copy in zip(participants, doubles, leaks, copies, strict=True)
        if of is None or participant.person.nhs_number in of
    ]


def chunks(sessions: Sessions, settings: Settings, of: Container[str] | None = None) -> Iterator[list[Draft]]:
    """The sessions' drafts, all or `of` some patients, in order, in chunks that have no patient twice."""
    chunk: list[Draft] = []
    patients: set[str] = set()
    for session, participants in sessions:
        for one in draft(session, participants, settings, of):
            number = one.filing.person.nhs_number
            if len(chunk) == _CHUNK or number in patients:
                yield chunk
                chunk, patients = [], set()
            chunk.append(one)
            patients.add(number)
    if chunk:
        yield chunk


def _draft(
    session: Session, participant: Participant, double: Hold | None, leak: Hold | None, settings: Settings
) -> Draft:
    parts, no_parts = allowed_parts(participant)
    hold = (
        hold_person(participant.person)
        or double
        or no_parts
        or hold_absence(participant)
        or hold_risk(participant)
        or leak
        or hold_unapproved(session, participant)
    )
    filing = assemble(session, participant, parts, settings.codes)
    if hold is not None:
        filing = replace(filing, resources=(), unsent=filing.compositions)
    return Draft(
        filing,
        session,
        participant.attendance,
        hold,
        alert(participant),
        attested(session, participant),
        participant.narrative,
        repeat_override=participant.repeat_override,
        agreement_override=override_needed(participant),
    )
