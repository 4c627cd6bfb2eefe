"""The header and rows of a Microsoft Forms export as text, whether it is a workbook or a text file."""

from __future__ import annotations

import hashlib
import io
import warnings
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook

from adapter.errors import SourceError
from adapter.intake.files.decoding import decode
from adapter.intake.files.delimited import DELIMITERS, Row, ends_in_a_row, split_rows
from adapter.intake.forms.columns import FormsColumns, recognise_forms_header
from adapter.intake.note import Note
from adapter.problem import Problem

_BROKEN_WORKBOOK = (zipfile.BadZipFile, zlib.error, ParseError, KeyError, ValueError, EOFError, OSError)
_EXACT_DIGITS = 10**15  # a spreadsheet program keeps 15 digits of a number and makes the others zero


@dataclass(frozen=True, slots=True)
class SpoiltCell:
    """A cell that cannot be taken as text; `position` counts from 0."""

    row: int
    position: int
    found: str


@dataclass(frozen=True, slots=True)
class FormsSource:
    """A Forms export before its cells are understood; `rows` are those below the header, less blank ones."""

    file: str
    sha256: str
    encoding: str
    columns: FormsColumns
    header: Row
    rows: tuple[Row, ...] = field(repr=False)
    spoilt: tuple[SpoiltCell, ...] = ()
    notes: tuple[Note, ...] = ()
    truncated: bool = False


def forms_source(data: bytes, file: str) -> FormsSource | None:
    """The header and rows of a Forms export; None when the file is none.

    Raises SourceError when the file is neither text nor a workbook that can be opened.
    """
    return _from_workbook(data, file) if is_workbook(data) else _from_text(data, file)


def is_workbook(data: bytes) -> bool:
    return data.startswith(b"PK\x03\x04")


def _from_text(data: bytes, file: str) -> FormsSource | None:
    decoded = decode(data, file)
    for delimiter in DELIMITERS:
        rows = split_rows(decoded.text, delimiter) if delimiter in decoded.text else []
        if (start := _header_index(rows)) is None:
            continue
        index, columns = start
        cut_off = len(rows) > index + 1 and ends_in_a_row(decoded.text, rows[-1], rows[index])
        return FormsSource(
            file=file,
            sha256=decoded.sha256,
            encoding=decoded.encoding,
            columns=columns,
            header=rows[index],
            rows=tuple(row for row in rows[index + 1 :] if not row.blank),
            notes=decoded.notes,
            truncated=decoded.truncated or cut_off,
        )
    return None


def _header_index(rows: Sequence[Row]) -> tuple[int, FormsColumns] | None:
    """Where the header is, and what it means: the first row that is not blank, or there is none."""
    first = next((index for index, row in enumerate(rows) if not row.blank), None)
    columns = None if first is None else recognise_forms_header(rows, first)
    return None if first is None or columns is None else (first, columns)


def _from_workbook(data: bytes, file: str) -> FormsSource | None:
    for rows, spoilt in _sheets(data, file):
        if (start := _header_index(rows)) is None:
            continue
        index, columns = start
        return FormsSource(
            file=file,
            sha256=hashlib.sha256(data).hexdigest(),
            encoding="xlsx",
            columns=columns,
            header=rows[index],
            rows=tuple(row for row in rows[index + 1 :] if not row.blank),
            spoilt=tuple(spoilt),
        )
    return None


def _sheets(data: bytes, file: str) -> Iterator[tuple[list[Row], list[SpoiltCell]]]:
    """The rows of each sheet, and the cells in them that are no text."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Forms leaves out the styles that openpyxl looks for
            workbook = load_workbook(io.BytesIO(data), read_only=True)
        with closing(workbook):
            for sheet in workbook.worksheets:
                sheet.reset_dimensions()  # some programs write a wrong size, and rows beyond it would be lost
                yield _cells(sheet.iter_rows())
    except _BROKEN_WORKBOOK as error:
        problem = Problem(
            where=file,
            found="a workbook that cannot be opened",
            expected="a workbook (XLSX) as Microsoft Forms makes it",
            todo="Download the responses again and import them as they came.",
        )
        raise SourceError(f"{file} cannot be opened as a workbook.", [problem]) from error


def _cells(sheet: Iterable[Iterable[Any]]) -> tuple[list[Row], list[SpoiltCell]]:
    rows, spoilt = [], []
    for number, cells in enumerate(sheet, 1):
        texts = []
        for position, cell in enumerate(cells):
            text, found = _text_of(cell.value, cell.data_type)
            texts.append(text)
            if found:
                spoilt.append(SpoiltCell(number, position, found))
        rows.append(Row(number, tuple(texts)))
    return rows, spoilt


def _text_of(value: object, data_type: str) -> tuple[str, str]:
    """The text of a cell; or nothing, and what is wrong with it."""
    if data_type == "f":
        return "", "a formula"
    if data_type == "e":
        return "", "an error of the spreadsheet program"
    if isinstance(value, bool):
        return str(value).upper(), ""
    if isinstance(value, int | float):
        if abs(value) >= _EXACT_DIGITS:
            return "", "a number too long for a spreadsheet program, which has changed its last digits"
        return str(int(value) if value == int(value) else value), ""
    if isinstance(value, datetime):
        # Times are stored as fractions of a day, so a whole second may come out a little short.
        return (value + timedelta(microseconds=500_000)).strftime("%Y-%m-%d %H:%M:%S"), ""
    if isinstance(value, date | time):
        return value.isoformat(), ""
    return ("" if value is None else str(value).replace("_x000D_", "")), ""
