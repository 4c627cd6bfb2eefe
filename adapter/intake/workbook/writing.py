"""Writing a session and its participants as the canonical workbook: the inverse of reading it."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

from openpyxl import Workbook

from adapter.intake.workbook.observation_rows import TOTAL
from adapter.intake.workbook.sheets import (
    CONSENTS,
    IDENTITY,
    JOINS,
    MEDICATION,
    NOTES,
    OBSERVATIONS,
    PARTICIPANTS,
    SESSION,
    SHEETS,
    Column,
    Sheet,
)
from mappings.records import Consent, Interval, Participant, Presence, Session
from mappings.values import Record

Values: TypeAlias = Mapping[str, Any]
"""One row to be written: column name → value."""


def write_workbook(session: Session, participants: Sequence[Participant], path: Path) -> None:
    """Write an XLSX file that reads back as the same session and participants.

    How a person was matched to a platform's report is not part of the workbook, and not written. Cells are
    text, so that no spreadsheet program changes a number, and nothing in them can run as a formula.
    """
    book = Workbook(write_only=True)
    for sheet in SHEETS:
        page = book.create_sheet(sheet.name)
        for row in _table(sheet, session, participants):
            page.append([cell or None for cell in row])
    book.save(path)


def write_csv_folder(session: Session, participants: Sequence[Participant], folder: Path) -> None:
    """Write the same as CSV files, one for each sheet that has rows; the folder is made if need be."""
    folder.mkdir(parents=True, exist_ok=True)
    for sheet in SHEETS:
        header, *rows = _table(sheet, session, participants)
        if rows:
            with (folder / f"{sheet.name}.csv").open("w", encoding="utf-8", newline="") as file:
                csv.writer(file, lineterminator="\n").writerows([header, *rows])


def _table(sheet: Sheet, session: Session, participants: Sequence[Participant]) -> Iterator[list[str]]:
    if sheet is SESSION:
        yield ["key", "value"]
        facts = _values(sheet, session)
        yield from ([column.name, _text(column, facts)] for column in sheet.columns if _text(column, facts))
        return
    yield list(sheet.by_name)
    if sheet.owner == "session":
        rows: Iterable[Values] = (_values(sheet, item) for item in getattr(session, sheet.field))
    elif sheet is PARTICIPANTS:
        rows = (_participant(participant) for participant in participants)
    else:
        rows = (
            {**row, **_values(PARTICIPANTS, participant, IDENTITY)}
            for participant in participants
            for row in _rows(sheet, participant)
        )
    for row in rows:
        yield [_text(column, row) for column in sheet.columns]


def _text(column: Column, row: Values) -> str:
    value = row.get(column.name)
    return "" if value is None or value in ((), frozenset()) else column.kind.write(value)


def _values(sheet: Sheet, record: Record, columns: Iterable[Column] | None = None) -> dict[str, Any]:
    return {column.name: _reach(record, column.field) for column in columns or sheet.columns}


def _reach(record: Any, path: str) -> Any:
    for part in path.split("."):
        record = getattr(record, part, None)
    return record


def _participant(participant: Participant) -> Values:
    row = _values(PARTICIPANTS, participant)
    if agreement := _shorthand_agreement(participant):
        row |= {f"consent_{name}": getattr(agreement, name) for name in ("status", "version", "at")}
    if join := _shorthand_join(participant):
        row |= {"joined_at": join.start, "left_at": join.end}
    return row


def _shorthand_agreement(participant: Participant) -> Consent | None:
    """The agreement, if it comes first and says no more than fits on the sheet participants."""
    first = participant.consents[0] if participant.consents else None
    if first is None or first.kind != "confidentiality-agreement":
        return None
    plain = Consent(kind=first.kind, status=first.status, version=first.version, at=first.at)
    return first if first == plain else None


def _shorthand_join(participant: Participant) -> Interval | None:
    joins = (participant.presence or Presence()).joins
    return joins[0] if len(joins) == 1 else None


def _rows(sheet: Sheet, participant: Participant) -> Iterator[Values]:
    if special := _SPECIAL.get(sheet):
        yield from special(participant)
        return
    found = _reach(participant, sheet.field)
    items = found if sheet.many else (found,)
    if sheet is CONSENTS and _shorthand_agreement(participant):
        items = items[1:]
    if sheet is JOINS and _shorthand_join(participant):
        items = ()
    yield from (_values(sheet, item) for item in items or () if item is not None)


def _notes(participant: Participant) -> Iterator[Values]:
    if matters := participant.what_matters:
        field = "what_matters" if matters.verbatim else "what_matters_summary"
        yield {"field": field, "text": matters.text}
    for field, text in participant.narrative:
        if text is not None:
            yield {"field": field, "text": text}


def _medication(participant: Participant) -> Iterator[Values]:
    plan = participant.medication_plan
    for line in plan.lines if plan else ():
        of_plan = {"plan_version": plan.version, "supersedes": plan.supersedes} if plan else {}
        yield {**_values(MEDICATION, line), **of_plan}


def _observations(participant: Participant) -> Iterator[Values]:
    for assessment in participant.assessments:
        about = _values(OBSERVATIONS, assessment)
        yield from ({**about, "item": answer.item, "value": answer.value} for answer in assessment.answers)
    for score in participant.scores:
        yield {**_values(OBSERVATIONS, score), "item": TOTAL}
    for measured in participant.measurements:
        name = {"instrument": measured.name.text, "code": measured.name.code}
        yield {**_values(OBSERVATIONS, measured), **name}


_SPECIAL: Mapping[Sheet, Callable[[Participant], Iterator[Values]]] = {
    NOTES: _notes,
    MEDICATION: _medication,
    OBSERVATIONS: _observations,
}
