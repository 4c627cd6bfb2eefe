"""A walk over an endpoint's pages: in which portions it goes, and what it amounted to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from adapter.gp.paging import Row, version_of
from adapter.ledger.cursors import Cursor, Landmark
from adapter.pull.change_query import Step, updated
from adapter.pull.landmarks import later

_Value = TypeVar("_Value")

_PATIENTS = 50
"""Patients asked for in one search."""


@dataclass
class Walked:
    """What a walk over pages amounts to. `newest` is the newest row; `passed` whether that of the last pull,
    or what became of it, was among them. No cursor moves past rows that were `unnamed`.
    """

    complete: bool = True
    everything: bool = False
    unnamed: bool = False
    rows: int = 0
    newest: Landmark | None = None
    passed: bool = False
    shown: set[str] = field(default_factory=set)
    taken: dict[str, Row | None] = field(default_factory=dict)
    """Of a history: the row that was the newest of a resource so far, without what it says; None once the
    resource itself was read."""

    def add(self, walked: Walked) -> None:
        """Another walk over the same type, of other patients."""
        self.complete &= walked.complete
        self.unnamed |= walked.unnamed
        self.rows += walked.rows
        self.shown |= walked.shown
        self.passed |= walked.passed
        self.newest = later(self.newest, walked.newest)


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


def newest(
    rows: Iterable[Row], taken: dict[str, Row | None], current: Callable[[str], Row | None]
) -> tuple[list[Row], bool]:
    """Of each resource in a page of a history the newest row, if none that was `taken` before is newer.

    That goes by what the rows say, in whatever order they come. Where they do not say it, the resource is
    read: `current` is None where that is refused, and then the second value is False.
    """
    found: dict[str, Row | None] = {}
    for row in rows:
        last = taken.get(row.server_id, row)
        later = last is row or (last is not None and _later(row, last))
        if later is None:
            found[row.server_id], taken[row.server_id] = current(row.server_id), None
        elif later:
            meta = row.resource and {"meta": row.resource.get("meta")}
            found[row.server_id], taken[row.server_id] = row, Row(row.server_id, meta)
    return [row for row in found.values() if row is not None], None not in found.values()


def timed(rows: Iterable[Row], before: Cursor, now: dt.datetime | None) -> list[Row]:
    """Rows of a history, as untimely where they are stamped in a time that was read `before`, or is to come.

    What was deleted after it was stamped so, as by a clock that was set back since, may have a row of that in
    a time that is not asked for any more.
    """
    read = [moment for moment in (before.reached, before.newest and before.newest.moment) if moment]

    def is_untimely(row: Row) -> bool:
        moment = updated(row.resource) if row.resource is not None else None
        return moment is not None and (any(moment <= one for one in read) or bool(now and moment > now))

    return [replace(row, untimely=True) if is_untimely(row) else row for row in rows]


def _later(row: Row, last: Row) -> bool | None:
    """Whether a row of a resource is newer than another one; None where they do not say."""
    if row.resource is None or last.resource is None:
        return None
    version, before = version_of(row.resource), version_of(last.resource)
    if version == before != "":
        return False
    if version.isdecimal() and before.isdecimal():
        return int(version) > int(before)
    moment, earlier = updated(row.resource), updated(last.resource)
    return None if moment is None or earlier is None or moment == earlier else moment > earlier
