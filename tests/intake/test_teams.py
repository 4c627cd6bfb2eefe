"""The traps of Teams attendance reports: nothing is guessed, nothing lost, nobody named."""

from __future__ import annotations

import codecs
import time
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapter.errors import SourceError
from adapter.intake.platforms.attendance import RowCounts
from adapter.intake.platforms.names import DIAL_IN
from adapter.intake.platforms.teams import read_teams
from adapter.intake.times import LONDON
from tests.intake.reports import (
    SESSION,
    note_rows,
    participants,
    person,
    read_participants,
    sample,
    sample_utf16,
    utf16,
)

UK = date(2022, 11, 15)
ADA = "Ada Example|26/03/2026, 18:00:00|26/03/2026, 19:00:00|1h|ada@home.example|ada@home.example|Organiser"
ROWAN = "Rowan Sample|26/03/2026, 18:10:00|26/03/2026, 19:00:00|50m|||Attendee"


@pytest.mark.parametrize(
    "encoded",
    [
        sample_utf16("teams-v2-uk.tsv"),
        codecs.BOM_UTF16_BE + sample("teams-v2-uk.tsv").decode().encode("utf-16-be"),
        sample("teams-v2-uk.tsv").decode().encode("utf-16-le"),
        sample("teams-v2-uk.tsv").decode().encode("utf-16-be"),
        sample("teams-v2-uk.tsv").decode().encode("utf-8-sig"),
        sample("teams-v2-uk.tsv"),
        sample("teams-v2-uk.tsv").replace(b"\n", b"\r"),
    ],
    ids=[
        "utf-16-le",
        "utf-16-be",
        "le without mark",
        "be without mark",
        "utf-8 with mark",
        "utf-8",
        "lone CR",
    ],
)
def test_every_encoding_gives_the_same_people(encoded: bytes) -> None:
    people = [(p.display_name, p.minutes, p.rows) for p in read_teams(encoded, "r.csv", UK).people]
    assert people == [
        ("Dr Ada Example", 64, (11, 18)),
        ("Rowan Sample", 40, (12, 19, 20)),
        ("Invented, Sidney", 56, (13, 21)),
        (DIAL_IN, 11, (14, 22)),
    ]


def test_a_cut_off_report_is_read_and_incomplete() -> None:
    """T-H7: a truncated file marks the session incomplete."""
    report = read_teams(utf16(participants(ADA, ROWAN))[:-1], "r.csv", SESSION)
    assert [p.display_name for p in report.people] == ["Ada Example", "Rowan Sample"]
    assert not report.complete
    assert "truncated" in note_rows(report)


def test_a_report_that_ends_within_a_row_is_incomplete() -> None:
    text = participants(ADA, ROWAN)
    report = read_teams(text[: text.rindex("50m")].encode(), "r.csv", SESSION)
    assert len(report.people) == 2
    assert not report.complete
    assert "truncated" in note_rows(report)


def test_a_quoted_title_may_hold_line_breaks_and_tabs() -> None:
    report = read_participants(ADA, summary='Meeting title\t"Chronic\n\tpain ""clinic"""')
    assert (report.title, len(report.people), report.problems) == ('Chronic pain "clinic"', 1, ())


def test_a_broken_title_does_not_cost_anybody() -> None:
    report = read_participants(ADA, summary='Meeting title\t"Pain" clinic')
    assert (report.title, len(report.people), report.complete) == (None, 1, True)
    assert [problem.where for problem in report.problems] == ["report.csv, row 2"]


def test_an_unclosed_quote_stops_its_section_and_swallows_nobody() -> None:
    report = read_participants(ADA, '"' + ROWAN, "Sidney" + ROWAN, activities=(ADA,))
    assert [p.display_name for p in report.people] == ["Ada Example"]
    assert not report.complete
    assert report.counts.rejected == 1
    assert [problem.where for problem in report.problems] == ["report.csv, row 7"]


def test_an_activity_of_somebody_who_is_not_listed_makes_the_report_incomplete() -> None:
    activity = "Rowan Sample|26/03/2026, 18:10:00|26/03/2026, 19:00:00|50m||Attendee"
    report = read_participants(ADA, activities=(activity,))
    assert not report.complete
    assert note_rows(report)["stray-rows"] == (10,)
    assert report.counts == RowCounts(read=2, used=1, unmatched=1)


