"""Answers, totals and measured values, from the rows of the sheet observations."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from typing import Any

from adapter.intake.workbook.building import Draft, extend, read_row
from adapter.intake.workbook.rows import Intake, SheetRow
from adapter.intake.workbook.sheets import OBSERVATIONS
from mappings.instruments import INSTRUMENTS
from mappings.records import Answer, Assessment, Measurement, Score
from mappings.scoring import disagreements, score_fault

TOTAL = "total"
"""The item of a row that gives the sum as it stood on the sheet."""

_KNOWN = {re.sub(r"[^a-z0-9]", "", name): name for name in INSTRUMENTS}
_OF_THE_ASSESSMENT = ("instrument", "version", "timepoint", "at", "reported_by")


def read_observations(intake: Intake, rows: Sequence[SheetRow], data: dict[str, Any]) -> None:
    """Put one patient's assessments, supplied scores and measured values in `data`.

    Rows of one instrument, version, timepoint, moment and reporter are one assessment. A total is compared
    with what the answers give; an answer out of range, given twice or unknown is a problem (H15).
    """
    answers: dict[tuple[Any, ...], list[tuple[Draft, Answer]]] = {}
    totals: list[tuple[SheetRow, Score]] = []
    for row in rows:
        read = read_row(intake, OBSERVATIONS, row, identity=True)
        if read is None or not _names_instrument(intake, read):
            continue
        if read.values.get("item") == TOTAL:
            if score := _build(intake, read, Score, value=read.values.get("value")):
                totals.append((row, score))
        elif _is_measured(read):
            extend(data, "measurements", [_measurement(intake, read)])
        elif answer := _answer(intake, read):
            key = tuple(read.values.get(name) for name in _OF_THE_ASSESSMENT)
            group = answers.setdefault(key, [])
            if any(answer.item == earlier.item for _, earlier in group):
                found, todo = "an answer to a question that was answered before", "Keep the one that holds."
                intake.report(row, row.problem("item", found, "each question once", todo))
            else:
                intake.mark(row, "merged" if group else "used")
            group.append((read, answer))
    assessments = []
    for group in answers.values():
        given = [answer for _, answer in group]
        if assessment := _build(intake, group[0][0], Assessment, answers=given):
            assessments.append(assessment)
    for row, score in totals:
        _check_total(intake, row, score, assessments)
    extend(data, "assessments", assessments)
    extend(data, "scores", [score for _, score in totals])


def _names_instrument(intake: Intake, read: Draft) -> bool:
    """Spell the instrument as the registry does; a name that is nearly one of it is a problem."""
    name = read.values["instrument"]
    plain = re.sub(r"[^a-z0-9]", "", name.casefold())
    if plain in _KNOWN:
        read.values["instrument"] = _KNOWN[plain]
        item = read.values.get("item", "").casefold().replace(" ", "-")
        if not item:
            todo = f"Name the question ({_items(_KNOWN[plain])}), or {TOTAL} for the sum."
            intake.report(read.row, read.row.problem("item", "nothing", "a question of the instrument", todo))
            return False
        read.values["item"] = item
    elif near := difflib.get_close_matches(name.casefold(), INSTRUMENTS, n=1, cutoff=0.75):
        expected = f"an instrument ({', '.join(INSTRUMENTS)}) or what was measured"
        todo = f"Did you mean {near[0]}?"
        intake.report(read.row, read.row.problem("instrument", "a name nearly that of one", expected, todo))
        return False
    return True


def _items(instrument: str) -> str:
    return ", ".join(item.id for item in INSTRUMENTS[instrument].items)


def _is_measured(read: Draft) -> bool:
    unknown = read.values["instrument"] not in INSTRUMENTS
    return unknown and ("unit" in read.values or "item" not in read.values)


def _measurement(intake: Intake, read: Draft) -> Measurement | None:
    text = " ".join(filter(None, (read.values["instrument"], read.values.get("item"))))
    fields: dict[str, Any] = {
        name: read.values[name] for name in ("value", "unit", "at") if name in read.values
    }
    fields["name"] = {"text": text, "code": read.values.get("code")}
    return read.build(intake, Measurement, fields)


def _answer(intake: Intake, read: Draft) -> Answer | None:
    """The answer, if the instrument has the question and the question has the answer."""
    row, item, value = read.row, read.values["item"], read.values.get("value")
    if instrument := INSTRUMENTS.get(read.values["instrument"]):
        asked = next((one for one in instrument.items if one.id == item), None)
        if asked is None:
            expected = f"one of: {_items(instrument.id)}, {TOTAL}"
            todo = f"Correct the item; {instrument.id} has no other."
            intake.report(row, row.problem("item", "no question of this instrument", expected, todo))
            return None
        if value is not None and asked.fault(value):
            expected = f"{asked.lowest} to {asked.highest}{', a whole number' if asked.whole else ''}"
            todo = "Look at the questionnaire again; leave it blank if it was not answered."
            intake.report(row, row.problem("value", f"'{value}'", expected, todo))
            return None
    return read.build(intake, Answer, {"item": item, "value": value})


def _build(intake: Intake, read: Draft, model: type[Any], **more: Any) -> Any:
    fields = {name: value for name, value in read.fields().items() if name in model.model_fields}
    return read.build(intake, model, fields | more)


def _check_total(intake: Intake, row: SheetRow, score: Score, assessments: Sequence[Assessment]) -> None:
    todo = "Look at the questionnaire again: correct the total or the answers."
    if fault := score_fault(score):
        intake.report(row, row.problem("value", f"'{score.value}'", fault.partition("expected ")[2], todo))
    for difference in disagreements(assessments, (score,)):
        answers = difference.partition("its answers give ")[2]
        expected = f"'{answers}', which the answers of this questionnaire give"
        intake.report(row, row.problem("value", f"a total of '{score.value}'", expected, todo))
