"""GP Connect through the Spine proxy: its headers, and a token that nobody signs (gp-boundary 3.1, 3.2)."""

from __future__ import annotations

import re
import time
import uuid
from collections.abc import Callable, Mapping
from importlib.metadata import version
from typing import Any, NamedTuple

import jwt

from adapter.access import GpConnect as GpConnectSettings
from adapter.errors import NotAuthorised
from adapter.gp.requester import requester
from mappings.context import staff_numbers
from mappings.records import Staff
from profiles.definitions import ODS_ORGANISATION, SDS_ROLE, SDS_USER

LIFE = 300
"""Seconds between `iat` and `exp`, exactly."""

_INTERACTION = "urn:nhs:names:services:gpconnect:fhir:"


class _Interaction(NamedTuple):
    method: str
    path: re.Pattern[str]
    id: str
    scope: str


def _interaction(method: str, path: str, id_: str, scope: str) -> _Interaction:
    return _Interaction(method, re.compile(path), _INTERACTION + id_, scope)


_RECORD = r"/Patient/\$gpc\.getstructuredrecord"
_INTERACTIONS = (
    _interaction("GET", r"/metadata", "rest:read:metadata-1", "organization/*.read"),
    _interaction("POST", _RECORD, "operation:gpc.getstructuredrecord-1", "patient/*.read"),
    _interaction("GET", r"/Slot(\?.*)?", "rest:search:slot-1", "organization/*.read"),
    _interaction("POST", r"/Appointment", "rest:create:appointment-1", "patient/*.write"),
    _interaction("PUT", r"/Appointment/[^/]+", "rest:update:appointment-1", "patient/*.write"),
    _interaction("GET", r"/Appointment/[^/]+", "rest:read:appointment-1", "patient/*.read"),
    _interaction(
        "GET", r"/Patient/[^/]+/Appointment(\?.*)?", "rest:search:patient_appointments-1", "patient/*.read"
    ),
    _interaction("GET", r"/Patient/[^/?]+", "rest:read:patient-1", "patient/*.read"),
    _interaction("GET", r"/Patient\?.*", "rest:search:patient-1", "patient/*.read"),
)
"""What may be asked, and the right that the token names for it. The proxy forwards nothing else."""


class GpConnect:
    """A new trace id and a new token for each attempt."""

    def __init__(self, settings: GpConnectSettings, *, clock: Callable[[], float] = time.time) -> None:
        self._settings, self._clock = settings, clock

    def headers(self, method: str, path: str) -> dict[str, str]:
        for known in _INTERACTIONS:
            if known.method == method and known.path.fullmatch(path):
                return {
                    "Ssp-TraceID": str(uuid.uuid4()),
                    "Ssp-From": self._settings.from_asid,
                    "Ssp-To": self._settings.to_asid,
                    "Ssp-InteractionID": known.id,
                    "Cache-Control": "no-store",
                    "Authorization": f"Bearer {self._token(known)}",
                }
        raise NotAuthorised(
            f"GP Connect has no interaction for this {method}: its proxy would not forward it"
        )

    def renew(self, refused: Mapping[str, str]) -> bool:
        return False

    def check(self) -> None:
        pass

    def _token(self, interaction: _Interaction) -> str:
        issued = int(self._clock())
        practitioner = self._practitioner(interaction)
        claims = {
            "iss": self._settings.issuer,
            "sub": practitioner["id"],
            "aud": self._settings.audience,
            "iat": issued,
            "exp": issued + LIFE,
            "reason_for_request": "directcare",
            "requested_scope": interaction.scope,
            "requesting_device": self._device(),
            "requesting_organization": self._organisation(),
            "requesting_practitioner": practitioner,
        }
        # ends with a dot: the signature is empty, but its place is there
        return jwt.encode(claims, "", algorithm="none")

    def _device(self) -> dict[str, Any]:
        settings = self._settings
        return {
            "resourceType": "Device",
            "identifier": [{"system": settings.device_system, "value": settings.device_identifier}],
            "model": "fhir-vgc",
            "version": version("fhir-vgc"),
        }

    def _organisation(self) -> dict[str, Any]:
        settings = self._settings
        return {
            "resourceType": "Organization",
            "identifier": [{"system": ODS_ORGANISATION, "value": settings.organisation_ods}],
            "name": settings.organisation_name,
        }

    def _practitioner(self, interaction: _Interaction) -> dict[str, Any]:
        """Who asks: a person, never the program. What is about a patient is the approver's own request."""
        if (approver := requester()) is not None:
            return self._approver(approver)
        if interaction.scope.startswith("patient/"):
            raise NotAuthorised(
                "GP Connect is told who asks about a patient, and no approved filing is behind this request"
            )
        settings = self._settings
        return _practitioner(
            settings.practitioner_id,
            [{"system": SDS_USER, "value": settings.practitioner_sds_user}],
            settings.practitioner_sds_role,
            {"family": settings.practitioner_family, "given": [settings.practitioner_given]},
        )

    def _approver(self, member: Staff) -> dict[str, Any]:
        # the staff list has a name as one text: taken apart, it would be guessed what is the family's
        numbers = staff_numbers(member)
        if member.sds_user_id is None:
            numbers.append({"system": SDS_USER, "value": UNKNOWN})
        known = next((number["value"] for number in numbers if number["value"] != UNKNOWN), None)
        own = known or str(
            uuid.uuid5(uuid.NAMESPACE_URL, f"{self._settings.issuer}|{member.name.casefold()}")
        )
        return _practitioner(own, numbers, UNKNOWN, {"text": member.name})


UNKNOWN = "UNK"
"""Stands for an SDS id that somebody without a smartcard does not have."""


def _practitioner(
    own: str, numbers: list[dict[str, Any]], role_profile: str, name: dict[str, Any]
) -> dict[str, Any]:
    return {
        "resourceType": "Practitioner",
        "id": own,
        "identifier": [*numbers, {"system": SDS_ROLE, "value": role_profile}],
        "name": [name],
    }
