"""One GP system's endpoint as the settings describe it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from adapter.access import Basic, Client, GpConnect, Tls
from adapter.section import Section, check_address, check_one_place

Auth = Literal["none", "basic", "bearer", "smart-backend", "nhs-signed-jwt", "gp-connect"]

_TABLE_OF: dict[Auth, str] = {
    "basic": "basic",
    "smart-backend": "client",
    "nhs-signed-jwt": "client",
    "gp-connect": "gp_connect",
}
"""Which table of an endpoint a kind of authorisation is described in."""

PLATFORM_RATE = 5.0
"""Requests a second that the NHS API platform allows, those for tokens included (gp-boundary 9)."""


class Endpoint(Section):
    """One GP system's FHIR R4 endpoint."""

    url: str = Field(description="Base URL of the endpoint, such as https://gp.example/fhir")
    auth: Auth = Field(
        "none",
        description="How requests are authorised: none (mutual TLS alone is none, with a client certificate"
        " in tls), basic, bearer, smart-backend, nhs-signed-jwt or gp-connect",
    )
    token_file: Path | None = Field(None, description="File that holds the bearer token")
    token_env: str | None = Field(None, description="Environment variable that holds the bearer token")
    basic: Basic | None = Field(None, description="User name and password, for basic")
    client: Client | None = Field(
        None, description="Our id and key at a token endpoint, for smart-backend and nhs-signed-jwt"
    )
    gp_connect: GpConnect | None = Field(None, description="Who asks, for gp-connect")
    tls: Tls = Field(Tls(), description="Client certificate and authorities; with any kind of `auth`")
    live: bool = Field(True, description="Whether real records are behind it; false for a test system")
    strategy: Literal["auto", "transaction", "batch", "single"] = Field(
        "auto",
        description="How the resources of a filing are sent: transaction (all or nothing), batch, or single"
        " requests, where a mark written last says that the filing is complete; auto is the first of these"
        " that the endpoint can do",
    )
    creates: Literal["auto", "conditional", "client-ids", "look-first"] = Field(
        "auto",
        description="What prevents doubles: conditional (If-None-Exist), client-ids (ids of ours with"
        " If-None-Match), or look-first (looking before and after a plain create); auto is the first of"
        " these that the endpoint states and was not seen to break",
    )
    pull: Literal["auto", "history", "search", "sweep"] = Field(
        "auto",
        description="How changes are asked for: history (of a type, which tells of deletions and passes other"
        " patients' changes by), search (by _lastUpdated, of the programme's patients alone, all of whose"
        " records are compared once a day) or sweep (compared each time); auto is history where it is stated",
    )
    overlap: Annotated[float, Field(ge=0)] = Field(
        600.0, description="Seconds before the last change seen from which on changes are asked for again"
    )
    connections: Annotated[int, Field(ge=1, le=32)] = Field(4, description="Requests in flight at once")
    rate: Annotated[float, Field(ge=0.1)] | None = Field(
        None,
        description="Requests a second that the endpoint allows, counted over a minute, those for tokens"
        f" included; unless said, {PLATFORM_RATE:g} for nhs-signed-jwt (the NHS API platform's), otherwise as"
        " fast as it answers; slower for a while where it says that we are too fast",
    )
    timeout: Annotated[float, Field(gt=0)] = Field(
        30.0, description="Seconds to wait for an answer, or for its next part"
    )
    deadline: Annotated[float, Field(gt=0)] = Field(
        120.0, description="Seconds that the whole of an answer may take, however steadily it comes"
    )
    answer_limit: Annotated[int, Field(ge=100_000)] = Field(
        10_000_000, description="Largest answer that is read, in bytes"
    )
    attempts: Annotated[int, Field(ge=1, le=10)] = Field(
        5, description="Tries of a request that may be repeated"
    )
    patience: Annotated[float, Field(ge=0)] = Field(
        120.0,
        description="Seconds over which a request is repeated, its waits included; what the endpoint puts"
        " off for longer is left for a later run",
    )
    breaker_failures: Annotated[int, Field(ge=1)] = Field(
        5, description="Requests in a row without any answer, after which nothing is sent for a while"
    )
    breaker_rest: Annotated[float, Field(gt=0)] = Field(
        60.0, description="Seconds for which nothing is sent then, before one request tries"
    )

    @model_validator(mode="before")
    @classmethod
    def _known_rate(cls, given: Any) -> Any:
        known = isinstance(given, dict) and given.get("auth") == "nhs-signed-jwt"
        return {"rate": PLATFORM_RATE, **given} if known else given

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        check_address("url", self.url)
        if self.auth == "bearer":
            check_one_place("bearer", token_file=self.token_file, token_env=self.token_env)
        elif self.token_file is not None or self.token_env is not None:
            raise ValueError('token_file and token_env are for auth = "bearer"')
        needed = _TABLE_OF.get(self.auth)
        for table in sorted(set(_TABLE_OF.values())):
            given = getattr(self, table) is not None
            if given and table != needed:
                kinds = " or ".join(f'"{auth}"' for auth, its in _TABLE_OF.items() if its == table)
                raise ValueError(f"the table {table} is for auth = {kinds}")
            if not given and table == needed:
                raise ValueError(f'auth = "{self.auth}" needs the table {table}')
        if self.client is not None:
            self.client.check_for(self.auth)
        if self.live and not self.tls.verify:
            raise ValueError("tls.verify = false is for a test system: say live = false if it is one")
        return self


ENDPOINT_TABLES: dict[str, type[Section]] = {
    "basic": Basic,
    "client": Client,
    "gp_connect": GpConnect,
    "tls": Tls,
}
"""The tables within an endpoint, `[endpoints.NAME.…]`."""
