"""Every layout of the Teams attendance report is read to the same kind of value."""

from __future__ import annotations

import csv
import io
import json
from datetime import date, datetime

import pytest

from adapter.errors import SourceError
from adapter.intake.platforms.attendance import RowCounts
from adapter.intake.platforms.teams import read_teams
from adapter.intake.times import LONDON
from tests.intake.reports import note_rows, person, sample, sample_utf16


def test_v0_pairs_joined_and_left_rows() -> None:
    report = read_teams(sample_utf16("teams-v0.tsv"), "v0.csv", date(2021, 4, 23))
    assert (report.platform, report.variant) == ("teams", "v0")
    rowan, ada, sidney = (person(report, n) for n in ("Rowan Sample", "Ada Example", "Sidney Invented"))
    assert (rowan.minutes, len(rowan.joins), rowan.rows) == (40, 2, (3, 4, 5, 7))
    assert (ada.minutes, ada.rows) == (60, (2, 6))
    assert (sidney.minutes, sidney.joins, sidney.last_leave) == (None, (), None)
    assert sidney.first_join == datetime(2021, 4, 23, 19, 1, tzinfo=LONDON)
    assert report.counts == RowCounts(read=7, used=3, merged=4)


def test_v0_with_an_unknown_action_is_presence_of_unknown_length() -> None:
    text = "Full Name\tUser Action\tTimestamp\nAda Example\tBeigetreten\t4/23/2021, 6:44:22 PM\n"
    report = read_teams(text.encode(), "v0.csv", date(2021, 4, 23))
    assert [(p.display_name, p.minutes) for p in report.people] == [("Ada Example", None)]


def test_v0_never_pairs_the_lines_of_two_telephones() -> None:
    rows = [
        "07700 900123\tJoined\t4/23/2021, 6:00:00 PM",
        "07700 900456\tJoined\t4/23/2021, 6:10:00 PM",
        "07700 900456\tLeft\t4/23/2021, 6:20:00 PM",
        "07700 900123\tLeft\t4/23/2021, 7:00:00 PM",
    ]
    text = "Full Name\tUser Action\tTimestamp\n" + "\n".join(rows)
    report = read_teams(text.encode(), "v0.csv", date(2021, 4, 23))
    assert [(p.dial_in, p.minutes) for p in report.people] == [(True, 60), (True, 10)]
    assert "07700" not in repr(report) + str(report.people[0].display_name)


def test_v1_has_one_row_for_each_join() -> None:
    report = read_teams(sample_utf16("teams-v1.tsv"), "v1.csv", date(2021, 12, 10))
    assert (report.variant, report.title) == ("v1", "Chronic pain clinic")
    assert report.start == datetime(2021, 12, 10, 19, 37, 51, tzinfo=LONDON)
    rowan = person(report, "Rowan Sample")
    assert (rowan.seconds, len(rowan.joins), rowan.flags) == (29 * 60 + 22 + 20 * 60, 2, {"guest"})
    assert person(report, "Ada Example").role == "Organizer"
    assert report.counts == RowCounts(read=4, used=3, merged=1)
    assert (report.stated_participants, report.complete, report.problems) == (3, True, ())


def test_v1_in_sentence_case_is_the_same() -> None:
    text = sample("teams-v1.tsv").decode()
    for ours, theirs in (
        ("Join Time", "Join time"),
        ("Leave Time", "Leave time"),
        ("Duration", "In-meeting Duration"),
    ):
        text = text.replace(ours, theirs)
    report = read_teams(text.encode(), "v1.csv", date(2021, 12, 10))
    assert (report.variant, len(report.people)) == ("v1", 3)


def test_v2_in_us_english() -> None:
    report = read_teams(sample_utf16("teams-v2-us.tsv"), "v2.csv", None)
    assert (report.variant, report.title, report.stated_participants) == ("v2", "Chronic pain clinic", 2)
    assert (report.start, report.end) == (
        datetime(2023, 7, 20, 16, 16, 29, tzinfo=LONDON),
        datetime(2023, 7, 20, 17, 30, 11, tzinfo=LONDON),
    )
    rowan = person(report, "Rowan Sample")
    assert (rowan.minutes, rowan.flags, rowan.email, rowan.role) == (60, {"unverified"}, None, "Attendee")
    assert report.counts == RowCounts(read=4, used=2, merged=2)
    assert (report.problems, report.notes, report.complete) == ((), (), True)


