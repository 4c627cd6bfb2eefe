"""Every layout of Zoom's reports, and their traps."""

from __future__ import annotations

import json
from datetime import date, datetime

import pytest

from adapter.errors import SourceError
from adapter.intake.platforms.attendance import PlatformReport, RowCounts
from adapter.intake.platforms.zoom import read_zoom
from adapter.intake.times import LONDON
from tests.intake.reports import note_rows, person, sample, utf16

MARCH_9 = date(2026, 3, 9)
HEADER = "Name (original name),Email,Join time,Leave time,Duration (minutes),Guest,In waiting room\n"


def _read(*rows: str, header: str = HEADER, session: date | None = MARCH_9) -> PlatformReport:
    return read_zoom((header + "\n".join(rows) + "\n").encode(), "zoom.csv", session)


def test_the_classic_report() -> None:
    report = read_zoom(sample("zoom-classic.csv"), "zoom.csv", date(2021, 11, 19))
    assert (report.platform, report.variant, report.title) == ("zoom", "classic", "Chronic pain clinic")
    assert (report.start, report.end) == (
        datetime(2021, 11, 19, 9, 54, 15, tzinfo=LONDON),
        datetime(2021, 11, 19, 11, 48, 29, tzinfo=LONDON),
    )
    assert (report.stated_participants, report.complete, report.notes) == (2, True, ())
    jo = person(report, "Jo")
    assert (jo.other_names, jo.flags, jo.rows) == (("Rowan Sample-Smith",), {"guest"}, (6, 7))
    assert report.counts == RowCounts(read=3, used=2, merged=1)


def test_rounded_minutes_are_not_summed() -> None:
    report = read_zoom(sample("zoom-classic.csv"), "zoom.csv", date(2021, 11, 19))
    # The rows state 10 and 91 minutes; the times give 9:08 and 90:30.
    assert person(report, "Jo").seconds == 9 * 60 + 8 + 90 * 60 + 30
    assert person(report, "Ada Example").minutes == 114


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_the_current_report(encoding: str) -> None:
    data = sample("zoom-current.csv").decode().encode(encoding)
    report = read_zoom(data, "zoom.csv", MARCH_9)
    assert (report.variant, report.stated_participants, report.complete) == ("current", 4, True)
    assert report.start == datetime(2026, 3, 9, 18, 0, 26, tzinfo=LONDON)
    assert report.counts == RowCounts(read=5, used=3, merged=1, unmatched=1)


def test_the_waiting_room_is_arrival_and_not_attendance() -> None:
    report = read_zoom(sample("zoom-current.csv"), "zoom.csv", MARCH_9)
    rowan, sidney = person(report, "Rowan Sample"), person(report, "Sidney Invented")
    assert (rowan.minutes, rowan.admitted, [wait.seconds for wait in rowan.waits]) == (60, True, [240])
    assert rowan.first_join == datetime(2026, 3, 9, 18, 5, tzinfo=LONDON)
    assert (sidney.admitted, sidney.minutes, sidney.joins, len(sidney.waits)) == (False, None, (), 1)
    assert note_rows(report)["waiting-room-only"] == (8,)


def test_a_note_taking_program_is_nobody() -> None:
    report = read_zoom(sample("zoom-current.csv"), "zoom.csv", MARCH_9)
    assert person(report, "Ada's Notetaker").bot
    assert note_rows(report)["bot"] == (9,)


def test_the_unique_report_gives_totals_only() -> None:
    report = read_zoom(sample("zoom-unique.csv"), "zoom.csv", None)
    assert (report.variant, report.start) == ("current-unique", None)
    assert [(p.minutes, p.joins, p.flags) for p in report.people] == [(90, (), set()), (64, (), {"guest"})]
    classic = (
        sample("zoom-unique.csv").decode().replace("Email", "User Email").replace("original", "Original")
    )
    assert read_zoom(classic.encode(), "zoom.csv", None).variant == "classic-unique"


