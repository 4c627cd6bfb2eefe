"""What came of a push: counts that add up, and what needs a person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from adapter.guards.hold import Hold
from adapter.ledger.filings import State
from adapter.problem import Problem
from mappings.filing import Filing

OUTCOMES: tuple[State, ...] = ("filed", "unchanged", "held", "rejected", "unknown", "conflict")


@dataclass
class PushReport:
    """Books of one push. `filings` adds up to `participants`."""

    run_id: str
    participants: int = 0
    filings: Counter[str] = field(default_factory=Counter)
    resources: Counter[str] = field(default_factory=Counter)
    requests: Mapping[str, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    interrupted: bool = False

    def settle(self, filing: Filing, state: State, hold: Hold | None, outcomes: Iterable[str]) -> None:
        """Count one filing, and what became of its resources; what waits for a person becomes a problem."""
        self.filings[state] += 1
        self.resources.update(outcomes)
        if hold is not None:
            where = f"session {filing.session_id[:8]}, row {filing.row}"
            self.problems.append(Problem(where, hold.found, hold.expected, hold.todo))

    @property
    def balanced(self) -> bool:
        return sum(self.filings.values()) == self.participants

    @property
    def complete(self) -> bool:
        """Whether nothing waits for a person."""
        return self.filings["filed"] + self.filings["unchanged"] == self.participants

    def as_json(self) -> dict[str, Any]:
        return {
            "run": self.run_id,
            "participants": self.participants,
            "filings": {name: self.filings[name] for name in OUTCOMES},
            "resources": {name: self.resources[name] for name in ("created", "updated", "unchanged")},
            "requests": {"read": self.requests.get("read", 0), "write": self.requests.get("write", 0)},
            "problems": [problem.as_json() for problem in self.problems],
        }
