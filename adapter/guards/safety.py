"""What a clinician must have seen before an entry leaves: an answer that may mean risk (hazard H34)."""

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
