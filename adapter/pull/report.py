"""What came of a pull: how much changed, what needs a person, and what is to be known of the endpoint."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from adapter.errors import EndpointError
from adapter.problem import UNREAD, Problem
from adapter.pull.changes import KINDS, Change
from adapter.telemetry.events import PullClosed
from profiles.check import Issue

ACTIONS = ("new", "changed", "withdrawn")

_OF_ONE = {"Patient": "own details"}
"""What a type is called where it is one patient's."""


@dataclass
class PullReport:
    """Books of one pull. `problems` are for a person to do; `remarks` ask nothing of anybody."""

    run_id: str
    patients: int = 0
    changes: Counter[tuple[str, str]] = field(default_factory=Counter)
    methods: dict[str, str] = field(default_factory=dict)
    """How each type was asked for: history, search or sweep."""
    requests: int = 0
    problems: list[Problem] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    interrupted: bool = False
    _unreadable: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    _withheld: dict[str, tuple[str, list[str]]] = field(default_factory=dict)

    def took(self, change: Change) -> None:
        self.changes[change.kind, change.action] += 1

    def remark(self, text: str) -> None:
        """Say something once, however often it happens."""
        if text not in self.remarks:
            self.remarks.append(text)

    def skewed(self, skew: dt.timedelta) -> None:
        """The endpoint's clock is so far ahead of ours, or behind it."""
        side = "ahead of" if skew > dt.timedelta() else "behind"
        self.problems.append(
            Problem(
                "the endpoint",
                f"its clock is {round(abs(skew) / dt.timedelta(minutes=1))} minutes {side} ours",
                "two clocks that agree",
                "Set the clock of whichever machine is wrong; use NTP. Until then a person is asked wherever"
                " the side that spoke last would decide.",
            )
        )

    def not_told(self, kind: str, error: EndpointError) -> None:
        """The endpoint does not tell of a type of resource: it refuses, or always fails."""
        self._at_endpoint(kind, f"no way to read them: {error}", f"to be told of the patients' {KINDS[kind]}")

    def not_complete(self, kind: str) -> None:
        """The endpoint tells of a type of resource, and not of all that there is."""
        self._at_endpoint(
            kind,
            "an answer that is not complete",
            f"all of the patients' {KINDS[kind]} that changed",
        )

    def withheld(self, where: str, kind: str, error: EndpointError) -> None:
        """The endpoint does not tell of a type of one patient's resources; all types are one problem."""
        self._withheld.setdefault(where, (str(error), []))[1].append(_OF_ONE.get(kind, KINDS[kind]))

    def _at_endpoint(self, kind: str, found: str, expected: str) -> None:
        """Once for each type, however many patients are asked for."""
        todo = (
            "What came was kept, and the next pull asks for the rest again. If this stays so, show it"
            " to whoever runs the endpoint."
        )
        where = f"{UNREAD}{kind}"
        if all(problem.where != where for problem in self.problems):
            self.problems.append(Problem(where, found, expected, todo))

    def unreadable(self, where: str, issue: Issue) -> None:
        """Note that a resource does not meet its profile, or FHIR R4; the same fault is told once."""
        path = re.sub(r"\[\d+\]", "", issue.path)
        self._unreadable.setdefault((path, issue.message), []).append(where)

    def close(self, requests: int) -> None:
        """Finish the books."""
        self.requests = requests
        for (path, message), places in self._unreadable.items():
            several = f" and {len(places) - 1} more" if len(places) > 1 else ""
            self.problems.append(
                Problem(
                    f"{places[0]}{several}",
                    f"{path} that does not meet its profile: {message}",
                    "FHIR R4, and the profile that the resource names",
                    "It was kept as it came. Show this to whoever runs the endpoint.",
                )
            )
        for place, (answer, kinds) in self._withheld.items():
            what = ", ".join(dict.fromkeys(kinds))
            self.problems.append(
                Problem(
                    place,
                    f"the endpoint does not tell of the patient's {what}: {answer}",
                    "what is in the patient's record",
                    "It is brought back once it is told; that of others was. Ask the practice whether the"
                    " record is restricted; if it is not, show this to whoever runs the endpoint.",
                )
            )
        self._unreadable.clear()
        self._withheld.clear()

    @property
    def complete(self) -> bool:
        """Whether nothing waits for a person."""
        return not self.problems

    def as_event(self) -> PullClosed:
        """The counts, for the log."""
        changes = Counter[str]()
        for (_, action), count in self.changes.items():
            changes[action] += count
        return PullClosed(
            outcome="interrupted" if self.interrupted else "done" if self.complete else "waiting",
            patients=self.patients,
            changes=changes,
            requests={"read": self.requests},
        )

    def as_json(self) -> dict[str, Any]:
        return {
            "run": self.run_id,
            "interrupted": self.interrupted,
            "patients": self.patients,
            "changes": {
                kind: {action: self.changes[kind, action] for action in ACTIONS}
                for kind in dict.fromkeys(KINDS.values())
            },
            "methods": self.methods,
            "requests": self.requests,
            "problems": [problem.as_json() for problem in self.problems],
            "remarks": self.remarks,
        }
