"""What leaves the adapter, held against its profiles: `python -m tests.peers.official`."""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from profiles.wire import Resource
from tests.peers.official_validator import Finding, OfficialValidator, Verdict, verdicts
from tests.peers.peer import HERE
from tests.profiles.material import of_a_programme, of_definitions, of_fixtures, of_package, of_random_records

ACCEPTED = HERE / "official-accepted.toml"


@dataclass(frozen=True, slots=True)
class Accepted:
    """Findings that we live with, and why; `path` and `message` are patterns, of a part of each.

    Without a `rule` it is about findings that have no message id. `by_chance`: random records show it or not.
    """

    reason: str
    rule: str | None = None
    path: str = ""
    message: str = ""
    by_chance: bool = False

    def covers(self, finding: Finding) -> bool:
        return (
            finding.rule == self.rule
            and re.search(self.path, finding.path) is not None
            and re.search(self.message, finding.message) is not None
        )


@dataclass(frozen=True, slots=True)
class Result:
    """How many resources were held, what was found and is not accepted, and what is accepted in vain."""

    resources: int
    found: tuple[tuple[str, Finding], ...]
    in_vain: tuple[Accepted, ...]

    def __str__(self) -> str:
        kinds: dict[tuple[str | None, str], list[tuple[str, Finding]]] = {}
        for name, finding in self.found:
            place = re.sub(r"\[\d+\]", "[]", finding.path)
            kinds.setdefault((finding.rule, place), []).append((name, finding))
        lines = [
            f"{self.resources} resources held; {len(self.found)} errors and warnings that are not accepted"
        ]
        for (rule, _), ones in sorted(kinds.items(), key=lambda item: -len(item[1])):
            name, finding = ones[0]
            lines.append(f"{len(ones):6} {finding.severity} {rule}")
            lines.append(f"       {finding.path}: {finding.message}")
            lines.append(f"       first in {name}")
        lines += [f"accepted, and not found: {one.rule} {one.path} {one.message}" for one in self.in_vain]
        return "\n".join(lines)


def material() -> Iterator[tuple[str, Resource]]:
    """Everything that must be valid, each with a name."""
    return chain(of_definitions(), of_package(), of_fixtures(), of_a_programme(40), of_random_records(150))


def accepted() -> list[Accepted]:
    """The findings that we live with."""
    return [Accepted(**one) for one in tomllib.loads(ACCEPTED.read_text("utf-8"))["accepted"]]


def judge(said: Sequence[Verdict], known: Sequence[Accepted]) -> Result:
    """What the verdicts hold beside hints, that is not accepted."""
    found: list[tuple[str, Finding]] = []
    used: set[Accepted] = set()
    for verdict in said:
        for finding in verdict.findings:
            if finding.severity == "information":
                continue
            covering = [one for one in known if one.covers(finding)]
            used.update(covering)
            if not covering:
                found.append((verdict.id, finding))
    in_vain = tuple(one for one in known if one not in used and not one.by_chance)
    return Result(len(said), tuple(found), in_vain)


def main() -> int:
    """Hold everything; 0 where nothing was found that is not accepted, and nothing is accepted in vain."""
    with OfficialValidator().at_hand() as url:
        result = judge(list(verdicts(url, material())), accepted())
    print(result)
    return 1 if result.found or result.in_vain else 0


if __name__ == "__main__":
    sys.exit(main())
