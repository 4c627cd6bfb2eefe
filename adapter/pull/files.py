"""The files that a pull writes for people and programs: a workbook, and the resources as NDJSON by type."""

from __future__ import annotations

import datetime as dt
import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import lru_cache
from io import BytesIO, FileIO
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from adapter.errors import NotWritten
from adapter.ledger.programme import Place, Programme
from adapter.pull.changes import Change
from adapter.settings import slug
from profiles import wire

if TYPE_CHECKING:
    from adapter.pull.workbook import ChangesWorkbook


class Returned:
    """Writes into one folder, under names of its own endpoint and moment: no earlier file is written over.

    The files hold patients' records: only their owner may read them. Where nothing changed, nothing is
    written. Raises `NotWritten` where the folder cannot be written to.
    """

    def __init__(self, folder: Path, endpoint: str, programme: Programme, now: dt.datetime) -> None:
        self._folder = folder
        self._stamp = f"{slug(endpoint)}-{now.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}"
        self._person = lru_cache(maxsize=1000)(programme.person)
        self._book: ChangesWorkbook | None = None
        self._files: dict[str, _Lines] = {}
        self._open = ExitStack()
        self._failed = False
        self.written: list[Path] = []

    def add(self, change: Change, place: Place) -> None:
        """Take in a change; what is gone has a line of its type and id alone."""
        gone = {"resourceType": change.resource_type, "id": change.server_id}
        name = change.resource_type if change.after is not None else "withdrawn"
        person = self._person(place.filing_id)
        try:
            with _writing(self._folder):
                file = self._files.get(name) or self._opened(name)
                file.add(wire.dumps(change.after or gone))
                try:
                    with _temporary_files_in(self._folder):
                        self._book = self._book or _new_workbook()
                        self._book.add(change, place, person, f"{file.path.name}, line {file.count}")
                except OSError:
                    file.take_back()
                    raise
        except NotWritten:
            self._failed = True
            raise

    def _opened(self, name: str) -> _Lines:
        path, descriptor = self._create(name, "ndjson")
        self.written.append(path)
        file = self._open.enter_context(os.fdopen(descriptor, "wb", 0))
        self._files[name] = lines = _Lines(path, file)
        return lines

    def _create(self, name: str, kind: str) -> tuple[Path, int]:
        """A new file; with a number, where another run of the same second has its name."""
        self._folder.mkdir(parents=True, exist_ok=True)
        stems = (f"{name}-{self._stamp}" + (f"-{number}" if number > 1 else "") for number in count(1))
        for path in (self._folder / f"{stem}.{kind}" for stem in stems):
            with suppress(FileExistsError):
                return path, os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        raise AssertionError  # there are always more numbers

    def save(self) -> None:
        """Finish the workbook, if there is one: the whole of it, or none. All files are on the disk then."""
        book, self._book = self._book, None  # it cannot be saved twice, nor added to again
        if book is not None:
            with _writing(self._folder, "the workbook", "; the changes are there as NDJSON"):
                for lines in self._files.values():
                    lines.sync()
                self.written.append(self._saved(book))

    def _saved(self, book: ChangesWorkbook) -> Path:
        whole = BytesIO()
        with _temporary_files_in(self._folder):
            book.save(whole)
        part, descriptor = self._create("changes", "xlsx.part")
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(whole.getvalue())
                file.flush()
                os.fsync(descriptor)
            path, descriptor = self._create("changes", "xlsx")
            os.close(descriptor)
            part.replace(path)
            _sync_folder(self._folder)
        except OSError:
            part.unlink(missing_ok=True)
            raise
        return path

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None:  # what broke it off kept the pull from asking for it
            with suppress(NotWritten):
                self.save()
        try:
            with _writing(self._folder):
                self._open.close()
        except NotWritten:
            if not self._failed:  # it was told when it came up
                raise


def _sync_folder(folder: Path) -> None:
    """Have the names of its files on the disk, where a folder can be opened for that."""
    if hasattr(os, "O_DIRECTORY"):
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


class _Lines:
    """A file of whole lines: where there is no room for all of one, nothing of it stays."""

    def __init__(self, path: Path, file: FileIO) -> None:
        self.path = path
        self.count = 0
        self._file = file
        self._before = 0

    def add(self, line: bytes) -> None:
        self._before = self._file.tell()
        rest = memoryview(line + b"\n")
        try:
            while rest:
                rest = rest[self._file.write(rest) :]
        except OSError:
            self._cut()
            raise
        self.count += 1

    def sync(self) -> None:
        """Have all of it on the disk."""
        os.fsync(self._file.fileno())

    def take_back(self) -> None:
        """Leave out the line that was added last."""
        self._cut()
        self.count -= 1

    def _cut(self) -> None:
        self._file.truncate(self._before)
        self._file.seek(self._before)


def _new_workbook() -> ChangesWorkbook:
    # openpyxl takes 0.08 s to load, and most rounds bring no change back
    from adapter.pull.workbook import ChangesWorkbook

    return ChangesWorkbook()


@contextmanager
def _writing(folder: Path, what: str = "the changes", comfort: str = "") -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise NotWritten(f"{folder}: {what} cannot be written ({error.strerror}){comfort}") from None


@contextmanager
def _temporary_files_in(folder: Path) -> Iterator[None]:
    """openpyxl keeps the rows of a sheet in a temporary file: patients' records are to be nowhere else."""
    before, tempfile.tempdir = tempfile.tempdir, str(folder)
    try:
        yield
    finally:
        tempfile.tempdir = before
