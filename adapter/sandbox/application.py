"""The web application: from HTTP to the endpoint and back."""

from __future__ import annotations

import logging
from datetime import datetime
from email.utils import format_datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from adapter.sandbox.addresses import Address, address_of
from adapter.sandbox.endpoint import Endpoint
from adapter.sandbox.exchange import Answer, Asked
from adapter.sandbox.faults import Faults
from adapter.sandbox.misbehaviour import Misbehaviour
from adapter.sandbox.outcome import Refusal, issue, operation_outcome
from adapter.sandbox.policy import USUAL, Policy
from adapter.sandbox.store import Store
from adapter.sandbox.structure import parse
from profiles import wire
from profiles.wire import Resource

BASE = "/fhir"
FHIR_JSON = "application/fhir+json"
_CONTENT_TYPE = f"{FHIR_JSON}; charset=utf-8"
_JSON = frozenset({FHIR_JSON, "application/json", "text/json", "json", "application/json+fhir"})
_FORM = "application/x-www-form-urlencoded"
_METHODS = ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"]
_log = logging.getLogger(__name__)


def application(store: Store, faults: Faults | None = None, *, policy: Policy = USUAL) -> Starlette:
    """The endpoint at `/fhir`; neither bodies nor queries are logged.

    Requests are answered one after the other in the event loop: SQLite has one writer, and threads that wait
    for each other would only add to the time.
    """
    endpoint = Endpoint(store, policy)

    async def fhir(request: Request) -> Response:
        try:
            return await _answer(endpoint, request)
        except Refusal as refusal:
            return _refuse(refusal)
        except ClientDisconnect:
            raise
        except Exception as error:
            # The text of an unforeseen error may hold what was sent: only its kind and place are told.
            frame = error.__traceback__
            while frame and frame.tb_next:
                frame = frame.tb_next
            place = f"{frame.tb_frame.f_code.co_filename}:{frame.tb_lineno}" if frame else "?"
            _log.error("%s at %s", type(error).__name__, place)
            return _refuse(Refusal(500, "exception", "The endpoint failed."))

    app = Starlette(routes=[Route("/{path:path}", fhir, methods=_METHODS)])
    app.add_middleware(Misbehaviour, faults=faults or Faults(), base=BASE)
    return app


async def _answer(endpoint: Endpoint, request: Request) -> Response:
    path = request.url.path
    if path != BASE and not path.startswith(BASE + "/"):
        raise Refusal(404, "not-supported", f"The endpoint's base is {BASE}.")
    address = address_of(path.removeprefix(BASE), request.url.query)
    method = "GET" if request.method == "HEAD" else request.method
    endpoint.check_method(method, address)
    _check_acceptable(request, address)
    body = await _body(request, endpoint.policy.largest_body)
    asked = _asked(request)
    content: Any = None
    if address.shape == "type-search" and method == "POST":
        if _media_type(request) not in (_FORM, ""):
            raise Refusal(415, "not-supported", f"A search is sent as {_FORM}.")
        form = body.decode("utf-8", "replace")
        address = Address(address.shape, address.type, query="&".join(filter(None, [address.query, form])))
    elif method in ("POST", "PUT"):
        if _media_type(request) not in _JSON:
            raise Refusal(415, "not-supported", f"This endpoint reads {FHIR_JSON}.")
        content = parse(body)
    return _respond(endpoint.answer(method, address, content, asked), asked)


async def _body(request: Request, most: int) -> bytes:
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size <= most:
            parts.append(part)
    if size > most:  # read to its end first, so that the client gets to read the answer
        raise Refusal(413, "too-long", f"A request has at most {most} bytes.")
    return b"".join(parts)


def _asked(request: Request) -> Asked:
    headers = request.headers
    preferred = dict(
        part.strip().partition("=")[::2] for part in headers.get("prefer", "").replace(";", ",").split(",")
    )
    return Asked(
        base=f"{request.url.scheme}://{request.url.netloc}{BASE}",
        if_match=headers.get("if-match"),
        if_none_match=headers.get("if-none-match"),
        if_none_exist=headers.get("if-none-exist"),
        strict=preferred.get("handling") == "strict",
        prefer=preferred.get("return", ""),
        lapses=request.scope.get("faults", {}),
    )


def _media_type(request: Request) -> str:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


def _check_acceptable(request: Request, address: Address) -> None:
    """`_format` goes before Accept (R4, http §3.1.0.1.11); this endpoint speaks JSON only."""
    wanted = dict(parse_qsl(address.query)).get("_format") or request.headers.get("accept", "*/*")
    kinds = {kind.partition(";")[0].strip().lower() for kind in wanted.split(",")}
    if not kinds & (_JSON | {"*/*", "application/*", ""}):
        raise Refusal(406, "not-supported", f"This endpoint answers {FHIR_JSON}.")


def _respond(answer: Answer, asked: Asked) -> Response:
    headers = {}
    body = b""
    if answer.version is not None:
        version = answer.version
        headers["ETag"] = version.etag
        updated = datetime.fromisoformat(version.updated)
        headers["Last-Modified"] = format_datetime(updated, usegmt=True)
        if answer.wrote and version.body is not None:
            headers["Location"] = f"{asked.base}/{version.reference}/_history/{version.version}"
        if not answer.wrote or asked.prefer not in ("minimal", "OperationOutcome"):
            body = version.body or b""
        elif asked.prefer == "OperationOutcome" and version.body is not None:
            done = issue("informational", "The resource was kept.", severity="information")
            body = wire.dumps(operation_outcome([done]))
    elif answer.resource is not None:
        body = wire.dumps(answer.resource)
    if answer.status in (HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED):
        return Response(status_code=answer.status, headers=headers)
    return Response(body, answer.status, headers, media_type=_CONTENT_TYPE)


def _refuse(refusal: Refusal) -> Response:
    outcome: Resource = refusal.outcome()
    return Response(wire.dumps(outcome), refusal.status, refusal.headers, media_type=_CONTENT_TYPE)
