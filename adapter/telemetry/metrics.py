"""Metrics for Prometheus: what this process counts and what the ledger knows, by endpoint."""

from __future__ import annotations

import collections
import datetime as dt
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from wsgiref.simple_server import WSGIServer

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    start_http_server,
    write_to_textfile,
)
from prometheus_client.core import GaugeMetricFamily

from adapter.errors import SettingsError
from adapter.ledger.figures import Figures
from adapter.telemetry.events import (
    BreakerChanged,
    ElementsDecided,
    Event,
    FilingSettled,
    MetricsNotWritten,
    PullClosed,
    RequestMade,
    RunEnded,
    Tell,
    TokenRequested,
    context,
    unheard,
)
from adapter.telemetry.journal import shown
from adapter.telemetry.names import kind_of

_SECONDS = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)
"""Upper bounds of the request times; an endpoint is given 30 seconds, unless the settings say otherwise."""


class Metrics:
    """Counts events, and gives all of it to Prometheus: in `file` after each run, at `port` at any time.

    Call it with each event; it never raises. `tell` hears of a file that could not be written, or a port that
    could not be opened; `unserved` says why. Raises `SettingsError` if the file's folder is missing.
    """

    def __init__(
        self,
        *,
        file: Path | None = None,
        port: int | None = None,
        host: str = "127.0.0.1",
        tell: Tell = unheard,
    ) -> None:
        self._file = file.expanduser() if file is not None else None
        self._tell = tell
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "fhir_vgc_requests",
            "Attempts at requests, by what was asked and how it was answered",
            ("endpoint", "interaction", "status"),
            registry=self.registry,
        )
        self._seconds = Histogram(
            "fhir_vgc_request_seconds",
            "How long attempts at requests took",
            ("endpoint", "interaction"),
            buckets=_SECONDS,
            registry=self.registry,
        )
        self._settled = Counter(
            "fhir_vgc_filings_settled",
            "Filings answered for, by where they stood then",
            ("endpoint", "state"),
            registry=self.registry,
        )
        self._resources = Counter(
            "fhir_vgc_resources",
            "Resources, by what became of them",
            ("endpoint", "outcome"),
            registry=self.registry,
        )
        self._changes = Counter(
            "fhir_vgc_changes",
            "What the practice did, as pulls brought it back",
            ("endpoint", "action"),
            registry=self.registry,
        )
        self._decisions = Counter(
            "fhir_vgc_decisions",
            "Elements that clinic and practice had both changed, by the policy that settled them",
            ("endpoint", "policy"),
            registry=self.registry,
        )
        self._breaker = Gauge(
            "fhir_vgc_breaker_open",
            "1 while nothing is sent to an endpoint that gave no answers",
            ("endpoint",),
            registry=self.registry,
        )
        self._runs = Counter(
            "fhir_vgc_runs",
            "Runs that ended, by how",
            ("endpoint", "command", "outcome"),
            registry=self.registry,
        )
        if self._file is not None and not self._file.parent.is_dir():
            raise SettingsError(f"metrics_file {file}: there is no such folder")
        self.unserved: str | None = None
        self._served = self._serve(port, host) if port is not None else None

    def __call__(self, event: Event) -> None:
        endpoint = shown(context().endpoint or "none")
        match event:
            case RequestMade():
                self._requests.labels(endpoint, event.interaction, _class_of(event.status)).inc()
                self._seconds.labels(endpoint, event.interaction).observe(event.seconds)
                if event.status is not None:
                    # a breaker that was never open does not say that it is closed
                    self._breaker.labels(endpoint).set(0)
            case TokenRequested():
                self._requests.labels(endpoint, "token", _class_of(event.status)).inc()
                self._seconds.labels(endpoint, "token").observe(event.seconds)
            case BreakerChanged():
                self._breaker.labels(endpoint).set(event.breaker != "closed")
            case FilingSettled():
                self._settled.labels(endpoint, event.state).inc()
                for outcome, count in event.resources.items():
                    self._resources.labels(endpoint, outcome).inc(count)
            case ElementsDecided():
                for policy, count in event.decisions.items():
                    self._decisions.labels(endpoint, policy).inc(count)
            case PullClosed():
                for action, count in event.changes.items():
                    self._changes.labels(endpoint, action).inc(count)
            case RunEnded():
                self._runs.labels(endpoint, event.command, event.outcome).inc()
                self._write()

    @contextmanager
    def counting(self, figures: Figures) -> Iterator[None]:
        """What the ledger knows is among the metrics for as long as it is open."""
        standing = _Standing(figures)
        self.registry.register(standing)
        try:
            yield
        finally:
            self.registry.unregister(standing)

    def _serve(self, port: int, host: str) -> tuple[WSGIServer, threading.Thread] | None:
        try:
            return start_http_server(port, host, self.registry)
        except Exception as error:  # as with the file
            why = getattr(error, "strerror", None) or type(error).__name__
            told = SettingsError(f"metrics_port {port}: nothing is served there ({why})")
            self.unserved = str(told)
            self._tell(MetricsNotWritten(error=kind_of(told)))
            return None

    def _write(self) -> None:
        if self._file is None:
            return
        try:
            write_to_textfile(str(self._file), self.registry)
            # whoever collects them is another user, and a service that handles records has a strict umask
            self._file.chmod(0o644)
        except Exception as error:  # what is counted must never stop what is filed
            self._tell(MetricsNotWritten(error=kind_of(error)))

    @property
    def port(self) -> int | None:
        """The port that is served, which the system has chosen where 0 was asked for."""
        return self._served[0].server_port if self._served else None

    def close(self) -> None:
        if self._served is not None:
            server, thread = self._served
            server.shutdown()
            server.server_close()
            thread.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class _Standing:
    """What the ledger knows when it is asked. Ages are told as moments: a file would freeze them."""

    def __init__(self, figures: Figures) -> None:
        self._figures = figures

    def describe(self) -> list[GaugeMetricFamily]:
        """Nothing is read from the ledger only to be registered."""
        return []

    def collect(self) -> Iterator[GaugeMetricFamily]:
        filings = _gauge("filings", "Filings, by where they stand", "state")
        for endpoint, states in self._figures.filings().items():
            for state, count in states.items():
                filings.add_metric((shown(endpoint), state), count)
        yield filings
        yield _moments(
            "waiting_since_timestamp_seconds",
            "When what has waited longest first could not be filed, or was imported if it was never tried",
            self._figures.waiting_since(),
        )
        yield _moments(
            "pulled_timestamp_seconds",
            "When the type of resource was pulled that was left longest",
            self._figures.pulled(),
        )
        conflicts = _gauge("open_conflicts", "Conflicts that wait for a choice")
        for endpoint, count in self._figures.open_conflicts().items():
            conflicts.add_metric((shown(endpoint),), count)
        yield conflicts
        flagged = _gauge(
            "flagged_patients",
            "Patients whom the last pulls saw dead, merged, inactive, moved or gone, and nobody has settled",
        )
        for endpoint, count in self._figures.flagged().items():
            flagged.add_metric((shown(endpoint),), count)
        yield flagged
        choices = _gauge("choices", "Elements in conflict that somebody has decided on, by choice", "choice")
        for endpoint, kinds in self._figures.choices().items():
            for kind, count in kinds.items():
                choices.add_metric((shown(endpoint), kind), count)
        yield choices
        yield from self._last_runs()

    def _last_runs(self) -> Iterator[GaugeMetricFamily]:
        ended = _gauge("last_run_timestamp_seconds", "When the last run ended", "command")
        took = _gauge("last_run_seconds", "How long the last run took", "command")
        done = _gauge("last_run_done", "1 if the last run could do its work, 0 if it failed", "command")
        asked = _gauge("last_run_requests", "Requests of the last run", "command", "kind")
        for run in self._figures.last_runs():
            if run.endpoint is None or run.ended_at is None or run.summary is None:
                continue
            labels = (shown(run.endpoint), run.command)
            ended.add_metric(labels, run.ended_at.timestamp())
            took.add_metric(labels, (run.ended_at - run.started_at).total_seconds())
            done.add_metric(labels, 0 if "error" in run.summary else 1)
            requests = _requests(run.summary)
            for kind in ("read", "write"):
                asked.add_metric((*labels, kind), requests[kind])
        yield from (ended, took, done, asked)


def _requests(summary: Mapping[str, Any]) -> collections.Counter[str]:
    """Of a run's books: those of a sync are its pull's and its push's, and a pull only reads."""
    found = collections.Counter[str]()
    for books in (summary, summary.get("pull"), summary.get("push")):
        requests = (books or {}).get("requests", 0)
        found.update({"read": requests} if isinstance(requests, int) else requests)
    return found


def _gauge(name: str, about: str, *labels: str) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"fhir_vgc_{name}", about, labels=("endpoint", *labels))


def _moments(name: str, about: str, moments: dict[str, dt.datetime]) -> GaugeMetricFamily:
    gauge = _gauge(name, about)
    for endpoint, moment in moments.items():
        gauge.add_metric((shown(endpoint),), moment.timestamp())
    return gauge


def _class_of(status: int | None) -> str:
    return "none" if status is None else f"{status // 100}xx"
