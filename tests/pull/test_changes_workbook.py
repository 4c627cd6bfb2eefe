"""The changes workbook never says less than what changed, and never its opposite."""

from __future__ import annotations

import datetime as dt
from io import BytesIO

import pytest
from openpyxl import load_workbook

from adapter.ledger.programme import Place
from adapter.pull.changes import KINDS, Change
from adapter.pull.workbook import COLUMNS, ChangesWorkbook
from profiles import wire
from profiles.wire import Resource
from tests.pull.conftest import prescription

PLACE = Place("a filing", dt.date(2026, 3, 10), 3)


def rows(
    before: Resource | None, after: Resource | None, in_ndjson: str = "Task.ndjson, line 1"
) -> list[dict[str, str]]:
    """What the workbook says of a change."""
    action = "new" if before is None else "withdrawn" if after is None else "changed"
    kind = (after or before or {})["resourceType"]
    book = ChangesWorkbook()
    book.add(Change(action, kind, "1", "Patient/p0", before, after, ours=False), PLACE, None, in_ndjson)  # type: ignore[arg-type] # one of the actions
    file = BytesIO()
    book.save(file)
    found = list(load_workbook(file)[KINDS[kind]].iter_rows(min_row=2))
    assert all(cell.data_type != "f" for row in found for cell in row), "a formula"
    return [{name: str(cell.value or "") for name, cell in zip(COLUMNS, row, strict=True)} for row in found]


def told(before: Resource | None, after: Resource | None) -> dict[str, tuple[str, str]]:
    return {row["what"]: (row["before"], row["after"]) for row in rows(before, after)}


@pytest.mark.hazard("H32")
def test_a_medicine_that_is_not_to_be_given_is_not_shown_as_one_that_is() -> None:
    (row,) = rows(None, {**prescription(drug="Codeine 30mg tablets"), "doNotPerform": True})
    assert row["item"] == "do not perform: Codeine 30mg tablets"
    assert "do not perform: yes" in row["after"].splitlines()


@pytest.mark.hazard("H32")
def test_why_a_medicine_was_stopped_has_a_row() -> None:
    after = {**prescription(), "status": "stopped", "statusReason": {"text": "Overdose 14 Nov"}}
    assert told(prescription(), after) == {
        "status": ("active", "stopped"),
        "reason for status": ("", "Overdose 14 Nov"),
    }


def test_words_are_named_as_the_sheet_of_that_kind_has_them() -> None:
    goal: Resource = {"resourceType": "Goal", "lifecycleStatus": "active", "description": {"text": "Walk"}}
    appointment: Resource = {"resourceType": "Appointment", "status": "booked", "end": "2026-03-10T11:00:00Z"}
    person: Resource = {"resourceType": "Patient", "birthDate": "1960-04-12"}
    assert set(told(goal, {**goal, "lifecycleStatus": "completed"})) == {"status"}
    assert set(told(appointment, {**appointment, "end": "2026-03-10T12:00:00Z"})) == {"planned_end"}
    assert set(told(person, {**person, "birthDate": "1961-04-12"})) == {"dob"}
    assert set(told(prescription(), prescription(drug="Naproxen"))) == {"drug_text"}


def test_what_has_no_word_has_a_row_by_fhirs_own_name() -> None:
    supply = {"numberOfRepeatsAllowed": 0}
    assert told(prescription(), {**prescription(), "status": "on-hold", "dispenseRequest": supply}) == {
        "status": ("active", "on-hold"),
        "MedicationRequest.dispenseRequest": ("", "numberOfRepeatsAllowed: 0"),
    }


def test_a_change_that_cannot_be_shown_has_a_row_that_says_so() -> None:
    (row,) = rows(prescription(), {**prescription(), "text": {"status": "generated"}})
    assert row["what"] == "something that is not shown here"
    assert row["after"] == "see the line in in_ndjson"


def test_every_row_says_where_the_whole_of_it_stands() -> None:
    (row,) = rows(None, prescription(), "MedicationRequest-practice.ndjson, line 7")
    assert row["in_ndjson"] == "MedicationRequest-practice.ndjson, line 7"


def test_what_is_too_long_for_a_cell_says_that_it_is_cut() -> None:
    (row,) = rows(prescription(), {**prescription(), "note": [{"text": "long " * 8_000}]})
    assert row["after"].endswith(" … (cut here)")
    assert len(row["after"]) < 32_768


@pytest.mark.failure("3.7", "markup, formulas and control characters")
def test_what_stands_in_an_element_without_a_word_cannot_run_as_a_formula() -> None:
    after = wire.loads(wire.dumps({**prescription(), "insurance": "=1+1"}))
    found = rows(prescription(), after)
    assert [(row["what"], row["after"]) for row in found] == [("MedicationRequest.insurance", "=1+1")]
