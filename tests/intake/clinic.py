"""A small clinic on disk, as its own CSV files or workbook, for tests to spoil in one place at a time."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from adapter.errors import SourceError
from adapter.intake.folder import read_source
from adapter.intake.reading import Reading

Row = Mapping[str, Any]

SESSION = {
    "session_id": "6f1d2c3b-0a4e-4c55-9d0e-7b8a9c0d1e2f",
    "programme_id": "chronic-pain",
    "programme_title": "Living with pain",
    "condition": "Chronic pain",
    "programme_ods_code": "X99901",
    "title": "Pacing",
    "format": "mixed",
    "mode": "video",
    "platform": "teams",
    "session_date": "2026-03-05",
    "planned_start": "2026-03-05T18:00",
    "planned_end": "2026-03-05T19:30",
    "capacity": "12",
    "agreement_version": "2026-01",
    "retention_until": "2027-03-05",
}
STAFF = [
    {"name": "Dr Asha Verma", "role": "gp", "gmc": "9900001"},
    {"name": "Ben Cole", "role": "facilitator"},
]

NORA = {"nhs_number": "9990000018", "family": "Ashdown", "given": "Nora", "dob": "1961-04-23"}
OMAR = {"nhs_number": "9990000026", "family": "Haddad", "given": "Omar", "dob": "1975-11-02"}
PETRA = {"nhs_number": "9990000034", "family": "Lindqvist", "given": "Petra", "dob": "1958-07-30"}
PEOPLE: tuple[dict[str, str], ...] = (NORA, OMAR, PETRA)


def of(person: Row, **cells: Any) -> dict[str, Any]:
    """A row of a patient's sheet."""
    return {"nhs_number": person["nhs_number"], "dob": person["dob"], **cells}


def clinic(
    folder: Path, people: Sequence[Row] = PEOPLE, session: Row = SESSION, **sheets: Sequence[Row]
) -> Path:
    """Write the CSV files of a session; every sheet is a list of rows."""
    folder.mkdir(exist_ok=True)
    facts = [{"key": key, "value": value} for key, value in session.items()]
    for name, rows in {"session": facts, "staff": STAFF, "participants": people, **sheets}.items():
        header = list(dict.fromkeys(column for row in rows for column in row))
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, header)
            writer.writeheader()
            writer.writerows(rows)
    return folder


def workbook(
    path: Path, people: Sequence[Row] = PEOPLE, session: Row = SESSION, **sheets: Sequence[Row]
) -> Path:
    """Write the same as a workbook, with cells of whatever type they are given."""
    book = Workbook()
    book.remove(book.worksheets[0])
    facts = [{"key": key, "value": value} for key, value in session.items()]
    for name, rows in {"session": facts, "staff": STAFF, "participants": people, **sheets}.items():
        page = book.create_sheet(name)
        header = list(dict.fromkeys(column for row in rows for column in row))
        page.append(header)
        for row in rows:
            page.append([row.get(column) for column in header])
    book.save(path)
    return path


def read(path: Path) -> Reading:
    """The one session of a source."""
    (reading,) = read_source(path)
    return reading


def problems(path: Path) -> list[str]:
    """The problems of a source that must be refused."""
    try:
        list(read_source(path))
    except SourceError as error:
        return [str(problem) for problem in error.problems]
    raise AssertionError("the source was not refused")


def problem(path: Path) -> str:
    """The one problem of a source that must be refused."""
    (only,) = problems(path)
    return only
