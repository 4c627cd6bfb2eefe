"""What people answered in a form, addressed by column: question texts may repeat."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from adapter.intake.note import Note
from adapter.intake.platforms.attendance import RowCounts
from adapter.problem import Problem


@dataclass(frozen=True, slots=True)
class Question:
    """One question; `column` counts from 1. Texts may repeat, so the column is what identifies it."""

    column: int
    text: str


@dataclass(frozen=True, slots=True)
class FormsResponse:
    """One response. Neither `email` nor `name` identifies a patient: they are the account's, or None.

    `answers` stand in the order of the report's questions, as text; None is unknown or not answered.
    `started` and `completed` are in Europe/London, None when unknown.
    """

    row: int
    response_id: str
    answers: tuple[str | None, ...] = field(repr=False)
    started: datetime | None = None
    completed: datetime | None = None
    email: str | None = field(default=None, repr=False)
    name: str | None = field(default=None, repr=False)

    @property
    def anonymous(self) -> bool:
        return self.email is None and self.name is None


@dataclass(frozen=True, slots=True)
class FormsReport:
    """One Forms export, read. `encoding` is `xlsx` for a workbook. `complete` is False when responses may be
    missing, because the file is cut off or broken."""

    file: str
    sha256: str
    encoding: str
    questions: tuple[Question, ...]
    responses: tuple[FormsResponse, ...]
    counts: RowCounts
    problems: tuple[Problem, ...] = ()
    notes: tuple[Note, ...] = ()
    complete: bool = True


def choices_of(answer: str) -> tuple[str, ...]:
    """The choices of an answer to a question with several; Forms ends each with a semicolon."""
    if not answer.rstrip().endswith(";"):
        return (answer,) if answer.strip() else ()
    return tuple(choice.strip() for choice in answer.split(";") if choice.strip())
