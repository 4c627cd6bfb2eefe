"""Clinic words to SNOMED CT, with an explicit answer for what has no code: text.

Only identifiers that were read in a named public source stand here, and only those marked core there are sent
by default. Everything else is text until a practice fills the slot in its own configuration.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Literal, TypeAlias, get_args

from pydantic import Field

from mappings.values import Concept, Record, SnomedCode, Text
from profiles.definitions import SNOMED_CT
from profiles.wire import Resource

Slot: TypeAlias = Literal[
    "dna_group",
    "declined_group",
    "invitation_group",
    "consent_group",
    "late_not_admitted",
    "pcsp_agreed",
    "pcsp_reviewed",
    "chronic_pain_review",
    "referral_pain_clinic",
    "referral_pain_programme",
    "opioid_taper_plan",
    "high_dose_opioid",
    "education_pacing",
    "education_sleep",
    "education_movement",
    "education_breathing",
    "education_diet",
    "role_health_coach",
    "role_wellbeing_practitioner",
    "score_peg",
    "score_nprs",
    "score_bpi_severity",
    "score_bpi_interference",
    "score_pseq",
    "score_eq_vas",
]
SLOTS: tuple[Slot, ...] = get_args(Slot)

CORE: Mapping[str, tuple[str, str]] = {
    "group_consultation_by_video": ("1323941000000101", "Group consultation via video conference"),
    "participant_in_group": ("1092811000000108", "Participant in group session"),
    "what_matters": ("1515861000000103", "What is most important to me"),
    "structured_medication_review": ("1239511000000100", "Structured medication review"),
    "opioid_review": ("287031000000100", "Review of opioid medication"),
    "chronic_pain": ("82423001", "Chronic pain"),
}
"""Concepts sent coded by default: name → (SNOMED CT id, display as seen)."""

SEEN: Mapping[str, tuple[str, str]] = {
    "group_consultation": ("1149511000000104", "Group consultation"),
    "pain_management_referral": ("306265007", "Referral to pain management specialist"),
    "report_of_clinical_encounter": ("371531000", "Report of clinical encounter"),
    "score_phq-9": ("720433000", "PHQ-9 score"),
    "score_gad-7": ("445455005", "GAD-7 score"),
    "score_swemwbs": ("718466001", "SWEMWBS score"),
    "score_wemwbs": ("718426000", "WEMWBS score"),
}
"""Concepts whose id was seen; sent once a practice has confirmed them: name → (SNOMED CT id, display)."""

READ: Mapping[str, tuple[str, ...]] = {
    "score_phq-9": ("720433000", "506701000000100"),
    "score_gad-7": ("445455005",),
    "score_swemwbs": ("718466001", "960481000000107"),
    "score_wemwbs": ("718426000", "885541000000103"),
    "score_eq-5d-5l": ("736534008",),
    "score_pam-13": ("962851000000103",),
}
"""Ids by which records hold a score, present and earlier ones: recognised when read, confirmed or not.

They are those that the codes reference, section 9, has as seen; none is sent for being here.
"""


class ConfirmedCode(Record):
    """What a practice put into a slot; sent only when somebody has confirmed it."""

    code: SnomedCode
    display: Text
    version: Text | None = None
    confirmed_by: Text | None = None
    confirmed_at: dt.date | None = None

    @property
    def confirmed(self) -> bool:
        return self.confirmed_by is not None and self.confirmed_at is not None


class CodeSet(Record):
    """The codes in force: the core ones, and what the practice confirmed.

    `slots` fills concepts that have no verified code; `confirmed` names entries of `SEEN` to send as well.
    """

    slots: dict[Slot, ConfirmedCode] = Field(default_factory=dict)
    confirmed: frozenset[str] = frozenset()

    def concept(self, name: str, text: str) -> Resource:
        """A CodeableConcept for the concept: always the text, and the code where one is in force."""
        coding: Resource | None = None
        if name in CORE:
            coding = _coding(*CORE[name])
        elif name in SEEN and name in self.confirmed:
            coding = _coding(*SEEN[name])
        elif (slot := self.slots.get(name)) and slot.confirmed:  # type: ignore[call-overload]
            coding = _coding(slot.code, slot.display)
        return {"coding": [coding], "text": text} if coding else {"text": text}

    def coded(self, concept: Concept) -> Resource:
        """A CodeableConcept of the clinic's own words; their code is sent only if it is in force."""
        code, display = concept.code, dict(self._in_force()).get(concept.code or "")
        return {**({"coding": [_coding(code, display)]} if code and display else {}), "text": concept.text}

    def _in_force(self) -> Iterator[tuple[str, str]]:
        yield from CORE.values()
        yield from (SEEN[name] for name in SEEN if name in self.confirmed)
        yield from ((slot.code, slot.display) for slot in self.slots.values() if slot.confirmed)


def _coding(code: str, display: str) -> Resource:
    return {"system": SNOMED_CT, "code": code, "display": display}


CORE_CODES = CodeSet()
"""What is in force where a practice has configured nothing."""
