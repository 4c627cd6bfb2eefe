"""What may be said of a cell, and formulas that are none."""

from __future__ import annotations

import pytest

from adapter.intake.files.cells import describe, neutralise, restore


@pytest.mark.failure("3.7", "markup, formulas and control characters")
@pytest.mark.hazard("H21")
@pytest.mark.parametrize("text", ["=1+1", "+44", "-5", "@home", "\tx", "'=1", "''-", "'quoted'", "plain"])
def test_a_formula_is_neutralised_and_comes_back(text: str) -> None:
    assert not neutralise(text).startswith(("=", "+", "-", "@", "\t", "\r"))
    assert restore(neutralise(text)) == text


@pytest.mark.parametrize(
    "cell", ["07700 900123", "9990000018", "+44 7700 900123", "nora@example.org", "Nora"]
)
def test_a_description_never_shows_who_somebody_is(cell: str) -> None:
    assert cell not in describe(cell)


@pytest.mark.parametrize("cell", ["05/03/2026", "18:30", "11", "-3.5", "2026-03-05T18:30:00"])
def test_a_description_shows_dates_and_scores(cell: str) -> None:
    assert cell in describe(cell)