def test_v2_in_uk_style() -> None:
    report = read_teams(sample_utf16("teams-v2-uk.tsv"), "v2.csv", date(2022, 11, 15))
    assert (report.variant, report.encoding) == ("v2", "utf-16-le")
    rowan = person(report, "Rowan Sample")
    assert (rowan.minutes, rowan.rows) == (40, (12, 19, 20))
    assert [interval.seconds for interval in rowan.joins] == [1200, 1200]
    assert person(report, "Invented, Sidney").flags == {"external"}
    assert note_rows(report) == {"dial-in": (14, 22)}
    assert report.counts == RowCounts(read=9, used=3, merged=4, unmatched=2)


def test_v2_mixed_case_clock_and_spelling_are_independent() -> None:
    text = (
        sample("teams-v2-uk.tsv")
        .decode()
        .replace("3. In-Meeting activities", "3. In-Meeting Activities")
        .replace("Name\tJoin time\tLeave time", "Name\tJoin Time\tLeave Time")
    )
    for hour in ("09:", "10:"):
        text = text.replace(f"15/11/22, {hour}", f"11/15/22, {hour}")
    report = read_teams(text.encode(), "v2.csv", date(2022, 11, 15))
    assert (person(report, "Rowan Sample").minutes, person(report, "Dr Ada Example").role) == (
        40,
        "Organiser",
    )


def test_v2_premium_engagement_is_not_kept() -> None:
    report = read_teams(sample_utf16("teams-v2-premium.tsv"), "v2.csv", date(2026, 7, 20))
    assert (report.variant, len(report.people)) == ("v2-premium", 2)
    assert report.counts == RowCounts(read=4, used=2, merged=2)
    assert (report.notes, report.problems) == ((), ())


@pytest.mark.parametrize("delimiter", [",", ";"])
def test_a_resaved_report_is_read_with_its_own_delimiter(delimiter: str) -> None:
    rows = csv.reader(io.StringIO(sample("teams-resaved.csv").decode()))
    resaved = io.StringIO()
    csv.writer(resaved, delimiter=delimiter).writerows(rows)
    report = read_teams(resaved.getvalue().encode("utf-8-sig"), "resaved.csv", None)
    assert [(p.display_name, p.minutes) for p in report.people] == [
        ("Example, Ada", 90),
        ("Sample, Rowan", 62),
    ]
    assert report.start == datetime(2026, 7, 22, 19, 0, tzinfo=LONDON)
    assert report.counts == RowCounts(read=2, used=2)
    # 62 of 86 minutes: there was a rejoin, so the stay is not known to be unbroken.
    assert [len(p.joins) for p in report.people] == [1, 0]


def test_a_title_with_a_comma_in_a_resaved_report_is_one_cell() -> None:
    report = read_teams(sample("teams-resaved.csv"), "resaved.csv", None)
    assert report.title == "Pain, sleep and pacing"


def test_a_localised_report_is_known_by_its_shape() -> None:
    report = read_teams(sample_utf16("teams-v2-german.tsv"), "bericht.csv", date(2022, 11, 15))
    assert (report.variant, report.title, report.stated_participants) == ("v2", "Chronische Schmerzen", 2)
    assert (report.start, report.end) == (
        datetime(2022, 11, 15, 9, 28, 2, tzinfo=LONDON),
        datetime(2022, 11, 15, 10, 31, 40, tzinfo=LONDON),
    )
    ada, rowan = report.people
    assert (ada.email, ada.role, ada.seconds) == ("ada@practice.example", "Organisator", 3818)
    assert (rowan.email, rowan.role, rowan.seconds) == (None, "Teilnehmer", 659)
    assert report.counts == RowCounts(read=4, used=2, merged=2)
    assert report.notes == ()


def test_a_localised_v1_has_one_row_for_each_join() -> None:
    header = "Nom complet|Heure d'arrivée|Heure de départ|Durée|Courriel|Rôle|ID du participant (UPN)"
    rows = [
        "Rowan Sample|10/12/2021 19:40:00|10/12/2021 20:09:22|29m 22s||Participant|",
        "Rowan Sample|10/12/2021 20:10:00|10/12/2021 20:30:00|20m||Participant|",
    ]
    text = "".join(row.replace("|", "\t") + "\n" for row in (header, *rows))
    (rowan,) = read_teams(text.encode(), "rapport.csv", date(2021, 12, 10)).people
    assert (rowan.seconds, len(rowan.joins), rowan.role) == (29 * 60 + 22 + 20 * 60, 2, "Participant")


