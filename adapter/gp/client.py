"""The FHIR REST client: what is asked of one endpoint, in counted requests and with errors of our tree."""

from __future__ import annotations

import re
import threading
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from adapter.endpoint import Endpoint
from adapter.errors import EndpointError, OutcomeUnknown, Refused
from adapter.gp.answers import Received, resource_in
from adapter.gp.auth.mutual_tls import TlsFiles
from adapter.gp.connections import FHIR_JSON, Connections
from adapter.gp.paging import Page, pages, version_of
from adapter.gp.retry import once_renewed, repeatedly
from adapter.gp.server_clock import ServerClock
from adapter.gp.terms import Terms
from adapter.telemetry.events import Tell, unheard
from mappings.address import with_own_relative
from profiles import wire
from profiles.wire import Resource

_CONDITIONS = {
    "ifMatch": "If-Match",
    "ifNoneMatch": "If-None-Match",
    "ifNoneExist": "If-None-Exist",
}
"""What a request of a Bundle's entry is bound to, and the header for it outside of a Bundle."""

_ABSOLUTE = re.compile(rb'"reference"\s*:\s*"http')
"""Only an answer that has such references is searched for them: most servers' have none."""


@dataclass(frozen=True, slots=True)
class _Request:
    """One request; an answer of another type than `expected` is none.

    `path` is below the base, and then empty or begins with a slash, or else a whole URL. `harmless` is a
    request that may be sent again whatever became of it. All that belongs to one operation has one
    correlation id.
    """

    method: str
    path: str
    expected: str | None
    data: Mapping[str, str] | bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    harmless: bool = True
    correlation_id: str = field(default_factory=lambda: str(uuid.uuid4()))


_OF_ANY_SEARCH = frozenset({"_count", "_lastUpdated", "_sort"})
"""Parameters of ours that name nobody."""


def _next(search: _Request, address: str, resource_type: str) -> _Request:
    """The request for the next page of a search.

    An address that repeats what was posted is no address to ask for: an NHS number would stand in it. It is
    a search as the first one, and posted like that (FHIR R4, RESTful API, search).
    """
    url = urlsplit(address)
    said = {name for name, _ in parse_qsl(url.query, keep_blank_values=True)}
    posted = search.data.keys() - _OF_ANY_SEARCH if isinstance(search.data, Mapping) else set[str]()
    path = url.path.removesuffix("/_search")
    if said.isdisjoint(posted) or not path.endswith(f"/{resource_type}"):
        return _Request("GET", address, "Bundle", correlation_id=search.correlation_id)
    return _Request(
        "POST",
        url._replace(path=f"{path}/_search", query="", fragment="").geturl(),
        "Bundle",
        url.query.encode(),
        {"Content-Type": "application/x-www-form-urlencoded"},
        correlation_id=search.correlation_id,
    )


def _begins(history: Resource) -> bool:
    """Whether the last entry of a history, newest first, says that it was the first of its resource.

    Where it does not say how it came about, though FHIR asks for that (R4, bdl-3), its number does: some
    count from 0, so that 1 does only where nothing speaks of a version before it.
    """
    entries = history["entry"]
    method, status = (
        str(entries[-1].get(said, {}).get(name, ""))
        for said, name in (("request", "method"), ("response", "status"))
    )
    if method in ("POST", "PUT", "PATCH", "DELETE"):
        return method == "POST" or (method == "PUT" and status.startswith("201"))
    told = history.get("total")
    more = isinstance(told, int) and told > len(entries)
    version = version_of(entries[-1].get("resource"))
    return version == "0" or (version == "1" and not more and (not status or status.startswith("201")))


def _is_told(entry: Resource) -> bool:
    """Whether an entry of a history holds what its version said, or is a deletion, which says nothing."""
    return "resource" in entry or entry.get("request", {}).get("method") == "DELETE"


