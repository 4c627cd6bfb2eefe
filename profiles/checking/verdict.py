"""What a check says by resource, those within a Bundle each for itself, and all of it counted."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple, get_args

from profiles.checking.findings import words
from profiles.checking.issues import Issue, Report, Severity
from profiles.checking.reading import Found
from profiles.checking.texts import Unreadable

_ENTRY = re.compile(r"Bundle\.entry\[\d+\](?=\.resource\b)")
_RESOURCE = re.compile(r"^Bundle\.entry\[\d+\]\.resource\b")
_INDEX = re.compile(r"\[\d+\]")
GRAVEST: list[Severity] = list(get_args(Severity))
"""The severities, in their order."""
_MOST_REMEMBERED = 1000
_NO_TYPE = "no resource type"
_TYPE = re.compile(r"[A-Z][A-Za-z]{1,60}")


class Verdict(NamedTuple):
    """One resource: where it stands (`push.json, Bundle.entry[2]`), its type, and its issues, gravest first.

    `bare`, if no profile was asked for and it names none itself: only FHIR R4's own rules were looked at.
    """

    where: str
    type: str
    bare: bool
    issues: tuple[Issue, ...] = ()

    def fails(self, *, strict: bool) -> bool:
        """Whether there is an error or, if strict, a warning.

        That there is no narrative is told, and fails nothing: R4 calls it best practice (dom-6), and an entry
        of ours has its words in a Composition.
        """
        for one in self.issues:
            if one.severity == "error" or (strict and one.severity == "warning" and one.rule != "dom-6"):
                return True
        return False


class Checked(NamedTuple):
    """What was read at one place: its report, and the verdict on each resource that it holds."""

    where: str
    report: Report
    verdicts: tuple[Verdict, ...]


def judge(found: Found, report: Report, *, asked: bool = False) -> Checked:
    """A report by resource: of a Bundle, what is said of itself, then of each resource in it.

    `asked` says that it was held against a profile whether it names one or not.
    """
    issues = report.issues
    if len(issues) > 1:
        issues = tuple(sorted(issues, key=lambda issue: GRAVEST.index(issue.severity)))
    if found.resource.get("resourceType") == "Bundle":
        said = tuple(_of_bundle(found, _by_entry(issues)))
    else:
        bare = not asked and _names_none(found.resource)
        said = (Verdict(found.where, _type(found.resource), bare, issues),)
    return Checked(found.where, report, said)


def _of_bundle(found: Found, issues: Mapping[str, list[Issue]]) -> Iterator[Verdict]:
    yield Verdict(found.where, "Bundle", False, tuple(issues.get("", ())))
    entries = found.resource.get("entry")
    for index, entry in enumerate(entries if isinstance(entries, list) else ()):
        if isinstance(entry, dict) and "resource" in entry:
            at, resource = f"Bundle.entry[{index}]", entry["resource"]
            said = tuple(issues.get(at, ()))
            yield Verdict(f"{found.where}, {at}", _type(resource), _names_none(resource), said)


def _names_none(resource: Any) -> bool:
    meta = resource.get("meta") if isinstance(resource, dict) else None
    named = isinstance(meta, dict) and meta.get("profile")
    return not named and _type(resource) != _NO_TYPE


def _by_entry(issues: Iterable[Issue]) -> dict[str, list[Issue]]:
    by_entry: defaultdict[str, list[Issue]] = defaultdict(list)
    for one in issues:
        entry = _ENTRY.match(one.path)
        by_entry[entry[0] if entry else ""].append(one)
    return by_entry


def _type(resource: Any) -> str:
    """The type that a resource says it is of; nothing else that stands there is repeated."""
    named = resource.get("resourceType") if isinstance(resource, dict) else None
    return named if isinstance(named, str) and _TYPE.fullmatch(named) else _NO_TYPE


class Broken(NamedTuple):
    """A rule that was broken at one element of some resources; `element` is a path without indices."""

    severity: Severity
    rule: str
    profile: str
    element: str


@dataclass(slots=True)
class Tally:
    """The verdicts of one run counted: every resource read has passed or failed."""

    strict: bool = False
    resources: int = 0
    failed: int = 0
    unreadable: int = 0
    severities: Counter[Severity] = field(default_factory=Counter)
    rules: Counter[Broken] = field(default_factory=Counter)
    bare: Counter[str] = field(default_factory=Counter)
    """Resources that were held against FHIR R4 alone, by type."""
    not_checked: Counter[str] = field(default_factory=Counter)

    @property
    def passed(self) -> int:
        return self.resources - self.failed

    def add(self, checked: Checked) -> None:
        for verdict in checked.verdicts:
            self.resources += 1
            self.failed += verdict.fails(strict=self.strict)
            if verdict.bare:
                self.bare[verdict.type] += 1
            for issue in verdict.issues:
                self.severities[issue.severity] += 1
                element = _element(verdict.type, issue.path)
                self.rules[Broken(issue.severity, issue.rule, issue.profile, element)] += 1
        if checked.report.not_checked:
            self.not_checked.update(words(checked.report.not_checked))

    def include(self, other: Tally) -> None:
        """Counts what was counted elsewhere."""
        self.resources += other.resources
        self.failed += other.failed
        self.unreadable += other.unreadable
        self.severities.update(other.severities)
        self.rules.update(other.rules)
        self.bare.update(other.bare)
        self.not_checked.update(other.not_checked)


@lru_cache(_MOST_REMEMBERED)
def _element(kind: str, path: str) -> str:
    """The path within a resource of this type, without indices."""
    return _INDEX.sub("", _RESOURCE.sub(kind, path, count=1))


@dataclass(slots=True)
class Batch:
    """What is to be told of some texts that another process has checked."""

    tally: Tally
    texts: int = 0
    """How many were checked; the next one raised an error."""
    outcomes: list[str] = field(default_factory=list)
    """OperationOutcomes, each with the end of its line."""
    cases: list[str] = field(default_factory=list)
    """Of JUnit, likewise."""
    shown: list[Verdict | Unreadable] = field(default_factory=list)
    """What is shown to a person."""
