"""The declared sheets: complete, without repetition, and true to the canonical import."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_args

import pytest
from pydantic import BaseModel

from adapter.intake.workbook.sheets import BY_NAME, IDENTITY, PARTICIPANTS, SHEETS, Column, Sheet
from mappings import records

CANONICAL = {
    "session": "session_id title format mode platform planned_start planned_end session_date capacity topics",
    "participants": "nhs_number family given dob display_name email phone invited_at channel response"
    " consent_status consent_version consent_at attendance_status joined_at left_at minutes",
    "observations": "nhs_number dob timepoint instrument item value unit at",
    "notes": "nhs_number dob field text",
    "goals": "nhs_number dob goal_id text measure baseline target target_date confidence importance status"
    " achievement",
    "medication": "nhs_number dob drug_text dmd form route strength strength_unit dose frequency change",
}
COLUMNS = [(sheet, column) for sheet in SHEETS for column in sheet.columns]


@pytest.mark.parametrize(("name", "columns"), CANONICAL.items())
def test_the_columns_of_the_canonical_import_are_there(name: str, columns: str) -> None:
    assert set(columns.split()) <= BY_NAME[name].by_name.keys()


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_a_column_is_declared_once(sheet: Sheet) -> None:
    assert len(sheet.by_name) == len(sheet.by_field) == len(sheet.columns)


def test_every_row_of_a_patient_says_whose_it_is() -> None:
    for sheet in SHEETS:
        if sheet.owner == "patient":
            assert set(IDENTITY) <= set(sheet.columns)


@pytest.mark.parametrize(
    ("sheet", "column"), [pytest.param(*both, id=f"{both[0].name}.{both[1].name}") for both in COLUMNS]
)
def test_an_example_is_what_its_column_expects(sheet: Sheet, column: Column) -> None:
    assert column.note
    if column.example:
        value = column.kind.read(column.example)
        assert column.kind.write(value) == column.example


def test_a_record_has_no_field_that_a_workbook_cannot_hold() -> None:
    told = {
        "Match": "decided when the files are read",
        "Participant.row": "the row itself",
        "Participant.match": "decided when the files are read",
    }
    fed = set(_fed())
    missing = [
        f"{model.__name__}.{field}"
        for model in _models()
        for field in model.model_fields
        if model.__name__ not in told
        and f"{model.__name__}.{field}" not in told
        and (model.__name__, field) not in fed
    ]
    assert missing == []


def _models() -> set[type[BaseModel]]:
    """Session, Participant, and every record that is a part of them."""
    found: set[type[BaseModel]] = set()
    waiting: list[type[BaseModel]] = [records.Session, records.Participant]
    while waiting:
        model = waiting.pop()
        if model not in found:
            found.add(model)
            for field in model.model_fields.values():
                waiting += _records_in(field.annotation)
    return found


def _records_in(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [found for inner in get_args(annotation) for found in _records_in(inner)]


def _fed() -> Iterator[tuple[str, str]]:
    """Each field of a record that a column feeds, or a sheet as a whole."""
    by_hand = {
        "Consent": ("kind",),
        "Assessment": ("instrument", "version", "timepoint", "at", "reported_by", "answers"),
        "Answer": ("item", "value"),
        "Score": ("instrument", "timepoint", "at", "value"),
        "Measurement": ("name", "value", "unit", "at"),
        "WhatMatters": ("text", "verbatim"),
        "Narrative": tuple(records.Narrative.model_fields),
        "MedicationPlan": ("version", "supersedes", "lines"),
        "Presence": ("joins",),
        "Session": ("staff", "guests", "agenda", "materials"),
    }
    for name, fields in by_hand.items():
        yield from ((name, field) for field in fields)
    for sheet in SHEETS:
        if sheet.model is None:
            continue
        for column in sheet.columns:
            yield from _walk(sheet.model, column.field.split("."))
        if sheet.owner == "patient" and sheet is not PARTICIPANTS:
            yield "Participant", sheet.field.split(".")[0]
    whole = ("consents", "what_matters", "narrative", "questions", "assessments", "scores", "measurements")
    yield from (("Participant", field) for field in whole)


def _walk(model: Any, path: list[str]) -> Iterator[tuple[str, str]]:
    for part in path:
        if not (isinstance(model, type) and issubclass(model, BaseModel)) or part not in model.model_fields:
            return
        yield model.__name__, part
        model = next(iter(_records_in(model.model_fields[part].annotation)), None)
