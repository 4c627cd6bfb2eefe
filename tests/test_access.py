"""What an endpoint asks of whoever wants in: which settings belong together, and what is refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from adapter import access
from adapter.endpoint import ENDPOINT_TABLES, Endpoint
from adapter.errors import SettingsError
from adapter.section import Section
from adapter.settings import FILE_NAME, load

BASIC = {"user": "clinic", "password_file": "p"}
SMART = {"client_id": "clinic", "key_file": "k", "key_id": "1"}
NHS = {**SMART, "token_url": "https://api.example/oauth2/token"}
GP_CONNECT = {
    "from_asid": "200000000359",
    "to_asid": "918999198738",
    "issuer": "https://clinic.example/fhir",
    "audience": "https://provider.example/A82001/STU3/1/gpconnect",
    "organisation_name": "Invented Surgery",
    "organisation_ods": "A82001",
    "device_system": "https://clinic.example/devices",
    "device_identifier": "d1",
    "practitioner_id": "1",
    "practitioner_family": "Quill",
    "practitioner_given": "Ada",
}
TABLES = {
    "basic": {"basic": BASIC},
    "smart-backend": {"client": SMART},
    "nhs-signed-jwt": {"client": NHS},
    "gp-connect": {"gp_connect": GP_CONNECT},
}


def made(**endpoint: Any) -> Endpoint:
    return Endpoint.model_validate({"url": "https://gp.example/fhir", **endpoint})


def reason(**endpoint: Any) -> str:
    with pytest.raises(ValidationError) as caught:
        made(**endpoint)
    return str(caught.value)


@pytest.mark.parametrize("auth", TABLES)
def test_each_kind_is_described_in_its_own_table(auth: str) -> None:
    assert made(auth=auth, **TABLES[auth]).auth == auth
    assert f'auth = "{auth}" needs the table' in reason(auth=auth)


@pytest.mark.parametrize("auth", TABLES)
@pytest.mark.parametrize("chosen", ["none", "bearer"])
def test_a_table_that_nobody_would_read_is_refused(auth: str, chosen: str) -> None:
    """Whoever wrote it believes that requests are authorised by it."""
    token = {"token_env": "T"} if chosen == "bearer" else {}
    assert "is for auth = " in reason(auth=chosen, **token, **TABLES[auth])
    assert "is for auth = " in reason(auth="none", **TABLES[auth])


def test_a_token_that_nobody_would_send_is_refused() -> None:
    assert 'are for auth = "bearer"' in reason(token_file="t")
    assert 'are for auth = "bearer"' in reason(auth="basic", basic=BASIC, token_env="T")


@pytest.mark.parametrize("places", [{}, {"key_file": "k", "key_env": "K"}])
def test_a_secret_is_in_one_place(places: dict[str, str]) -> None:
    client = {"client_id": "clinic", "key_id": "1", **places}
    assert "client needs one of key_file and key_env" in reason(auth="smart-backend", client=client)
    password = {key.replace("key", "password"): where for key, where in places.items()}
    told = reason(auth="basic", basic={"user": "clinic", **password})
    assert "basic needs one of password_file and password_env" in told


@pytest.mark.parametrize(
    ("auth", "more", "told"),
    [
        ("nhs-signed-jwt", {"token_url": None}, "needs client.token_url"),
        ("nhs-signed-jwt", {"algorithm": "RS384"}, "signs with RS512"),
        ("nhs-signed-jwt", {"scope": "system/*.rs"}, "asks for no scope"),
        ("smart-backend", {"algorithm": "RS512"}, "signs with RS384 or ES384"),
        ("smart-backend", {"algorithm": "none"}, "'RS384', 'ES384' or 'RS512'"),
        ("smart-backend", {"algorithm": "HS256"}, "'RS384', 'ES384' or 'RS512'"),
        ("smart-backend", {"token_url": "http://api.example/token"}, "token_url must be https"),
        ("smart-backend", {"token_url": "https://a:secret@api.example/"}, "must hold no user name"),
    ],
)
def test_a_kind_and_its_details_go_together(auth: str, more: dict[str, Any], told: str) -> None:
    found = reason(auth=auth, client={**NHS, **more})
    assert told in found
    assert "secret" not in found


@pytest.mark.parametrize("user", ["clinic:x", "clinic\nX-Other: 1", ""])
def test_a_user_name_that_would_end_early_is_refused(user: str) -> None:
    assert "basic.user" in reason(auth="basic", basic={**BASIC, "user": user})


@pytest.mark.parametrize("asid", ["12345", "2000000003590", "200000000359\r\nX: 1", "abcdefghijkl"])
def test_an_accredited_systems_id_has_twelve_digits(asid: str) -> None:
    assert "gp_connect.to_asid" in reason(auth="gp-connect", gp_connect={**GP_CONNECT, "to_asid": asid})


# ── TLS ──────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("auth", ["none", *TABLES])
def test_a_client_certificate_goes_with_any_kind(auth: str) -> None:
    tls = {"certificate_file": "c", "key_file": "k", "ca_file": "a"}
    assert made(auth=auth, tls=tls, **TABLES.get(auth, {})).tls.ca_file == Path("a")


@pytest.mark.parametrize("alone", ["certificate_file", "key_file"])
def test_a_certificate_needs_its_key(alone: str) -> None:
    assert "certificate_file and key_file together" in reason(tls={alone: "x"})


@pytest.mark.failure("3.8", "TLS verification off")
def test_verification_is_never_switched_off_at_a_live_endpoint() -> None:
    assert "say live = false" in reason(tls={"verify": False})
    assert not made(tls={"verify": False}, live=False).tls.verify
    assert made().tls.verify
    assert made(live=False).tls.verify


def test_authorities_that_would_not_be_asked_are_refused() -> None:
    assert "choose one" in reason(tls={"verify": False, "ca_file": "a"}, live=False)


# ── What is told ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("table", "text"),
    [
        ("basic", 'user = "clinic"\npassword = "hunter2"'),
        ("client", 'client_id = "c"\nkey_id = "1"\nkey_file = "k"\nkey = "hunter2"'),
        ("tls", 'key = "hunter2"'),
        ("gp_connect", 'secret = "hunter2"'),
    ],
)
def test_a_secret_itself_has_no_place_in_a_table(tmp_path: Path, table: str, text: str) -> None:
    file = tmp_path / FILE_NAME
    file.write_text(f'[endpoints.gp]\nurl = "https://gp.example"\n[endpoints.gp.{table}]\n{text}')
    with pytest.raises(SettingsError) as caught:
        load(environment={}, folder=tmp_path)
    told = str(caught.value)
    assert "hunter2" not in told
    assert f"endpoints.gp.{table}." in told
    if table != "gp_connect":
        assert f"valid keys: {', '.join(ENDPOINT_TABLES[table].model_fields)}" in told


def test_every_setting_of_a_table_says_what_it_is() -> None:
    assert list(ENDPOINT_TABLES.values()) == [
        made for made in Section.__subclasses__() if made.__module__ == access.__name__
    ]
    for table in ENDPOINT_TABLES.values():
        for name, field in table.model_fields.items():
            assert field.description, name
