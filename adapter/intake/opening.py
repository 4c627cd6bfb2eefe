"""Opening the files of one session: which kind each is, with its column map, and what nothing can read."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from adapter.errors import SourceError
from adapter.intake.files.xlsx import Grid, is_spreadsheet, read_grids, refuse_dangerous
from adapter.intake.mapped.columns import PAGE, ColumnMap, read_column_map
from adapter.intake.note import Note
from adapter.intake.recognise import recognise
from adapter.intake.workbook.reading import is_workbook, sheet_of_file
from adapter.intake.workbook.rows import Intake
from adapter.problem import Problem

COLUMN_MAP = ".toml"
_WORKBOOKS = (".xlsx", ".xlsm", ".xls")
_DOCUMENTS = (".pdf", ".doc", ".docx", ".odt", ".rtf", ".pptx", ".png", ".jpg", ".jpeg", ".mp4", ".vtt")


@dataclass(frozen=True, slots=True)
class SessionFile:
    """A file and its kind: `workbook` (also for a CSV file of it), `mapped`, `teams` or `zoom`.

    `kind` is empty for what nothing can read. `grids` are the sheets of the workbook, `column_map` is that of
    a mapped file.
    """

    name: str
    data: bytes = field(repr=False)
    sha256: str
    kind: str = ""
    column_map: ColumnMap | None = None
    grids: Sequence[tuple[str, Grid]] = field(default=(), repr=False)

    @property
    def looks_like_a_workbook(self) -> bool:
        return is_spreadsheet(self.data) or Path(self.name).suffix.casefold() in _WORKBOOKS


def open_files(
    intake: Intake, paths: Sequence[Path], maps_from_elsewhere: Sequence[Path]
) -> list[SessionFile]:
    """The files that are no column maps, each content once; what is wrong goes to the intake.

    Raises SourceError for a file that may not be read: what is in it would be missed everywhere else.
    """
    maps = _read_maps(intake, [*paths, *maps_from_elsewhere])
    # Of two copies of a file, the one whose name says what it is is read.
    known = [p for p in paths if sheet_of_file(p) or any(m.is_for(p.name, name) for name, m in maps)]
    opened = []
    for file in _different_files(intake, list(dict.fromkeys([*known, *paths]))):
        column_map = _map_for(intake, maps, file)
        with intake.collecting():
            file = _open(file, column_map)
        opened.append(file)
    return opened


def refuse(file: str) -> SourceError:
    """The error for a file that nothing can read; it names the kinds of file that something can."""
    found = "no kind of file that is known"
    expected = (
        "a workbook made by fhir-vgc workbook new (or a CSV file of it, such as participants.csv), "
        "an attendance report of Teams or Zoom, or any other table with a column map beside it"
    )
    todo = f"Take it out of the folder, or write a column map (see {PAGE})."
    return SourceError(f"{file} is not known.", [Problem(file, found, expected, todo)])


def _open(file: SessionFile, column_map: ColumnMap | None) -> SessionFile:
    """The file with its kind. Raises SourceError for what nothing can read."""
    if is_spreadsheet(file.data):
        refuse_dangerous(file.data, file.name)
    if column_map:
        return replace(file, kind="mapped", column_map=column_map)
    if is_spreadsheet(file.data):
        grids = list(read_grids(file.data, file.name))
        if is_workbook([title for title, _ in grids], file.name):
            return replace(file, kind="workbook", grids=grids)
    elif sheet_of_file(Path(file.name)):
        return replace(file, kind="workbook")
    return replace(file, kind=_recognise(file))


def _recognise(file: SessionFile) -> str:
    """`teams` or `zoom`. Raises SourceError for everything else, saying what would have been known."""
    kind = recognise(file.data, file.name)
    if kind == "forms":
        found, expected = "a Microsoft Forms export", "a column map that says what its questions mean"
        todo = f"Put a column map beside it: {Path(file.name).with_suffix(COLUMN_MAP)} (see {PAGE})."
        raise SourceError(f"{file.name} has no column map.", [Problem(file.name, found, expected, todo)])
    if kind == "unknown":
        if file.looks_like_a_workbook:
            refuse_dangerous(file.data, file.name)
        raise refuse(file.name)
    return kind


def _different_files(intake: Intake, paths: Sequence[Path]) -> Iterator[SessionFile]:
    """Each content once: the same file twice is the same people twice."""
    seen: set[str] = set()
    for path in paths:
        if path.suffix.casefold() == COLUMN_MAP:
            continue
        if path.suffix.casefold() in _DOCUMENTS:
            intake.notes.append(Note("ignored", f"A {path.suffix} file was not read; it can hold no table."))
            continue
        data = _content(path)
        file = SessionFile(path.name, data, hashlib.sha256(data).hexdigest())
        if file.sha256 in seen:
            intake.notes.append(Note("same-file", "A file is there twice; it was read once."))
            continue
        seen.add(file.sha256)
        yield file


def _read_maps(intake: Intake, paths: Sequence[Path]) -> list[tuple[str, ColumnMap]]:
    maps = []
    for path in paths:
        if path.suffix.casefold() == COLUMN_MAP:
            with intake.collecting():
                maps.append((path.name, read_column_map(_content(path), path.name)))
    return maps


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        found = f"a file that cannot be read ({error.strerror})"
        todo = "See who may open it, and who has it open."
        problem = Problem(path.name, found, "a file that may be read", todo)
        raise SourceError(f"{path.name} cannot be read.", [problem]) from None


def _map_for(intake: Intake, maps: Sequence[tuple[str, ColumnMap]], file: SessionFile) -> ColumnMap | None:
    found = [column_map for name, column_map in maps if column_map.is_for(file.name, name)]
    if len(found) > 1:
        names = ", ".join(column_map.name for column_map in found)
        todo = "Narrow the files of one of them."
        problem = Problem(file.name, f"{len(found)} column maps for it ({names})", "one column map", todo)
        intake.problems.append(problem)
    return found[0] if found else None
