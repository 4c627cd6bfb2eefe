"""One endpoint over HTTP: what is sent, what is never sent, and what becomes of every kind of failure."""

from __future__ import annotations

import gzip
import logging
import re
import socket
import ssl
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import requests
import responses
from urllib3.exceptions import MaxRetryError
from urllib3.exceptions import SSLError as BrokenTls

from adapter.endpoint import Endpoint
from adapter.errors import (
    Conflict,
    EndpointError,
    NotProcessed,
    OutcomeUnknown,
    Refused,
    Unreachable,
)
from adapter.gp.client import FHIR_JSON, GpClient
from profiles import wire
from tests.gp.broken_server import HANG, RESET, BrokenServer

pytestmark = pytest.mark.usefixtures("waits")

BASE = "https://gp.example/fhir"
PLANTED = "9990000018"
BUNDLE = {"resourceType": "Bundle", "type": "transaction", "entry": [{"resource": {"family": "Quill"}}]}
DONE = {"resourceType": "Bundle", "type": "transaction-response", "entry": []}


@pytest.fixture
def http() -> Iterator[responses.RequestsMock]:
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        yield mock


@pytest.fixture
def client() -> Iterator[GpClient]:
    with GpClient(Endpoint(url=BASE, attempts=3)) as opened:
        yield opened


def fhir(body: Any, status: int = 200) -> dict[str, Any]:
    return {"body": wire.dumps(body), "status": status, "content_type": FHIR_JSON}


def page(*ids: str, following: str | None = None) -> dict[str, Any]:
    entries = [{"resource": {"resourceType": "Patient", "id": server_id}} for server_id in ids]
    links = [{"relation": "self", "url": f"{BASE}/Patient"}]
    if following is not None:
        links.append({"relation": "next", "url": following})
    return fhir({"resourceType": "Bundle", "type": "searchset", "link": links, "entry": entries})


def search(client: GpClient) -> list[str]:
    return [patient["id"] for patient in client.search("Patient", {"identifier": f"system|{PLANTED}"})]


# ── What is sent ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.hazard("H17")
def test_a_search_is_posted_so_that_no_url_holds_a_patient(
    http: responses.RequestsMock, client: GpClient
) -> None:
    http.post(f"{BASE}/Patient/_search", **page("p1", following=f"{BASE}?page=2"))
    http.get(BASE, **page("p2"))
    assert search(client) == ["p1", "p2"]
    assert http.calls[0].request.body == f"identifier=system%7C{PLANTED}"
    assert all(PLANTED not in str(call.request.url) for call in http.calls)


def test_every_request_has_an_id_of_its_own_and_accepts_fhir(
    http: responses.RequestsMock, client: GpClient
) -> None:
    http.get(f"{BASE}/Patient/p1", **fhir({"resourceType": "Patient", "id": "p1"}))
    http.post(BASE, status=503, headers={"Retry-After": "0"})
    client.read("Patient", "p1")
    with pytest.raises(NotProcessed) as caught:
        client.transaction(BUNDLE)
    sent = [call.request.headers for call in http.calls]
    ids = [headers["X-Request-ID"] for headers in sent]
    assert len(ids) == len(set(ids)) == 4
    assert all(headers["Accept"] == FHIR_JSON for headers in sent)
    assert ids[-1] in str(caught.value)
    assert caught.value.request_id == ids[-1]


def test_every_request_asks_for_what_stands_now_and_not_for_what_was_answered_before(
    http: responses.RequestsMock, client: GpClient
) -> None:
    http.get(f"{BASE}/Patient/p1", **fhir({"resourceType": "Patient", "id": "p1"}))
    http.post(f"{BASE}/Patient/_search", **page("p1"))
    client.read("Patient", "p1")
    client.search("Patient", {"identifier": "one"})
    assert [call.request.headers["Cache-Control"] for call in http.calls] == ["no-cache"] * 2


def test_a_transaction_is_sent_to_the_base_as_it_is(http: responses.RequestsMock, client: GpClient) -> None:
    http.post(BASE, **fhir(DONE))
    assert client.transaction(BUNDLE) == DONE
    (call,) = http.calls
    assert call.request.body == wire.dumps(BUNDLE)
    assert call.request.headers["Content-Type"] == FHIR_JSON
    assert call.request.headers["Prefer"] == "return=minimal"


