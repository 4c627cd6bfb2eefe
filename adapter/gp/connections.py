"""One request to the endpoint and its answer, or the error of our tree that became of it."""

from __future__ import annotations

import ssl
import threading
import time
import uuid
from collections.abc import Callable, Mapping
from urllib.parse import urljoin, urlsplit

import requests
import urllib3

from adapter.endpoint import Endpoint
from adapter.errors import (
    AnswerTooLarge,
    EndpointError,
    NotAuthorised,
    OutcomeUnknown,
    Refused,
    Stopped,
    Unreachable,
)
from adapter.gp.answers import Received
from adapter.gp.auth.mutual_tls import certificate_refused
from adapter.gp.body import OverLimit, read_body
from adapter.gp.transfer import Transfer, TransferAdapter, current_transfer
from adapter.telemetry.events import Interaction, RequestMade, Tell, unheard

FHIR_JSON = "application/fhir+json"

_HEADERS = {
    "Accept": FHIR_JSON,
    "Accept-Encoding": "gzip",
    # HAPI otherwise answers a search as it did within the last minute: what was written since looks lost
    "Cache-Control": "no-cache",
    "User-Agent": "fhir-vgc",
}

_MOST_REDIRECTS = 5


class Connections:
    """A connection for each thread; safe to use from several threads.

    `prepare` is called with each new session. `tell` hears of each attempt, in the thread that made it.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        *,
        prepare: Callable[[requests.Session], object],
        tell: Tell = unheard,
    ) -> None:
        self._endpoint = endpoint
        self._base = endpoint.url.rstrip("/")
        self._prepare = prepare
        self._tell = tell
        self._local = threading.local()
        self._sessions: list[requests.Session] = []
        self._lock = threading.Lock()

    @property
    def host(self) -> str:
        return urlsplit(self._base).netloc

    def own(self, url: str) -> str | None:
        """The absolute URL if it is on the endpoint's own host; None where credentials must not follow."""
        absolute = urljoin(self._base + "/", url)
        return absolute if _origin(absolute) == _origin(self._base) else None

    def send(
        self,
        method: str,
        url: str,
        data: Mapping[str, str] | bytes | None,
        headers: Mapping[str, str],
        correlation_id: str,
    ) -> Received:
        """Send one request; what came is returned whatever its status.

        Redirects that keep the method (307, 308) are followed on the endpoint's own host. Raises
        `Unreachable` where the request cannot have been processed, otherwise `OutcomeUnknown`, and `Refused`
        for a redirect to another host.
        """
        for _ in range(_MOST_REDIRECTS):
            received = self._attempt(method, url, data, headers, correlation_id)
            location = received.headers.get("Location")
            if received.status not in (307, 308) or not location:
                return received
            target = self.own(urljoin(url, location))
            if target is None:
                raise Refused(
                    f"{self.host} sends us to another host, a redirect, which is not followed",
                    status=received.status,
                    request_id=received.request_id,
                )
            url = target
        raise Refused(
            f"{self.host} sends us from one address to the next without end", status=received.status
        )

    def _attempt(
        self,
        method: str,
        url: str,
        data: Mapping[str, str] | bytes | None,
        headers: Mapping[str, str],
        correlation_id: str,
    ) -> Received:
        request_id = str(uuid.uuid4())
        transfer = Transfer(self._endpoint.timeout, self._endpoint.deadline)
        before = current_transfer.set(transfer)
        began = time.monotonic()
        received = None
        try:
            session = self._session()
            ids = {"X-Request-ID": request_id, "X-Correlation-ID": correlation_id}
            # session.request() would look at the environment each time, and send cookies: we want neither
            with session.send(
                requests.Request(method, url, data=data, headers={**_HEADERS, **headers, **ids}).prepare(),
                timeout=self._endpoint.timeout,
                verify=session.verify,
                cert=session.cert,
                proxies={},
                allow_redirects=False,
                stream=True,
            ) as response:
                received = self._taken_in(response, request_id)
        except requests.exceptions.RequestException as error:
            raise self._fate(error, transfer, request_id) from None
        finally:
            current_transfer.reset(before)
            answered = {} if received is None else received.headers
            self._tell(
                RequestMade(
                    interaction=interaction_of(method, url.removeprefix(self._base)),
                    method=method,
                    status=None if received is None else received.status,
                    seconds=time.monotonic() - began,
                    request=request_id,
                    correlation=correlation_id,
                    answered_request=answered.get("X-Request-ID"),
                    answered_correlation=answered.get("X-Correlation-ID"),
                )
            )
        return received

    def _taken_in(self, response: requests.Response, request_id: str) -> Received:
        status = response.status_code
        try:
            body = read_body(response.raw, self._endpoint.answer_limit)
        except (OverLimit, urllib3.exceptions.HTTPError) as error:
            if not 200 <= status < 300:
                # the status alone says what became of the request
                return Received(status, response.headers, request_id=request_id)
            if isinstance(error, OverLimit):
                raise AnswerTooLarge(
                    f"the answer of {self.host} is larger than {self._endpoint.answer_limit} bytes",
                    status=status,
                    request_id=request_id,
                ) from None
            slow = isinstance(error, urllib3.exceptions.ReadTimeoutError)
            raise OutcomeUnknown(
                f"the answer of {self.host} {'took too long' if slow else 'broke off'}",
                status=status,
                request_id=request_id,
            ) from None
        return Received(status, response.headers, body, request_id)

    def _fate(
        self, error: requests.exceptions.RequestException, transfer: Transfer, request_id: str
    ) -> EndpointError:
        """What became of a request that nothing was answered to, not even a status."""
        reason = _never_connected(error)
        if reason == _NOT_TRUSTED:
            return Stopped(f"no connection to {self.host}: {reason}")
        if certificate_refused(error):
            return NotAuthorised(
                f"{self.host} does not accept our client certificate, or asks for one (tls.certificate_file)"
            )
        if reason is not None:
            return Unreachable(f"no connection to {self.host}: {reason}")
        if transfer.connecting:
            return Unreachable(f"no connection to {self.host}: it broke off before anything was sent")
        head_only = transfer.parts == 1 and not transfer.sent_whole
        if head_only or transfer.stalled:
            return Unreachable(f"{self.host} did not take in all of the request", request_id=request_id)
        if isinstance(error, requests.exceptions.ConnectionError):
            return OutcomeUnknown(f"the connection broke off with {self.host}", request_id=request_id)
        return OutcomeUnknown(
            f"no usable answer from {self.host} ({type(error).__name__})", request_id=request_id
        )

    def _session(self) -> requests.Session:
        session: requests.Session | None = getattr(self._local, "session", None)
        if session is None:
            session = requests.Session()
            session.trust_env = False
            self._prepare(session)
            session.mount("http://", TransferAdapter())
            session.mount("https://", TransferAdapter())
            self._local.session = session
            with self._lock:
                self._sessions.append(session)
        return session

    def close(self) -> None:
        for session in self._sessions:
            session.close()


