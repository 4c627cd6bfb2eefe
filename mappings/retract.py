"""Taking back what was filed: the same resource, marked as entered in error; never a deletion."""

from __future__ import annotations

from collections.abc import Mapping

from profiles.wire import Resource

STATUS: Mapping[str, str | None] = {
    "Appointment": "status",
    "CarePlan": "status",
    "Communication": "status",
    "Composition": "status",
    "Consent": "status",
    "Encounter": "status",
    "Goal": "lifecycleStatus",
    "MedicationRequest": "status",
    "Observation": "status",
    "Procedure": "status",
    "Provenance": None,
    "QuestionnaireResponse": "status",
    "ServiceRequest": "status",
    "Task": "status",
}
"""Element that says so, by type; a Provenance stays, for what it says did happen."""

ENTERED_IN_ERROR = "entered-in-error"


def retracted(body: Resource) -> Resource | None:
    """The resource as entered in error, with all else as it was; None where R4 has no such status.

    Raises `KeyError` for a type that is never filed.
    """
    element = STATUS[body["resourceType"]]
    if element is None:
        return None
    # a reason for cancelling is only for what is cancelled (FHIR invariant app-4)
    kept = {name: value for name, value in body.items() if name != "cancelationReason"}
    return {**kept, element: ENTERED_IN_ERROR}
