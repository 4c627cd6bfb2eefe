"""The session, from the rows of the sheets that tell about the meeting."""

from __future__ import annotations

import datetime as dt

from adapter.intake.times import LONDON
from adapter.intake.workbook.building import Draft, read_row
from adapter.intake.workbook.rows import Intake, SheetRow
from adapter.intake.workbook.sheets import SESSION, SHEETS, STAFF, Sheet
from adapter.problem import Problem
from mappings.records import Session
from mappings.values import Record


def read_session(intake: Intake, place: str) -> tuple[Session | None, dt.date | None]:
    """The session, or None with what is wrong reported; and its date, even where the rest is wrong.

    `place` is the file, for what is missing altogether.
    """
    if not intake.of(SESSION.name):
        todo = "Add it; fhir-vgc workbook new makes an empty one."
        expected = "a workbook with a sheet session, or session.csv"
        intake.problems.append(Problem(place, "nothing about the session", expected, todo))
        return None, None
    if SESSION.name in intake.incomplete:
        return None, None
    before = len(intake.problems)
    facts = _read_facts(intake, place)
    facts.require(intake)
    data = facts.fields()
    for sheet in SHEETS:
        if sheet.owner == "session" and sheet.model and sheet.field:
            data[sheet.field] = _read_items(intake, sheet)
    if not data["staff"] and not intake.of(STAFF.name):
        found, expected = "nobody", "at least one member of staff"
        intake.problems.append(Problem(f"{place}, {STAFF.name}", found, expected, "Add who ran the meeting."))
    day = facts.values.get("session_date")
    if len(intake.problems) > before or not data["staff"]:
        return None, day
    session = facts.build(intake, Session, data)
    if session and session.start.astimezone(LONDON).date() != session.session_date:
        column = SESSION.by_name["session_date"]
        found, expected = f"'{day}'", f"{session.start.astimezone(LONDON).date()}, the day the session began"
        problem = Problem(facts.where(column), found, expected, "Correct the date or the start.")
        intake.problems.append(problem)
        return None, day
    return session, day


def _read_facts(intake: Intake, place: str) -> Draft:
    facts = Draft(SESSION, SheetRow(place, place, 1, {}))
    for row in intake.of(SESSION.name):
        facts.row = SheetRow(row.file, row.place, 1, {})
        key = "_".join(str(row.cells.get("key") or "").split()).casefold().replace("-", "_")
        column = SESSION.by_name.get(key)
        if column is None:
            intake.remark(
                row, "unknown-columns", f"{row.where()}: the key is not known here and was not read."
            )
        elif key in facts.origins:
            found, expected = f"the key {key} again", "each key once"
            intake.report(row, row.problem(None, found, expected, "Delete one of the two rows."))
        else:
            facts.take(intake, column, row, row.cells.get("value"))
    return facts


def _read_items(intake: Intake, sheet: Sheet) -> tuple[Record, ...]:
    items = []
    for row in intake.of(sheet.name):
        read = read_row(intake, sheet, row)
        if read and sheet.model:
            items.append(read.build(intake, sheet.model, read.fields()))
    return tuple(item for item in items if item is not None)