def test_a_row_without_a_name_is_rejected_and_makes_the_report_incomplete() -> None:
    report = read_participants(ADA, "|26/03/2026, 18:00:00|26/03/2026, 19:00:00|1h|||Attendee")
    assert report.counts == RowCounts(read=2, used=1, rejected=1)
    assert [(p.where, p.found) for p in report.problems] == [("report.csv, row 7", "somebody without a name")]
    assert not report.complete


def test_a_nul_costs_its_row_only() -> None:
    report = read_participants(ADA, "Si\0dney" + ROWAN.removeprefix("Rowan Sample"), ROWAN)
    assert [p.display_name for p in report.people] == ["Ada Example", "Rowan Sample"]
    assert report.counts == RowCounts(read=3, used=2, rejected=1)
    assert not report.complete


def test_only_show_who_attended_is_presence_of_unknown_length() -> None:
    report = read_participants("Ada Example||||ada@home.example||Attendee", "Rowan Sample|||||||")
    assert [(p.minutes, p.seconds, p.joins, p.admitted) for p in report.people] == [
        (None, None, (), True)
    ] * 2
    assert note_rows(report)["times-missing"] == (6, 7)
    assert report.complete


def test_a_time_that_cannot_be_read_is_unknown_and_said() -> None:
    report = read_participants(ADA, "Rowan Sample|yesterday|26/03/2026, 19:00:00|soon|||Attendee")
    rowan = person(report, "Rowan Sample")
    assert (rowan.first_join, rowan.minutes, rowan.joins) == (None, None, ())
    notes = note_rows(report)
    assert (notes["unread-time"], notes["unread-duration"]) == ((7,), (7,))


def test_the_stated_duration_counts_and_not_the_span() -> None:
    report = read_participants("Ada Example|26/03/2026, 18:00:00|26/03/2026, 19:30:00|40m|||Attendee")
    (ada,) = report.people
    assert (ada.minutes, ada.joins) == (40, ())
    assert (ada.first_join, ada.last_leave) == (
        datetime(2026, 3, 26, 18, 0, tzinfo=LONDON),
        datetime(2026, 3, 26, 19, 30, tzinfo=LONDON),
    )


def test_a_missing_duration_is_never_made_up_from_a_span() -> None:
    report = read_participants("Ada Example|26/03/2026, 18:00:00|26/03/2026, 19:30:00||||Attendee")
    assert report.people[0].minutes is None


def test_activities_that_do_not_add_up_to_the_stated_duration_are_said() -> None:
    activity = "Ada Example|26/03/2026, 18:00:00|26/03/2026, 18:20:00|20m|ada@home.example|Organiser"
    report = read_participants(ADA, activities=(activity,))
    assert report.people[0].minutes == 60
    assert note_rows(report)["duration-differs"] == (6, 10)


def test_more_stated_than_listed_participants_make_the_report_incomplete() -> None:
    report = read_participants(ADA, ROWAN, summary="Attended participants\t3")
    assert (report.stated_participants, len(report.people), report.complete) == (3, 2, False)
    assert "states 3 participants and lists 2" in str(report.notes)


def test_fewer_stated_participants_than_rows_are_only_said() -> None:
    report = read_participants(ADA, ROWAN, "Sidney" + ROWAN, summary="Attended participants\t2")
    assert report.complete
    assert "count-differs" in note_rows(report)


def test_a_stated_average_and_duration_are_compared_and_not_changed() -> None:
    summary = (
        "Attended participants\t2\nStart time\t26/03/2026, 18:00:00\nEnd time\t26/03/2026, 19:00:00\n"
        "Meeting duration\t1h 30m\nAverage attendance time\t40m"
    )
    report = read_participants(ADA, ROWAN, summary=summary)
    texts = [note.text for note in report.notes]
    assert texts == [
        "The report states an average attendance of 40m; its rows give 55m.",
        "The report states a meeting of 1h 30m; from start to end it is 1h.",
    ]


def test_two_people_of_one_name_at_one_time_stay_two() -> None:
    report = read_participants(ROWAN, ROWAN.replace("18:10", "18:20").replace("50m", "40m"))
    assert [p.minutes for p in report.people] == [50, 40]
    assert note_rows(report)["same-name"] == (6, 7)