@pytest.mark.parametrize(
    "header",
    [
        "Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes)",
        "Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest",
        "Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest,Recording Consent",
        (
            "Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),"
            "Guest,Recording Disclaimer Response,In Waiting Room"
        ),
        "Name (original name),Email,Join time,Leave time,Duration (minutes)",
        "Name (original name),User Email,Join Time,Leave Time,Duration (Minutes),Guest",
    ],
)
def test_every_participants_header_is_known(header: str) -> None:
    report = _read(
        "Ada Example,ada@home.example,2026-03-09 18:00:00,2026-03-09 19:00:00,60", header=header + "\n"
    )
    (ada,) = report.people
    assert (ada.email, ada.minutes, report.notes) == ("ada@home.example", 60, ())


@pytest.mark.parametrize(
    "block",
    [
        "Meeting ID,Topic,Start Time\n123,Pain,09/03/2026 18:00\n\n",
        (
            "Topic,ID,Duration (minutes),Start time,End time,Participants\n"
            "Pain,123,60,09/03/2026 18:00,,1\n,,,,,\n"
        ),
    ],
)
def test_shorter_info_blocks_are_read(block: str) -> None:
    report = _read("Ada Example,,09/03/2026 18:00,09/03/2026 19:00,60,Yes,No", header=block + HEADER)
    assert (report.title, report.start) == ("Pain", datetime(2026, 3, 9, 18, 0, tzinfo=LONDON))
    assert report.counts == RowCounts(read=1, used=1)


@pytest.mark.parametrize("tabs", [False, True])
def test_a_webinar_report_has_three_tables_of_people(tabs: bool) -> None:
    data = sample("zoom-webinar.csv")
    if tabs:
        text = data.decode().replace('"', "").replace(",", "\t").replace("\t 2025", ", 2025")
        data = utf16(text)
    report = read_zoom(data, "webinar.csv", date(2025, 3, 22))
    assert (report.variant, report.title) == ("webinar", "Living with pain")
    assert [(p.display_name, p.role, p.minutes) for p in report.people] == [
        ("Ada Example", "Host", 75),
        ("Perry Pharmacist", "Panelist", 74),
        ("Rowan Sample", "Attendee", 68),
    ]
    assert note_rows(report) == {"not-attended": (15,)}
    assert report.counts == RowCounts(read=5, used=3, merged=1, rejected=1)
    assert report.complete


def test_a_webinar_without_user_names_joins_first_and_last_name() -> None:
    header = "Attended,First Name,Last Name,Email,Phone,Join Time,Leave Time,Time in Session (minutes)\n"
    row = 'Yes,Rowan,Sample,rowan@home.example,,"Mar 9, 2026 18:00:00","Mar 9, 2026 18:45:00",45'
    (rowan,) = _read(row, header="Attendee Report,,,\n" + header).people
    assert (rowan.display_name, rowan.minutes) == ("Rowan Sample", 45)


def test_a_nul_costs_its_row_only() -> None:
    rows = [f"{name},,2026-03-09 18:00,2026-03-09 19:00,60,Yes,No" for name in ("Ada", "Si\0d", "Rowan")]
    report = _read(*rows)
    assert [p.display_name for p in report.people] == ["Ada", "Rowan"]
    assert report.counts == RowCounts(read=3, used=2, rejected=1)


def test_the_api_answer_is_in_utc_and_seconds() -> None:
    report = read_zoom(sample("zoom-api.json"), "zoom.json", MARCH_9)
    assert (report.variant, report.complete) == ("api", True)
    rowan = person(report, "Rowan Sample")
    assert (rowan.minutes, len(rowan.waits), rowan.email) == (60, 1, None)
    assert report.counts == RowCounts(read=3, used=2, merged=1)


def test_an_api_answer_of_several_pages_is_incomplete() -> None:
    answer = json.loads(sample("zoom-api.json")) | {"next_page_token": "abc"}
    report = read_zoom(json.dumps(answer).encode(), "zoom.json", MARCH_9)
    assert not report.complete


def test_an_api_zero_without_times_is_unknown() -> None:
    answer = {"participants": [{"name": "Ada", "join_time": None, "leave_time": None, "duration": 0}]}
    report = read_zoom(json.dumps(answer).encode(), "zoom.json", MARCH_9)
    assert report.people[0].minutes is None


def test_clock_times_alone_take_the_session_date() -> None:
    report = _read("Ada Example,,18:14,19:14,60,Yes,No")
    assert report.people[0].first_join == datetime(2026, 3, 9, 18, 14, tzinfo=LONDON)


