"""Carries out the script of faults around the application."""

from __future__ import annotations

import asyncio
import gzip
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit, urlunsplit

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from adapter.sandbox.faults import Fault, Faults
from profiles import wire
from profiles.wire import Resource

_HTML = b"<!DOCTYPE html><html><title>Gateway</title><body>The service is not available.</body></html>"
_ANOTHER = {"resourceType": "Basic", "id": "another", "meta": {"versionId": "1"}, "code": {"text": "another"}}


@dataclass(slots=True)
class Spoilt:
    """An answer that is being spoilt."""

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""

    def replace(self, status: int, body: bytes, content_type: str, headers: Mapping[str, str]) -> None:
        self.status, self.body = status, body
        self.headers = {"content-type": content_type} | {
            name.lower(): value for name, value in headers.items()
        }

    def change_bundle(self, change: Callable[[Resource], None]) -> None:
        """Changes the body where it is a Bundle with entries."""
        if b'"Bundle"' in self.body:
            bundle = wire.loads(self.body)
            if bundle.get("entry"):
                change(bundle)
                self.body = wire.dumps(bundle)


class Misbehaviour:
    """The outermost middleware: decides which faults happen at a request, and does what lies around the work.

    The faults are passed on in the scope, as `faults`, for those that happen within. Closing a connection
    needs a server that puts a function for it in the scope's state, as `close` (see `serve`).
    """

    def __init__(self, app: ASGIApp, faults: Faults, base: str) -> None:
        self._app = app
        self._faults = faults
        self._base = base

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        path = scope["path"].removeprefix(self._base)
        faults = self._faults.for_request(scope["method"], path[1:] or path)
        if not faults:
            await self._app(scope, receive, send)
            return
        if "delay" in faults:
            await asyncio.sleep(faults["delay"].seconds)
        if "hang" in faults:
            await _departure(receive)
        elif "close-before" in faults:
            await _close(scope, receive)
        elif "status" in faults:
            answer = Spoilt()
            _answer_status(answer, faults["status"])
            await _send(answer, send)
        else:
            answer = await self._processed({**scope, "faults": faults}, receive)
            for action, spoil in _SPOILERS.items():
                if action in faults:
                    spoil(answer, faults[action])
            await _deliver(answer, faults, scope, receive, send)

    async def _processed(self, scope: Scope, receive: Receive) -> Spoilt:
        """The honest answer."""
        answer = Spoilt()

        async def keep(message: Message) -> None:
            if message["type"] == "http.response.start":
                answer.status = message["status"]
                answer.headers = {name.decode(): value.decode() for name, value in message["headers"]}
            elif message["type"] == "http.response.body":
                answer.body += message.get("body", b"")

        await self._app(scope, receive, keep)
        return answer


async def _deliver(
    answer: Spoilt, faults: Mapping[str, Fault], scope: Scope, receive: Receive, send: Send
) -> None:
    if "close-after" in faults:
        await _close(scope, receive)
    elif "truncated" in faults:
        await _start(answer, send)
        await send(
            {"type": "http.response.body", "body": answer.body[: len(answer.body) // 2], "more_body": True}
        )
        await _close(scope, receive)
    elif "drip" in faults:
        await _start(answer, send)
        for number in range(len(answer.body)):
            await send(
                {"type": "http.response.body", "body": answer.body[number : number + 1], "more_body": True}
            )
            if await _departed(receive, faults["drip"].seconds):
                return
        await send({"type": "http.response.body", "body": b""})
    else:
        await _send(answer, send)
        if "close-idle" in faults:
            scope["state"]["close"]()


async def _start(answer: Spoilt, send: Send) -> None:
    answer.headers["content-length"] = str(len(answer.body))
    headers = [(name.encode(), value.encode()) for name, value in answer.headers.items()]
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})


async def _send(answer: Spoilt, send: Send) -> None:
    await _start(answer, send)
    await send({"type": "http.response.body", "body": answer.body})


