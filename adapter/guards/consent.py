"""Which parts of an entry may be filed, from attendance and the confidentiality agreement (hazard H6).

The table is the gate of the clinic workflow, section 4. Clinical facts of care already given are never
suppressed for want of an agreement; what belongs to the group is.
"""

from __future__ import annotations

from adapter.guards.hold import Hold
from mappings.consent import latest
from mappings.records import Participant
from mappings.vocabulary import Part

_ALL: frozenset[Part] = frozenset({"individual", "group-note", "extras"})
_FACTS: frozenset[Part] = frozenset({"individual"})
_ADMINISTRATIVE: frozenset[Part] = frozenset({"administrative"})
_NOTHING: frozenset[Part] = frozenset()


def allowed_parts(participant: Participant) -> tuple[frozenset[Part], Hold | None]:
    """The parts of this participant's entry that may be filed, or none and why."""
    status = participant.attendance.status
    if status == "unknown":
        return _NOTHING, Hold(
            "attendance",
            "attendance unknown",
            "an attendance status that somebody confirmed",
            "Say in attendance_status whether the patient was there.",
        )
    if not participant.attendance.present:
        return _ADMINISTRATIVE, None
    sensitive: frozenset[Part] = frozenset({"sensitive"}) if participant.sensitive_note else frozenset()
    agreement = latest(participant.consents, "confidentiality-agreement")
    agreed = agreement.status if agreement else "unknown"
    if status == "withdrew-during" or agreed in ("refused", "withdrawn"):
        return _FACTS | sensitive, None
    if agreed == "given":
        return _ALL | sensitive, None
    if participant.agreement_override is not None:
        return _FACTS | sensitive, None
    return _NOTHING, Hold(
        "consent",
        "no confidentiality agreement recorded",
        "given, refused or withdrawn, or an override with its reason",
        "Ask what was agreed and record it in consent_status, or give the reason in agreement_override.",
    )


def override_needed(participant: Participant) -> str | None:
    """What was said to allow an entry that nothing else allows."""
    said = participant.agreement_override
    if said is None:
        return None
    _, hold = allowed_parts(participant.model_copy(update={"agreement_override": None}))
    return said if hold is not None else None


def hold_copied_override() -> Hold:
    """An override whose words came along with a copied row: nobody has asked this time."""
    return Hold(
        "consent",
        "an agreement_override in the words of one of this patient's sessions before",
        "a reason that was given for this session",
        "Ask what was agreed and record it in consent_status, or say in agreement_override, in words of this "
        "session, who allowed the entry and why.",
    )