def test_a_slash_at_the_end_of_the_base_makes_no_other_address(http: responses.RequestsMock) -> None:
    http.get(f"{BASE}/metadata", **fhir({"resourceType": "CapabilityStatement"}))
    with GpClient(Endpoint(url=f"{BASE}/")) as client:
        assert client.metadata() == {"resourceType": "CapabilityStatement"}


def test_a_server_id_stays_one_part_of_the_path(http: responses.RequestsMock, client: GpClient) -> None:
    with pytest.raises(EndpointError):
        client.read("Patient", "../Observation/o1?x")
    assert str(http.calls[0].request.url).startswith(f"{BASE}/Patient/..%2FObservation%2Fo1%3Fx")


def test_an_update_by_identity_goes_to_the_endpoint_though_its_condition_holds_an_address(
    http: responses.RequestsMock, client: GpClient
) -> None:
    condition = "Goal?identifier=https://clinic.example/goal%7C1"
    http.put(f"{BASE}/{condition}", **fhir({"resourceType": "Goal", "id": "g1"}))
    answer = client.write(
        {"resource": {"resourceType": "Goal"}, "request": {"method": "PUT", "url": condition}}
    )
    assert answer["resource"]["id"] == "g1"


def test_requests_are_counted_by_what_they_do(http: responses.RequestsMock, client: GpClient) -> None:
    http.post(f"{BASE}/Patient/_search", **page("p1", following=f"{BASE}?page=2"))
    http.get(BASE, **page("p2"))
    http.post(BASE, status=503, headers={"Retry-After": "0"})
    search(client)
    with pytest.raises(NotProcessed):
        client.transaction(BUNDLE)
    assert (client.reads, client.writes) == (2, 3)


# ── Where it never goes ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_never_followed(http: responses.RequestsMock, client: GpClient, status: int) -> None:
    for method in (http.get, http.post):
        method("https://elsewhere.example/fhir", **fhir(DONE))
    http.post(BASE, status=status, headers={"Location": "https://elsewhere.example/fhir"})
    with pytest.raises(EndpointError, match="redirect, which is not followed"):
        client.transaction(BUNDLE)
    assert [call.request.url for call in http.calls] == [BASE]


@pytest.mark.failure("3.8", "an address on another host")
@pytest.mark.failure("3.5", "pages that loop, end nowhere or leave the host")
@pytest.mark.parametrize(
    "following",
    [
        "https://elsewhere.example/fhir?page=2",
        "http://gp.example/fhir?page=2",
        "https://gp.example:8443/fhir?page=2",
        "https://gp.example@elsewhere.example/fhir?page=2",
        "https://user:secret@gp.example/fhir?page=2",
        "//elsewhere.example/fhir?page=2",
        "https://@gp.example/fhir?page=2",
        "https://gp.example:70000/fhir?page=2",
        "http://gp.example:443/fhir?page=2",
        "file:///etc/passwd",
    ],
)
def test_a_next_page_on_another_host_is_refused(
    http: responses.RequestsMock, client: GpClient, following: str
) -> None:
    http.post(f"{BASE}/Patient/_search", **page("p1", following=following))
    with pytest.raises(Refused, match="another host"):
        search(client)
    assert len(http.calls) == 1


@pytest.mark.parametrize("following", [f"{BASE}?page=2", "?page=2", "/fhir?page=2"])
def test_a_next_page_of_the_same_host_is_read(
    http: responses.RequestsMock, client: GpClient, following: str
) -> None:
    http.post(f"{BASE}/Patient/_search", **page("p1", following=following))
    http.get(f"{BASE}?page=2", **page("p2"))
    http.get(f"{BASE}/?page=2", **page("p2"))
    assert search(client) == ["p1", "p2"]


@pytest.mark.hazard("H17")
@pytest.mark.parametrize("path", ["/Patient", "/Patient/_search"])
def test_a_next_page_whose_address_repeats_the_search_is_posted_as_that_was(
    http: responses.RequestsMock, client: GpClient, path: str
) -> None:
    query = f"identifier=system%7C{PLANTED}&_count=2&page=2"
    for following in (f"{BASE}{path}?{query}", None):
        http.post(f"{BASE}/Patient/_search", **page("p2" if following is None else "p1", following=following))
    assert search(client) == ["p1", "p2"]
    first, second = (call.request for call in http.calls)
    assert (second.method, second.url) == ("POST", first.url) == ("POST", f"{BASE}/Patient/_search")
    assert second.body in (query, query.encode())
    assert second.headers["Content-Type"] == first.headers["Content-Type"]


