"""The files that a pull writes for people and programs: a workbook, and the resources as NDJSON by type."""

from __future__ import annotations

import datetime as dt
import os
from functools import lru_cache
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from adapter.errors import SettingsError
from adapter.ledger.programme import Place, Programme
from adapter.pull.changes import Change
from adapter.pull.workbook import ChangesWorkbook
from profiles import wire


class Returned:
    """Writes into one folder, under names of its own moment, so that no earlier pull is written over.

    A resource is on disk before its change is kept in the ledger. The files hold patients' records: only
    their owner may read them. Where nothing changed, nothing is written. Raises `SettingsError` where the
    folder cannot be written to.
    """

    def __init__(self, folder: Path, programme: Programme, now: dt.datetime) -> None:
        self._folder = folder
        self._stamp = f"{now.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}"
        self._person = lru_cache(maxsize=1000)(programme.person)
        self._book = ChangesWorkbook()
        self._files: dict[str, BinaryIO] = {}
        self.written: list[Path] = []

    def add(self, change: Change, place: Place) -> None:
        """Take in a change; what is gone has a line of its type and id alone."""
        gone = {"resourceType": change.resource_type, "id": change.server_id}
        name = change.resource_type if change.after is not None else "withdrawn"
        file = self._files.get(name) or self._opened(name)
        file.write(wire.dumps(change.after or gone) + b"\n")
        file.flush()
        self._book.add(change, place, self._person(place.filing_id))

    def _opened(self, name: str) -> BinaryIO:
        self._files[name] = file = self._create(f"{name}-{self._stamp}.ndjson")
        return file

    def _create(self, name: str) -> BinaryIO:
        path = self._folder / name
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        except OSError as error:
            raise SettingsError(f"--out {path}: cannot be written ({error.strerror})") from None
        self.written.append(path)
        return os.fdopen(handle, "wb")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for file in self._files.values():
            file.close()
        if not self._book.empty:
            with self._create(f"changes-{self._stamp}.xlsx") as file:
                self._book.save(file)
