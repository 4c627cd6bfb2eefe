"""The reference page of what is logged and what is counted, from the events and the metrics themselves."""

from __future__ import annotations

import dataclasses
import inspect
import typing
from collections.abc import Iterator

from sqlalchemy import create_engine

from adapter.ledger.figures import Figures
from adapter.ledger.schema import metadata
from adapter.settings import Level
from adapter.telemetry.events import EVENTS
from adapter.telemetry.fields import FIELDS, WITHHELD
from adapter.telemetry.metrics import Metrics
from adapter.telemetry.names import name_of
from docs.markdown import listed, table


def lines() -> Iterator[str]:
    """The page below its title."""
    yield "## The log\n"
    yield (
        "One line of JSON for each event. Every line has `time` (UTC), `level`, `event`, and, where it is"
        " about one, `run`, `endpoint` and `filing` (UUIDs and the endpoint's name). There is no other field"
        f" than these and the following, and a value that does not fit its field is told as `{WITHHELD}`.\n"
    )
    rows = (
        (
            f"`{name_of(event)}`",
            _sentence(event),
            listed(one.name for one in dataclasses.fields(event)),
        )
        for event in EVENTS
    )
    yield from table(("event", "when", "fields"), *rows)
    yield f"Levels are {listed(typing.get_args(Level))}.\n"
    yield from table(
        ("field", "what it is", "what may stand in it"),
        *((f"`{name}`", meaning, shape.told) for name, (shape, meaning) in FIELDS.items()),
    )
    yield "## The metrics\n"
    yield (
        "Each has the label `endpoint`: its name in the settings. Counters and histograms begin with the"
        " process; gauges of the ledger are of all endpoints and go on from run to run.\n"
    )
    yield from table(("metric", "type", "what it is"), *_metrics())


def _metrics() -> Iterator[tuple[str, str, str]]:
    engine = create_engine("sqlite://")
    metadata.create_all(engine)
    try:
        with Metrics() as metrics, metrics.counting(Figures(engine)):
            for family in metrics.registry.collect():
                name = f"{family.name}_total" if family.type == "counter" else family.name
                yield f"`{name}`", family.type, family.documentation
    finally:
        engine.dispose()


def _sentence(event: type) -> str:
    return " ".join((inspect.getdoc(event) or "").split())
