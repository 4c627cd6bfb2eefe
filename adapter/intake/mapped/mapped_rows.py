"""Reading somebody else's table by its column map, into rows of our sheets."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from adapter.intake.files.cells import Cell, Mangled, describe, is_blank
from adapter.intake.findings import column_letters
from adapter.intake.forms.responses import choices_of
from adapter.intake.mapped.columns import ColumnMap, MappedColumn
from adapter.intake.mapped.foreign_table import ForeignTable, read_foreign_table, same_header
from adapter.intake.note import Note
from adapter.intake.workbook.rows import Intake, SheetRow
from adapter.problem import Problem


def read_mapped(intake: Intake, column_map: ColumnMap, data: bytes, file: str) -> None:
    """Read a table, or a Microsoft Forms export, into the intake by its column map.

    A column of the map that the table does not have is a problem, because a question that was reworded would
    otherwise be lost without a word; a column that the map does not have is noted. Raises SourceError when
    the file cannot be read at all.
    """
    table = read_foreign_table(intake, column_map, data, file)
    found = _locate(intake, column_map, table)
    if found.keys() != column_map.columns.keys():
        return
    _note_unknown(intake, column_map, table, set(found.values()))
    for number, cells in table.rows:
        row = _SourceRow(
            file=file,
            place=table.place,
            number=number,
            cells={
                name: _meaning(column, cells[found[name]] if found[name] < len(cells) else None)
                for name, column in column_map.columns.items()
            },
        )
        intake.count(row.of({}, {}, column_map), "used")
        _require(intake, column_map, row)
        for sheet, ours in _rows(column_map, row):
            intake.add(sheet, ours)


@dataclass(frozen=True, slots=True)
class _SourceRow:
    """One row of the table; `cells` by the names of the map's columns, in our words."""

    file: str
    place: str
    number: int
    cells: Mapping[str, Cell]

    def of(self, cells: Mapping[str, Cell], labels: Mapping[str, str], column_map: ColumnMap) -> SheetRow:
        return SheetRow(
            self.file,
            self.place,
            self.number,
            cells,
            labels,
            mapped=not column_map.list_of_participants,
            without_dob=column_map.allow_without_dob is not None,
        )


def _locate(intake: Intake, column_map: ColumnMap, table: ForeignTable) -> dict[str, int]:
    """Where each column of the map stands, from 0; what is missing or there twice is reported."""
    found: dict[str, int] = {}
    for name, column in column_map.columns.items():
        places = [
            index for index, header in enumerate(table.header) if same_header(header, column.header or "")
        ]
        if column.index is not None:
            places = [column.index] if column.index < len(table.header) else []
        if len(places) == 1:
            found[name] = places[0]
            continue
        where = f"{table.place}, row {table.header_number}"
        seen = f"{len(places)} columns of that name" if places else "no such column"
        todo = f"Correct columns.{name} of the column map {column_map.name}"
        todo += ": give its position." if places else ", or export the table again."
        intake.problems.append(Problem(where, seen, f"one column '{column.label}'", todo))
    return found


def _note_unknown(intake: Intake, column_map: ColumnMap, table: ForeignTable, known: set[int]) -> None:
    strange = [
        index for index, header in enumerate(table.header) if header and index not in known | table.own
    ]
    if strange and column_map.unknown_columns == "report":
        letters = column_letters(strange)
        sentence = f"{table.place}: columns that the column map does not have were not read: {letters}."
        intake.notes.append(Note("unknown-columns", sentence, (table.header_number,)))


def _require(intake: Intake, column_map: ColumnMap, row: _SourceRow) -> None:
    for name, column in column_map.columns.items():
        if column.required and is_blank(row.cells[name]):
            ours = row.of({}, {name: column.label}, column_map)
            intake.report(ours, ours.problem(name, "nothing", "a value", "Fill it in, or delete the row."))


@dataclass(slots=True)
class _Group:
    """Cells of one sheet with the same fixed cells beside them: together a row, or several with `each`."""

    column: MappedColumn
    rows: list[dict[str, Cell]]
    labels: dict[str, str]


def _rows(column_map: ColumnMap, row: _SourceRow) -> Iterator[tuple[str, SheetRow]]:
    who: dict[str, Cell] = {}
    names: dict[str, str] = {}
    groups: dict[tuple[str, str], _Group] = {}
    for name, column in column_map.columns.items():
        aim, cell = column.aim, row.cells[name]
        if aim is not None and aim.sheet is None:
            who[aim.column.name] = cell
            names[aim.column.name] = column.label
        elif aim is not None and aim.sheet is not None and not is_blank(cell):
            fixed = repr((aim.implied, column.with_, column.with_columns))
            group = groups.setdefault((aim.sheet.name, fixed), _Group(column, [], {}))
            group.labels[aim.column.name] = column.label
            if column.each:
                group.rows.extend({aim.column.name: one} for one in choices_of(f"{cell};"))
            elif group.rows:
                group.rows[0][aim.column.name] = cell
            else:
                group.rows.append({aim.column.name: cell})
    for (sheet, _), group in groups.items():
        beside, labels = _beside(column_map, row, group.column)
        for cells in group.rows:
            ours = {**who, **beside, **cells}
            yield sheet, row.of(ours, {**names, **labels, **group.labels}, column_map)


def _beside(
    column_map: ColumnMap, row: _SourceRow, column: MappedColumn
) -> tuple[dict[str, Cell], dict[str, str]]:
    """The cells that go with a value, and what the table calls those that it gives."""
    implied = dict(column.aim.implied) if column.aim else {}
    given = {ours: row.cells[name] for ours, name in column.with_columns.items()}
    labels = {ours: column_map.columns[name].label for ours, name in column.with_columns.items()}
    return {**implied, **column.with_, **given}, labels


def _meaning(column: MappedColumn, cell: Cell) -> Cell:
    """The cell in our words, as the map's column says."""
    if is_blank(cell) or isinstance(cell, Mangled):
        return cell
    if "spaces" in column.clean and isinstance(cell, str):
        cell = re.sub(r"\s", "", cell)
    if column.formats and isinstance(cell, str):
        return _date(column.formats, cell)
    if column.values:
        meant = {_plain(written): ours for written, ours in column.values.items()}
        found = [meant.get(_plain(one)) for one in (choices_of(str(cell)) or (str(cell),))]
        if None in found:
            todo = "Add what is written there to values in the column map, with our word for it."
            return Mangled(f"{describe(cell)}, which is not among the values of the column map", todo)
        return "; ".join(word for word in found if word) or None
    return cell


def _date(formats: Sequence[str], text: str) -> Cell:
    """The date or time in the first of the formats that fits; two that differ are one too many."""
    found: set[dt.date] = set()
    for form in formats:
        try:
            moment = dt.datetime.strptime(text.strip(), form)  # noqa: DTZ007 - London's clock, settled later
        except ValueError:
            continue
        found.add(moment if re.search("%[HIcX]", form) else moment.date())
    if len(found) == 1:
        return found.pop()
    todo = f"Write it as the column map says ({', '.join(formats)}), or correct formats there."
    if found:
        return Mangled("a date that can be read in two ways", todo)
    return Mangled("a date written in another way, or no date", todo)


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()
