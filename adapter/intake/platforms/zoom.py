"""Reading a Zoom meeting or webinar report, in every layout that Zoom has had."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from adapter.intake.files.decoding import decode
from adapter.intake.findings import Findings, unknown_file
from adapter.intake.platforms.api_answer import json_object
from adapter.intake.platforms.attendance import PlatformReport
from adapter.intake.platforms.report import ReportRows, Stated, build_report
from adapter.intake.platforms.tables import Sections, Table, read_sections
from adapter.intake.platforms.zoom_api import EXPECTED_KEYS, read_zoom_answer
from adapter.intake.platforms.zoom_columns import EXPECTED_HEADERS, ZoomColumns, recognise_zoom_header
from adapter.intake.platforms.zoom_rows import ZoomRows
from adapter.intake.times import Calendar, calendar_of

_Table = Table[ZoomColumns]


def read_zoom(data: bytes, file: str, session_date: date | None) -> PlatformReport:
    """Read a Zoom report: a downloaded file (any layout) or the saved answer of Zoom's interface.

    `file` is the name to show in problems. `session_date` settles the order of day and month where the file
    does not, gives the date where only clock times are written, and must be the day the meeting started.
    Raises SourceError when the file is no such report, when its dates stay ambiguous (AMBIGUOUS_DATE), or
    when it is another day's meeting (SESSION_DATE_MISMATCH).
    """
    decoded = decode(data, file)
    if (answer := json_object(decoded.text)) is not None:
        return read_zoom_answer(answer, decoded, session_date)
    sections = read_sections(decoded.text, recognise_zoom_header)
    people = _people_tables(sections)
    if sections is None or not people:
        raise unknown_file(file, (*EXPECTED_HEADERS, EXPECTED_KEYS))
    findings = Findings(file)
    for number in sections.malformed:
        findings.broken_row(number)
    for table in people:
        findings.unknown_columns(table.header.number, table.columns.unknown)
    calendar = _calendar(file, sections, session_date)
    stated = _stated(sections.tables, calendar)
    if calendar.session_date is None and stated.start:
        calendar = replace(calendar, session_date=stated.start.at.date())
    reader = ZoomRows(calendar, findings)
    stays = [stay for table in people for stay in reader.stays(table)]
    rows = ReportRows(
        reader.read,
        stays,
        reader.rejected,
        not_attended=reader.not_attended,
        cut_off=sections.cut_off,
    )
    return build_report("zoom", people[0].columns.variant, decoded, rows, stated, calendar, findings)


def _people_tables(sections: Sections[ZoomColumns] | None) -> list[_Table]:
    """The tables with single stays, or else the tables with totals; never both, they repeat each other."""
    tables = sections.tables if sections else ()
    joins = [table for table in tables if table.columns.kind == "joins"]
    return joins or [table for table in tables if table.columns.kind == "unique"]


def _stated(tables: Iterable[_Table], calendar: Calendar) -> Stated:
    for table in tables:
        if table.columns.kind == "info" and table.rows:
            row = table.rows[0]
            title, start, end, participants = (
                table.columns.read(row, meaning) for meaning in ("topic", "start", "end", "participants")
            )
            return Stated(
                title=" ".join(title.split()) or None,
                start=calendar.read(start),
                end=calendar.read(end),
                participants=int(participants) if participants.isdecimal() else None,
            )
    return Stated()


def _calendar(file: str, sections: Sections[ZoomColumns], session_date: date | None) -> Calendar:
    def cells(*meanings: str) -> Sequence[str]:
        return [
            table.columns.read(row, meaning)
            for table in sections.tables
            for row in table.rows
            for meaning in meanings
        ]

    # Registrations and the making of the report lie on other days, but are written in the same order.
    around = [*cells("registered"), *(row.cell(1) for row in sections.other_rows)]
    return calendar_of(file, cells("joined", "left", "start", "end"), session_date, evidence=around)
