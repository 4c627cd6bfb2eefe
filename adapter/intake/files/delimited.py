"""From text to numbered rows of cells, strictly: a broken row is never joined with its neighbours."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field

DELIMITERS = ("\t", ",", ";")  # tried in this order, so that tabs win where both appear in a header


@dataclass(frozen=True, slots=True)
class Row:
    """`number` is the row as a spreadsheet program shows it: the first is 1, blank rows count.

    A `malformed` row has no cells: its quotes are wrong, and nothing up to the next blank line was read.
    """

    number: int
    cells: tuple[str, ...] = field(repr=False)
    malformed: bool = False

    def cell(self, position: int | None) -> str:
        """The cell at a position from 0, without surrounding white space; empty beyond the end of the row."""
        if position is None or position >= len(self.cells):
            return ""
        return self.cells[position].strip()

    @property
    def blank(self) -> bool:
        return not self.malformed and not any(cell.strip() for cell in self.cells)

    @property
    def has_nul(self) -> bool:
        return any("\0" in cell for cell in self.cells)


def ends_in_a_row(text: str, last: Row, header: Row) -> bool:
    """Whether a text seems cut off: no line end after its last row, which is shorter than the header."""
    return not text.endswith(("\n", "\r")) and len(last.cells) < len(header.cells)


def split_rows(text: str, delimiter: str) -> list[Row]:
    """Split text into rows: CRLF, LF and a lone CR end a row outside quotes, also mixed in one file.

    A quoted cell may hold line breaks, delimiters and doubled quotes; a quote that is not the first character
    of a cell is ordinary text. Text after a closing quote, or a quote that is never closed, makes the row
    malformed; reading goes on after the next blank line.
    """
    return list(_rows(text, delimiter))


def _rows(text: str, delimiter: str) -> Iterator[Row]:
    lines = list(io.StringIO(text, newline=""))
    number, line = 0, 0
    while line < len(lines):
        # The strict reader keeps exactly these rules; it cannot go on after an error, so each gets a new one.
        reader = csv.reader(lines[line:], delimiter=delimiter, strict=True)
        begun = 0  # lines of this reader that its finished rows took
        try:
            for cells in reader:
                number, begun = number + 1, reader.line_num
                yield Row(number, tuple(cells))
            return
        except csv.Error:
            number, line = number + 1, line + begun
            yield Row(number, (), malformed=True)
        skipped = 1
        while line + skipped < len(lines) and lines[line + skipped].strip(delimiter + " \r\n"):
            skipped += 1
        number, line = number + skipped - 1, line + skipped
