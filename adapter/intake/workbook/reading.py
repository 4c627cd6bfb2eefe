"""Reading the canonical workbook, as XLSX or as a folder of CSV files, into rows of its sheets."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from adapter.errors import SourceError
from adapter.intake.files.cells import is_blank
from adapter.intake.files.text_grid import read_text_grid
from adapter.intake.files.xlsx import Grid, read_grids
from adapter.intake.note import Note
from adapter.intake.workbook.rows import Intake, read_table
from adapter.intake.workbook.sheets import BY_NAME, PARTICIPANTS, SESSION, Sheet
from adapter.problem import Problem

READ_ME, LISTS = "Read me", "Lists"
"""Sheets of our own workbook that hold no data."""


def is_workbook(names: Iterable[str], file: str) -> bool:
    """Whether sheets of these names make a canonical workbook.

    Raises SourceError when they did so once: a sheet that every session needs is missing beside others.
    """
    needed = {SESSION.name, PARTICIPANTS.name}
    ours = {_plain(name) for name in names} & BY_NAME.keys()
    missing = sorted(needed - ours)
    # Other programs, too, may call one sheet notes or goals.
    if not ours & needed and len(ours) < 2:
        return False
    if missing:
        lost, are = ("sheet", "is") if len(missing) == 1 else ("sheets", "are")
        found = f"that the {lost} {' and '.join(missing)} {are} missing"
        todo = f"Put the {lost} back, or make a new workbook with fhir-vgc workbook new."
        problem = Problem(file, found, "the workbook of a session", todo)
        raise SourceError(f"{file} is not the workbook of a session.", [problem])
    return True


def sheet_of_file(path: Path) -> Sheet | None:
    """The canonical sheet that a CSV file is, by its name (`goals.csv`)."""
    return BY_NAME.get(_plain(path.stem)) if path.suffix.casefold() == ".csv" else None


def read_xlsx(intake: Intake, grids: Iterable[tuple[str, Grid]], file: str) -> None:
    """Read the sheets of a canonical workbook into the intake; a sheet that is not ours is noted."""
    for title, grid in grids:
        sheet = BY_NAME.get(_plain(title))
        if sheet is not None:
            read_table(intake, sheet, file, f"{file}, sheet {sheet.name}", grid)
        elif title not in (READ_ME, LISTS) and any(not is_blank(cell) for _, row in grid for cell in row):
            intake.notes.append(Note("ignored", f"{file}: a sheet is not known here and was not read."))


def read_csv(intake: Intake, sheet: Sheet, data: bytes, file: str) -> None:
    """Read one CSV file of the canonical folder into the intake.

    Encoding and delimiter (comma, TAB or semicolon) are found out. Raises SourceError when it is no text.
    """
    read_table(intake, sheet, file, file, read_text_grid(intake, data, file))


def _plain(name: str) -> str:
    return name.strip().casefold()


def read_workbook(path: Path) -> Intake:
    """The rows of a canonical workbook, or of a folder of its CSV files, with every problem of reading them.

    Raises SourceError when the path is neither.
    """
    intake = Intake()
    if path.is_dir():
        for file in sorted(path.iterdir()):
            if sheet := sheet_of_file(file):
                read_csv(intake, sheet, file.read_bytes(), file.name)
        return intake
    grids = list(read_grids(path.read_bytes(), path.name))
    if not is_workbook([title for title, _ in grids], path.name):
        raise SourceError(f"{path.name} is not the workbook of a session.")
    read_xlsx(intake, grids, path.name)
    return intake
