"""Secrets by reference: where they are read, what is refused, and that none is ever shown."""

from __future__ import annotations

import base64
import logging
import os
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import responses
from click.testing import CliRunner

from adapter.endpoint import Endpoint
from adapter.errors import EndpointError, NotAuthorised
from adapter.gp.auth.choosing import authorisation_of
from adapter.gp.auth.mutual_tls import TlsFiles
from adapter.gp.auth.secret import secret
from adapter.gp.client import GpClient
from adapter.settings import FILE_NAME
from cli.main import command as fhir_vgc
from profiles import wire
from tests.gp.keys import pem, rsa_key

pytestmark = pytest.mark.usefixtures("waits")

BASE = "https://gp.example/fhir"
TOKENS = "https://login.example/oauth2/token"
STATEMENT = {"resourceType": "CapabilityStatement"}


@pytest.fixture
def http() -> Iterator[responses.RequestsMock]:
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        yield mock


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    def written(text: str | bytes, mode: int = 0o600) -> Path:
        file = tmp_path / "secret"
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        file.chmod(mode)
        return file

    return written


def authorised(http: responses.RequestsMock, **auth: Any) -> list[str | None]:
    """The Authorization header of two requests."""
    http.get(f"{BASE}/metadata", body=wire.dumps(STATEMENT), content_type="application/fhir+json")
    with GpClient(Endpoint(url=BASE, **auth)) as client:
        client.metadata()
        client.metadata()
    return [call.request.headers.get("Authorization") for call in http.calls]


# ── Where secrets are read ───────────────────────────────────────────────────────────────────────────


def test_without_authorisation_nothing_is_sent(http: responses.RequestsMock) -> None:
    assert authorised(http) == [None, None]


def test_a_token_from_a_file_is_sent(http: responses.RequestsMock, write: Callable[..., Path]) -> None:
    assert authorised(http, auth="bearer", token_file=write("secret-1\n")) == ["Bearer secret-1"] * 2