def test_a_next_page_that_the_server_has_a_name_for_is_read_as_it_is(
    http: responses.RequestsMock, client: GpClient
) -> None:
    following = f"{BASE}/Patient?_count=2&_page=8c1f"
    http.post(f"{BASE}/Patient/_search", **page("p1", following=following))
    http.get(following, **page("p2"))
    with client:
        found = client.search("Patient", {"identifier": f"system|{PLANTED}", "_count": "2"})
    assert [patient["id"] for patient in found] == ["p1", "p2"]


@pytest.mark.parametrize(
    "base", ["https://gp.example/fhir", "https://GP.Example/fhir", "https://gp.example:443/fhir"]
)
@pytest.mark.parametrize(
    "host", ["https://gp.example", "https://GP.EXAMPLE", "https://gp.example:443", "HTTPS://Gp.example"]
)
def test_a_host_is_the_same_however_its_name_and_its_port_are_written(
    http: responses.RequestsMock, base: str, host: str
) -> None:
    http.post(
        re.compile(r"(?i)https://gp.example(:443)?/fhir/Patient/_search"),
        **page("p1", following=f"{host}/fhir?page=2"),
    )
    http.get(re.compile(r"(?i)https://gp.example(:443)?/fhir\?page=2"), **page("p2"))
    with GpClient(Endpoint(url=base)) as client:
        assert search(client) == ["p1", "p2"]


@pytest.mark.failure("3.5", "pages that loop, end nowhere or leave the host")
def test_pages_that_go_round_in_a_circle_are_refused(http: responses.RequestsMock, client: GpClient) -> None:
    http.post(f"{BASE}/Patient/_search", **page("p1", following=f"{BASE}?page=2"))
    http.get(f"{BASE}?page=2", **page("p2", following=f"{BASE}?page=3"))
    http.get(f"{BASE}?page=3", **page("p3", following=f"{BASE}?page=2"))
    with pytest.raises(Refused, match="circle"):
        search(client)
    assert len(http.calls) == 3


@pytest.mark.failure("3.5", "pages that loop, end nowhere or leave the host")
def test_pages_that_never_end_are_refused(http: responses.RequestsMock, client: GpClient) -> None:
    def another(request: requests.PreparedRequest) -> tuple[int, dict[str, str], bytes]:
        number = len(http.calls)
        return 200, {}, page(following=f"{BASE}?page={number}")["body"]

    http.post(f"{BASE}/Patient/_search", **page(following=f"{BASE}?page=first"))
    http.add_callback(responses.GET, BASE, another)
    with pytest.raises(Refused, match="never end"):
        search(client)
    assert len(http.calls) < 20_000


@pytest.mark.parametrize(
    "link", [{"relation": "next"}, {"url": f"{BASE}?page=2"}, {"relation": "next", "url": ""}]
)
def test_a_link_that_leads_nowhere_ends_the_pages(
    http: responses.RequestsMock, client: GpClient, link: dict[str, str]
) -> None:
    http.post(f"{BASE}/Patient/_search", **fhir({"resourceType": "Bundle", "link": [link]}))
    assert search(client) == []


@pytest.mark.failure("3.5", "rows that were not asked for")
def test_a_resource_on_two_pages_is_found_once_and_others_are_left_out(
    http: responses.RequestsMock, client: GpClient
) -> None:
    http.post(f"{BASE}/Patient/_search", **page("p1", "p2", following=f"{BASE}?page=2"))
    beside = {"resourceType": "OperationOutcome", "issue": []}
    entries = [{"resource": {"resourceType": "Patient", "id": "p2"}}, {"resource": beside}, {}]
    http.get(BASE, **fhir({"resourceType": "Bundle", "entry": entries}))
    assert search(client) == ["p1", "p2"]


# ── What becomes of failures ─────────────────────────────────────────────────────────────────────────


@pytest.mark.failure("3.1", "the answer is another resource")
@pytest.mark.parametrize(
    "body",
    [
        {"resourceType": "Observation", "id": "p1"},
        {"resourceType": "Patient", "id": "p2"},
        {"resourceType": "Patient"},
    ],
)
def test_an_answer_with_another_resource_is_no_answer(
    http: responses.RequestsMock, client: GpClient, body: Any
) -> None:
    http.get(f"{BASE}/Patient/p1", **fhir(body))
    with pytest.raises(OutcomeUnknown):
        client.read("Patient", "p1")


