"""Metrics: what is counted, what the ledger knows, and how both reach Prometheus."""

from __future__ import annotations

import datetime as dt
import os
import stat
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from adapter.errors import SettingsError
from adapter.ledger.ledger import Ledger
from adapter.telemetry.events import (
    BreakerChanged,
    ElementsDecided,
    Event,
    FilingSettled,
    MetricsNotWritten,
    PullClosed,
    RequestMade,
    RunEnded,
    TokenRequested,
    about,
)
from adapter.telemetry.metrics import Metrics
from tests.ledger.examples import RUN, filing

NOW = dt.datetime(2026, 3, 10, 12, tzinfo=dt.UTC)
ENDED = RunEnded(command="push", outcome="done", seconds=1.0)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger(str(tmp_path / "ledger.db")) as opened:
        yield opened


def request(status: int | None) -> RequestMade:
    return RequestMade(
        interaction="bundle", method="POST", status=status, seconds=0.2, request=RUN, correlation=RUN
    )


def samples(text: str) -> dict[tuple[str, ...], float]:
    """Every sample by its name and its labels' values, in the order of the labels' names."""
    return {
        (sample.name, *(value for _, value in sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_what_happens_is_counted_by_endpoint(tmp_path: Path) -> None:
    file = tmp_path / "vgc.prom"
    with Metrics(file=file) as metrics, about(endpoint="practice"):
        for event in (
            request(200),
            request(201),
            request(503),
            request(None),
            TokenRequested(status=200, seconds=0.3),
            FilingSettled(state="filed", resources={"created": 40}),
            FilingSettled(state="held"),
            ElementsDecided(decisions={"newest": 2, "person": 1}),
            BreakerChanged(breaker="open"),
            ENDED,
        ):
            metrics(event)
    found = samples(file.read_text("utf-8"))
    assert found["fhir_vgc_requests_total", "practice", "bundle", "2xx"] == 2
    assert found["fhir_vgc_requests_total", "practice", "bundle", "5xx"] == 1
    assert found["fhir_vgc_requests_total", "practice", "bundle", "none"] == 1
    assert found["fhir_vgc_request_seconds_count", "practice", "bundle"] == 4
    assert found["fhir_vgc_requests_total", "practice", "token", "2xx"] == 1
    assert found["fhir_vgc_filings_settled_total", "practice", "filed"] == 1
    assert found["fhir_vgc_filings_settled_total", "practice", "held"] == 1
    assert found["fhir_vgc_resources_total", "practice", "created"] == 40
    assert found["fhir_vgc_decisions_total", "practice", "newest"] == 2
    assert found["fhir_vgc_breaker_open", "practice"] == 1
    assert found["fhir_vgc_runs_total", "push", "practice", "done"] == 1


@pytest.mark.hazard("H18")
@pytest.mark.hazard("H19")
def test_a_figure_is_about_the_runs_of_an_endpoint_and_never_about_people(
    tmp_path: Path, ledger: Ledger
) -> None:
    """There is no label for a patient, a session, a day, a programme or an answer."""
    file = tmp_path / "vgc.prom"
    ledger.filings("practice").settle(filing(number=1), None, "filed", None, RUN, NOW)
    ledger.runs.finish(ledger.runs.start("push", "practice", NOW), {"requests": {"read": 1, "write": 2}}, NOW)
    with Metrics(file=file) as metrics, metrics.counting(ledger.figures), about(endpoint="practice"):
        metrics(ElementsDecided(decisions={"clinic": 1}))
        for event in (request(200), FilingSettled(state="filed", resources={"created": 4}), ENDED):
            metrics(event)
        metrics(PullClosed(outcome="done", patients=1, changes={"changed": 1}, requests={"read": 1}))
    families = list(text_string_to_metric_families(file.read_text("utf-8")))
    labels = {name for family in families for sample in family.samples for name in sample.labels}
    assert labels <= {
        "endpoint",
        "interaction",
        "status",
        "state",
        "outcome",
        "action",
        "choice",
        "command",
        "policy",
        "kind",
        "le",
    }


def test_a_breaker_that_closed_is_not_told_as_open(tmp_path: Path) -> None:
    file = tmp_path / "vgc.prom"
    with Metrics(file=file) as metrics, about(endpoint="practice"):
        for event in (BreakerChanged(breaker="open"), BreakerChanged(breaker="closed"), ENDED):
            metrics(event)
    assert samples(file.read_text("utf-8"))["fhir_vgc_breaker_open", "practice"] == 0


def test_an_endpoint_that_answers_again_is_not_told_as_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "vgc.prom"
    with Metrics(file=file) as metrics, about(endpoint="practice"):
        for event in (BreakerChanged(breaker="open"), request(None), request(200), ENDED):
            metrics(event)
    assert samples(file.read_text("utf-8"))["fhir_vgc_breaker_open", "practice"] == 0


def test_what_the_ledger_knows_is_told_of_all_endpoints(tmp_path: Path, ledger: Ledger) -> None:
    file = tmp_path / "vgc.prom"
    ledger.filings("practice").settle(filing(number=1), None, "rejected", None, RUN, NOW)
    ledger.filings("another").settle(filing(number=1), None, "filed", None, RUN, NOW)
    run = ledger.runs.start("push", "practice", NOW)
    ledger.runs.finish(run, {"requests": {"read": 4, "write": 2}}, NOW + dt.timedelta(seconds=90))
    run = ledger.runs.start("sync", "another", NOW)
    books = {"pull": {"requests": 7}, "push": {"requests": {"read": 1, "write": 2}}}
    ledger.runs.finish(run, books, NOW)
    run = ledger.runs.start("sync", "practice", NOW)
    ledger.runs.finish(run, {"error": "no connection"}, NOW + dt.timedelta(seconds=30))
    with Metrics(file=file) as metrics, metrics.counting(ledger.figures), about(endpoint="practice"):
        metrics(ENDED)
    found = samples(file.read_text("utf-8"))
    assert found["fhir_vgc_filings", "practice", "rejected"] == 1
    assert found["fhir_vgc_filings", "another", "filed"] == 1
    assert found["fhir_vgc_waiting_since_timestamp_seconds", "practice"] == NOW.timestamp()
    assert ("fhir_vgc_waiting_since_timestamp_seconds", "another") not in found
    assert found["fhir_vgc_last_run_timestamp_seconds", "push", "practice"] == NOW.timestamp() + 90
    assert found["fhir_vgc_last_run_seconds", "push", "practice"] == 90
    assert found["fhir_vgc_last_run_done", "push", "practice"] == 1
    assert found["fhir_vgc_last_run_done", "sync", "practice"] == 0
    assert found["fhir_vgc_last_run_requests", "push", "practice", "write"] == 2
    assert found["fhir_vgc_last_run_requests", "sync", "another", "read"] == 8


def test_the_file_is_whole_at_any_moment_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    file = tmp_path / "vgc.prom"
    file.write_text("old")
    with Metrics(file=file) as metrics:
        metrics(request(200))
        assert file.read_text("utf-8") == "old"
        metrics(ENDED)
    assert "fhir_vgc_runs_total" in file.read_text("utf-8")
    assert [one.name for one in tmp_path.iterdir()] == ["vgc.prom"]


def test_whoever_collects_the_metrics_may_read_the_file_of_a_service(tmp_path: Path) -> None:
    file = tmp_path / "vgc.prom"
    before = os.umask(0o077)
    try:
        with Metrics(file=file) as metrics:
            metrics(ENDED)
    finally:
        os.umask(before)
    assert stat.S_IMODE(file.stat().st_mode) == 0o644


def test_a_file_that_cannot_be_written_is_told_and_stops_nothing(tmp_path: Path) -> None:
    heard: list[Event] = []
    folder = tmp_path / "collector"
    folder.mkdir()
    with Metrics(file=folder / "vgc.prom", tell=heard.append) as metrics:
        folder.rmdir()
        metrics(ENDED)
    assert heard == [MetricsNotWritten(error="defect")]


def test_a_folder_that_is_not_there_is_said_before_anything_is_done(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="no such folder"):
        Metrics(file=tmp_path / "nowhere" / "vgc.prom")


def test_the_port_is_served_on_this_machine_alone_and_until_the_end(ledger: Ledger) -> None:
    with Metrics(port=0) as metrics, metrics.counting(ledger.figures):
        ledger.filings("practice").settle(filing(number=1), None, "held", None, RUN, NOW)
        address = f"http://127.0.0.1:{metrics.port}/metrics"
        with urllib.request.urlopen(address, timeout=10) as answer:
            assert samples(answer.read().decode())["fhir_vgc_filings", "practice", "held"] == 1
    with pytest.raises(OSError, match="refused"):
        urllib.request.urlopen(address, timeout=10)


def test_a_port_that_is_taken_is_told_and_stops_nothing(tmp_path: Path) -> None:
    heard: list[Event] = []
    file = tmp_path / "vgc.prom"
    with Metrics(port=0) as first, Metrics(port=first.port, file=file, tell=heard.append) as second:
        assert heard == [MetricsNotWritten(error="settings-error")]
        assert (
            second.unserved == f"metrics_port {first.port}: nothing is served there (Address already in use)"
        )
        second(ENDED)
    assert "fhir_vgc_runs_total" in file.read_text("utf-8")


def test_a_host_that_is_none_is_told_and_stops_nothing() -> None:
    with Metrics(port=0, host="no..host") as metrics:
        assert metrics.unserved is not None


def test_a_folders_path_is_no_label(tmp_path: Path) -> None:
    file = tmp_path / "vgc.prom"
    with Metrics(file=file) as metrics, about(endpoint="folder:/home/plinth-quorum"):
        metrics(ENDED)
    assert "plinth" not in file.read_text("utf-8")
