"""Reading a Microsoft Teams attendance report, in every layout that Teams has had."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date

from adapter.intake.files.decoding import decode
from adapter.intake.findings import Findings, unknown_file
from adapter.intake.note import Note
from adapter.intake.platforms.api_answer import json_object
from adapter.intake.platforms.attendance import PlatformReport, union_seconds
from adapter.intake.platforms.durations import write_duration
from adapter.intake.platforms.report import ReportRows, Stated, build_report
from adapter.intake.platforms.stays import Stay
from adapter.intake.platforms.tables import Sections, Table, read_sections
from adapter.intake.platforms.teams_activities import with_activities
from adapter.intake.platforms.teams_columns import EXPECTED_HEADERS, TeamsColumns, recognise_teams_header
from adapter.intake.platforms.teams_graph import EXPECTED_KEYS, read_graph_report
from adapter.intake.platforms.teams_rows import TOLERANCE, TeamsRows
from adapter.intake.platforms.teams_summary import TeamsSummary, read_summary
from adapter.intake.times import LONDON, Calendar, calendar_of, interval_between

_Table = Table[TeamsColumns]


def read_teams(data: bytes, file: str, session_date: date | None) -> PlatformReport:
    """Read a Teams attendance report: a downloaded file (any layout, any language) or the Graph API's JSON.

    `file` is the name to show in problems. `session_date` settles the order of day and month where the file
    does not, and must be the day on which the meeting started.
    Raises SourceError when the file is no such report, when its dates stay ambiguous (AMBIGUOUS_DATE), or
    when it is another day's meeting (SESSION_DATE_MISMATCH).
    """
    decoded = decode(data, file)
    if (answer := json_object(decoded.text)) is not None:
        return read_graph_report(answer, decoded, session_date)
    sections = read_sections(decoded.text, recognise_teams_header)
    if sections is None:
        raise unknown_file(file, (*EXPECTED_HEADERS, EXPECTED_KEYS))
    findings = Findings(file)
    summary = read_summary(sections.other_rows)
    calendar = _calendar(file, sections.tables, summary, session_date)
    main, activities = _choose(sections.tables)
    _remark_structure(findings, sections, main)
    reader = TeamsRows(calendar, findings)
    if main[0].columns.kind == "events":
        stays = reader.events(main)
    else:
        stays = [stay for table in main for stay in reader.stays(table)]
    listed = [stay for table in activities for stay in reader.stays(table)]
    stays, stray = with_activities(stays, listed)
    if stray:
        findings.remark("stray-rows", *stray)
    _remark_stated(findings, summary, calendar, stays)
    rows = ReportRows(reader.read, stays, reader.rejected, stray, cut_off=sections.cut_off)
    stated = Stated(
        summary.title, calendar.read(summary.start), calendar.read(summary.end), summary.participants
    )
    return build_report("teams", _variant(main[0].columns), decoded, rows, stated, calendar, findings)


def _choose(tables: Sequence[_Table]) -> tuple[list[_Table], list[_Table]]:
    """The tables that say who was there, and those that repeat them once for each stay."""
    people = [table for table in tables if table.columns.kind == "people"]
    joins = [table for table in tables if table.columns.kind == "joins"]
    if people:
        return people, joins
    return (joins, []) if joins else (list(tables), [])


def _variant(columns: TeamsColumns) -> str:
    if columns.kind == "events":
        return "live-event" if columns.utc else "v0"
    if columns.kind == "joins":
        return "v1"
    return "v2-premium" if columns.premium else "v2"


def _calendar(
    file: str, tables: Iterable[_Table], summary: TeamsSummary, session_date: date | None
) -> Calendar:
    texts = [summary.start, summary.end]
    utc = False
    for table in tables:
        utc = utc or table.columns.utc
        texts += [
            table.columns.read(row, meaning) for row in table.rows for meaning in ("joined", "left", "at")
        ]
    return calendar_of(file, filter(None, texts), session_date, zone=UTC if utc else LONDON)


def _remark_structure(findings: Findings, sections: Sections[TeamsColumns], main: Sequence[_Table]) -> None:
    for number in sections.malformed:
        findings.broken_row(number)
    for table in main:
        findings.unknown_columns(table.header.number, table.columns.unknown)


def _remark_stated(
    findings: Findings, summary: TeamsSummary, calendar: Calendar, stays: Sequence[Stay]
) -> None:
    """Say where the summary disagrees with the rows; neither is changed."""
    attended = [stay.stated for stay in stays if stay.stated is not None]
    if summary.average is not None and attended and len(attended) == len(stays):
        average = round(sum(attended) / len(attended))
        if abs(average - summary.average) > TOLERANCE:
            stated, found = write_duration(summary.average), write_duration(average)
            sentence = f"The report states an average attendance of {stated}; its rows give {found}."
            findings.add(Note("average-differs", sentence))
    meeting = interval_between(calendar.read(summary.start), calendar.read(summary.end))
    if summary.duration is not None and meeting and abs(meeting.seconds - summary.duration) > TOLERANCE:
        stated, found = write_duration(summary.duration), write_duration(meeting.seconds)
        sentence = f"The report states a meeting of {stated}; from start to end it is {found}."
        findings.add(Note("duration-differs", sentence))
    for stay in stays:
        if stay.stated is None or not stay.intervals:
            continue
        if abs(union_seconds(stay.intervals) - stay.stated) > TOLERANCE:
            sentence = "The stated duration in these rows is not what their intervals give."
            findings.add(Note("duration-differs", sentence, stay.rows))
