"""What a check says of a resource as FHIR says it: an OperationOutcome."""

from __future__ import annotations

from typing import Any

from profiles import wire
from profiles.checking.issues import Report
from profiles.checking.texts import Unreadable
from profiles.checking.verdict import Checked
from profiles.wire import Resource

_FILE = "http://hl7.org/fhir/StructureDefinition/operationoutcome-file"
"""As the HL7 validator names the file in its own outcomes (the FHIR extensions package)."""


def outcome(where: str, report: Report) -> Resource:
    """The issues of one resource that was read at `where`, and what was not checked as information.

    An OperationOutcome has at least one issue (R4), so one that says so stands where there is none.
    """
    issues = [issue.as_fhir() for issue in report.issues]
    places: dict[str, list[str]] = {}
    for one in report.not_checked:
        places.setdefault(one.what, []).append(one.path)
    issues += [_information(f"Not checked: {what}", expression=paths) for what, paths in places.items()]
    return _outcome(where, issues or [_information("No issues found")])


def unreadable(one: Unreadable) -> Resource:
    """A fatal issue for what could not be read as a resource."""
    text = f"Found {one.found}; expected {one.expected}. {one.todo}"
    return _outcome(one.where, [{"severity": "fatal", "code": "structure", "details": {"text": text}}])


def line(one: Checked | Unreadable) -> str:
    """The outcome of what was read, on a line of its own."""
    said = unreadable(one) if isinstance(one, Unreadable) else outcome(one.where, one.report)
    return f"{wire.dumps(said).decode()}\n"


def _information(text: str, **more: Any) -> Resource:
    return {"severity": "information", "code": "informational", "details": {"text": text}, **more}


def _outcome(where: str, issues: list[Resource]) -> Resource:
    return {
        "resourceType": "OperationOutcome",
        "extension": [{"url": _FILE, "valueString": where}],
        "issue": issues,
    }
