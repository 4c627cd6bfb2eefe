"""The canonical workbook: what is read, and what is refused, with everything that is wrong said at once."""

from __future__ import annotations

import csv
import datetime as dt
import io
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from adapter.errors import SourceError
from adapter.intake.files import xlsx
from adapter.intake.folder import read_source
from adapter.intake.workbook.sheets import BY_NAME
from tests.intake.clinic import (
    NORA,
    OMAR,
    PEOPLE,
    PETRA,
    SESSION,
    clinic,
    of,
    problem,
    problems,
    read,
    workbook,
)

MATTERS = [of(person, field="what_matters", text=f"The words of {person['given']}") for person in PEOPLE]


def test_a_session_is_read_with_its_people(tmp_path: Path) -> None:
    reading = read(clinic(tmp_path, notes=MATTERS))
    assert reading.session.title == "Pacing"
    assert [p.person.family for p in reading.participants] == ["Ashdown", "Haddad", "Lindqvist"]
    assert [p.row for p in reading.participants] == [2, 3, 4]
    assert [p.what_matters.text for p in reading.participants if p.what_matters] == [
        "The words of Nora",
        "The words of Omar",
        "The words of Petra",
    ]


def test_a_workbook_and_its_csv_files_are_the_same_session(tmp_path: Path) -> None:
    as_files, as_book = (
        read(clinic(tmp_path / "files", notes=MATTERS)),
        read(workbook(tmp_path / "a.xlsx", notes=MATTERS)),
    )
    assert (as_files.session, as_files.participants) == (as_book.session, as_book.participants)


@pytest.mark.invariant("I6")
def test_the_books_balance(tmp_path: Path) -> None:
    twice = [*MATTERS, of(NORA, field="what_matters", text="And the dog")]
    reading = read(clinic(tmp_path, notes=twice))
    rows = len(SESSION) + 2 + 3 + 4
    assert (reading.counts.read, reading.counts.used, reading.counts.merged) == (rows, rows - 1, 1)
    assert reading.participants[0].what_matters is not None
    assert reading.participants[0].what_matters.text == "The words of Nora\nAnd the dog"


@pytest.mark.failure("3.7", "empty, blank and missing")
def test_blank_is_unknown_and_never_a_default(tmp_path: Path) -> None:
    one = read(clinic(tmp_path, [{**NORA, "minutes": "", "attendance_status": " "}])).participants[0]
    assert one.attendance.status == "unknown"
    assert one.presence is None
    assert one.reply is None


def test_every_problem_is_said_in_one_run_and_nothing_is_kept(tmp_path: Path) -> None:
    people = [{**NORA, "minutes": "ninety"}, {**OMAR, "dob": "2/11/1975"}]
    folder = clinic(
        tmp_path,
        people,
        {**SESSION, "format": "clinic", "capacity": "a dozen"},
        goals=[of(NORA, goal_id="g1", text="Walk", confidence="11"), of(NORA, goal_id="g2", text="")],
    )
    found = problems(folder)
    assert [one.split(": found ")[0] for one in found] == [
        "session.csv, row 8, key format",
        "session.csv, row 14, key capacity",
        "participants.csv, row 2, column minutes",
        "participants.csv, row 3, column dob",
        "goals.csv, row 2, column confidence",
        "goals.csv, row 3, column text",
    ]


def test_a_problem_is_one_sentence_with_what_to_do(tmp_path: Path) -> None:
    folder = clinic(tmp_path, goals=[of(NORA, goal_id="g1", text="Walk", confidence="11")])
    assert problem(folder) == (
        "goals.csv, row 2, column confidence: found '11'; expected a value less than or equal to 10. "
        "Correct the cell."
    )


def test_a_rule_over_two_columns_names_the_one_to_fill(tmp_path: Path) -> None:
    folder = clinic(tmp_path, goals=[of(NORA, goal_id="g1", text="Walk", target="a mile")])
    assert problem(folder).startswith(
        "goals.csv, row 2, column measure: found nothing; expected this to hold"
    )