@pytest.mark.failure("3.1", "the answer is another resource")
@pytest.mark.parametrize("body", [{"resourceType": "Patient", "id": "p1"}, None])
def test_a_transaction_that_is_not_answered_with_a_bundle_has_an_unknown_outcome(
    http: responses.RequestsMock, client: GpClient, body: Any
) -> None:
    http.post(BASE, **(fhir(body) if body else {"status": 204}))
    with pytest.raises(OutcomeUnknown, match="not a Bundle"):
        client.transaction(BUNDLE)
    assert client.writes == 1


def test_an_endpoint_without_a_statement_has_none(http: responses.RequestsMock, client: GpClient) -> None:
    http.get(f"{BASE}/metadata", status=404)
    assert client.metadata() is None


@pytest.mark.failure("3.2", "410")
def test_a_deleted_and_a_missing_resource_are_told_apart(
    http: responses.RequestsMock, client: GpClient
) -> None:
    http.get(f"{BASE}/Goal/gone", status=410)
    http.get(f"{BASE}/Goal/never", status=404)
    with pytest.raises(Conflict):
        client.read("Goal", "gone")
    with pytest.raises(Refused):
        client.read("Goal", "never")


@pytest.mark.failure("3.2", "423")
@pytest.mark.parametrize("status", [408, 423, 425, 429, 503])
def test_an_endpoint_that_says_not_now_is_asked_again_even_to_write(
    http: responses.RequestsMock, client: GpClient, waits: list[float], status: int
) -> None:
    http.post(BASE, status=status, headers={"Retry-After": "3"})
    http.post(BASE, **fhir(DONE))
    assert client.transaction(BUNDLE) == DONE
    assert waits == [3.0]


@pytest.mark.failure("3.2", "502 and 504")
@pytest.mark.parametrize("status", [500, 502, 504])
def test_a_failure_of_the_server_is_never_answered_by_writing_again(
    http: responses.RequestsMock, client: GpClient, waits: list[float], status: int
) -> None:
    http.post(BASE, status=status, body="<html>gateway</html>")
    with pytest.raises(OutcomeUnknown):
        client.transaction(BUNDLE)
    assert (client.writes, waits) == (1, [])


@pytest.mark.failure("3.2", "502 and 504")
def test_a_failure_of_the_server_is_answered_by_reading_again(
    http: responses.RequestsMock, client: GpClient, waits: list[float]
) -> None:
    for status in (500, 504):
        http.post(f"{BASE}/Patient/_search", status=status)
    http.post(f"{BASE}/Patient/_search", **page("p1"))
    assert search(client) == ["p1"]
    assert (client.reads, len(waits)) == (3, 2)


def test_a_transaction_that_only_reads_is_asked_again(
    http: responses.RequestsMock, client: GpClient, waits: list[float]
) -> None:
    http.post(BASE, status=502)
    http.post(BASE, **fhir(DONE))
    assert client.ask(BUNDLE) == DONE
    assert (client.reads, client.writes) == (2, 0)


BODY = wire.dumps(DONE)
HEAD = b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: application/fhir+json\r\n"


@pytest.mark.failure("3.1", "time runs out after the request was sent")
@pytest.mark.failure("3.1", "the answer breaks off")
@pytest.mark.parametrize(
    "answer",
    [
        b"",
        RESET,
        HANG,
        b"HTTP/1.1 200 OK\r\nContent-Len",
        HEAD + b"Content-Length: 900\r\n\r\n" + BODY[:20],
        HEAD + b"Content-Length: 20\r\n\r\n" + BODY[:20],
        HEAD + b"\r\n" + BODY[:20],
        HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n" + BODY,
        HEAD + b"Content-Encoding: gzip\r\nContent-Length: 20\r\n\r\n" + gzip.compress(BODY, mtime=0)[:20],
        HEAD + b"Content-Length: 20\r\n\r\n<html>Log in</html>\n",
        b"SSH-2.0-OpenSSH_9.6\r\n",
    ],
    ids=[
        "closed without a word",
        "reset",
        "silence",
        "cut in the head",
        "cut in the body",
        "cut in the body, its length wrong as well",
        "cut in a body of unknown length",
        "chunks of nonsense",
        "gzip that is not all there",
        "a proxy's page",
        "another protocol",
    ],
)
def test_a_request_that_left_without_a_usable_answer_has_an_unknown_outcome(
    broken_server: BrokenServer, waits: list[float], answer: bytes
) -> None:
    """The write is not sent again; a read is."""
    broken_server.answer = answer
    with GpClient(Endpoint(url=broken_server.url, attempts=2, timeout=0.2)) as client:
        with pytest.raises(OutcomeUnknown) as caught:
            client.transaction(BUNDLE)
        assert "(request " in str(caught.value)
        assert (client.writes, client.reads, waits) == (1, 0, [])
        if answer != HANG:
            assert broken_server.requests == 1
            with pytest.raises(OutcomeUnknown):
                client.read("Patient", "p1")
            assert broken_server.requests == 3


