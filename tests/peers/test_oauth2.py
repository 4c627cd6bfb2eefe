"""Tokens of a real OAuth2 server: how we sign is accepted, and what ought to be refused is."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

from adapter.access import Client
from adapter.endpoint import Endpoint
from adapter.errors import NotAuthorised
from adapter.gp.auth import tokens
from adapter.gp.auth.assertion import Assertions
from adapter.gp.auth.choosing import authorisation_of
from adapter.gp.auth.mutual_tls import TlsFiles
from adapter.gp.auth.token_endpoint import JWT_BEARER, AuthorisationServer
from adapter.gp.client import GpClient
from adapter.sandbox.serve import running
from adapter.sandbox.store import Store
from tests.gp.keys import PrivateKey, p384_key, rsa_key, write_key
from tests.peers.guard import Guard, guarded, register
from tests.peers.machine import Machine, register_patients
from tests.push import clinic

KEY_ID = "2026-1"


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Between the two tries nobody waits."""
    monkeypatch.setattr(tokens, "_PAUSE", 0.0)


class Registered:
    """A client at the OAuth2 server, whose key is in a file here."""

    def __init__(self, issuer: str, file: Path, algorithm: str, key: PrivateKey, **metadata: object) -> None:
        self.issuer, self.file, self.algorithm = issuer, write_key(file, key), algorithm
        self._metadata = {
            "token_endpoint_auth_method": "private_key_jwt",
            "token_endpoint_auth_signing_alg": algorithm,
            **metadata,
        }
        self._given = register(issuer, jwks=published(key, algorithm), **self._metadata)

    @property
    def token_url(self) -> str:
        return f"{self.issuer}/token"

    def settings(self, **more: Any) -> Client:
        return Client(client_id=self._given["client_id"], key_id=KEY_ID, key_file=self.file, **more)

    def assertions(self, clock: Callable[[], float] = time.time) -> Assertions:
        return Assertions(self.settings(), self.algorithm, clock=clock)

    def publish(self, key: PrivateKey) -> None:
        """Have the server know this key instead (RFC 7592)."""
        known = {
            **self._metadata,
            "redirect_uris": [],
            "response_types": [],
            "grant_types": ["client_credentials"],
            "client_id": self._given["client_id"],
            "jwks": published(key, self.algorithm),
        }
        headers = {"Authorization": f"Bearer {self._given['registration_access_token']}"}
        uri = self._given["registration_client_uri"]
        answer = requests.put(uri, json=known, headers=headers, timeout=60)
        assert answer.ok, answer.text

    def raw(self, assertion: str) -> tuple[int, str | None]:
        """The status and the error that the server gives for an assertion."""
        form = {"grant_type": "client_credentials", "client_assertion_type": JWT_BEARER}
        answer = requests.post(self.token_url, data={**form, "client_assertion": assertion}, timeout=60)
        return answer.status_code, answer.json().get("error")


def published(key: PrivateKey, algorithm: str) -> dict[str, Any]:
    kind = ECAlgorithm if algorithm.startswith("ES") else RSAAlgorithm
    public = json.loads(kind.to_jwk(key.public_key()))  # type: ignore[arg-type]
    return {"keys": [{**public, "kid": KEY_ID, "alg": algorithm, "use": "sig"}]}


@pytest.fixture
def nhs(oidc: str, tmp_path: Path) -> Registered:
    return Registered(oidc, tmp_path / "nhs.pem", "RS512", rsa_key())


@pytest.fixture
def guard(oidc: str) -> Iterator[Guard]:
    """An embedded endpoint with the practice's patients, which asks for tokens."""
    with Store() as store, running(store) as url:
        register_patients(url)
        with guarded(url, oidc) as before:
            yield before


def server() -> AuthorisationServer:
    return AuthorisationServer(lambda _: None, timeout=30, deadline=60, before_request=lambda: None)


# ── How we sign ──────────────────────────────────────────────────────────────────────────────────────


def test_the_nhs_platforms_way_is_accepted(nhs: Registered) -> None:
    endpoint = Endpoint(
        url=f"{nhs.issuer}/fhir", auth="nhs-signed-jwt", client=nhs.settings(token_url=nhs.token_url)
    )
    headers = authorisation_of(endpoint, TlsFiles(endpoint.tls)).headers("GET", "/metadata")
    assert headers["Authorization"].startswith("Bearer ")


@pytest.mark.parametrize(("algorithm", "key"), [("RS384", rsa_key), ("ES384", p384_key)])
def test_smart_backend_services_way_is_accepted_where_it_is_discovered(
    oidc: str, guard: Guard, tmp_path: Path, algorithm: Any, key: Callable[[], PrivateKey]
) -> None:
    client = Registered(oidc, tmp_path / "key.pem", algorithm, key(), scope="system/*.rs")
    settings = client.settings(algorithm=algorithm)
    with GpClient(Endpoint(url=guard.url, auth="smart-backend", client=settings)) as gp:
        found = gp.search("Patient", {"_count": "100"})
    assert len(found) == len(clinic.practice())
    assert (len(guard.let_in), guard.turned_away) == (1, 0)


