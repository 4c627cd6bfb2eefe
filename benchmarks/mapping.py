"""Resources mapped, checked and serialised per second of one core, beside plain `fhir.resources`."""

from __future__ import annotations

import time

from fhir.resources.R4B import get_fhir_model_class

from adapter.guards.consent import allowed_parts
from benchmarks.measure import Figure, in_turn
from fixtures.generate import programme
from mappings.assembly import assemble
from profiles.check import check
from profiles.wire import dumps


def measure(patients: int = 200, rounds: int = 7) -> list[Figure]:
    """Both make the same resources: ours from the clinic's records, the peer from finished FHIR JSON."""
    taken_part = [
        (session, participant, allowed_parts(participant)[0])
        for session, participants in programme(patients, 1, seed=1)
        for participant in participants
    ]
    resources = [item.body for part in taken_part for item in assemble(*part).resources]

    def ours(_round: int) -> float:
        begun = time.process_time()
        for part in taken_part:
            for item in assemble(*part).resources:
                if not check(item.body).passed:
                    raise AssertionError("a resource of the benchmark is not valid")
                dumps(item.body)
        return len(resources) / (time.process_time() - begun)

    def theirs(_round: int) -> float:
        begun = time.process_time()
        for resource in resources:
            get_fhir_model_class(resource["resourceType"]).model_validate(resource).model_dump_json()
        return len(resources) / (time.process_time() - begun)

    ours(0), theirs(0)  # imports what is imported on first use
    one, other = in_turn(rounds, ours, theirs)
    return [
        Figure(
            "Mapping, check and serialisation on one core",
            "fhir.resources builds and dumps the same",
            "resources/s",
            one,
            other,
            notes={"resources": len(resources)},
        )
    ]