def _nobody_listens(monkeypatch: pytest.MonkeyPatch) -> str:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return f"http://127.0.0.1:{listener.getsockname()[1]}/fhir"


def _nobody_knows_the_name(monkeypatch: pytest.MonkeyPatch) -> str:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    return BASE


def _nobody_answers(monkeypatch: pytest.MonkeyPatch) -> str:
    def silence(self: socket.socket, address: object) -> None:
        raise TimeoutError("timed out")

    monkeypatch.setattr(socket.socket, "connect", silence)
    return "http://127.0.0.1:9/fhir"


@pytest.mark.failure("3.1", "the endpoint cannot be reached")
@pytest.mark.failure("3.1", "no answer to connecting")
@pytest.mark.parametrize(
    ("nowhere", "reason"),
    [
        (_nobody_listens, "cannot be reached"),
        (_nobody_knows_the_name, "name is not known"),
        (_nobody_answers, "did not answer"),
    ],
)
def test_what_never_reached_the_endpoint_is_sent_again_and_told(
    monkeypatch: pytest.MonkeyPatch,
    waits: list[float],
    nowhere: Callable[[pytest.MonkeyPatch], str],
    reason: str,
) -> None:
    with GpClient(Endpoint(url=nowhere(monkeypatch), attempts=3)) as client:
        with pytest.raises(Unreachable, match=reason):
            client.transaction(BUNDLE)
        assert (client.writes, len(waits)) == (3, 2)


def tls_failure(cause: ssl.SSLError) -> requests.exceptions.SSLError:
    """As requests raises it, whenever it happens."""
    return requests.exceptions.SSLError(MaxRetryError(None, "/", BrokenTls(cause)))  # type: ignore[arg-type]


@pytest.mark.failure("3.1", "a certificate that is not accepted")
def test_a_certificate_that_is_not_accepted_stops_everything_before_it_is_sent(
    http: responses.RequestsMock, client: GpClient, waits: list[float]
) -> None:
    http.post(BASE, body=tls_failure(ssl.SSLCertVerificationError("hostname mismatch")))
    with pytest.raises(Unreachable, match="certificate is not accepted"):
        client.transaction(BUNDLE)


@pytest.mark.failure("3.1", "the answer breaks off")
@pytest.mark.parametrize(
    "failure",
    [
        tls_failure(ssl.SSLEOFError("EOF occurred in violation of protocol")),
        requests.exceptions.SSLError(BrokenTls(ssl.SSLError("bad record mac"))),
    ],
    ids=["before the answer", "in the answer"],
)
def test_tls_that_breaks_off_later_is_an_unknown_outcome(
    http: responses.RequestsMock, client: GpClient, failure: requests.exceptions.SSLError
) -> None:
    """The request may have been processed before the connection broke, so it is not sent again."""
    http.post(BASE, body=failure)
    with pytest.raises(OutcomeUnknown):
        client.transaction(BUNDLE)
    assert client.writes == 1


@pytest.mark.failure("3.1", "a certificate that is not accepted")
def test_certificates_are_always_verified(http: responses.RequestsMock, client: GpClient) -> None:
    http.post(BASE, **fhir(DONE))
    client.transaction(BUNDLE)
    assert http.calls[0].request.req_kwargs["verify"] is True  # type: ignore[attr-defined]


