"""Sides measured in turn, and the ratio between them."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Figure:
    """What was measured of `subject` beside `peer`, one value of each for each round, in the same unit.

    `aim` says what the ratio of ours to theirs should be; `notes` what else was counted.
    """

    subject: str
    peer: str
    unit: str
    ours: Sequence[float]
    theirs: Sequence[float]
    aim: str = ""
    notes: Mapping[str, float | str] = field(default_factory=dict)

    @property
    def ratios(self) -> list[float]:
        """Ours to theirs, round by round, since both sides of a round met the same conditions."""
        return [our / their for our, their in zip(self.ours, self.theirs, strict=True)]

    def as_json(self) -> dict[str, Any]:
        return {
            "subject": self.subject,
            "peer": self.peer,
            "unit": self.unit,
            "ours": _spread(self.ours),
            "theirs": _spread(self.theirs),
            "ratio": _spread(self.ratios),
            "rounds": len(self.ours),
            "aim": self.aim,
            "notes": dict(self.notes),
        }


def in_turn(rounds: int, *sides: Callable[[int], float]) -> list[list[float]]:
    """Call every side with the number of the round, A B, B A, A B …; returns each side's values."""
    values: list[list[float]] = [[] for _ in sides]
    for number in range(rounds):
        order = list(enumerate(sides))
        for place, side in order if number % 2 == 0 else reversed(order):
            values[place].append(side(number))
    return values


def _spread(values: Sequence[float]) -> dict[str, float]:
    named = {"median": statistics.median(values), "least": min(values), "most": max(values)}
    return {name: float(f"{value:.4g}") for name, value in named.items()}
