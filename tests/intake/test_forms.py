"""Microsoft Forms exports, as text and as workbooks, and what spreadsheet programs do to them."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from adapter.errors import SourceError
from adapter.intake.forms.export import read_forms
from adapter.intake.forms.responses import Question, choices_of
from adapter.intake.platforms.attendance import RowCounts
from adapter.intake.times import LONDON
from tests.intake.reports import sample

OWN = ("ID", "Start time", "Completion time", "Email", "Name")
START, END = "3/26/2026 9:00:00", "3/26/2026 9:04:10"
NOBODY = ("anonymous", "")


def _workbook(*rows: Sequence[Any], header: Sequence[str]) -> bytes:
    workbook = Workbook()
    sheet = workbook.active
    assert sheet is not None
    for row in (header, *rows):
        sheet.append(list(row))
    written = io.BytesIO()
    workbook.save(written)
    return written.getvalue()


def _text(*rows: Sequence[str], header: Sequence[str], delimiter: str = ",") -> bytes:
    return "".join(delimiter.join(row) + "\r\n" for row in (header, *rows)).encode("utf-8-sig")


def test_a_text_export() -> None:
    report = read_forms(
        _text(("1", START, END, "ada@home.example", "Ada Example", "7"), header=(*OWN, "Pain")), "form.csv"
    )
    (response,) = report.responses
    assert report.questions == (Question(6, "Pain"),)
    assert (response.row, response.response_id, response.answers) == (2, "1", ("7",))
    assert (response.email, response.name, response.anonymous) == ("ada@home.example", "Ada Example", False)
    assert response.started == datetime(2026, 3, 26, 9, 0, tzinfo=LONDON)
    assert response.completed == datetime(2026, 3, 26, 9, 4, 10, tzinfo=LONDON)
    assert (report.encoding, report.counts, report.complete) == ("utf-8", RowCounts(1, 1), True)
    assert (report.problems, report.notes) == ((), ())


def test_a_workbook_export() -> None:
    at = datetime(2026, 3, 26, 9, 0)  # noqa: DTZ001 - a workbook has no time zones
    row = (1, at, at.replace(minute=4, second=10), *NOBODY, "9990000018", 7, 6.5, True, None)
    report = read_forms(
        _workbook(row, header=(*OWN, "NHS number", "Pain", "Sleep", "Agreed", "More")), "form.xlsx"
    )
    (response,) = report.responses
    assert response.answers == ("9990000018", "7", "6.5", "TRUE", None)
    assert response.completed == datetime(2026, 3, 26, 9, 4, 10, tzinfo=LONDON)
    assert (report.encoding, response.response_id, response.anonymous) == ("xlsx", "1", True)


@pytest.mark.parametrize("nobody", ["anonymous", "Anonymous", ""])
def test_a_form_open_to_anyone_names_nobody(nobody: str) -> None:
    report = read_forms(_text(("1", START, END, nobody, nobody, "7"), header=(*OWN, "Pain")), "form.csv")
    (response,) = report.responses
    assert (response.email, response.name, response.anonymous) == (None, None, True)


def test_questions_of_the_same_text_are_told_apart_by_their_columns() -> None:
    header = (*OWN, "Name", "Story", "Story2", "Name")
    report = read_forms(
        _text(("1", START, END, *NOBODY, "Ada", "a", "b", "Addie"), header=header), "form.csv"
    )
    assert report.questions == (
        Question(6, "Name"),
        Question(7, "Story"),
        Question(8, "Story2"),
        Question(9, "Name"),
    )
    assert report.responses[0].answers == ("Ada", "a", "b", "Addie")
    assert report.responses[0].anonymous


def test_the_last_modified_time_is_no_question() -> None:
    header = (*OWN, "Last modified time", "Pain")
    report = read_forms(_text(("1", START, END, *NOBODY, END, "7"), header=header), "form.csv")
    assert [question.text for question in report.questions] == ["Pain"]


def test_question_texts_may_hold_commas_and_line_breaks() -> None:
    header = (*OWN, '"Where, and when,\r\ndoes it hurt?"')
    report = read_forms(_text(("1", START, END, *NOBODY, '"Back,\nmornings"'), header=header), "form.csv")
    assert report.questions == (Question(6, "Where, and when, does it hurt?"),)
    assert report.responses[0].answers == ("Back,\nmornings",)


def test_quiz_columns_are_set_aside() -> None:
    report = read_forms(sample("forms-quiz.csv"), "quiz.csv")
    # "Points - to remember" looks like a mark, but belongs to no question: it is one.
    assert [question.column for question in report.questions] == [9, 12]
    assert [response.answers for response in report.responses] == [("Pacing", "Breathe"), (None, None)]
    (note,) = report.notes
    assert (note.kind, note.text) == ("set-aside", "Columns of a quiz were set aside: F, G, H, J, K.")


def test_a_quiz_in_windows_1252_is_read() -> None:
    data = sample("forms-quiz.csv").replace(b"Pacing", b"Pacing \x97 slowly")
    report = read_forms(data, "quiz.csv")
    assert report.encoding == "cp1252"
    assert report.responses[0].answers[0] == "Pacing \u2014 slowly"


@pytest.mark.parametrize(
    ("answer", "choices"),
    [
        ("AGOL;Cartography;", ("AGOL", "Cartography")),
        ("AGOL;", ("AGOL",)),
        ("Walking; and resting", ("Walking; and resting",)),
        ("", ()),
        (";", ()),
    ],
)
def test_choices_end_with_semicolons(answer: str, choices: tuple[str, ...]) -> None:
    assert choices_of(answer) == choices


@pytest.mark.hazard("H21")
@pytest.mark.parametrize("written", ["9.99E+09", "9e+9", "9.990000018E+9"])
@pytest.mark.parametrize("workbook", [False, True])
def test_an_identifier_in_scientific_notation_is_rejected(written: str, workbook: bool) -> None:
    """T-H21."""
    make = _workbook if workbook else _text
    data = make(("1", START, END, *NOBODY, written), header=(*OWN, "NHS number"))
    report = read_forms(data, "form.csv")
    assert report.responses[0].answers == (None,)
    (problem,) = report.problems
    assert problem.where == "form.csv, row 2, column F"
    assert written not in str(problem)


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("=1+1", "a formula"),
        ("=HYPERLINK(A1)", "a formula"),
        ("#REF!", "an error of the spreadsheet program"),
        (99900000181234567, "a number too long for a spreadsheet program, which has changed its last digits"),
    ],
)
def test_a_cell_that_cannot_be_trusted_is_a_problem(cell: object, found: str) -> None:
    """T-H21."""
    data = _workbook((1, START, END, *NOBODY, cell, "kept"), header=(*OWN, "NHS number", "Story"))
    report = read_forms(data, "form.xlsx")
    assert report.responses[0].answers == (None, "kept")
    assert [(p.where, p.found) for p in report.problems] == [("form.xlsx, row 2, column F", found)]


def test_text_that_begins_like_a_formula_is_text() -> None:
    report = read_forms(
        _text(("1", START, END, *NOBODY, "=better"), header=(*OWN, "How are you?")), "form.csv"
    )
    assert report.responses[0].answers == ("=better",)


def test_a_whole_number_in_a_workbook_keeps_its_digits() -> None:
    data = _workbook((1, START, END, *NOBODY, 9990000018.0), header=(*OWN, "NHS number"))
    assert read_forms(data, "form.xlsx").responses[0].answers == ("9990000018",)


def test_times_that_can_be_read_two_ways_are_unknown_and_the_answers_kept() -> None:
    data = _text(("1", "7/2/20 11:00:22", "7/2/20 11:02", *NOBODY, "7"), header=(*OWN, "Pain"))
    report = read_forms(data, "form.csv")
    assert (report.responses[0].started, report.responses[0].answers) == (None, ("7",))
    assert "ambiguous-date" in [note.kind for note in report.notes]


@pytest.mark.parametrize(("day_first", "month"), [(True, 2), (False, 7)])
def test_a_declared_order_reads_them(day_first: bool, month: int) -> None:
    data = _text(("1", "7/2/20 11:00:22", "7/2/20 11:02", *NOBODY, "7"), header=(*OWN, "Pain"))
    started = read_forms(data, "form.csv", day_first=day_first).responses[0].started
    assert started is not None
    assert started.month == month


def test_one_response_shows_the_order_for_all() -> None:
    rows = [(str(n), f"10/{n}/2024 11:02", f"10/{n}/2024 11:05", *NOBODY, "7") for n in (9, 13)]
    report = read_forms(_text(*rows, header=(*OWN, "Pain")), "form.csv")
    assert [r.started and r.started.day for r in report.responses] == [9, 13]


def test_a_repeated_row_is_counted_and_read_once() -> None:
    row = ("1", START, END, *NOBODY, "7")
    report = read_forms(_text(row, row, header=(*OWN, "Pain")), "form.csv")
    assert report.counts == RowCounts(read=2, used=1, merged=1)
    assert [(note.kind, note.rows) for note in report.notes] == [("repeated", (3,))]


def test_one_id_with_different_answers_is_said() -> None:
    rows = [("1", START, END, *NOBODY, answer) for answer in ("7", "8")]
    report = read_forms(_text(*rows, header=(*OWN, "Pain")), "form.csv")
    assert len(report.responses) == 2
    assert [(note.kind, note.rows) for note in report.notes] == [("same-response-id", (2, 3))]


def test_an_export_that_ends_within_a_row_is_incomplete() -> None:
    data = _text(("1", START, END, *NOBODY, "7"), ("2", START), header=(*OWN, "Pain")).removesuffix(b"\r\n")
    report = read_forms(data, "form.csv")
    assert (len(report.responses), report.complete) == (2, False)
    assert [note.kind for note in report.notes] == ["truncated"]


def test_a_broken_row_makes_the_export_incomplete() -> None:
    rows = [("1", START, END, *NOBODY, '"Pacing" helped'), ("2", START, END, *NOBODY, "7")]
    report = read_forms(_text(*rows, header=(*OWN, "Pain")), "form.csv")
    assert report.counts == RowCounts(read=1, used=0, rejected=1)
    assert (report.complete, [p.where for p in report.problems]) == (False, ["form.csv, row 2"])


def test_a_nul_costs_its_row_only() -> None:
    rows = [(str(n), START, END, *NOBODY, answer) for n, answer in enumerate(["a", "b\0", "c"])]
    report = read_forms(_text(*rows, header=(*OWN, "Pain")), "form.csv")
    assert report.counts == RowCounts(read=3, used=2, rejected=1)


def test_a_short_row_is_padded_and_a_long_one_said() -> None:
    rows = [("1", START, END), ("2", START, END, *NOBODY, "7", "surplus")]
    report = read_forms(_text(*rows, header=(*OWN, "Pain")), "form.csv")
    assert [response.answers for response in report.responses] == [(None,), ("7",)]
    assert [(note.kind, note.rows) for note in report.notes] == [("longer-rows", (3,))]


def test_empty_columns_are_no_questions() -> None:
    report = read_forms(_text(("1", START, END, *NOBODY, "7", ""), header=(*OWN, "Pain", "")), "form.csv")
    assert [question.column for question in report.questions] == [6]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_localised_export_is_known_by_its_shape(delimiter: str) -> None:
    header = ("ID", "Startzeit", "Fertigstellungszeit", "E-Mail", "Name", "Schmerz")
    row = ("1", "26.03.2026 09:00:00", "26.03.2026 09:04:10", "anonymous", "", "7")
    report = read_forms(_text(row, header=header, delimiter=delimiter), "form.csv")
    assert (report.questions, report.responses[0].answers) == ((Question(6, "Schmerz"),), ("7",))
    assert report.responses[0].anonymous


def test_the_form_is_found_in_any_sheet() -> None:
    workbook = Workbook()
    workbook.create_sheet("Empty")
    sheet = workbook.create_sheet("Responses")
    sheet.append([*OWN, "Pain"])
    sheet.append([1, START, END, *NOBODY, 7])
    written = io.BytesIO()
    workbook.save(written)
    assert read_forms(written.getvalue(), "form.xlsx").responses[0].answers == ("7",)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"Name,Pain\nAda,7\n",
        b"ID,Name,Pain\n1,Ada,7\n",
        b"PK\x03\x04 broken",
        _workbook(("Ada",), header=("Name",)),
    ],
    ids=["empty", "other header", "no times", "broken workbook", "other workbook"],
)
def test_a_file_of_another_kind_is_refused(data: bytes) -> None:
    with pytest.raises(SourceError) as error:
        read_forms(data, "form.xlsx")
    assert len(error.value.problems) == 1


def test_nothing_said_about_a_form_repeats_an_answer() -> None:
    """T-H17."""
    rows = [
        ("1", "soon", END, "ada@home.example", "Ada", "9.99E+09", "It hurts"),
        ("1", START, END, "ada@home.example", "Ada", "7", "x\0"),
        ("1", START, END, "ada@home.example", "Ada", '"8" or 9', "It hurts"),
    ]
    report = read_forms(_text(*rows, header=(*OWN, "NHS number", "Story")), "form.csv")
    said = " ".join(map(str, (*report.problems, *report.notes))) + repr(report)
    assert len(report.problems) == 3
    assert not any(word in said for word in ("ada@", "Ada", "hurts", "soon", "9.99", "x\0"))


answers = st.sampled_from(["7", "", "9.9E+09", "x\0", '"broken" quote', '"two\nlines"', "choice;other;"])


@given(st.lists(st.tuples(st.integers(1, 3), answers, answers), max_size=8))
def test_whatever_people_answer_the_books_balance(drawn: list[tuple[int, str, str]]) -> None:
    rows = [(str(number), START, END, *NOBODY, one, other) for number, one, other in drawn]
    report = read_forms(
        _text(("0", START, END, *NOBODY, "1", "1"), *rows, header=(*OWN, "A", "B")), "form.csv"
    )
    assert report.counts.used == len(report.responses)
    assert report.counts.read == report.counts.used + report.counts.merged + report.counts.rejected
    assert all(len(response.answers) == 2 for response in report.responses)
