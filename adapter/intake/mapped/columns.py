"""The column map: a TOML file that says what the columns of somebody else's table mean in ours."""

from __future__ import annotations

import fnmatch
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePath
from typing import Annotated, Literal, Self

from openpyxl.utils import column_index_from_string
from pydantic import Field, ValidationError, model_validator

from adapter.errors import SourceError
from adapter.intake.workbook.sheets import (
    BY_NAME,
    DOB_COLUMN,
    NHS_NUMBER_COLUMN,
    NOTES,
    OBSERVATIONS,
    Column,
    Sheet,
)
from adapter.problem import Problem
from mappings.values import Record, Text

PAGE = "docs/column-maps.md"
"""Where column maps are explained, for the problems that ask for one."""

IDENTITY_TARGETS = {column.name: column for column in (NHS_NUMBER_COLUMN, DOB_COLUMN)}

_DIRECTIVE = re.compile("%(.)")
_ZONE = re.compile(r"\b(Z|UTC|GMT)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Target:
    """Where a value goes: a column of one of our sheets, with the cells that its name implies.

    `sheet` is None for NHS number and date of birth, which go to every row.
    """

    sheet: Sheet | None
    column: Column
    implied: tuple[tuple[str, str], ...] = ()


class MappedColumn(Record):
    """One column of the table; without a target it is only there for the `with_columns` of others."""

    header: Text | None = Field(
        default=None,
        description="the heading of the column, in any case and with any spaces",
        examples=["Your NHS number"],
    )
    position: Annotated[int, Field(ge=1)] | Annotated[str, Field(pattern=r"^[A-Za-z]{1,3}$")] | None = Field(
        default=None,
        description="instead of header: its letter or number from 1; a heading there twice needs it",
        examples=["G"],
    )
    target: str | None = Field(
        default=None, description="where the value goes; see the targets below", examples=["goals.text"]
    )
    required: bool = Field(default=False, description="whether a blank cell is a problem", examples=[True])
    formats: tuple[str, ...] = Field(
        default=(),
        description="how its dates are written, in strptime codes; left out: YYYY-MM-DD",
        examples=[["%d/%m/%Y"]],
    )
    clean: tuple[Literal["spaces"], ...] = Field(
        default=(), description="`spaces` takes all white space out", examples=[["spaces"]]
    )
    values: dict[str, str] = Field(
        default_factory=dict,
        description="what is written there and our word for it; anything else is a problem; empty is blank",
        examples=[{"Yes": "given", "No": "refused"}],
    )
    with_: dict[str, str] = Field(
        default_factory=dict,
        alias="with",
        description="further cells of the same row, always the same",
        examples=[{"timepoint": "pre"}],
    )
    with_columns: dict[str, str] = Field(
        default_factory=dict,
        description="further cells of the same row, each from the column of this map that is named",
        examples=[{"at": "completed"}],
    )
    each: bool = Field(
        default=False, description="whether answers with ; between them become a row each", examples=[True]
    )

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        if (self.header is None) == (self.position is None):
            raise ValueError("either header or position is needed, not both")
        if self.target is None and (self.with_ or self.with_columns or self.each):
            raise ValueError("target is needed with with, with_columns or each")
        for form in self.formats:
            _confirm_zone(form)
        sheet = self.aim.sheet if self.aim else None
        for name in (*self.with_, *self.with_columns):
            if sheet is None or name not in sheet.by_name or name in IDENTITY_TARGETS:
                raise ValueError(f"with: {name} is no column of the target's sheet")
        return self

    @property
    def aim(self) -> Target | None:
        """The target, resolved. Raises ValueError when we have no such column."""
        return None if self.target is None else _resolve(self.target)

    @property
    def index(self) -> int | None:
        """The position from 0, where it is given."""
        if isinstance(self.position, str):
            return column_index_from_string(self.position) - 1
        return None if self.position is None else self.position - 1

    @property
    def label(self) -> str:
        """How a problem names the column: as the table does."""
        return self.header if self.header is not None else str(self.position)


class ColumnMap(Record):
    """The columns of one kind of table. Every row says whose it is, by NHS number and date of birth (H1)."""

    name: Text = Field(description="what problems call the map", examples=["before-the-clinic"])
    files: tuple[str, ...] = Field(
        default=(),
        description="which files it is for, `*` standing for anything; left out: the table of the same name",
        examples=[["Before the clinic*"]],
    )
    sheet: Text | None = Field(
        default=None, description="which sheet of a workbook; left out: the first", examples=["Patients"]
    )
    skip_until_header: tuple[str, ...] = Field(
        default=(),
        description="the header is the first row that holds all of these; left out: the first row",
        examples=[["NHS number", "DOB"]],
    )
    day_first: bool | None = Field(
        default=None,
        description="order of the dates that Microsoft Forms itself writes, where they can be read both ways",
        examples=[True],
    )
    unknown_columns: Literal["report", "ignore"] = Field(
        default="report",
        description="whether columns that the map does not have are listed (`ignore`: not)",
        examples=["ignore"],
    )
    allow_without_dob: Text | None = Field(
        default=None,
        description="why rows of this table need no date of birth; left out: they do",
        examples=["exported by number"],
    )
    list_of_participants: bool = Field(
        default=False,
        description="whether the table is the list itself, instead of the sheet participants",
        examples=[True],
    )
    columns: dict[str, MappedColumn] = Field(description="the columns, each under a name of your choice")

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        targets = [column.target for column in self.columns.values()]
        for name in IDENTITY_TARGETS:
            if targets.count(name) > 1:
                raise ValueError(f"columns: two of them have the target {name}")
        if NHS_NUMBER_COLUMN.name not in targets:
            raise ValueError("columns: one of them needs the target nhs_number")
        if DOB_COLUMN.name not in targets and self.allow_without_dob is None:
            raise ValueError("columns: one of them needs the target dob, or allow_without_dob a reason")
        for column in self.columns.values():
            if strange := set(column.with_columns.values()) - self.columns.keys():
                raise ValueError(f"with_columns: this map has no column {sorted(strange)[0]}")
        return self

    def is_for(self, file: str, own_name: str) -> bool:
        """Whether this map, in the file `own_name`, is for a table of that file name."""
        if not self.files:
            return PurePath(file).stem == PurePath(own_name).stem
        return any(fnmatch.fnmatchcase(file.casefold(), pattern.casefold()) for pattern in self.files)


def read_column_map(data: bytes, file: str) -> ColumnMap:
    """Read a column map. Raises SourceError with everything that is wrong with it."""
    try:
        return ColumnMap.model_validate(tomllib.loads(data.decode("utf-8")))
    except UnicodeDecodeError:
        problem = Problem(file, "bytes that are not UTF-8", "a TOML file in UTF-8", "Save it as UTF-8.")
        raise SourceError(f"{file} is not a column map.", [problem]) from None
    except tomllib.TOMLDecodeError as error:
        found = f"no TOML ({error})"
        problem = Problem(file, found, "a column map in TOML", "Correct the line that is named.")
        raise SourceError(f"{file} is not a column map.", [problem]) from None
    except ValidationError as error:
        raise SourceError(f"{file} is not a column map.", list(_problems(error, file))) from None


def _problems(error: ValidationError, file: str) -> Iterator[Problem]:
    for fault in error.errors(include_url=False, include_input=False):
        key = ".".join(str(part) for part in fault["loc"])
        expected = fault["msg"].removeprefix("Value error, ")
        found = (
            "an unknown key" if fault["type"] == "extra_forbidden" else "a map that does not hold together"
        )
        where = f"{file}, key {key}" if key else file
        yield Problem(where, found, expected, "Correct the column map.")


def _confirm_zone(form: str) -> None:
    """A zone that is read and then passed by would make the time one of London's: an hour wrong in summer."""
    passed_by = "%Z" if "Z" in _DIRECTIVE.findall(form) else None
    if written := _ZONE.search(_DIRECTIVE.sub(" ", form)):
        passed_by = written[0]
    if passed_by:
        raise ValueError(f"formats: %z where {passed_by} stands, which reads Z, +01:00 or +0100, and no name")


def _resolve(target: str) -> Target:
    if target in IDENTITY_TARGETS:
        return Target(None, IDENTITY_TARGETS[target])
    name, _, rest = target.partition(".")
    sheet = BY_NAME.get(name)
    if sheet is None or sheet.owner != "patient":
        raise ValueError(f"target: there is no sheet {name} of patients")
    if column := sheet.by_name.get(rest):
        return Target(sheet, column)
    if sheet is NOTES and rest in NOTES.by_name["field"].kind.choices:
        return Target(sheet, NOTES.by_name["text"], (("field", rest),))
    instrument, dot, item = rest.partition(".")
    if sheet is OBSERVATIONS and dot:
        implied = (("instrument", instrument), ("item", item))
        return Target(sheet, OBSERVATIONS.by_name["value"], implied)
    raise ValueError(f"target: the sheet {name} has no column {rest}")
