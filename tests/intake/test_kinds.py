"""Each kind of value: what is read from a cell, and written to it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapter.intake.files.cells import Cell, Kind, Mangled, Misfit
from adapter.intake.workbook.kinds import (
    BIRTH_DATE,
    DATE,
    DECIMAL,
    IDENTIFIER,
    MOMENT,
    NHS_NUMBER,
    PARTIAL_DATE,
    TELEPHONE,
    TEXT,
    WHOLE,
    YES_NO,
    choice,
    listed,
)
from tests.mappings import strategies as some

COLOUR = choice(Literal["dark-red", "green"], crimson="dark-red")
AT_EIGHT = dt.datetime(2026, 3, 5, 20, tzinfo=dt.UTC)


def fault(kind: Kind, cell: Cell) -> str:
    with pytest.raises(Misfit) as caught:
        kind.read(cell)
    return caught.value.found


@pytest.mark.parametrize(
    "cell", ["9990000018", "999 000 0018", "999-000-0018", "999\u00a0000\u00a00018", 9990000018]
)
def test_an_nhs_number_is_read_with_its_gaps(cell: Cell) -> None:
    assert NHS_NUMBER.read(cell) == "9990000018"


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("9.99E+09", "scientific notation"),
        ("1E+10", "scientific notation"),
        (9990000018.5, "decimal point"),
        ("999000001", "a number of 9 digits"),
        (999000001, "a number of 9 digits"),
        ("9990000019", "check digit"),
        ("Nora Ashdown", "a text of 12 characters"),
        ("९९९००००१८०", "a text of 10 characters"),
        (Mangled("a formula", ""), "a formula"),
        (dt.datetime(2026, 3, 5), "a date"),  # noqa: DTZ001 - as a workbook holds it
    ],
)
def test_a_spoilt_nhs_number_is_described_and_not_repeated(cell: Cell, found: str) -> None:
    said = fault(NHS_NUMBER, cell)
    assert found in said
    assert "999000001" not in said


@pytest.mark.hazard("H21")
def test_a_telephone_number_that_lost_its_zero_is_refused() -> None:
    assert "zero" in fault(TELEPHONE, 7700900123)
    assert TELEPHONE.read("07700 900123") == "07700 900123"
    assert TELEPHONE.read("'+44 7700 900123") == "+44 7700 900123"


def test_a_long_number_that_a_spreadsheet_rounded_is_refused() -> None:
    assert "last digits" in fault(IDENTIFIER, 1234567890123456789)
    assert IDENTIFIER.read("0000123456789012345") == "0000123456789012345"


def test_a_date_is_read_as_written_or_as_a_date_cell() -> None:
    day = dt.date(2026, 3, 5)
    assert DATE.read("2026-03-05") == DATE.read(day) == DATE.read(dt.datetime(2026, 3, 5)) == day  # noqa: DTZ001


@pytest.mark.failure("3.7", "partial, wrong and skipped dates")
@pytest.mark.hazard("H13")
@pytest.mark.parametrize("cell", ["05/03/2026", "2026-3-5", "2026-02-30", "5 March 2026", "20260305", "-"])
def test_a_date_in_another_form_is_never_guessed(cell: str) -> None:
    assert fault(DATE, cell)


def test_a_birth_date_is_not_repeated_when_it_is_wrong() -> None:
    for cell in ("23/04/1961", "1961-13-23", "23-Apr-61"):
        assert "61" not in fault(BIRTH_DATE, cell)


@pytest.mark.failure("3.7", "partial, wrong and skipped dates")
def test_a_partial_date_stays_partial() -> None:
    assert [PARTIAL_DATE.read(cell) for cell in ("2026", "2026-03", "2026-03-05", 2026)] == [
        "2026",
        "2026-03",
        "2026-03-05",
        "2026",
    ]
    assert fault(PARTIAL_DATE, "2026-13")


def test_a_time_is_the_clock_in_london() -> None:
    winter, summer = MOMENT.read("2026-03-05T18:30"), MOMENT.read("2026-07-05 18:30")
    assert winter.utcoffset() == dt.timedelta()
    assert summer.utcoffset() == dt.timedelta(hours=1)
    assert MOMENT.read("2026-03-05T18:30:15+02:00").utcoffset() == dt.timedelta(hours=2)


@pytest.mark.failure("3.7", "partial, wrong and skipped dates")
def test_an_hour_that_is_skipped_or_comes_twice_is_a_problem() -> None:
    assert "skip" in fault(MOMENT, "2026-03-29T01:30")
    assert "twice" in fault(MOMENT, "2026-10-25T01:30")
    assert MOMENT.read("2026-10-25T01:30+01:00").timestamp() == MOMENT.read("2026-10-25T00:30Z").timestamp()


@pytest.mark.parametrize(
    "cell", ["2026-03-05", "18:30", "05/03/2026 18:30", "2026-03-05T25:00", dt.date(2026, 3, 5)]
)
def test_a_time_without_its_date_or_a_date_without_its_time_is_a_problem(cell: Cell) -> None:
    assert fault(MOMENT, cell)


@pytest.mark.failure("3.7", "times of other zones")
@given(some.moments)
def test_a_moment_reads_back_as_the_same_moment(moment: dt.datetime) -> None:
    assert MOMENT.read(MOMENT.write(moment)) == moment


@pytest.mark.failure("3.7", "decimals")
@given(some.amounts)
def test_a_decimal_keeps_every_digit(amount: Decimal) -> None:
    assert str(DECIMAL.read(DECIMAL.write(amount))) == format(amount, "f")


@pytest.mark.failure("3.7", "empty, blank and missing")
@pytest.mark.parametrize("cell", ["7,5", "about 7", "1e3", "½", "٣", dt.date(2026, 3, 5), "NaN", "7-8"])
def test_what_is_no_number_is_a_problem_and_never_zero(cell: Cell) -> None:
    assert fault(DECIMAL, cell)


def test_a_score_of_seven_and_a_half_is_no_whole_number() -> None:
    assert fault(WHOLE, "7.5") == "'7.5'"
    assert WHOLE.read(7.0) == WHOLE.read("7") == 7


def test_yes_and_no_are_words_and_nothing_else() -> None:
    assert [YES_NO.read(cell) for cell in ("yes", "No", True, "FALSE", "y")] == [
        True,
        False,
        True,
        False,
        True,
    ]
    assert fault(YES_NO, "maybe")


def test_a_word_of_a_list_is_known_in_any_case_and_spacing() -> None:
    assert [COLOUR.read(cell) for cell in ("dark-red", "Dark Red", "DARK_RED", "crimson")] == ["dark-red"] * 4


def test_a_word_that_is_not_on_the_list_is_repeated_only_if_it_can_be_no_name() -> None:
    assert fault(COLOUR, "green-") == "a text of 6 characters"
    assert fault(COLOUR, "dark-re") == "'dark-re'"
    assert fault(COLOUR, "Nora Ashdown") == "a text of 12 characters"


def test_a_date_that_a_spreadsheet_made_of_a_text_is_a_problem() -> None:
    assert "date" in fault(TEXT, dt.datetime(2026, 4, 3))  # noqa: DTZ001


@pytest.mark.failure("3.7", "unusual letters and long texts")
@given(some.texts)
def test_any_text_reads_back_as_it_was(text: str) -> None:
    assert TEXT.read(TEXT.write(text)) == text


@given(st.lists(some.texts | st.text(";\\ =\t'a", min_size=1).filter(lambda text: bool(text.strip()))))
def test_a_list_reads_back_whatever_its_items_hold(items: list[str]) -> None:
    kind = listed(TEXT)
    assert kind.read(kind.write(items)) == tuple(items)


def test_a_list_is_what_stands_between_semicolons() -> None:
    assert listed(TEXT).read("pacing; sleep ;breathing;") == ("pacing", "sleep", "breathing")
