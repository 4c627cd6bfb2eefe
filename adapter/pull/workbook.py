"""What changed at the practice as a workbook for the coordinator: who, what, before and after, what to do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import BinaryIO, cast
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

from adapter.guards.identity import hold_other_keeper, hold_status, keeper_of
from adapter.ledger.programme import Place
from adapter.pull.changes import Change
from adapter.pull.columns import column
from mappings.records import Person
from mappings.what_changed import Difference, told

COLUMNS: Mapping[str, int] = {
    "session_date": 13,
    "row": 6,
    "nhs_number": 14,
    "dob": 12,
    "family": 18,
    "given": 18,
    "change": 12,
    "item": 40,
    "what": 22,
    "before": 40,
    "after": 40,
    "what_to_do": 60,
    "in_record": 30,
    "in_ndjson": 40,
}
"""Columns of every sheet → width. Where the session's workbook has the column, it is named as there."""

_TO_DO: Mapping[str, tuple[str, str]] = {
    "patients": (
        "Check name, date of birth and NHS number on the sheet participants.",
        "Ask the practice before anything else is filed.",
    ),
    "goals": (
        "Carry it over to the sheet goals of the next session, and talk it through with the patient.",
        "Ask the practice why; do not enter it again before that.",
    ),
    "care plans": (
        "Compare it with enrolment_state and the sheet actions of the next session.",
        "Ask the practice why; do not enter it again before that.",
    ),
    "medication": (
        "Show it to the pharmacist before the next medication review.",
        "Show it to the pharmacist before the next medication review.",
    ),
    "appointments": (
        "Check the list of the session: is the place still taken?",
        "Check the list of the session: the place may be free.",
    ),
    "referrals": (
        "Tell the clinician, and note the outcome on the sheet referrals.",
        "Tell the clinician: the referral is no longer in the record.",
    ),
    "follow-ups": (
        "Note on your list who does it, and whether it is done.",
        "Ask the practice whether it is done or was dropped.",
    ),
    "measures": (
        "Compare it with the clinic's own scores before they are evaluated.",
        "Ask the practice why, before the scores are evaluated.",
    ),
}
"""Kind → what to do about what is new or changed, and about what is gone."""

_LONGEST = 32_000
_CUT = " … (cut here)"
_HEADER = PatternFill("solid", fgColor="1F4E5F")


class ChangesWorkbook:
    """One sheet for each kind of thing that changed, in the order in which they come; rows are not kept."""

    def __init__(self) -> None:
        self._book = Workbook(write_only=True)
        self._pages: dict[str, _Page] = {}

    def add(self, change: Change, place: Place, person: Person | None, in_ndjson: str) -> None:
        """A row for something new or gone, and one for each thing that is said differently.

        `in_ndjson` says where the whole of it stands: file and line.
        """
        page = self._pages.get(change.kind) or self._begun(change.kind)
        to_do = _to_do(change, person)
        for item, what, before, after in _rows(change):
            cells = {
                "session_date": place.session_date.isoformat() if place.session_date else "",
                "row": str(place.row) if person is not None else "",  # by now another patient may have it
                "change": change.action,
                "item": item,
                "what": what,
                "before": before,
                "after": after,
                "what_to_do": to_do,
                "in_record": f"{change.resource_type}/{change.server_id}",
                "in_ndjson": in_ndjson,
                **(_who(person) if person is not None else {}),
            }
            page.append(cells)

    def save(self, file: BinaryIO) -> None:
        # openpyxl's own leaves the archive open where the file is full, and tells of that on stderr
        with ZipFile(file, "w", ZIP_DEFLATED) as archive:
            ExcelWriter(self._book, archive).write_data()

    def close(self) -> None:
        """Give up what was not saved: openpyxl would end its sheets when they are collected.

        Where their files are gone or full, it tells of that on stderr.
        """
        for page in self._book.worksheets:
            writer = getattr(page, "_writer", None)
            for sheet in (getattr(page, "_rows", None), writer and writer.xf):
                if sheet is not None:
                    with suppress(Exception):  # a file that is full fails once more as it is closed
                        sheet.close()

    def _begun(self, kind: str) -> _Page:
        self._pages[kind] = page = _Page(cast(Worksheet, self._book.create_sheet(kind)))
        return page


class _Page:
    """A sheet with its header. A row is written as it is added: one cell of each column does for all rows."""

    def __init__(self, sheet: Worksheet) -> None:
        self._sheet = sheet
        self._cells = {name: _plain(sheet) for name in COLUMNS}
        sheet.freeze_panes = "A2"
        for position, width in enumerate(COLUMNS.values(), 1):
            sheet.column_dimensions[get_column_letter(position)].width = width
        header = []
        for name in COLUMNS:
            cell = _plain(sheet, name)
            cell.font = Font(name="Calibri", size=11, bold=True, color="FFFFFF")
            cell.fill = _HEADER
            header.append(cell)
        sheet.append(header)

    def append(self, values: Mapping[str, str]) -> None:
        self._sheet.append([_said(self._cells[name], values.get(name)) for name in COLUMNS])


def _to_do(change: Change, person: Person | None) -> str:
    """Of a patient who died, left, was merged or moved, what a pull says as well."""
    changed, gone = _TO_DO[change.kind]
    if change.action == "withdrawn" or change.after is None:
        return gone
    if change.kind == "patients":
        registered = keeper_of(change.before or {})
        hold = hold_status(change.after) or hold_other_keeper(person, change.after, registered)
        return changed if hold is None else hold.todo
    return changed


def _who(person: Person) -> dict[str, str]:
    return {
        "nhs_number": person.nhs_number,
        "dob": person.birth_date.isoformat(),
        "family": person.family,
        "given": "; ".join(person.given),
    }


def _rows(change: Change) -> Iterator[tuple[str, str, str, str]]:
    """What it is, which part of it, before, after."""
    found = told(change.before, change.after)
    if change.action != "changed":
        sides = [(_named(change.kind, one), one.before, one.after) for one in found.differences]
        before, after = ("\n".join(f"{row[0]}: {row[side]}" for row in sides if row[side]) for side in (1, 2))
        yield found.title, "", before, after
        return
    for one in found.differences:
        yield found.title, _named(change.kind, one), one.before, one.after
    if not found.differences:
        yield found.title, "something that is not shown here", "", "see the line in in_ndjson"


def _named(kind: str, difference: Difference) -> str:
    """As the session's workbook has it, where it has a column for it."""
    return column(kind, difference.what) if difference.word else difference.what


def _plain(page: Worksheet, text: str = "") -> Cell:
    cell = WriteOnlyCell(page, text)
    cell.number_format = "@"
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell


def _said(cell: Cell, text: str | None) -> Cell | None:
    """The cell with this in it. Always text, so that nothing in it can run as a formula."""
    if not text:
        return None
    whole = ILLEGAL_CHARACTERS_RE.sub(" ", text)
    cell.value = whole if len(whole) <= _LONGEST else whole[:_LONGEST] + _CUT
    cell.data_type = "s"
    return cell
