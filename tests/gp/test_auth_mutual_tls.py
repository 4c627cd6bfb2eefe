"""Mutual TLS: what is wrong with the files is told before anything is sent, and what is right is used."""

from __future__ import annotations

import datetime as dt
import http.server
import ssl
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests
from urllib3.exceptions import MaxRetryError
from urllib3.exceptions import SSLError as BrokenTls

from adapter.access import Tls
from adapter.endpoint import Endpoint
from adapter.errors import EndpointError, NotAuthorised, SettingsError
from adapter.gp.auth.mutual_tls import TlsFiles, certificate_refused
from adapter.gp.client import GpClient
from profiles import wire
from tests.gp.keys import certificate, p384_key, rsa_key, write_certificate, write_key

pytestmark = pytest.mark.usefixtures("waits")

NOW = dt.datetime.now(dt.UTC)
DAY = dt.timedelta(days=1)


@dataclass
class Files:
    """The files of a clinic whose certificate is right; a test spoils one of them."""

    certificate: Path
    key: Path
    authority: Path

    def tls(self, **changed: Any) -> Tls:
        known = {"certificate_file": self.certificate, "key_file": self.key, "ca_file": self.authority}
        return Tls.model_validate({**known, **changed})

    def refusal(self, **changed: Any) -> str:
        with pytest.raises(SettingsError) as caught:
            GpClient(Endpoint(url="https://gp.example/fhir", tls=self.tls(**changed)))
        return str(caught.value)


@pytest.fixture
def files(tmp_path: Path) -> Files:
    authority = ("authority.example", p384_key())
    return Files(
        write_certificate(tmp_path / "clinic.pem", certificate(rsa_key(), issuer=authority)),
        write_key(tmp_path / "clinic.key", rsa_key()),
        write_certificate(tmp_path / "authority.pem", certificate(p384_key(), name="authority.example")),
    )


# ── What is told before anything is sent ─────────────────────────────────────────────────────────────


def test_a_certificate_says_when_it_ends(files: Files) -> None:
    """`fhir-vgc doctor` warns ahead of it."""
    ends = TlsFiles(files.tls()).expires
    assert ends is not None
    assert abs(ends - NOW - DAY) < dt.timedelta(hours=1)
    assert TlsFiles(Tls()).expires is None


@pytest.mark.failure("3.8", "a client certificate that is missing, ended or wrong")
@pytest.mark.parametrize("name", ["certificate_file", "key_file", "ca_file"])
def test_a_file_that_is_missing_is_named(files: Files, tmp_path: Path, name: str) -> None:
    told = files.refusal(**{name: tmp_path / "nowhere"})
    assert told == f"tls.{name} {tmp_path / 'nowhere'}: No such file or directory"


@pytest.mark.parametrize("name", ["certificate_file", "key_file", "ca_file"])
def test_a_file_of_something_else_is_named(files: Files, tmp_path: Path, name: str) -> None:
    file = tmp_path / "else"
    file.write_text("hunter2")
    file.chmod(0o600)
    told = files.refusal(**{name: file})
    assert told.startswith(f"tls.{name} {file}: it holds no ")
    assert "hunter2" not in told


@pytest.mark.failure("3.8", "a client certificate that is missing, ended or wrong")
def test_a_certificate_that_has_ended_is_told_with_its_day(files: Files) -> None:
    write_certificate(files.certificate, certificate(rsa_key(), begins=NOW - 9 * DAY, ends=NOW - DAY))
    assert f"it ended on {(NOW - DAY).date()}; ask for a new one" in files.refusal()


def test_a_certificate_that_has_not_begun_makes_us_ask_for_the_clock(files: Files) -> None:
    write_certificate(files.certificate, certificate(rsa_key(), begins=NOW + DAY, ends=NOW + 9 * DAY))
    assert f"it begins on {(NOW + DAY).date()}; is the clock right?" in files.refusal()


@pytest.mark.failure("3.8", "a client certificate that is missing, ended or wrong")
def test_a_key_of_another_certificate_is_told(files: Files) -> None:
    write_key(files.key, rsa_key(2))
    assert files.refusal() == f"tls.key_file {files.key}: it is not the key of {files.certificate}"
    write_key(files.key, p384_key())
    assert "it is not the key of" in files.refusal()


