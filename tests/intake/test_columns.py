"""Somebody else's tables, read by a declared column map."""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from openpyxl import Workbook

from adapter.errors import SourceError
from adapter.intake.mapped.columns import PAGE, read_column_map
from tests.intake.clinic import NORA, OMAR, clinic, problem, problems, read

WHO = """
name = "a-map"
[columns.number]
header = "NHS number"
target = "nhs_number"
clean = ["spaces"]
[columns.born]
header = "DOB"
target = "dob"
formats = ["%d/%m/%Y", "%d-%b-%Y"]
"""
NORA_WHO = ("999 000 0018", "23/04/1961")
OMAR_WHO = ("9990000026", "02-Nov-1975")


def table(folder: Path, rows: Sequence[Sequence[str]], column_map: str, name: str = "extra") -> Path:
    """A session with somebody else's table beside it, and the table's column map."""
    clinic(folder, [NORA, OMAR])
    with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    (folder / f"{name}.toml").write_text(column_map, "utf-8")
    return folder


def wrong(column_map: str) -> list[str]:
    with pytest.raises(SourceError) as caught:
        read_column_map(column_map.encode(), "a.toml")
    return [str(one) for one in caught.value.problems]


def test_a_column_goes_where_the_map_says(tmp_path: Path) -> None:
    column_map = (
        WHO
        + """
[columns.email]
header = "e-mail"
target = "participants.email"
[columns.answer]
header = "May we?"
target = "participants.consent_status"
values = { "Yes, you may" = "given", "No" = "refused", "Ask me again" = "" }
[columns.plan]
position = "E"
target = "notes.plan"
"""
    )
    rows = [
        ("NHS number", "DOB", "E-MAIL", "May we?", "Your  plan"),
        (*NORA_WHO, "nora@example.org", "yes, you may", "Swim"),
        (*OMAR_WHO, "", "Ask me again", ""),
    ]
    nora, omar = read(table(tmp_path, rows, column_map)).participants
    assert nora.person.email == ("nora@example.org",)
    assert [(consent.kind, consent.status) for consent in nora.consents] == [
        ("confidentiality-agreement", "given")
    ]
    assert nora.narrative.plan == "Swim"
    assert omar.consents == ()
    assert omar.narrative.plan is None


def test_rows_may_stand_in_any_order(tmp_path: Path) -> None:
    column_map = WHO + '[columns.plan]\nheader = "Plan"\ntarget = "notes.plan"\n'
    rows = [("Plan", "DOB", "NHS number"), ("Sleep", *OMAR_WHO[::-1]), ("Swim", *NORA_WHO[::-1])]
    nora, omar = read(table(tmp_path, rows, column_map)).participants
    assert (nora.narrative.plan, omar.narrative.plan) == ("Swim", "Sleep")


def test_answers_of_one_row_are_one_assessment(tmp_path: Path) -> None:
    column_map = WHO + "".join(
        f'[columns.{item}]\nheader = "{item}"\ntarget = "observations.peg.{item}"\n'
        'with = { timepoint = "pre" }\nwith_columns = { at = "completed" }\n'
        for item in ("pain", "enjoyment", "activity")
    )
    column_map += '[columns.completed]\nheader = "Done"\nformats = ["%d/%m/%Y %H:%M"]\n'
    rows = [
        ("NHS number", "DOB", "pain", "enjoyment", "activity", "Done"),
        (*NORA_WHO, "7", "", "6", "04/03/2026 20:10"),
    ]
    nora = read(table(tmp_path, rows, column_map)).participants[0]
    (assessment,) = nora.assessments
    assert assessment.at == dt.datetime(2026, 3, 4, 20, 10, tzinfo=dt.UTC)
    assert [(answer.item, answer.value) for answer in assessment.answers] == [("pain", 7), ("activity", 6)]


