"""Reading the participants of a Zoom meeting as Zoom's interface answers them."""

from __future__ import annotations

from datetime import date

from adapter.intake.files.decoding import Decoded
from adapter.intake.findings import Findings, unknown_file
from adapter.intake.platforms.api_answer import JsonObject, objects_of, text_of, whole_number_of
from adapter.intake.platforms.attendance import PlatformReport
from adapter.intake.platforms.names import DisplayName, read_name
from adapter.intake.platforms.report import ReportRows, Stated, build_report
from adapter.intake.platforms.stays import Stay
from adapter.intake.times import Calendar, interval_between, read_instant

EXPECTED_KEYS = "a JSON object with participants that have a join_time"


def is_zoom_answer(answer: JsonObject) -> bool:
    participants = objects_of(answer, "participants")
    return bool(participants) and all("join_time" in entry for entry in participants or ())


def read_zoom_answer(answer: JsonObject, decoded: Decoded, session_date: date | None) -> PlatformReport:
    """Read the participants; row numbers are their places in the list, from 1.

    Times are UTC, durations seconds. Raises SourceError when it is no such answer, or another day's meeting.
    """
    if not is_zoom_answer(answer):
        raise unknown_file(decoded.file, [EXPECTED_KEYS])
    participants = objects_of(answer, "participants") or ()
    findings = Findings(decoded.file)
    stays, rejected = [], []
    for number, entry in enumerate(participants, 1):
        name = read_name(text_of(entry, "name"), original_in_brackets=True)
        if name is None:
            rejected.append(number)
            findings.nameless_row(number)
        else:
            stays.append(_stay(entry, number, name, findings))
    rows = ReportRows(len(participants), stays, rejected, cut_off=bool(text_of(answer, "next_page_token")))
    stated = Stated(participants=whole_number_of(answer, "total_records"))
    calendar = Calendar(decoded.file, session_date=session_date)
    return build_report("zoom", "api", decoded, rows, stated, calendar, findings)


def _stay(entry: JsonObject, number: int, name: DisplayName, findings: Findings) -> Stay:
    joined, left = read_instant(entry.get("join_time")), read_instant(entry.get("leave_time"))
    interval = interval_between(joined, left)
    seconds = None if interval else whole_number_of(entry, "duration")
    if joined is None and left is None:
        findings.remark("times-missing", number)
        seconds = seconds or None  # a missing value arrives as 0, which would read as absent
    return Stay(
        name=name,
        rows=(number,),
        email=text_of(entry, "user_email") or None,
        joined=joined,
        left=left,
        intervals=(interval,) if interval else (),
        stated=seconds,
        waiting=text_of(entry, "status") == "in_waiting_room",
    )
