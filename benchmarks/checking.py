"""Resources checked per second of one core, beside `fhir.resources` and the HL7 validator."""

from __future__ import annotations

import gc
import time
from functools import partial

from fhir.resources.R4B import get_fhir_model_class

from adapter.push.drafts import draft
from adapter.settings import Settings
from benchmarks.measure import Figure, in_turn
from fixtures.generate import programme
from profiles.check import check
from profiles.wire import Resource
from tests.peers.official_validator import OfficialValidator, verdicts

_ASKED_OF_THE_VALIDATOR = 200
_AS_OFTEN = 20
"""How often they are checked here in the time of one round: once would be over in ten milliseconds."""


def measure(patients: int = 100, rounds: int = 7) -> list[Figure]:
    """All sides get the same resources, parsed already; the validator's time is its own, without HTTP."""
    resources = [
        item.body
        for session, participants in programme(patients, 1, seed=1)
        for one in draft(session, participants, Settings())
        for item in one.filing.resources
    ]
    ours, theirs = partial(_checked, resources), partial(_modelled, resources)
    ours(0), theirs(0)  # compiles the profiles, and imports what is imported on first use
    gc.freeze()  # as a push does once it is warm: what was loaded stays
    one, other = in_turn(rounds, ours, theirs)
    with OfficialValidator().running() as url:
        some = resources[:: max(1, len(resources) // _ASKED_OF_THE_VALIDATOR)]
        _validated(url, some, 0), _validated(url, some, 0)
        often = partial(_checked, some * _AS_OFTEN)
        warm, official = in_turn(rounds, often, partial(_validated, url, some))
    notes = {"resources": len(resources)}
    return [
        Figure(
            "Check against our profiles, on one core",
            "`fhir.resources` builds its models (no bindings, no profiles)",
            "resources/s",
            one,
            other,
            aim="tens of thousands a second",
            notes=notes,
        ),
        Figure(
            "Check against our profiles, both warm",
            "the HL7 validator, offline",
            "resources/s",
            warm,
            official,
            aim="at least 100",
        ),
    ]


def _checked(resources: list[Resource], _round: int) -> float:
    begun = time.process_time()
    for resource in resources:
        if not check(resource).passed:
            raise AssertionError("a resource of the benchmark does not meet its profile")
    return len(resources) / (time.process_time() - begun)


def _modelled(resources: list[Resource], _round: int) -> float:
    begun = time.process_time()
    for resource in resources:
        get_fhir_model_class(resource["resourceType"]).model_validate(resource)
    return len(resources) / (time.process_time() - begun)


def _validated(url: str, resources: list[Resource], _round: int) -> float:
    asked = [(str(number), resource) for number, resource in enumerate(resources)]
    nanoseconds = sum(verdict.nanoseconds for verdict in verdicts(url, asked, at_once=1))
    return len(resources) / (nanoseconds / 1e9)