# ── What the server refuses ──────────────────────────────────────────────────────────────────────────


@pytest.mark.failure("3.8", "a token id used twice")
def test_an_assertion_is_taken_once_and_ours_is_never_sent_twice(nhs: Registered) -> None:
    assertion = nhs.assertions().sign(nhs.token_url)
    assert nhs.raw(assertion) == (200, None)
    assert nhs.raw(assertion) == (401, "invalid_client")
    for _ in range(3):
        assert server().grant(nhs.token_url, nhs.assertions(), None).seconds == 300


@pytest.mark.failure("3.8", "our clock is a little wrong")
@pytest.mark.parametrize("seconds", [-250, -60, 0, 60, 600])
def test_a_clock_that_is_a_little_wrong_is_no_matter(nhs: Registered, seconds: int) -> None:
    assert server().grant(nhs.token_url, nhs.assertions(lambda: time.time() + seconds), None)


def test_an_assertion_that_has_expired_is_refused_and_told(nhs: Registered) -> None:
    with pytest.raises(NotAuthorised, match="answered 401, invalid_client"):
        server().grant(nhs.token_url, nhs.assertions(lambda: time.time() - 400), None)


def test_an_assertion_for_another_server_is_refused(nhs: Registered) -> None:
    assert nhs.raw(nhs.assertions().sign("https://elsewhere.example/token")) == (401, "invalid_client")


@pytest.mark.failure("3.8", "a scope that shrinks")
def test_a_scope_that_we_may_not_have_is_told(oidc: str, tmp_path: Path) -> None:
    client = Registered(oidc, tmp_path / "key.pem", "RS384", rsa_key(), scope="system/Goal.rs")
    assert server().grant(client.token_url, client.assertions(), "system/Goal.rs")
    with pytest.raises(NotAuthorised, match="answered 400, invalid_scope"):
        server().grant(client.token_url, client.assertions(), "system/*.rs")


@pytest.mark.failure("3.8", "another signing key")
def test_keys_are_changed_without_a_new_start(nhs: Registered) -> None:
    endpoint = Endpoint(
        url=f"{nhs.issuer}/fhir", auth="nhs-signed-jwt", client=nhs.settings(token_url=nhs.token_url)
    )
    authorisation = authorisation_of(endpoint, TlsFiles(endpoint.tls))
    first = authorisation.headers("GET", "/")
    nhs.publish(rsa_key(2))
    with pytest.raises(NotAuthorised, match="invalid_client"):
        server().grant(nhs.token_url, nhs.assertions(), None)
    write_key(nhs.file, rsa_key(2))
    assert authorisation.renew(first)
    assert authorisation.headers("GET", "/") != first


# ── A run behind a guard ─────────────────────────────────────────────────────────────────────────────


def test_a_session_is_filed_at_an_endpoint_that_asks_for_tokens(
    oidc: str, guard: Guard, tmp_path: Path
) -> None:
    client = Registered(oidc, tmp_path / "key.pem", "ES384", p384_key(), scope="system/*.rs")
    settings = client.settings(algorithm="ES384")
    machine = Machine(guard.url, str(tmp_path / "ledger.db"), auth="smart-backend", client=settings)
    people = tuple(clinic.participant(index) for index in range(5))
    report = machine.push(clinic.session(), people)
    assert report.filings == {"filed": 5}, report.as_json()
    assert guard.turned_away == 0
    assert len(set(guard.let_in)) == 1, "one token for the whole run"
    assert machine.push(clinic.session(), people).filings == {"unchanged": 5}


@pytest.mark.failure("3.8", "a token shorter than the run")
def test_a_token_that_lives_shorter_than_the_run_is_replaced_before_it_ends(
    oidc: str, guard: Guard, tmp_path: Path
) -> None:
    client = Registered(oidc, tmp_path / "key.pem", "RS384", rsa_key(), scope="system/*.rs", token_life=4)
    deadline = time.monotonic() + 60
    with GpClient(Endpoint(url=guard.url, auth="smart-backend", client=client.settings())) as gp:
        while len(set(guard.let_in)) < 3:
            assert time.monotonic() < deadline
            gp.search("Patient", {"_count": "1"})
    assert guard.turned_away == 0


def test_without_a_token_nothing_is_written(oidc: str, guard: Guard, tmp_path: Path) -> None:
    client = Registered(oidc, tmp_path / "key.pem", "RS384", rsa_key(), scope="system/*.rs")
    write_key(client.file, rsa_key(2))
    settings = client.settings()
    machine = Machine(guard.url, str(tmp_path / "ledger.db"), auth="smart-backend", client=settings)
    with pytest.raises(NotAuthorised, match=r"no token from .* invalid_client"):
        machine.push(clinic.session(), (clinic.participant(0),))
    assert (guard.let_in, guard.turned_away) == ([], 0)
