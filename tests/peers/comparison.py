"""Our check and the official validator over the same resources: `python -m tests.peers.comparison`.

Writes what was found to `agreement.json`, from which `make docs` makes `docs/profiles/agreement.md`.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TypeVar

from profiles import wire
from profiles.check import check
from profiles.checking.issues import Issue
from profiles.wire import Resource
from tests.peers.official_validator import Finding, OfficialValidator, Verdict, verdicts
from tests.peers.peer import HERE
from tests.profiles.broken import BrokenResource, broken, telling
from tests.profiles.material import of_a_programme, of_fixtures, of_package, of_random_records

RECORD = HERE / "agreement.json"

_ONE_IN = 4
"""Of what the fixtures file, each fourth resource is timed."""

Said = TypeVar("Said", Issue, Finding)

_EACH = 2
"""Broken resources of one kind of rule in one profile."""

_SHOWN = 5
"""Of the broken resources of one kind that not both find, so many are told by name."""

_MOST = 3
"""Valid resources of one profile that the broken ones are made from."""


@dataclass(slots=True)
class Agreement:
    """Of the broken resources of one kind: who found what, and the first few that not both found."""

    group: str
    kind: str
    warning: bool
    both: int = 0
    same_place: int = 0
    only_official: int = 0
    only_ours: int = 0
    neither: int = 0
    differing: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Comparison:
    """What the two say of the same resources; nanoseconds are for all that were `timed`, both warm."""

    validator: str
    kinds: list[Agreement]
    valid: int
    false_alarms: dict[str, str]
    timed: int
    our_nanoseconds: int
    official_nanoseconds: int

    @property
    def times_as_fast(self) -> float:
        return self.official_nanoseconds / self.our_nanoseconds


def compare(url: str) -> Comparison:
    """Hold valid and broken resources against both; `url` is the official validator's."""
    filed = list(of_fixtures())
    lasting = [*of_package(), *filed]
    # what is random in these depends on what else is imported, so nothing is broken in them
    named = [*lasting, *of_a_programme(20), *of_random_records(60)]
    timed = [resource for _, resource in filed[::_ONE_IN]]
    valid = telling((resource for _, resource in lasting), _MOST)
    made = list(broken(valid, each=_EACH))
    before = [*_official(url, valid)]
    theirs = _official(url, [one.resource for one in made])
    at_rest = {
        id(resource): (verdict, ours(resource)) for resource, verdict in zip(valid, before, strict=True)
    }
    kinds: dict[str, Agreement] = {}
    for one, verdict in zip(made, theirs, strict=True):
        told, said = at_rest[id(one.valid)]
        if one.kind.warning and any(
            _plain(one.path) == _plain(known.path) for known in (*told.findings, *said)
        ):
            continue  # it is told there already, whatever we change
        agreement = kinds.setdefault(
            one.kind.name, Agreement(one.kind.group, one.kind.name, one.kind.warning)
        )
        _count(agreement, one, _news(verdict.findings, told.findings), _news(ours(one.resource), said))
    false_alarms = {
        name: "; ".join(sorted({f"{issue.kind} {issue.rule} at {issue.path}" for issue in alarms}))
        for name, resource in named
        if (alarms := [issue for issue in ours(resource) if issue.severity == "error"])
    }
    return Comparison(
        validator=_version(),
        kinds=sorted(kinds.values(), key=lambda one: (one.group, one.kind)),
        valid=len(named),
        false_alarms=false_alarms,
        timed=len(timed),
        our_nanoseconds=_our_time(timed),
        official_nanoseconds=_official_time(url, timed),
    )


def _version() -> str:
    """The version of the official validator, as its Maven project names it."""
    found = re.search(
        "<validator.version>(.*)</validator.version>", (HERE / "validator/pom.xml").read_text("utf-8")
    )
    assert found
    return found[1]


def ours(resource: Resource) -> tuple[Issue, ...]:
    """What our check finds."""
    return check(resource).issues


def _official(url: str, resources: Iterable[Resource], at_once: int = 2) -> list[Verdict]:
    return list(verdicts(url, ((str(at), one) for at, one in enumerate(resources)), at_once=at_once))


def _our_time(resources: Sequence[Resource]) -> int:
    """Nanoseconds for all of them, from JSON as with the official validator; the best of some rounds."""
    lines = [wire.dumps(resource) for resource in resources]

    def once() -> int:
        begun = time.perf_counter_ns()
        for line in lines:
            check(wire.loads(line))
        return time.perf_counter_ns() - begun

    return min(once() for _ in range(20))


def _official_time(url: str, resources: Sequence[Resource]) -> int:
    rounds = (_official(url, resources, at_once=1) for _ in range(5))
    return min(sum(verdict.nanoseconds for verdict in one) for one in rounds)


def _news(found: Iterable[Said], before: Iterable[Said]) -> list[Said]:
    known = set(before)
    return [one for one in found if one not in known]


def _count(agreement: Agreement, one: BrokenResource, theirs: list[Finding], own: list[Issue]) -> None:
    heard = ("fatal", "error", "warning") if one.kind.warning else ("fatal", "error")
    they = [finding for finding in theirs if finding.severity in heard]
    we = [issue for issue in own if issue.severity in heard]
    said = ""
    if they and we:
        agreement.both += 1
        agreement.same_place += any(near(issue.path, finding.path) for issue in we for finding in they)
    elif they:
        agreement.only_official += 1
        said = f"{they[0].rule} at {they[0].path}"
    elif we:
        agreement.only_ours += 1
        said = f"{we[0].kind} {we[0].rule} at {we[0].path}"
    else:
        agreement.neither += 1
        said = f"at {one.path}"
    if said and len(agreement.differing) < _SHOWN:
        agreement.differing[one.name] = said


def near(one: str, other: str) -> bool:
    """Whether two places are the same, or one is what directly holds the other."""
    first, second = _plain(one), _plain(other)
    return first == second or first == second.rpartition(".")[0] or second == first.rpartition(".")[0]


def _plain(path: str) -> str:
    """Without indexes, types and notes: `Observation.value` for `Observation.value.ofType(Quantity)`."""
    return re.sub(r"\[[^\]]*\]|\.ofType\(\w+\)|/\*.*?\*/", "", path)


def read(record: Path = RECORD) -> Comparison:
    """The last comparison that was recorded."""
    told = json.loads(record.read_text("utf-8"))
    return Comparison(**{**told, "kinds": [Agreement(**one) for one in told["kinds"]]})


def main() -> None:
    """Compare, record, and say how far they agree."""
    with OfficialValidator().at_hand() as url:
        comparison = compare(url)
    RECORD.write_text(json.dumps(asdict(comparison), indent=1) + "\n", "utf-8")
    print(" both  same place  only official  only ours  neither")
    for one in comparison.kinds:
        counts = f"{one.both:5}{one.same_place:12}{one.only_official:15}{one.only_ours:11}{one.neither:9}"
        print(f"{counts}  {one.group}: {one.kind}")
    print(f"{comparison.valid} valid ones, {len(comparison.false_alarms)} false alarms of ours")
    print(f"{comparison.times_as_fast:.0f} times as fast")


if __name__ == "__main__":
    main()
