"""Giving each person of a Teams report the single stays that its activities table lists."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from adapter.intake.platforms.attendance import Interval
from adapter.intake.platforms.stays import Stay
from adapter.likeness import folded


def with_activities(people: Sequence[Stay], activities: Sequence[Stay]) -> tuple[list[Stay], list[int]]:
    """The stays of the participants table with the intervals of the activities table, and the rows left over.

    An activity belongs to the row with the same name and e-mail address; among several of those (two people
    of one name, telephone lines) to the one row whose times it fits. It never adds a person.
    """
    owners: dict[tuple[str, str], list[int]] = defaultdict(list)
    for index, stay in enumerate(people):
        owners[_key(stay)].append(index)
    owned: dict[int, list[Stay]] = defaultdict(list)
    stray: list[int] = []
    for activity in activities:
        fitting = _fitting(people, owners.get(_key(activity), []), activity)
        if len(fitting) == 1:
            owned[fitting[0]].append(activity)
        else:
            stray.extend(activity.rows)
    return [
        _joined(stay, owned[index]) if index in owned else stay for index, stay in enumerate(people)
    ], stray


def _key(stay: Stay) -> tuple[str, str]:
    return folded(stay.name.text), (stay.email or "").casefold()


def _fitting(people: Sequence[Stay], candidates: list[int], activity: Stay) -> list[int]:
    if len(candidates) < 2 or activity.span is None:
        return candidates
    around = [index for index in candidates if _around(people[index].span, activity.span)]
    if len(around) < 2:
        return around
    return [index for index in around if _shares_an_end(people[index].span, activity.span)]


def _around(span: Interval | None, inner: Interval) -> bool:
    return span is not None and (
        span.joined.timestamp() <= inner.joined.timestamp()
        and inner.left.timestamp() <= span.left.timestamp()
    )


def _shares_an_end(span: Interval | None, inner: Interval) -> bool:
    return span is not None and (
        span.joined.timestamp() == inner.joined.timestamp() or span.left.timestamp() == inner.left.timestamp()
    )


def _joined(stay: Stay, activities: Sequence[Stay]) -> Stay:
    intervals = tuple(activity.span for activity in activities if activity.span)
    return replace(
        stay,
        rows=(*stay.rows, *(row for activity in activities for row in activity.rows)),
        # One interval that cannot be read makes the rest no whole account of the person's time.
        intervals=intervals if len(intervals) == len(activities) else (),
    )
