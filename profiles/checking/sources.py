"""JSON texts for a check, one after the other: from files, folders and standard input."""

from __future__ import annotations

import gzip
import os
import sys
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from functools import cached_property
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from profiles.checking.texts import EXPECTED, Text, Unreadable, printable, texts

STANDARD_INPUT = "-"

_LINES = (".ndjson", ".jsonl")
_READ = (".json", *_LINES)
_MANIFEST = "package.json"
"""In every FHIR package, beside its resources."""

_GZIP = b"\x1f\x8b"


class Sources:
    """Everything that can be read at the places named, in their order; iterated once.

    A place is a file, a folder or `-` for standard input. Of a folder are read the `.json`, `.ndjson` and
    `.jsonl` files (also `.gz`) in it and below it, in the order of their names; hidden ones are left out, and
    `not_read` counts the others by suffix. Files compressed by gzip are known by their first bytes.
    """

    def __init__(self, places: Sequence[str]) -> None:
        self.not_read: Counter[str] = Counter()
        self._paths = [path for place in places for path in self._files(Path(place))]
        self._behind = 0
        self._open: BinaryIO | None = None

    def __iter__(self) -> Iterator[Text | Unreadable]:
        for path in self._paths:
            if path == Path(STANDARD_INPUT):
                # closed by whoever started us, it is None
                yield from texts(sys.stdin.buffer if sys.stdin else BytesIO(), "standard input")
            elif path.is_dir():
                yield Unreadable(
                    printable(str(path)), "no .json or .ndjson file in it", EXPECTED, "Name another folder."
                )
            else:
                yield from self._file(path, printable(str(path)))

    def share(self) -> float | None:
        """How much of the bytes is behind us, 0 to 1; None where nobody can know."""
        return (self._behind + (self._open.tell() if self._open else 0)) / self._size if self._size else None

    @cached_property
    def _size(self) -> int:
        if Path(STANDARD_INPUT) in self._paths:
            return 0
        return sum(path.stat().st_size for path in self._paths if path.is_file())

    def _files(self, place: Path) -> Iterator[Path]:
        """The files of a place; the place itself, if it is no folder or holds none."""
        if not place.is_dir():
            yield place
            return
        found = 0
        for folder, folders, names in os.walk(place):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            for name in sorted(name for name in names if not name.startswith(".")):
                if _suffix(name) in _READ and name != _MANIFEST:
                    found += 1
                    yield Path(folder, name)
                else:
                    self.not_read[name if name == _MANIFEST else Path(name).suffix or "no suffix"] += 1
        if not found:
            yield place

    def _file(self, path: Path, where: str) -> Iterator[Text | Unreadable]:
        try:
            with path.open("rb") as file:
                self._open = file
                packed = file.peek(len(_GZIP)).startswith(_GZIP)
                with gzip.open(file) if packed else nullcontext(file) as stream:
                    yield from texts(stream, where, by_line=_suffix(path.name) in _LINES)
                self._behind += file.tell()
        except (EOFError, zlib.error, gzip.BadGzipFile):
            yield Unreadable(where, "a damaged gzip file", "a whole one", "Copy or compress it again.")
        except OSError as error:
            found = f"nothing that can be read ({error.strerror})"
            yield Unreadable(where, found, EXPECTED, "Check its name, and who may read it.")
        finally:
            self._open = None


def _suffix(name: str) -> str:
    return Path(name.lower().removesuffix(".gz")).suffix
