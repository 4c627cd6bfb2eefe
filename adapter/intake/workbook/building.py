"""From the cells of a row to one record, with every fault named by its row and column."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from adapter.intake.files.cells import Misfit, describe, is_blank
from adapter.intake.workbook.rows import Intake, SheetRow
from adapter.intake.workbook.sheets import IDENTITY, Column, Sheet
from adapter.problem import Problem
from mappings.values import Record

AnyRecord = TypeVar("AnyRecord", bound=Record)


@dataclass(slots=True)
class Draft:
    """The values read so far for one record, by column name, and the row that each came from.

    `row` is the row the record is known by; further sources may fill columns that it leaves blank.
    """

    sheet: Sheet
    row: SheetRow
    values: dict[str, Any] = field(default_factory=dict)
    origins: dict[str, SheetRow] = field(default_factory=dict)

    def where(self, column: Column | None = None) -> str:
        """The row and column of a value, or of the gap where it belongs."""
        if column is None:
            return self.row.place if self.sheet.upright else self.row.where()
        if column.name in self.origins:
            return self._at(self.origins[column.name], column)
        return f"{self.row.place}, key {column.name}" if self.sheet.upright else self.row.where(column.name)

    def _at(self, row: SheetRow, column: Column) -> str:
        return f"{row.where()}, key {column.name}" if self.sheet.upright else row.where(column.name)

    def take(self, intake: Intake, column: Column, row: SheetRow, cell: Any) -> None:
        """Read one cell; a misfit, or a contradiction with an earlier source, is reported."""
        if is_blank(cell):
            return
        self.origins.setdefault(column.name, row)
        try:
            value = column.kind.read(cell)
        except Misfit as misfit:
            here = self._at(row, column)
            intake.report(row, Problem(here, misfit.found, column.kind.expected, misfit.todo))
            return
        if value != () and self.values.setdefault(column.name, value) != value:
            found, todo = "another value than the first source gives", "Find out which is right."
            expected = f"the value of {self.where(column)}, or none"
            intake.report(row, Problem(self._at(row, column), found, expected, todo))

    def require(self, intake: Intake) -> None:
        """Report every required cell that is blank, of the columns that are there."""
        for column in self.sheet.columns:
            if column.required and column.name not in (*self.origins, *self.row.absent):
                todo = f"Fill it in: {column.note}."
                problem = Problem(self.where(column), "nothing", column.kind.expected, todo)
                intake.report(self.row, problem)

    def fields(self) -> dict[str, Any]:
        """The values nested by the record fields that they feed; what is not known is not there."""
        nested: dict[str, Any] = {}
        for name, value in self.values.items():
            place(nested, self.sheet.by_name[name].field, value)
        return nested

    def build(
        self, intake: Intake, model: type[AnyRecord], data: Mapping[str, Any], prefix: str = ""
    ) -> AnyRecord | None:
        """The record, or None with its faults reported. `prefix` is where it lies in the sheet's fields."""
        try:
            return model.model_validate(data)
        except ValidationError as error:
            for fault in error.errors(include_url=False, include_input=False, include_context=False):
                intake.report(self.row, self._problem(fault, prefix))
            return None

    def _problem(self, fault: ErrorDetails, prefix: str) -> Problem:
        expected = fault["msg"].removeprefix("Value error, ").replace("Input should be", "a value")
        path = [prefix, *(str(part) for part in fault["loc"] if not isinstance(part, int))]
        column = self._column(".".join(filter(None, path)))
        if column is None:
            # A rule over several fields begins with the name of the field that breaks it.
            column = self._column(".".join(filter(None, (prefix, expected.split(" ")[0].rstrip(":")))))
            expected = f"this to hold: {expected}"
        elif fault["type"] == "missing":
            todo = f"Fill it in ({column.note}), or clear what depends on it."
            return Problem(self.where(column), "nothing", column.kind.expected, todo)
        elif fault["type"] == "string_pattern_mismatch":
            expected = column.note
        if column is None:
            return Problem(self.where(), "values that do not fit together", expected, "Correct this row.")
        found = describe(self.values[column.name]) if column.name in self.values else "nothing"
        if fault["type"] == "value_error" and fault["loc"]:
            found, expected = f"{found} ({expected})", column.kind.expected
        return Problem(self.where(column), found, expected, "Correct the cell.")

    def _column(self, path: str) -> Column | None:
        while path:
            if found := self.sheet.by_field.get(path):
                return found
            path = path.rpartition(".")[0]
        return None


def read_row(intake: Intake, sheet: Sheet, row: SheetRow, *, identity: bool = False) -> Draft | None:
    """All the cells of one row, or None with its misfits and gaps reported, here or at the header.

    `identity` leaves out NHS number and date of birth, which say whose row it is and are not part of it.
    """
    before = len(intake.problems)
    left_out = {column.name for column in IDENTITY} if identity else set()
    read = Draft(sheet, row, origins=dict.fromkeys(left_out, row))
    for name, cell in row.cells.items():
        if name not in left_out:
            read.take(intake, sheet.by_name[name], row, cell)
    read.require(intake)
    return read if len(intake.problems) == before and not row.absent else None


def place(nested: dict[str, Any], path: str, value: Any) -> None:
    """Put a value at a dotted path."""
    *parents, last = path.split(".")
    for parent in parents:
        nested = nested.setdefault(parent, {})
    nested[last] = value


def extend(nested: dict[str, Any], path: str, items: list[Any]) -> None:
    """Put items at the end of the list at a dotted path."""
    *parents, last = path.split(".")
    for parent in parents:
        nested = nested.setdefault(parent, {})
    nested[last] = [*nested.get(last, []), *items]
