"""Never another patient's words: each text is read against everybody else on the roster (hazards H2, H3).

Help, not proof: it knows names, numbers, contact details, birth dates and near-identical notes, not stories.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from itertools import combinations

from adapter.guards.giveaway import Kind, Reading, traces
from adapter.guards.hold import Hold
from mappings.records import Participant, Session

_SHORTEST_NOTE = 60
"""Notes shorter than this, in characters, may be alike by chance."""


def hold_leaks(
    session: Session, participants: Sequence[Participant], *, similar_notes: float
) -> dict[int, Hold]:
    """Holds by row: another patient's identity in a text, or a note nearly the same as another patient's.

    What the session says of itself stands in every record, so it may name nobody at all. `similar_notes` is
    the share (0 to 1) of equal words from which on two patients' notes are held.
    """
    given_away = {participant.row: traces(participant.person) for participant in participants}
    everybody = frozenset().union(*given_away.values())
    staff = [member.name for member in session.staff]
    shared = _named(_shared_texts(session), everybody, staff)
    if shared is not None:
        return dict.fromkeys(given_away, shared)
    held: dict[int, Hold] = {}
    for participant in participants:
        others = everybody - given_away[participant.row]
        if (named := _named(texts(participant), others, staff)) is not None:
            held[participant.row] = named
    for one, other in _alike(participants, similar_notes):
        for row, twin in ((one, other), (other, one)):
            held.setdefault(
                row,
                Hold(
                    "leakage",
                    f"a note nearly the same as the note of row {twin}",
                    "a note of this patient's own",
                    "Check whose note it is; what is true of everybody belongs in the group note.",
                ),
            )
    return held


def texts(participant: Participant) -> Iterator[tuple[str, str]]:
    """Every free text that may reach this patient's record, with the sheet or field that it stands in."""
    for field, found in _texts(participant):
        if text := "\n".join(filter(None, found)):
            yield field, text


def _texts(one: Participant) -> Iterator[tuple[str, Iterable[str | None]]]:
    if one.what_matters:
        yield "what_matters", [one.what_matters.text]
    for field, text in one.narrative:
        yield field, [text]
    for question in one.questions:
        yield "questions", [question.text, question.theme, question.answer]
    for goal in one.goals:
        yield "goals", [goal.text, goal.measure, goal.baseline, goal.target, goal.barriers, goal.support]
        yield "goals", [*goal.stage_goals, goal.carried_from]
    for action in one.actions:
        yield "actions", [action.what, action.who, action.when]
    for line in one.medication_plan.lines if one.medication_plan else ():
        yield "medication", [line.drug, line.form, line.strength, line.dose, line.frequency, line.route]
        yield "medication", [line.agreed_by, line.prescriber, line.note]
    if one.oral_morphine_equivalent:
        table = one.oral_morphine_equivalent
        yield "ome", [table.table_id, table.table_version, *table.uncomputable]
    if one.medication_review:
        yield "reviews", [one.medication_review.reviewer, one.medication_review.outcome]
    for referral in one.referrals:
        yield "referrals", [referral.to, referral.reason, referral.outcome]
    for education in one.education:
        yield "education", [education.topic, education.material]
    yield "outcomes", [assessment.version for assessment in one.assessments]
    for measurement in one.measurements:
        yield "measurements", [measurement.name.text, measurement.unit]
    for consent in one.consents:
        yield "consents", [consent.version, consent.method, consent.taken_by, consent.note]
    if one.invitation:
        yield "invitation", [one.invitation.template_id, one.invitation.reason]
    if one.presence:
        yield "others_present", one.presence.others_present
    if one.presence and one.presence.identity_check:
        yield "id_check_method", [one.presence.identity_check.method, one.presence.identity_check.by]
    if one.presence and one.presence.proxy:
        yield "proxy", [one.presence.proxy.relationship, one.presence.proxy.authority]
    yield "attendance_confirmed_by", [one.attendance.confirmed_by]
    yield "enrolment_end_reason", [one.enrolment.end_reason if one.enrolment else None]
    yield "next_step_owner", [one.next_step.owner if one.next_step else None]
    yield "decline_reason", [one.reply.decline_reason if one.reply else None]
    yield "sensitive_note", [one.sensitive_note]
    yield "agreement_override", [one.agreement_override]


def _shared_texts(session: Session) -> Iterator[tuple[str, str]]:
    """Free text of the session that the group note or an entry's title repeats."""
    yield "the session's title", session.title
    yield "the session's agreement_version", session.agreement_version
    yield "the session's topics", "\n".join(session.topics)
    for material in session.materials:
        yield "the session's materials", " ".join(filter(None, (material.title, material.version)))


def _named(
    found: Iterable[tuple[str, str]], wanted: frozenset[tuple[Kind, str]], staff: Sequence[str]
) -> Hold | None:
    """A hold for the first text that shows any of the traces; a member of staff may be named in full."""
    for field, text in found:
        for name in staff:
            text = text.replace(name, " ")
        reading = Reading(text)
        if kinds := {kind for kind, trace in wanted if reading.shows(kind, trace)}:
            return Hold(
                "leakage",
                f"another participant's {' and '.join(sorted(kinds))} in {field}",
                "words and facts of this patient alone",
                f"Take it out of {field}.",
            )
    return None


def _alike(participants: Sequence[Participant], limit: float) -> Iterator[tuple[int, int]]:
    """Pairs of rows whose notes share so many of their words, in order, whatever their case."""
    notes = {
        participant.row: " ".join(text for _, text in participant.narrative if text).casefold()
        for participant in participants
    }
    long = [(row, re.findall(r"\w+", note)) for row, note in notes.items() if len(note) >= _SHORTEST_NOTE]
    for (one, first), (other, second) in combinations(long, 2):
        matcher = SequenceMatcher(None, first, second, autojunk=False)
        if min(matcher.real_quick_ratio(), matcher.quick_ratio()) >= limit and matcher.ratio() >= limit:
            yield one, other
