"""A result shown on the board, such as a weight ↔ Observation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from mappings.context import Context
from mappings.elements import concept_of, moment, quantity, resource, stamp
from mappings.identity import Identity, keyed
from mappings.records import Measurement, Participant
from profiles.wire import Resource

UCUM_UNITS: Mapping[str, str] = {
    "%": "%",
    "/min": "/min",
    "beats/min": "/min",
    "bpm": "/min",
    "breaths/min": "/min",
    "cm": "cm",
    "g": "g",
    "g/l": "g/L",
    "kg": "kg",
    "kg/m2": "kg/m2",
    "kg/m²": "kg/m2",
    "m": "m",
    "mg": "mg",
    "min": "min",
    "ml/min/1.73m2": "mL/min/{1.73_m2}",
    "mm[hg]": "mm[Hg]",
    "mmhg": "mm[Hg]",
    "mmol/l": "mmol/L",
    "mmol/mol": "mmol/mol",
    "°c": "Cel",
    "µmol/l": "umol/L",
    "μmol/l": "umol/L",
    "umol/l": "umol/L",
}
"""Units as clinics write them, in small letters → UCUM. Any other unit goes as text alone."""


def items(participant: Participant) -> Iterator[tuple[str, Measurement]]:
    """The measurements with their keys: what was measured, on which day."""
    return keyed((f"{one.name.text} {one.at.date()}", one) for one in participant.measurements)


def identify(key: str, context: Context) -> Identity:
    return context.identify("measurement", key)


def to_fhir(measurement: Measurement, key: str, context: Context) -> Resource:
    return resource(
        "Observation",
        "Measurement",
        identify(key, context),
        context,
        status="final",
        code=context.codes.coded(measurement.name),
        subject=context.patient,
        encounter=context.encounter,
        effectiveDateTime=stamp(measurement.at),
        performer=[context.practice],
        valueQuantity=quantity(measurement.value, measurement.unit, UCUM_UNITS.get(measurement.unit.lower())),
    )


def from_fhir(observation: Resource) -> Measurement:
    return Measurement(
        name=concept_of(observation["code"]),
        value=observation["valueQuantity"]["value"],
        unit=observation["valueQuantity"]["unit"],
        at=moment(observation["effectiveDateTime"]),
    )