def test_a_figure_beside_a_medicine_that_could_not_be_counted_is_a_problem(tmp_path: Path) -> None:
    """T-H14b: and the medicine is not repeated."""
    table = {"ome_table_id": "fpm", "ome_table_version": "2020-08", "ome_at": "2026-03-05T12:00"}
    row = {**NORA, **table, "ome_value": "60", "ome_uncomputable": "Methadone"}
    told = problem(clinic(tmp_path, [row]))
    assert told.startswith("participants.csv, row 2, column ome_uncomputable: found")
    assert "a medicine that could not be counted leaves no value: clear the value" in told
    assert "Methadone" not in told


def test_half_an_approval_is_no_approval(tmp_path: Path) -> None:
    folder = clinic(tmp_path, [{**NORA, "approved_by": "Dr Asha Verma"}])
    assert problem(folder).startswith("participants.csv, row 2, column approved_at: found nothing")


# ── Whose row it is (H1) ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.hazard("H1")
@pytest.mark.parametrize("column", ["nhs_number", "dob"])
def test_a_column_that_was_sorted_is_rejected(tmp_path: Path, column: str) -> None:
    cells = sorted(row[column] for row in MATTERS)
    shifted = [{**row, column: cell} for row, cell in zip([*MATTERS[1:], MATTERS[0]], cells, strict=True)]
    found = problems(clinic(tmp_path, notes=shifted))
    assert all("DOB_MISMATCH" in one for one in found)
    assert found


@pytest.mark.hazard("H1")
def test_a_row_shift_is_rejected(tmp_path: Path) -> None:
    numbers = [row["nhs_number"] for row in MATTERS]
    shifted = [
        {**row, "nhs_number": number} for row, number in zip(MATTERS, [*numbers[1:], numbers[0]], strict=True)
    ]
    found = problems(clinic(tmp_path, notes=shifted))
    assert [one.split(":")[0] for one in found] == [f"notes.csv, row {row}, column dob" for row in (2, 3, 4)]
    for one in found:
        assert not any(person[key] in one for person in PEOPLE for key in ("nhs_number", "dob", "family"))


def test_a_row_of_somebody_who_is_not_on_the_list_is_rejected(tmp_path: Path) -> None:
    folder = clinic(tmp_path, [NORA, OMAR], notes=[of(PETRA, field="plan", text="Swim")])
    assert "notes.csv, row 2, column nhs_number: found an NHS number that is not on the sheet" in problem(
        folder
    )


def test_a_row_that_names_nobody_is_rejected(tmp_path: Path) -> None:
    rows = [{"nhs_number": "", "dob": NORA["dob"], "field": "plan", "text": "Swim"}]
    assert "column nhs_number: found nothing" in problem(clinic(tmp_path, notes=rows))


@pytest.mark.failure("3.7", "a session deleted or an attendance twice")
def test_the_same_patient_twice_is_rejected(tmp_path: Path) -> None:
    assert "row 3, column nhs_number: found the NHS number of row 2 again" in problem(
        clinic(tmp_path, [NORA, NORA])
    )


@pytest.mark.invariant("I5")
@pytest.mark.hazard("H1")
@settings(max_examples=25, deadline=None)
@given(st.permutations(range(12)), st.permutations(range(3)))
def test_no_order_of_rows_moves_anything_to_another_patient(
    tmp_path_factory: pytest.TempPathFactory, notes: list[int], people: list[int]
) -> None:
    rows = [
        of(person, field=field, text=f"{field} of {person['family']}")
        for field in ("plan", "advice", "findings", "what_matters")
        for person in PEOPLE
    ]
    folder = clinic(
        tmp_path_factory.mktemp("session"),
        [PEOPLE[index] for index in people],
        notes=[rows[index] for index in notes],
        goals=[of(person, goal_id="g1", text=f"goal of {person['family']}") for person in PEOPLE],
    )
    for participant in read(folder).participants:
        name = participant.person.family
        assert participant.narrative.plan == f"plan of {name}"
        assert participant.narrative.advice == f"advice of {name}"
        assert participant.narrative.findings == f"findings of {name}"
        assert participant.what_matters is not None
        assert participant.what_matters.text == f"what_matters of {name}"
        assert [goal.text for goal in participant.goals] == [f"goal of {name}"]


# ── What spreadsheet programs do (H21) ───────────────────────────────────────────────────────────────


