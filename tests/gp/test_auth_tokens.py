"""Tokens that we ask for: how we sign for ourselves, how long one is kept, and what becomes of a refusal."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable, Iterator
from email.utils import format_datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import jwt
import pytest
import requests
import responses
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from adapter.endpoint import Endpoint
from adapter.errors import NotAuthorised
from adapter.gp.auth.choosing import authorisation_of
from adapter.gp.auth.mutual_tls import TlsFiles
from adapter.gp.auth.token_endpoint import JWT_BEARER, Granted, _seconds
from adapter.gp.auth.tokens import REST, Tokens
from adapter.gp.client import GpClient
from profiles import wire
from tests.gp.keys import PrivateKey, p384_key, rsa_key, write_key

pytestmark = pytest.mark.usefixtures("waits")

BASE = "https://gp.example/fhir"
TOKENS = "https://login.example/oauth2/token"
METHOD = "token_endpoint_auth_signing_alg"
CONFIGURATION = f"{BASE}/.well-known/smart-configuration"


@pytest.fixture
def http() -> Iterator[responses.RequestsMock]:
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        yield mock


@pytest.fixture
def described(tmp_path: Path) -> Callable[..., Endpoint]:
    """An endpoint whose key is in a file."""

    def endpoint(auth: str, key: PrivateKey | None = None, **client: Any) -> Endpoint:
        file = write_key(tmp_path / "key.pem", key or rsa_key())
        known: dict[str, Any] = {"client_id": "clinic", "key_id": "2026-1", "key_file": file, **client}
        if auth == "nhs-signed-jwt":
            known.setdefault("token_url", TOKENS)
        return Endpoint(url=BASE, auth=auth, client=known)  # type: ignore[arg-type]

    return endpoint


def token(endpoint: Endpoint) -> str:
    headers = authorisation_of(endpoint, TlsFiles(endpoint.tls)).headers("GET", "/metadata")
    return headers["Authorization"]


def granted(text: str = "t1", **more: Any) -> dict[str, Any]:
    return {"json": {"access_token": text, "token_type": "Bearer", "expires_in": 300, **more}}


def sent(http: responses.RequestsMock) -> list[dict[str, str]]:
    """The forms that the token endpoint was sent."""
    calls = [
        call.request for call in http.calls if call.request.method == "POST" and call.request.url == TOKENS
    ]
    return [{name: value for name, (value,) in parse_qs(str(call.body)).items()} for call in calls]


# ── How we sign for ourselves ────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("auth", "algorithm", "key", "scope"),
    [
        ("nhs-signed-jwt", "RS512", rsa_key, None),
        ("smart-backend", "RS384", rsa_key, "system/*.rs"),
        ("smart-backend", "ES384", p384_key, "system/*.rs"),
    ],
)
def test_an_assertion_says_who_we_are_for_five_minutes_and_is_signed(
    http: responses.RequestsMock,
    described: Callable[..., Endpoint],
    auth: str,
    algorithm: str,
    key: Callable[[], PrivateKey],
    scope: str | None,
) -> None:
    http.get(CONFIGURATION, json={"token_endpoint": TOKENS})
    http.post(TOKENS, **granted())
    chosen = {"algorithm": algorithm} if algorithm == "ES384" else {}
    before = dt.datetime.now(dt.UTC).timestamp()
    assert token(described(auth, key(), **chosen)) == "Bearer t1"
    (form,) = sent(http)
    assertion = form.pop("client_assertion")
    assert form == {
        "grant_type": "client_credentials",
        "client_assertion_type": JWT_BEARER,
        **({"scope": scope} if scope else {}),
    }
    assert jwt.get_unverified_header(assertion) == {"alg": algorithm, "typ": "JWT", "kid": "2026-1"}
    claims = jwt.decode(assertion, key().public_key(), algorithms=[algorithm], audience=TOKENS)
    assert claims.keys() == {"iss", "sub", "aud", "jti", "exp"}
    assert (claims["iss"], claims["sub"]) == ("clinic", "clinic")
    assert 299 <= claims["exp"] - before <= 301


@pytest.mark.failure("3.8", "a token shorter than the run")
@pytest.mark.failure("3.8", "a token id used twice")
def test_an_attempt_has_an_assertion_of_its_own(
    http: responses.RequestsMock, described: Callable[..., Endpoint], waits: list[float]
) -> None:
    http.post(TOKENS, status=400, json={"error": "invalid_request"})
    http.post(TOKENS, **granted())
    assert token(described("nhs-signed-jwt")) == "Bearer t1"
    first, second = (
        jwt.decode(form["client_assertion"], options={"verify_signature": False}) for form in sent(http)
    )
    assert first["jti"] != second["jti"]
    assert waits == [1.0]


@pytest.mark.failure("3.8", "another signing key")
def test_a_key_that_is_changed_during_a_run_is_used_from_then_on(
    http: responses.RequestsMock, described: Callable[..., Endpoint], tmp_path: Path
) -> None:
    """As a rotation of keys does it: under the same id, or the id is a change of settings."""
    http.post(TOKENS, **granted())
    authorisation = authorisation_of(described("nhs-signed-jwt"), TlsFiles(Endpoint(url=BASE).tls))
    headers = authorisation.headers("GET", "/")
    write_key(tmp_path / "key.pem", rsa_key(2))
    assert authorisation.renew(headers)
    authorisation.headers("GET", "/")
    for form, key in zip(sent(http), (rsa_key(), rsa_key(2)), strict=True):
        assertion = form["client_assertion"]
        assert jwt.decode(assertion, key.public_key(), algorithms=["RS512"], audience=TOKENS)


@pytest.mark.parametrize(
    ("auth", "key", "chosen", "kind"),
    [
        ("nhs-signed-jwt", p384_key, {}, "RSA"),
        ("nhs-signed-jwt", lambda: rsa_key(1, 1024), {}, "RSA"),
        ("smart-backend", rsa_key, {"algorithm": "ES384"}, "P-384"),
        ("smart-backend", lambda: ec.generate_private_key(ec.SECP256R1()), {"algorithm": "ES384"}, "P-384"),
    ],
)
def test_a_key_of_another_kind_is_told_before_anything_is_sent(
    http: responses.RequestsMock,
    described: Callable[..., Endpoint],
    auth: str,
    key: Callable[[], PrivateKey],
    chosen: dict[str, str],
    kind: str,
) -> None:
    with pytest.raises(NotAuthorised, match=rf"key.pem: \w+ needs a private key of {kind}"):
        token(described(auth, key(), token_url=TOKENS, **chosen))
    assert len(http.calls) == 0


def test_a_key_that_everybody_may_read_is_told_before_anything_is_sent(
    http: responses.RequestsMock, described: Callable[..., Endpoint], tmp_path: Path
) -> None:
    endpoint = described("nhs-signed-jwt")
    (tmp_path / "key.pem").chmod(0o644)
    with pytest.raises(NotAuthorised, match=r"key_file .*key\.pem: every user of this machine may read it"):
        token(endpoint)
    assert len(http.calls) == 0


# ── Where tokens are given ───────────────────────────────────────────────────────────────────────────


def test_discovery_asks_without_credentials_and_once(
    http: responses.RequestsMock, described: Callable[..., Endpoint]
) -> None:
    http.get(CONFIGURATION, json={"token_endpoint": TOKENS})
    http.post(TOKENS, **granted(expires_in=0.001))
    endpoint = described("smart-backend", scope="system/Goal.rs")
    authorisation = authorisation_of(endpoint, TlsFiles(endpoint.tls))
    authorisation.headers("GET", "/")
    first = http.calls[0].request
    assert (first.method, first.url) == ("GET", CONFIGURATION)
    assert not {"Authorization", "Cookie"} & set(first.headers)
    assert [form["scope"] for form in sent(http)] == ["system/Goal.rs"]
    assert authorisation.renew(authorisation.headers("GET", "/"))
    authorisation.headers("GET", "/")
    assert [call.request.url for call in http.calls].count(CONFIGURATION) == 1


def test_a_token_endpoint_that_moved_is_looked_for_again(
    http: responses.RequestsMock, described: Callable[..., Endpoint]
) -> None:
    http.get(CONFIGURATION, json={"token_endpoint": "https://old.example/token"})
    http.get(CONFIGURATION, json={"token_endpoint": TOKENS})
    http.post("https://old.example/token", status=410)
    http.post(TOKENS, **granted())
    assert token(described("smart-backend")) == "Bearer t1"


@pytest.mark.failure("3.8", "an address on another host")
@pytest.mark.parametrize(
    ("document", "reason"),
    [
        ({"json": {}}, "no document"),
        ({"json": {"issuer": "x"}}, r"names no token_endpoint; set client\.token_url"),
        ({"json": ["x"]}, "no document"),
        ({"body": "<html>"}, "no document"),
        ({"status": 404}, "answered 404"),
        ({"status": 302, "headers": {"Location": "https://elsewhere.example"}}, "answered 302"),
        ({"json": {"token_endpoint": "http://login.example/token"}}, "token_endpoint must be https"),
        ({"json": {"token_endpoint": "file:///etc/passwd"}}, "must be an http or https address"),
        (
            {
                "json": {
                    "token_endpoint": TOKENS,
                    "token_endpoint_auth_signing_alg_values_supported": ["ES384"],
                }
            },
            r"does not take RS384 \(client\.algorithm\); of ours it takes ES384",
        ),
        ({"body": b'{"token_endpoint": "%s", "x": "%s"}' % (TOKENS.encode(), b"x" * 100_000)}, "OverLimit"),
    ],
)
def test_a_configuration_that_leads_nowhere_good_is_not_followed(
    http: responses.RequestsMock, described: Callable[..., Endpoint], document: dict[str, Any], reason: str
) -> None:
    http.get(CONFIGURATION, **document)
    with pytest.raises(NotAuthorised, match=reason):
        token(described("smart-backend"))
    assert {call.request.url for call in http.calls} == {CONFIGURATION}


# ── What the answer means ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ({"status": 401, "json": {"error": "invalid_client"}}, "answered 401, invalid_client$"),
        ({"status": 400, "json": {"error": "hunter2", "error_description": "hunter2"}}, "answered 400$"),
        ({"status": 429}, "answered 429$"),
        ({"status": 500, "body": "<html>hunter2</html>"}, "answered 500$"),
        ({"status": 307, "headers": {"Location": "https://elsewhere.example"}}, "answered 307$"),
        ({"status": 200, "body": "hunter2"}, "holds no bearer token"),
        ({"json": {"access_token": "hunter2", "token_type": "mac"}}, "holds no bearer token"),
        ({"json": {"access_token": 7, "token_type": "bearer"}}, "holds no bearer token"),
        ({"json": {"access_token": "hunter2\r\nX: 1", "token_type": "bearer"}}, "not one word"),
        ({"body": requests.exceptions.ReadTimeout("hunter2")}, r"no answer from .* \(ReadTimeout\)"),
        ({"body": requests.exceptions.ConnectionError("hunter2")}, r"no answer from .* \(ConnectionError\)"),
    ],
)
def test_a_token_that_is_not_given_is_told_after_one_more_try(
    http: responses.RequestsMock, described: Callable[..., Endpoint], answer: dict[str, Any], reason: str
) -> None:
    http.post(TOKENS, **answer)
    with pytest.raises(NotAuthorised, match=reason) as caught:
        token(described("nhs-signed-jwt"))
    assert "hunter2" not in str(caught.value)
    assert [call.request.url for call in http.calls] == [TOKENS] * 2
    chained: BaseException | None = caught.value
    while chained is not None:
        assert not hasattr(chained, "request"), "the request holds the assertion"
        chained = chained.__cause__ or chained.__context__


@pytest.mark.failure("3.8", "our clock is a little wrong")
@pytest.mark.parametrize(("minutes", "told"), [(7, "behind its"), (-7, "ahead of its"), (0, None)])
def test_a_refusal_beside_a_wrong_clock_says_so(
    http: responses.RequestsMock, described: Callable[..., Endpoint], minutes: int, told: str | None
) -> None:
    theirs = dt.datetime.now(dt.UTC) + dt.timedelta(minutes=minutes)
    date = format_datetime(theirs, usegmt=True)
    http.post(TOKENS, status=401, json={"error": "invalid_client"}, headers={"Date": date})
    with pytest.raises(NotAuthorised) as caught:
        token(described("nhs-signed-jwt"))
    if told is None:
        assert "clock" not in str(caught.value)
    else:
        assert "; this machine's clock is 4" in str(caught.value)
        assert str(caught.value).endswith(told)


@pytest.mark.failure("3.8", "our clock is a little wrong")
def test_a_refusal_with_a_date_that_is_no_moment_says_nothing_of_clocks(
    http: responses.RequestsMock, described: Callable[..., Endpoint]
) -> None:
    date = "Fri, 31 Dec 9999 23:59:59 -0100"
    http.post(TOKENS, status=401, json={"error": "invalid_client"}, headers={"Date": date})
    with pytest.raises(NotAuthorised) as caught:
        token(described("nhs-signed-jwt"))
    assert "clock" not in str(caught.value)


# ── How long a token is kept ─────────────────────────────────────────────────────────────────────────


class Server:
    """Gives tokens named t1, t2, …, or fails as often as it is told to; time passes when it is told to."""

    def __init__(self, seconds: float = 300.0) -> None:
        self.seconds, self.asked, self.failures, self.now = seconds, 0, 0, 1000.0
        self.tokens = Tokens(self.give, clock=lambda: self.now)

    def give(self) -> Granted:
        self.asked += 1
        if self.failures:
            self.failures -= 1
            raise NotAuthorised(f"no token, try {self.asked}")
        return Granted(SecretStr(f"t{self.asked}"), self.seconds)

    def header(self) -> dict[str, str]:
        return self.tokens.headers("GET", "/")


@pytest.mark.failure("3.8", "a token shorter than the run")
@pytest.mark.parametrize(("seconds", "kept"), [(300, 240), (3600, 3540), (120, 60), (100, 50), (30, 15)])
def test_a_token_is_replaced_a_minute_before_its_end_or_at_half_a_short_life(seconds: int, kept: int) -> None:
    server = Server(seconds)
    assert server.header() == {"Authorization": "Bearer t1"}
    server.now += kept - 1
    assert server.header() == {"Authorization": "Bearer t1"}
    server.now += 1
    assert server.header() == {"Authorization": "Bearer t2"}


@given(st.floats(1, 10_000), st.lists(st.floats(0, 500), max_size=30))
def test_no_token_is_used_in_the_last_minute_or_half_of_its_life(life: float, passing: list[float]) -> None:
    server = Server(life)
    given_at: dict[str, float] = {}
    for seconds in passing:
        server.now += seconds
        used = server.header()["Authorization"]
        given_at.setdefault(used, server.now)
        assert server.now - given_at[used] < max(life - 60, life / 2)
    assert server.asked == len(given_at)


@pytest.mark.parametrize("said", ["300", 300, 300.0])
def test_a_life_may_be_said_as_text(
    http: responses.RequestsMock, described: Callable[..., Endpoint], said: object
) -> None:
    """As the NHS API platform does."""
    http.post(TOKENS, **granted(expires_in=said))
    endpoint = described("nhs-signed-jwt")
    authorisation = authorisation_of(endpoint, TlsFiles(endpoint.tls))
    assert authorisation.headers("GET", "/") == authorisation.headers("GET", "/")
    assert len(http.calls) == 1


@pytest.mark.parametrize("said", [None, "soon", -1, 0, "nan", [], {}])
def test_a_life_that_is_not_said_is_taken_for_short(said: object) -> None:
    assert _seconds(said) == 60.0


def test_threads_share_one_token() -> None:
    server = Server()
    ready = threading.Barrier(8)
    found: list[str] = []

    def work() -> None:
        ready.wait(10)
        found.append(server.header()["Authorization"])

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert (found, server.asked) == (["Bearer t1"] * 8, 1)


# ── What becomes of a refusal ────────────────────────────────────────────────────────────────────────


@pytest.mark.failure("3.8", "a token endpoint that fails now and then")
def test_a_server_that_fails_now_and_then_is_asked_once_more(waits: list[float]) -> None:
    server = Server()
    server.failures = 1
    assert server.header() == {"Authorization": "Bearer t2"}
    assert waits == [1.0]


@pytest.mark.failure("3.8", "a token endpoint that fails now and then")
def test_a_server_that_gives_no_token_is_left_alone_for_a_minute() -> None:
    """A thousand filings without a token are not two thousand requests."""
    server = Server()
    server.failures = 2
    for _ in range(1000):
        with pytest.raises(NotAuthorised, match="no token, try 2"):
            server.header()
    assert server.asked == 2
    server.now += REST
    assert server.header() == {"Authorization": "Bearer t3"}


def test_a_token_that_is_refused_is_replaced_once_a_minute() -> None:
    server = Server()
    first = server.header()
    assert server.tokens.renew(first)
    second = server.header()
    assert not server.tokens.renew(second)
    assert server.header() == second
    server.now += REST
    assert server.tokens.renew(second)
    assert server.header() == {"Authorization": "Bearer t3"}


def test_threads_that_are_told_of_one_refusal_ask_for_one_token() -> None:
    server = Server()
    refused = server.header()
    assert [server.tokens.renew(refused) for _ in range(4)] == [True] * 4
    assert {server.header()["Authorization"] for _ in range(4)} == {"Bearer t2"}
    assert server.tokens.renew(refused), "the fifth was told late"
    assert server.asked == 2


@pytest.mark.failure("3.2", "401")
@pytest.mark.parametrize(("accepted", "attempts"), [("t2", 2), ("none", 2)])
def test_a_request_that_is_answered_401_is_sent_once_more_with_a_new_token(
    http: responses.RequestsMock, described: Callable[..., Endpoint], accepted: str, attempts: int
) -> None:
    for name in ("t1", "t2", "t3"):
        http.post(TOKENS, **granted(name))
    answers: list[str] = []

    def answer(request: Any) -> tuple[int, dict[str, str], bytes]:
        answers.append(request.headers["Authorization"])
        done = answers[-1] == f"Bearer {accepted}"
        return (200 if done else 401), {}, wire.dumps({"resourceType": "Bundle"})

    http.add_callback("POST", BASE, answer)
    with GpClient(described("nhs-signed-jwt")) as client:
        if accepted == "t2":
            client.transaction({"resourceType": "Bundle"})
        else:
            with pytest.raises(NotAuthorised, match="answered 401"):
                client.transaction({"resourceType": "Bundle"})
    assert answers == ["Bearer t1", "Bearer t2"][:attempts]
    assert len(sent(http)) == attempts


@pytest.mark.failure("3.2", "403")
@pytest.mark.failure("3.8", "a scope that shrinks")
def test_a_403_asks_for_no_token(http: responses.RequestsMock, described: Callable[..., Endpoint]) -> None:
    """Who we are was accepted; what we may do is not: a scope that shrank stops for a person."""
    http.post(TOKENS, **granted())
    http.post(BASE, status=403)
    with GpClient(described("nhs-signed-jwt")) as client, pytest.raises(NotAuthorised, match="403"):
        client.transaction({"resourceType": "Bundle"})
    assert len(sent(http)) == 1


@pytest.mark.failure("3.8", "a token endpoint that fails now and then")
def test_each_request_for_a_token_waits_its_turn(
    http: responses.RequestsMock, described: Callable[..., Endpoint]
) -> None:
    """So that it counts in the polite rate, as the NHS API platform counts it."""
    turns: list[int] = []
    http.get(CONFIGURATION, json={"token_endpoint": TOKENS})
    http.post(TOKENS, **granted())
    endpoint = described("smart-backend")
    authorisation = authorisation_of(
        endpoint, TlsFiles(endpoint.tls), before_request=lambda: turns.append(len(http.calls))
    )
    for _ in range(3):
        authorisation.headers("GET", "/")
    assert turns == [0, 1]