# ── What is never told ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.invariant("I9")
@pytest.mark.hazard("H17")
def test_no_log_and_no_error_holds_what_was_sent_or_answered(
    broken_server: BrokenServer, waits: list[float], caplog: pytest.LogCaptureFixture
) -> None:
    """T-H17, with the logs of the libraries below turned up as far as they go."""
    body = wire.dumps(
        {
            "resourceType": "OperationOutcome",
            "issue": [{"severity": "error", "code": "invalid", "diagnostics": f"Quill {PLANTED}"}],
        }
    )
    caplog.set_level(logging.DEBUG)
    told = []
    with GpClient(Endpoint(url=broken_server.url, attempts=2)) as client:
        for status in (b"200 OK", b"400 Bad", b"409 No", b"500 Failed", b"503 Later", b"299 Quill"):
            head = b"HTTP/1.1 %s\r\nContent-Length: %d\r\n\r\n" % (status, len(body))
            broken_server.answer = head + body
            for request in (lambda: client.transaction(BUNDLE), lambda: search(client)):
                with pytest.raises(EndpointError) as caught:
                    request()
                told.append(repr(caught.value) + str(caught.value))
    written = "\n".join([*told, *(record.getMessage() for record in caplog.records)])
    assert caplog.records, "the libraries were to be heard"
    assert not {record.name.split(".")[0] for record in caplog.records} & {"adapter", "mappings", "profiles"}
    for planted in ("Quill", PLANTED):
        assert planted not in written


def history(http: responses.RequestsMock, *entries: dict[str, Any], **more: Any) -> None:
    """The endpoint answers so to the question for the versions of a Goal, newest first."""
    bundle = {"resourceType": "Bundle", "type": "history", "entry": [*entries], **more}
    http.get(f"{BASE}/Goal/g1/_history", body=wire.dumps(bundle))


def goal(version: str | None) -> dict[str, Any]:
    return {"resource": {"resourceType": "Goal", "id": "g1", "meta": {"versionId": version}}}


GET = {"request": {"method": "GET", "url": "Goal/g1"}, "response": {"status": "200"}}


@pytest.mark.parametrize(
    ("version", "said", "first"),
    [
        ("2", {"request": {"method": "PUT"}, "response": {"status": "201 Created"}}, True),
        ("2", {"request": {"method": "POST", "url": "Goal"}}, True),
        ("2", {"request": {"method": "PUT"}, "response": {"status": "200 OK"}}, False),
        ("1", {"request": {"method": "PUT"}}, False),
        ("1", {"request": {"method": "PATCH"}, "response": {"status": "201"}}, False),
        ("2", {}, False),
        ("1", {}, True),
        ("0", {}, True),
        ("1", {"response": {"status": "201"}}, True),
        ("1", {"response": {"status": "200"}}, False),
        ("6f0d3c1e-5a44-4f0e-8f0d-9b3c2f1d7a01", {}, False),
        ("6f0d3c1e-5a44-4f0e-8f0d-9b3c2f1d7a01", GET, False),
        ("2", GET, False),
        ("1", GET, False),
        ("0", GET, True),
        (None, {}, False),
    ],
)
@pytest.mark.hazard("H22")
def test_a_history_tells_who_wrote_only_where_it_says_how_its_resource_began(
    http: responses.RequestsMock, version: str | None, said: dict[str, Any], first: bool
) -> None:
    history(http, {**goal(version), **said})
    with GpClient(Endpoint(url=BASE)) as client:
        assert (client.versions("Goal", "g1") is not None) is first


@pytest.mark.hazard("H22")
def test_a_history_that_counts_more_versions_than_it_shows_does_not_begin_with_1(
    http: responses.RequestsMock,
) -> None:
    history(http, goal("1"), total=2)
    with GpClient(Endpoint(url=BASE)) as client:
        assert client.versions("Goal", "g1") is None


@pytest.mark.hazard("H22")
@pytest.mark.parametrize(("method", "told"), [("PUT", False), ("DELETE", True)])
def test_a_version_without_what_it_said_leaves_open_who_wrote(
    http: responses.RequestsMock, method: str, told: bool
) -> None:
    silent = {"request": {"method": method, "url": "Goal/g1"}}
    history(http, silent, {**goal("1"), "request": {"method": "POST", "url": "Goal"}})
    with GpClient(Endpoint(url=BASE)) as client:
        assert (client.versions("Goal", "g1") is not None) is told