@pytest.mark.failure("3.7", "an NHS number that is wrong, missing or another's")
@pytest.mark.hazard("H21")
@pytest.mark.parametrize(
    ("number", "found"),
    [
        ("9.99E+09", "scientific notation"),
        ("999000001", "9 digits"),
        ("9990000019", "check digit"),
        ("999000001B", "11 characters"),
    ],
)
def test_a_corrupt_nhs_number_is_rejected_with_its_row(tmp_path: Path, number: str, found: str) -> None:
    number = number if found != "11 characters" else "999000001BC"
    said = problem(clinic(tmp_path, [NORA, {**OMAR, "nhs_number": number}]))
    assert said.startswith("participants.csv, row 3, column nhs_number: found ")
    assert found in said
    assert number not in said


def test_numbers_and_dates_that_a_workbook_holds_exactly_are_accepted(tmp_path: Path) -> None:
    nora = {**NORA, "nhs_number": 9990000018, "dob": dt.date(1961, 4, 23), "minutes": 87}
    at = dt.datetime(2026, 3, 5, 17, 50)  # noqa: DTZ001 - as a workbook holds it
    answers = [
        of(nora, instrument="peg", item=item, value=value, timepoint="pre", at=at) for item, value in PEG
    ]
    one = read(workbook(tmp_path / "a.xlsx", [nora], observations=answers)).participants[0]
    assert one.person.nhs_number == "9990000018"
    assert one.presence is not None
    assert one.presence.minutes == 87
    assert [answer.value for answer in one.assessments[0].answers] == [7, 8, Decimal("6.5")]


PEG = (("pain", 7), ("enjoyment", 8), ("activity", 6.5))


