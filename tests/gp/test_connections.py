"""What a hostile network or a flawed server does to one request, and what it means (failure matrix 3.1)."""

from __future__ import annotations

import gzip
import uuid
from collections.abc import Iterator
from functools import partial
from itertools import count
from typing import Any

import pytest
import responses

from adapter.endpoint import Endpoint
from adapter.errors import (
    AnswerTooLarge,
    EndpointError,
    NotProcessed,
    OutcomeUnknown,
    Refused,
    Stopped,
    Unreachable,
)
from adapter.gp import connections
from adapter.gp.client import GpClient
from adapter.gp.transfer import Transfer
from adapter.sandbox.faults import Faults
from adapter.sandbox.serve import running
from profiles import wire
from tests.gp.broken_server import DEAF, ENDLESS, RESET_IN_BODY, BrokenServer
from tests.gp.fake_time import FakeTime

pytestmark = pytest.mark.usefixtures("waits")

BASE = "https://gp.example/fhir"
WRITE = {
    "resourceType": "Bundle",
    "type": "transaction",
    "entry": [{"request": {"method": "GET", "url": "Patient?_id=nobody"}}],
}
DONE = {"resourceType": "Bundle", "type": "transaction-response", "entry": []}
BODY = wire.dumps(DONE)
OK = b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: application/fhir+json\r\n"


@pytest.fixture
def faults() -> Faults:
    return Faults(seed=1)


@pytest.fixture
def url(faults: Faults) -> Iterator[str]:
    with running(faults=faults) as base:
        yield base


@pytest.fixture
def http() -> Iterator[responses.RequestsMock]:
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        yield mock


