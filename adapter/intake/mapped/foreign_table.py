"""Somebody else's table as it stands in its file: a header and numbered rows, whatever kind of file it is."""

from __future__ import annotations

from dataclasses import dataclass

from adapter.errors import SourceError
from adapter.intake.files.cells import Cell, is_blank
from adapter.intake.files.text_grid import read_text_grid
from adapter.intake.files.xlsx import Grid, is_spreadsheet, read_grids
from adapter.intake.forms.export import read_forms
from adapter.intake.mapped.columns import ColumnMap
from adapter.intake.recognise import recognise
from adapter.intake.workbook.rows import Intake
from adapter.problem import Problem

_FORMS_OWN = ("ID", "Start time", "Completion time", "Email", "Name")


@dataclass(frozen=True, slots=True)
class ForeignTable:
    """`header` by position from 0; `own` are columns that the program itself writes and no map needs."""

    place: str
    header_number: int
    header: tuple[str, ...]
    rows: Grid
    own: frozenset[int] = frozenset()


def read_foreign_table(intake: Intake, column_map: ColumnMap, data: bytes, file: str) -> ForeignTable:
    """The table of a file: a Microsoft Forms export, a sheet of a workbook, or delimited text.

    Raises SourceError when there is none, or no header row as the map describes it.
    """
    if recognise(data, file) == "forms" and not column_map.skip_until_header:
        return _form(intake, column_map, data, file)
    wanted = {_plain(name) for name in column_map.skip_until_header}
    if is_spreadsheet(data):
        place, grid = _sheet(column_map, data, file)
    else:
        place, grid = file, read_text_grid(intake, data, file, wanted)
    for index, (number, cells) in enumerate(grid):
        header = tuple("" if is_blank(cell) else str(cell) for cell in cells)
        if any(header) and wanted <= {_plain(name) for name in header}:
            rows = [row for row in grid[index + 1 :] if not all(is_blank(cell) for cell in row[1])]
            return ForeignTable(place, number, header, rows)
    expected = f"a row with {', '.join(column_map.skip_until_header)}" if wanted else "a header row"
    todo = f"Export the table again, or correct skip_until_header of the column map {column_map.name}."
    raise SourceError(f"{file} has no header row.", [Problem(file, "no header row", expected, todo)])


def same_header(one: str, other: str) -> bool:
    """Whether two headers are the same but for case and white space."""
    return _plain(one) == _plain(other)


def _plain(name: str) -> str:
    return " ".join(name.replace("\ufeff", "").casefold().split())


def _form(intake: Intake, column_map: ColumnMap, data: bytes, file: str) -> ForeignTable:
    report = read_forms(data, file, day_first=column_map.day_first)
    intake.problems.extend(report.problems)
    intake.notes.extend(report.notes)
    intake.count_others(file, merged=report.counts.merged, rejected=report.counts.rejected)
    width = max([len(_FORMS_OWN), *(question.column for question in report.questions)])
    header = [*_FORMS_OWN, *("" for _ in range(width - len(_FORMS_OWN)))]
    for question in report.questions:
        header[question.column - 1] = question.text
    rows: Grid = []
    for response in report.responses:
        cells: list[Cell] = [None] * width
        own = (response.response_id, response.started, response.completed, response.email, response.name)
        cells[: len(own)] = own
        for question, answer in zip(report.questions, response.answers, strict=True):
            cells[question.column - 1] = answer
        rows.append((response.row, tuple(cells)))
    return ForeignTable(file, 1, tuple(header), rows, frozenset(range(len(_FORMS_OWN))))


def _sheet(column_map: ColumnMap, data: bytes, file: str) -> tuple[str, Grid]:
    for title, grid in read_grids(data, file):
        if column_map.sheet is None or same_header(title, column_map.sheet):
            return f"{file}, sheet {title}", grid
    expected = f"a sheet {column_map.sheet}"
    todo = f"Correct sheet in the column map {column_map.name}."
    raise SourceError(f"{file} lacks a sheet.", [Problem(file, "no such sheet", expected, todo)])
