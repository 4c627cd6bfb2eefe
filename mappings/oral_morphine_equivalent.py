"""The estimated oral morphine equivalent ↔ Observation: an annotation, never shown without its table."""

from __future__ import annotations

from mappings import medicine_wording
from mappings.context import Context
from mappings.elements import absent, extended, extension_value, extensions, moment, quantity, resource, stamp
from mappings.identity import Identity
from mappings.records import OralMorphineEquivalent
from profiles.wire import Resource


def identify(context: Context) -> Identity:
    return context.identify("oral-morphine-equivalent")


def to_fhir(equivalent: OralMorphineEquivalent, context: Context) -> Resource:
    unknown = equivalent.value is None
    return resource(
        "Observation",
        "OralMorphineEquivalent",
        identify(context),
        context,
        extension=[
            *extended("table-id", valueString=equivalent.table_id),
            *extended("table-version", valueString=equivalent.table_version),
            *(e for drug in equivalent.uncomputable for e in extended("uncomputable", valueString=drug)),
        ],
        status="final",
        code={"text": "Oral morphine equivalent, estimated, a day"},
        subject=context.patient,
        encounter=context.encounter,
        effectiveDateTime=stamp(equivalent.at),
        performer=[context.practice],
        valueQuantity=None if equivalent.value is None else quantity(equivalent.value, "mg/24h", "mg/d"),
        dataAbsentReason=absent("It cannot be computed; see the note") if unknown else None,
        note=[{"text": medicine_wording.table(equivalent)}],
    )


def from_fhir(observation: Resource) -> OralMorphineEquivalent:
    return OralMorphineEquivalent(
        value=observation.get("valueQuantity", {}).get("value"),
        table_id=extension_value(observation, "table-id"),
        table_version=extension_value(observation, "table-version"),
        at=moment(observation["effectiveDateTime"]),
        uncomputable=tuple(extensions(observation, "uncomputable")),
    )
