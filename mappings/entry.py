"""The entry that a reader of the record sees ↔ Composition: this patient's own note and the group note."""

from __future__ import annotations

from mappings.context import Context
from mappings.elements import extended, resource, stamp
from mappings.identity import Identity
from mappings.narrative import plain_text
from mappings.records import Approval, Narrative, Participant
from mappings.sections import NARRATIVE, sections
from mappings.vocabulary import AttendanceStatus, Part
from profiles.definitions import ACT_CODE
from profiles.wire import Resource

_ABSENCE: dict[AttendanceStatus, tuple[str, str]] = {
    "did-not-attend": ("dna_group", "Did not attend group clinic"),
    "late-not-admitted": ("late_not_admitted", "Arrived late at group clinic, not admitted"),
}
"""Absences that a practice may have a code of its own for: name of the slot, and text."""


NOT_FOR_THE_PATIENT: Resource = {
    "system": ACT_CODE,
    "code": "NOPAT",
    "display": "no disclosure to patient, family or caregivers without attending provider's authorization",
}
"""Security label of what must not show in the patient's online record (hazard H4)."""


def identify(context: Context) -> Identity:
    return context.identify("entry")


def to_fhir(participant: Participant, parts: frozenset[Part], context: Context) -> Resource:
    """The entry with the sections that `parts` allow, dated as the session, written by who approved it.

    It is labelled where the patient asks that it not show online, so that no system shows it by itself.
    Links go to every resource that a section may rest on; the filing keeps those that it holds.
    """
    administrative = "administrative" in parts
    absence = _ABSENCE.get(participant.attendance.status) if administrative else None
    entry = composition(
        "Entry",
        identify(context),
        context,
        participant.approval,
        extension=list(extended("online-visible", valueCode=participant.online_visible)),
        type={"text": "Administrative entry"}
        if administrative
        else context.codes.concept("report_of_clinical_encounter", "Report of clinical encounter"),
        encounter=None if administrative else context.encounter,
        title=f"Group clinic: {context.session.title}",
        confidentiality="N",
        event=absence and [{"code": [context.codes.concept(*absence)]}],
        section=sections(participant, parts, context),
    )
    if participant.online_visible == "hide-requested":
        entry["meta"]["security"] = [NOT_FOR_THE_PATIENT]
    return entry


def from_fhir(composition: Resource) -> Narrative:
    """The free text of the consultation; the other sections are read from the resources behind them."""
    fields = {title: field for field, (title, _) in NARRATIVE.items()}
    return Narrative.model_validate(
        {
            fields[section["title"]]: plain_text(section["text"]["div"])
            for section in composition.get("section", ())
            if section["title"] in fields
        }
    )


def composition(
    profile_name: str, identity: Identity, context: Context, approval: Approval | None, **elements: object
) -> Resource:
    """A Composition of this patient's record; what nobody has approved is preliminary, by the practice."""
    approver = context.clinician(approval.by) if approval else None
    attester = approval and {"mode": "professional", "time": stamp(approval.at), "party": approver}
    return resource(
        "Composition",
        profile_name,
        identity,
        context,
        status="final" if approval else "preliminary",
        subject=context.patient,
        date=stamp(context.session.start),
        author=[approver or context.practice],
        attester=attester and [attester],
        custodian=context.practice,
        **elements,
    )
