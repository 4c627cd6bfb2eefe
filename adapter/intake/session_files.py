"""One session from its files: the workbook or its CSV files, attendance reports, and mapped tables."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from adapter.errors import SourceError
from adapter.intake.files.xlsx import is_spreadsheet, read_grids, refuse_dangerous
from adapter.intake.mapped.columns import ColumnMap, read_column_map
from adapter.intake.mapped.mapped_rows import read_mapped
from adapter.intake.note import Note
from adapter.intake.platforms.attendance import PlatformReport, RowCounts
from adapter.intake.platforms.evidence import apply_reports
from adapter.intake.platforms.teams import read_teams
from adapter.intake.platforms.zoom import read_zoom
from adapter.intake.reading import FileRead, Reading, name_hash
from adapter.intake.recognise import recognise, refuse
from adapter.intake.workbook.participant_rows import read_participants
from adapter.intake.workbook.reading import is_workbook, read_csv, read_xlsx, sheet_of_file
from adapter.intake.workbook.rows import Intake
from adapter.intake.workbook.session_rows import read_session
from adapter.intake.workbook.sheets import BY_NAME, PARTICIPANTS
from adapter.problem import Problem

COLUMN_MAP = ".toml"
_DOCUMENTS = (".pdf", ".doc", ".docx", ".odt", ".rtf", ".pptx", ".png", ".jpg", ".jpeg", ".mp4", ".vtt")

_REPORTS: Mapping[str, Callable[[bytes, str, dt.date | None], PlatformReport]] = {
    "teams": read_teams,
    "zoom": read_zoom,
}


@dataclass(frozen=True, slots=True)
class _File:
    name: str
    data: bytes = field(repr=False)
    sha256: str


def read_files(place: str, paths: Sequence[Path], maps_from_elsewhere: Sequence[Path] = ()) -> Reading:
    """Read the session that these files are together: all of it, or nothing.

    `place` is what problems call the session where no file can be named. Raises SourceError with every
    problem of every file.
    """
    intake = Intake()
    maps = _read_maps(intake, [*paths, *maps_from_elsewhere])
    reports: list[tuple[_File, str]] = []
    tables: list[tuple[_File, ColumnMap]] = []
    kinds: dict[str, tuple[_File, str]] = {}
    # Of two copies of a file, the one whose name says what it is is read.
    known = [p for p in paths if sheet_of_file(p) or any(m.is_for(p.name, name) for name, m in maps)]
    for file in _different_files(intake, list(dict.fromkeys([*known, *paths]))):
        kind, column_map = "", _map_for(intake, maps, file)
        with _collecting(intake):
            if is_spreadsheet(file.data):
                refuse_dangerous(file.data, file.name)
            if column_map:
                kind = "mapped"
                tables.append((file, column_map))
            elif _read_canonical(intake, file):
                kind = "workbook"
            else:
                kind = _recognise(file)
                reports.append((file, kind))
        kinds[file.name] = file, kind
    # The list comes first, so that every other source finds its patients.
    for file, column_map in tables:
        with _collecting(intake):
            read_mapped(intake, column_map, file.data, file.name)
    if sum(kind == "workbook" and is_spreadsheet(file.data) for file, kind in kinds.values()) > 1:
        todo = "Keep one, or put each in a folder of its own."
        intake.problems.append(Problem(place, "two workbooks", "one workbook for a session", todo))
    return _assemble(intake, place, reports, kinds)


def _assemble(
    intake: Intake,
    place: str,
    reports: Sequence[tuple[_File, str]],
    kinds: Mapping[str, tuple[_File, str]],
) -> Reading:
    if intake.problems and not intake.rows:
        raise _refused(intake, place)  # what could not be opened need not be missed as well
    session, day = read_session(intake, place)
    participants = read_participants(intake, place)
    listed = [row for row in intake.of(PARTICIPANTS.name) if not row.mapped]
    read = _read_reports(intake, reports, day) if day else []
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
            FileRead(name_hash(name), file.sha256, kind, counts.get(name) or intake.counts(name))
            for name, (file, kind) in kinds.items()
        ),
    )


def _refused(intake: Intake, place: str) -> SourceError:
    count = len(intake.problems)
    message = f"{place}: {count} problem{'s' if count > 1 else ''}; nothing was imported"
    return SourceError(message, intake.problems)


def _different_files(intake: Intake, paths: Sequence[Path]) -> Iterator[_File]:
    """The files that are no column maps, each content once: the same file twice is the same people twice."""
    seen: set[str] = set()
    for path in paths:
        if path.suffix.casefold() == COLUMN_MAP:
            continue
        if path.suffix.casefold() in _DOCUMENTS:
            intake.notes.append(Note("ignored", f"A {path.suffix} file was not read; it can hold no table."))
            continue
        data = path.read_bytes()
        file = _File(path.name, data, hashlib.sha256(data).hexdigest())
        if file.sha256 in seen:
            intake.notes.append(Note("same-file", "A file is there twice; it was read once."))
            continue
        seen.add(file.sha256)
        yield file


def _read_maps(intake: Intake, paths: Sequence[Path]) -> list[tuple[str, ColumnMap]]:
    maps = []
    for path in paths:
        if path.suffix.casefold() == COLUMN_MAP:
            with _collecting(intake):
                maps.append((path.name, read_column_map(path.read_bytes(), path.name)))
    return maps


def _map_for(intake: Intake, maps: Sequence[tuple[str, ColumnMap]], file: _File) -> ColumnMap | None:
    found = [column_map for name, column_map in maps if column_map.is_for(file.name, name)]
    if len(found) > 1:
        names = ", ".join(column_map.name for column_map in found)
        todo = "Narrow the files of one of them."
        problem = Problem(file.name, f"{len(found)} column maps for it ({names})", "one column map", todo)
        intake.problems.append(problem)
    return found[0] if found else None


def _read_canonical(intake: Intake, file: _File) -> bool:
    """Read a workbook of ours, or a CSV file named as one of its sheets; False if it is neither."""
    if is_spreadsheet(file.data):
        grids = list(read_grids(file.data, file.name))
        if not is_workbook(title for title, _ in grids):
            return False
        read_xlsx(intake, grids, file.name)
        return True
    sheet = sheet_of_file(Path(file.name))
    if sheet is not None:
        read_csv(intake, sheet, file.data, file.name)
    return sheet is not None


def _recognise(file: _File) -> str:
    """`teams` or `zoom`. Raises SourceError for everything else, saying what would have been known."""
    kind = recognise(file.data, file.name)
    if kind == "forms":
        found, expected = "a Microsoft Forms export", "a column map that says what its questions mean"
        todo = f"Put a column map beside it: {Path(file.name).with_suffix(COLUMN_MAP)}."
        raise SourceError(f"{file.name} has no column map.", [Problem(file.name, found, expected, todo)])
    if kind not in _REPORTS:
        (problem,) = refuse(file.name).problems
        names = ", ".join(f"{name}.csv" for name in BY_NAME)
        expected = f"{problem.expected}; or one of our own files ({names}), or a column map for it"
        raise SourceError(
            f"{file.name} is not known.", [Problem(problem.where, problem.found, expected, problem.todo)]
        )
    return kind


def _read_reports(intake: Intake, reports: Sequence[tuple[_File, str]], day: dt.date) -> list[PlatformReport]:
    read = []
    for file, kind in reports:
        with _collecting(intake):
            report = _REPORTS[kind](file.data, file.name, day)
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


@contextmanager
def _collecting(intake: Intake) -> Iterator[None]:
    """What is wrong with one file does not hide what is wrong with the others."""
    try:
        yield
    except SourceError as error:
        intake.problems.extend(error.problems)
