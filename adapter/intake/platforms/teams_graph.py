"""Reading a Teams attendance report as Microsoft Graph answers it (`meetingAttendanceReport`)."""

from __future__ import annotations

from datetime import date

from adapter.intake.files.decoding import Decoded
from adapter.intake.findings import Findings, unknown_file
from adapter.intake.platforms.api_answer import JsonObject, object_of, objects_of, text_of, whole_number_of
from adapter.intake.platforms.attendance import Interval, PlatformReport
from adapter.intake.platforms.names import DisplayName, read_name
from adapter.intake.platforms.report import ReportRows, Stated, build_report
from adapter.intake.platforms.stays import Stay
from adapter.intake.times import Calendar, interval_between, read_instant

EXPECTED_KEYS = "a JSON object with attendanceRecords"


def is_graph_report(answer: JsonObject) -> bool:
    return objects_of(answer, "attendanceRecords") is not None


def read_graph_report(answer: JsonObject, decoded: Decoded, session_date: date | None) -> PlatformReport:
    """Read a report with its records; row numbers are the places of the records in the list, from 1.

    Times are UTC. Raises SourceError when it is no such report, or another day's.
    """
    records = objects_of(answer, "attendanceRecords")
    if records is None:
        raise unknown_file(decoded.file, [EXPECTED_KEYS])
    findings = Findings(decoded.file)
    stays, rejected = [], []
    for number, record in enumerate(records, 1):
        name = read_name(text_of(object_of(record, "identity"), "displayName"))
        if name is None:
            rejected.append(number)
            findings.nameless_row(number)
        else:
            stays.append(_stay(record, number, name, findings))
    stated = Stated(
        start=read_instant(answer.get("meetingStartDateTime")),
        end=read_instant(answer.get("meetingEndDateTime")),
        participants=whole_number_of(answer, "totalParticipantCount"),
    )
    more = "attendanceRecords@odata.nextLink" in answer
    rows = ReportRows(len(records), stays, rejected, cut_off=more)
    calendar = Calendar(decoded.file, session_date=session_date)
    return build_report("teams", "graph", decoded, rows, stated, calendar, findings)


def _stay(record: JsonObject, number: int, name: DisplayName, findings: Findings) -> Stay:
    pairs = [
        (read_instant(interval.get("joinDateTime")), read_instant(interval.get("leaveDateTime")))
        for interval in objects_of(record, "attendanceIntervals") or ()
    ]
    intervals = [interval for pair in pairs if (interval := interval_between(*pair))]
    seconds = whole_number_of(record, "totalAttendanceInSeconds")
    known = [moment for pair in pairs for moment in pair if moment]
    if not known:
        # Missing values arrive as null times and a duration of 0: that is unknown, not absent.
        findings.remark("times-missing", number)
    return Stay(
        name=name,
        rows=(number,),
        email=text_of(record, "emailAddress") or None,
        role=text_of(record, "role") or None,
        joined=min((joined for joined, _ in pairs if joined), key=lambda m: m.at.timestamp(), default=None),
        left=max((left for _, left in pairs if left), key=lambda m: m.at.timestamp(), default=None),
        intervals=_all_or_none(intervals, len(pairs)),
        stated=seconds if known or seconds else None,
    )


def _all_or_none(intervals: list[Interval], expected: int) -> tuple[Interval, ...]:
    return tuple(intervals) if len(intervals) == expected else ()
