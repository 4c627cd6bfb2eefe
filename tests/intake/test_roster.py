"""Who of the list was in the meeting: matches with their evidence, and no "did not attend" by a machine."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from adapter.intake.reading import Reading
from mappings.records import Match, Participant
from tests.intake.clinic import NORA, OMAR, PETRA, SESSION, clinic, problem, problems, read

CHECKED = {"id_check_method": "name and date of birth", "id_check_by": "Ben Cole"}
NORA_SHOWN = {**NORA, **CHECKED, "display_name": "Nan A", "attendance_status": "attended-full"}
OMAR_BY_MAIL = {**OMAR, "email": "omar@example.org", "attendance_status": "attended-full"}
ABSENT = {**PETRA, "attendance_status": "did-not-attend"}
ABSENT_SAID = {**ABSENT, "attendance_confirmed_by": "Ben Cole"}

STAFF = ("Ben Cole", "ben.cole@nhs.example", "Organiser")
NAN = ("Nan A (Unverified)", "", "Attendee")
OMAR_SIGNED_IN = ("Haddad, Omar", "omar@example.org", "Attendee")
DIAL_IN = ("+44 7700 900123", "", "Attendee")
IPAD = ("Kitchen iPad (Unverified)", "", "Attendee")


def teams(
    folder: Path,
    people: Sequence[tuple[str, str, str]],
    *,
    name: str = "report.csv",
    stated: int | None = None,
) -> Path:
    """A Teams report of these people, each there from 18:00 to 19:30."""
    times = "05/03/26, 18:00:00\t05/03/26, 19:30:00\t1h 30m"
    lines = [
        "1. Summary",
        "Meeting title\tPacing",
        f"Attended participants\t{len(people) if stated is None else stated}",
        "Start time\t05/03/26, 18:00:00",
        "End time\t05/03/26, 19:30:00",
        "",
        "2. Participants",
        "Name\tFirst join\tLast leave\tIn-meeting duration\tEmail\tParticipant ID (UPN)\tRole",
        *(f"{shown}\t{times}\t{email}\t\t{role}" for shown, email, role in people),
    ]
    (folder / name).write_bytes(b"\xff\xfe" + "\r\n".join(lines).encode("utf-16-le"))
    return folder


def meeting(folder: Path, people: Sequence[dict[str, Any]], *shown: tuple[str, str, str]) -> Reading:
    return read(teams(clinic(folder, people), shown))


def match_of(reading: Reading, family: str) -> Match | None:
    return next(one.match for one in reading.participants if one.person.family == family)


def minutes_of(one: Participant) -> int | None:
    return one.presence.minutes if one.presence else None


def reasons(reading: Reading) -> list[str]:
    return [entry.reason for entry in reading.unmatched]


def test_a_person_is_matched_by_the_address_of_the_account_and_the_name(tmp_path: Path) -> None:
    reading = meeting(tmp_path, [OMAR_BY_MAIL], STAFF, OMAR_SIGNED_IN)
    match = match_of(reading, "Haddad")
    assert match is not None
    assert (match.method, match.confidence) == ("email", "certain")
    assert match.evidence == ("e-mail address of the account", "displayed name")
    assert minutes_of(reading.participants[0]) == 90
    assert reading.unmatched == ()


def test_a_person_is_matched_by_a_display_name_that_somebody_checked(tmp_path: Path) -> None:
    reading = meeting(tmp_path, [NORA_SHOWN], NAN)
    match = match_of(reading, "Ashdown")
    assert match is not None
    assert (match.method, match.matched_by) == ("facilitator-confirmed", "Ben Cole")
    presence = reading.participants[0].presence
    assert presence is not None
    assert [f"{stay.start:%H:%M}" for stay in presence.joins] == ["18:00"]


@pytest.mark.hazard("H1")
@pytest.mark.parametrize(
    "nora",
    [
        {**NORA, "display_name": "Nan A"},
        {**NORA, "display_name": "Nan A", "id_check_method": "by sight"},
        NORA,
    ],
)
def test_a_name_alone_never_identifies_and_gives_no_times(tmp_path: Path, nora: dict[str, Any]) -> None:
    shown = NAN if "display_name" in nora else ("Nora Ashdown", "", "Attendee")
    reading = meeting(tmp_path, [nora], shown)
    match = match_of(reading, "Ashdown")
    assert match is not None
    assert (match.method, match.confidence) == ("name-only", "probable")
    assert minutes_of(reading.participants[0]) is None
    assert "proposed" in [note.kind for note in reading.notes]


def test_an_address_under_another_name_needs_an_identity_check(tmp_path: Path) -> None:
    wife = ("Layla Haddad", "omar@example.org", "Attendee")
    unsure = meeting(tmp_path / "unsure", [OMAR_BY_MAIL], wife)
    match = match_of(unsure, "Haddad")
    assert match is not None
    assert match.confidence == "probable"
    assert minutes_of(unsure.participants[0]) is None
    checked = meeting(tmp_path / "checked", [{**OMAR_BY_MAIL, **CHECKED}], wife)
    assert minutes_of(checked.participants[0]) == 90


def test_what_cannot_be_told_is_listed_with_its_rows_and_why(tmp_path: Path) -> None:
    two_named_sam = ("Sam", "", "Attendee")
    sams = [
        {**NORA, "given": "Samira"},
        {**OMAR, "given": "Samuel", "preferred": "Sam"},
        {**PETRA, "given": "Sam"},
    ]
    bot = ("Otter.ai notetaker", "", "Attendee")
    reading = meeting(tmp_path, sams, STAFF, DIAL_IN, IPAD, bot, two_named_sam, two_named_sam)
    assert [(entry.rows, entry.reason) for entry in reading.unmatched] == [
        ((10,), "a telephone participant; the report does not say who"),
        ((11,), "a name of nobody on the list"),
        ((12,), "a recording or note-taking program"),
        ((13, 14), "a name that several people of the report show"),
    ]
    assert [one.match for one in reading.participants] == [None, None, None]


@pytest.mark.failure("3.7", "two patients of one name")
def test_a_name_of_two_patients_is_left_to_a_person(tmp_path: Path) -> None:
    people = [{**NORA, "given": "Sam"}, {**OMAR, "given": "Sam"}]
    assert reasons(meeting(tmp_path, people, ("Sam", "", "Attendee"))) == [
        "a name that may be that of several people"
    ]


def test_the_same_display_name_for_two_patients_is_left_to_a_person(tmp_path: Path) -> None:
    people = [NORA_SHOWN, {**OMAR, **CHECKED, "display_name": "nan  a"}]
    assert reasons(meeting(tmp_path, people, NAN)) == ["a name that may be that of several people"]


def test_a_checked_display_name_that_a_stranger_shows_too_is_left_to_a_person(tmp_path: Path) -> None:
    reading = meeting(tmp_path, [NORA_SHOWN], NAN, ("Nan A", "somebody@example.org", "Attendee"))
    assert set(reasons(reading)) == {"a name that several people of the report show"}
    assert minutes_of(reading.participants[0]) is None


def test_an_address_of_two_patients_is_left_to_a_person(tmp_path: Path) -> None:
    people = [{**NORA, "email": "us@example.org"}, {**OMAR, "email": "US@example.org"}]
    shown = ("Nora Ashdown", "us@example.org", "Attendee")
    assert reasons(meeting(tmp_path, people, shown)) == ["an e-mail address that several patients have"]


def test_an_address_and_a_display_name_of_two_patients_are_left_to_a_person(tmp_path: Path) -> None:
    shown = ("Nan A", "omar@example.org", "Attendee")
    assert reasons(meeting(tmp_path, [NORA_SHOWN, OMAR_BY_MAIL], shown)) == [
        "the e-mail address of one patient under the display name of another"
    ]


def test_twins_need_an_identity_check_of_both(tmp_path: Path) -> None:
    anna = {**NORA, **CHECKED, "given": "Anna", "family": "Reid", "display_name": "Anna"}
    hanna = {**OMAR, "dob": NORA["dob"], "given": "Hanna", "family": "Reid", "display_name": "Hanna"}
    shown = [("Anna", "", "Attendee"), ("Hanna", "", "Attendee")]
    one = meeting(tmp_path / "one", [anna, hanna], *shown)
    assert (
        reasons(one) == ["a patient so like another of the list that both need an identity check by name"] * 2
    )
    assert [minutes_of(participant) for participant in one.participants] == [None, None]
    assert [note.rows for note in one.notes if note.kind == "alike"] == [(2, 3)]
    both = meeting(tmp_path / "both", [anna, {**hanna, **CHECKED}], *shown)
    assert reasons(both) == []
    assert [minutes_of(participant) for participant in both.participants] == [90, 90]


def test_staff_are_no_unmatched_patients(tmp_path: Path) -> None:
    reading = meeting(tmp_path, [NORA_SHOWN], STAFF, ("VERMA, Asha", "asha@nhs.example", "Presenter"), NAN)
    assert reading.unmatched == ()
    assert [note.rows for note in reading.notes if note.kind == "staff"] == [(9, 10)]


def test_a_patient_who_works_where_the_staff_work_is_not_taken_for_staff(tmp_path: Path) -> None:
    colleague = ("Gwen Price", "gwen.price@nhs.example", "Presenter")
    assert reasons(meeting(tmp_path, [NORA_SHOWN], STAFF, colleague, NAN)) == ["a name of nobody on the list"]


def test_a_patient_with_the_name_of_a_member_of_staff_is_left_to_a_person(tmp_path: Path) -> None:
    namesake = {**NORA, "given": "Ben", "family": "Cole"}
    assert reasons(meeting(tmp_path, [namesake], ("Ben Cole", "", "Attendee"))) == [
        "a name that may be that of several people"
    ]


# ── Did not attend (H7) ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.hazard("H7")
@pytest.mark.parametrize("unknown", [DIAL_IN, IPAD, ("Petra", "", "Attendee")])
def test_somebody_unmatched_blocks_did_not_attend(tmp_path: Path, unknown: tuple[str, str, str]) -> None:
    folder = teams(clinic(tmp_path, [NORA_SHOWN, ABSENT]), [NAN, unknown])
    said = problem(folder)
    assert said.startswith("participants.csv, row 3, column attendance_confirmed_by: found nothing beside")
    assert "report.csv, row 10" in said


def test_the_name_of_who_confirmed_it_lets_did_not_attend_stand(tmp_path: Path) -> None:
    reading = meeting(tmp_path, [NORA_SHOWN, ABSENT_SAID], NAN, DIAL_IN)
    assert reading.participants[1].attendance.status == "did-not-attend"


def test_a_complete_report_without_unmatched_people_does_not_block_it(tmp_path: Path) -> None:
    assert meeting(tmp_path, [NORA_SHOWN, ABSENT], STAFF, NAN).participants[1].match is None


def test_a_note_taking_program_does_not_block_it(tmp_path: Path) -> None:
    assert meeting(tmp_path, [NORA_SHOWN, ABSENT], NAN, ("read.ai meeting notes", "", "Attendee"))


@pytest.mark.hazard("H7")
def test_a_truncated_file_blocks_did_not_attend(tmp_path: Path) -> None:
    folder = teams(clinic(tmp_path, [NORA_SHOWN, ABSENT]), [NAN])
    (folder / "report.csv").write_bytes((folder / "report.csv").read_bytes()[:-1])
    assert "a report from which people may be missing" in problem(folder)


def test_a_report_that_states_more_people_than_it_lists_blocks_did_not_attend(tmp_path: Path) -> None:
    folder = teams(clinic(tmp_path, [NORA_SHOWN, ABSENT]), [NAN], stated=9)
    assert "a report from which people may be missing" in problem(folder)


@pytest.mark.hazard("H7")
def test_a_report_never_says_that_somebody_did_not_attend(tmp_path: Path) -> None:
    inferred = {**ABSENT, "attendance_source": "inferred"}
    assert "no human's word" in problem(teams(clinic(tmp_path, [NORA_SHOWN, inferred]), [NAN]))


def test_did_not_attend_of_somebody_on_the_report_is_a_contradiction(tmp_path: Path) -> None:
    nora = {**NORA_SHOWN, "attendance_status": "did-not-attend", "attendance_confirmed_by": "Ben Cole"}
    assert problem(teams(clinic(tmp_path, [nora]), [STAFF, NAN])) == (
        "participants.csv, row 2, column attendance_status: found 'did-not-attend', and this patient is on "
        "report.csv, row 10; expected a status that agrees with the report. "
        "Correct the status; or clear display_name and email if somebody else joined under them."
    )


def test_attended_and_not_on_the_report_is_only_noted(tmp_path: Path) -> None:
    reading = meeting(tmp_path, [NORA_SHOWN, OMAR_BY_MAIL], NAN)
    assert [note.rows for note in reading.notes if note.kind == "not-on-report"] == [(3,)]
    assert reading.participants[1].attendance.status == "attended-full"


def test_a_report_sets_no_status(tmp_path: Path) -> None:
    silent = {key: value for key, value in NORA_SHOWN.items() if key != "attendance_status"}
    reading = meeting(tmp_path, [silent], NAN)
    assert reading.participants[0].attendance.status == "unknown"
    assert [note.rows for note in reading.notes if note.kind == "on-report"] == [(2,)]


def test_problems_of_the_list_and_of_the_report_come_together(tmp_path: Path) -> None:
    folder = teams(clinic(tmp_path, [NORA_SHOWN, ABSENT], {**SESSION, "sequence_no": "1"}), [NAN, DIAL_IN])
    (folder / "extra.csv").write_text("colour,shape\nred,round\n")
    assert [one.split(": found")[0] for one in problems(folder)] == [
        "extra.csv",
        "participants.csv, row 3, column attendance_confirmed_by",
    ]


# ── Times and several reports ────────────────────────────────────────────────────────────────────────


def test_what_the_list_says_about_times_stands(tmp_path: Path) -> None:
    nora = {**NORA_SHOWN, "minutes": "60", "joined_at": "2026-03-05T18:30"}
    presence = meeting(tmp_path, [nora], NAN).participants[0].presence
    assert presence is not None
    assert (presence.minutes, len(presence.joins)) == (60, 1)


def test_two_reports_of_one_session_are_read_together(tmp_path: Path) -> None:
    folder = teams(clinic(tmp_path, [NORA_SHOWN, OMAR_BY_MAIL]), [NAN], name="first.csv")
    reading = read(teams(folder, [OMAR_SIGNED_IN], name="second.csv"))
    assert [minutes_of(one) for one in reading.participants] == [90, 90]


def test_one_patient_on_two_devices_counts_once(tmp_path: Path) -> None:
    both = {**NORA_SHOWN, "email": "nora@example.org"}
    reading = meeting(tmp_path, [both], NAN, ("Nora Ashdown", "nora@example.org", "Attendee"))
    assert minutes_of(reading.participants[0]) == 90


def test_the_rows_of_a_report_balance_with_what_became_of_them(tmp_path: Path) -> None:
    reading = meeting(tmp_path, [NORA_SHOWN, OMAR_BY_MAIL], STAFF, NAN, OMAR_SIGNED_IN, DIAL_IN, IPAD)
    (report,) = (file for file in reading.files if file.kind == "teams")
    assert (report.counts.read, report.counts.used, report.counts.unmatched) == (5, 3, 2)


def test_five_proposals_and_three_unmatched_of_eight_people(tmp_path: Path) -> None:
    names = ("Ada Byron", "Bo Carter", "Cy Dent", "Di Evans", "Ed Frost", "Flo Gray")
    numbers = ("9990000018", "9990000026", "9990000034", "9990000042", "9990000050", "9990000069")
    people = [
        {
            "nhs_number": number,
            "given": name.split()[0],
            "family": name.split()[1],
            "dob": f"195{row}-0{row + 1}-11",
        }
        | {"attendance_status": "did-not-attend" if name == "Flo Gray" else "attended-full"}
        for row, (name, number) in enumerate(zip(names, numbers, strict=True))
    ]
    shown = [(f"{name} (Unverified)", "", "Attendee") for name in names[:5]]
    folder = teams(clinic(tmp_path, people), [*shown, DIAL_IN, DIAL_IN, IPAD])
    assert "row 7, column attendance_confirmed_by" in problem(folder)
    people[-1]["attendance_confirmed_by"] = "Ben Cole"
    reading = read(clinic(folder, people))
    assert [one.match.method if one.match else None for one in reading.participants] == ["name-only"] * 5 + [
        None
    ]
    assert len(reading.unmatched) == 3