def test_a_localised_duration_that_is_not_known_is_unknown() -> None:
    text = sample("teams-v2-german.tsv").decode().split("\n3. ")[0].replace("10m 59s", "10 Min. 59 Sek.")
    report = read_teams(text.encode(), "bericht.csv", date(2022, 11, 15))
    assert (report.people[1].minutes, report.people[1].first_join) == (
        None,
        datetime(2022, 11, 15, 9, 30, 47, tzinfo=LONDON),
    )
    assert note_rows(report)["unread-duration"] == (12,)


def test_localised_section_titles_do_not_matter() -> None:
    text = sample("teams-v2-uk.tsv").decode()
    for title in ("1. Summary", "2. Participants", "3. In-Meeting activities"):
        text = text.replace(title, "§ " + title[::-1])
    assert len(read_teams(text.encode(), "v2.csv", date(2022, 11, 15)).people) == 4


def test_sections_may_be_reordered_or_missing() -> None:
    summary, people, activities = (sample("teams-v2-uk.tsv").decode().rstrip() + "\n").split("\n\n")
    for parts in ((activities, people, summary), (people, activities), (people,)):
        report = read_teams("\n\n".join(parts).encode(), "v2.csv", date(2022, 11, 15))
        assert [p.minutes for p in report.people] == [64, 40, 56, 11]


def test_without_a_participants_table_the_activities_say_who_was_there() -> None:
    activities = sample("teams-v2-uk.tsv").decode().split("\n\n")[2]
    report = read_teams(activities.encode(), "v2.csv", date(2022, 11, 15))
    assert person(report, "Rowan Sample").minutes == 40
    assert report.counts == RowCounts(read=5, used=3, merged=1, unmatched=1)


def test_a_live_event_is_in_utc_and_tells_devices_apart() -> None:
    report = read_teams(sample("teams-live-event.csv"), "live.csv", date(2026, 7, 20))
    assert report.variant == "live-event"
    assert report.start == datetime(2026, 7, 20, 18, 55, tzinfo=LONDON)
    assert [(p.display_name, p.minutes) for p in report.people] == [
        ("Ada Example", 65),
        ("Rowan Sample", 30),
        ("Rowan Sample", 40),
    ]
    assert note_rows(report)["same-name"] == (3, 4, 5, 6)


def test_a_graph_report_is_in_utc() -> None:
    report = read_teams(sample("teams-graph.json"), "graph.json", date(2026, 7, 20))
    assert (report.variant, report.stated_participants, report.complete) == ("graph", 3, True)
    assert report.start == datetime(2026, 7, 20, 18, 58, tzinfo=LONDON)
    ada, rowan, _ = report.people
    assert (ada.email, ada.minutes, ada.joins[0].joined) == (
        "ada@practice.example",
        90,
        datetime(2026, 7, 20, 19, 0, tzinfo=LONDON),
    )
    assert (rowan.minutes, len(rowan.joins), rowan.flags) == (40, 2, {"guest"})


def test_a_graph_zero_without_times_is_unknown() -> None:
    report = read_teams(sample("teams-graph.json"), "graph.json", date(2026, 7, 20))
    sidney = person(report, "Sidney Invented")
    assert (sidney.minutes, sidney.first_join, sidney.admitted) == (None, None, True)
    assert note_rows(report) == {"times-missing": (3,)}


def test_a_graph_report_of_several_pages_is_incomplete() -> None:
    answer = json.loads(sample("teams-graph.json"))
    answer["attendanceRecords@odata.nextLink"] = "https://graph.example/next"
    report = read_teams(json.dumps(answer).encode(), "graph.json", date(2026, 7, 20))
    assert not report.complete
    assert "truncated" in note_rows(report)


def test_a_graph_report_of_strange_types_loses_no_row() -> None:
    records = [
        None,
        {},
        {"identity": None},
        {"identity": {"displayName": 7}},
        {"identity": {"displayName": "Ada"}},
    ]
    report = read_teams(json.dumps({"attendanceRecords": records}).encode(), "graph.json", None)
    assert report.counts == RowCounts(read=5, used=1, rejected=4)
    assert len(report.problems) == 4


def test_another_days_graph_report_is_refused() -> None:
    with pytest.raises(SourceError, match="SESSION_DATE_MISMATCH"):
        read_teams(sample("teams-graph.json"), "graph.json", date(2026, 7, 21))
