"""What an HTTP answer means: a resource, or one error of our tree. Nothing of a body reaches a message."""

from __future__ import annotations

import datetime as dt
from email.utils import parsedate_to_datetime
from typing import Any

import requests

from adapter.errors import Conflict, EndpointError, NotAuthorised, NotProcessed, OutcomeUnknown, Refused
from profiles import wire
from profiles.wire import Resource

RETRY_AFTER_LIMIT = 600.0
"""Longest wait, in seconds, that a Retry-After header may ask of us (failure matrix 3.2)."""

_BY_STATUS: dict[int, type[EndpointError]] = {
    401: NotAuthorised,
    403: NotAuthorised,
    408: NotProcessed,
    409: Conflict,
    412: Conflict,
    423: NotProcessed,
    425: NotProcessed,
    429: NotProcessed,
    503: NotProcessed,
}


def resource_in(response: requests.Response) -> Resource | None:
    """The FHIR resource of a 2xx answer, or None where the body is empty.

    Raises the `EndpointError` that any other answer means. A 2xx answer whose body is not FHIR JSON (a
    proxy's page, a truncated body) is an unknown outcome.
    """
    request_id = response.request.headers.get("X-Request-ID") if response.request is not None else None
    body = _body(response)
    if response.ok:
        if body is None and response.content:
            raise OutcomeUnknown(
                f"the answer (status {response.status_code}) is not FHIR JSON",
                status=response.status_code,
                request_id=request_id,
            )
        if body is not None and (code := error_issue(body)):
            raise Refused(
                f"the endpoint answered {response.status_code} with an error inside (issue {code})",
                status=response.status_code,
                issue=code,
                request_id=request_id,
            )
        return body
    issue = _first_issue(body)
    error = _BY_STATUS.get(response.status_code)
    if error is None:
        error = Refused if response.status_code < 500 or response.status_code == 501 else OutcomeUnknown
    where = f" at {issue['expression'][0]}" if issue.get("expression") else ""
    code = f", issue {issue['code']}{where}" if issue.get("code") else ""
    raise error(
        f"the endpoint answered {response.status_code}{code}",
        status=response.status_code,
        issue=issue.get("code"),
        request_id=request_id,
        retry_after=_retry_after(response),
    )


def error_issue(body: Resource) -> str | None:
    """The code of the first error in an OperationOutcome; None where there is no error."""
    if body.get("resourceType") != "OperationOutcome":
        return None
    for issue in body.get("issue", ()):
        if issue.get("severity") in ("error", "fatal"):
            return str(issue.get("code"))
    return None


def _body(response: requests.Response) -> Resource | None:
    try:
        body: Any = wire.loads(response.content)
    except wire.NotJson:
        return None
    return body if isinstance(body, dict) and "resourceType" in body else None


def _first_issue(body: Resource | None) -> Resource:
    issues = (body or {}).get("issue") or [{}]
    first = issues[0]
    return first if isinstance(first, dict) else {}


def _retry_after(response: requests.Response) -> float | None:
    """Seconds to wait, from seconds or an HTTP date; a past date is now, an absurd value is capped."""
    text = response.headers.get("Retry-After", "").strip()
    if not text:
        return None
    try:
        seconds = float(text)
    except ValueError:
        try:
            moment = parsedate_to_datetime(text)
        except ValueError:
            return None
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=dt.UTC)
        seconds = (moment - dt.datetime.now(dt.UTC)).total_seconds()
    return min(max(seconds, 0.0), RETRY_AFTER_LIMIT)
