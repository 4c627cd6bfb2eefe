"""A service and its settings: others end it before a round, a port for metrics that is taken does not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from adapter.sync.sync import Sync
from adapter.telemetry.metrics import Metrics
from profiles import wire
from tests.cli.conftest import Ran, Run


@pytest.fixture
def serve(run: Run, imported: None, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Ran]:
    """Runs a service for two rounds, with something that happens between them."""

    def serving(between: Callable[[], object], *arguments: str) -> Ran:
        waits = iter((lambda: True, lambda: between() or True, lambda: False))
        monkeypatch.setattr(Sync, "_waited", lambda *_: next(waits)())
        return run("sync", "--to", "./bundles", "--every", "1h", *arguments)

    return serving


def rounds(ran: Ran) -> int:
    return ran.out.count("to settle")


def write(text: str) -> Callable[[], object]:
    return lambda: Path("fhir-vgc.toml").write_text(text)


@pytest.mark.failure("3.9", "settings that are changed meanwhile")
@pytest.mark.parametrize(
    ("between", "told"),
    [
        (write("similar_notes = 0.7"), "the settings were changed"),
        (write("[codes.slots"), "fhir-vgc.toml: cannot be read as TOML"),
        (write("ledgre = 'x'"), "fhir-vgc.toml: ledgre: there is no such key; ledger is meant?"),
    ],
)
def test_a_service_ends_before_a_round_once_its_settings_are_others_or_cannot_be_read(
    serve: Callable[..., Ran], between: Callable[[], Any], told: str
) -> None:
    ran = serve(between)
    assert (ran.code, rounds(ran)) == (4, 1)
    assert told in ran.err


def test_the_same_settings_in_other_words_end_nothing(serve: Callable[..., Ran]) -> None:
    Path("fhir-vgc.toml").write_text("similar_notes = 0.7")
    ran = serve(write("# seen by the practice\nsimilar_notes = 0.70\n"), "--ledger", "./ledger.db")
    assert (ran.code, rounds(ran)) == (130, 2)


@pytest.mark.parametrize("said", [(), ("--json",)], ids=["text", "json"])
def test_a_service_without_a_port_for_its_metrics_says_so_and_files(
    serve: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch, said: tuple[str, ...]
) -> None:
    with Metrics(port=0) as other:
        monkeypatch.setenv("FHIR_VGC_METRICS_PORT", str(other.port))
        ran = serve(lambda: None, *said)
    assert ran.code == 130
    assert "metrics-not-written" in [wire.loads(line)["event"] for line in ran.err.splitlines()]
    first, *_ = ran.out.splitlines()
    if said:
        assert wire.loads(first)["push"]["filings"]["filed"] == 4
    else:
        assert first.startswith(f"metrics_port {other.port}: nothing is served there")
        assert rounds(ran) == 2
