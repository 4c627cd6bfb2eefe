"""The participants, from the rows of every sheet that tells about patients."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from adapter.intake.workbook.building import extend, read_row
from adapter.intake.workbook.identification import Patient, read_list, whose
from adapter.intake.workbook.medication_rows import read_plan
from adapter.intake.workbook.note_rows import read_notes
from adapter.intake.workbook.observation_rows import read_observations
from adapter.intake.workbook.rows import Intake, SheetRow
from adapter.intake.workbook.sheets import (
    ACTIONS,
    GOALS,
    IDENTITY,
    MEDICATION,
    NHS_NUMBER_COLUMN,
    NOTES,
    OBSERVATIONS,
    PARTICIPANTS,
    SHEETS,
    Sheet,
)
from adapter.problem import Problem
from mappings.records import Consent, Interval, Participant

_IDENTITY = frozenset(column.name for column in IDENTITY)
_SPECIAL: Mapping[Sheet, Callable[[Intake, Sequence[SheetRow], dict[str, Any]], None]] = {
    OBSERVATIONS: read_observations,
    NOTES: read_notes,
    MEDICATION: read_plan,
}


def read_participants(intake: Intake, file: str) -> tuple[Participant, ...]:
    """The participants in the order of the list; what is wrong with them is reported in the intake.

    `file` is named where the list is missing altogether.
    """
    listed = [row for row in intake.of(PARTICIPANTS.name) if not row.mapped]
    patients = read_list(intake, listed)
    if not listed:
        todo = "Write everybody who was invited on the sheet participants."
        intake.problems.append(Problem(file, "no participants", "one row for each patient", todo))
    if not patients and all(NHS_NUMBER_COLUMN.name in row.absent for row in listed):
        return ()  # without a list, nobody's row can be found on it
    for row in intake.of(PARTICIPANTS.name):
        if row.mapped and (patient := whose(intake, row, patients)):
            for name in row.cells.keys() - _IDENTITY:
                patient.draft.take(intake, PARTICIPANTS.by_name[name], row, row.cells[name])
    for sheet in SHEETS:
        if sheet.owner == "patient" and sheet is not PARTICIPANTS:
            for row in intake.of(sheet.name):
                if patient := whose(intake, row, patients):
                    patient.rows.setdefault(sheet.name, []).append(row)
    built = [_build(intake, patient) for patient in patients.values()]
    return tuple(participant for participant in built if participant)


def _build(intake: Intake, patient: Patient) -> Participant | None:
    before = len(intake.problems)
    draft = patient.draft
    data = {**draft.fields(), "row": draft.row.number}
    if data.get("invitation") and "source" not in data["invitation"]:
        data["invitation"]["source"] = "other"
    if "oral_morphine_equivalent" in data:
        data["oral_morphine_equivalent"].setdefault("value", None)  # blank: it could not be computed
    if agreement := data.pop("agreement", None):
        about = {"kind": "confidentiality-agreement", **agreement}
        extend(data, "consents", [draft.build(intake, Consent, about, "agreement")])
    if join := data.pop("join", None):
        extend(data, "presence.joins", [draft.build(intake, Interval, join, "join")])
    for sheet in SHEETS:
        rows = patient.rows.get(sheet.name, [])
        if rows and sheet in _SPECIAL:
            _SPECIAL[sheet](intake, rows, data)
        elif rows:
            _read_items(intake, sheet, rows, data)
    if intake.incomplete & {GOALS.name, ACTIONS.name}:
        return None  # actions would look as if they had no goal
    _check_goals(intake, patient)
    if not patient.sound or len(intake.problems) > before:
        return None
    return draft.build(intake, Participant, data)


def _read_items(intake: Intake, sheet: Sheet, rows: Sequence[SheetRow], data: dict[str, Any]) -> None:
    for row in rows:
        read = read_row(intake, sheet, row, identity=True)
        item = read.build(intake, sheet.model, read.fields()) if read and sheet.model else None
        if item is None:
            continue
        if sheet.many:
            extend(data, sheet.field, [item])
        elif sheet.field in data:
            todo = "Keep the one that holds."
            intake.report(row, row.problem(None, "a second row for this patient", f"one {sheet.about}", todo))
        else:
            data[sheet.field] = item


def _check_goals(intake: Intake, patient: Patient) -> None:
    """A goal_id once for each patient, and every action with a goal: said at the row that breaks it."""
    seen: set[str] = set()
    for row in patient.rows.get(GOALS.name, []):
        goal = str(row.cells.get("goal_id")).strip()
        if goal in seen:
            todo = "Give each goal of a patient its own goal_id."
            intake.report(row, row.problem("goal_id", "the goal_id of another goal", "one of its own", todo))
        seen.add(goal)
    for row in patient.rows.get(ACTIONS.name, []):
        if str(row.cells.get("goal_id")).strip() not in seen:
            found, expected = "no goal of this patient", "the goal_id of one of this patient's goals"
            todo = "Correct the goal_id, or add the goal to the sheet goals."
            intake.report(row, row.problem("goal_id", found, expected, todo))
