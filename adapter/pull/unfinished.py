"""Where a pull keeps what is not finished yet: a hidden folder of its own, beside what it writes."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path


class Unfinished:
    """Only its owner may look into the folder; it is made when it is first asked for.

    What is there stays when the process is killed: the next pull of the same endpoint that makes one removes
    it. A pull from another ledger that is still going, of an endpoint of the same name and into the same
    folder, then finds its files gone.
    """

    def __init__(self, folder: Path, endpoint: str, moment: str) -> None:
        self._folder = folder
        self._endpoint = endpoint
        self._moment = moment
        self._own: Path | None = None

    @property
    def folder(self) -> Path:
        """Raises OSError where it cannot be made."""
        if self._own is None:
            self._remove_left()
            self._own = self._made()
        return self._own

    def _made(self) -> Path:
        stem = f".unfinished-{self._endpoint}-{self._moment}"
        for number in count(1):
            path = self._folder / (f"{stem}-{number}" if number > 1 else stem)
            with suppress(FileExistsError):
                os.mkdir(path, 0o700)
                return path
        raise AssertionError  # there are always more numbers

    def _remove_left(self) -> None:
        """The moment keeps `practice` from taking what is of `practice-two`."""
        of_ours = re.compile(rf"\.unfinished-{re.escape(self._endpoint)}-\d{{8}}T\d{{6}}Z(-\d+)?")
        for path in list(self._folder.iterdir()):
            if of_ours.fullmatch(path.name):
                shutil.rmtree(path, ignore_errors=True)

    @contextmanager
    def temporary_files(self) -> Iterator[None]:
        """openpyxl keeps a sheet's rows in a temporary file: patients' records are to be nowhere else."""
        before, tempfile.tempdir = tempfile.tempdir, str(self.folder)
        try:
            yield
        finally:
            tempfile.tempdir = before

    def remove(self) -> None:
        if self._own is not None:
            shutil.rmtree(self._own, ignore_errors=True)
