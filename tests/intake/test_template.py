"""The empty workbook: what a person finds in it, and that nothing of it is read by mistake."""

from __future__ import annotations

import uuid
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from adapter.errors import SettingsError
from adapter.intake.workbook.sheets import BY_NAME, EXAMPLE, SESSION, SHEETS, STAFF
from adapter.intake.workbook.template import new_workbook
from tests.intake.clinic import SESSION as FACTS
from tests.intake.clinic import problem, problems, read

ID = uuid.UUID("6f1d2c3b-0a4e-4c55-9d0e-7b8a9c0d1e2f")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    new_workbook(tmp_path / "new.xlsx", ID)
    return tmp_path / "new.xlsx"


@pytest.fixture
def book(path: Path) -> Workbook:
    return load_workbook(path)


def fill(book: Workbook, path: Path) -> Path:
    """Fill in what a session needs at least, below the examples."""
    for row in book["session"].iter_rows(min_row=2):
        row[1].value = FACTS.get(str(row[0].value))
    book["staff"].append(["Dr Asha Verma", "gp", "9900001"])
    book["participants"].append(["9990000026", "Haddad", "Omar", "1975-11-02"])
    book.save(path)
    return path


def test_a_filled_in_workbook_is_read_without_its_examples(path: Path, book: Workbook) -> None:
    reading = read(fill(book, path))
    assert [(one.row, one.person.family) for one in reading.participants] == [(3, "Haddad")]
    assert [member.name for member in reading.session.staff] == ["Dr Asha Verma"]
    assert reading.session.agenda == ()
    assert reading.notes == ()
    assert reading.counts.rejected == len(SHEETS) - 1


def test_an_empty_workbook_says_what_is_missing(path: Path) -> None:
    found = problems(path)
    needed = [column for column in SESSION.columns if column.required and column.name != "session_id"]
    assert [one.split(": ")[0] for one in found[: len(needed)]] == [
        f"new.xlsx, sheet session, key {column.name}" for column in needed
    ]
    assert len(found) == len(needed) + 2


def test_what_is_typed_over_the_example_is_not_lost(path: Path, book: Workbook) -> None:
    fill(book, path)
    book["goals"]["D2"].value = "Get back to the choir"
    book.save(path)
    assert problem(path).startswith("new.xlsx, sheet goals, row 2, column text: found the example, changed")


def test_every_sheet_has_its_columns_with_a_note_and_one_example(book: Workbook) -> None:
    assert book.sheetnames == ["Read me", *BY_NAME, "Lists"]
    assert book["Lists"].sheet_state == "hidden"
    for sheet in SHEETS:
        if sheet is not SESSION:
            page = book[sheet.name]
            assert tuple(cell.value for cell in page[1]) == tuple(sheet.by_name)
            assert all(cell.comment and cell.comment.text for cell in page[1])
            assert str(page["A2"].value).startswith(EXAMPLE)
            assert page.freeze_panes == "A2"


def test_a_column_with_a_closed_list_has_a_drop_down_of_its_words(book: Workbook) -> None:
    rules = {str(rule.sqref): rule for rule in book["staff"].data_validations.dataValidation}
    letter = "ABCDEFGHIJ"[list(STAFF.by_name).index("role")]
    rule = rules[f"{letter}2:{letter}1000"]
    sheet, _, cells = str(rule.formula1).partition("!")
    words = [row[0].value for row in book[sheet][cells.replace("$", "")]]
    assert tuple(words) == STAFF.by_name["role"].kind.choices


def test_columns_that_a_spreadsheet_would_spoil_are_text(book: Workbook) -> None:
    page = book["participants"]
    for name in ("nhs_number", "dob", "phone", "joined_at"):
        letter = page[1][list(BY_NAME["participants"].by_name).index(name)].column_letter
        assert page.column_dimensions[letter].number_format == "@"


def test_every_workbook_has_an_id_of_its_own(tmp_path: Path) -> None:
    for name in ("a", "b"):
        new_workbook(tmp_path / f"{name}.xlsx")
    ids = {load_workbook(tmp_path / f"{name}.xlsx")["session"]["B2"].value for name in ("a", "b")}
    assert len(ids) == 2
    assert all(uuid.UUID(str(found)).version == 4 for found in ids)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("session", "has to end in .xlsx"),
        ("session.xls", "has to end in .xlsx"),
        ("nowhere/session.xlsx", "there is no folder"),
        (f"{'long' * 100}.xlsx", "cannot be written"),
    ],
)
def test_a_place_where_no_workbook_can_be_written_is_told_in_a_sentence(
    tmp_path: Path, name: str, said: str
) -> None:
    with pytest.raises(SettingsError, match=said):
        new_workbook(tmp_path / name)
    assert list(tmp_path.iterdir()) == []