@pytest.fixture
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fifty seconds pass between one look at the clock and the next."""
    ticks = count(0, 50)
    monkeypatch.setattr(connections, "Transfer", partial(Transfer, clock=lambda: float(next(ticks))))


def bundle(body: bytes = BODY, headers: bytes = b"") -> bytes:
    return OK + headers + b"Content-Length: %d\r\n\r\n" % len(body) + body


# ── How long ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.failure("3.1", "the endpoint hangs")
def test_the_wait_for_the_next_bytes_gets_shorter_towards_the_deadline_and_then_is_none() -> None:
    time = FakeTime()
    transfer = Transfer(30, 120, time.clock)
    waits = []
    for _ in range(6):
        waits.append(transfer.next_wait())
        time.now += 20
    assert waits == [30, 30, 30, 30, 30, 20]
    with pytest.raises(TimeoutError):
        transfer.next_wait()


@pytest.mark.failure("3.1", "the answer drips")
def test_an_answer_that_drips_is_given_up_at_the_deadline_and_a_write_is_not_sent_again(
    url: str, faults: Faults, hurry: None
) -> None:
    drip = faults.add("drip", seconds=0.01)
    with GpClient(Endpoint(url=url, attempts=2)) as client:
        with pytest.raises(OutcomeUnknown, match="took too long"):
            client.transaction(WRITE)
        assert (client.writes, drip.happened) == (1, 1)
        with pytest.raises(OutcomeUnknown, match="took too long"):
            client.search("Patient", {})
        assert (client.reads, drip.happened) == (2, 3)


@pytest.mark.failure("3.1", "the answer drips")
def test_a_head_that_drips_is_given_up_at_the_deadline_as_well(
    broken_server: BrokenServer, hurry: None
) -> None:
    broken_server.answer = ENDLESS
    with GpClient(Endpoint(url=broken_server.url)) as client, pytest.raises(OutcomeUnknown):
        client.transaction(WRITE)
    assert broken_server.requests == 1


# ── How much ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.failure("3.1", "nonsense or a huge body")
def test_an_answer_over_the_limit_is_not_read_and_not_asked_for_again(url: str, faults: Faults) -> None:
    padded = faults.add("padded", size=200_000)
    with GpClient(Endpoint(url=url, answer_limit=100_000)) as client:
        for request in (lambda: client.search("Patient", {}), lambda: client.transaction(WRITE)):
            with pytest.raises(AnswerTooLarge, match="larger than 100000 bytes") as caught:
                request()
            assert isinstance(caught.value, OutcomeUnknown), "a write was done all the same"
    assert padded.happened == 2


@pytest.mark.failure("3.1", "nonsense or a huge body")
@pytest.mark.parametrize(
    "answer",
    [
        OK + b"Content-Length: 99999999999999\r\n\r\n",
        OK + b"\r\n" + b" " * 200_000,
        OK + b"Transfer-Encoding: chunked\r\n\r\n" + (b"8000\r\n" + b" " * 0x8000 + b"\r\n") * 8,
        bundle(gzip.compress(b" " * 20_000_000, mtime=0)),
        bundle(gzip.compress(b" " * 20_000_000, mtime=0), b"Content-Encoding: gzip\r\n"),
    ],
    ids=["announced", "without a length", "in chunks", "once decompressed", "once decompressed as announced"],
)
def test_whatever_an_answer_says_of_its_size_the_limit_holds(
    broken_server: BrokenServer, answer: bytes
) -> None:
    broken_server.answer = answer
    endpoint = Endpoint(url=broken_server.url, answer_limit=100_000)
    with GpClient(endpoint) as client, pytest.raises(AnswerTooLarge):
        client.transaction(WRITE)


def test_an_answer_just_within_the_limit_is_read(broken_server: BrokenServer) -> None:
    broken_server.answer = bundle(BODY.ljust(100_000))
    with GpClient(Endpoint(url=broken_server.url, answer_limit=100_000)) as client:
        assert client.transaction(WRITE) == DONE
        broken_server.answer = bundle(gzip.compress(BODY.ljust(100_000)))
        assert client.transaction(WRITE) == DONE


# ── In which form ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.failure("3.1", "compression that is not as announced")
@pytest.mark.parametrize("spoilt", ["gzip-claimed", "gzip-unannounced"])
def test_an_answer_is_read_whichever_way_it_was_really_compressed(
    url: str, faults: Faults, spoilt: str
) -> None:
    fault = faults.add(spoilt)
    with GpClient(Endpoint(url=url)) as client:
        assert client.transaction(WRITE)["type"] == "transaction-response"
    assert fault.happened == 1


def test_compression_as_announced_is_asked_for_and_read(broken_server: BrokenServer) -> None:
    broken_server.answer = bundle(gzip.compress(BODY), b"Content-Encoding: gzip\r\n")
    with GpClient(Endpoint(url=broken_server.url)) as client:
        assert client.transaction(WRITE) == DONE


@pytest.mark.parametrize(
    "broken",
    [
        b"Content-Length: 900\r\n\r\n{",
        b"Transfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"Content-Length: 99999999999\r\n\r\n",
        b"Content-Length: 12\r\n\r\n" + gzip.compress(BODY, mtime=0)[:12],
    ],
)
def test_a_status_that_says_no_needs_no_readable_body(broken_server: BrokenServer, broken: bytes) -> None:
    broken_server.answer = b"HTTP/1.1 429 Later\r\nConnection: close\r\nRetry-After: 9\r\n" + broken
    endpoint = Endpoint(url=broken_server.url, attempts=1)
    with GpClient(endpoint) as client, pytest.raises(NotProcessed) as caught:
        client.transaction(WRITE)
    assert (caught.value.status, caught.value.retry_after) == (429, 9)


# ── How much of it left ──────────────────────────────────────────────────────────────────────────────

LARGE = {"resourceType": "Bundle", "type": "transaction", "note": "x" * 20_000_000}


@pytest.mark.failure("3.1", "time runs out before the request was sent in full")
def test_a_request_that_was_not_taken_in_was_not_processed_and_is_sent_again(
    broken_server: BrokenServer, waits: list[float]
) -> None:
    broken_server.answer = DEAF
    with GpClient(Endpoint(url=broken_server.url, timeout=0.05, attempts=2)) as client:
        with pytest.raises(Unreachable, match="did not take in all of the request"):
            client.transaction(LARGE)
        assert (client.writes, len(waits)) == (2, 1)


def test_tls_that_breaks_off_before_anything_was_sent_is_tried_again(
    broken_server: BrokenServer, waits: list[float]
) -> None:
    broken_server.answer = b"SSH-2.0-OpenSSH_9.6\r\n\r\n"
    broken_server.reads = False
    endpoint = Endpoint(url=broken_server.url.replace("http:", "https:"), attempts=2)
    with GpClient(endpoint) as client:
        with pytest.raises(Unreachable, match="before anything was sent"):
            client.transaction(WRITE)
        assert (client.writes, len(waits)) == (2, 1)


@pytest.mark.failure("3.1", "the connection is reset while sending")
def test_a_request_whose_body_was_begun_when_the_connection_was_reset_has_an_unknown_outcome(
    broken_server: BrokenServer,
) -> None:
    broken_server.answer = RESET_IN_BODY
    with GpClient(Endpoint(url=broken_server.url)) as client:
        with pytest.raises(OutcomeUnknown, match="broke off"):
            client.transaction(LARGE)
        assert client.writes == 1


@pytest.mark.failure("3.1", "a kept connection was closed")
def test_a_connection_that_was_closed_while_nobody_used_it_is_opened_again(url: str, faults: Faults) -> None:
    closed = faults.add("close-idle")
    with GpClient(Endpoint(url=url, attempts=2)) as client:
        for _ in range(3):
            assert client.search("Patient", {}) == []
    assert closed.happened == 3


@pytest.mark.failure("3.1", "a kept connection was closed")
def test_a_connection_that_closes_as_a_request_arrives_is_tried_again_for_a_read_only(
    url: str, faults: Faults
) -> None:
    closed = faults.add("close-before", nth=2, count=1)
    with GpClient(Endpoint(url=url)) as client:
        client.search("Patient", {})
        client.search("Patient", {})
        assert (client.reads, closed.happened) == (3, 1)
        faults.clear()
        faults.add("close-before", nth=2, count=1)
        client.transaction(WRITE)
        with pytest.raises(OutcomeUnknown):
            client.transaction(WRITE)
        assert client.writes == 2


# ── Where to ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.failure("3.1", "a redirect")
@pytest.mark.parametrize("status", [307, 308])
def test_a_redirect_on_the_same_host_is_followed_with_the_same_request(
    http: responses.RequestsMock, monkeypatch: pytest.MonkeyPatch, status: int
) -> None:
    monkeypatch.setenv("GP_TOKEN", "secret")
    http.post(BASE, status=status, headers={"Location": "/elsewhere/fhir"})
    http.post("https://gp.example/elsewhere/fhir", body=BODY)
    with GpClient(Endpoint(url=BASE, auth="bearer", token_env="GP_TOKEN")) as client:
        assert client.transaction(WRITE) == DONE
    first, second = (call.request for call in http.calls)
    assert first.body == second.body == wire.dumps(WRITE)
    assert second.headers["Authorization"] == "Bearer secret"


@pytest.mark.failure("3.1", "a redirect")
@pytest.mark.failure("3.8", "an address on another host")
@pytest.mark.parametrize(
    "location",
    [
        "https://elsewhere.example/fhir",
        "https://gp.example:8443/fhir",
        "http://gp.example/fhir",
        "//elsewhere.example/fhir",
        "https://gp.example@elsewhere.example/fhir",
    ],
)
@pytest.mark.parametrize("status", [307, 308])
def test_no_redirect_leads_our_token_or_a_patient_to_another_host(
    http: responses.RequestsMock, status: int, location: str
) -> None:
    http.post(BASE, status=status, headers={"Location": location})
    with GpClient(Endpoint(url=BASE)) as client, pytest.raises(Refused, match="not followed") as caught:
        client.transaction(WRITE)
    assert [call.request.url for call in http.calls] == [BASE]
    assert caught.value.status == status
    assert "elsewhere" not in str(caught.value)


@pytest.mark.failure("3.1", "a redirect")
def test_redirects_in_a_circle_are_refused(http: responses.RequestsMock) -> None:
    http.post(BASE, status=307, headers={"Location": BASE})
    with GpClient(Endpoint(url=BASE)) as client, pytest.raises(Refused, match="without end"):
        client.transaction(WRITE)
    assert len(http.calls) == 5


@pytest.mark.failure("3.1", "a redirect")
@pytest.mark.parametrize("status", [301, 302, 303])
def test_a_redirect_that_may_change_the_method_is_never_followed(
    http: responses.RequestsMock, status: int
) -> None:
    http.post(BASE, status=status, headers={"Location": f"{BASE}/here"})
    with GpClient(Endpoint(url=BASE)) as client, pytest.raises(EndpointError):
        client.transaction(WRITE)
    assert len(http.calls) == 1


# ── How often ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.failure("3.1", "the endpoint hangs")
def test_an_endpoint_that_gives_no_answer_is_left_alone_after_some_tries(waits: list[float]) -> None:
    endpoint = Endpoint(url="http://127.0.0.1:9/fhir", attempts=10, breaker_failures=3, breaker_rest=60)
    with GpClient(endpoint) as client:
        with pytest.raises(Stopped, match=r"nothing is sent to 127\.0\.0\.1:9 until"):
            client.transaction(WRITE)
        assert len(waits) == 3
        with pytest.raises(Stopped):
            client.search("Patient", {})


@pytest.mark.failure("3.9", "an endpoint that is left alone")
def test_an_endpoint_that_is_back_is_used_again_after_one_request(
    broken_server: BrokenServer, monkeypatch: pytest.MonkeyPatch, waits: list[float]
) -> None:
    endpoint = Endpoint(url=broken_server.url, attempts=1, breaker_failures=2, breaker_rest=1)
    with GpClient(endpoint) as client:
        for _ in range(2):
            with pytest.raises(OutcomeUnknown):
                client.transaction(WRITE)
        broken_server.answer = bundle()
        waits.append(1.0)
        assert client.transaction(WRITE) == DONE


def test_requests_keep_to_the_rate_and_repeats_are_requests(
    http: responses.RequestsMock, waits: list[float]
) -> None:
    for _ in range(2):
        http.post(BASE, status=503, headers={"Retry-After": "0"})
    http.post(BASE, body=BODY)
    with GpClient(Endpoint(url=BASE, rate=0.5)) as client:
        client.transaction(WRITE)
    assert [wait for wait in waits if wait] == pytest.approx([60 / 29, 60 / 29], abs=0.1)


def test_a_pause_that_one_request_was_told_holds_up_the_next_one(
    http: responses.RequestsMock, waits: list[float]
) -> None:
    http.post(BASE, status=429, headers={"Retry-After": "20"})
    http.post(f"{BASE}/Patient/_search", body=wire.dumps({"resourceType": "Bundle", "type": "searchset"}))
    with GpClient(Endpoint(url=BASE, attempts=1)) as client:
        with pytest.raises(NotProcessed):
            client.transaction(WRITE)
        client.search("Patient", {})
    assert sum(waits) == pytest.approx(20, abs=0.5)


def test_what_the_endpoint_puts_off_for_longer_than_our_patience_is_left_for_a_later_run(
    http: responses.RequestsMock, waits: list[float]
) -> None:
    http.post(BASE, status=503, headers={"Retry-After": "300"})
    with GpClient(Endpoint(url=BASE, patience=120)) as client:
        for _ in range(3):
            with pytest.raises(NotProcessed) as caught:
                client.transaction(WRITE)
            assert caught.value.retry_after == pytest.approx(300, abs=1)
    assert waits == []
    assert len(http.calls) == 1, "the others were not even sent"


# ── Under which ids ──────────────────────────────────────────────────────────────────────────────────


def test_each_attempt_has_an_id_of_its_own_and_those_of_one_operation_another_in_common(
    http: responses.RequestsMock,
) -> None:
    def page(following: str | None) -> bytes:
        links: list[dict[str, Any]] = [{"relation": "next", "url": following}] if following else []
        return wire.dumps({"resourceType": "Bundle", "type": "searchset", "link": links})

    http.post(f"{BASE}/Patient/_search", status=503, headers={"Retry-After": "0"})
    http.post(f"{BASE}/Patient/_search", body=page(f"{BASE}?page=2"))
    http.get(BASE, body=page(None))
    http.post(BASE, body=BODY)
    with GpClient(Endpoint(url=BASE)) as client:
        client.search("Patient", {})
        client.transaction(WRITE)
    requests = [call.request.headers["X-Request-ID"] for call in http.calls]
    operations = [call.request.headers["X-Correlation-ID"] for call in http.calls]
    assert len(set(requests)) == 4
    assert len(set(operations[:3])) == 1
    assert operations[3] != operations[0]
    assert all(uuid.UUID(each).version == 4 for each in requests + operations)