def test_activities_of_two_people_of_one_name_go_where_they_fit() -> None:
    first = "Rowan Sample|26/03/2026, 18:10:00|26/03/2026, 19:00:00|35m|||Attendee"
    second = "Rowan Sample|26/03/2026, 18:30:00|26/03/2026, 18:50:00|20m|||Attendee"
    activities = (
        "Rowan Sample|26/03/2026, 18:10:00|26/03/2026, 18:35:00|25m||Attendee",
        "Rowan Sample|26/03/2026, 18:50:00|26/03/2026, 19:00:00|10m||Attendee",
        "Rowan Sample|26/03/2026, 18:30:00|26/03/2026, 18:50:00|20m||Attendee",
    )
    report = read_participants(first, second, activities=activities)
    # The third fits both people's times, but begins and ends as the second one's stay does.
    assert [p.rows for p in report.people] == [(6, 11, 12), (7, 13)]


def test_one_person_on_two_devices_is_counted_once() -> None:
    report = read_participants(ADA, ADA.replace("18:00", "18:30").replace("|1h|", "|30m|"))
    (ada,) = report.people
    assert (ada.minutes, len(ada.joins), ada.rows) == (60, 2, (6, 7))
    assert report.counts == RowCounts(read=2, used=1, merged=1)


def test_a_telephone_is_present_and_its_number_is_nowhere() -> None:
    report = read_participants(ADA, "+44 7700 900123 (Unverified)" + ROWAN.removeprefix("Rowan Sample"))
    telephone = person(report, DIAL_IN)
    assert (telephone.dial_in, telephone.minutes) == (True, 50)
    assert report.counts == RowCounts(read=2, used=1, unmatched=1)
    everything = [report, *((p.display_name, p.other_names, p.email) for p in report.people)]
    assert "900123" not in repr(everything)


def test_a_note_taking_program_is_nobody() -> None:
    report = read_participants(ADA, "Ada's Notetaker (External)" + ROWAN.removeprefix("Rowan Sample"))
    assert [p.bot for p in report.people] == [False, True]
    assert report.counts.unmatched == 1
    assert note_rows(report)["bot"] == (7,)


def test_five_can_be_proposed_and_three_wait_for_a_person() -> None:
    rows = [ADA] + [ROWAN.replace("Rowan", name) for name in ("Rowan", "Sidney", "Alex")]
    rows += ["Jo (Unverified)" + ROWAN.removeprefix("Rowan Sample")] * 2
    rows += [number + ROWAN.removeprefix("Rowan Sample") for number in ("07700 900123", "07700 900456")]
    report = read_participants(*rows)
    assert report.counts == RowCounts(read=8, used=6, unmatched=2)
    assert note_rows(report) == {"same-name": (10, 11), "dial-in": (12, 13)}


@pytest.mark.parametrize(("session", "month"), [(date(2026, 6, 5), 6), (date(2026, 5, 6), 5)])
def test_an_ambiguous_date_is_settled_by_the_session(session: date, month: int) -> None:
    row = "Ada Example|5/6/26, 18:00:00|5/6/26, 19:00:00|1h|||Attendee"
    report = read_participants(row, session_date=session)
    assert report.start is not None
    assert report.start.month == month


def test_an_ambiguous_date_without_a_session_fails() -> None:
    with pytest.raises(SourceError, match="AMBIGUOUS_DATE") as error:
        read_participants("Ada Example|5/6/26, 18:00|5/6/26, 19:00|1h|||Attendee", session_date=None)
    assert "Ada" not in str(error.value) + str(error.value.problems)


def test_a_refused_file_reports_its_other_problems_as_well() -> None:
    nobody = "|5/6/26, 18:00|5/6/26, 19:00|1h|||Attendee"
    with pytest.raises(SourceError) as error:
        read_participants(nobody.replace("|", "Ada|", 1), nobody, session_date=None)
    assert [problem.where for problem in error.value.problems] == ["report.csv", "report.csv, row 7"]


def test_another_days_meeting_is_refused() -> None:
    with pytest.raises(SourceError, match="SESSION_DATE_MISMATCH"):
        read_participants(ADA, session_date=date(2026, 3, 27))


def test_the_hour_that_happens_twice_is_said() -> None:
    row = "Ada Example|25/10/2026, 00:30:00|25/10/2026, 01:30:00|1h|||Attendee"
    report = read_participants(row, session_date=date(2026, 10, 25))
    assert note_rows(report)["ambiguous-hour"] == (6,)
    assert report.people[0].joins[0].ambiguous_hour


def test_a_time_in_the_skipped_hour_is_unknown() -> None:
    row = "Ada Example|29/03/2026, 00:30:00|29/03/2026, 01:30:00|1h|||Attendee"
    report = read_participants(row, session_date=date(2026, 3, 29))
    assert (report.people[0].last_leave, report.people[0].minutes) == (None, 60)
    assert note_rows(report)["unread-time"] == (6,)