class GpClient:
    """Speaks FHIR R4 JSON with one endpoint. Safe to use from several threads.

    Nothing about a patient goes into a URL: searches are sent by POST. `terms` are those of a client before
    it at the same endpoint.
    """

    def __init__(self, endpoint: Endpoint, tell: Tell = unheard, terms: Terms | None = None) -> None:
        self._endpoint = endpoint
        self._base = endpoint.url.rstrip("/")
        self._connections = Connections(endpoint, prepare=TlsFiles(endpoint.tls).prepare, tell=tell)
        self.terms = terms or Terms(endpoint, tell)
        self._lock = threading.Lock()
        self.reads = 0
        self.writes = 0
        self.server_clock = ServerClock()
        self.permit: Callable[[], object] = lambda: None
        """Asked before each attempt at a request that writes, when waiting is over; raises if it may not."""

    def metadata(self) -> Resource | None:
        """The endpoint's CapabilityStatement; None where it has none."""
        try:
            statement = self._send(_Request("GET", "/metadata", None))
        except Refused:
            return None
        return statement if statement.get("resourceType") == "CapabilityStatement" else None

    def read(self, resource_type: str, server_id: str) -> Resource:
        """The current version of a resource.

        Raises `Refused` with status 404 where there is none, `Conflict` with status 410 where it was deleted.
        """
        path = f"/{resource_type}/{quote(server_id, safe='')}"
        resource = self._send(_Request("GET", path, resource_type))
        if resource.get("id") != server_id:
            raise OutcomeUnknown(
                f"the endpoint answered with another {resource_type} than was asked for", status=200
            )
        return resource

    def versions(self, resource_type: str, server_id: str) -> list[Resource] | None:
        """The resource's history, newest first (its first page); None where older versions are not told.

        They are not where the oldest there is does not say that it was the first: some endpoints keep the
        newest alone. Nor are they where a version is there without what it said.
        """
        path = f"/{resource_type}/{quote(server_id, safe='')}/_history"
        history = self._send(_Request("GET", path, "Bundle"))
        entries = history.get("entry", ())
        versions = [entry["resource"] for entry in entries if "resource" in entry]
        return versions if versions and all(map(_is_told, entries)) and _begins(history) else None

    def search(self, resource_type: str, parameters: dict[str, str]) -> list[Resource]:
        """Every resource of that type that matches, over all pages."""
        found: dict[str, Resource] = {}
        for page in self.search_pages(resource_type, parameters):
            for row in page.rows:
                if row.resource is not None:
                    # a page that shifts while it is read shows a resource twice
                    found.setdefault(row.server_id, row.resource)
        return list(found.values())

    def answers(self) -> bool:
        """Whether a search is answered that is about nobody."""
        try:
            self.search("Patient", {"_id": "fhir-vgc-asks"})
        except (Refused, OutcomeUnknown):
            return False
        return True

    def search_pages(self, resource_type: str, parameters: dict[str, str]) -> Iterator[Page]:
        """The pages of a search, each read when it is asked for. Raises `PagesBroken` as `pages` does."""
        path = f"/{resource_type}/_search"
        return self._pages(_Request("POST", path, "Bundle", data=parameters), resource_type)

    def history_pages(self, resource_type: str, parameters: dict[str, str]) -> Iterator[Page]:
        """The pages of a type's history, newest first. `parameters` go into the URL, so name no patient."""
        path = f"/{resource_type}/_history?{urlencode(parameters)}"
        return self._pages(_Request("GET", path, "Bundle"), resource_type)

    def _pages(self, request: _Request, resource_type: str) -> Iterator[Page]:
        def follow(address: str) -> Resource:
            return self._send(_next(request, address, resource_type))

        return pages(self._send(request), resource_type, self._connections.own, follow)

    def transaction(self, bundle: Resource) -> Resource:
        """Send a transaction or batch, again only if it was certainly not processed; the response Bundle."""
        return self._transaction(bundle, harmless=False)

    def ask(self, bundle: Resource) -> Resource:
        """Send a transaction or batch that only reads; returns the response Bundle."""
        return self._transaction(bundle, harmless=True)

    def _transaction(self, bundle: Resource, *, harmless: bool) -> Resource:
        headers = {"Content-Type": FHIR_JSON, "Prefer": "return=minimal"}
        return self._send(_Request("POST", "", "Bundle", wire.dumps(bundle), headers, harmless))

    def write(self, entry: Resource) -> Resource:
        """Send one entry of a Bundle as a request of its own, again only if it was certainly not processed.

        Returns the entry of the response as a Bundle would hold it.
        """
        asked = entry["request"]
        headers = {_CONDITIONS[name]: asked[name] for name in _CONDITIONS if name in asked}
        headers |= {"Content-Type": FHIR_JSON, "Prefer": "return=representation"}
        body = wire.dumps(entry["resource"])
        request = _Request(asked["method"], f"/{asked['url']}", None, body, headers, harmless=False)
        received, resource = self._exchanged(request)
        headers_of = {"location": "Location", "etag": "ETag"}
        told = {name: received.headers[of] for name, of in headers_of.items() if of in received.headers}
        return {"resource": resource, "response": {"status": str(received.status), **told}}

    def _send(self, request: _Request) -> Resource:
        return self._exchanged(request)[1]

    def _exchanged(self, request: _Request) -> tuple[Received, Resource]:
        """Send the request, again where `retry` says so; the answer, and the resource in it."""
        authorised: dict[str, str] = {}

        def attempt() -> tuple[Received, Resource]:
            nonlocal authorised
            authorised = self.terms.authorisation.headers(request.method, request.path)
            return self._attempt(request, authorised)

        def send() -> tuple[Received, Resource]:
            self._count(reads=request.harmless)
            return once_renewed(attempt, lambda: self.terms.authorisation.renew(authorised))

        return repeatedly(
            send,
            harmless=request.harmless,
            attempts=self._endpoint.attempts,
            patience=self._endpoint.patience,
            sleep=self.terms.sleep,
        )

    def _attempt(self, request: _Request, authorised: Mapping[str, str]) -> tuple[Received, Resource]:
        # a condition holds an address as well, of a system of identifiers
        url = self._base + request.path if request.path[:1] in ("", "/") else request.path
        headers = {**authorised, **request.headers}
        sent = self.terms.turn()
        if not request.harmless:
            self.permit()
        try:
            with self.terms.breaker.attempt():
                received = self._connections.send(
                    request.method, url, request.data, headers, request.correlation_id
                )
            self.server_clock.note(received.headers)
            resource = resource_in(received) or {}
            if _ABSOLUTE.search(received.body):
                resource = with_own_relative(resource, self._base)
        except EndpointError as error:
            self.terms.heard(error, sent)
            raise
        if request.expected is not None and resource.get("resourceType") != request.expected:
            raise OutcomeUnknown(
                f"the endpoint's answer is not a {request.expected}",
                status=received.status,
                request_id=received.request_id,
            )
        return received, resource

    def _count(self, *, reads: bool) -> None:
        with self._lock:
            if reads:
                self.reads += 1
            else:
                self.writes += 1

    def close(self) -> None:
        self._connections.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