async def _close(scope: Scope, receive: Receive) -> None:
    scope["state"]["close"]()
    await _departure(receive)


async def _departure(receive: Receive) -> None:
    """Waits until the connection is closed, by whichever side."""
    while (await receive())["type"] != "http.disconnect":
        pass


async def _departed(receive: Receive, seconds: float) -> bool:
    try:
        await asyncio.wait_for(_departure(receive), seconds)
    except TimeoutError:
        return False
    return True


def _answer_status(answer: Spoilt, fault: Fault) -> None:
    answer.replace(fault.status, fault.body.encode(), "application/fhir+json", fault.headers)


def _answer_html(answer: Spoilt, fault: Fault) -> None:
    answer.replace(fault.status, _HTML, "text/html; charset=utf-8", fault.headers)


def _answer_other(answer: Spoilt, fault: Fault) -> None:
    answer.body = wire.dumps(_ANOTHER)


def _next_elsewhere(answer: Spoilt, fault: Fault) -> None:
    def change(bundle: Resource) -> None:
        for link in bundle.get("link", ()):
            if link["relation"] == "next":
                link["url"] = urlunsplit(urlsplit(link["url"])._replace(netloc=fault.host))

    answer.change_bundle(change)


def _next_repeats(answer: Spoilt, fault: Fault) -> None:
    def change(bundle: Resource) -> None:
        for link in bundle.get("link", ()):
            if link["relation"] == "next":
                link["url"] = re.sub(r"_offset=\d+", "_offset=0", link["url"])

    answer.change_bundle(change)


def _next_empty(answer: Spoilt, fault: Fault) -> None:
    def change(bundle: Resource) -> None:
        for link in bundle.get("link", ()):
            if link["relation"] == "next":
                link["url"] = ""

    answer.change_bundle(change)


def _without_meta(answer: Spoilt, fault: Fault) -> None:
    def change(bundle: Resource) -> None:
        for entry in bundle["entry"]:
            entry.get("resource", {}).pop("meta", None)

    answer.change_bundle(change)


def _without_version_headers(answer: Spoilt, fault: Fault) -> None:
    for name in ("etag", "last-modified", "location"):
        answer.headers.pop(name, None)


def _outcome_row(answer: Spoilt, fault: Fault) -> None:
    issue: Resource = {"severity": "information", "code": "informational", "diagnostics": "Not a match."}
    if fault.body:
        issue["details"] = {"coding": [{"code": fault.body}]}
    outcome = {"resourceType": "OperationOutcome", "issue": [issue]}
    answer.change_bundle(
        lambda bundle: bundle["entry"].append({"resource": outcome, "search": {"mode": "outcome"}})
    )


def _gzip_unannounced(answer: Spoilt, fault: Fault) -> None:
    answer.body = gzip.compress(answer.body)


def _padded(answer: Spoilt, fault: Fault) -> None:
    answer.body += b" " * fault.size


_SPOILERS: Mapping[str, Callable[[Spoilt, Fault], None]] = {
    "next-elsewhere": _next_elsewhere,
    "next-repeats": _next_repeats,
    "next-empty": _next_empty,
    "duplicate-rows": lambda answer, _: answer.change_bundle(lambda b: b["entry"].append(b["entry"][0])),
    "outcome-row": _outcome_row,
    "no-meta": _without_meta,
    "entry-missing": lambda answer, _: answer.change_bundle(lambda b: b["entry"].pop()),
    "entries-reversed": lambda answer, _: answer.change_bundle(lambda b: b["entry"].reverse()),
    "other-resource": _answer_other,
    "no-version-headers": _without_version_headers,
    "status-after": _answer_status,
    "html": _answer_html,
    "gzip-claimed": lambda answer, _: answer.headers.update({"content-encoding": "gzip"}),
    "padded": _padded,
    "gzip-unannounced": _gzip_unannounced,
}
