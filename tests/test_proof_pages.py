"""Each row of the failure matrix and each hazard is held by a test, or says why not; the pages say so."""

from __future__ import annotations

import pytest

from docs.proof_pages import FOLDER, pages
from tests.failure_matrix import INVARIANTS, MATRIX, NOT_TESTABLE, NOT_YET, SECTIONS
from tests.hazards import HAZARDS
from tests.hazards import NOT_YET as NOT_BUILT
from tests.marks import held_by, marks

ROWS = [(section, fault) for section, faults in MATRIX.items() for fault in faults]


def test_each_fault_is_held_by_a_test_or_says_why_not() -> None:
    assert [row for row in ROWS if not held_by("failure", *row) and row not in NOT_TESTABLE | NOT_YET] == []


def test_each_invariant_is_held_by_a_test() -> None:
    assert [key for key in INVARIANTS if not held_by("invariant", key)] == []


def test_each_hazard_is_held_by_a_test_or_cannot_happen_yet() -> None:
    assert [key for key in HAZARDS if not held_by("hazard", key) and key not in NOT_BUILT] == []
    assert list(HAZARDS) == [f"H{number}" for number in range(1, len(HAZARDS) + 1)]


def test_no_mark_and_no_excuse_is_of_something_unknown() -> None:
    known = {("failure", *row) for row in ROWS}
    known |= {("invariant", key) for key in INVARIANTS} | {("hazard", key) for key in HAZARDS}
    assert {(mark.kind, *mark.named) for mark in marks()} <= known
    assert set(NOT_TESTABLE) | set(NOT_YET) <= set(ROWS)
    assert set(NOT_BUILT) <= set(HAZARDS)
    assert list(SECTIONS) == list(MATRIX)


@pytest.mark.parametrize("name", pages())
def test_the_page_is_what_the_marks_give(name: str) -> None:
    assert (FOLDER / name).read_text("utf-8") == pages()[name], "run make docs"