@pytest.mark.parametrize(
    ("written", "hour"),
    [
        ("01/07/2026 10:00 Z", 10),
        ("01/07/2026 10:00 +00:00", 10),
        ("01/07/2026 10:00 +0100", 9),
        ("01/07/2026 10:00 -05:00", 15),
    ],
)
def test_a_time_with_its_zone_is_read_by_percent_z(tmp_path: Path, written: str, hour: int) -> None:
    column_map = (
        WHO
        + """
[columns.pain]
header = "Pain"
target = "observations.peg.pain"
with = { timepoint = "pre" }
with_columns = { at = "completed" }
[columns.completed]
header = "Done"
formats = ["%d/%m/%Y %H:%M %z"]
"""
    )
    rows = [("NHS number", "DOB", "Pain", "Done"), (*NORA_WHO, "7", written)]
    (assessment,) = read(table(tmp_path, rows, column_map)).participants[0].assessments
    assert assessment.at == dt.datetime(2026, 7, 1, hour, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("form", "zone"),
    [
        ("%d/%m/%Y %H:%M %Z", "%Z"),
        ("%Y-%m-%dT%H:%M:%SZ", "Z"),
        ("%d/%m/%Y %H:%M UTC", "UTC"),
        ("%d/%m/%Y %H:%M (gmt)", "gmt"),
    ],
)
def test_a_zone_that_would_be_read_and_passed_by_is_refused(form: str, zone: str) -> None:
    (found,) = wrong(PLAN.replace("%d-%b-%Y", form))
    assert found.startswith("a.toml, key columns.born: found")
    assert f"formats: %z where {zone} stands" in found


@pytest.mark.parametrize("form", ["%d/%m/%Y %H:%M %z", "%d/%m/%Y %H:%M BST", "%d.%m.%Y at %H:%M"])
def test_a_form_without_a_zone_that_is_passed_by_is_none_of_those(form: str) -> None:
    read_column_map(PLAN.replace("%d-%b-%Y", form).encode(), "a.toml")


def test_columns_with_the_same_fixed_cells_are_one_row(tmp_path: Path) -> None:
    column_map = (
        WHO
        + """
[columns.goal]
header = "Goal"
target = "goals.text"
with = { goal_id = "g1" }
[columns.sure]
header = "How sure"
target = "goals.confidence"
with = { goal_id = "g1" }
"""
    )
    rows = [("NHS number", "DOB", "Goal", "How sure"), (*NORA_WHO, "Walk", "7"), (*OMAR_WHO, "", "")]
    nora, omar = read(table(tmp_path, rows, column_map)).participants
    assert [(goal.text, goal.confidence) for goal in nora.goals] == [("Walk", 7)]
    assert omar.goals == ()


def test_several_choices_become_a_row_each(tmp_path: Path) -> None:
    column_map = WHO + '[columns.topics]\nheader = "Topics"\ntarget = "education.topic"\neach = true\n'
    rows = [("NHS number", "DOB", "Topics"), (*NORA_WHO, "Pacing;Sleep;"), (*OMAR_WHO, "Pacing")]
    nora, omar = read(table(tmp_path, rows, column_map)).participants
    assert [one.topic for one in nora.education] == ["Pacing", "Sleep"]
    assert [one.topic for one in omar.education] == ["Pacing"]


def test_lines_before_the_header_are_skipped(tmp_path: Path) -> None:
    column_map = (
        'skip_until_header = ["NHS Number", "DOB"]\n'
        + WHO
        + '[columns.plan]\nheader = "Plan"\ntarget = "notes.plan"\n'
    )
    rows = [("Report", "Chronic pain, high dose"), ("Run on", "1 March"), (), ("DOB", "NHS number", "Plan")]
    rows.append((NORA_WHO[1], NORA_WHO[0], "Swim"))
    assert read(table(tmp_path, rows, column_map)).participants[0].narrative.plan == "Swim"
    table(tmp_path, rows[:2], column_map)
    assert "expected a row with NHS Number, DOB" in problem(tmp_path)