def test_a_token_from_the_environment_is_sent(
    http: responses.RequestsMock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GP_TOKEN", "secret-2")
    assert authorised(http, auth="bearer", token_env="GP_TOKEN") == ["Bearer secret-2"] * 2


def test_a_password_is_sent_with_its_user(
    http: responses.RequestsMock, write: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = "Basic " + base64.b64encode("clinic:päss:word".encode()).decode()
    basic = {"user": "clinic", "password_file": write("päss:word\n")}
    assert authorised(http, auth="basic", basic=basic) == [expected] * 2
    monkeypatch.setenv("GP_PASSWORD", "päss:word")
    basic = {"user": "clinic", "password_env": "GP_PASSWORD"}
    assert authorised(http, auth="basic", basic=basic)[2:] == [expected] * 2


def test_a_token_that_changes_during_a_run_is_read_again(
    http: responses.RequestsMock, write: Callable[..., Path]
) -> None:
    http.get(f"{BASE}/metadata", body=wire.dumps(STATEMENT))
    with GpClient(Endpoint(url=BASE, auth="bearer", token_file=write("first"))) as client:
        client.metadata()
        write("second")
        client.metadata()
    assert [call.request.headers["Authorization"] for call in http.calls] == ["Bearer first", "Bearer second"]


# ── What is refused before anything is sent ──────────────────────────────────────────────────────────


@pytest.mark.parametrize("text", ["", " \n"])
def test_an_empty_secret_is_told_with_its_place(
    http: responses.RequestsMock, write: Callable[..., Path], monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    file = write(text)
    monkeypatch.setenv("GP_TOKEN", text)
    for auth in ({"token_file": file}, {"token_env": "GP_TOKEN"}, {"token_env": "GP_NO_SUCH_TOKEN"}):
        ((_, place),) = auth.items()
        with pytest.raises(NotAuthorised, match=rf"token_\w+ {place}: the token is empty"):
            authorised(http, auth="bearer", **auth)
    assert len(http.calls) == 0


def test_a_secret_that_cannot_be_read_is_named(tmp_path: Path, write: Callable[..., Path]) -> None:
    with pytest.raises(NotAuthorised, match=r"token_file .*nowhere: No such file"):
        secret("token", tmp_path / "nowhere", None)
    with pytest.raises(NotAuthorised, match="secret: not text"):
        secret("token", write(b"\xff\xfe"), None)


@pytest.mark.parametrize("token", ["two words", "two\r\nX-Other: lines", "nul\x00", "tökén"])
def test_what_is_no_token_never_becomes_a_header(
    http: responses.RequestsMock, write: Callable[..., Path], token: str
) -> None:
    with pytest.raises(NotAuthorised, match="not one word") as caught:
        authorised(http, auth="bearer", token_file=write(token))
    assert token not in everything_told(caught.value)
    assert len(http.calls) == 0


@pytest.mark.parametrize("mode", [0o604, 0o602, 0o644])
def test_a_file_that_everybody_may_read_is_no_place_for_a_password(
    write: Callable[..., Path], mode: int
) -> None:
    with pytest.raises(NotAuthorised, match="every user of this machine may read it; say chmod 600"):
        secret("password", write("hunter2", mode), None)
    assert secret("password", write("hunter2", 0o640), None).get_secret_value() == "hunter2"


def test_a_token_that_is_gone_during_a_run_is_an_endpoints_error_so_that_the_run_goes_on_to_its_end(
    http: responses.RequestsMock, write: Callable[..., Path]
) -> None:
    file = write("first")
    http.get(f"{BASE}/metadata", body=wire.dumps(STATEMENT))
    with GpClient(Endpoint(url=BASE, auth="bearer", token_file=file)) as client:
        client.metadata()
        file.unlink()
        with pytest.raises(EndpointError):
            client.transaction({"resourceType": "Bundle"})
    assert len(http.calls) == 1


# ── What happens when one is not accepted ────────────────────────────────────────────────────────────


@pytest.mark.failure("3.2", "401")
@pytest.mark.parametrize("status", [401, 403])
def test_a_token_that_is_not_accepted_is_not_sent_again(
    http: responses.RequestsMock, write: Callable[..., Path], status: int
) -> None:
    http.get(f"{BASE}/Patient/p1", body="secret-3 is not valid", status=status)
    endpoint = Endpoint(url=BASE, auth="bearer", token_file=write("secret-3"))
    with GpClient(endpoint) as client, pytest.raises(NotAuthorised) as caught:
        client.read("Patient", "p1")
    assert "secret-3" not in everything_told(caught.value)
    assert len(http.calls) == 1


def test_a_token_that_was_replaced_while_it_was_refused_is_tried_once_even_for_a_write(
    http: responses.RequestsMock, write: Callable[..., Path]
) -> None:
    """A 401 comes before anything is processed."""
    file = write("old")

    def answer(request: Any) -> tuple[int, dict[str, str], bytes]:
        file.write_text("new")
        accepted = request.headers["Authorization"] == "Bearer new"
        return (200 if accepted else 401), {}, wire.dumps({"resourceType": "Bundle"})

    http.add_callback("POST", BASE, answer)
    with GpClient(Endpoint(url=BASE, auth="bearer", token_file=file)) as client:
        assert client.transaction({"resourceType": "Bundle"}) == {"resourceType": "Bundle"}
    assert len(http.calls) == 2


# ── What is never shown ──────────────────────────────────────────────────────────────────────────────


def everything_told(error: BaseException) -> str:
    """As a terminal, a log or a crash report may show it, with all that led to it."""
    seen: list[str] = []
    chained: BaseException | None = error
    while chained is not None:
        seen += [repr(chained), str(chained), repr(vars(chained))]
        chained = chained.__cause__ or chained.__context__
    return "\n".join([*traceback.format_exception(error), *seen])


SECRET = "hunter2-hunter2"


@pytest.mark.failure("3.8", "secrets in what is shown")
@pytest.mark.hazard("H17")
@pytest.mark.parametrize("auth", ["basic", "bearer", "smart-backend", "nhs-signed-jwt"])
def test_no_secret_is_in_what_is_shown_logged_or_raised(
    http: responses.RequestsMock,
    write: Callable[..., Path],
    caplog: pytest.LogCaptureFixture,
    auth: str,
) -> None:
    """T-H17 for secrets, every library's log turned up, at an endpoint that repeats what it was sent."""
    caplog.set_level(logging.DEBUG)
    file = write(SECRET if auth in ("basic", "bearer") else pem(rsa_key()))
    client = {"client_id": "c", "key_file": file, "key_id": "1", "token_url": TOKENS}
    described: dict[str, dict[str, Any]] = {
        "basic": {"basic": {"user": "clinic", "password_file": file}},
        "bearer": {"token_file": file},
    }
    endpoint = Endpoint(url=BASE, auth=auth, **described.get(auth, {"client": client}))  # type: ignore[arg-type]
    granted = {"access_token": SECRET, "token_type": "Bearer", "expires_in": 300}
    http.post(TOKENS, json=granted)
    http.get(f"{BASE}/Patient/p1", body=f"{SECRET} is not valid", status=401)
    authorisation = authorisation_of(endpoint, TlsFiles(endpoint.tls))
    header = authorisation.headers("GET", "/Patient/p1")["Authorization"]
    with GpClient(endpoint) as gp, pytest.raises(NotAuthorised) as caught:
        gp.read("Patient", "p1")
    shown = [repr(endpoint), str(endpoint), endpoint.model_dump_json(), repr(authorisation), repr(gp)]
    shown += [repr(vars(authorisation)), everything_told(caught.value)]
    shown += [repr(vars(record)) + record.getMessage() for record in caplog.records]
    everything = "\n".join(shown)
    assertions = [str(call.request.body) for call in http.calls if str(call.request.url) == TOKENS]
    for hidden in (SECRET, header.split()[1], "PRIVATE KEY", *assertions):
        assert hidden not in everything


@pytest.mark.failure("3.8", "secrets in what is shown")
def test_the_settings_that_are_shown_name_places_and_no_secret(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, write: Callable[..., Path]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GP_PASSWORD", SECRET)
    Path(FILE_NAME).write_text(
        "[endpoints.a]\nurl = 'https://a.example'\nauth = 'basic'\n"
        "basic = { user = 'clinic', password_env = 'GP_PASSWORD' }\n"
        "[endpoints.b]\nurl = 'https://b.example'\nauth = 'smart-backend'\n"
        f"client = {{ client_id = 'c', key_id = '1', key_file = '{write(SECRET)}' }}\n"
    )
    for arguments in (["config", "show"], ["config", "show", "--json"]):
        result = CliRunner().invoke(fhir_vgc, arguments)
        assert result.exit_code == 0, result.output
        assert SECRET not in result.output
    assert "GP_PASSWORD" in result.output
    assert os.environ["GP_PASSWORD"] == SECRET
