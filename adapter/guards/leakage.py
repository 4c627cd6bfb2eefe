"""Never another patient's words: each text is read against everybody else on the roster (hazards H2, H3).

Help, not proof: it knows names, numbers, contact details, birth dates and near-identical notes, not stories.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import combinations

from adapter.guards.hold import Hold
from mappings.records import Participant, Person

_SHORTEST_NOTE = 60
"""Notes shorter than this, in characters, may be alike by chance."""


def hold_leaks(participants: Sequence[Participant], *, similar_notes: float) -> dict[int, Hold]:
    """Holds by row: another patient's identity in a text, or a note nearly the same as another patient's.

    `similar_notes` is the share (0 to 1) of equal text above which two patients' notes are held.
    """
    tokens = {participant.row: _tokens(participant.person) for participant in participants}
    held: dict[int, Hold] = {}
    for participant in participants:
        own = {token for kind, token in tokens[participant.row] if kind == "name"}
        others = {
            (kind, token)
            for row, found in tokens.items()
            if row != participant.row
            for kind, token in found
            if token not in own
        }
        for field, text in texts(participant):
            if kinds := {kind for kind, token in others if _occurs(token, text)}:
                held[participant.row] = Hold(
                    "leakage",
                    f"another participant's {' and '.join(sorted(kinds))} in {field}",
                    "only this patient's own words and facts",
                    f"Take it out of {field}.",
                )
                break
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
    """Every free text that may reach this patient's record, with the field that it stands in."""
    if participant.what_matters:
        yield "what_matters", participant.what_matters.text
    for name, text in participant.narrative:
        if text is not None:
            yield name, text
    for question in participant.questions:
        yield "questions", " ".join(filter(None, (question.text, question.answer)))
    for goal in participant.goals:
        parts = (goal.text, goal.measure, goal.baseline, goal.target, goal.barriers, goal.support)
        yield "goals", " ".join(filter(None, (*parts, *goal.stage_goals)))
    for action in participant.actions:
        yield "actions", " ".join(filter(None, (action.what, action.who, action.when)))
    if participant.medication_plan:
        for line in participant.medication_plan.lines:
            yield "medication", " ".join(filter(None, (line.drug, line.dose, line.frequency, line.note)))
    if participant.medication_review and participant.medication_review.outcome:
        yield "reviews", participant.medication_review.outcome
    for referral in participant.referrals:
        yield "referrals", " ".join(filter(None, (referral.to, referral.reason, referral.outcome)))
    for education in participant.education:
        yield "education", " ".join(filter(None, (education.topic, education.material)))
    if participant.sensitive_note:
        yield "sensitive_note", participant.sensitive_note
    if participant.reply and participant.reply.decline_reason:
        yield "decline_reason", participant.reply.decline_reason
    for consent in participant.consents:
        if consent.note:
            yield "consents", consent.note


def _tokens(person: Person) -> set[tuple[str, str]]:
    """What gives this person away. Short names count too: a wrong alarm costs an edit, a leak costs more."""
    names = {person.family, *person.given, *filter(None, (person.preferred,))}
    names |= {part for name in names for part in name.split()}
    names |= {*filter(None, (person.display_name,))}
    found = {("name", name) for name in names if len(name) > 1}
    number = person.nhs_number
    found |= {("NHS number", n) for n in (number, f"{number[:3]} {number[3:6]} {number[6:]}")}
    found |= {("telephone number", phone) for phone in person.phone}
    found |= {("e-mail address", email) for email in person.email}
    born = person.birth_date
    found |= {("date of birth", text) for text in (born.isoformat(), f"{born:%d/%m/%Y}", f"{born:%d.%m.%Y}")}
    return found


def _occurs(token: str, text: str) -> bool:
    """Whole words only; names count as written or in capitals, so that `will` is not Will."""
    if token not in text and token.upper() not in text:
        return False
    pattern = rf"(?<!\w)(?:{re.escape(token)}|{re.escape(token.upper())})(?!\w)"
    return re.search(pattern, text) is not None


def _alike(participants: Sequence[Participant], limit: float) -> Iterator[tuple[int, int]]:
    notes = {
        participant.row: " ".join(text for _, text in participant.narrative if text).casefold()
        for participant in participants
    }
    long = [(row, note) for row, note in notes.items() if len(note) >= _SHORTEST_NOTE]
    for (one, first), (other, second) in combinations(long, 2):
        matcher = SequenceMatcher(None, first, second, autojunk=False)
        if min(matcher.real_quick_ratio(), matcher.quick_ratio()) > limit and matcher.ratio() > limit:
            yield one, other