def test_a_workbook_is_read_by_a_map_too(tmp_path: Path) -> None:
    clinic(tmp_path, [NORA, OMAR])
    book = Workbook()
    page = book.create_sheet("Patients")
    page.append(["NHS number", "DOB", "Plan"])
    page.append([9990000018, dt.date(1961, 4, 23), "Swim"])
    book.save(tmp_path / "list from March.xlsx")
    column_map = 'files = ["list from *.xlsx"]\nsheet = "patients"\n' + WHO
    (tmp_path / "lists.toml").write_text(
        column_map + '[columns.plan]\nheader = "Plan"\ntarget = "notes.plan"\n'
    )
    assert read(tmp_path).participants[0].narrative.plan == "Swim"
    (tmp_path / "lists.toml").write_text(column_map.replace('"patients"', '"people"'))
    assert problem(tmp_path).startswith("list from March.xlsx: found no such sheet; expected a sheet people")


def test_a_table_can_be_the_list_of_participants_itself(tmp_path: Path) -> None:
    column_map = (
        "list_of_participants = true\n"
        + WHO
        + """
[columns.family]
header = "Surname"
target = "participants.family"
[columns.given]
header = "Forename"
target = "participants.given"
"""
    )
    rows = [("NHS number", "DOB", "Surname", "Forename"), (*NORA_WHO, "Ashdown", "Nora")]
    folder = table(tmp_path, rows, column_map)
    (folder / "participants.csv").unlink()
    assert [(one.row, one.person.family) for one in read(folder).participants] == [(2, "Ashdown")]


# ── Whose row it is ──────────────────────────────────────────────────────────────────────────────────

PLAN = WHO + '[columns.plan]\nheader = "Plan"\ntarget = "notes.plan"\n'
HEADER = ("NHS number", "DOB", "Plan")


def test_a_shifted_column_is_caught_by_the_date_of_birth(tmp_path: Path) -> None:
    rows = [HEADER, (NORA_WHO[0], OMAR_WHO[1], "Swim"), (OMAR_WHO[0], NORA_WHO[1], "Sleep")]
    found = problems(table(tmp_path, rows, PLAN))
    assert [one.split(": found")[0] for one in found] == [
        "extra.csv, row 2, column DOB",
        "extra.csv, row 3, column DOB",
    ]
    assert all("DOB_MISMATCH" in one for one in found)


def test_one_wrong_date_of_birth_is_told_once_however_many_answers_stand_beside_it(tmp_path: Path) -> None:
    column_map = PLAN + '[columns.advice]\nheader = "Advice"\ntarget = "notes.advice"\n'
    rows = [(*HEADER, "Advice"), (NORA_WHO[0], OMAR_WHO[1], "Swim", "Rest")]
    assert "another date of birth" in problem(table(tmp_path, rows, column_map))


def test_a_row_that_names_nobody_of_the_list_stays_unmatched(tmp_path: Path) -> None:
    rows = [
        HEADER,
        (*NORA_WHO, "Swim"),
        ("", NORA_WHO[1], "whose?"),
        ("9990000034", "30/07/1958", "not invited"),
        ("9990000019", NORA_WHO[1], "typing error"),
        (OMAR_WHO[0], "", "no date of birth"),
    ]
    reading = read(table(tmp_path, rows, PLAN))
    assert [(entry.file, entry.rows) for entry in reading.unmatched] == [
        ("extra.csv", (row,)) for row in (3, 4, 5, 6)
    ]
    assert reading.participants[1].narrative.plan is None
    (mapped,) = (file for file in reading.files if file.kind == "mapped")
    assert (mapped.counts.read, mapped.counts.used, mapped.counts.unmatched) == (5, 1, 4)
    assert mapped.rows_rejected == 4


def test_a_map_needs_the_date_of_birth_or_a_reason(tmp_path: Path) -> None:
    start = PLAN.index("[columns.born]")
    without = PLAN[:start] + PLAN[PLAN.index("[columns.plan]") :]
    assert "one of them needs the target dob, or allow_without_dob a reason" in wrong(without)[0]
    allowed = 'allow_without_dob = "messages only; the list has been checked"\n' + without
    rows = [HEADER, (NORA_WHO[0], "", "Swim")]
    assert read(table(tmp_path, rows, allowed)).participants[0].narrative.plan == "Swim"


