from __future__ import annotations

from collections.abc import Sequence

import pytest

from adapter.intake.files.delimited import Row
from adapter.intake.platforms.tables import Sections, header_names, read_sections


def _is_header(rows: Sequence[Row], index: int) -> int | None:
    names = header_names(rows[index])
    return len(names) if names[:2] == ("name", "time") else None


def _read(text: str) -> Sections[int]:
    sections = read_sections(text, _is_header)
    assert sections is not None
    return sections


def _rows(sections: Sections[int]) -> list[list[int]]:
    return [[row.number for row in table.rows] for table in sections.tables]


def test_tabs_win_where_the_header_has_both() -> None:
    sections = _read("Name\tTime\tRole, or none\nAda, Example\t1\tGP\n")
    assert sections.tables[0].rows[0].cells == ("Ada, Example", "1", "GP")


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_delimiter_is_the_one_that_makes_a_header(delimiter: str) -> None:
    sections = _read(f"Name{delimiter}Time\nAda{delimiter}1\n")
    assert sections.tables[0].rows[0].cells == ("Ada", "1")


def test_a_text_without_a_known_header_has_no_sections() -> None:
    assert read_sections("Nombre\tHora\nAda\t1\n", _is_header) is None


def test_a_mark_inside_a_quoted_header_cell_is_taken_off() -> None:
    assert _rows(_read('"\ufeffName"\tTIME\nAda\t1\n')) == [[2]]


def test_a_title_a_header_or_a_broken_row_ends_a_table() -> None:
    text = "Name\tTime\nAda\t1\n2. Others\nName\tTime\nRowan\t2\n\n"
    text += 'Elsewhere\nx\ty\nName\tTime\n"Sid" y\t3\nJo\t4\n'
    sections = _read(text)
    assert _rows(sections) == [[2], [5], []]
    assert [table.title for table in sections.tables] == ["", "2. Others", ""]
    assert [table.broken_at for table in sections.tables] == [None, None, 10]
    assert sections.malformed == (10,)
    assert [row.number for row in sections.other_rows] == [3, 7, 8]


def test_a_blank_row_within_a_table_loses_nobody() -> None:
    assert _rows(_read("Name\tTime\nAda\t1\n\t\nRowan\t2\n")) == [[2, 4]]


def test_somebody_with_nothing_but_a_name_is_no_title() -> None:
    assert _rows(_read("Name\tTime\nAda\t\nRowan\t\n")) == [[2, 3]]


@pytest.mark.parametrize(("end", "cut_off"), [("Rowan", True), ("Rowan\n", False), ("Rowan\t2", False)])
def test_a_text_that_ends_within_a_row_is_cut_off(end: str, cut_off: bool) -> None:
    assert _read("Name\tTime\nAda\t1\n" + end).cut_off is cut_off