@pytest.mark.hazard("H21")
def test_a_formula_is_a_problem_that_names_its_cell(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", goals=[of(NORA, goal_id="g1", text="Walk", confidence="=5+1")])
    assert problem(path) == (
        "a.xlsx, sheet goals, row 2, column confidence: found a formula; expected a whole number. "
        "Type the value itself, or paste it as a value."
    )


@pytest.mark.failure("3.7", "markup, formulas and control characters")
def test_text_that_looks_like_a_formula_is_text(tmp_path: Path) -> None:
    book = load_workbook(workbook(tmp_path / "a.xlsx", goals=[of(NORA, goal_id="g1", text="x")]))
    cell = book["goals"]["D2"]
    cell.value = "=2 walks a day"
    cell.data_type = "s"
    book.save(tmp_path / "a.xlsx")
    assert read(tmp_path / "a.xlsx").participants[0].goals[0].text == "=2 walks a day"


def test_a_fraction_that_became_a_date_is_a_problem(tmp_path: Path) -> None:
    third_of_april = dt.datetime(2026, 4, 3)  # noqa: DTZ001 - 3/4, as a workbook keeps it
    path = workbook(tmp_path / "a.xlsx", goals=[of(NORA, goal_id="g1", text="Walk", baseline=third_of_april)])
    assert "column baseline: found a date that the spreadsheet program made" in problem(path)


def test_a_month_that_became_a_day_is_a_problem(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "a.xlsx", goals=[of(NORA, goal_id="g1", text="Walk", target_date=dt.date(2026, 5, 1))]
    )
    book = load_workbook(path)
    book["goals"]["E2"].number_format = "mmm-yy"
    book.save(path)
    assert "column target_date: found a month or year that the spreadsheet program made a day" in problem(
        path
    )


def test_an_error_value_is_a_problem(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", goals=[of(NORA, goal_id="g1", text="Walk", confidence="#N/A")])
    assert "column confidence: found the error value #N/A" in problem(path)


def test_a_carriage_return_that_excel_wrote_out_is_no_text(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", notes=[of(NORA, field="plan", text="one_x000D_\ntwo")])
    assert read(path).participants[0].narrative.plan == "one\ntwo"


# ── Files that are not what they should be ───────────────────────────────────────────────────────────


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_the_csv_files_are_read_in_every_usual_encoding(tmp_path: Path, encoding: str) -> None:
    folder = clinic(tmp_path, [{**NORA, "family": "Müller"}])
    file = folder / "participants.csv"
    file.write_bytes(file.read_text("utf-8").encode(encoding))
    assert read(folder).participants[0].person.family == "Müller"


@pytest.mark.parametrize("delimiter", ["\t", ";"])
def test_the_csv_files_may_be_separated_otherwise(tmp_path: Path, delimiter: str) -> None:
    folder = clinic(tmp_path)
    file = folder / "participants.csv"
    file.write_text(file.read_text("utf-8").replace(",", delimiter), "utf-8")
    assert len(read(folder).participants) == 3


def test_a_quotation_mark_that_is_never_closed_is_a_problem_of_its_row(tmp_path: Path) -> None:
    folder = clinic(tmp_path)
    (folder / "notes.csv").write_text('nhs_number,dob,field,text\n9990000018,1961-04-23,plan,"Swim\n')
    assert problem(folder).startswith("notes.csv, row 2: found quotation marks that do not match")


def test_columns_and_sheets_of_ones_own_are_noted_and_not_read(tmp_path: Path) -> None:
    people = [{**NORA, "shoe size": "5"}]
    reading = read(workbook(tmp_path / "a.xlsx", people, snacks=[{"what": "biscuits"}]))
    assert sorted(note.kind for note in reading.notes) == ["ignored", "unknown-columns"]
    assert "shoe" not in " ".join(map(str, reading.notes))


def test_a_short_row_is_filled_up_and_a_long_one_is_noted(tmp_path: Path) -> None:
    folder = clinic(tmp_path)
    (folder / "notes.csv").write_text(
        "nhs_number,dob,field,text\n9990000018,1961-04-23,plan,Swim,extra\n9990000026,1975-11-02,plan\n"
    )
    assert problem(folder).startswith("notes.csv, row 3, column text: found nothing")
    (folder / "notes.csv").write_text("nhs_number,dob,field,text\n9990000018,1961-04-23,plan,Swim,extra\n")
    assert [(note.kind, note.rows) for note in read(folder).notes] == [("longer-rows", (2,))]


@pytest.mark.parametrize(
    ("sheet", "column"),
    [
        (sheet, column)
        for sheet in ("session", "staff", "participants", "goals", "actions", "notes")
        for column in (
            ("key", "value")
            if sheet == "session"
            else [one.name for one in BY_NAME[sheet].columns if one.required]
        )
    ],
)
def test_a_needed_column_that_is_missing_is_told_once_and_not_at_every_row(
    tmp_path: Path, sheet: str, column: str
) -> None:
    folder = clinic(
        tmp_path,
        goals=[of(one, goal_id="g1", text="Walk") for one in PEOPLE],
        actions=[of(one, goal_id="g1", what="Buy shoes") for one in PEOPLE],
        notes=[of(one, field="plan", text="Swim") for one in PEOPLE],
    )
    path = folder / f"{sheet}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = [{key: cell for key, cell in row.items() if key != column} for row in csv.DictReader(file)]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    said = problem(folder)
    assert said.startswith(f"{sheet}.csv, row 1: found no such column; expected a column {column}. Add the")
    assert len(said) < 200


def test_a_heading_that_is_nearly_a_needed_one_is_pointed_at_and_not_repeated(tmp_path: Path) -> None:
    renamed = [{"NHS Numbr" if key == "nhs_number" else key: cell for key, cell in NORA.items()}]
    assert problem(clinic(tmp_path, renamed)).endswith("Column A looks like it: call that one nhs_number.")


def test_a_header_may_have_any_case(tmp_path: Path) -> None:
    folder = clinic(tmp_path)
    file = folder / "participants.csv"
    file.write_text(
        file.read_text("utf-8").replace("nhs_number", "NHS number").replace("dob", "DOB"), "utf-8"
    )
    assert len(read(folder).participants) == 3


def test_a_column_that_is_there_twice_is_a_problem(tmp_path: Path) -> None:
    folder = clinic(tmp_path)
    (folder / "notes.csv").write_text(
        "nhs_number,dob,field,text,text\n9990000018,1961-04-23,plan,Swim,Walk\n"
    )
    assert "notes.csv, row 1: found 2 columns text" in problem(folder)


def test_a_key_that_is_there_twice_is_a_problem(tmp_path: Path) -> None:
    folder = clinic(tmp_path)
    with (folder / "session.csv").open("a") as file:
        file.write("title,Sleep\n")
    assert "session.csv, row 17: found the key title again" in problem(folder)


def _bomb() -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 2_000_000)
    return data.getvalue()


def _with_entities() -> bytes:
    plain = io.BytesIO()
    book = Workbook()
    book.active.append(["key", "value"])  # type: ignore[union-attr]
    book.save(plain)
    data = io.BytesIO()
    laughs = b'<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lots "&lol;&lol;&lol;">]>'
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(data, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, laughs + content if name == "xl/worksheets/sheet1.xml" else content)
    return data.getvalue()


@pytest.mark.failure("3.6", "a giant note")
@pytest.mark.failure("3.7", "XML entities and zip bombs")
@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b"\xd0\xcf\x11\xe0 and so on", "old Excel"),
        (b"PK\x03\x04 and then nothing", "no workbook"),
        (b"no workbook at all", "a file that is no workbook"),
        (_with_entities(), "damaged"),
        (_bomb(), "2 MB when unpacked"),
    ],
    ids=["old", "cut", "text", "entities", "bomb"],
)
def test_a_workbook_that_is_none_or_dangerous_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, data: bytes, found: str
) -> None:
    monkeypatch.setattr(xlsx, "UNPACKED_LIMIT", 1_000_000)
    (tmp_path / "a.xlsx").write_bytes(data)
    assert found in problem(tmp_path / "a.xlsx")


