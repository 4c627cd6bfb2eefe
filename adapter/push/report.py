"""What came of a push: counts that add up, and what needs a person."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from adapter.guards.hold import Hold
from adapter.ledger.facts import Filed, State
from adapter.problem import Problem
from adapter.push.drafts import Draft
from adapter.push.unfiled import RUN_ENDED
from adapter.telemetry.events import PushClosed

OUTCOMES: tuple[State, ...] = ("filed", "unchanged", "held", "rejected", "dropped", "unknown", "conflict")


@dataclass
class PushReport:
    """Books of one push. `filings` adds up to `participants`; what other workers took is not among them."""

    run_id: str
    participants: int = 0
    with_others: int = 0
    """Participants whom another worker took while this one was there: they are in its books."""
    filings: Counter[str] = field(default_factory=Counter)
    resources: Counter[str] = field(default_factory=Counter)
    requests: Mapping[str, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    """What was seen that nobody has to do anything about, such as what the endpoint left out."""
    interrupted: bool = False

    def settle(self, draft: Draft, state: State, hold: Hold | None, outcomes: Iterable[str]) -> None:
        """Count one filing, and what became of its resources; what waits for a person becomes a problem."""
        if hold is RUN_ENDED:
            self.interrupted, hold = True, None
        self.filings[state] += 1
        self.resources.update(outcomes)
        where = f"session of {_day(draft.filing.session_date)}, row {draft.filing.row}"
        for waits in filter(None, (hold, draft.alert)):
            self.problems.append(Problem(where, waits.found, waits.expected, waits.todo))

    def no_longer_listed(self, filed: Filed) -> None:
        """Tell of an entry that is in a record, and whose row is gone from the session's list."""
        day, filing = _day(filed.session_date), filed.filing_id[:8]
        self.problems.append(
            Problem(
                f"session of {day}, filing {filing}, formerly row {filed.row}",
                "an entry that was filed, and whose patient is no longer on this session's list",
                "every filed entry to have its row",
                "If the row was removed or its NHS number corrected, the entry is still in the first record:"
                " have the practice take it out there. Otherwise put the row back.",
            )
        )

    def removed(self, date: dt.date, row: int, state: State, hold: Hold | None) -> None:
        """Tell what became of a filing without an answer whose row is gone; it is no participant's any more.

        What is in the record is told of as such.
        """
        where = f"session of {_day(date)}, formerly row {row}"
        if hold is None:
            return
        if state == "dropped":
            self.remarks.append(f"{where}: {hold.found}. {hold.todo}")
        else:
            self.problems.append(Problem(where, hold.found, hold.expected, hold.todo))

    @property
    def balanced(self) -> bool:
        return sum(self.filings.values()) == self.participants

    @property
    def complete(self) -> bool:
        """Whether nothing waits for a person."""
        done = self.filings["filed"] + self.filings["unchanged"] + self.filings["dropped"]
        return done == self.participants and not self.problems

    def as_event(self) -> PushClosed:
        """The counts, for the log."""
        books = self.as_json()
        return PushClosed(
            outcome="interrupted" if self.interrupted else "done" if self.complete else "waiting",
            participants=self.participants,
            filings=books["filings"],
            resources=books["resources"],
            requests=books["requests"],
        )

    def as_json(self) -> dict[str, Any]:
        return {
            "run": self.run_id,
            "interrupted": self.interrupted,
            "participants": self.participants,
            "with_others": self.with_others,
            "filings": {name: self.filings[name] for name in OUTCOMES},
            "resources": {name: self.resources[name] for name in ("created", "updated", "unchanged")},
            "requests": {"read": self.requests.get("read", 0), "write": self.requests.get("write", 0)},
            "problems": [problem.as_json() for problem in self.problems],
            "remarks": self.remarks,
        }


def _day(date: dt.date) -> str:
    return f"{date.day} {date:%b %Y}"
