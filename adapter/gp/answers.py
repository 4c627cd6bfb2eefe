"""What an HTTP answer means: a resource, or one error of our tree.

Nothing of a body reaches a message but the issue's code and the element that it is about.
"""

from __future__ import annotations

import datetime as dt
import re
from email.utils import parsedate_to_datetime
from typing import Any

import requests

from adapter.errors import Conflict, EndpointError, NotAuthorised, NotProcessed, OutcomeUnknown, Refused
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
    423: NotProcessed,
    425: NotProcessed,
    429: NotProcessed,
    501: Refused,
    503: NotProcessed,
}
"""What is not listed is refused below 500, and else unknown: a server that failed may have committed first.

Redirects are refused because they are not followed: credentials must not go where they were not meant for.
"""

# fmt: off
_ISSUE_CODES = frozenset((
    "invalid", "structure", "required", "value", "invariant", "security", "login", "unknown",
    "expired", "forbidden", "suppressed", "processing", "not-supported", "duplicate",
    "multiple-matches", "not-found", "deleted", "too-long", "code-invalid", "extension",
    "too-costly", "business-rule", "conflict", "transient", "lock-error", "no-store", "exception",
    "timeout", "incomplete", "throttled", "informational",
))
# fmt: on
"""FHIR R4 value set issue-type. An endpoint may write anything; only what is one of these is repeated."""

_ELEMENT = re.compile(r"[A-Z][A-Za-z]*(\[\d{1,3}\])?(\.[A-Za-z]+(\[\d{1,3}\]|\([A-Za-z]*\))?)*")


def resource_in(response: requests.Response) -> Resource | None:
    """The FHIR resource of a 2xx answer, or None where the body is empty.

    Raises the `EndpointError` that any other answer means. A 2xx answer whose body is not FHIR JSON (a
    proxy's page, a truncated body) is an unknown outcome.
    """
    request_id = response.request.headers.get("X-Request-ID") if response.request is not None else None
    status = response.status_code
    body = _body(response)
    issue = _first_error(body)
    if 200 <= status < 300 and issue is None:
        if body is None and response.content:
            raise OutcomeUnknown(
                f"the answer (status {status}) is not FHIR JSON", status=status, request_id=request_id
            )
        return body
    code = next((code for code in _said(issue, "code") if code in _ISSUE_CODES), None)
    element = next((path for path in _said(issue, "expression") if _ELEMENT.fullmatch(path)), None)
    message = f"the endpoint answered {status}"
    if 200 <= status < 300:
        message += " with an error inside"
    elif 300 <= status < 400:
        message += ", a redirect, which is not followed"
    raise _kind(status)(
        message + (f", issue {code}" if code else "") + (f" at {element}" if element else ""),
        status=status,
        issue=code,
        request_id=request_id,
        retry_after=_retry_after(response),
    )


def _kind(status: int) -> type[EndpointError]:
    return _BY_STATUS.get(status, Refused if 400 <= status < 500 else OutcomeUnknown)


def _body(response: requests.Response) -> Resource | None:
    try:
        body: Any = wire.loads(response.content)
    except wire.NotJson:
        return None
    return body if isinstance(body, dict) and "resourceType" in body else None


def _first_error(body: Resource | None) -> Resource | None:
    """The first error of an OperationOutcome; None where the body is none, or holds no error."""
    if body is None or body["resourceType"] != "OperationOutcome":
        return None
    issues = body.get("issue")
    for issue in issues if isinstance(issues, list) else ():
        if isinstance(issue, dict) and issue.get("severity") in ("error", "fatal"):
            return issue
    return None


def _said(issue: Resource | None, element: str) -> list[str]:
    """The texts that the issue gives there: one or several."""
    said = (issue or {}).get(element)
    return [text for text in (said if isinstance(said, list) else [said]) if isinstance(text, str)]


def _retry_after(response: requests.Response) -> float | None:
    """Seconds to wait, from seconds or an HTTP date; a past date is now, an absurd value is capped."""
    text = response.headers.get("Retry-After", "").strip()
    if not text:
        return None
    try:
        if re.fullmatch(r"\d+(\.\d*)?", text):
            seconds = float(text)
        else:
            moment = parsedate_to_datetime(text)
            seconds = (
                moment.replace(tzinfo=moment.tzinfo or dt.UTC) - dt.datetime.now(dt.UTC)
            ).total_seconds()
    except (ValueError, OverflowError):
        return None
    return min(max(seconds, 0.0), RETRY_AFTER_LIMIT)
