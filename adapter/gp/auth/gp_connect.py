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
                    "Authorization": f"Bearer {self._token(known.scope)}",
                }
        raise NotAuthorised(
            f"GP Connect has no interaction for this {method}: its proxy would not forward it"
        )

    def renew(self, refused: Mapping[str, str]) -> bool:
        return False

    def check(self) -> None:
        pass

    def _token(self, scope: str) -> str:
        issued = int(self._clock())
        claims = {
            "iss": self._settings.issuer,
            "sub": self._settings.practitioner_id,
            "aud": self._settings.audience,
            "iat": issued,
            "exp": issued + LIFE,
            "reason_for_request": "directcare",
            "requested_scope": scope,
            "requesting_device": self._device(),
            "requesting_organization": self._organisation(),
            "requesting_practitioner": self._practitioner(),
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

    def _practitioner(self) -> dict[str, Any]:
        settings = self._settings
        return {
            "resourceType": "Practitioner",
            "id": settings.practitioner_id,
            "identifier": [
                {"system": SDS_USER, "value": settings.practitioner_sds_user},
                {"system": SDS_ROLE, "value": settings.practitioner_sds_role},
            ],
            "name": [{"family": settings.practitioner_family, "given": [settings.practitioner_given]}],
        }