@pytest.mark.failure("3.7", "partial, wrong and skipped dates")
def test_a_session_over_midnight_belongs_to_its_first_day() -> None:
    row = "Ada Example|26/03/2026, 23:30:00|27/03/2026, 00:15:00|45m|||Attendee"
    report = read_participants(row)
    assert (report.people[0].minutes, len(report.people[0].joins)) == (45, 1)


def test_times_that_end_before_they_begin_are_said() -> None:
    report = read_participants("Ada Example|26/03/2026, 19:00:00|26/03/2026, 18:00:00|1h|||Attendee")
    assert note_rows(report)["left-before-joined"] == (6,)
    assert (report.people[0].joins, report.people[0].minutes) == ((), 60)


def test_unknown_columns_and_longer_rows_are_said_and_not_read() -> None:
    text = participants(ADA + "||surplus", ROWAN).replace("\tRole\n", "\tRole\tFavourite\n")
    report = read_teams(text.encode(), "report.csv", SESSION)
    assert len(report.people) == 2
    assert note_rows(report) == {"unknown-columns": (5,), "longer-rows": (6,)}
    assert "H" in next(note.text for note in report.notes if note.kind == "unknown-columns")


def test_a_short_row_is_padded() -> None:
    report = read_participants("Ada Example|26/03/2026, 18:00:00|26/03/2026, 19:00:00")
    assert (report.people[0].minutes, report.people[0].role, report.complete) == (None, None, True)


def test_an_address_that_is_none_is_left_out() -> None:
    report = read_participants(ADA.replace("|ada@home.example|ada", "|Ada at home|ada"))
    assert report.people[0].email is None
    assert note_rows(report)["unread-email"] == (6,)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", "First join, Last leave"),
        (b"nhs_number,dob\n9990000018,1970-01-01\n", "First join, Last leave"),
        (b"{", "First join, Last leave"),
        (b'{"hello": 1}', "attendanceRecords"),
    ],
)
def test_a_file_of_another_kind_is_refused_and_what_is_known_is_named(data: bytes, expected: str) -> None:
    with pytest.raises(SourceError) as error:
        read_teams(data, "other.csv", None)
    (problem,) = error.value.problems
    assert expected in problem.expected


def test_nothing_said_about_a_report_names_anybody() -> None:
    """T-H17."""
    rows = [ADA, "|x|y|z|||", ROWAN, ROWAN, '"Rowan" Sample', "Sidney|soon|later|never|here||Attendee"]
    report = read_participants(*rows, summary="Meeting title\tPain with Ada\nAttended participants\t9")
    said = " ".join(map(str, (*report.problems, *report.notes))) + repr(report)
    assert report.problems
    assert report.notes
    assert not any(word in said for word in ("Ada", "Rowan", "Sidney", "@", "soon", "later"))


row_cells = st.one_of(
    st.sampled_from(
        ["", "Ada Example", "Rowan", "07700 900123", "26/03/2026, 18:00:00", "27/03/2026, 00:10:00"]
    ),
    st.sampled_from(["1h", "0s", "ada@home.example", "Attendee", '"', "x\0", "read.ai meeting notes"]),
    st.text(st.sampled_from('ab,;" 1:/'), max_size=6),
)


@given(
    st.lists(st.lists(row_cells, min_size=2, max_size=9).map("|".join), max_size=8),
    st.lists(st.lists(row_cells, min_size=2, max_size=7).map("|".join), max_size=8),
)
def test_whatever_the_rows_hold_the_books_balance(people: list[str], activities: list[str]) -> None:
    report = read_participants(ADA, *people, activities=tuple(activities))
    counts = report.counts
    assert counts.read == counts.used + counts.merged + counts.rejected + counts.unmatched
    known = [p for p in report.people if not p.dial_in and not p.bot]
    assert counts.used == len(known)
    assert all(p.minutes is None or p.minutes >= 0 for p in report.people)


def test_a_thousand_rows_are_read_in_a_moment() -> None:
    rows = [ROWAN.replace("Rowan Sample", f"Person {number}") for number in range(1000)]
    data = utf16(participants(*rows))
    begun = time.process_time()
    report = read_teams(data, "report.csv", SESSION)
    assert time.process_time() - begun < 1.0
    assert len(report.people) == 1000
