"""Reading the rows of the tables of a Teams report into stays, and counting every one of them."""

from __future__ import annotations

from collections.abc import Iterable

from adapter.intake.files.delimited import Row
from adapter.intake.platforms.attendance import Interval
from adapter.intake.platforms.durations import read_duration
from adapter.intake.platforms.names import read_name
from adapter.intake.platforms.row_reader import RowReader
from adapter.intake.platforms.stays import Stay
from adapter.intake.platforms.tables import Table
from adapter.intake.platforms.teams_columns import TeamsColumns
from adapter.intake.platforms.teams_events import Event, stays_of_events

# Times without seconds and durations with them differ by less than a minute at either end.
TOLERANCE = 60


class TeamsRows(RowReader):
    """Reads the tables of Teams reports."""

    def stays(self, table: Table[TeamsColumns]) -> Iterable[Stay]:
        """One stay for each row of a participants or activities table."""
        columns = table.columns
        for row, name in self.named_rows(table, lambda row: read_name(columns.read(row, "name"))):
            joined = self.moment(row, columns.read(row, "joined"))
            left = self.moment(row, columns.read(row, "left"))
            stated = self._duration(row, columns.read(row, "duration"))
            span = self.interval(row, joined, left)
            if joined is None and left is None and stated is None:
                self.findings.remark("times-missing", row.number)
            yield Stay(
                name=name,
                rows=(row.number,),
                email=self.email(row, columns.read(row, "email")),
                role=columns.read(row, "role") or None,
                joined=joined,
                left=left,
                intervals=_unbroken(span, stated, columns),
                stated=stated,
            )

    def events(self, tables: Iterable[Table[TeamsColumns]]) -> list[Stay]:
        """One stay for each pair of a joining and a leaving row."""
        return stays_of_events([event for table in tables for event in self._events(table)])

    def _events(self, table: Table[TeamsColumns]) -> Iterable[Event]:
        columns = table.columns
        for row, name in self.named_rows(table, lambda row: read_name(columns.read(row, "name"))):
            yield Event(
                row=row.number,
                name=name,
                device=columns.read(row, "device") or columns.read(row, "name"),
                action=columns.read(row, "action"),
                at=self.moment(row, columns.read(row, "at")),
                role=columns.read(row, "role") or None,
            )

    def _duration(self, row: Row, text: str) -> int | None:
        seconds = read_duration(text)
        if text and seconds is None:
            self.findings.remark("unread-duration", row.number)
        return seconds


def _unbroken(span: Interval | None, stated: int | None, columns: TeamsColumns) -> tuple[Interval, ...]:
    """The span, if nothing in it was spent outside the meeting: a rejoin makes the stated time smaller."""
    if span is None:
        return ()
    if stated is None:
        return (span,) if columns.kind == "joins" and not columns.by_shape else ()
    return (span,) if abs(span.seconds - stated) <= TOLERANCE else ()
