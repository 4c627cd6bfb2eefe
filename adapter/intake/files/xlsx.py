"""Reading the cells of an XLSX file: nothing computed, nothing guessed, nothing that can hurt the reader."""

from __future__ import annotations

import datetime as dt
import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from adapter.errors import SourceError
from adapter.intake.files.cells import AS_TEXT, Cell, Mangled
from adapter.problem import Problem

UNPACKED_LIMIT = 300_000_000
"""Largest workbook accepted, in bytes after unpacking; a zip bomb is refused before it is unpacked."""

_MAGIC, _OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
# defusedxml, which openpyxl uses where it is installed, refuses entities with a kind of ValueError.
_BROKEN = (
    KeyError, ValueError, TypeError, IndexError, AttributeError, EOFError, OSError, NotImplementedError,
    zipfile.BadZipFile, InvalidFileException, ParseError,
)  # fmt: skip

Grid = list[tuple[int, tuple[Cell, ...]]]


def is_spreadsheet(data: bytes) -> bool:
    """Whether the bytes are those of a spreadsheet program, of the kind that can be read or not."""
    return data.startswith((_MAGIC, _OLD_EXCEL))


def read_grids(data: bytes, file: str) -> Iterator[tuple[str, Grid]]:
    """The sheets of a workbook, each as its name and its numbered rows.

    Dates are `datetime.date` where the cell shows no time. Formulas, error values, months that became dates
    and durations are `Mangled`. Raises SourceError.
    """
    refuse_dangerous(data, file)
    try:
        with warnings.catch_warnings():
            # openpyxl warns of parts that it will not keep when saving; nothing is saved here.
            warnings.simplefilter("ignore")
            book = load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
            try:
                for sheet in book.worksheets:
                    sheet.reset_dimensions()  # some programs write a wrong size, and rows would be lost
                    rows = sheet.iter_rows()
                    yield (
                        sheet.title,
                        [(number, tuple(map(_cell, row))) for number, row in enumerate(rows, 1)],
                    )
            finally:
                book.close()
    except _BROKEN as error:
        raise _unreadable(file, "a workbook that is damaged or not of Excel") from error


def refuse_dangerous(data: bytes, file: str) -> None:
    """Raise SourceError for what cannot be opened, or would not end well (zip bombs)."""
    if data.startswith(_OLD_EXCEL):
        raise _unreadable(file, "an old Excel workbook (.xls), or one with a password")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
    except zipfile.BadZipFile as error:
        raise _unreadable(file, "a file that is no workbook") from error
    if unpacked > UNPACKED_LIMIT:
        raise _unreadable(file, f"a workbook of {unpacked // 1_000_000} MB when unpacked")


def _unreadable(file: str, found: str) -> SourceError:
    limit = UNPACKED_LIMIT // 1_000_000
    todo = "Open it in your spreadsheet program, save it as .xlsx without a password, and try again."
    problem = Problem(file, found, f"an Excel workbook (.xlsx) of at most {limit} MB", todo)
    return SourceError(f"{file} cannot be read as a workbook.", [problem])


def _cell(cell: Any) -> Cell:
    value = cell.value
    if value is None or isinstance(value, str | int | float):
        if cell.data_type == "f":
            return Mangled("a formula", "Type the value itself, or paste it as a value.")
        if cell.data_type == "e":
            return Mangled(f"the error value {value}", "Type the value itself.")
        result: Cell = value
        return result
    if isinstance(value, dt.datetime):
        return _date(value, cell.number_format)
    if isinstance(value, dt.time):
        return value
    if isinstance(value, dt.timedelta):
        return Mangled("a duration that the spreadsheet program made of what was typed", AS_TEXT)
    return Mangled("a formula", "Type the value itself, or paste it as a value.")


def _date(value: dt.datetime, number_format: str) -> Cell:
    shown = re.sub(r'"[^"]*"|\[[^\]]*\]|\\.', "", number_format).casefold()
    if "h" in shown or value.time() != dt.time():
        return value
    if "d" not in shown:
        return Mangled("a month or year that the spreadsheet program made a day", AS_TEXT)
    return value.date()
