"""What is written as a workbook reads back as the same session and participants."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from adapter.intake.times import LONDON
from adapter.intake.workbook.kinds import IDENTIFIER, WORD
from adapter.intake.workbook.participant_rows import read_participants
from adapter.intake.workbook.reading import read_workbook
from adapter.intake.workbook.session_rows import read_session
from adapter.intake.workbook.sheets import MEDICATION, OBSERVATIONS, PARTICIPANTS, SESSION, SHEETS, Sheet
from adapter.intake.workbook.writing import write_csv_folder, write_workbook
from mappings import instruments, scoring
from mappings.records import (
    Answer,
    Assessment,
    Experience,
    Measurement,
    Participant,
    Presence,
    Score,
    Session,
)
from mappings.values import Record
from tests.mappings import strategies as some

SLOW = settings(
    max_examples=30, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate]
)


def stripped(record: Any, sheet: Sheet) -> Any:
    """The record with single words as they come back: without stray white space."""
    data = record.model_dump()
    for column in sheet.columns:
        *parents, last = column.field.split(".")
        inner = data
        for parent in parents:
            inner = (inner or {}).get(parent)
        if not inner or not inner.get(last):
            continue
        if column.kind is WORD:
            inner[last] = inner[last].strip()
        elif column.kind is IDENTIFIER:
            inner[last] = " ".join(inner[last].split())
        elif column.kind.name == f"list of {WORD.name}":
            inner[last] = tuple(item.strip() for item in inner[last])
    return type(record).model_validate(data)


@st.composite
def sessions(draw: st.DrawFn) -> Session:
    session = draw(some.sessions())
    session = session.model_copy(
        update={
            sheet.field: tuple(stripped(item, sheet) for item in getattr(session, sheet.field))
            for sheet in SHEETS
            if sheet.owner == "session" and sheet.field
        }
        | {"session_date": session.start.astimezone(LONDON).date()}
    )
    return stripped(session, SESSION)


@st.composite
def assessments(draw: st.DrawFn) -> Assessment:
    instrument = draw(st.sampled_from(list(instruments.INSTRUMENTS.values())))
    items = draw(st.lists(st.sampled_from(instrument.items), min_size=1, unique=True))
    answers = tuple(
        Answer(item=item.id, value=draw(st.none() | st.integers(item.lowest, item.highest).map(Decimal)))
        for item in items
    )
    drawn = draw(some.assessments)
    return drawn.model_copy(update={"instrument": instrument.id, "answers": answers})


def _key(assessment: Assessment) -> tuple[str, str]:
    return assessment.instrument, assessment.timepoint


@st.composite
def participants(draw: st.DrawFn, person: st.SearchStrategy[Any] = some.people) -> Participant:
    drawn = draw(some.participants(person))
    answered = tuple(draw(st.lists(assessments(), max_size=2, unique_by=_key)))
    # The total on the sheet, where there is one, is what the answers give.
    totals: tuple[Score, ...] = tuple(
        one for assessment in answered if draw(st.booleans()) and (one := scoring.score(assessment))
    )
    changed: dict[str, Any] = {}
    for sheet in SHEETS:
        if sheet.owner == "patient" and (found := getattr(drawn, sheet.field, None)):
            many = isinstance(found, tuple)
            changed[sheet.field] = (
                tuple(stripped(one, sheet) for one in found) if many else stripped(found, sheet)
            )
    if plan := drawn.medication_plan:
        lines = tuple(stripped(line, MEDICATION) for line in plan.lines)
        changed["medication_plan"] = plan.model_copy(update={"lines": lines})
    changed["assessments"] = tuple(stripped(item, OBSERVATIONS) for item in answered)
    changed["scores"] = totals
    changed["measurements"] = tuple(
        Measurement(
            name=measured.name.model_copy(update={"text": f"measured {measured.name.text.strip()}"}),
            value=measured.value,
            unit=measured.unit.strip(),
            at=measured.at,
        )
        for measured in drawn.measurements
    )
    changed["match"] = None
    if drawn.presence == Presence():
        changed["presence"] = None
    if drawn.experience == Experience():
        changed["experience"] = None
    return stripped(drawn.model_copy(update=changed), PARTICIPANTS)


rosters = st.lists(participants(), min_size=1, max_size=3, unique_by=lambda one: one.person.nhs_number).map(
    lambda found: [one.model_copy(update={"row": number}) for number, one in enumerate(found, 2)]
)


def read(path: Path) -> tuple[Session | None, list[Participant], list[str]]:
    intake = read_workbook(path)
    session, _ = read_session(intake, path.name)
    found = read_participants(intake, path.name)
    return session, list(found), [str(problem) for problem in intake.problems]


def same(found: Record | None, expected: Record) -> None:
    assert found is not None
    for field in type(expected).model_fields:
        assert getattr(found, field) == getattr(expected, field)


def check(session: Session, roster: Sequence[Participant], path: Path) -> None:
    found, people, problems = read(path)
    assert problems == []
    same(found, session)
    assert len(people) == len(roster)
    for one, expected in zip(people, roster, strict=True):
        same(one, expected)


@SLOW
@given(sessions(), rosters)
def test_a_written_workbook_reads_back_as_it_was(session: Session, roster: list[Participant]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        write_workbook(session, roster, Path(folder) / "session.xlsx")
        check(session, roster, Path(folder) / "session.xlsx")


@SLOW
@given(sessions(), rosters)
def test_a_written_folder_of_csv_files_reads_back_as_it_was(
    session: Session, roster: list[Participant]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        write_csv_folder(session, roster, Path(folder) / "session")
        check(session, roster, Path(folder) / "session")
