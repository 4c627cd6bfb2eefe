"""Finding the tables in a report of several sections, by the shape of their header rows."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from adapter.intake.files.delimited import DELIMITERS, Row, ends_in_a_row, split_rows

Columns = TypeVar("Columns")

_NUMBERED_TITLE = re.compile(r"\d+\.\s")


@dataclass(frozen=True, slots=True)
class Table(Generic[Columns]):
    """A header row with what its columns mean, and the rows below it; blank rows are left out.

    `title` is the single cell above the header, if there is one. `broken_at` is the malformed row at which
    the reading of this table stopped.
    """

    title: str
    header: Row
    columns: Columns
    rows: tuple[Row, ...]
    broken_at: int | None = None


@dataclass(frozen=True, slots=True)
class Sections(Generic[Columns]):
    """A file taken apart: the tables that were looked for, and every other row that is not blank.

    `malformed` rows are wherever they are in the file; `cut_off` files seem to end within a row.
    """

    tables: tuple[Table[Columns], ...]
    other_rows: tuple[Row, ...]
    malformed: tuple[int, ...] = ()
    cut_off: bool = False


Recognise = Callable[[Sequence[Row], int], Columns | None]


def read_sections(text: str, recognise: Recognise[Columns]) -> Sections[Columns] | None:
    """Split a text at the delimiter for which `recognise(rows, index)` knows a header row; None if none does.

    `recognise` answers what the columns of the header row at that index mean, or None when it is no header.
    """
    for delimiter in DELIMITERS:
        if delimiter not in text:
            continue
        rows = split_rows(text, delimiter)
        sections = _sections(rows, recognise)
        if not sections.tables:
            continue
        last = sections.tables[-1]
        if rows[-1] in last.rows and ends_in_a_row(text, rows[-1], last.header):
            return replace(sections, cut_off=True)
        return sections
    return None


def header_names(row: Row) -> tuple[str, ...]:
    """The cells of a header row as they are compared: any case, any white space, no byte order mark."""
    return tuple(" ".join(cell.replace("\ufeff", "").casefold().split()) for cell in row.cells)


def _sections(rows: list[Row], recognise: Recognise[Columns]) -> Sections[Columns]:
    headers = {index: found for index in range(len(rows)) if (found := recognise(rows, index)) is not None}
    tables: list[Table[Columns]] = []
    other: list[Row] = []
    index = 0
    while index < len(rows):
        if index not in headers:
            if not rows[index].blank and not rows[index].malformed:
                other.append(rows[index])
            index += 1
            continue
        end = index + 1
        while end < len(rows) and end not in headers and not _ends_table(rows, end, headers):
            end += 1
        broken = end < len(rows) and rows[end].malformed
        tables.append(
            Table(
                title=_title(rows, index),
                header=rows[index],
                columns=headers[index],
                rows=tuple(row for row in rows[index + 1 : end] if not row.blank),
                broken_at=rows[end].number if broken else None,
            )
        )
        index = end
    return Sections(tuple(tables), tuple(other), tuple(row.number for row in rows if row.malformed))


def _ends_table(rows: Sequence[Row], index: int, headers: dict[int, Columns]) -> bool:
    """Whether the row is broken, or the title of the next section: one cell, set off from the rows above."""
    row = rows[index]
    if row.malformed:
        return True
    if sum(bool(cell.strip()) for cell in row.cells) != 1 or not row.cell(0):
        return False
    return rows[index - 1].blank or index + 1 in headers or bool(_NUMBERED_TITLE.match(row.cell(0)))


def _title(rows: Sequence[Row], header: int) -> str:
    above = [row for row in rows[max(0, header - 2) : header] if not row.blank]
    return above[-1].cell(0) if above and not any(above[-1].cells[1:]) else ""
