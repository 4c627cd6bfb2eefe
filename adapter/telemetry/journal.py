"""The log: one line of JSON for each event, in which no patient can be named."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import logging
import logging.handlers
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from io import TextIOWrapper
from pathlib import Path
from types import TracebackType
from typing import Self

from adapter.errors import SettingsError
from adapter.settings import Level, without_secrets
from adapter.telemetry.events import Event, context
from adapter.telemetry.fields import told
from adapter.telemetry.names import name_of

STDERR = "-"
"""Where a log goes that is no file."""

_LEVELS: dict[Level, int] = {"debug": 10, "info": 20, "warning": 30, "error": 40}


class Journal:
    """Writes events from `level` on to a file, which may be moved away at any time, or to stderr.

    Call it with each event; it never raises. Raises `SettingsError` if the file cannot be opened.
    """

    def __init__(self, target: str, level: Level, clock: Callable[[], dt.datetime]) -> None:
        self._clock = clock
        self._from = _LEVELS[level]
        self._handler = _opened(target)
        self._handler.setFormatter(logging.Formatter("%(message)s"))

    def __call__(self, event: Event) -> None:
        if _LEVELS[event.level] < self._from:
            return
        line = json.dumps(entry(event, self._clock()), separators=(",", ":"))
        self._handler.handle(logging.LogRecord("fhir-vgc", 0, "", 0, line, None, None))

    def close(self) -> None:
        # what could not be written is tried once more; that it could not was said
        with suppress(OSError):
            self._handler.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def entry(event: Event, now: dt.datetime) -> dict[str, object]:
    """The line that an event becomes. JSON's own escapes keep whatever stands in it on one line."""
    about = context()
    line: dict[str, object] = {
        "time": now.astimezone(dt.UTC).isoformat(timespec="milliseconds"),
        "level": event.level,
        "event": name_of(type(event)),
        "run": about.run,
        "endpoint": about.endpoint and shown(about.endpoint),
        "filing": about.filing,
    }
    fields = {
        name: round(value, 3) if isinstance(value, float) else value for name, value in told(event).items()
    }
    return {name: value for name, value in line.items() if value is not None} | fields


def shown(endpoint: str) -> str:
    """An endpoint's name as logs and metrics show it: a folder's path could name anybody."""
    if endpoint.startswith("folder:"):
        return f"folder:{hashlib.sha256(endpoint.encode()).hexdigest()[:8]}"
    return without_secrets(endpoint)


class _Tolerant:
    """A log that cannot be written must not stop a filing; it is said once."""

    _failed = False

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's own name
        if not self._failed:
            self._failed = True
            sys.stderr.write("The log cannot be written; the run goes on without it.\n")


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


class _File(_Tolerant, logging.handlers.WatchedFileHandler):
    """Whoever rotates logs moves the file away; the next line begins a new one."""

    def _open(self) -> TextIOWrapper:
        """Readable by its owner alone, like the ledger; a file that is there keeps its mode."""
        return open(self.baseFilename, "a", encoding="utf-8", opener=_private)

    def emit(self, record: logging.LogRecord) -> None:
        try:
            super().emit(record)
        except OSError:
            self.handleError(record)


class _Stream(_Tolerant, logging.StreamHandler):  # type: ignore[type-arg]
    pass


def _opened(target: str) -> logging.Handler:
    if target == STDERR:
        return _Stream(sys.stderr)
    try:
        return _File(Path(target).expanduser())
    except OSError as error:
        raise SettingsError(f"log {target}: cannot be opened ({error.strerror})") from None
