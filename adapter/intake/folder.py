"""A source on disk: a workbook, a folder with one session's files, or a folder of such folders."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from adapter.errors import SourceError
from adapter.intake.opening import COLUMN_MAP
from adapter.intake.reading import Reading
from adapter.intake.session_files import read_files
from adapter.problem import Problem
from adapter.settings import FILE_NAME as SETTINGS

KEPT = 2_000
"""Participants kept in memory while a source is checked; of a larger one each session is read again."""

Check: TypeAlias = Callable[[Reading], Iterable[Problem]]
"""What else may be wrong with a session that was read well."""

_NEVER = ("desktop.ini", "thumbs.db", SETTINGS)
_TABLES = (".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".xls")


@dataclass(frozen=True, slots=True)
class _Place:
    """One session on disk; `maps` are column maps of the folder above."""

    name: str
    files: tuple[Path, ...]
    maps: tuple[Path, ...] = ()

    def read(self) -> Reading:
        return read_files(self.name, self.files, self.maps)


def read_source(path: Path, check: Check = lambda reading: ()) -> Iterator[Reading]:
    """Every session of the source by its date, each whole; all of the source is checked before the first.

    A source is one of:

    - a workbook (`.xlsx`);
    - a folder with one session's files: the workbook, or its CSV files (`session.csv`, `participants.csv` …);
      attendance reports of Teams and Zoom; other tables, each with a column map (`.toml`);
    - a folder of such folders, with column maps for all of them beside them.

    Not read are hidden files, `~$…`, `desktop.ini`, `Thumbs.db`, `README…`, `….md` and the settings
    (`fhir-vgc.toml`); folders inside a session's folder; and folders without any table (`practice/`). Every
    other file must be known. Raises SourceError with every problem of every session, and with those that
    `check` finds in what was read.
    """
    try:
        places = _places(path)
    except OSError as error:
        raise SourceError(f"{path} cannot be read ({error.strerror}); see who may open it") from None
    kept: list[tuple[_Place, Reading]] | None = []
    order: list[tuple[dt.date, str, _Place]] = []
    problems: list[Problem] = []
    holders: dict[str, str] = {}
    read = 0
    for place in places:
        try:
            reading = place.read()
        except SourceError as error:
            problems.extend(_within(place, problem, len(places) > 1) for problem in error.problems)
            continue
        problems.extend(_within(place, problem, len(places) > 1) for problem in check(reading))
        session = reading.session
        first = holders.setdefault(session.session_id, place.name)
        if first != place.name:
            expected = "a session_id of its own for each session"
            todo = "Make a new workbook for each session with fhir-vgc workbook new, and copy the rows there."
            problems.append(Problem(place.name, f"the session_id of {first}", expected, todo))
        order.append((session.session_date, place.name, place))
        read += len(reading.participants)
        kept = None if kept is None or read > KEPT else [*kept, (place, reading)]
    if problems:
        count = len(problems)
        plural = "s" if count > 1 else ""
        raise SourceError(f"{path}: {count} problem{plural}; nothing was imported", problems)
    order.sort(key=lambda entry: entry[:2])
    known = dict(kept or ())
    return (known.get(place) or place.read() for _, _, place in order)


def _places(path: Path) -> Sequence[_Place]:
    if not path.exists():
        raise SourceError(f"{path} does not exist; name a workbook, or the folder of a session")
    if not path.is_dir():
        if not path.is_file():
            raise SourceError(
                f"{path} is neither a file nor a folder; name a workbook, or the folder of a session"
            )
        if path.suffix.casefold() not in (".xlsx", ".xlsm"):
            raise SourceError(f"{path} is no session by itself; name the folder that it is in")
        return [_Place(path.name, (path,))]
    files = _files(path)
    if any(file.suffix.casefold() in _TABLES for file in files):
        return [_Place(path.resolve().name, files)]
    maps = tuple(file for file in files if file.suffix.casefold() == COLUMN_MAP)
    folders = [one for one in sorted(path.iterdir()) if one.is_dir() and not one.name.startswith(".")]
    found = [
        _Place(folder.name, inside, maps) for folder in folders if _holds_table(inside := _files(folder))
    ]
    if not found:
        todo = "name the folder of a session, or make a workbook with fhir-vgc workbook new"
        raise SourceError(f"{path} holds no session; {todo}")
    return found


def _files(folder: Path) -> tuple[Path, ...]:
    """The files that may belong to a session."""
    return tuple(
        file
        for file in sorted(folder.iterdir())
        if file.is_file()
        and not file.name.casefold().startswith((".", "~$", "readme"))
        and file.name.casefold() not in _NEVER
        and file.suffix.casefold() != ".md"
    )


def _holds_table(files: Sequence[Path]) -> bool:
    return any(file.suffix.casefold() in _TABLES for file in files)


def _within(place: _Place, problem: Problem, several: bool) -> Problem:
    """A problem of one of several sessions says which."""
    if not several or problem.where.startswith(place.name):
        return problem
    return Problem(f"{place.name}: {problem.where}", problem.found, problem.expected, problem.todo)
