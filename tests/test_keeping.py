"""What is kept is never older than what it takes the place of, and nothing is kept of what is refused."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from adapter.errors import SourceError
from adapter.keeping import keep, read_anew
from adapter.ledger.ledger import Ledger
from adapter.settings import Settings
from tests.intake.clinic import NORA, OMAR, SESSION, clinic

NOW = dt.datetime(2026, 3, 5, 22, 0, tzinfo=dt.UTC)
BY = "Dr Asha Verma"


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger(str(tmp_path / "ledger.db")) as opened:
        yield opened


def imported(ledger: Ledger, source: Path, now: dt.datetime = NOW) -> list[bool]:
    return [keep(reading, ledger, Settings(), now) for reading in read_anew(source, ledger, now)]


def export(folder: Path, nora: str | None, omar: str | None = "2026-03-05T20:00", **session: Any) -> Path:
    """What a clinic exports, with the times at which its two rows were approved."""
    rows = [
        {**person, "attendance_status": "attended-full", "approved_by": at and BY, "approved_at": at}
        for person, at in ((NORA, nora), (OMAR, omar))
    ]
    return clinic(folder, rows, {**SESSION, **session})


def kept(ledger: Ledger) -> list[str | None]:
    """When the rows that a push would file were approved, at the clinic's time."""
    ((_, people),) = ledger.imports.sessions()
    return [one.approval and f"{one.approval.at:%H:%M}" for one in people]


@pytest.mark.hazard("H16")
def test_an_older_file_does_not_take_the_place_of_a_newer_one_that_is_not_filed_yet(
    ledger: Ledger, tmp_path: Path
) -> None:
    assert imported(ledger, export(tmp_path / "newer", "2026-03-05T21:00")) == [True]
    with pytest.raises(SourceError) as refused:
        imported(ledger, export(tmp_path / "older", "2026-03-05T20:30"))
    (problem,) = refused.value.problems
    assert problem.where == "participants, row 2"
    assert problem.found == "an approval of 2026-03-05 20:30, older than the one imported before"
    assert problem.expected == "2026-03-05 21:00, or later"
    assert kept(ledger) == ["21:00", "20:00"]


def test_one_older_row_keeps_the_newer_ones_beside_it_out_too(ledger: Ledger, tmp_path: Path) -> None:
    imported(ledger, export(tmp_path / "one", "2026-03-05T21:00"))
    with pytest.raises(SourceError, match="1 problem; nothing was imported"):
        imported(ledger, export(tmp_path / "other", "2026-03-05T20:00", "2026-03-05T21:30"))
    assert kept(ledger) == ["21:00", "20:00"]


@pytest.mark.hazard("H16")
def test_of_two_imports_at_once_the_older_one_never_wins(ledger: Ledger, tmp_path: Path) -> None:
    older = [*read_anew(export(tmp_path / "older", "2026-03-05T20:30"), ledger, NOW)]
    imported(ledger, export(tmp_path / "newer", "2026-03-05T21:00"))
    with pytest.raises(SourceError, match="of 2026-03-05 was not kept: somebody else has") as late:
        keep(older[0], ledger, Settings(), NOW)
    (problem,) = late.value.problems
    assert problem.found == "an approval of 2026-03-05 20:30, older than the one imported before"
    assert kept(ledger) == ["21:00", "20:00"]


def test_a_newer_file_takes_its_place_and_the_same_one_again_changes_nothing(
    ledger: Ledger, tmp_path: Path
) -> None:
    first = export(tmp_path / "one", "2026-03-05T20:30")
    assert imported(ledger, first) == [True]
    assert imported(ledger, first) == [False]
    assert imported(ledger, export(tmp_path / "two", "2026-03-05T20:31")) == [True]
    assert kept(ledger) == ["20:31", "20:00"]


def test_an_approval_may_be_taken_back(ledger: Ledger, tmp_path: Path) -> None:
    imported(ledger, export(tmp_path / "one", "2026-03-05T21:00"))
    assert imported(ledger, export(tmp_path / "two", None)) == [True]
    assert kept(ledger) == [None, "20:00"]


def test_a_time_to_come_was_mistyped_and_an_earlier_one_corrects_it(ledger: Ledger, tmp_path: Path) -> None:
    imported(ledger, export(tmp_path / "mistyped", "2027-03-05T21:00"))
    assert imported(ledger, export(tmp_path / "corrected", "2026-03-05T21:00")) == [True]
    assert kept(ledger) == ["21:00", "20:00"]


@pytest.mark.hazard("H4")
def test_the_approval_of_a_sensitive_note_counts_by_itself(ledger: Ledger, tmp_path: Path) -> None:
    def sensitive(name: str, at: str) -> Path:
        row = {**NORA, "sensitive_note": "Spoke of home.", "sensitive_approved_by": BY}
        return clinic(tmp_path / name, [{**row, "sensitive_approved_at": at}])

    assert imported(ledger, sensitive("newer", "2026-03-05T21:00")) == [True]
    with pytest.raises(SourceError) as refused:
        imported(ledger, sensitive("older", "2026-03-05T20:00"))
    assert "older than the one imported before" in refused.value.problems[0].found


def test_a_session_of_another_day_is_refused_before_anything_of_the_folder_is_kept(
    ledger: Ledger, tmp_path: Path
) -> None:
    imported(ledger, export(tmp_path / "first", "2026-03-05T20:30"))
    both = tmp_path / "both"
    both.mkdir()
    export(both / "a", "2026-03-05T20:30", session_id=SESSION["session_id"].replace("6", "7", 1))
    moved = {"session_date": "2026-03-12", "planned_start": "2026-03-12T18:00"}
    export(both / "b", "2026-03-12T20:30", "2026-03-12T20:30", **moved, planned_end="2026-03-12T19:30")
    with pytest.raises(SourceError) as refused:
        imported(ledger, both, NOW + dt.timedelta(days=8))
    (problem,) = refused.value.problems
    assert problem.where == "b: session_id"
    assert "one filed for 2026-03-05" in problem.found
    assert ledger.imports.counts()[0] == 1


def test_somebody_who_is_on_the_new_list_alone_is_no_reason_to_refuse_it(
    ledger: Ledger, tmp_path: Path
) -> None:
    clinic(tmp_path / "one", [NORA])
    assert imported(ledger, tmp_path / "one") == [True]
    assert imported(ledger, export(tmp_path / "two", "2026-03-05T20:30")) == [True]
    assert kept(ledger) == ["20:30", "20:00"]
