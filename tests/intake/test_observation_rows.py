"""Answers, totals and measured values: nothing out of range, nothing added up wrongly (H15)."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from mappings.records import Participant
from tests.intake.clinic import NORA, clinic, of, problem, problems, read

AT = "2026-03-05T17:50"


def row(instrument: str, item: str, value: Any, **cells: Any) -> dict[str, Any]:
    return of(NORA, timepoint="pre", instrument=instrument, item=item, value=value, at=AT, unit="") | cells


def peg(*values: Any, **cells: Any) -> list[dict[str, Any]]:
    return [
        row("peg", item, value, **cells)
        for item, value in zip(("pain", "enjoyment", "activity"), values, strict=True)
    ]


def nora(folder: Path, rows: list[dict[str, Any]]) -> Participant:
    return read(clinic(folder, observations=rows)).participants[0]


def test_the_answers_of_one_sheet_are_one_assessment(tmp_path: Path) -> None:
    one = nora(tmp_path, [*peg(7, 8, 6), *peg(5, 6, 4, timepoint="post")])
    assert [(found.timepoint, [answer.value for answer in found.answers]) for found in one.assessments] == [
        ("pre", [7, 8, 6]),
        ("post", [5, 6, 4]),
    ]
    assert one.scores == ()


def test_an_answer_that_was_left_out_is_unknown_and_not_zero(tmp_path: Path) -> None:
    assert [answer.value for answer in nora(tmp_path, peg(7, "", 6)).assessments[0].answers] == [7, None, 6]


@pytest.mark.parametrize(
    ("wrong", "where", "expected"),
    [
        (row("peg", "pain", 11), "value: found '11'", "0 to 10"),
        (row("phq-9", "1", 4), "value: found '4'", "0 to 3, a whole number"),
        (row("phq-9", "1", "1.5"), "value: found '1.5'", "a whole number"),
        (row("pseq", "1", 7), "value: found '7'", "0 to 6"),
        (row("peg", "sleep", 5), "item: found no question of this instrument", "pain, enjoyment, activity"),
        (row("peg", "", 5), "item: found nothing", "a question of the instrument"),
        (row("pegg", "pain", 5), "instrument: found a name nearly that of one", "Did you mean peg?"),
        (row("peg", "pain", 5, timepoint=""), "timepoint: found nothing", "one of: baseline, pre, post"),
        (row("peg", "pain", 5, at=""), "at: found nothing", "date and time"),
        (row("peg", "total", 31), "value: found '31'", "0 to 10"),
        (row("weight", "", 82), "unit: found nothing", "text on one line"),
    ],
)  # fmt: skip
def test_an_answer_that_cannot_be_is_rejected(
    tmp_path: Path, wrong: dict[str, Any], where: str, expected: str
) -> None:
    said = problem(clinic(tmp_path, observations=[wrong]))
    assert said.startswith(f"observations.csv, row 2, column {where}")
    assert expected in said


def test_the_same_question_twice_is_rejected(tmp_path: Path) -> None:
    rows = [*peg(7, 8, 6), row("peg", "pain", 3)]
    assert "row 5, column item: found an answer to a question that was answered before" in problem(
        clinic(tmp_path, observations=rows)
    )


@pytest.mark.hazard("H15")
def test_a_total_that_the_answers_do_not_give_is_rejected(tmp_path: Path) -> None:
    said = problem(clinic(tmp_path, observations=[*peg(7, 8, 6), row("peg", "total", "6.0")]))
    assert said.startswith(
        "observations.csv, row 5, column value: found a total of '6.0'; expected '7.0', which"
    )


@pytest.mark.hazard("H15")
def test_a_total_in_the_wrong_direction_is_rejected(tmp_path: Path) -> None:
    answers = [row("pseq", str(number), 1) for number in range(1, 11)]
    assert "found a total of '50'; expected '10'" in problem(
        clinic(tmp_path, observations=[*answers, row("pseq", "total", 50)])
    )


def test_a_total_that_agrees_is_kept_beside_the_answers(tmp_path: Path) -> None:
    one = nora(tmp_path, [*peg(7, 8, 6), row("PEG", "Total", "7.0")])
    assert [(score.instrument, score.timepoint, score.value) for score in one.scores] == [
        ("peg", "pre", Decimal("7.0"))
    ]


def test_a_total_without_answers_is_kept_as_it_was_given(tmp_path: Path) -> None:
    one = nora(tmp_path, [row("PHQ9", "total", 12)])
    assert [(score.instrument, score.value) for score in one.scores] == [("phq-9", 12)]
    assert one.assessments == ()


def test_a_total_over_missing_answers_cannot_be_compared(tmp_path: Path) -> None:
    assert nora(tmp_path, [*peg(7, "", 6), row("peg", "total", "6.5")]).scores[0].value == Decimal("6.5")


def test_what_was_measured_keeps_its_digits_and_unit(tmp_path: Path) -> None:
    rows = [
        row("weight", "", "82.50", unit="kg", timepoint="", code="27113001"),
        row("blood pressure", "systolic", "128", unit="mm[Hg]"),
    ]
    weight, pressure = nora(tmp_path, rows).measurements
    assert (weight.name.text, weight.name.code, str(weight.value), weight.unit) == (
        "weight",
        "27113001",
        "82.50",
        "kg",
    )
    assert pressure.name.text == "blood pressure systolic"


def test_every_wrong_answer_is_said_in_one_run(tmp_path: Path) -> None:
    rows = [*peg(11, "many", -1), row("phq-9", "10", 1)]
    assert [said.split(":")[0] for said in problems(clinic(tmp_path, observations=rows))] == [
        "observations.csv, row 2, column value",
        "observations.csv, row 3, column value",
        "observations.csv, row 4, column value",
        "observations.csv, row 5, column item",
    ]
