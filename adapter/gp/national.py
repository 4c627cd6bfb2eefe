"""What the codes of the Spine, its proxy and ITK3 mean for a request (GP Connect 1.2, ITK3 2.10)."""

from __future__ import annotations

from adapter.errors import (
    AlreadyThere,
    EndpointError,
    NotAuthorised,
    OutcomeUnknown,
    PatientRefused,
    Refused,
    TooLarge,
)

SPINE = "Spine-ErrorOrWarningCode-1"
ITK = "ITK-ResponseCodes-1"
PROXY = "gpconnect-schedule-response-code-1-0"

_SPINE: dict[str, type[EndpointError]] = {
    "INVALID_IDENTIFIER_SYSTEM": Refused,
    "INVALID_IDENTIFIER_VALUE": Refused,
    "INVALID_NHS_NUMBER": PatientRefused,
    "INVALID_PATIENT_DEMOGRAPHICS": PatientRefused,
    "BAD_REQUEST": Refused,
    "NO_PATIENT_CONSENT": PatientRefused,
    "NO_ORGANISATION_CONSENT": NotAuthorised,
    "NO_ORGANISATIONAL_CONSENT": NotAuthorised,
    "ACCESS_DENIED": NotAuthorised,
    "ASID_CHECK_FAILED": NotAuthorised,
    "NO_RELATIONSHIP": NotAuthorised,
    "PATIENT_NOT_FOUND": PatientRefused,
    "PATIENT_SENSITIVE": PatientRefused,
    "PRACTITIONER_NOT_FOUND": Refused,
    "ORGANISATION_NOT_FOUND": Refused,
    "NO_RECORD_FOUND": Refused,
    "DUPLICATE_REJECTED": AlreadyThere,
    "INVALID_RESOURCE": Refused,
    "INVALID_PARAMETER": Refused,
    "REFERENCE_NOT_FOUND": Refused,
    "FHIR_CONSTRAINT_VIOLATION": Refused,
    "CONFLICTING_VALUES": Refused,
    "MSG_RESOURCE_ID_FAIL": Refused,
    "UNSUPPORTED_MEDIA_TYPE": Refused,
    "INTERNAL_SERVER_ERROR": OutcomeUnknown,
    "NOT_IMPLEMENTED": Refused,
}
"""The reference material on the GP boundary, section 4.1."""

_ITK: dict[str, type[EndpointError]] = {
    **{f"{number}": Refused for number in (*range(10001, 10006), 10007, 10008, 10009, 10010)},
    **{f"{number}": Refused for number in (*range(20001, 20007), *range(20009, 20013), 20014)},
    "20007": AlreadyThere,
    "20008": AlreadyThere,
    "20015": TooLarge,
    "30002": PatientRefused,
    "30003": PatientRefused,
    "30004": PatientRefused,
}
"""The same, section 6.4; 20013 (success) and 30001 (patient known) are no errors."""

_CODES = {SPINE: _SPINE, ITK: _ITK}


def meaning(system: str, code: str) -> tuple[str, type[EndpointError]] | None:
    """The code as the code system spells it, and the error that it is; None where it is not a known one.

    The specifications' own examples give the value set for the system and write spaces for underscores.
    """
    host, _, name = system.removeprefix("https://").removeprefix("http://").partition("/")
    if host not in ("fhir.nhs.uk", "fhir.nhs.net"):
        return None
    spelled = code.strip().upper().replace(" ", "_").replace("-", "_")
    kind = _CODES.get(name.rpartition("/")[2], {}).get(spelled)
    return None if kind is None else (spelled, kind)


def proxy_status(system: str, code: str) -> int | None:
    """The HTTP status that the Spine proxy gives as its code; None where the code is not the proxy's."""
    named = system.startswith("http") and system.endswith(f"fhir.nhs.net/ValueSet/{PROXY}")
    return int(code) if named and code.isascii() and code.isdecimal() and len(code) == 3 else None
