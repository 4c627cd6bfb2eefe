"""Reading the rows of the tables of a Zoom report into stays, and counting every one of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from adapter.intake.files.delimited import Row
from adapter.intake.findings import Findings
from adapter.intake.platforms.names import DisplayName, read_name
from adapter.intake.platforms.row_reader import RowReader
from adapter.intake.platforms.stays import Stay
from adapter.intake.platforms.tables import Table
from adapter.intake.platforms.zoom_columns import ZoomColumns
from adapter.intake.times import Calendar

_ROLES = {"host details": "Host", "panelist details": "Panelist", "attendee details": "Attendee"}


class ZoomRows(RowReader):
    """Reads the tables of Zoom reports; `not_attended` are the rows of people who only registered."""

    def __init__(self, calendar: Calendar, findings: Findings) -> None:
        super().__init__(calendar, findings)
        self.not_attended: list[int] = []

    def stays(self, table: Table[ZoomColumns]) -> Iterable[Stay]:
        """One stay for each row; a row of the waiting room is a stay there."""
        columns = table.columns
        for row, name in self.named_rows(table, lambda row: _name(row, columns)):
            if columns.read(row, "attended").casefold() == "no":
                self.not_attended.append(row.number)
                self.findings.remark("not-attended", row.number)
                continue
            joined = self.moment(row, columns.read(row, "joined"))
            left = self.moment(row, columns.read(row, "left"))
            interval = self.interval(row, joined, left)
            # Zoom rounds the minutes of every row up, so they count only where the times are unknown.
            seconds = None if interval else self._seconds(row, columns)
            if joined is None and left is None and seconds is None:
                self.findings.remark("times-missing", row.number)
            yield Stay(
                name=name,
                rows=(row.number,),
                email=self.email(row, columns.read(row, "email")),
                role=_ROLES.get(table.title.casefold()),
                joined=joined,
                left=left,
                intervals=(interval,) if interval else (),
                stated=seconds,
                waiting=_is_yes(columns.read(row, "waiting")),
            )

    def _seconds(self, row: Row, columns: ZoomColumns) -> int | None:
        text = columns.read(row, "total") or columns.read(row, "minutes")
        if text.isdecimal():
            return 60 * int(text)
        if text.strip("-"):
            self.findings.remark("unread-duration", row.number)
        return None


def _name(row: Row, columns: ZoomColumns) -> DisplayName | None:
    written = columns.read(row, "name") or f"{columns.read(row, 'given')} {columns.read(row, 'family')}"
    name = read_name(written, original_in_brackets=True)
    if name and _is_yes(columns.read(row, "guest")):
        return replace(name, flags=name.flags | {"guest"})
    return name


def _is_yes(text: str) -> bool:
    return text.casefold() == "yes"
