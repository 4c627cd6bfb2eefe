"""The doctor's look at an endpoint: each thing that can be wrong is told apart, with what to do."""

from __future__ import annotations

import datetime as dt
import ssl
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from adapter.doctor.endpoint import look_at_endpoint
from adapter.doctor.finding import Finding
from adapter.endpoint import Endpoint
from adapter.sandbox.faults import Fault, Faults
from adapter.sandbox.serve import running
from cli.main import EXIT_CODES
from profiles import wire
from tests.cli.conftest import Run, run  # noqa: F401
from tests.gp.keys import certificate, rsa_key, write_key

NOW = dt.datetime.now(dt.UTC)
DAY = dt.timedelta(days=1)
EMPTY = {"resourceType": "Bundle", "type": "searchset", "total": 0}


@dataclass
class Served:
    """What an endpoint says, and what its clock shows."""

    url: str = ""
    statement: Any = None
    busy: bool = False
    search: tuple[int, Any] = (200, EMPTY)
    clock: dt.datetime | None = None
    asked: list[str] = field(default_factory=list)


@pytest.fixture
def served() -> Iterator[Served]:
    with _serving() as found:
        yield found


class _serving:  # noqa: N801  (reads as what it does)
    """An endpoint on this machine; with a context, over TLS."""

    def __init__(self, context: ssl.SSLContext | None = None) -> None:
        self._found = found = Served()

        class Handler(BaseHTTPRequestHandler):
            def _answer(self, status: int, body: Any) -> None:
                found.asked.append(f"{self.command} {self.path}")
                data = b"" if body is None else wire.dumps(body)
                self.send_response_only(status)
                if found.clock is not None:
                    self.send_header("Date", format_datetime(found.clock, usegmt=True))
                self.send_header("Content-Type", "application/fhir+json")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def do_GET(self) -> None:
                status = 503 if found.busy else 404 if found.statement is None else 200
                self._answer(status, found.statement)

            def do_POST(self) -> None:
                self.rfile.read(int(self.headers.get("Content-Length", 0)))
                self._answer(*found.search)

            def log_message(self, *_: object) -> None:
                pass

        class Server(ThreadingHTTPServer):
            def handle_error(self, *_: object) -> None:
                pass

        self._server = Server(("127.0.0.1", 0), Handler)
        if context is not None:
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        scheme = "http" if context is None else "https"
        found.url = f"{scheme}://localhost:{self._server.server_port}/fhir"
        found.statement = {"resourceType": "CapabilityStatement", "fhirVersion": "4.0.1", "rest": []}
        found.clock = dt.datetime.now(dt.UTC)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    def __enter__(self) -> Served:
        self._thread.start()
        return self._found

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


def look(url: str, now: dt.datetime = NOW, **settings: Any) -> dict[str, list[Finding]]:
    found: dict[str, list[Finding]] = {}
    for one in look_at_endpoint(Endpoint(url=url, **settings), now):
        found.setdefault(one.check, []).append(one)
    return found


def verdicts(found: dict[str, list[Finding]]) -> dict[str, set[str]]:
    return {check: {one.verdict for one in findings} for check, findings in found.items()}


def test_the_embedded_endpoint_is_well() -> None:
    with running() as url:
        found = look(url)
    assert verdicts(found) == {key: {"well"} for key in ("reach", "tls", "clock", "auth", "capability")}
    assert "as transactions" in found["capability"][0].found


