"""Whose row it is: NHS number and date of birth together name a patient of the list, or nobody."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from adapter.intake.files.cells import Misfit, is_blank
from adapter.intake.workbook.building import Draft
from adapter.intake.workbook.rows import Intake, SheetRow
from adapter.intake.workbook.sheets import DOB_COLUMN, IDENTITY, NHS_NUMBER_COLUMN, PARTICIPANTS, Column
from adapter.problem import Problem

_SAYS_WHOSE = frozenset(column.name for column in IDENTITY)


@dataclass(slots=True)
class Patient:
    """A patient of the list: what the list says, and the rows of the other sheets by sheet.

    `sound` says that nothing is wrong with the row of the list itself.
    """

    draft: Draft
    sound: bool
    rows: dict[str, list[SheetRow]] = field(default_factory=dict)

    @property
    def born(self) -> dt.date | None:
        value: dt.date | None = self.draft.values.get(DOB_COLUMN.name)
        return value


def read_list(intake: Intake, rows: Iterable[SheetRow]) -> dict[str, Patient]:
    """The patients of these rows of the sheet participants, by NHS number, in its order."""
    patients: dict[str, Patient] = {}
    for row in rows:
        before = len(intake.problems)
        read = Draft(PARTICIPANTS, row)
        for name, cell in row.cells.items():
            read.take(intake, PARTICIPANTS.by_name[name], row, cell)
        read.require(intake)
        number = read.values.get(NHS_NUMBER_COLUMN.name)
        if number in patients:
            found = f"the NHS number of row {patients[number].draft.row.number} again"
            todo = "Correct the number, or delete one of the two rows."
            intake.report(row, row.problem(NHS_NUMBER_COLUMN.name, found, "each patient once", todo))
        elif number is not None:
            patients[number] = Patient(read, sound=len(intake.problems) == before and not row.absent)
    return patients


def whose(intake: Intake, row: SheetRow, patients: Mapping[str, Patient]) -> Patient | None:
    """The patient a row belongs to. None where it names nobody of the list, and that is reported.

    A row that came through a column map may have been typed by a patient: it then stays unmatched. A date of
    birth that disagrees is always a problem and never mended: that is how shifted and sorted rows show (H1).
    Nothing is said of a row where its table, or the list, lacks a column: that was said at the header.
    """
    if row.absent & _SAYS_WHOSE:
        return None
    number, fault = _read(row, NHS_NUMBER_COLUMN)
    if fault is None and number not in patients:
        found = "an NHS number that is not on the sheet participants"
        todo = "Correct the number, or add the patient to the sheet participants."
        fault = row.problem(NHS_NUMBER_COLUMN.name, found, "the number of a patient of this session", todo)
    born = None
    if fault is None and not row.without_dob:
        born, fault = _read(row, DOB_COLUMN)
    if fault is not None:
        if row.mapped:
            intake.leave_unmatched(row, fault.found)
        else:
            intake.report(row, fault)
        return None
    patient = patients[number]
    if born is not None and patient.born is not None and born != patient.born:
        found = "another date of birth than this NHS number has on the sheet participants"
        todo = "See whether rows were sorted or shifted; correct the row, or delete it."
        expected = "NHS number and date of birth of one patient (DOB_MISMATCH)"
        intake.report(row, row.problem(DOB_COLUMN.name, found, expected, todo))
        return None
    return patient


def _read(row: SheetRow, column: Column) -> tuple[Any, Problem | None]:
    cell = row.cells.get(column.name)
    if is_blank(cell):
        todo = "Write NHS number and date of birth on every row."
        return None, row.problem(column.name, "nothing", column.kind.expected, todo)
    try:
        return column.kind.read(cell), None
    except Misfit as misfit:
        return None, row.problem(column.name, misfit.found, column.kind.expected, misfit.todo)
