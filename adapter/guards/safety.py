"""What a person must know at once: an answer that may mean risk, a safeguarding concern (hazards H5, H34)."""

from __future__ import annotations

from adapter.guards.hold import Hold
from mappings.records import Participant
from mappings.scoring import risk_answer


def hold_risk(participant: Participant) -> Hold | None:
    """Holds a positive risk item until somebody says who has seen it."""
    if participant.risk_seen_by is None and any(risk_answer(item) for item in participant.assessments):
        return Hold(
            "safety",
            "an answer in a questionnaire that may mean risk to the patient",
            "a clinician who has seen it",
            "Tell a clinician now; then name them in risk_seen_by.",
        )
    return None


def alert(participant: Participant) -> Hold | None:
    """A safeguarding flag raises a task at once, whatever becomes of the entry, and holds nothing back.

    The concern itself is never written by this program (hazard H5).
    """
    if not participant.safeguarding_flag:
        return None
    return Hold(
        "safety",
        "a safeguarding flag",
        "the practice's safeguarding lead to know of it",
        "Tell them now, and write the concern in the GP system by hand: nothing of it is written from here.",
    )
