"""One request for a token with client credentials (RFC 6749, 4.4), and what its answer means."""

from __future__ import annotations

import datetime as dt
import math
import time
from collections.abc import Callable
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import requests
from pydantic import SecretStr
from urllib3.exceptions import HTTPError

from adapter.errors import NotAuthorised
from adapter.gp.auth.assertion import Assertions
from adapter.gp.auth.secret import token_of
from adapter.gp.body import OverLimit, read_body
from adapter.gp.http_date import http_date
from adapter.gp.transfer import Transfer, TransferAdapter, current_transfer
from adapter.telemetry.events import Tell, TokenRequested, unheard
from profiles import wire

JWT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

_HEADERS = {"Accept": "application/json", "Accept-Encoding": "gzip", "User-Agent": "fhir-vgc"}

_LARGEST = 100_000
"""Bytes of an answer of an authorisation server, far more than any that is one."""

_SKEW = 60.0
"""Seconds that two clocks may differ before the refusal is blamed on it."""

_SHORT_LIFE = 60.0
"""Seconds that a token is used for, where the answer does not say how long it lives."""

# fmt: off
_ERRORS = frozenset((
    "invalid_request", "invalid_client", "invalid_grant", "unauthorized_client", "unsupported_grant_type",
    "invalid_scope", "server_error", "temporarily_unavailable",
))
# fmt: on
"""What may be repeated of a refusal (RFC 6749, 5.2); anything else could be anything."""


class Granted(NamedTuple):
    token: SecretStr
    seconds: float
    """How long it lives from now."""


class _Answer(NamedTuple):
    status: int
    date: str | None
    body: dict[str, Any]


class AuthorisationServer:
    """Speaks with whoever gives tokens. Each request waits its turn by `before_request`; `tell` hears of it.

    The token endpoint's answers go nowhere but into a `Granted`: no error and no log repeats one.
    """

    def __init__(
        self,
        prepare: Callable[[requests.Session], None],
        *,
        timeout: float,
        deadline: float,
        before_request: Callable[[], object],
        tell: Tell = unheard,
    ) -> None:
        self._prepare, self._before_request, self._tell = prepare, before_request, tell
        self._timeout, self._deadline = timeout, deadline

    def document(self, url: str) -> dict[str, Any]:
        """What the server publishes at this address. Raises `NotAuthorised`."""
        answer = self._request("GET", url, None)
        if answer.status != 200 or not answer.body:
            raise NotAuthorised(f"{url}: answered {answer.status}, and no document")
        return answer.body

    def grant(self, url: str, assertions: Assertions, scope: str | None) -> Granted:
        """A token from the endpoint at this address. Raises `NotAuthorised`."""
        form = {
            "grant_type": "client_credentials",
            "client_assertion_type": JWT_BEARER,
            "client_assertion": assertions.sign(url),
        }
        if scope is not None:
            form["scope"] = scope
        answer = self._request("POST", url, form)
        host = urlsplit(url).netloc
        if answer.status != 200:
            code = answer.body.get("error")
            said = f", {code}" if code in _ERRORS else ""
            raise NotAuthorised(
                f"no token from {host}: it answered {answer.status}{said}{_skew(answer.date)}"
            )
        token, kind = answer.body.get("access_token"), answer.body.get("token_type")
        if not isinstance(token, str) or not isinstance(kind, str) or kind.lower() != "bearer":
            raise NotAuthorised(f"no token from {host}: its answer holds no bearer token")
        life = _seconds(answer.body.get("expires_in"))
        return Granted(token_of(SecretStr(token), f"the token from {host}"), life)

    def _request(self, method: str, url: str, form: dict[str, str] | None) -> _Answer:
        self._before_request()
        before = current_transfer.set(Transfer(self._timeout, self._deadline))
        began, status = time.monotonic(), None
        try:
            with requests.Session() as session:
                session.trust_env = False
                session.headers.update(_HEADERS)
                session.mount("http://", TransferAdapter())
                session.mount("https://", TransferAdapter())
                self._prepare(session)
                with session.request(
                    method, url, data=form, timeout=self._timeout, allow_redirects=False, stream=True
                ) as response:
                    status = response.status_code
                    body = _object(read_body(response.raw, _LARGEST))
                    return _Answer(status, response.headers.get("Date"), body)
        except (requests.exceptions.RequestException, HTTPError, OverLimit) as error:
            failure = type(error).__name__
        finally:
            current_transfer.reset(before)
            self._tell(TokenRequested(status=status, seconds=time.monotonic() - began))
        # outside the handler: the library's error holds the request, and the assertion with it
        raise NotAuthorised(f"no answer from {urlsplit(url).netloc} ({failure})")


def _object(text: bytes) -> dict[str, Any]:
    """The JSON object; an empty one where it is none."""
    try:
        body = wire.loads(text)
    except wire.NotJson:
        return {}
    return body if isinstance(body, dict) else {}


def _seconds(said: Any) -> float:
    """`expires_in`, which the NHS API platform gives as text."""
    try:
        seconds = float(said)
    except (TypeError, ValueError):
        return _SHORT_LIFE
    return seconds if math.isfinite(seconds) and seconds > 0 else _SHORT_LIFE


def _skew(date: str | None) -> str:
    """What is to be said of the two clocks, by the answer's `Date`."""
    theirs = http_date(date)
    seconds = (dt.datetime.now(dt.UTC) - theirs).total_seconds() if theirs else 0.0
    if abs(seconds) <= _SKEW:
        return ""
    return (
        f"; this machine's clock is {abs(seconds):.0f} seconds {'ahead of' if seconds > 0 else 'behind'} its"
    )