# ── The session itself ───────────────────────────────────────────────────────────────────────────────


def test_a_session_date_that_is_not_the_day_of_the_meeting_is_a_problem(tmp_path: Path) -> None:
    folder = clinic(tmp_path, session={**SESSION, "session_date": "2026-05-03"})
    assert problem(folder).startswith(
        "session.csv, row 11, key session_date: found '2026-05-03'; expected 2026-03-05, the day the session"
    )


def test_a_session_that_ends_before_it_begins_is_a_problem(tmp_path: Path) -> None:
    folder = clinic(tmp_path, session={**SESSION, "planned_end": "2026-03-05T17:00"})
    assert "key planned_end: found '2026-03-05 17:00:00+00:00'" in problem(folder)


def test_a_clinical_session_needs_a_clinician(tmp_path: Path) -> None:
    folder = clinic(tmp_path, staff=[{"name": "Ben Cole", "role": "facilitator"}])
    assert "a clinical or mixed session needs a clinician" in problem(folder)


def test_a_session_without_staff_or_participants_says_so(tmp_path: Path) -> None:
    folder = clinic(tmp_path)
    (folder / "staff.csv").unlink()
    (folder / "participants.csv").unlink()
    found = problems(folder)
    assert [one.split("; ")[0] for one in found] == [
        f"{tmp_path.name}, staff: found nobody",
        f"{tmp_path.name}: found no participants",
    ]


def test_the_error_keeps_every_problem_and_names_nobody(tmp_path: Path) -> None:
    people = [{**NORA, "phone": "07700 900123", "gender": "Nora", "dob": "23 April 1961"}]
    with pytest.raises(SourceError) as caught:
        list(read_source(clinic(tmp_path, people, notes=[of(NORA, field="Ashdown", text="Nora's plan")])))
    told = " ".join(map(str, caught.value.problems))
    assert len(caught.value.problems) == 3
    for secret in ("Nora", "Ashdown", "9990000018", "1961", "07700"):
        assert secret not in told


def test_status_flags_are_read(tmp_path: Path) -> None:
    one = read(clinic(tmp_path, [{**NORA, "flags": "s-flag; interpreter"}])).participants[0]
    assert one.person.status_flags == {"s-flag", "interpreter"}


def test_the_minimal_columns_of_the_canonical_import_are_enough(tmp_path: Path) -> None:
    nora = {**NORA, "invited_at": "2026-02-16T10:00", "channel": "sms", "response": "accepted"} | {
        "consent_status": "given", "consent_version": "2026-01", "consent_at": "2026-03-05T18:00",
        "attendance_status": "attended-full", "joined_at": "2026-03-05T18:01", "left_at": "2026-03-05T19:30",
        "minutes": "89",
    }  # fmt: skip
    one = read(clinic(tmp_path, [nora])).participants[0]
    assert one.invitation is not None
    assert (one.invitation.source, one.invitation.channel) == ("other", "sms")
    assert [consent.kind for consent in one.consents] == ["confidentiality-agreement"]
    assert one.presence is not None
    assert len(one.presence.joins) == 1