_PORTS = {"http": 80, "https": 443}


def _origin(url: str) -> tuple[object, ...] | None:
    """Scheme, who logs in, host and port, each as it is usually written; None where the URL is none."""
    try:
        parts = urlsplit(url)
        port = parts.port or _PORTS.get(parts.scheme)
    except ValueError:
        return None
    return parts.scheme, parts.netloc.rpartition("@")[:2], parts.hostname, port


def interaction_of(method: str, path: str) -> Interaction:
    """What is asked for by a path below the base, without a word of the path: an id may be in it."""
    steps = [step for step in path.partition("?")[0].split("/") if step]
    if steps == ["metadata"]:
        return "capabilities"
    if "_search" in steps:
        return "search"
    if method == "GET":
        return "history" if "_history" in steps else "read" if len(steps) == 2 else "page"
    if method == "POST":
        return "create" if steps else "bundle"
    return "delete" if method == "DELETE" else "update"


_NOT_TRUSTED = "its certificate is not accepted"

_BEFORE_CONNECTING = {
    "NameResolutionError": "its name is not known",
    "NewConnectionError": "it cannot be reached",
    "ConnectTimeoutError": "it did not answer",
}


def _never_connected(error: requests.exceptions.RequestException) -> str | None:
    """Why no byte was sent, as urllib3 reports it; None where some may have been.

    Of TLS, only a certificate that was not accepted is sure to come first: a broken record may come last.
    """
    reason = getattr(error.args[0] if error.args else None, "reason", None)
    (cause, *_) = getattr(reason, "args", None) or (None,)
    if type(reason).__name__ == "SSLError" and isinstance(cause, ssl.SSLCertVerificationError):
        return _NOT_TRUSTED
    return _BEFORE_CONNECTING.get(type(reason).__name__)
