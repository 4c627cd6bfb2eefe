"""What a check says: issues with their place and rule, and what it could not judge."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from profiles.wire import Resource

Severity: TypeAlias = Literal["error", "warning", "information"]

Kind: TypeAlias = Literal[
    "cardinality",
    "type",
    "format",
    "unknown-element",
    "choice",
    "value",
    "binding",
    "slice",
    "reference",
    "extension",
    "invariant",
    "unit",
    "resource",
    "profile",
]
"""Which kind of rule an issue is about."""

_ISSUE_TYPES: dict[Kind, str] = {
    "cardinality": "required",
    "type": "structure",
    "format": "value",
    "unknown-element": "structure",
    "choice": "structure",
    "value": "value",
    "binding": "code-invalid",
    "slice": "structure",
    "reference": "structure",
    "extension": "extension",
    "invariant": "invariant",
    "unit": "code-invalid",
    "resource": "structure",
    "profile": "not-supported",
}
"""Codes of the value set issue-type (R4), by our kind of rule."""


@dataclass(frozen=True, slots=True)
class Issue:
    """One thing that is wrong, or that a careful author would change.

    `path` is a FHIRPath expression (`Goal.target[0].measure`); `rule` is the key of the rule (`gol-1`, `min`,
    `max`, a value set's URL, …); `message` is in plain words and repeats no free text of the resource;
    `profile` is the canonical URL of the profile (or base type) that the rule is from.
    """

    severity: Severity
    kind: Kind
    rule: str
    path: str
    message: str
    profile: str

    def as_fhir(self) -> Resource:
        """The issue as an element of an OperationOutcome."""
        return {
            "severity": self.severity,
            "code": _ISSUE_TYPES[self.kind],
            "details": {"text": self.message},
            "diagnostics": f"{self.rule} of {self.profile}",
            "expression": [self.path],
        }


@dataclass(frozen=True, slots=True)
class NotChecked:
    """Something that no offline source can judge: which place, and why (`a SNOMED CT code`)."""

    path: str
    what: str


@dataclass(frozen=True, slots=True)
class Report:
    """What a check of one resource found. Passed says nothing about what is in `not_checked`."""

    issues: tuple[Issue, ...] = ()
    not_checked: Sequence[NotChecked] = ()

    @property
    def passed(self) -> bool:
        """Whether there is no error; warnings pass."""
        return not any(issue.severity == "error" for issue in self.issues)

    def errors_alone(self) -> Report:
        """The report without its warnings and informations."""
        return replace(self, issues=tuple(issue for issue in self.issues if issue.severity == "error"))