# ── What is wrong in a table ─────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("born", "found"),
    [("1961-04-23", "written in another way"), ("31/02/1961", "no date"), ("04/23/1961", "no date")],
)
def test_a_date_in_another_form_than_the_map_says_is_not_guessed(
    tmp_path: Path, born: str, found: str
) -> None:
    reading = read(table(tmp_path, [HEADER, (NORA_WHO[0], born, "Swim")], PLAN))
    assert found in reading.unmatched[0].reason
    assert born not in reading.unmatched[0].reason


def test_a_date_that_fits_two_forms_is_a_problem(tmp_path: Path) -> None:
    column_map = PLAN.replace(
        'formats = ["%d/%m/%Y", "%d-%b-%Y"]', 'formats = ["%d/%m/%Y", "%m/%d/%Y"]\nrequired = true'
    )
    reading = read(table(tmp_path, [HEADER, (NORA_WHO[0], "04/03/1961", "Swim")], column_map))
    assert "a date that can be read in two ways" in reading.unmatched[0].reason


def test_an_answer_that_the_map_does_not_know_is_a_problem(tmp_path: Path) -> None:
    column_map = (
        WHO
        + '[columns.ok]\nheader = "OK"\ntarget = "participants.consent_status"\nvalues = { Yes = "given" }\n'
    )
    said = problem(table(tmp_path, [("NHS number", "DOB", "OK"), (*NORA_WHO, "Certainly")], column_map))
    assert said.startswith(
        "extra.csv, row 2, column OK: found a text of 9 characters, which is not among the values"
    )


def test_a_question_that_was_reworded_is_a_problem_and_not_lost(tmp_path: Path) -> None:
    said = problem(table(tmp_path, [("NHS number", "DOB", "Your plan"), (*NORA_WHO, "Swim")], PLAN))
    assert said.startswith(
        "extra.csv, row 1: found no such column; expected one column 'Plan'. Correct columns.plan"
    )


def test_a_question_that_is_there_twice_needs_its_position(tmp_path: Path) -> None:
    rows = [("NHS number", "DOB", "Plan", "Plan"), (*NORA_WHO, "Swim", "Sleep")]
    assert "found 2 columns of that name" in problem(table(tmp_path / "one", rows, PLAN))
    by_position = PLAN.replace('header = "Plan"', "position = 4")
    assert read(table(tmp_path / "two", rows, by_position)).participants[0].narrative.plan == "Sleep"


def test_a_required_cell_that_is_blank_is_a_problem(tmp_path: Path) -> None:
    said = problem(table(tmp_path, [HEADER, (*NORA_WHO, "")], PLAN + "required = true\n"))
    assert said.startswith("extra.csv, row 2, column Plan: found nothing")


def test_columns_that_the_map_does_not_have_are_noted_without_their_names(tmp_path: Path) -> None:
    rows = [("NHS number", "DOB", "Nora's secret", "Plan"), (*NORA_WHO, "hush", "Swim")]
    (note,) = read(table(tmp_path / "one", rows, PLAN)).notes
    assert str(note) == "extra.csv: columns that the column map does not have were not read: C. (row 1)"
    assert read(table(tmp_path / "two", rows, 'unknown_columns = "ignore"\n' + PLAN)).notes == ()


def test_what_contradicts_the_list_is_a_problem(tmp_path: Path) -> None:
    column_map = WHO + '[columns.given]\nheader = "Name"\ntarget = "participants.given"\n'
    said = problem(table(tmp_path, [("NHS number", "DOB", "Name"), (*NORA_WHO, "Norah")], column_map))
    assert said == (
        "extra.csv, row 2, column Name: found another value than the first source gives; "
        "expected the value of participants.csv, row 2, column given, or none. Find out which is right."
    )


# ── Microsoft Forms ──────────────────────────────────────────────────────────────────────────────────

FORM = ("ID", "Start time", "Completion time", "Email", "Name", "NHS number", "DOB", "Plan", "Name")


