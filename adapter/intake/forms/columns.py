"""Recognising the header row of a Microsoft Forms export, and telling its own columns from the questions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from adapter.intake.files.delimited import Row
from adapter.intake.platforms.tables import header_names
from adapter.intake.written_time import take_apart

EXPECTED_HEADERS = ("ID, Start time, Completion time, Email, Name, and the questions",)

# The columns that Forms itself writes, in its order; those after the name are not in every export.
_OWN = (
    "id",
    "start time",
    "completion time",
    "email",
    "name",
    "total points",
    "quiz feedback",
    "grade posted time",
    "last modified time",
)
_QUIZ = frozenset({"total points", "quiz feedback", "grade posted time"})
_MARKS = ("points - ", "feedback - ")


@dataclass(frozen=True, slots=True)
class FormsColumns:
    """Positions from 0: `own` columns by Forms' name for them, `questions`, `quiz` columns to set aside."""

    own: Mapping[str, int]
    questions: tuple[int, ...]
    quiz: tuple[int, ...] = ()


def recognise_forms_header(rows: Sequence[Row], index: int) -> FormsColumns | None:
    """What the columns mean if this row is the header of a Forms export; None if it is none.

    A question may be called `Name` as well, so Forms' own columns are known by where they stand. In other
    languages than English the first is still `ID`, and two times follow it in every row.
    """
    names = header_names(rows[index])
    if len(names) < 3 or names[0] != "id":
        return None
    if names[1:3] == ("start time", "completion time"):
        own = _own_columns(names)
    elif _has_times(rows, index):
        own = dict(zip(_OWN[:5], range(len(names)), strict=False))
    else:
        return None
    rest = range(len(own), len(names))
    titles = set(names)
    quiz = {position for name, position in own.items() if name in _QUIZ}
    if quiz:
        quiz |= {position for position in rest if _is_mark(names[position], titles)}
    questions = tuple(position for position in rest if position not in quiz)
    return FormsColumns(own, questions, tuple(sorted(quiz)))


def _own_columns(names: Sequence[str]) -> dict[str, int]:
    own: dict[str, int] = {}
    for position, name in enumerate(names):
        if name not in _OWN or name in own:
            break
        own[name] = position
    return own


def _is_mark(name: str, titles: set[str]) -> bool:
    """Whether a column holds the points or feedback of another column's question."""
    return any(name.startswith(mark) and name.removeprefix(mark) in titles for mark in _MARKS)


def _has_times(rows: Sequence[Row], index: int) -> bool:
    for row in rows[index + 1 :]:
        if not row.blank:
            return all((found := take_apart(row.cell(column))) and found.year for column in (1, 2))
    return False
