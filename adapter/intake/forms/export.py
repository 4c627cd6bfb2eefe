"""Reading a Microsoft Forms export, XLSX or CSV, into responses whose answers are addressed by column."""

from __future__ import annotations

from adapter.intake.findings import Findings, column_letters, unknown_file
from adapter.intake.forms.columns import EXPECTED_HEADERS
from adapter.intake.forms.responses import FormsReport
from adapter.intake.forms.rows import TIMES, FormsRows
from adapter.intake.forms.source import FormsSource, forms_source
from adapter.intake.note import Note
from adapter.intake.platforms.attendance import RowCounts
from adapter.intake.times import Calendar, calendar_of
from adapter.intake.written_time import DateOrder


def read_forms(data: bytes, file: str, *, day_first: bool | None = None) -> FormsReport:
    """Read a Forms export; `file` is the name to show in problems.

    Its times follow the language of the form's owner. `day_first` says which; without it, times whose order
    cannot be told are unknown, with a note, because answers are worth keeping without them.
    Raises SourceError when the file is no Forms export.
    """
    source = forms_source(data, file)
    if source is None:
        raise unknown_file(file, EXPECTED_HEADERS)
    findings = Findings(file)
    findings.add(*source.notes)
    if source.truncated and not source.notes:
        findings.add(Note("truncated", "The end of the export is missing."))
    if quiz := column_letters(source.columns.quiz):
        sentence = f"Columns of a quiz were set aside: {quiz}."
        findings.add(Note("set-aside", sentence, (source.header.number,)))
    reader = FormsRows(source, _calendar(source, day_first, findings), findings)
    responses = tuple(reader.responses())
    return FormsReport(
        file=file,
        sha256=source.sha256,
        encoding=source.encoding,
        questions=reader.questions,
        responses=responses,
        counts=RowCounts(len(source.rows), len(responses), reader.merged, reader.rejected),
        problems=findings.problems,
        notes=findings.notes,
        complete=not (source.truncated or reader.rejected),
    )


def _calendar(source: FormsSource, day_first: bool | None, findings: Findings) -> Calendar:
    if day_first is not None:
        return Calendar(source.file, DateOrder.DAY_FIRST if day_first else DateOrder.MONTH_FIRST)
    positions = [source.columns.own.get(name) for name in (*TIMES, "last modified time")]
    texts = (text for row in source.rows for position in positions if (text := row.cell(position)))
    calendar = calendar_of(source.file, texts, None)
    if calendar.problem:
        sentence = "Day and month of the times cannot be told apart; the times are unknown."
        findings.add(Note("ambiguous-date", sentence))
    return calendar
