"""An empty workbook for the next session: drop-downs, a note on every column, an example on every sheet."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from pathlib import Path

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from adapter.errors import SettingsError
from adapter.intake.files.cells import Kind
from adapter.intake.workbook.kinds import WHOLE
from adapter.intake.workbook.reading import LISTS, READ_ME
from adapter.intake.workbook.sheets import EXAMPLE, SESSION, SHEETS, Column, Sheet

_LAST_ROW = 1000
_HEADER = PatternFill("solid", fgColor="1F4E5F")
_REQUIRED = PatternFill("solid", fgColor="B23A48")
_GREY = Font(name="Calibri", size=11, italic=True, color="808080")
_TEXT_FORMAT = "@"
_WIDE = ("text", "text", "what", "reason", "answer", "outcome", "note", "sensitive_note")

_HOW_TO = """\
# A workbook for one session of a group clinic

# Fill in
1. The sheet session: what the meeting was. Leave session_id as it is.
2. The sheet staff: everybody who worked there.
3. The sheet participants: everybody who was invited, whether they came or not.
4. On the other sheets: what was said, measured and agreed, one thing in each row.

# Rules
Every row about a patient repeats the NHS number and the date of birth. A row where the two do not
belong together is refused: that is how a shifted or sorted column is caught.
Blank means: not known. Never write 0 or no for something that you do not know.
Dates are YYYY-MM-DD, times YYYY-MM-DDTHH:MM as the clock in London showed them.
Several values in one cell have a semicolon ; between them.
Name no other patient in any text.
Type values, not formulas.

# Good to know
A red heading must be filled in. Rest the mouse on any heading to see what belongs there.
The grey row that begins with EXAMPLE shows how a row looks. It is not read; delete it or leave it.
Sheets and columns that you do not need can be deleted, or left empty.
Sheets and columns of your own are allowed. They are not read."""


def new_workbook(path: Path, session_id: uuid.UUID | None = None) -> None:
    """Write an empty workbook with a session_id of its own (a random one, unless it is given).

    Raises SettingsError when the name does not end in .xlsx, or nothing can be written there.
    """
    if path.suffix.casefold() != ".xlsx":
        raise SettingsError(f"{path} is no name for a workbook; it has to end in .xlsx")
    if not path.parent.is_dir():
        raise SettingsError(f"there is no folder {path.parent}; make it first, or name another")
    book = Workbook()
    book.remove(book.worksheets[0])
    _write_read_me(book.create_sheet(READ_ME))
    ranges = _write_lists(book)
    for sheet in SHEETS:
        page = book.create_sheet(sheet.name)
        if sheet is SESSION:
            _write_session(page, ranges, session_id or uuid.uuid4())
        else:
            _write_sheet(page, sheet, ranges)
        page.freeze_panes = "A2"
    for page in book.worksheets:
        page.page_setup.orientation = "landscape"
        page.page_setup.fitToHeight = 0
        page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    book.move_sheet(LISTS, len(book.worksheets))
    try:
        book.save(path)
    except OSError as error:
        raise SettingsError(f"{path} cannot be written ({error.strerror}); name another place") from error


def _write_read_me(page: Worksheet) -> None:
    page.column_dimensions["A"].width = 110
    page.sheet_view.showGridLines = False
    for number, line in enumerate(_HOW_TO.splitlines(), 1):
        heading = line.startswith("#")
        cell = page.cell(number, 1, line.removeprefix("# "))
        cell.font = Font(name="Calibri", bold=heading, size=16 if number == 1 else 12 if heading else 11)


def _write_lists(book: Workbook) -> Mapping[tuple[str, ...], str]:
    """Write every closed list on a hidden sheet; a list inside a drop-down would be cut at 255 characters."""
    page = book.create_sheet(LISTS)
    page.sheet_state = "hidden"
    ranges: dict[tuple[str, ...], str] = {}
    for sheet in SHEETS:
        for words in (column.kind.choices for column in sheet.columns):
            if words and words not in ranges:
                position = len(ranges) + 1
                for number, word in enumerate(words, 1):
                    page.cell(number, position, word)
                letter = get_column_letter(position)
                ranges[words] = f"{LISTS}!${letter}$1:${letter}${len(words)}"
    return ranges


def _write_session(page: Worksheet, ranges: Mapping[tuple[str, ...], str], session_id: uuid.UUID) -> None:
    for position, (title, width) in enumerate((("key", 24), ("value", 44), ("note", 90)), 1):
        _style_header(page, position, title, width)
    for number, column in enumerate(SESSION.columns, 2):
        colour = "B23A48" if column.required else None
        page.cell(number, 1, column.name).font = Font(name="Calibri", size=11, bold=True, color=colour)
        value = page.cell(number, 2, str(session_id) if column.name == "session_id" else None)
        if column.kind.plain:
            value.number_format = _TEXT_FORMAT
        example = f" Example: {column.example}" if column.example and column.name != "session_id" else ""
        page.cell(number, 3, f"{_about(column)}{example}").font = _GREY
        _offer(page, column.kind, ranges, f"B{number}")


def _write_sheet(page: Worksheet, sheet: Sheet, ranges: Mapping[tuple[str, ...], str]) -> None:
    for position, column in enumerate(sheet.columns, 1):
        letter = get_column_letter(position)
        _style_header(page, position, column.name, _width(column), required=column.required)
        comment = Comment(f"{_about(column)}", "fhir-vgc", width=320, height=110)
        page.cell(1, position).comment = comment
        if column.kind.plain:
            page.column_dimensions[letter].number_format = _TEXT_FORMAT
        _offer(page, column.kind, ranges, f"{letter}2:{letter}{_LAST_ROW}")
        text = f"{EXAMPLE} {column.example}" if position == 1 else column.example
        if text:
            cell = page.cell(2, position, int(text) if column.kind is WHOLE else text)
            cell.font = _GREY
            if column.kind.plain:
                cell.number_format = _TEXT_FORMAT


def _style_header(page: Worksheet, position: int, title: str, width: int, *, required: bool = False) -> None:
    cell = page.cell(1, position, title)
    cell.font = Font(name="Calibri", size=11, bold=True, color="FFFFFF")
    cell.fill = _REQUIRED if required else _HEADER
    cell.alignment = Alignment(vertical="center")
    page.column_dimensions[get_column_letter(position)].width = width


def _about(column: Column) -> str:
    needed = "Needed. " if column.required else ""
    return f"{needed}{column.note[0].upper()}{column.note[1:]}. ({column.kind.expected})"


def _width(column: Column) -> int:
    if column.name in _WIDE:
        return 50
    return max(20, len(column.name) + 3, min(36, len(column.example) + 4))


def _offer(page: Worksheet, kind: Kind, ranges: Mapping[tuple[str, ...], str], cells: str) -> None:
    if not kind.choices:
        return
    several = kind.name.startswith("list")
    rule = DataValidation(type="list", formula1=ranges[kind.choices], allow_blank=True)
    rule.showErrorMessage = not several  # a cell with several words is none of the list
    rule.errorTitle = "Not a word of the list"
    rule.error = "Choose one of the list, or leave the cell blank."
    page.add_data_validation(rule)
    rule.add(cells)
