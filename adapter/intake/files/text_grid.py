"""The cells of a delimited text file, numbered by row; a file that is broken is reported, never mended."""

from __future__ import annotations

from collections.abc import Set

from adapter.intake.files.decoding import decode
from adapter.intake.files.delimited import DELIMITERS, Row, split_rows
from adapter.intake.files.xlsx import Grid
from adapter.intake.platforms.tables import header_names
from adapter.intake.workbook.rows import Intake
from adapter.problem import Problem


def read_text_grid(intake: Intake, data: bytes, file: str, wanted: Set[str] = frozenset()) -> Grid:
    """The rows of a text file in any of the known encodings, separated by TAB, comma or semicolon.

    `wanted` are names (in lower case) that the header row is known to hold. Raises SourceError when the file
    is no text.
    """
    decoded = decode(data, file)
    intake.notes.extend(decoded.notes)
    if decoded.truncated:
        todo = "Save the file again from where it came."
        intake.problems.append(Problem(file, "a file that is cut off", "a whole file", todo))
    grid: Grid = []
    for row in _split(decoded.text, wanted):
        if row.malformed or row.has_nul:
            found = "quotation marks that do not match" if row.malformed else "a NUL character"
            where, todo = f"{file}, row {row.number}", "Correct the row, or save the file again."
            intake.problems.append(Problem(where, found, "a row of sound cells", todo))
        else:
            grid.append((row.number, row.cells))
    return grid


def _split(text: str, wanted: Set[str]) -> list[Row]:
    if wanted:
        for delimiter in DELIMITERS:
            rows = split_rows(text, delimiter) if delimiter in text else []
            if any(wanted <= set(header_names(row)) for row in rows):
                return rows
    first_line = text.lstrip("\ufeff \r\n").partition("\n")[0]
    return split_rows(text, next((mark for mark in DELIMITERS if mark in first_line), ","))