def test_clock_times_alone_take_the_date_of_the_info_block() -> None:
    block = "Meeting ID,Topic,Start Time\n123,Pain,2026-03-09 18:00:00\n\n"
    report = _read("Ada Example,,18:14,19:14,60,Yes,No", header=block + HEADER, session=None)
    assert report.people[0].first_join == datetime(2026, 3, 9, 18, 14, tzinfo=LONDON)


def test_clock_times_without_any_date_leave_the_stated_minutes() -> None:
    report = _read("Ada Example,,18:14,19:14,60,Yes,No", session=None)
    assert (report.people[0].first_join, report.people[0].minutes) == (None, 60)
    assert note_rows(report)["unread-time"] == (2,)


@pytest.mark.parametrize(
    ("written", "session"),
    [
        ("11/19/2021 9:54:15 AM", date(2021, 11, 19)),
        ("09/03/2026 08:30:26 AM", date(2026, 3, 9)),
        ("09/03/2026 08:30:26 AM", date(2026, 9, 3)),
        ('"Mar 22, 2025 7:13 PM"', date(2025, 3, 22)),
        ('"Mar 22, 2025 19:13:27"', date(2025, 3, 22)),
        ("09/09/2026 19:02", date(2026, 9, 9)),
        ("2026-04-05 10:00:00", date(2026, 4, 5)),
    ],
)
def test_every_way_that_zoom_writes_a_time(written: str, session: date) -> None:
    report = _read(f"Ada Example,,{written},{written},1,Yes,No", session=session)
    assert report.start is not None
    assert report.start.date() == session


def test_a_registration_shows_the_order_of_the_dates() -> None:
    header = "Attended,User Name (Original Name),Email,Registration Time,"
    header += "Join Time,Leave Time,Time in Session (minutes)\n"
    row = "Yes,Ada Example,ada@home.example,2/28/2026 10:00,3/9/2026 18:00,3/9/2026 19:00,60"
    report = _read(row, header=header, session=None)
    assert report.start == datetime(2026, 3, 9, 18, 0, tzinfo=LONDON)


def test_an_ambiguous_date_without_a_session_fails() -> None:
    with pytest.raises(SourceError, match="AMBIGUOUS_DATE"):
        _read("Ada Example,,09/03/2026 18:00,09/03/2026 19:00,60,Yes,No", session=None)


def test_another_days_meeting_is_refused() -> None:
    with pytest.raises(SourceError, match="SESSION_DATE_MISMATCH"):
        _read("Ada Example,,2026-03-09 18:00,2026-03-09 19:00,60,Yes,No", session=date(2026, 3, 10))


def test_a_renamed_telephone_keeps_its_new_name_and_loses_its_number() -> None:
    report = _read("Jo (447700900123),,2026-03-09 18:00,2026-03-09 19:00,60,Yes,No")
    (jo,) = report.people
    assert (jo.display_name, jo.other_names, jo.dial_in) == ("Jo", (), True)
    assert report.counts.unmatched == 1


def test_a_broken_row_stops_the_reading_and_names_nobody() -> None:
    row = "{},,2026-03-09 18:00,2026-03-09 19:00,60,Yes,No"
    report = _read(row.format("Ada Example"), '"Rowan" Sample' + row.format(""), row.format("Sidney"))
    assert [p.display_name for p in report.people] == ["Ada Example"]
    assert report.counts == RowCounts(read=2, used=1, rejected=1)
    assert not report.complete
    assert not any(name in str((report, report.problems)) for name in ("Ada", "Rowan", "Sidney"))


@pytest.mark.parametrize(
    "data",
    [
        b"Topic,ID,Start time\nPain,1,2026-03-09 18:00\n",
        b"18:00:01\tAda:\tHello\n18:00:05\tRowan:\tHi\n",
        b'{"participants": []}',
        b'{"participants": [{"name": "Ada"}]}',
    ],
    ids=["info block only", "chat", "empty answer", "other answer"],
)
def test_a_file_of_another_kind_is_refused(data: bytes) -> None:
    with pytest.raises(SourceError) as error:
        read_zoom(data, "zoom.csv", None)
    assert len(error.value.problems) == 1
