"""A guard before an endpoint: lets in whoever has a token that the authorisation server says is alive."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

import requests

_OPEN = ("/fhir/metadata", "/fhir/.well-known/smart-configuration")
_FORWARDED = (
    "Content-Type", "Accept", "Cache-Control", "Prefer", "If-Match", "If-None-Exist", "Host", "X-Request-ID",
)  # fmt: skip
_RETURNED = ("Content-Type", "ETag", "Location", "Last-Modified", "WWW-Authenticate")


class Guard:
    """What was seen at the door: the tokens let in, in order, and how many requests were turned away."""

    def __init__(self, target: str, issuer: str, scope: str) -> None:
        self._target, self._issuer, self._scope = target.removesuffix("/fhir"), issuer, scope
        self._us = register(issuer, token_endpoint_auth_method="client_secret_basic")
        self.url = ""
        self.let_in: list[str] = []
        self.turned_away = 0

    def configuration(self) -> bytes:
        algorithms = ["RS384", "ES384"]
        found = {
            "token_endpoint": f"{self._issuer}/token",
            "grant_types_supported": ["client_credentials"],
            "token_endpoint_auth_methods_supported": ["private_key_jwt"],
            "token_endpoint_auth_signing_alg_values_supported": algorithms,
        }
        return json.dumps(found).encode()

    def lets_in(self, authorization: str) -> bool:
        token = authorization.removeprefix("Bearer ")
        answer = requests.post(
            f"{self._issuer}/token/introspection",
            data={"token": token},
            auth=(self._us["client_id"], self._us["client_secret"]),
            timeout=60,
        ).json()
        alive = bool(answer["active"]) and self._scope in answer.get("scope", "").split()
        if alive:
            self.let_in.append(token)
        else:
            self.turned_away += 1
        return alive

    def forward(self, method: str, path: str, headers: dict[str, str], body: bytes) -> requests.Response:
        return requests.request(method, self._target + path, headers=headers, data=body, timeout=60)


def register(issuer: str, **metadata: object) -> dict[str, str]:
    """Register a client of client credentials at the OAuth2 server; returns what it was given (RFC 7591)."""
    known = {"redirect_uris": [], "response_types": [], "grant_types": ["client_credentials"], **metadata}
    answer = requests.post(f"{issuer}/reg", json=known, timeout=60)
    assert answer.status_code == 201, answer.text
    given: dict[str, str] = answer.json()
    return given


@contextmanager
def guarded(target: str, issuer: str, scope: str = "system/*.rs") -> Iterator[Guard]:
    """A guard before the endpoint at `target`, at an address of its own for the length of the block."""
    guard = Guard(target, issuer, scope)

    class Door(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def handle_any(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            path = urlsplit(self.path).path
            if path.endswith("/smart-configuration"):
                self._answer(200, {"Content-Type": "application/json"}, guard.configuration())
            elif path not in _OPEN and not guard.lets_in(self.headers.get("Authorization", "")):
                self._answer(401, {"WWW-Authenticate": 'Bearer error="invalid_token"'}, b"")
            else:
                headers = {name: value for name in _FORWARDED if (value := self.headers.get(name))}
                found = guard.forward(self.command, self.path, headers, body)
                kept = {name: found.headers[name] for name in _RETURNED if name in found.headers}
                self._answer(found.status_code, kept, found.content)

        do_GET = do_POST = do_PUT = handle_any  # noqa: N815

        def _answer(self, status: int, headers: dict[str, str], body: bytes) -> None:
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Door) as server:
        server.daemon_threads = True
        guard.url = f"http://127.0.0.1:{server.server_port}/fhir"
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield guard
        finally:
            server.shutdown()
            thread.join()
