"""Everything that is told of a run: its log, its metrics, its reports, its errors and what lies about."""

from __future__ import annotations

import logging
import re
import tempfile
import traceback
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

from adapter.gp.answers import Received
from adapter.gp.connections import Connections
from adapter.telemetry.events import Tell, together
from adapter.telemetry.journal import Journal
from adapter.telemetry.metrics import Metrics
from profiles import wire
from tests.machine.broken import Disclosed, require
from tests.machine.model import PEOPLE
from tests.machine.times import Times
from tests.push import clinic

_PEOPLE = [clinic.person(index) for index in range(PEOPLE)]
PLANTED = re.compile(
    "|".join(
        [
            *(clinic.NOT_WITHIN_A_NUMBER + one.nhs_number for one in _PEOPLE),
            *(re.escape(text) for one in _PEOPLE for text in (one.family, *one.given)),
            *(one.birth_date.isoformat() for one in _PEOPLE),
            *(re.escape(story[:12]) for story in clinic.STORIES[:PEOPLE]),
            r"Person \d:|The practice's \d|Tablets \d|in the garden",
        ]
    ),
    re.IGNORECASE,
)
"""What only the ledger and the records may hold: who the patients are, and what clinic and practice say."""

_LEDGER = "ledger.db"


class Listening(logging.Handler):
    """Hears all that a log would hold at its most talkative, and that libraries would warn of."""

    def __init__(self, folder: Path, times: Times) -> None:
        super().__init__(logging.WARNING)
        self._folder = folder
        self._times = times
        self._heard: list[str] = []
        self._offset = 0
        self.tell: Tell

    @contextmanager
    def open(self) -> Iterator[None]:
        """Inside, `tell` is for the events of a run, and temporary files are made where they are seen."""
        temporary = self._folder / "temporary"
        temporary.mkdir()
        with ExitStack() as stack:
            journal = Journal(str(self._folder / "log.json"), "debug", self._times.clock)
            metrics = Metrics(file=self._folder / "vgc.prom")
            self.tell = together(stack.enter_context(journal), stack.enter_context(metrics))
            stack.enter_context(patch.object(tempfile, "tempdir", str(temporary)))
            stack.enter_context(patch.object(Connections, "send", self._noting_urls(Connections.send)))
            logging.getLogger().addHandler(self)
            stack.callback(logging.getLogger().removeHandler, self)
            yield

    def emit(self, record: logging.LogRecord) -> None:
        self._heard.append(self.format(record))

    def _noting_urls(self, send: Callable[..., Received]) -> Callable[..., Received]:
        """They stand in the logs of whatever is between us and the endpoint."""

        def noting(connections: Connections, method: str, url: str, *given: Any) -> Received:
            self._heard.append(f"{method} {url}")
            return send(connections, method, url, *given)

        return noting

    def report(self, books: dict[str, Any]) -> None:
        """What a command prints of itself."""
        self._heard.append(wire.dumps(books).decode())

    def error(self, error: BaseException | None) -> None:
        """What a crash would leave: the words of the error, and of those that led to it."""
        while error is not None:
            self._heard += traceback.format_exception_only(error)
            error = error.__cause__ or error.__context__

    def named_nobody(self) -> None:
        """I9: since the last time. Raises `Disclosed`."""
        with (self._folder / "log.json").open(encoding="utf-8") as log:
            log.seek(self._offset)
            self._heard.append(log.read())
            self._offset = log.tell()
        for file in self._folder.rglob("*"):
            self._heard.append(file.name)
            if file.is_file() and not file.name.startswith((_LEDGER, "log.json")):
                self._heard.append(file.read_text("utf-8", "replace"))
        text = "\n".join(self._heard)
        self._heard.clear()
        found = PLANTED.search(text)
        require(found is None, Disclosed, found and text[max(found.start() - 200, 0) : found.end() + 50])
