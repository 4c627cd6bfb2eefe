"""Where the fields of the clinic's records stand in its workbook: change one field, write again, and look."""

from __future__ import annotations

import csv
import tempfile
from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TypeAlias

from adapter.intake.workbook.sheets import BY_NAME, SESSION, SHEETS, Column
from adapter.intake.workbook.writing import write_csv_folder
from docs.record_fields import variations
from docs.sample_records import SAMPLES, Sample

Cells: TypeAlias = Mapping[tuple[str, str], tuple[str, ...]]
"""Sheet and column → the cells of all its rows."""


@cache
def columns() -> Mapping[str, list[tuple[str, Column]]]:
    """Field → the sheets and columns that it stands in."""
    found: dict[str, list[tuple[str, Column]]] = defaultdict(list)
    with tempfile.TemporaryDirectory() as folder:
        for place, sample in enumerate(SAMPLES):
            before = _written(sample, Path(folder, str(place)))
            done: set[str] = set()
            for number, (field, changed) in enumerate(variations(sample)):
                if field in done:
                    continue
                after = _written(changed, Path(folder, f"{place}-{number}"))
                if (cell := _changed(before, after)) and cell not in found[field]:
                    found[field].append(cell)
                    done.add(field)
    return found


def _changed(before: Cells, after: Cells) -> tuple[str, Column] | None:
    """The one column of the first sheet that is different; None where a whole row is."""
    differing = [cell for cell in before.keys() | after.keys() if before.get(cell) != after.get(cell)]
    sheets = [sheet.name for sheet in SHEETS if any(name == sheet.name for name, _ in differing)]
    names = [column for name, column in differing if name in sheets[:1]]
    return (sheets[0], BY_NAME[sheets[0]].by_name[names[0]]) if len(names) == 1 else None


def _written(sample: Sample, folder: Path) -> Cells:
    write_csv_folder(sample.session, [sample.participant], folder)
    cells: dict[tuple[str, str], tuple[str, ...]] = {}
    for path in folder.iterdir():
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                facts = {row["key"]: row["value"]} if path.stem == SESSION.name else row
                for column, text in facts.items():
                    cells[path.stem, column] = (*cells.get((path.stem, column), ()), text)
    return cells
