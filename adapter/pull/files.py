"""The files that a pull writes for people and programs: a workbook, and the resources as NDJSON by type."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from functools import lru_cache
from io import FileIO
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from adapter.errors import NotWritten
from adapter.ledger.programme import Place, Programme
from adapter.pull.changes import Change
from adapter.pull.unfinished import Unfinished
from adapter.slug import slug
from profiles import wire

if TYPE_CHECKING:
    from adapter.pull.workbook import ChangesWorkbook


_NEW = os.O_CREAT | os.O_EXCL | os.O_WRONLY


class Returned:
    """Writes into one folder, under names of its own endpoint and moment: no earlier file is written over.

    The files hold patients' records: only their owner may read them. Where nothing changed, nothing is
    written. Raises `NotWritten` where the folder cannot be written to. When it is left, `written` has the
    files that are there.
    """

    def __init__(self, folder: Path, endpoint: str, programme: Programme, now: dt.datetime) -> None:
        moment = f"{now.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}"
        self._folder = folder
        self._stamp = f"{slug(endpoint)}-{moment}"
        self._unfinished = Unfinished(folder, slug(endpoint), moment)
        self._person = lru_cache(maxsize=1000)(programme.person)
        self._book: ChangesWorkbook | None = None
        self._broken = ""
        self._files: dict[str, _Lines] = {}
        self._open = ExitStack()
        self.written: list[Path] = []

    def add(self, change: Change, place: Place) -> None:
        """Take in a change; what is gone has a line of its type and id alone."""
        gone = {"resourceType": change.resource_type, "id": change.server_id}
        name = change.resource_type if change.after is not None else "withdrawn"
        person = self._person(place.filing_id)
        self._confirm_whole()
        with _writing(self._folder):
            file = self._files.get(name) or self._opened(name)
            file.add(wire.dumps(change.after or gone))
            try:
                with self._unfinished.temporary_files():
                    self._book = self._book or _new_workbook()
                    self._book.add(change, place, person, f"{file.path.name}, line {file.count}")
            except BaseException as error:
                # a sheet with half a row is no XML any more, even where there is room again
                self._broken = getattr(error, "strerror", None) or "a row was broken off"
                file.take_back()
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
                return path, os.open(path, _NEW, 0o600)
        raise AssertionError  # there are always more numbers

    def save(self) -> None:
        """Finish the workbook, if there is one: the whole of it, or none. All files are on the disk then.

        Raises `NotWritten` too where a file that was written is not there any more.
        """
        self._confirm_whole()
        book, self._book = self._book, None  # it cannot be saved twice, nor added to again
        if book is not None:
            with closing(book), _writing(self._folder, "the workbook"):
                self._confirm_there()
                for lines in self._files.values():
                    if lines.count:
                        lines.sync()
                self.written.append(self._saved(book))

    def _confirm_whole(self) -> None:
        if self._broken:
            raise _not_written(self._folder, "the changes", self._broken)

    def _confirm_there(self) -> None:
        """What was removed meanwhile can be written to, and is nowhere."""
        if not all(lines.are_there() for lines in self._files.values() if lines.count):
            raise _not_written(self._folder, "the changes", "a file was removed meanwhile")

    def _saved(self, book: ChangesWorkbook) -> Path:
        part = self._unfinished.folder / "changes.xlsx"
        descriptor = os.open(part, _NEW, 0o600)
        with os.fdopen(descriptor, "wb") as file, self._unfinished.temporary_files():
            book.save(file)
            file.flush()
            os.fsync(descriptor)
        self._confirm_there()
        path, descriptor = self._create("changes", "xlsx")
        os.close(descriptor)
        try:
            part.replace(path)
            _sync_folder(self._folder)
            path.stat()  # it was not removed meanwhile
        except BaseException:
            with suppress(OSError):  # the next pull writes all of it
                path.unlink()
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
        if self._book is not None:
            self._book.close()
        with suppress(OSError):  # saving had all of it on the disk, or it was told
            self._open.close()
        self._unfinished.remove()
        self._name_what_is_there()

    def _name_what_is_there(self) -> None:
        with suppress(OSError):
            for lines in self._files.values():
                if not lines.count:
                    lines.path.unlink(missing_ok=True)
        self.written[:] = [path for path in self.written if _is_there(path)]


def _is_there(path: Path) -> bool:
    try:
        path.stat()
    except OSError:
        return False
    return True


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

    def are_there(self) -> bool:
        """Whether what was written still has its name: what has none is gone as the file is closed."""
        try:
            return os.path.samestat(self.path.stat(), os.fstat(self._file.fileno()))
        except OSError:
            return False

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
def _writing(folder: Path, what: str = "the changes") -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise _not_written(folder, what, str(error.strerror)) from None


def _not_written(folder: Path, what: str, why: str) -> NotWritten:
    return NotWritten(f"{folder}: {what} cannot be written ({why})")