def test_a_key_that_everybody_may_read_is_told(files: Files) -> None:
    files.key.chmod(0o644)
    assert "every user of this machine may read it; say chmod 600" in files.refusal()
    files.key.chmod(0o640)
    assert TlsFiles(files.tls()).expires


# ── What is used ─────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(params=[ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def server(request: pytest.FixtureRequest, files: Files, tmp_path: Path) -> Iterator[str]:
    """An endpoint at this machine that lets nobody in without a certificate of the authority."""
    authority = ("authority.example", p384_key())
    chain = write_certificate(tmp_path / "server.pem", certificate(rsa_key(3), name="gp", issuer=authority))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain, write_key(tmp_path / "server.key", rsa_key(3)))
    context.load_verify_locations(files.authority)
    context.verify_mode = ssl.CERT_REQUIRED
    context.minimum_version = context.maximum_version = request.param

    class Endpoint(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = wire.dumps({"resourceType": "CapabilityStatement"})
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    class Server(http.server.ThreadingHTTPServer):
        def handle_error(self, *_: object) -> None:
            pass

    with Server(("127.0.0.1", 0), Endpoint) as running:
        running.socket = context.wrap_socket(running.socket, server_side=True, do_handshake_on_connect=False)
        thread = threading.Thread(target=running.serve_forever, args=(0.01,))
        thread.start()
        yield f"https://localhost:{running.server_port}/fhir"
        running.shutdown()
        thread.join()


def statement(url: str, tls: Tls, **settings: Any) -> Any:
    with GpClient(Endpoint(url=url, tls=tls, attempts=1, timeout=5, **settings)) as client:
        return client.metadata()


def test_who_shows_its_certificate_is_let_in(server: str, files: Files) -> None:
    assert statement(server, files.tls()) == {"resourceType": "CapabilityStatement"}


@pytest.mark.failure("3.8", "a client certificate that is missing, ended or wrong")
@pytest.mark.parametrize("server", [ssl.TLSVersion.TLSv1_2], indirect=True)
@pytest.mark.parametrize("shown", ["none", "another's"])
def test_a_certificate_that_is_not_accepted_is_told(server: str, files: Files, shown: str) -> None:
    write_certificate(files.certificate, certificate(rsa_key()))
    tls = Tls(ca_file=files.authority) if shown == "none" else files.tls()
    with pytest.raises(NotAuthorised, match=r"not accept our client certificate, or asks for one \(tls\."):
        statement(server, tls)


@pytest.mark.parametrize("alert", ["TLSV13_ALERT_CERTIFICATE_REQUIRED", "TLSV1_ALERT_UNKNOWN_CA"])
def test_in_tls_1_3_the_server_says_so_later_which_is_understood_as_well(alert: str) -> None:
    """After our handshake is over, so that it may also cut the connection before it is heard."""
    assert certificate_refused(as_requests_tells(alert))
    assert not certificate_refused(as_requests_tells("SSLV3_ALERT_BAD_RECORD_MAC"))
    assert not certificate_refused(as_requests_tells("CERTIFICATE_VERIFY_FAILED"))
    assert not certificate_refused(requests.exceptions.ReadTimeout())


def as_requests_tells(reason: str) -> requests.exceptions.SSLError:
    cause = ssl.SSLError(1, reason)
    cause.reason = reason
    return requests.exceptions.SSLError(MaxRetryError(None, "/", BrokenTls(cause)))  # type: ignore[arg-type]


@pytest.mark.failure("3.1", "a certificate that is not accepted")
def test_an_endpoint_that_we_do_not_trust_gets_nothing(server: str, files: Files) -> None:
    with pytest.raises(EndpointError, match="its certificate is not accepted"):
        statement(server, files.tls(ca_file=None))


@pytest.mark.filterwarnings("ignore:Unverified HTTPS request")
def test_a_test_system_may_be_trusted_blindly(server: str, files: Files) -> None:
    unchecked = files.tls(ca_file=None, verify=False)
    assert statement(server, unchecked, live=False) == {"resourceType": "CapabilityStatement"}
