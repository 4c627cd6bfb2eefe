"""What matters to the patient ↔ Observation, in the patient's words."""

from __future__ import annotations

from mappings.context import Context
from mappings.elements import SURVEY, extended, extension_value, resource, stamp
from mappings.identity import Identity
from mappings.records import Proxy, WhatMatters
from profiles.wire import Resource


def identify(context: Context) -> Identity:
    return context.identify("what-matters")


def to_fhir(what_matters: WhatMatters, context: Context, proxy: Proxy | None = None) -> Resource:
    """`verbatim` travels in an extension, so that `valueString` holds the words and nothing else.

    `proxy` is who spoke for the patient, if it was not the patient.
    """
    return resource(
        "Observation",
        "WhatMatters",
        identify(context),
        context,
        extension=list(extended("verbatim", valueBoolean=what_matters.verbatim)),
        status="final",
        category=[SURVEY],
        code=context.codes.concept("what_matters", "What matters to me"),
        subject=context.patient,
        encounter=context.encounter,
        effectiveDateTime=stamp(context.session.start),
        performer=[context.speaker(proxy)],
        valueString=what_matters.text,
    )


def from_fhir(observation: Resource) -> WhatMatters:
    return WhatMatters(
        text=observation["valueString"],
        verbatim=extension_value(observation, "verbatim"),
    )