def test_a_form_is_read_by_the_same_map(tmp_path: Path) -> None:
    own = ("04/03/2026 20:01:00", "04/03/2026 20:10:00", "anonymous", "anonymous")
    rows = [FORM, ("1", *own, *NORA_WHO, "Swim", "Nora"), ("2", *own, "", "", "No idea", "Somebody")]
    reading = read(table(tmp_path, rows, "day_first = true\n" + PLAN))
    assert reading.participants[0].narrative.plan == "Swim"
    assert [entry.rows for entry in reading.unmatched] == [(3,)]
    assert [note.kind for note in reading.notes] == ["unknown-columns"]


def test_a_form_without_a_map_is_a_problem(tmp_path: Path) -> None:
    folder = table(
        tmp_path, [FORM, ("1", "04/03/2026 20:01:00", "04/03/2026 20:10:00", "", "", *NORA_WHO, "x", "y")], ""
    )
    (folder / "extra.toml").unlink()
    assert problem(folder) == (
        "extra.csv: found a Microsoft Forms export; expected a column map that says what its questions mean. "
        "Put a column map beside it: extra.toml (see docs/column-maps.md)."
    )


# ── The map itself ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("column_map", "said"),
    [
        ("name = ", "found no TOML"),
        ('name = "x"\n', "key columns"),
        ('name = "x"\n[columns.plan]\nheader = "Plan"\ntarget = "notes.plan"', "needs the target nhs_number"),
        (PLAN.replace("notes.plan", "notes.plans"), "the sheet notes has no column plans"),
        (PLAN.replace("notes.plan", "note.plan"), "there is no sheet note of patients"),
        (PLAN.replace("notes.plan", "session.title"), "there is no sheet session of patients"),
        (PLAN + "position = 3\n", "either header or position is needed, not both"),
        (PLAN + 'clean = ["umlauts"]\n', "Input should be 'spaces'"),
        (PLAN + 'meaning = "x"\n', "an unknown key"),
        (PLAN + 'with = { colour = "red" }\n', "colour is no column of the target's sheet"),
        (PLAN + 'with_columns = { text = "other" }\n', "this map has no column other"),
        (PLAN.replace('target = "dob"', 'target = "nhs_number"'), "two of them have the target nhs_number"),
    ],
)
def test_what_is_wrong_with_a_map_is_said_by_its_key(column_map: str, said: str) -> None:
    (found,) = wrong(column_map)
    assert found.startswith("a.toml")
    assert said in found


def test_two_maps_for_one_table_are_a_problem(tmp_path: Path) -> None:
    folder = table(tmp_path, [HEADER, (*NORA_WHO, "Swim")], PLAN)
    (folder / "other.toml").write_text('files = ["*.csv"]\n' + PLAN.replace("a-map", "another"))
    assert any("found 2 column maps for it (a-map, another)" in one for one in problems(folder))


# ── The page about maps ──────────────────────────────────────────────────────────────────────────────


def test_the_examples_of_the_page_are_read_as_they_stand(tmp_path: Path) -> None:
    page = (Path(__file__).parents[2] / PAGE).read_text("utf-8")
    tables, maps = (re.findall(rf"```{kind}\n(.*?)```", page, re.DOTALL) for kind in ("csv", "toml"))
    clinic(tmp_path, [NORA, OMAR])
    names = ("Before your group clinic(1-1)", "pain register March")
    for name, written, column_map in zip(names, tables, maps, strict=True):
        (tmp_path / f"{name}.csv").write_text(written, "utf-8")
        (tmp_path / f"{name} map.toml").write_text(column_map, "utf-8")
    reading = read(tmp_path)
    nora = reading.participants[0]
    assert nora.what_matters is not None
    assert nora.what_matters.text == "Carrying the shopping home"
    assert [(one.instrument, one.answers[0].value) for one in nora.assessments] == [("peg", 7)]
    assert [(one.kind, one.status) for one in nora.consents] == [("results-board", "given")]
    assert (nora.person.gender, nora.person.email) == ("female", ("nora@example.org",))
    assert nora.person.phone
    assert (reading.unmatched, reading.notes) == ((), ())
