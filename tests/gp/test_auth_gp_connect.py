"""GP Connect: the Spine's headers, the token that nobody signs, and what is not sent at all."""

from __future__ import annotations

import time
import uuid
from base64 import urlsafe_b64decode
from typing import Any

import pytest
import responses

from adapter.access import GpConnect as GpConnectSettings
from adapter.endpoint import Endpoint
from adapter.errors import NotAuthorised
from adapter.gp.auth.gp_connect import GpConnect
from adapter.gp.client import GpClient
from adapter.gp.requester import on_behalf_of
from mappings.records import Staff
from profiles import wire
from tests.test_access import GP_CONNECT

BASE = "https://proxy.example/https://provider.example/A82001/STU3/1/gpconnect"
RECORD = "/Patient/$gpc.getstructuredrecord"
VERMA = Staff(name="Dr Asha Verma", role="gp", gmc="7654321", sds_user_id="555000111222")
KOFI = Staff(name="Kofi Mensah", role="physiotherapist")
NAMES = "urn:nhs:names:services:gpconnect:fhir:"


def headers(
    method: str = "GET", path: str = "/Patient/p1", whose: Staff | None = VERMA, **settings: str
) -> dict[str, str]:
    known = GpConnectSettings.model_validate({**GP_CONNECT, **settings})
    with on_behalf_of(whose):
        return GpConnect(known, clock=lambda: 1_800_000_000.9).headers(method, path)


def parts(found: dict[str, str]) -> tuple[Any, Any, str]:
    """The token's header and claims, and what stands where a signature would."""
    scheme, token = found["Authorization"].split(" ")
    assert scheme == "Bearer"
    header, claims, signature = token.split(".")
    assert "=" not in token

    def plain(part: str) -> Any:
        return wire.loads(urlsafe_b64decode(part + "=" * (-len(part) % 4)))

    return plain(header), plain(claims), signature


def test_the_token_is_unsigned_and_ends_with_a_dot() -> None:
    header, _, signature = parts(headers())
    assert header == {"alg": "none", "typ": "JWT"}
    assert signature == ""


def test_the_token_says_who_asks_for_whom_and_why() -> None:
    _, claims, _ = parts(headers())
    assert claims == {
        "iss": "https://clinic.example/fhir",
        "sub": "7654321",
        "aud": "https://provider.example/A82001/STU3/1/gpconnect",
        "iat": 1_800_000_000,
        "exp": 1_800_000_300,
        "reason_for_request": "directcare",
        "requested_scope": "patient/*.read",
        "requesting_device": {
            "resourceType": "Device",
            "identifier": [{"system": "https://clinic.example/devices", "value": "d1"}],
            "model": "fhir-vgc",
            "version": claims["requesting_device"]["version"],
        },
        "requesting_organization": {
            "resourceType": "Organization",
            "identifier": [{"system": "https://fhir.nhs.uk/Id/ods-organization-code", "value": "A82001"}],
            "name": "Invented Surgery",
        },
        "requesting_practitioner": {
            "resourceType": "Practitioner",
            "id": "7654321",
            "identifier": [
                {"system": "https://fhir.hl7.org.uk/Id/gmc-number", "value": "7654321"},
                {"system": "https://fhir.nhs.uk/Id/sds-user-id", "value": "555000111222"},
                {"system": "https://fhir.nhs.uk/Id/sds-role-profile-id", "value": "UNK"},
            ],
            "name": [{"text": "Dr Asha Verma"}],
        },
    }
    assert claims["sub"] == claims["requesting_practitioner"]["id"]


@pytest.mark.hazard("H35")
def test_each_approver_asks_in_their_own_name_and_is_the_same_person_each_time() -> None:
    """Who has no number has an id of our own making, which is theirs alone."""

    def practitioner(whose: Staff) -> Any:
        return parts(headers(whose=whose))[1]["requesting_practitioner"]

    verma, kofi = practitioner(VERMA), practitioner(KOFI)
    assert kofi["name"] == [{"text": "Kofi Mensah"}]
    assert [one["value"] for one in kofi["identifier"]] == ["UNK", "UNK"]
    assert kofi["id"] == practitioner(KOFI)["id"]
    assert len({verma["id"], kofi["id"], practitioner(Staff(name="Ola Berg", role="gp"))["id"]}) == 3


