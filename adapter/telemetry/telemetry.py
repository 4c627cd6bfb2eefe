"""What the settings want to be told of a run, opened and closed: the log and the metrics."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from types import TracebackType
from typing import TYPE_CHECKING, Self

from adapter.ledger.figures import Figures
from adapter.settings import Settings
from adapter.telemetry.events import Event, Tell, together, unheard
from adapter.telemetry.journal import STDERR, Journal
from adapter.telemetry.pace import Pace

if TYPE_CHECKING:
    from adapter.telemetry.metrics import Metrics


class Telemetry:
    """While entered, call it with each event. Entering raises `SettingsError` if a file cannot be opened.

    What runs unattended is `logging`, to stderr unless the settings name another place; what runs for long is
    `serving` its metrics, if the settings name a port. What is no run, and so leaves the file of metrics to
    the runs, is not `measuring`.
    """

    def __init__(
        self,
        settings: Settings,
        clock: Callable[[], dt.datetime],
        *,
        logging: bool = False,
        serving: bool = False,
        measuring: bool = True,
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._log = settings.log or (STDERR if logging else None)
        self._port = settings.metrics_port if serving else None
        self._measuring = measuring
        self._open = ExitStack()
        self._tell: Tell = unheard
        self._metrics: Metrics | None = None

    @property
    def on_stderr(self) -> bool:
        """Whether stderr is the log, so that nothing else should be written there."""
        return self._log == STDERR

    @property
    def unserved(self) -> str | None:
        """Why the metrics are not served at the port that the settings name, which stops nothing."""
        return None if self._metrics is None else self._metrics.unserved

    def __call__(self, event: Event) -> None:
        self._tell(event)

    @contextmanager
    def counting(self, figures: Figures) -> Iterator[None]:
        """The metrics tell what the ledger knows as well, for as long as it is open."""
        with ExitStack() as stack:
            if self._metrics is not None:
                stack.enter_context(self._metrics.counting(figures))
            yield

    def __enter__(self) -> Self:
        settings = self._settings
        with ExitStack() as opening:
            if self._log is not None:
                journal = Journal(self._log, settings.log_level, self._clock)
                self._tell = Pace(opening.enter_context(journal))
            if self._measuring and (settings.metrics_file is not None or self._port is not None):
                # prometheus_client takes as long to load as a status takes to print
                from adapter.telemetry.metrics import Metrics

                self._metrics = opening.enter_context(
                    Metrics(
                        file=settings.metrics_file,
                        port=self._port,
                        host=settings.metrics_host,
                        tell=self._tell,
                    )
                )
                self._tell = together(self._tell, self._metrics)
            self._open = opening.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.close()
