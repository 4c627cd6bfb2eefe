"""One session from its files: the workbook or its CSV files, attendance reports, and mapped tables."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from adapter.errors import SourceError
from adapter.intake.mapped.mapped_rows import read_mapped
from adapter.intake.note import Note
from adapter.intake.opening import SessionFile, open_files
from adapter.intake.platforms.attendance import PlatformReport, RowCounts
from adapter.intake.platforms.evidence import apply_reports
from adapter.intake.platforms.teams import read_teams
from adapter.intake.platforms.zoom import read_zoom
from adapter.intake.reading import FileRead, Reading, name_hash
from adapter.intake.workbook.participant_rows import read_participants
from adapter.intake.workbook.reading import read_csv, read_xlsx, sheet_of_file
from adapter.intake.workbook.rows import Intake
from adapter.intake.workbook.session_rows import read_session
from adapter.intake.workbook.sheets import PARTICIPANTS, SESSION
from adapter.problem import Problem

_REPORTS: Mapping[str, Callable[[bytes, str, dt.date | None], PlatformReport]] = {
    "teams": read_teams,
    "zoom": read_zoom,
}


def read_files(place: str, paths: Sequence[Path], maps_from_elsewhere: Sequence[Path] = ()) -> Reading:
    """Read the session that these files are together: all of it, or nothing.

    `place` is what problems call the session where no file can be named. Raises SourceError with every
    problem of every file; while it is open which workbook is the session's, only with those of opening them.
    """
    intake = Intake()
    files = open_files(intake, paths, maps_from_elsewhere)
    workbooks = [file.name for file in files if file.grids]
    if len(workbooks) > 1:
        found = f"{len(workbooks)} workbooks ({', '.join(sorted(workbooks))})"
        todo = "Keep one, or put each in a folder of its own."
        intake.problems.append(Problem(place, found, "one workbook for a session", todo))
    if len(workbooks) > 1 or _is_lost(files):
        raise _refused(intake, place)  # without its list, everything else would look wrong as well
    for file in files:
        if file.kind == "workbook":
            with intake.collecting():
                _read_canonical(intake, file)
    # The list comes first, so that every other source finds its patients.
    for file in files:
        if file.column_map:
            with intake.collecting():
                read_mapped(intake, file.column_map, file.data, file.name)
    return _assemble(intake, place, files)


def _is_lost(files: Sequence[SessionFile]) -> bool:
    """Whether the session may be in a workbook that could not be opened."""
    if any(file.grids or sheet_of_file(Path(file.name)) is SESSION for file in files):
        return False
    return any(file.looks_like_a_workbook and not file.kind for file in files)


def _assemble(intake: Intake, place: str, files: Sequence[SessionFile]) -> Reading:
    if intake.problems and not intake.rows:
        raise _refused(intake, place)  # what could not be opened need not be missed as well
    session, day = read_session(intake, place)
    participants = read_participants(intake, place)
    listed = [row for row in intake.of(PARTICIPANTS.name) if not row.mapped]
    read = _read_reports(intake, files, day) if day else []
    # With patients missing from the list, everybody else would look unmatched.
    if session and listed and len(participants) == len(listed):
        participants = apply_reports(intake, session, participants, read, listed[0].place)
    if session is None or intake.problems:
        raise _refused(intake, place)
    counts = {report.file: _counts(intake, report) for report in read}
    return Reading(
        session=session,
        participants=participants,
        unmatched=tuple(intake.unmatched),
        notes=tuple(intake.notes),
        files=tuple(
            FileRead(
                name_hash(file.name),
                file.sha256,
                file.kind,
                counts.get(file.name) or intake.counts(file.name),
            )
            for file in files
        ),
    )


def _refused(intake: Intake, place: str) -> SourceError:
    # A cell that a column map gives to several of our rows is wrong once.
    problems = list(dict.fromkeys(intake.problems))
    message = f"{place}: {len(problems)} problem{'s' if len(problems) > 1 else ''}; nothing was imported"
    return SourceError(message, problems)


def _read_canonical(intake: Intake, file: SessionFile) -> None:
    """Read a workbook of ours, or a CSV file named as one of its sheets."""
    if file.grids:
        read_xlsx(intake, file.grids, file.name)
    elif sheet := sheet_of_file(Path(file.name)):
        read_csv(intake, sheet, file.data, file.name)


def _read_reports(intake: Intake, files: Sequence[SessionFile], day: dt.date) -> list[PlatformReport]:
    read = []
    for file in files:
        if file.kind not in _REPORTS:
            continue
        with intake.collecting():
            report = _REPORTS[file.kind](file.data, file.name, day)
            read.append(report)
            intake.notes.extend(Note(one.kind, f"{file.name}: {one.text}", one.rows) for one in report.notes)
            # A row that cannot be read is left out, and the report counts as incomplete: nobody can mend it.
            intake.notes.extend(Note("left-out", str(problem)) for problem in report.problems)
    return read


def _counts(intake: Intake, report: PlatformReport) -> RowCounts:
    """The rows of a report once the roster has seen it: people who stay unmatched count as that."""
    listed = {row for entry in intake.unmatched if entry.file == report.file for row in entry.rows}
    lost = [
        person
        for person in report.people
        if not person.dial_in and not person.bot and listed.intersection(person.rows)
    ]
    rows = sum(len(person.rows) for person in lost)
    counts = report.counts
    return RowCounts(
        read=counts.read,
        used=counts.used - len(lost),
        merged=counts.merged - rows + len(lost),
        rejected=counts.rejected,
        unmatched=counts.unmatched + rows,
    )
