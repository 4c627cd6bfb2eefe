"""Which Observations of the practice come back as measures, and which it may keep to itself."""

from __future__ import annotations

import pytest

from mappings.records import Measurement
from mappings.values import Concept
from profiles.definitions import SNOMED_CT
from profiles.wire import Resource
from tests.pull.conftest import TwoWays
from tests.push import clinic

METHODS = ("history", "search", "sweep")


def observation(code: Resource, patient: str = "Patient/p0", **value: object) -> Resource:
    return {
        "resourceType": "Observation",
        "status": "final",
        "code": code,
        "subject": {"reference": patient},
        "effectiveDateTime": "2026-03-11",
        **value,
    }


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(
    "code",
    [
        {"text": "PHQ-9"},
        {"text": "PEG"},
        {"text": "Depression", "coding": [{"system": SNOMED_CT, "code": "720433000"}]},
        {"text": "Body weight"},
    ],
    ids=lambda code: str(code["text"]),
)
def test_a_measure_comes_back_however_the_practice_names_it(
    practice: TwoWays, method: str, code: Resource
) -> None:
    practice.push([clinic.clinic()])
    practice.pull(pull=method)
    practice.add(observation(code, valueInteger=22))
    assert practice.pull(pull=method).told == [("new", "Observation", "Patient/p0")]
    assert practice.pull(pull=method).told == []


def test_what_is_no_measure_of_the_clinic_stays_with_the_practice(practice: TwoWays) -> None:
    practice.push([clinic.clinic()])
    practice.pull()
    practice.add(observation({"text": "Haemoglobin A1c level"}, valueInteger=48))
    assert practice.pull().told == []
    assert practice.pull(full=True).told == []


def test_what_the_clinic_measured_in_a_patient_comes_back_of_that_patient(practice: TwoWays) -> None:
    pulse = Measurement(name=Concept(text="Resting pulse"), value=71, unit="bpm", at=clinic.at(10))
    people = (clinic.participant(0, measurements=(pulse,)), clinic.participant(1))
    practice.push([(clinic.session(), people)])
    practice.pull()
    theirs = {"text": "Resting pulse"}
    practice.add(observation(theirs, "Patient/p0", valueInteger=64))
    practice.add(observation(theirs, "Patient/p1", valueInteger=64))
    assert practice.pull().told == [("new", "Observation", "Patient/p0")]
