"""What an HTTP answer means: a resource, or one error of our tree.

Nothing of a body reaches a message but the issue's code, a national code and the element that it is about.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from adapter.errors import (
    AlreadyThere,
    Conflict,
    EndpointError,
    NotAuthorised,
    NotProcessed,
    OutcomeUnknown,
    Refused,
    TooLarge,
)
from adapter.gp.http_date import http_date
from adapter.gp.outcome import Issue, first_error
from profiles import wire
from profiles.wire import Resource

RETRY_AFTER_LIMIT = 600.0
"""Longest wait, in seconds, that a Retry-After header may ask of us (failure matrix 3.2)."""

_BY_STATUS: dict[int, type[EndpointError]] = {
    301: Refused,
    302: Refused,
    307: Refused,
    308: Refused,
    401: NotAuthorised,
    403: NotAuthorised,
    408: NotProcessed,
    409: Conflict,
    410: Conflict,
    412: Conflict,
    413: TooLarge,
    423: NotProcessed,
    425: NotProcessed,
    429: NotProcessed,
    501: Refused,
    503: NotProcessed,
}
"""What is not listed is refused below 500, and else unknown: a server that failed may have committed first.

A 504 may mean that a transaction was too large, but it may have been committed: look first, then send it in
smaller parts. Redirects that come here were not followed: credentials must not go where they were not meant.
"""

_ISSUE_OVER_STATUS: dict[tuple[int, str], type[EndpointError]] = {
    (400, "duplicate"): AlreadyThere,
    (409, "duplicate"): AlreadyThere,
    (422, "duplicate"): AlreadyThere,
    (409, "lock-error"): NotProcessed,
    (409, "transient"): NotProcessed,
    (409, "throttled"): NotProcessed,
    (400, "too-costly"): TooLarge,
    (403, "too-costly"): TooLarge,
    (422, "too-costly"): TooLarge,
}
"""Where the issue's code says more than the status (failure matrix 3.2)."""


@dataclass(frozen=True, slots=True)
class Received:
    """An answer as it came, its body decompressed; header names are found in any case."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    request_id: str | None = None


def resource_in(received: Received) -> Resource | None:
    """The FHIR resource of a 2xx answer, or None where the body is empty.

    Raises the `EndpointError` that any other answer means. A 2xx answer whose body is not FHIR JSON (a
    proxy's page, a truncated body) is an unknown outcome.
    """
    body = _resource(received.body)
    issue = first_error(body)
    if not 200 <= received.status < 300 or issue is not None:
        raise _error(received.status, issue, received.request_id, _retry_after(received.headers))
    if body is None and received.body:
        raise OutcomeUnknown(
            f"the answer (status {received.status}) is not FHIR JSON",
            status=received.status,
            request_id=received.request_id,
        )
    return body


def error_of_entry(response: Any) -> EndpointError | None:
    """The error that `response` of one entry of a batch means; None where the entry was done.

    An entry without a usable status has an unknown outcome.
    """
    given = response if isinstance(response, dict) else {}
    text = str(given.get("status", ""))[:3]
    if not re.fullmatch(r"[1-5]\d\d", text, re.ASCII):
        return OutcomeUnknown("an entry was answered without a status")
    outcome = given.get("outcome")
    issue = first_error(outcome if isinstance(outcome, dict) else None)
    status = int(text)
    return None if 200 <= status < 300 and issue is None else _error(status, issue)


def _error(
    status: int, issue: Issue | None, request_id: str | None = None, retry_after: float | None = None
) -> EndpointError:
    issue = issue or Issue()
    message = f"the endpoint answered {status}"
    if 200 <= status < 300:
        message += " with an error inside"
    elif 300 <= status < 400:
        message += ", a redirect, which is not followed"
    message += f", code {issue.national}" if issue.national else ""
    message += f", issue {issue.code}" if issue.code else ""
    message += f" at {issue.element}" if issue.element else ""
    return _kind(status, issue)(
        message,
        status=status,
        issue=issue.code,
        code=issue.national,
        request_id=request_id,
        retry_after=retry_after,
    )


def _kind(status: int, issue: Issue) -> type[EndpointError]:
    """The national code first, then the issue's code, then the status (GP boundary 4).

    An error inside a success is an unknown outcome whatever it says: part of it may have been done.
    """
    if not 200 <= status < 300:
        if issue.kind is not None:
            return issue.kind
        status = issue.proxy or status
        if over := _ISSUE_OVER_STATUS.get((status, issue.code or "")):
            return over
        if status in (400, 422) and issue.too_many:
            return TooLarge
    return _BY_STATUS.get(status, Refused if 400 <= status < 500 else OutcomeUnknown)


def _resource(content: bytes) -> Resource | None:
    try:
        body: Any = wire.loads(content)
    except wire.NotJson:
        return None
    return body if isinstance(body, dict) and "resourceType" in body else None


def _retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds to wait, from seconds or an HTTP date; a past date is now, an absurd value is capped.

    A date is held against the endpoint's own clock, where the answer tells it.
    """
    text = headers.get("Retry-After", "").strip()
    if not text:
        return None
    if re.fullmatch(r"\d+(\.\d*)?", text, re.ASCII):
        seconds = float(text)
    elif moment := http_date(text):
        seconds = (moment - (http_date(headers.get("Date")) or dt.datetime.now(dt.UTC))).total_seconds()
    else:
        return None
    return min(max(seconds, 0.0), RETRY_AFTER_LIMIT)
