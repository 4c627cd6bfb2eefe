"""The medication plan, from the rows of the sheet medication: one medicine a row, one plan a patient."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from adapter.intake.workbook.building import extend, place, read_row
from adapter.intake.workbook.rows import Intake, SheetRow
from adapter.intake.workbook.sheets import MEDICATION
from mappings.records import PlanLine

_OF_THE_PLAN = ("plan_version", "supersedes")


def read_plan(intake: Intake, rows: Sequence[SheetRow], data: dict[str, Any]) -> None:
    """Put one patient's plan in `data`. Every row must name the same version, or none."""
    named: dict[str, int] = {}
    for row in rows:
        read = read_row(intake, MEDICATION, row, identity=True)
        if read is None:
            continue
        for name in _OF_THE_PLAN:
            if name in read.values and named.setdefault(name, read.values[name]) != read.values[name]:
                todo = "One plan for each patient: correct the version, or leave it blank."
                found, expected = f"'{read.values[name]}'", f"'{named[name]}', as on the rows before"
                intake.report(row, row.problem(name, found, expected, todo))
        fields = read.fields()
        fields.pop("plan", None)
        # An amount without its unit is another amount, so the two columns become one text.
        if unit := fields.pop("strength_unit", None):
            fields["strength"] = f"{fields['strength']} {unit}" if "strength" in fields else unit
        extend(data, "medication_plan.lines", [read.build(intake, PlanLine, fields)])
    if "plan_version" in named:
        place(data, "medication_plan.version", named["plan_version"])
    if "supersedes" in named:
        place(data, "medication_plan.supersedes", named["supersedes"])
