"""Never another patient's identity: each text is read against everybody else on the roster (hazard H2).

Help, not proof: it knows names, numbers, contact details and birth dates, not stories.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from adapter.guards.giveaway import Reading, Trace, Wanted, full_names, traces
from adapter.guards.hold import Hold
from mappings.records import Participant, Session


def hold_leaks(session: Session, participants: Sequence[Participant]) -> list[Hold | None]:
    """For each participant in turn: held if another patient's identity is in one of their texts.

    What the session says of itself stands in every record, so it may name nobody at all.
    """
    given_away = [traces(participant.person) for participant in participants]
    everybody = frozenset().union(*given_away)
    staff = full_names(member.name for member in session.staff)
    shared = _named(_shared_texts(session), Wanted(everybody), staff)
    if shared is not None:
        return [shared] * len(participants)
    return [
        _named(texts(participant), Wanted(everybody - own), staff, own)
        for participant, own in zip(participants, given_away, strict=True)
    ]


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
        yield "goals", [goal.goal_id, *goal.stage_goals, goal.carried_from]
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
    yield "repeat_override", [one.repeat_override]


def _shared_texts(session: Session) -> Iterator[tuple[str, str]]:
    """Free text of the session and its programme, which stands in every patient's record."""
    yield "the session's title", session.title
    yield "the session's slot_category", session.slot_category
    yield "the programme's title", session.programme.title
    yield "the programme's condition", session.programme.condition.text
    yield "the session's agreement_version", session.agreement_version
    yield "the session's topics", "\n".join(session.topics)
    for material in session.materials:
        yield "the session's materials", " ".join(filter(None, (material.title, material.version)))


def _named(
    found: Iterable[tuple[str, str]],
    wanted: Wanted,
    staff: re.Pattern[str] | None,
    own: frozenset[Trace] = frozenset(),
) -> Hold | None:
    """A hold for the first text that shows any of the traces; a member of staff may be named in full."""
    for field, text in found:
        reading = Reading(text, staff, own)
        if kinds := reading.kinds(wanted):
            return Hold(
                "leakage",
                f"another participant's {' and '.join(sorted(kinds))} in {field}",
                "words and facts of this patient alone",
                f"Take it out of {field}.",
            )
    return None