def test_an_endpoint_that_is_down_is_told_apart_from_one_that_is_not_known(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (down,) = look("http://127.0.0.1:9/fhir")["reach"]
    assert (down.verdict, "Connection refused" in down.found) == ("ill", True)
    (unknown,) = look("https://no-such-name.invalid/fhir")["reach"]
    assert (unknown.verdict, "is not known" in unknown.found) == ("ill", True)


@pytest.mark.failure("3.8", "our clock is a little wrong")
@pytest.mark.parametrize(
    ("minutes", "verdict"), [(0, "well"), (1.5, "well"), (5, "warning"), (-5, "warning")]
)
def test_clocks_that_differ_are_told_and_which_is_ahead(served: Served, minutes: float, verdict: str) -> None:
    served.clock = dt.datetime.now(dt.UTC) + dt.timedelta(minutes=minutes)
    (found,) = look(served.url)["clock"]
    assert found.verdict == verdict
    if minutes:
        assert ("ahead of" if minutes > 0 else "behind") in found.found


def test_an_endpoint_that_tells_no_time_is_told(served: Served) -> None:
    served.clock = None
    assert verdicts(look(served.url))["clock"] == {"warning"}


@pytest.mark.parametrize("status", [401, 403])
def test_credentials_that_are_not_accepted_are_told(
    served: Served, monkeypatch: pytest.MonkeyPatch, status: int
) -> None:
    monkeypatch.setenv("GP_TOKEN", "secret-token")
    served.search = (status, {"resourceType": "OperationOutcome", "issue": []})
    (found,) = look(served.url, auth="bearer", token_env="GP_TOKEN")["auth"]
    assert (found.verdict, str(status) in found.found) == ("ill", True)
    assert "secret-token" not in str(found)


@pytest.mark.parametrize("status", [401, 403])
def test_an_endpoint_that_asks_who_we_are_before_anything_else_is_not_taken_for_a_wrong_address(
    status: int,
) -> None:
    with running(faults=Faults([Fault("status", status=status)], seed=1)) as url:
        found = look(url)
    assert "capability" not in found
    (told,) = found["auth"]
    assert (told.verdict, str(status) in told.found) == ("ill", True)


def test_a_token_that_is_not_there_is_told(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GP_TOKEN", raising=False)
    found = look(served.url, auth="bearer", token_env="GP_TOKEN")
    assert "ill" in {one.verdict for findings in found.values() for one in findings}


SIGNED = {"client_id": "vgc", "key_id": "2026-03", "token_url": "https://token.example/token"}


@pytest.mark.parametrize(
    ("auth", "table", "text"),
    [
        ("bearer", {"token_file": "secret"}, None),
        ("bearer", {"token_file": "secret"}, "two words"),
        ("basic", {"basic": {"user": "vgc", "password_file": "secret"}}, " "),
        ("smart-backend", {"client": {**SIGNED, "key_file": "secret"}}, "no key"),
        ("nhs-signed-jwt", {"client": {**SIGNED, "key_file": "secret"}}, None),
    ],
)
def test_our_own_secret_is_looked_at_whether_the_endpoint_is_up_or_down(
    served: Served,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    auth: str,
    table: dict[str, Any],
    text: str | None,
) -> None:
    monkeypatch.chdir(tmp_path)
    if text is not None:
        Path("secret").write_text(text)
        Path("secret").chmod(0o600)
    for url in (served.url, "http://127.0.0.1:9/fhir"):
        found = look(url, auth=auth, **table, tls={"ca_file": "nowhere.pem"})
        assert verdicts(found) == {"client certificate": {"ill"}, "auth": {"ill"}}
        found = look(url, auth=auth, **table)
        assert verdicts(found)["auth"] == {"ill"}
        assert "reach" in found
        assert text is None or not text.strip() or text not in str(found)
    assert served.asked == []


@pytest.mark.parametrize("auth", ["smart-backend", "nhs-signed-jwt"])
def test_a_key_that_can_sign_is_no_finding_while_the_endpoint_is_down(tmp_path: Path, auth: str) -> None:
    key = write_key(tmp_path / "own.key", rsa_key())
    found = look("http://127.0.0.1:9/fhir", auth=auth, client={**SIGNED, "key_file": key})
    assert verdicts(found) == {"reach": {"ill"}}


def test_an_endpoint_that_is_slow_or_broken_is_asked_once(served: Served) -> None:
    served.search = (503, None)
    assert verdicts(look(served.url))["auth"] == {"warning"}
    assert len([asked for asked in served.asked if asked.startswith("POST")]) == 1


@pytest.mark.parametrize("busy", ["with everything", "with searches"])
def test_an_endpoint_that_is_busy_is_to_be_looked_at_later_and_its_url_is_not_doubted(
    served: Served, busy: str
) -> None:
    served.busy, served.search = busy == "with everything", (503, None)
    found = [one for findings in look(served.url).values() for one in findings if one.verdict != "well"]
    (todo,) = {one.todo for one in found if "503" in one.found}
    assert todo.startswith("It is busy, or being worked on: look again later.")


def test_an_address_that_is_no_fhir_base_is_told_as_that(served: Served) -> None:
    served.statement, served.search = None, (404, None)
    (found,) = look(served.url)["capability"]
    assert (found.verdict, found.todo) == ("ill", "Look whether the url is its FHIR base.")


def test_no_patients_number_is_asked_for_and_nothing_is_written(served: Served) -> None:
    look(served.url)
    assert served.asked == ["GET /fhir/metadata", "POST /fhir/Patient/_search"]


def test_what_a_statement_does_not_mention_is_told_by_type(served: Served) -> None:
    patient = {
        "type": "Patient",
        "interaction": [{"code": "search-type"}],
        "searchParam": [{"name": "identifier"}],
    }
    goal = {"type": "Goal", "interaction": [{"code": "read"}]}
    served.statement["rest"] = [{"mode": "server", "resource": [patient, goal]}]
    told = {one.found.partition(":")[0]: one.found for one in look(served.url)["capability"][1:]}
    assert "Patient" not in told
    assert "read" not in told["Goal"].split(", ")
    assert "create" in told["Goal"]
    assert told["Encounter"].endswith("all of it")


@pytest.mark.parametrize(
    ("statement", "verdict", "told"),
    [
        (None, "warning", "no CapabilityStatement"),
        ({"resourceType": "CapabilityStatement", "fhirVersion": "5.0.0"}, "ill", "speaks FHIR 5.0.0"),
    ],
)
def test_an_endpoint_of_another_kind_is_told(served: Served, statement: Any, verdict: str, told: str) -> None:
    served.statement = statement
    (found,) = look(served.url)["capability"]
    assert (found.verdict, told in found.found) == (verdict, True)


# ── TLS ──────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def over_tls(tmp_path: Path) -> Callable[[dt.timedelta], _serving]:
    """An endpoint whose certificate (tls.ca_file is server.pem) ends after so long."""

    def serving(ends: dt.timedelta) -> _serving:
        key = rsa_key()
        own = certificate(key, begins=NOW - 400 * DAY, ends=NOW + ends)
        (tmp_path / "server.pem").write_bytes(own.public_bytes(Encoding.PEM))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(tmp_path / "server.pem", write_key(tmp_path / "server.key", key))
        return _serving(context)

    return serving


@pytest.mark.parametrize(("days", "verdict"), [(300, "well"), (31, "well"), (29, "warning"), (1, "warning")])
def test_a_certificate_is_told_of_thirty_days_ahead(
    over_tls: Callable[[dt.timedelta], _serving], tmp_path: Path, days: int, verdict: str
) -> None:
    with over_tls(days * DAY + DAY / 2) as served:
        found = look(served.url, tls={"ca_file": tmp_path / "server.pem"})
    assert verdicts(found)["tls"] == {verdict}
    assert verdicts(found)["clock"] == {"well"}
    assert found["tls"][0].found.startswith("TLSv1.3, and the endpoint's certificate is good until")


@pytest.mark.failure("3.1", "a certificate that is not accepted")
def test_a_certificate_that_we_do_not_trust_ends_the_conversation(
    over_tls: Callable[[dt.timedelta], _serving],
) -> None:
    with over_tls(300 * DAY) as served:
        found = look(served.url)
    assert verdicts(found) == {"reach": {"well"}, "tls": {"ill"}}
    assert "never switch the check off" in found["tls"][0].todo
    assert served.asked == []


def test_a_certificate_that_has_ended_is_not_accepted(
    over_tls: Callable[[dt.timedelta], _serving], tmp_path: Path
) -> None:
    with over_tls(-DAY) as served:
        (found,) = look(served.url, tls={"ca_file": tmp_path / "server.pem"})["tls"]
    assert (found.verdict, "expired" in found.found) == ("ill", True)


def test_what_does_not_speak_tls_is_told(served: Served) -> None:
    (found,) = look(served.url.replace("http:", "https:"))["tls"]
    assert (found.verdict, "no TLS" in found.found) == ("ill", True)


@pytest.mark.failure("3.8", "a client certificate that is missing, ended or wrong")
@pytest.mark.parametrize(("days", "verdict"), [(200, "well"), (12, "warning"), (-2, "ill")])
def test_our_own_certificate_is_told_of_too(served: Served, tmp_path: Path, days: int, verdict: str) -> None:
    key = rsa_key()
    own = certificate(key, begins=NOW - 400 * DAY, ends=NOW + days * DAY)
    (tmp_path / "own.pem").write_bytes(own.public_bytes(Encoding.PEM))
    files = {"certificate_file": tmp_path / "own.pem", "key_file": write_key(tmp_path / "own.key", key)}
    found = look(served.url, tls=files)
    assert verdicts(found)["client certificate"] == {verdict}
    assert ("reach" in found) is (verdict != "ill")


# ── The command ──────────────────────────────────────────────────────────────────────────────────────


def test_the_command_ends_with_what_it_found(run: Run, served: Served, tmp_path: Path) -> None:  # noqa: F811
    with running() as url:
        well = run("doctor", "--to", url)
    assert (well.code, well.err) == (0, "")
    assert "this machine" in well.out
    assert run("doctor", "--to", served.url).code == 3
    ill = run("doctor", "--to", "http://127.0.0.1:9/fhir")
    assert ill.code == 4
    assert "ill     reach" in ill.out
    assert "→ Look whether the endpoint is up" in ill.out
    assert {0, 3, 4} <= set(EXIT_CODES)


def test_as_json_it_is_one_document(run: Run, served: Served) -> None:  # noqa: F811
    ran = run("doctor", "--to", served.url, "--json")
    assert ran.err == ""
    assert list(ran.document) == ["this machine", served.url]
    for one in [one for found in ran.document.values() for one in found]:
        assert list(one) == ["check", "verdict", "found", "todo"]
        assert one["verdict"] == "well" or one["todo"] or "not checked" in one["found"]


def test_every_endpoint_of_the_settings_is_looked_at(run: Run, served: Served) -> None:  # noqa: F811
    Path("fhir-vgc.toml").write_text(
        f"[endpoints.one]\nurl = '{served.url}'\n[endpoints.two]\nurl = 'http://127.0.0.1:9/fhir'\n"
    )
    assert list(run("doctor", "--json").document) == ["this machine", "one", "two"]


def test_settings_that_cannot_be_read_are_a_finding(run: Run) -> None:  # noqa: F811
    Path("fhir-vgc.toml").write_text("endpoints = 3")
    ran = run("doctor", "--json")
    assert ran.code == 4
    (found,) = ran.document["this machine"]
    assert (found["check"], found["verdict"]) == ("settings", "ill")
