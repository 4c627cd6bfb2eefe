"""Rows of the canonical sheets on their way to records, and what became of each."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Literal

from openpyxl.utils import get_column_letter

from adapter.errors import SourceError
from adapter.intake.files.cells import Cell, is_blank
from adapter.intake.note import Note, NoteKind, rows_in_words
from adapter.intake.platforms.attendance import RowCounts
from adapter.intake.workbook.sheets import EXAMPLE, Column, Sheet
from adapter.problem import Problem

Outcome = Literal["used", "merged", "rejected", "unmatched"]


@dataclass(frozen=True, slots=True, eq=False)
class SheetRow:
    """One row for one canonical sheet.

    `place` is the file, with the sheet if it has several. `number` is the row as a spreadsheet program shows
    it. `cells` are keyed by our column names; `labels` says what the source calls them, where that differs.
    `mapped` rows come through a column map: patients may have typed them, so a row that names nobody on the
    list stays unmatched. `without_dob` is what the column map allows in so many words. `absent` are required
    columns that the whole table lacks: that was said at its header, and is not said again at every row.
    """

    file: str
    place: str
    number: int
    cells: Mapping[str, Cell] = field(repr=False)
    labels: Mapping[str, str] = field(default_factory=dict, repr=False)
    mapped: bool = False
    without_dob: bool = False
    absent: frozenset[str] = frozenset()

    def where(self, column: str | None = None) -> str:
        row = f"{self.place}, row {self.number}"
        return f"{row}, column {self.labels.get(column, column)}" if column else row

    def problem(self, column: str | None, found: str, expected: str, todo: str) -> Problem:
        return Problem(self.where(column), found, expected, todo)


@dataclass(frozen=True, slots=True)
class Unmatched:
    """Rows of a file that could not be given to a patient, and why; a person decides."""

    file: str
    rows: tuple[int, ...]
    reason: str

    def __str__(self) -> str:
        return f"{self.file}, {rows_in_words(self.rows)}: {self.reason}"


@dataclass(slots=True)
class Intake:
    """All that was read so far of one session: rows by sheet, problems, notes, and the fate of every row.

    `incomplete` are sheets that lack a required column: what else leans on them cannot be judged.
    """

    rows: dict[str, list[SheetRow]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    unmatched: list[Unmatched] = field(default_factory=list)
    incomplete: set[str] = field(default_factory=set)
    _fates: dict[tuple[str, str, int], Outcome] = field(default_factory=dict)
    _others: Counter[tuple[str, Outcome]] = field(default_factory=Counter)

    def add(self, sheet: str, row: SheetRow) -> None:
        self.rows.setdefault(sheet, []).append(row)
        self.count(row, "used")

    def of(self, sheet: str) -> Sequence[SheetRow]:
        return self.rows.get(sheet, ())

    def count(self, row: SheetRow, outcome: Outcome) -> None:
        """Enter a row of a file in the books."""
        self._fates[row.file, row.place, row.number] = outcome

    def mark(self, row: SheetRow, outcome: Outcome) -> None:
        """Say what became of a row that is in the books; the last word counts.

        A row of somebody else's table may become several of ours: it is used, whichever of them are merged.
        """
        if (row.file, row.place, row.number) in self._fates and not (row.mapped and outcome == "merged"):
            self.count(row, outcome)

    def count_others(self, file: str, *, merged: int, rejected: int) -> None:
        """Enter rows that never came here, because the reader of the file dealt with them."""
        self._others.update({(file, "merged"): merged, (file, "rejected"): rejected})

    @contextmanager
    def collecting(self) -> Iterator[None]:
        """What is wrong with one file does not hide what is wrong with the others."""
        try:
            yield
        except SourceError as error:
            self.problems.extend(error.problems)

    def report(self, row: SheetRow, problem: Problem) -> None:
        """A problem that costs the row."""
        self.problems.append(problem)
        self.mark(row, "rejected")

    def remark(self, row: SheetRow, kind: NoteKind, text: str, outcome: Outcome = "rejected") -> None:
        """A row that is passed over, and why."""
        self.notes.append(Note(kind, text, (row.number,)))
        self.mark(row, outcome)

    def leave_unmatched(self, row: SheetRow, reason: str) -> None:
        """A row that belongs to nobody on the list, as far as anyone can tell."""
        entry = Unmatched(row.file, (row.number,), reason)
        if entry not in self.unmatched:
            self.unmatched.append(entry)
        self.mark(row, "unmatched")

    def counts(self, file: str) -> RowCounts:
        """The rows of one file; they balance."""
        tally = Counter(outcome for (name, _, _), outcome in self._fates.items() if name == file)
        tally.update({outcome: times for (name, outcome), times in self._others.items() if name == file})
        return RowCounts(tally.total(), tally["used"], tally["merged"], tally["rejected"], tally["unmatched"])


def read_table(
    intake: Intake, sheet: Sheet, file: str, place: str, grid: Iterable[tuple[int, tuple[Cell, ...]]]
) -> None:
    """Read the numbered rows of one canonical sheet, header first, into the intake.

    Blank rows are passed over; the example row is counted and not used. An unknown column is noted, a missing
    one is unknown for every row, and a required one that is missing is a problem.
    """
    numbered = ((number, cells) for number, cells in grid if not all(is_blank(cell) for cell in cells))
    header_number, header = next(numbered, (0, ()))
    if not header:
        return
    names = tuple("" if is_blank(cell) else _header_name(cell) for cell in header)
    known = {"key", "value", "note"} if sheet.upright else set(sheet.by_name)
    absent = _check_header(intake, sheet, place, header_number, names, known)
    positions = [(name, index) for index, name in enumerate(names) if name in known]
    unnamed: list[int] = []
    for number, cells in numbered:
        found = {name: cells[index] for name, index in positions if index < len(cells)}
        row = SheetRow(file, place, number, found, absent=absent)
        if _is_example(sheet, positions, row):
            intake.count(row, "rejected")
            _pass_over_example(intake, sheet, row)
        elif sheet.upright and not absent and is_blank(found.get("value")):
            continue
        else:
            intake.add(sheet.name, row)
        if any(not is_blank(cell) for index, cell in enumerate(cells) if not names[index : index + 1]):
            unnamed.append(number)
    if unnamed:
        text = f"{place}: some rows have cells beyond the last column; they were not read."
        intake.notes.append(Note("longer-rows", text, tuple(unnamed)))


def _header_name(cell: Cell) -> str:
    return "_".join(str(cell).casefold().split()).replace("-", "_")


def _check_header(
    intake: Intake, sheet: Sheet, place: str, number: int, names: tuple[str, ...], known: set[str]
) -> frozenset[str]:
    """Report what is wrong with a header, and return the required columns that it lacks."""
    where = f"{place}, row {number}"
    required = (
        ["key", "value"] if sheet.upright else [column.name for column in sheet.columns if column.required]
    )
    absent = [name for name in required if name not in names]
    strange = {name: index for index, name in reversed(list(enumerate(names))) if name and name not in known}
    for name in absent:
        if near := difflib.get_close_matches(name, strange, n=1):
            # The heading itself may be anybody's words, so that only its place is told.
            todo = f"Column {get_column_letter(strange[near[0]] + 1)} looks like it: call that one {name}."
        else:
            todo = f"Add the column; this sheet needs {', '.join(required)}."
        intake.problems.append(Problem(where, "no such column", f"a column {name}", todo))
    for name, times in Counter(filter(None, names)).items():
        if times > 1 and name in known:
            todo = "Rename or delete one of them."
            intake.problems.append(Problem(where, f"{times} columns {name}", "one of each name", todo))
    if strange:
        count = sum(name in strange for name in names)
        text = f"{place}: {count} column(s) of the header are not known here and were not read."
        intake.notes.append(Note("unknown-columns", text, (number,)))
    if absent:
        intake.incomplete.add(sheet.name)
    return frozenset(absent)


def _is_example(sheet: Sheet, positions: list[tuple[str, int]], row: SheetRow) -> bool:
    if sheet.upright or not positions:
        return False
    first = row.cells.get(positions[0][0])
    return isinstance(first, str) and first.lstrip().startswith(EXAMPLE)


def _pass_over_example(intake: Intake, sheet: Sheet, row: SheetRow) -> None:
    """Do not read the example, but let nobody's entry be lost because it was typed over the example."""
    for name, cell in row.cells.items():
        if not _same(cell, sheet.by_name[name]):
            found = "the example, changed"
            todo = f"If this is a real row, take the word {EXAMPLE} out of it; if not, delete the row."
            intake.report(row, row.problem(name, found, "the example as it came, or a row without it", todo))
            return


def _same(cell: Cell, column: Column) -> bool:
    if is_blank(cell):
        return not column.example
    text = str(cell).strip()
    return text.removeprefix(EXAMPLE).strip() == column.example