@pytest.mark.hazard("H35")
@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/Patient/p1"), ("POST", RECORD), ("POST", "/Appointment")]
)
def test_nobody_asks_about_a_patient_in_the_name_of_somebody_who_does_not_know_of_it(
    method: str, path: str
) -> None:
    """A fixed person or the program itself may not (gp-boundary 3.2): it is not sent."""
    with pytest.raises(NotAuthorised, match="no approved filing is behind this request"):
        headers(method, path, whose=None)


def test_what_is_about_no_patient_is_asked_by_whoever_runs_it() -> None:
    _, claims, _ = parts(headers(path="/metadata", whose=None, practitioner_sds_user="111122223333"))
    assert claims["sub"] == "1"
    assert claims["requesting_practitioner"] == {
        "resourceType": "Practitioner",
        "id": "1",
        "identifier": [
            {"system": "https://fhir.nhs.uk/Id/sds-user-id", "value": "111122223333"},
            {"system": "https://fhir.nhs.uk/Id/sds-role-profile-id", "value": "UNK"},
        ],
        "name": [{"family": "Quill", "given": ["Ada"]}],
    }


@pytest.mark.hazard("H35")
@pytest.mark.parametrize("missing", ["practitioner_id", "practitioner_family", "practitioner_given"])
def test_a_request_is_a_real_persons(missing: str) -> None:
    with pytest.raises(ValueError, match=missing):
        GpConnectSettings.model_validate({**GP_CONNECT, missing: ""})


@pytest.mark.parametrize(
    ("method", "path", "interaction", "scope"),
    [
        ("GET", "/metadata", "rest:read:metadata-1", "organization/*.read"),
        (
            "POST",
            "/Patient/$gpc.getstructuredrecord",
            "operation:gpc.getstructuredrecord-1",
            "patient/*.read",
        ),
        ("GET", "/Slot?start=ge2026-01-01", "rest:search:slot-1", "organization/*.read"),
        ("POST", "/Appointment", "rest:create:appointment-1", "patient/*.write"),
        ("PUT", "/Appointment/a1", "rest:update:appointment-1", "patient/*.write"),
        ("GET", "/Appointment/a1", "rest:read:appointment-1", "patient/*.read"),
        ("GET", "/Patient/p1/Appointment?start=x", "rest:search:patient_appointments-1", "patient/*.read"),
        ("GET", "/Patient/p1", "rest:read:patient-1", "patient/*.read"),
        ("GET", "/Patient?identifier=x", "rest:search:patient-1", "patient/*.read"),
    ],
)
def test_every_interaction_is_named_with_the_right_that_it_needs(
    method: str, path: str, interaction: str, scope: str
) -> None:
    found = headers(method, path)
    assert found["Ssp-InteractionID"] == NAMES + interaction
    assert (found["Ssp-From"], found["Ssp-To"]) == ("200000000359", "918999198738")
    _, claims, _ = parts(found)
    assert claims["requested_scope"] == scope


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", ""),
        ("POST", "/Goal"),
        ("POST", "/Patient/_search"),
        ("GET", "/Patient/p1/_history"),
        ("DELETE", "/Appointment/a1"),
    ],
)
def test_what_the_proxy_would_not_forward_is_not_sent(method: str, path: str) -> None:
    """Transactions, history and searches by POST are out of its scope (gp-boundary 3)."""
    with pytest.raises(NotAuthorised, match="no interaction for this"):
        headers(method, path)


def test_each_request_has_a_trace_and_a_token_of_its_own() -> None:
    clock = iter((1.0, 2.0))
    known = GpConnect(GpConnectSettings.model_validate(GP_CONNECT), clock=lambda: next(clock))
    first, second = known.headers("GET", "/metadata"), known.headers("GET", "/metadata")
    assert uuid.UUID(first["Ssp-TraceID"]) != uuid.UUID(second["Ssp-TraceID"])
    assert first["Authorization"] != second["Authorization"]
    assert not known.renew(first), "nothing about the next one would be more acceptable"


def test_the_client_sends_them() -> None:
    endpoint = Endpoint.model_validate({"url": BASE, "auth": "gp-connect", "gp_connect": GP_CONNECT})
    with responses.RequestsMock() as http, GpClient(endpoint) as client:
        http.get(f"{BASE}/metadata", body=wire.dumps({"resourceType": "CapabilityStatement"}))
        client.metadata()
        sent = http.calls[0].request.headers
    assert sent["Ssp-InteractionID"] == NAMES + "rest:read:metadata-1"
    assert sent["Cache-Control"] == "no-store"
    _, claims, _ = parts({"Authorization": sent["Authorization"]})
    assert abs(claims["iat"] - time.time()) < 60
