from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapter.intake.files.delimited import Row, split_rows

cells = st.text(st.sampled_from('ab "\t,;\r\n\0é'), max_size=8)


def _cells(text: str, delimiter: str = "\t") -> list[tuple[str, ...]]:
    return [row.cells for row in split_rows(text, delimiter)]


@given(
    st.lists(st.lists(cells, min_size=1, max_size=4), max_size=6),
    st.sampled_from("\t,;"),
    st.sampled_from(["\r\n", "\n", "\r"]),
)
def test_rows_that_are_written_are_read_again(rows: list[list[str]], delimiter: str, end: str) -> None:
    written = io.StringIO(newline="")
    csv.writer(written, delimiter=delimiter, lineterminator=end, quoting=csv.QUOTE_ALL).writerows(rows)
    read = split_rows(written.getvalue(), delimiter)
    assert [list(row.cells) for row in read] == rows
    assert [row.number for row in read] == list(range(1, len(rows) + 1))
    assert not any(row.malformed for row in read)


def test_line_ends_of_every_kind_may_be_mixed() -> None:
    assert _cells("a\tb\r\nc\td\ne\tf\rg\th") == [("a", "b"), ("c", "d"), ("e", "f"), ("g", "h")]


def test_a_quoted_cell_holds_line_breaks_tabs_and_doubled_quotes() -> None:
    assert _cells('Title\t"Pain\r\n\tand ""sleep"""\r\nnext') == [
        ("Title", 'Pain\r\n\tand "sleep"'),
        ("next",),
    ]


def test_a_quote_inside_a_cell_is_ordinary_text() -> None:
    assert _cells('Ada "Addie" Example\t5" scar') == [('Ada "Addie" Example', '5" scar')]


@pytest.mark.parametrize("broken", ['"Ada" Example\t1', '"Ada Example\t1'])
def test_a_broken_row_never_takes_its_neighbours_with_it(broken: str) -> None:
    text = f"Name\tRow\n{broken}\nRowan Sample\t2\n\nNext section\nSidney\t3\n"
    assert split_rows(text, "\t") == [
        Row(1, ("Name", "Row")),
        Row(2, (), malformed=True),
        Row(4, ()),
        Row(5, ("Next section",)),
        Row(6, ("Sidney", "3")),
    ]


def test_reading_goes_on_after_a_blank_line_of_delimiters_as_well() -> None:
    rows = split_rows('a,b\n"c" d,1\nlost,2\n,,\nnext,3\n', ",")
    assert [(row.number, row.malformed) for row in rows] == [(1, False), (2, True), (4, False), (5, False)]


def test_blank_rows_count_as_a_spreadsheet_counts_them() -> None:
    assert [row.number for row in split_rows("a\n\n\nb", "\t") if not row.blank] == [1, 4]


def test_a_row_that_is_too_short_is_padded() -> None:
    row = Row(1, (" a ",))
    assert (row.cell(0), row.cell(1), row.cell(None)) == ("a", "", "")


def test_a_nul_is_seen_in_its_row_only() -> None:
    assert [row.has_nul for row in split_rows("a\tb\nc\0\td\ne\tf", "\t")] == [False, True, False]
