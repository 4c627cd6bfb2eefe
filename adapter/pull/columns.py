"""What the session's workbook calls what a word of a resource says."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from adapter.intake.workbook.sheets import SHEETS

_COLUMNS_OF: Mapping[str, tuple[str, str]] = {
    "patients": ("participants", "person."),
    "goals": ("goals", ""),
    "care plans": ("participants", "enrolment."),
    "medication": ("medication", ""),
    "appointments": ("participants", "attendance."),
    "referrals": ("referrals", ""),
    "measures": ("observations", ""),
}
"""Kind → the sheet of the session's workbook that has columns for its words, and where its fields begin."""


def column(kind: str, word: str) -> str:
    """The workbook's column for a word of a kind of thing; the word itself, where it has none."""
    return _columns(kind).get(word, word)


@cache
def _columns(kind: str) -> Mapping[str, str]:
    name, beginning = _COLUMNS_OF.get(kind, ("", ""))
    return {
        column.field.removeprefix(beginning): column.name
        for sheet in SHEETS
        if sheet.name == name
        for column in sheet.columns
        if column.field.startswith(beginning) and "." not in column.field.removeprefix(beginning)
    }
