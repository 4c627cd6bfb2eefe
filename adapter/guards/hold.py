"""A hold: why a filing waits for a person, and what that person can do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

Guard: TypeAlias = Literal[
    "identity", "consent", "approval", "leakage", "safety", "attendance", "mapping", "conflict", "endpoint"
]


@dataclass(frozen=True, slots=True)
class Hold:
    """Which guard stopped it, what was found, what was expected, what to do. Names no patient."""

    guard: Guard
    found: str
    expected: str
    todo: str

    def __str__(self) -> str:
        return f"{self.found}{_EXPECTED}{self.expected}. {self.todo}"


_EXPECTED = "; expected "


def found_in(told: str) -> str:
    """What was found, of a hold as it was told; what to do is over once somebody has decided."""
    return told.rpartition(_EXPECTED)[0] or told
