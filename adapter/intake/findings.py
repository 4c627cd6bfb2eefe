"""Collecting what is wrong or remarkable in a file, without repeating what anybody wrote."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from openpyxl.utils import get_column_letter

from adapter.errors import SourceError
from adapter.intake.note import Note, NoteKind
from adapter.problem import Problem

_SENTENCES: dict[NoteKind, str] = {
    "unread-time": "A date and time in these rows could not be read; it is unknown.",
    "left-before-joined": "The times in these rows end before they begin.",
    "unread-duration": "The duration in these rows could not be read; it is unknown.",
    "unread-email": "The e-mail column of these rows holds no e-mail address; it was left out.",
    "ambiguous-hour": "Times in these rows lie in the hour that happens twice when summer time ends.",
    "times-missing": "These rows give no times: somebody was there, how long is unknown.",
    "longer-rows": "These rows have more cells than the header; the cells beyond it were not read.",
    "stray-rows": "These rows belong to nobody in the participants table.",
    "not-attended": "These rows are people who registered and whom the platform did not see.",
    "waiting-room-only": "These rows are people who were never let in from the waiting room.",
    "bot": "These rows are recording or note-taking programs.",
    "dial-in": "These rows are telephone participants; the report does not say who they are.",
    "same-response-id": "These responses have the same id and different answers.",
    "repeated": "These rows repeat an earlier row of the file word for word.",
}


class Findings:
    """The problems and notes of one file. Rows with the same remark are gathered in one note."""

    def __init__(self, file: str) -> None:
        self.file = file
        self._problems: list[Problem] = []
        self._notes: list[Note] = []
        self._rows: dict[NoteKind, list[int]] = defaultdict(list)

    def problem(self, row: int, column: str, found: str, expected: str, todo: str) -> None:
        """Add the problem of one cell, or of a whole row with an empty `column`."""
        where = f"{self.file}, row {row}" + (f", column {column}" if column else "")
        self._problems.append(Problem(where, found, expected, todo))

    def nameless_row(self, row: int) -> None:
        self.problem(
            row,
            "",
            "somebody without a name",
            "a name in every row",
            "Ask the facilitator who this was; nobody can be marked as absent while this is open.",
        )

    def row_with_nul(self, row: int) -> None:
        self.problem(
            row, "", "a NUL character", "text", "Export the report again; only this row was left out."
        )

    def broken_row(self, row: int) -> None:
        self.problem(
            row,
            "",
            "quotation marks that do not match",
            "a quoted cell to end where its quotes end",
            "Export the report again: the rows from here to the next blank line were not read.",
        )

    def unknown_columns(self, header_row: int, positions: Iterable[int]) -> None:
        """Note the columns (positions from 0) that no part of the import reads."""
        if letters := column_letters(positions):
            sentence = f"Columns that are not known were not read: {letters}."
            self._notes.append(Note("unknown-columns", sentence, (header_row,)))

    def remark(self, kind: NoteKind, *rows: int) -> None:
        self._rows[kind].extend(rows)

    def add(self, *notes: Note) -> None:
        self._notes.extend(notes)

    @property
    def problems(self) -> tuple[Problem, ...]:
        return tuple(self._problems)

    @property
    def notes(self) -> tuple[Note, ...]:
        gathered = (
            Note(kind, _SENTENCES[kind], tuple(sorted(set(rows)))) for kind, rows in self._rows.items()
        )
        return (*self._notes, *gathered)


def column_letters(positions: Iterable[int]) -> str:
    """Columns (positions from 0) as a spreadsheet program letters them."""
    return ", ".join(get_column_letter(position + 1) for position in positions)


def unknown_file(file: str, expected: Iterable[str]) -> SourceError:
    """The refusal of a file without a known header row; `expected` are the headers that are known."""
    problem = Problem(
        where=file,
        found="no header row that is known",
        expected=" or ".join(expected),
        todo="Export the report again and import it as it came, or declare its columns in a column map.",
    )
    return SourceError(f"{file} is not a report that can be read.", [problem])
