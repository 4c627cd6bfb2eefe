"""Reading the cells that the reports of all platforms share, and counting every row once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeVar

from adapter.intake.files.delimited import Row
from adapter.intake.findings import Findings
from adapter.intake.platforms.attendance import Interval
from adapter.intake.platforms.names import DisplayName
from adapter.intake.platforms.tables import Table
from adapter.intake.times import Calendar, Moment, interval_between

Columns = TypeVar("Columns")

_NOTHING = frozenset({"", "-", "--"})


class RowReader:
    """Every row is counted in `read` once, and is then either given out or listed in `rejected`."""

    def __init__(self, calendar: Calendar, findings: Findings) -> None:
        self.calendar = calendar
        self.findings = findings
        self.read = 0
        self.rejected: list[int] = []

    def named_rows(
        self, table: Table[Columns], name_of: Callable[[Row], DisplayName | None]
    ) -> Iterator[tuple[Row, DisplayName]]:
        """The rows of a table with their names; rows without a name, or with a NUL in them, are rejected."""
        width = len(table.header.cells)
        for row in table.rows:
            self.read += 1
            if any(cell.strip() for cell in row.cells[width:]):
                self.findings.remark("longer-rows", row.number)
            name = None if row.has_nul else name_of(row)
            if name is not None:
                yield row, name
                continue
            self.rejected.append(row.number)
            if row.has_nul:
                self.findings.row_with_nul(row.number)
            else:
                self.findings.nameless_row(row.number)
        if table.broken_at is not None:
            self.read += 1
            self.rejected.append(table.broken_at)

    def moment(self, row: Row, text: str) -> Moment | None:
        moment = None if text in _NOTHING else self.calendar.read(text)
        if moment is None and text not in _NOTHING:
            self.findings.remark("unread-time", row.number)
        if moment and moment.ambiguous_hour:
            self.findings.remark("ambiguous-hour", row.number)
        return moment

    def email(self, row: Row, text: str) -> str | None:
        if "@" in text:
            return text
        if text not in _NOTHING:
            self.findings.remark("unread-email", row.number)
        return None

    def interval(self, row: Row, joined: Moment | None, left: Moment | None) -> Interval | None:
        interval = interval_between(joined, left)
        if joined and left and interval is None:
            self.findings.remark("left-before-joined", row.number)
        return interval
