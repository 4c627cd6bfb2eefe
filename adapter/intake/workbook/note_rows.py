"""Free text, from the rows of the sheet notes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from adapter.intake.workbook.building import extend, place, read_row
from adapter.intake.workbook.rows import Intake, SheetRow
from adapter.intake.workbook.sheets import NOTES
from mappings.records import Question, WhatMatters

_SUMMARY = "what_matters_summary"


def read_notes(intake: Intake, rows: Sequence[SheetRow], data: dict[str, Any]) -> None:
    """Put one patient's texts under their headings in `data`; several of one heading become its lines."""
    texts: dict[str, str] = {}
    for row in rows:
        read = read_row(intake, NOTES, row, identity=True)
        # Whatever the heading, the words must be text as every record wants it.
        if read is None or read.build(intake, WhatMatters, {"text": read.values["text"]}) is None:
            continue
        heading, text = read.values["field"], read.values["text"]
        if heading == "question":
            extend(data, "questions", [Question(text=text)])
        elif heading in texts:
            texts[heading] += f"\n{text}"
            intake.mark(row, "merged")
        elif heading == _SUMMARY and "what_matters" in texts:
            found, todo = "a summary beside the patient's own words", "Keep the patient's own words."
            intake.report(row, row.problem("field", found, "one of the two", todo))
        else:
            texts[heading] = text
    for heading, text in texts.items():
        if heading in ("what_matters", _SUMMARY):
            data["what_matters"] = {"text": text, "verbatim": heading != _SUMMARY}
        else:
            place(data, f"narrative.{heading}", text)
