"""Who died, left or was merged at the practice is told in plain sight: by status, sync and metrics."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from adapter.errors import EndpointError
from adapter.ledger.ledger import Ledger
from adapter.sync.schedule import Timetable
from adapter.sync.sync import Round, Sync
from tests.cli.conftest import Run
from tests.push import clinic
from tests.push.conftest import Practice, practice  # noqa: F401

TOLD = "the GP system says that the patient has died"


@pytest.fixture
def to(practice: Practice, run: Run, imported: None) -> tuple[str, str]:  # noqa: F811
    """A practice that is in step with the clinic."""
    for _ in range(2):
        run("sync", "--to", practice.url)
    return "--to", practice.url


def dies(practice: Practice, index: int = 1) -> None:  # noqa: F811
    practice.put(clinic.patient(index, deceasedDateTime="2026-11-20"))


@pytest.mark.hazard("H9")
@pytest.mark.parametrize(
    ("changed", "found", "todo"),
    [
        ({"deceasedDateTime": "2026-11-20"}, TOLD, "Speak to the practice before anything is written."),
        ({"active": False}, "not active", "Find out where the patient is registered now."),
        (
            {"link": [{"other": {"reference": "Patient/p3"}, "type": "replaced-by"}]},
            "merged into another",
            "Find the current record",
        ),
    ],
)
def test_the_status_tells_of_whoever_died_left_or_was_merged_until_it_is_mended(
    run: Run,
    practice: Practice,  # noqa: F811
    to: tuple[str, str],
    changed: dict[str, Any],
    found: str,
    todo: str,
) -> None:
    practice.put(clinic.patient(1, **changed))
    run("sync", *to)
    ran = run("status")
    assert ran.code == 3
    for words in ("1 patient to ask the practice about", "session of 10 Mar 2026, row 3", found, f"→ {todo}"):
        assert words in ran.out
    (one,) = run("status", "--json").document["endpoints"][practice.url]["flagged"]
    assert one["where"] == "session of 10 Mar 2026, row 3"
    assert found in one["found"]
    practice.put(clinic.patient(1))
    run("sync", *to)
    assert "to ask the practice about" not in run("status").out


def test_a_patient_alone_is_enough_for_the_status_to_say_that_something_waits(
    run: Run,
    practice: Practice,  # noqa: F811
    tmp_path: Path,
) -> None:
    with Ledger(str(tmp_path / "ledger.db")) as ledger:
        ledger.imports.keep(*clinic.clinic(), [], clinic.at(12))
    for _ in range(2):
        run("sync", "--to", practice.url)
    assert run("status").code == 0
    dies(practice)
    run("sync", "--to", practice.url)
    assert run("status").code == 3


def test_what_a_round_told_that_is_no_filing_and_no_patient_is_pointed_at_by_the_status(
    run: Run,
    practice: Practice,  # noqa: F811
    to: tuple[str, str],
) -> None:
    practice.faults.add("status", status=403, path="^MedicationRequest")
    run("sync", *to)
    ran = run("status")
    (line,) = (line.strip() for line in ran.out.splitlines() if "runs show" in line)
    told, _, pointed = line.partition(": ")
    assert told == "it told 2 things for a person to do"
    shown = run(*pointed.removeprefix("fhir-vgc ").split())
    assert "2 things for a person to do then:" in shown.out
    assert "403" in shown.out
    practice.faults.clear()
    run("sync", *to)
    assert "it told 1 thing for a person to do: " in run("status").out  # the one that is held


def test_a_problem_is_told_by_the_round_in_which_it_comes_up_and_by_no_other(
    run: Run,
    practice: Practice,  # noqa: F811
    to: tuple[str, str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def rounds(sync: Sync, _timetable: Timetable, **_: object) -> Iterator[Round | EndpointError]:
        yield sync.round()
        dies(practice)
        yield sync.round()
        yield EndpointError("it is closed")
        yield sync.round()
        practice.put(clinic.patient(1))
        yield sync.round()
        dies(practice)
        yield sync.round()

    monkeypatch.setattr(Sync, "rounds", rounds)
    lines = run("sync", *to, "--every", "15m").out.splitlines()
    told = [sum(line.startswith("2") for line in lines[:at]) for at, line in enumerate(lines) if TOLD in line]
    assert told == [2, 5]


def test_the_metrics_count_them(
    run: Run,
    practice: Practice,  # noqa: F811
    to: tuple[str, str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("FHIR_VGC_METRICS_FILE", str(Path("fhir-vgc.prom").absolute()))
    for deaths in (1, 2):
        dies(practice, deaths)
        run("sync", *to)
        counted = [line for line in Path("fhir-vgc.prom").read_text().splitlines() if "flagged" in line]
        assert counted[-1].endswith(f" {deaths}.0")
