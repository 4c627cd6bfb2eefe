"""What one client is told of the terms of an endpoint holds for the next: rate, breaker and tokens."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
import responses

from adapter.endpoint import Endpoint
from adapter.errors import EndpointError, NotBegun, NotProcessed, Stopped
from adapter.gp.pace import Slowed
from adapter.interrupt import Interrupt
from adapter.ledger.learnt import Learnt
from adapter.routes.rest import RestRoute
from adapter.telemetry.events import Event, RequestMade, TokenRequested
from profiles import wire
from tests.gp.keys import rsa_key, write_key

BASE = "https://gp.example/fhir"
TOKENS = "https://login.example/oauth2/token"


@pytest.fixture
def http() -> Iterator[responses.RequestsMock]:
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        yield mock


@pytest.fixture
def nhs(tmp_path: Path) -> Endpoint:
    key = write_key(tmp_path / "key.pem", rsa_key())
    client = {"client_id": "clinic", "key_id": "2026-1", "key_file": key, "token_url": TOKENS}
    settings = {"url": BASE, "auth": "nhs-signed-jwt", "client": client}
    return Endpoint.model_validate(settings)


def asks(route: RestRoute) -> None:
    """One request, of a route that is used for nothing else."""
    try:
        route.client.metadata()
    finally:
        route.close()


def test_a_round_has_the_token_of_the_round_before_and_both_count_in_one_rate(
    http: responses.RequestsMock, nhs: Endpoint, waits: list[float]
) -> None:
    http.post(TOKENS, json={"access_token": "t1", "token_type": "Bearer", "expires_in": 300})
    http.get(f"{BASE}/metadata", json={"resourceType": "CapabilityStatement"})
    events: list[Event] = []
    first = RestRoute(nhs, events.append)
    for _ in range(5):
        asks(first.anew())
    assert [call.request.url for call in http.calls] == [TOKENS, *[f"{BASE}/metadata"] * 5]
    assert len(waits) == 1, "five go at once, the token's request among them"
    assert [type(event) for event in events] == [TokenRequested, *[RequestMade] * 5]


@pytest.mark.failure("3.9", "an endpoint that is left alone")
def test_an_endpoint_that_did_not_answer_is_left_alone_by_the_next_round_too(
    http: responses.RequestsMock, waits: list[float]
) -> None:
    http.get(f"{BASE}/metadata", body=requests.ReadTimeout())
    first = RestRoute(Endpoint(url=BASE, attempts=1, breaker_failures=2))
    for error in (EndpointError, EndpointError, Stopped, Stopped):
        with pytest.raises(error):
            asks(first.anew())
    assert len(http.calls) == 2
    waits.append(60)
    with pytest.raises(EndpointError):
        asks(first.anew())
    with pytest.raises(Stopped):
        asks(first.anew())
    assert len(http.calls) == 3, "when it has rested, one request tries"


@pytest.mark.failure("3.2", "408, 425, 429, 503")
def test_a_pause_that_the_endpoint_asked_for_is_kept_by_the_next_round(
    http: responses.RequestsMock, waits: list[float]
) -> None:
    http.get(f"{BASE}/metadata", status=503, headers={"Retry-After": "500"})
    first = RestRoute(Endpoint(url=BASE))
    for _ in range(2):
        with pytest.raises(NotProcessed):
            asks(first.anew())
    assert len(http.calls) == 1
    assert waits == []


@pytest.mark.failure("3.2", "408, 425, 429, 503")
def test_an_endpoint_of_five_a_second_that_nobody_told_us_of_refuses_only_a_few(
    http: responses.RequestsMock, waits: list[float]
) -> None:
    """And the next round, which knows it, none at all for a while."""
    full_at = time.monotonic()

    def limited(_: requests.PreparedRequest) -> tuple[int, dict[str, str], str]:
        nonlocal full_at
        if (now := time.monotonic()) < full_at - 0.8:
            return 429, {}, ""
        full_at = max(full_at, now) + 0.2
        return 200, {}, '{"resourceType": "CapabilityStatement"}'

    http.add_callback("GET", f"{BASE}/metadata", limited)
    first = RestRoute(Endpoint(url=BASE))
    for _ in range(200):
        asks(first.anew())
    assert len(http.calls) <= 200 * 1.04
    learnt, before = first.learnt, len(http.calls)
    assert learnt.slowed is not None
    assert 2.5 <= learnt.slowed.a_second <= 5.5
    waits.append(600)
    next_run = RestRoute(Endpoint(url=BASE))
    next_run.learnt = learnt
    for _ in range(40):
        asks(next_run.anew())
    assert len(http.calls) - before == 40


@pytest.mark.failure("3.2", "408, 425, 429, 503")
@pytest.mark.parametrize(
    ("status", "headers", "code", "slowed"),
    [
        (429, {}, "throttled", True),
        (429, {"Retry-After": "7"}, "processing", True),
        (503, {"Retry-After": "7"}, "throttled", True),
        (503, {"Retry-After": "7"}, "transient", False),
        (503, {}, "throttled", False),
        (408, {"Retry-After": "7"}, "throttled", False),
    ],
)
def test_only_who_says_that_we_are_too_fast_slows_us(
    http: responses.RequestsMock,
    waits: list[float],
    status: int,
    headers: dict[str, str],
    code: str,
    slowed: bool,
) -> None:
    """An endpoint that is ill asks for a pause, which says nothing of our rate."""
    outcome = {"resourceType": "OperationOutcome", "issue": [{"severity": "error", "code": code}]}
    http.get(f"{BASE}/metadata", json={"resourceType": "CapabilityStatement"})
    http.get(f"{BASE}/metadata", status=status, headers=headers, body=wire.dumps(outcome))
    route = RestRoute(Endpoint(url=BASE, attempts=1))
    asks(route)
    with pytest.raises(NotProcessed):
        asks(route)
    assert (route.learnt.slowed is not None) is slowed


def test_what_is_learnt_of_the_rate_stands_beside_what_else_is_learnt(
    http: responses.RequestsMock, waits: list[float]
) -> None:
    http.get(f"{BASE}/metadata", json={"resourceType": "CapabilityStatement"})
    http.get(f"{BASE}/metadata", status=429)
    route = RestRoute(Endpoint(url=BASE, attempts=1))
    route.learnt = Learnt(most_entries=8)
    asks(route)
    with pytest.raises(NotProcessed):
        asks(route)
    found = route.learnt
    assert (found.most_entries, type(found.slowed)) == (8, Slowed)


@pytest.mark.parametrize("answer", [{"status": 503}, {"status": 429}])
def test_once_the_run_is_to_end_nobody_waits_out_a_long_pause(
    http: responses.RequestsMock, monkeypatch: pytest.MonkeyPatch, answer: dict[str, int]
) -> None:
    interrupt, waited = Interrupt(), list[float]()

    def sleep(seconds: float) -> None:
        waited.append(seconds)
        interrupt.asked = sum(waited) >= 3

    monkeypatch.setattr(time, "sleep", sleep)
    http.get(f"{BASE}/metadata", headers={"Retry-After": "100"}, **answer)
    route = RestRoute(Endpoint(url=BASE))
    route.heed(interrupt)
    with pytest.raises(NotProcessed):
        asks(route)
    assert sum(waited) == 3
    with pytest.raises(NotBegun):
        asks(route.anew())
    assert sum(waited) == 3
    assert len(http.calls) == 1


def test_short_waits_are_waited_out_to_finish_what_is_under_way(
    http: responses.RequestsMock, waits: list[float]
) -> None:
    http.get(f"{BASE}/metadata", status=503, headers={"Retry-After": "3"})
    http.get(f"{BASE}/metadata", json={"resourceType": "CapabilityStatement"})
    route, interrupt = RestRoute(Endpoint(url=BASE)), Interrupt()
    interrupt.asked = True
    route.heed(interrupt)
    asks(route)
    assert waits == [3]
