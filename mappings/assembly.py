"""From one participant's records to their filing: which resources, in which order, and how they link."""

from __future__ import annotations

from collections.abc import Iterator

from mappings import (
    appointment,
    care_plan,
    consent,
    education,
    encounter,
    entry,
    goal,
    invitation,
    measurement,
    medication_plan,
    medication_review,
    next_step,
    oral_morphine_equivalent,
    provenance,
    question,
    questionnaire_response,
    referral,
    reply,
    review_due,
    score,
    sensitive_entry,
    what_matters,
)
from mappings.binding import within
from mappings.codes import CORE_CODES, CodeSet
from mappings.context import Context
from mappings.filing import FiledResource, Filing
from mappings.identity import Identity, identity_of
from mappings.records import Consent, Invitation, Participant, Presence, Proxy, Reply, Session
from mappings.vocabulary import Part, ReplyStatus
from profiles.wire import Resource

_INVITED: frozenset[ReplyStatus] = frozenset(
    {"invited", "no-response", "accepted", "declined", "waitlisted", "withdrawn"}
)
"""Statuses that an invitation must have gone before (clinic workflow, section 5.1, transitions)."""

_ANSWERED: frozenset[ReplyStatus] = frozenset({"accepted", "declined"})
"""Replies that may be written (clinic workflow, section 5.1); the others stay with the clinic."""


def assemble(
    session: Session, participant: Participant, parts: frozenset[Part], codes: CodeSet = CORE_CODES
) -> Filing:
    """The participant's filing, holding what `parts` allow; whether they do is for the consent gate to say.

    Appointment first, then encounter, consents and messages, clinical resources, the entry and its
    Provenance, and last a sensitive entry with a Provenance of its own. Without any part it is the
    Appointment alone.

    Raises `ValueError` if two resources have the same identity, or if `administrative`, which stands alone,
    comes with another part.
    """
    if "administrative" in parts and len(parts) > 1:
        raise ValueError("an administrative entry holds nothing else")
    context = Context(session, participant.person, codes)
    bodies = list(_resources(participant, parts, context))
    if participant.approval is not None:
        bodies.append(provenance.to_fhir(participant.approval, map(identity_of, bodies), context))
    apart = list(_sensitive(participant, context)) if "sensitive" in parts else []
    placed = [*((body, False) for body in bodies), *((body, True) for body in apart)]
    identities = [identity_of(body) for body, _ in placed]
    if len(set(identities)) < len(identities):
        raise ValueError("two resources of a filing have the same identity")
    urns = {identity.urn for identity in identities}
    return Filing(
        filing_id=context.participation,
        session_id=session.session_id,
        session_date=session.session_date,
        row=participant.row,
        person=participant.person,
        approval=participant.approval,
        sensitive_approval=participant.sensitive_approval if apart else None,
        resources=tuple(
            FiledResource(identity, within(body, urns), is_apart)
            for identity, (body, is_apart) in zip(identities, placed, strict=True)
        ),
    )


def _resources(participant: Participant, parts: frozenset[Part], context: Context) -> Iterator[Resource]:
    yield appointment.to_fhir(participant.attendance, context)
    if participant.attendance.present and parts - {"administrative"}:
        yield encounter.to_fhir(participant.presence or Presence(), context)
    if parts:
        yield from _agreed(participant, context)
    if "extras" in parts:
        yield from _extras(participant, context)
    if "individual" in parts:
        yield from _outcomes(participant, context)
        yield from _care(participant, context)
        yield from _next(participant, context)
    if parts - {"sensitive"}:
        yield entry.to_fhir(participant, parts, context)


def _sensitive(participant: Participant, context: Context) -> Iterator[Resource]:
    """An entry of its own under an approval of its own; nothing else of the filing leads to it."""
    if participant.sensitive_note is None:
        return
    approval = participant.sensitive_approval
    yield sensitive_entry.to_fhir(participant.sensitive_note, approval, context)
    if approval is not None:
        targets = [sensitive_entry.identify(context)]
        yield provenance.to_fhir(approval, targets, context, about="sensitive-entry")


def _agreed(participant: Participant, context: Context) -> Iterator[Resource]:
    """What was agreed beforehand; the same for those who came and those who did not."""
    for key, one in consent.items(participant):
        yield consent.to_fhir(one, key, context, _proxy(participant, one))
    if participant.invitation is not None and _invited(participant.invitation, participant.reply):
        yield invitation.to_fhir(participant.invitation, context)
    if participant.reply is not None and participant.reply.status in _ANSWERED:
        yield reply.to_fhir(participant.reply, context)


def _extras(participant: Participant, context: Context) -> Iterator[Resource]:
    """What belongs to the group's talk; nobody's opinion of the clinic is among it."""
    if participant.what_matters is not None:
        yield what_matters.to_fhir(participant.what_matters, context, _came_instead(participant))
    for key, asked in question.items(participant):
        yield question.to_fhir(asked, key, context)
    for key, shown in measurement.items(participant):
        yield measurement.to_fhir(shown, key, context)


def _outcomes(participant: Participant, context: Context) -> Iterator[Resource]:
    answers: dict[str, Identity] = {}
    for key, filled_in in questionnaire_response.items(participant):
        answers[key] = questionnaire_response.identify(key, context)
        yield questionnaire_response.to_fhir(filled_in, key, context)
    for key, result in score.items(participant):
        yield score.to_fhir(result, key, context, answers.get(key))


def _care(participant: Participant, context: Context) -> Iterator[Resource]:
    for key, topic in education.items(participant):
        # a receiver that keeps no status would show a topic that was left out as given
        if topic.given:
            yield education.to_fhir(topic, key, context)
    for aim in participant.goals:
        yield goal.to_fhir(aim, context)
    if participant.plan_of_care is not None:
        yield care_plan.to_fhir(participant.plan_of_care, context)
    if participant.medication_plan is not None:
        yield from medication_plan.to_fhir(participant.medication_plan, context)
    if participant.oral_morphine_equivalent is not None:
        yield oral_morphine_equivalent.to_fhir(participant.oral_morphine_equivalent, context)
    if participant.medication_review is not None:
        yield medication_review.to_fhir(participant.medication_review, context)


def _next(participant: Participant, context: Context) -> Iterator[Resource]:
    if participant.review_due is not None:
        yield review_due.to_fhir(participant.review_due, context)
    for key, request in referral.items(participant):
        yield referral.to_fhir(request, key, context)
    if participant.next_step is not None and participant.next_step.kind in next_step.TASKS:
        yield next_step.to_fhir(participant.next_step, context)


def _proxy(participant: Participant, agreed: Consent) -> Proxy | None:
    """Who agreed for the patient: a proxy who came instead, to what concerns the session itself."""
    return _came_instead(participant) if agreed.kind in consent.OF_THE_SESSION else None


def _came_instead(participant: Participant) -> Proxy | None:
    if participant.attendance.status != "attended-by-proxy" or participant.presence is None:
        return None
    return participant.presence.proxy


def _invited(sent: Invitation, answer: Reply | None) -> bool:
    """Once for each invitation that went out, unless the record has it already, or it never arrived."""
    if sent.already_in_record or sent.delivery == "failed":
        return False
    if answer is not None:
        return answer.status in _INVITED
    return sent.sent_at is not None or sent.delivery in ("sent", "delivered")
