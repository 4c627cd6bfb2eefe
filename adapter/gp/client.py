"""The FHIR REST client: one endpoint, a connection for each thread, counted requests, errors of our tree."""

from __future__ import annotations

import ssl
import threading
import uuid
from types import TracebackType
from typing import Self
from urllib.parse import quote, urljoin, urlsplit

import requests
from requests.adapters import HTTPAdapter

from adapter.errors import NotAuthorised, OutcomeUnknown, Refused, Unreachable
from adapter.gp.answers import resource_in
from adapter.gp.auth.choosing import authorisation_of
from adapter.gp.auth.mutual_tls import TlsFiles
from adapter.gp.retry import repeatedly
from adapter.settings import Endpoint
from profiles import wire
from profiles.wire import Resource

FHIR_JSON = "application/fhir+json"

_MOST_PAGES = 200
"""Pages of one search, far more than any that we ask for."""


class GpClient:
    """Speaks FHIR R4 JSON with one endpoint. Safe to use from several threads.

    Nothing about a patient goes into a URL: searches are sent by POST.
    """

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint
        self._base = endpoint.url.rstrip("/")
        self._tls = TlsFiles(endpoint.tls)
        self._authorisation = authorisation_of(endpoint, self._tls)
        self._local = threading.local()
        self._sessions: list[requests.Session] = []
        self._lock = threading.Lock()
        self.reads = 0
        self.writes = 0

    def metadata(self) -> Resource | None:
        """The endpoint's CapabilityStatement; None where it has none."""
        try:
            statement = self._read("GET", "/metadata", None)
        except Refused:
            return None
        return statement if statement.get("resourceType") == "CapabilityStatement" else None

    def read(self, resource_type: str, server_id: str) -> Resource:
        """The current version of a resource.

        Raises `Refused` with status 404 where there is none, `Conflict` with status 410 where it was deleted.
        """
        path = f"/{resource_type}/{quote(server_id, safe='')}"
        resource = self._read("GET", path, resource_type)
        if resource.get("id") != server_id:
            raise OutcomeUnknown(f"the endpoint answered with another {resource_type} than was asked for")
        return resource

    def versions(self, resource_type: str, server_id: str) -> list[Resource]:
        """The resource's history, newest first (its first page)."""
        path = f"/{resource_type}/{quote(server_id, safe='')}/_history"
        bundle = self._read("GET", path, "Bundle")
        return [entry["resource"] for entry in bundle.get("entry", ()) if "resource" in entry]

    def search(self, resource_type: str, parameters: dict[str, str]) -> list[Resource]:
        """Every resource of that type that matches, over all pages."""
        bundle = self._read("POST", f"/{resource_type}/_search", "Bundle", form=parameters)
        found: dict[str, Resource] = {}
        seen: set[str] = set()
        while True:
            for entry in bundle.get("entry", ()):
                resource = entry.get("resource", {})
                if resource.get("resourceType") == resource_type:
                    # a page that shifts while it is read shows a resource twice
                    found.setdefault(str(resource.get("id")), resource)
            following = next(
                (link.get("url") for link in bundle.get("link", ()) if link.get("relation") == "next"), None
            )
            if not following:
                return list(found.values())
            if following in seen or len(seen) == _MOST_PAGES:
                raise Refused("the endpoint's pages go round in a circle, or never end")
            seen.add(following)
            bundle = self._read("GET", self._own(following), "Bundle")

    def transaction(self, bundle: Resource) -> Resource:
        """Send a transaction, again only if it was certainly not processed; returns the response Bundle."""
        return self._transaction(bundle, harmless=False)

    def ask(self, bundle: Resource) -> Resource:
        """Send a transaction that only reads; returns the response Bundle."""
        return self._transaction(bundle, harmless=True)

    def _transaction(self, bundle: Resource, *, harmless: bool) -> Resource:
        body = wire.dumps(bundle)
        headers = {"Content-Type": FHIR_JSON, "Prefer": "return=minimal"}

        def send() -> Resource:
            self._count(reads=harmless)
            return self._send("POST", "", "Bundle", data=body, headers=headers)

        return repeatedly(send, harmless=harmless, attempts=self._endpoint.attempts)

    def _read(
        self, method: str, path: str, expected: str | None, form: dict[str, str] | None = None
    ) -> Resource:
        def send() -> Resource:
            self._count(reads=True)
            return self._send(method, path, expected, data=form)

        return repeatedly(send, harmless=True, attempts=self._endpoint.attempts)

    def _count(self, *, reads: bool) -> None:
        with self._lock:
            if reads:
                self.reads += 1
            else:
                self.writes += 1

    def _send(
        self,
        method: str,
        path: str,
        expected: str | None,
        data: dict[str, str] | bytes | None = None,
        headers: dict[str, str] | None = None,
    ) -> Resource:
        """One request, and once more after a 401 if the authorisation could be renewed.

        An answer of another type than `expected`, where one is, is an unknown outcome.
        """
        authorised = self._authorisation.headers(method, path)
        try:
            return self._attempt(method, path, expected, data, {**authorised, **(headers or {})})
        except NotAuthorised as error:
            # a 401 comes before anything is processed, so a write may be sent again
            if error.status != 401 or not self._authorisation.renew(authorised):
                raise
        authorised = self._authorisation.headers(method, path)
        return self._attempt(method, path, expected, data, {**authorised, **(headers or {})})

    def _attempt(
        self,
        method: str,
        path: str,
        expected: str | None,
        data: dict[str, str] | bytes | None,
        headers: dict[str, str],
    ) -> Resource:
        url = path if "://" in path else self._base + path
        request_id = str(uuid.uuid4())
        try:
            response = self._session().request(
                method,
                url,
                data=data,
                headers={**headers, "X-Request-ID": request_id},
                timeout=self._endpoint.timeout,
                allow_redirects=False,
            )
        except requests.exceptions.ConnectionError as error:
            if reason := _never_connected(error):
                raise Unreachable(f"no connection to {self._host}: {reason}") from None
            raise OutcomeUnknown(
                f"the connection broke off with {self._host}", request_id=request_id
            ) from None
        except requests.exceptions.RequestException as error:
            raise OutcomeUnknown(
                f"no usable answer from {self._host} ({type(error).__name__})", request_id=request_id
            ) from None
        resource = resource_in(response) or {}
        if expected is not None and resource.get("resourceType") != expected:
            raise OutcomeUnknown(
                f"the endpoint's answer is not a {expected}",
                status=response.status_code,
                request_id=request_id,
            )
        return resource

    def _session(self) -> requests.Session:
        session: requests.Session | None = getattr(self._local, "session", None)
        if session is None:
            session = requests.Session()
            session.trust_env = False
            self._tls.prepare(session)
            session.mount("http://", HTTPAdapter(pool_connections=1, pool_maxsize=1))
            session.mount("https://", HTTPAdapter(pool_connections=1, pool_maxsize=1))
            session.headers.update({"Accept": FHIR_JSON, "User-Agent": "fhir-vgc"})
            self._local.session = session
            with self._lock:
                self._sessions.append(session)
        return session

    @property
    def _host(self) -> str:
        return urlsplit(self._base).netloc

    def _own(self, url: str) -> str:
        """A paging link, refused when it leads to another host: credentials must not follow it."""
        absolute = urljoin(self._base + "/", url)
        if urlsplit(absolute)[:2] != urlsplit(self._base)[:2]:
            raise Refused("the endpoint's next page is on another host; not followed")
        return absolute

    def close(self) -> None:
        for session in self._sessions:
            session.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


_BEFORE_CONNECTING = {
    "NameResolutionError": "its name is not known",
    "NewConnectionError": "it cannot be reached",
    "ConnectTimeoutError": "it did not answer",
}


def _never_connected(error: requests.exceptions.ConnectionError) -> str | None:
    """Why no byte was sent, as urllib3 reports it; None where some may have been.

    Of TLS, only a certificate that was not accepted is sure to come first: a broken record may come last.
    """
    reason = getattr(error.args[0] if error.args else None, "reason", None)
    (cause, *_) = getattr(reason, "args", None) or (None,)
    if type(reason).__name__ == "SSLError" and isinstance(cause, ssl.SSLCertVerificationError):
        return "its certificate is not accepted"
    return _BEFORE_CONNECTING.get(type(reason).__name__)
