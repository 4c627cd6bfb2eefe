"""What a check says by resource, those within a Bundle each for itself, and all of it counted."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeVar, get_args

from profiles.checking.issues import Issue, NotChecked, Report, Severity
from profiles.checking.reading import Found

_ENTRY = re.compile(r"Bundle\.entry\[\d+\](?=\.resource\b)")
_RESOURCE = re.compile(r"^Bundle\.entry\[\d+\]\.resource\b")
_INDEX = re.compile(r"\[\d+\]")
GRAVEST: list[Severity] = list(get_args(Severity))
"""The severities, in their order."""
_NO_TYPE = "no resource type"
_TYPE = re.compile(r"[A-Z][A-Za-z]{1,60}")

_Said = TypeVar("_Said", Issue, NotChecked)


@dataclass(frozen=True, slots=True)
class Verdict:
    """One resource: where it stands (`push.json, Bundle.entry[2]`), its type, and its issues, gravest first.

    `bare`, if no profile was asked for and it names none itself: only FHIR R4's own rules were looked at.
    """

    where: str
    type: str
    bare: bool
    issues: tuple[Issue, ...] = ()
    not_checked: Sequence[NotChecked] = ()

    def count(self, severity: Severity) -> int:
        return sum(issue.severity == severity for issue in self.issues)

    def fails(self, *, strict: bool) -> bool:
        """Whether there is an error or, if strict, a warning.

        That there is no narrative is told, and fails nothing: R4 calls it best practice (dom-6), and an entry
        of ours has its words in a Composition.
        """
        if self.count("error"):
            return True
        return strict and any(one.severity == "warning" and one.rule != "dom-6" for one in self.issues)


@dataclass(frozen=True, slots=True)
class Checked:
    """What was read at one place: its report, and the verdict on each resource that it holds."""

    where: str
    report: Report
    verdicts: tuple[Verdict, ...]


def judge(found: Found, report: Report, *, asked: bool = False) -> Checked:
    """A report by resource: of a Bundle, what is said of itself, then of each resource in it.

    `asked` says that it was held against a profile whether it names one or not.
    """
    issues = sorted(report.issues, key=lambda issue: GRAVEST.index(issue.severity))
    if found.resource.get("resourceType") == "Bundle":
        said = tuple(_of_bundle(found, _by_entry(issues), _by_entry(report.not_checked)))
    else:
        bare = not asked and _names_none(found.resource)
        said = (Verdict(found.where, _type(found.resource), bare, tuple(issues), report.not_checked),)
    return Checked(found.where, report, said)


def _of_bundle(
    found: Found, issues: Mapping[str, list[Issue]], not_checked: Mapping[str, list[NotChecked]]
) -> Iterator[Verdict]:
    yield Verdict(found.where, "Bundle", False, tuple(issues.get("", ())), tuple(not_checked.get("", ())))
    entries = found.resource.get("entry")
    for index, entry in enumerate(entries if isinstance(entries, list) else ()):
        if isinstance(entry, dict) and "resource" in entry:
            at, resource = f"Bundle.entry[{index}]", entry["resource"]
            said = tuple(issues.get(at, ())), tuple(not_checked.get(at, ()))
            yield Verdict(f"{found.where}, {at}", _type(resource), _names_none(resource), *said)


def _names_none(resource: Any) -> bool:
    meta = resource.get("meta") if isinstance(resource, dict) else None
    named = isinstance(meta, dict) and meta.get("profile")
    return not named and _type(resource) != _NO_TYPE


def _by_entry(said: Iterable[_Said]) -> defaultdict[str, list[_Said]]:
    by_entry: defaultdict[str, list[_Said]] = defaultdict(list)
    for one in said:
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
                element = _INDEX.sub("", _RESOURCE.sub(verdict.type, issue.path, count=1))
                self.rules[Broken(issue.severity, issue.rule, issue.profile, element)] += 1
        self.not_checked.update(one.what for one in checked.report.not_checked)
