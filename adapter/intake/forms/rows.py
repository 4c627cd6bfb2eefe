"""Reading the rows of a Microsoft Forms export into responses, and counting every one of them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime

from adapter.intake.files.delimited import Row
from adapter.intake.findings import Findings, column_letters
from adapter.intake.forms.responses import FormsResponse, Question
from adapter.intake.forms.source import FormsSource
from adapter.intake.times import Calendar

TIMES = ("start time", "completion time")

_SCIENTIFIC = re.compile(r"\d(\.\d+)?E\+\d+", re.IGNORECASE)
_AS_TEXT = "Correct the cell as text, or export the responses again."


class FormsRows:
    """Every row becomes a response, or is counted in `merged` or `rejected`."""

    def __init__(self, source: FormsSource, calendar: Calendar, findings: Findings) -> None:
        self.source = source
        self.calendar = calendar
        self.findings = findings
        self.merged = 0
        self.rejected = 0
        header = source.header
        self.questions = tuple(
            Question(position + 1, " ".join(header.cell(position).split()))
            for position in source.columns.questions
            if header.cell(position) or any(row.cell(position) for row in source.rows)
        )

    def responses(self) -> Iterator[FormsResponse]:
        self._report_spoilt()
        seen: set[tuple[str, ...]] = set()
        rows_of: dict[str, list[int]] = defaultdict(list)
        for row in self.source.rows:
            if row.malformed or row.has_nul:
                self.rejected += 1
                (self.findings.broken_row if row.malformed else self.findings.row_with_nul)(row.number)
            elif row.cells in seen:
                self.merged += 1
                self.findings.remark("repeated", row.number)
            else:
                seen.add(row.cells)
                response = self._response(row)
                rows_of[response.response_id].append(row.number)
                yield response
        for response_id, rows in rows_of.items():
            if response_id and len(rows) > 1:
                self.findings.remark("same-response-id", *rows)

    def _response(self, row: Row) -> FormsResponse:
        width = len(self.source.header.cells)
        if any(cell.strip() for cell in row.cells[width:]):
            self.findings.remark("longer-rows", row.number)
        started, completed = (self._time(row, name) for name in TIMES)
        return FormsResponse(
            row=row.number,
            response_id=self._own(row, "id") or "",
            answers=tuple(self._sound(row, question.column - 1) for question in self.questions),
            started=started,
            completed=completed,
            email=self._own(row, "email"),
            name=self._own(row, "name"),
        )

    def _own(self, row: Row, name: str) -> str | None:
        """A cell of Forms' own columns; a form open to anyone records `anonymous`, which is nobody."""
        position = self.source.columns.own.get(name)
        text = None if position is None else self._sound(row, position)
        return None if text is None or text.casefold() == "anonymous" else text

    def _sound(self, row: Row, position: int) -> str | None:
        """The text of a cell; None when it is empty or a spreadsheet program has destroyed it (H21)."""
        text = row.cell(position)
        if _SCIENTIFIC.fullmatch(text):
            self.findings.problem(
                row.number,
                column_letters([position]),
                "a number in scientific notation, which has lost its digits",
                "the digits as they were typed",
                _AS_TEXT,
            )
            return None
        return text or None

    def _time(self, row: Row, name: str) -> datetime | None:
        text = row.cell(self.source.columns.own.get(name))
        moment = self.calendar.read(text) if text else None
        if text and moment is None:
            self.findings.remark("unread-time", row.number)
        if moment and moment.ambiguous_hour:
            self.findings.remark("ambiguous-hour", row.number)
        return moment.at if moment else None

    def _report_spoilt(self) -> None:
        for cell in self.source.spoilt:
            if cell.position not in self.source.columns.quiz:
                column = column_letters([cell.position])
                self.findings.problem(cell.row, column, cell.found, "the answer itself, as text", _AS_TEXT)
