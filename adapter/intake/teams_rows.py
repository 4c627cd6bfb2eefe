"""Reading the rows of the tables of a Teams report into stays, and counting every one of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from adapter.intake.attendance import Interval
from adapter.intake.delimited import Row
from adapter.intake.durations import read_duration
from adapter.intake.findings import Findings
from adapter.intake.names import read_name
from adapter.intake.stays import Stay
from adapter.intake.tables import Table
from adapter.intake.teams_columns import TeamsColumns
from adapter.intake.teams_events import Event, stays_of_events
from adapter.intake.times import Calendar, Moment, interval_between

# Times without seconds and durations with them differ by less than a minute at either end.
TOLERANCE = 60


class TeamsRows:
    """Reads rows into stays and keeps count: every row is read once, and either stays or is rejected."""

    def __init__(self, calendar: Calendar, findings: Findings) -> None:
        self.calendar = calendar
        self.findings = findings
        self.read = 0
        self.rejected: list[int] = []

    def stays(self, table: Table[TeamsColumns]) -> Iterable[Stay]:
        for row in self._sound_rows(table):
            name = read_name(table.columns.read(row, "name"))
            if name is None:
                self._reject(row.number)
                self.findings.nameless_row(row.number)
                continue
            joined, left = (self._moment(row, table, meaning) for meaning in ("joined", "left"))
            stated = self._duration(row, table)
            if joined is None and left is None and stated is None:
                self.findings.remark("times-missing", row.number)
            yield Stay(
                name=name,
                rows=(row.number,),
                email=self._email(row, table),
                role=table.columns.read(row, "role") or None,
                joined=joined,
                left=left,
                intervals=_unbroken(interval_between(joined, left), stated, table.columns),
                stated=stated,
            )

    def events(self, tables: Sequence[Table[TeamsColumns]]) -> list[Stay]:
        events = []
        for table in tables:
            for row in self._sound_rows(table):
                written = table.columns.read(row, "name")
                name = read_name(written)
                if name is None:
                    self._reject(row.number)
                    self.findings.nameless_row(row.number)
                    continue
                events.append(
                    Event(
                        row=row.number,
                        name=name,
                        device=table.columns.read(row, "device") or written,
                        action=table.columns.read(row, "action"),
                        at=self._moment(row, table, "at"),
                        role=table.columns.read(row, "role") or None,
                    )
                )
        return stays_of_events(events)

    def _sound_rows(self, table: Table[TeamsColumns]) -> Iterable[Row]:
        for row in table.rows:
            self.read += 1
            if len(row.cells) > len(table.header.cells) and any(row.cells[len(table.header.cells) :]):
                self.findings.remark("longer-rows", row.number)
            if row.has_nul:
                self._reject(row.number)
                self.findings.row_with_nul(row.number)
            else:
                yield row
        if table.broken_at is not None:
            self.read += 1
            self._reject(table.broken_at)

    def _reject(self, row: int) -> None:
        self.rejected.append(row)

    def _moment(self, row: Row, table: Table[TeamsColumns], meaning: str) -> Moment | None:
        text = table.columns.read(row, meaning)
        moment = self.calendar.read(text) if text else None
        if text and moment is None:
            self.findings.remark("unread-time", row.number)
        if moment and moment.ambiguous_hour:
            self.findings.remark("ambiguous-hour", row.number)
        return moment

    def _duration(self, row: Row, table: Table[TeamsColumns]) -> int | None:
        text = table.columns.read(row, "duration")
        seconds = read_duration(text)
        if text and seconds is None:
            self.findings.remark("unread-duration", row.number)
        return seconds

    def _email(self, row: Row, table: Table[TeamsColumns]) -> str | None:
        text = table.columns.read(row, "email")
        if text and "@" not in text:
            self.findings.remark("unread-email", row.number)
        return text if "@" in text else None


def _unbroken(span: Interval | None, stated: int | None, columns: TeamsColumns) -> tuple[Interval, ...]:
    """The span, if nothing in it was spent outside the meeting: a rejoin makes the stated time smaller."""
    if span is None:
        return ()
    if stated is None:
        return (span,) if columns.kind == "joins" and not columns.by_shape else ()
    return (span,) if abs(span.seconds - stated) <= TOLERANCE else ()
