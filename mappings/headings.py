"""A section of the entry, under a heading that the record knows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from mappings.identity import Identity
from mappings.narrative import narrative
from mappings.vocabulary import Part
from profiles.definitions import RECORD_STANDARD_HEADINGS
from profiles.wire import Resource

ATTENDANCE = "attendance-details"
CONCERNS = "patient-and-carer-concerns-expectations-and-wishes"
GIVEN = "information-and-advice-given"
GOAL = "aim-goal"
MEASURES = "assessment-scales"
MEDICINES = "medications-and-medical-devices"
PLAN = "plan"
REQUESTED = "plan-and-requested-actions"
SUMMARY = "clinical-summary"

HEADINGS = {
    ATTENDANCE: "Attendance details",
    CONCERNS: "Patient and carer concerns, expectations and wishes",
    GIVEN: "Information and advice given",
    GOAL: "Aim/goal",
    MEASURES: "Assessment scales",
    MEDICINES: "Medications and medical devices",
    PLAN: "Plan",
    REQUESTED: "Plan and requested actions",
    SUMMARY: "Clinical summary",
}
"""Codes and displays of UK Core's RecordStandardHeadings; a section without one of them has a title only."""


@dataclass(frozen=True)
class Section:
    """One section: the part that it belongs to (None: all), title and heading, texts, resources behind it."""

    part: Part | None
    title: str
    heading: str | None
    texts: Sequence[str]
    behind: Iterable[Identity] = ()

    def as_fhir(self) -> Resource | None:
        """The section in FHIR, with every link that there may be; None where there is nothing to say."""
        if not self.texts:
            return None
        section: Resource = {"title": self.title}
        if self.heading is not None:
            display = HEADINGS[self.heading]
            coding = {"system": RECORD_STANDARD_HEADINGS, "code": self.heading, "display": display}
            section["code"] = {"coding": [coding], "text": display}
        section["text"] = narrative(self.texts)
        if entries := [{"reference": identity.urn} for identity in self.behind]:
            section["entry"] = entries
        return section
