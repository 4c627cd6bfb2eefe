"""What an OperationOutcome says: its first error, as codes and a place, never its words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from adapter.errors import EndpointError
from adapter.gp.national import meaning, proxy_status
from profiles.wire import Resource

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

_TOO_MANY = re.compile(r"\b(bundle|batch|transaction|entries)\b", re.IGNORECASE)
_LIMIT = re.compile(
    r"too (many|large|big)|limit|maximum|exceed|more than \d+ (entries|resources)", re.IGNORECASE
)
"""Servers that know no code for it say in words that a Bundle has too many entries."""


@dataclass(frozen=True, slots=True)
class Issue:
    """The first error: `code` of the issue type, `element` that it is about, and the national code.

    `kind` is the error that the national code means, `proxy` the status that the Spine proxy gives.
    """

    code: str | None = None
    element: str | None = None
    national: str | None = None
    kind: type[EndpointError] | None = None
    proxy: int | None = None
    too_many: bool = False


def first_error(body: Resource | None) -> Issue | None:
    """None where the body is no OperationOutcome, or holds no error.

    An issue with a national code that is known goes before one without.
    """
    if body is None or body.get("resourceType") != "OperationOutcome":
        return None
    issues = body.get("issue")
    errors = [
        _issue(issue)
        for issue in (issues if isinstance(issues, list) else ())
        if isinstance(issue, dict) and issue.get("severity") in ("error", "fatal")
    ]
    known = [error for error in errors if error.kind is not None or error.proxy is not None]
    return next(iter([*known, *errors]), None)


def _issue(issue: Resource) -> Issue:
    national, kind, proxy = None, None, None
    details = issue.get("details")
    codings = details.get("coding") if isinstance(details, dict) else None
    for coding in codings if isinstance(codings, list) else ():
        system, code = (_text(coding, "system"), _text(coding, "code"))
        if known := meaning(system, code):
            national, kind = known
            break
        proxy = proxy or proxy_status(system, code)
    words = " ".join([*_said(issue, "diagnostics"), *_said(details, "text")])[:2000]
    return Issue(
        code=next((code for code in _said(issue, "code") if code in _ISSUE_CODES), None),
        element=next((path for path in _said(issue, "expression") if _ELEMENT.fullmatch(path)), None),
        national=national,
        kind=kind,
        proxy=proxy,
        too_many=bool(_TOO_MANY.search(words) and _LIMIT.search(words)),
    )


def _text(coding: Any, element: str) -> str:
    said = coding.get(element) if isinstance(coding, dict) else None
    return said if isinstance(said, str) else ""


def _said(issue: Any, element: str) -> list[str]:
    """The texts that the issue gives there: one or several."""
    said = issue.get(element) if isinstance(issue, dict) else None
    return [text for text in (said if isinstance(said, list) else [said]) if isinstance(text, str)]
