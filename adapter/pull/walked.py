"""A walk over an endpoint's pages: in which portions it goes, and what it amounted to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from adapter.gp.paging import Row
from adapter.pull.change_query import Step

_Value = TypeVar("_Value")

_PATIENTS = 50
"""Patients asked for in one search."""


@dataclass
class Walked:
    """What a walk over pages amounts to. `newest` is the newest `lastUpdated` of all rows."""

    complete: bool = True
    everything: bool = False
    rows: int = 0
    newest: dt.datetime | None = None
    shown: set[str] = field(default_factory=set)

    def add(self, walked: Walked) -> None:
        """Another walk over the same type, of other patients."""
        self.complete &= walked.complete
        self.rows += walked.rows
        known = [moment for moment in (self.newest, walked.newest) if moment is not None]
        self.newest = max(known, default=None)


def batches(values: Sequence[_Value], number: int | None = None) -> Iterator[Sequence[_Value]]:
    """The values in portions of so many, or of as many patients as are asked for in one search."""
    step = number or _PATIENTS
    for start in range(0, len(values), step):
        yield values[start : start + step]


def many(patients: Sequence[str]) -> bool:
    """Whether they take more searches than to ask twice for all of them."""
    return len(patients) > 2 * _PATIENTS


def chained(first: Step, rest: Iterable[Step]) -> Iterator[Step]:
    yield first
    yield from rest


def firsts(rows: Iterable[Row]) -> list[Row]:
    return list({row.server_id: row for row in reversed(list(rows))}.values())[::-1]
