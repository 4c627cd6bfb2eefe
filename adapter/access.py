"""What an endpoint asks of whoever wants in, as tables of the settings: no secret, only where each one is."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, Self

from pydantic import Field, model_validator

from adapter.section import Section, check_address, check_one_place


class Basic(Section):
    """A user name and a password (RFC 7617)."""

    user: str = Field(description="User name", min_length=1, pattern="^[^:\x00-\x1f\x7f]*$")
    password_file: Path | None = Field(None, description="File that holds the password")
    password_env: str | None = Field(None, description="Environment variable that holds the password")

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        check_one_place("basic", password_file=self.password_file, password_env=self.password_env)
        return self


class Client(Section):
    """A client that signs for itself with its private key (RFC 7523, private_key_jwt)."""

    client_id: str = Field(
        description="What the authorisation server calls us; the API key at the NHS API platform",
        min_length=1,
    )
    key_file: Path | None = Field(None, description="File that holds the private key (PEM, not encrypted)")
    key_env: str | None = Field(None, description="Environment variable that holds the private key (PEM)")
    key_id: str = Field(
        description="Which of our published keys it is (`kid`); change it together with the key", min_length=1
    )
    algorithm: Literal["RS384", "ES384", "RS512"] | None = Field(
        None,
        description="How it signs: RS384 (unless said) or ES384 for smart-backend; RS512 for nhs-signed-jwt",
    )
    token_url: str | None = Field(
        None,
        description="Where tokens are given; smart-backend finds it in the endpoint's"
        " .well-known/smart-configuration unless it is said here",
    )
    scope: str | None = Field(
        None,
        description="Rights to ask for: system/*.rs unless said, for smart-backend; none for nhs-signed-jwt",
    )

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        check_one_place("client", key_file=self.key_file, key_env=self.key_env)
        if self.token_url is not None:
            check_address("token_url", self.token_url)
        return self

    def check_for(self, auth: str) -> None:
        """Raise `ValueError` where this kind of authorisation does not go with what is said here."""
        if auth == "nhs-signed-jwt":
            if self.token_url is None:
                raise ValueError(f"{auth} needs client.token_url, such as https://…/oauth2/token")
            if self.algorithm not in (None, "RS512"):
                raise ValueError(f"{auth} signs with RS512: leave client.algorithm out")
            if self.scope is not None:
                raise ValueError(f"{auth} asks for no scope: leave client.scope out")
        elif self.algorithm == "RS512":
            raise ValueError(f"{auth} signs with RS384 or ES384 (client.algorithm)")


class GpConnect(Section):
    """Who asks through the Spine proxy, for its headers and the unsigned token (GP Connect 1.2)."""

    from_asid: str = Field(description="Our accredited system's id (Ssp-From)", pattern=r"^\d{12}$")
    to_asid: str = Field(description="The practice's accredited system's id (Ssp-To)", pattern=r"^\d{12}$")
    issuer: str = Field(description="Address of our own system (`iss`)")
    audience: str = Field(
        description="The practice's service root as the directory gives it, without the proxy (`aud`)"
    )
    organisation_name: str = Field(description="Name of the organisation where requests start", min_length=1)
    organisation_ods: str = Field(description="Its ODS code", pattern=r"^[A-Z0-9]{3,10}$")
    device_system: str = Field(description="Identifier system of the asking device", min_length=1)
    device_identifier: str = Field(description="The asking device's identifier in that system", min_length=1)
    practitioner_id: str = Field(
        description="The id at our organisation (`sub`) of whoever runs fhir-vgc, a real person: they ask for"
        " what is about no patient (capabilities, free slots), the approver for what is about one",
        min_length=1,
    )
    practitioner_family: str = Field(description="Their family name", min_length=1)
    practitioner_given: str = Field(description="Their given name", min_length=1)
    practitioner_sds_user: str = Field("UNK", description="Their SDS user id; UNK without a smartcard")
    practitioner_sds_role: str = Field(
        "UNK", description="Their SDS role profile id; UNK without a smartcard"
    )


class Tls(Section):
    """Whom we trust, and how we show who we are, before the first byte of HTTP."""

    certificate_file: Path | None = Field(
        None, description="Our client certificate, with its chain (PEM), for mutual TLS"
    )
    key_file: Path | None = Field(
        None, description="The client certificate's private key (PEM, not encrypted)"
    )
    ca_file: Path | None = Field(
        None, description="Authorities to trust instead of the public ones (PEM), such as the NHS's own"
    )
    verify: bool = Field(
        True, description="Whether the endpoint's certificate is checked; false only with live = false"
    )

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        if (self.certificate_file is None) != (self.key_file is None):
            raise ValueError("tls needs certificate_file and key_file together")
        if self.ca_file is not None and not self.verify:
            raise ValueError("tls.ca_file says whom to trust, verify = false trusts anybody: choose one")
        return self
