"""A folder that is cleared or full while a pull writes to it: nothing is lost, nothing left behind."""

from __future__ import annotations

import datetime as dt
import gc
import resource
import shutil
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from adapter.ledger.ledger import Ledger
from adapter.ledger.programme import Place
from adapter.pull.changes import Change
from adapter.pull.files import Returned
from adapter.pull.report import PullReport
from adapter.pull.unfinished import Unfinished
from adapter.pull.workbook import ChangesWorkbook
from tests.pull.conftest import TwoWays, prescription
from tests.pull.test_files import NOW, rows, sheets
from tests.push import clinic

LATER = NOW + dt.timedelta(minutes=15)


@pytest.fixture
def changed(practice: TwoWays) -> TwoWays:
    """A practice that prescribed something to one patient and closed a goal of another."""
    practice.push([clinic.clinic()])
    practice.pull()
    practice.add(prescription())
    practice.edit(practice.one("Goal", "Patient/p1"), lifecycleStatus="completed")
    return practice


def bring(
    practice: TwoWays,
    now: dt.datetime,
    *,
    meanwhile: Callable[[int], object] = lambda _count: None,
    before_saving: Callable[[], object] = lambda: None,
) -> tuple[PullReport, list[Path]]:
    """A pull as the commands make it; `meanwhile` happens after each change, and is told which it was."""
    added = 0

    def found(change: Change, place: Place) -> None:
        nonlocal added
        files.add(change, place)
        added += 1
        meanwhile(added)

    def save() -> None:
        before_saving()
        files.save()

    with (
        Ledger(str(practice.folder / "ledger.db")) as ledger,
        Returned(practice.folder / "out", "practice", ledger.programme("practice"), now) as files,
    ):
        report = practice.pull(found=found, written=save).report
    gc.collect()  # what openpyxl says of a sheet that was left open, it says now
    return report, files.written


def books(practice: TwoWays) -> list[Path]:
    return sorted((practice.folder / "out").glob("*.xlsx"))


def clear(folder: Path) -> None:
    """As a person does it, who sees no hidden folder."""
    for path in folder.glob("[!.]*"):
        path.unlink()


@pytest.mark.parametrize("remove", [clear, shutil.rmtree], ids=["cleared", "the folder too"])
@pytest.mark.parametrize("after", [1, 2], ids=["after the first change", "after the last"])
def test_what_is_removed_in_the_middle_of_a_pull_the_next_one_writes(
    changed: TwoWays, remove: Callable[[Path], object], after: int
) -> None:
    out = changed.folder / "out"
    report, written = bring(changed, NOW, meanwhile=lambda count: count == after and remove(out))
    assert [problem.where for problem in report.problems] == ["the changes"]
    assert all(path.exists() for path in written)
    assert not any(path.suffix == ".xlsx" for path in written)
    report, written = bring(changed, LATER)
    assert report.problems == []
    assert books(changed) == [path for path in written if path.suffix == ".xlsx"]
    assert sorted(sheets(written[-1])) == ["goals", "medication"]
    for sheet in ("goals", "medication"):
        (row,) = rows(written[-1], sheet)
        name, _, line = str(row["in_ndjson"]).partition(", line ")
        assert len((out / name).read_bytes().splitlines()) == int(line)
    assert bring(changed, LATER + dt.timedelta(minutes=15))[1] == []


@pytest.mark.parametrize("remove", [clear, shutil.rmtree], ids=["cleared", "the folder too"])
def test_what_is_removed_as_the_workbook_is_saved_the_next_pull_writes(
    changed: TwoWays, remove: Callable[[Path], object]
) -> None:
    report, written = bring(changed, NOW, before_saving=lambda: remove(changed.folder / "out"))
    assert (len(report.problems), written) == (1, [])
    _, written = bring(changed, LATER)
    assert sorted(sheets(written[-1])) == ["goals", "medication"]
    assert len(books(changed)) == 1


def test_what_is_removed_while_the_workbook_is_made_is_noticed(
    changed: TwoWays, monkeypatch: pytest.MonkeyPatch
) -> None:
    really = Returned._create

    def removed(files: Returned, name: str, kind: str) -> tuple[Path, int]:
        made = really(files, name, kind)
        if kind == "xlsx":
            shutil.rmtree(changed.folder / "out")
        return made

    with monkeypatch.context() as patched:
        patched.setattr(Returned, "_create", removed)
        report, written = bring(changed, NOW)
    assert (len(report.problems), written) == (1, [])
    _, written = bring(changed, LATER)
    assert sorted(sheets(written[-1])) == ["goals", "medication"]


def without_room(monkeypatch: pytest.MonkeyPatch) -> None:
    """The temporary files of openpyxl may grow to 4,096 bytes: half of what it keeps before it writes."""
    really = ChangesWorkbook.add

    def limited(*given: Any) -> None:
        room, most = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, most))
        try:
            really(*given)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (room, most))

    monkeypatch.setattr(ChangesWorkbook, "add", limited)


def test_a_workbook_whose_rows_broke_off_is_not_finished_though_there_is_room_again(
    changed: TwoWays, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(40):
        changed.add(prescription("Patient/p1", drug=f"Amitriptyline {number} mg tablets"))
    with monkeypatch.context() as patched:
        without_room(patched)
        report, written = bring(changed, NOW)
    (problem,) = report.problems
    assert problem.found.endswith("the changes cannot be written (File too large)")
    assert {path.suffix for path in written} == {".ndjson"}
    assert sorted((changed.folder / "out").iterdir()) == sorted(written)
    _, written = bring(changed, LATER)
    assert len(rows(written[-1], "medication")) == 41
    assert len(rows(written[-1], "goals")) == 1
    assert len(books(changed)) == 1


@pytest.mark.hazard("H17")
def test_what_is_not_finished_stands_in_a_hidden_folder_that_goes_with_the_run(changed: TwoWays) -> None:
    seen: list[Path] = []

    def look(_count: int) -> None:
        (own,) = (changed.folder / "out").glob(".unfinished-*")
        assert stat.S_IMODE(own.stat().st_mode) == 0o700
        seen.extend(own.iterdir())
        assert not list((changed.folder / "out").glob("openpyxl*"))

    _, written = bring(changed, NOW, meanwhile=look)
    assert all(path.name.startswith("openpyxl.") for path in seen)
    assert len({*seen}) == 2
    assert sorted((changed.folder / "out").iterdir()) == sorted(written)


@pytest.mark.hazard("H17")
def test_what_a_killed_run_left_the_next_pull_of_that_endpoint_removes(changed: TwoWays) -> None:
    out = changed.folder / "out"
    ours = ["practice-20260311T093000Z", "practice-20260312T093000Z", "practice-20260312T093000Z-2"]
    others = [
        "practice-two-20260312T093000Z",
        "the-practice-20260312T093000Z",
        "practice-20260312T093000Z-20260312T093000Z",
    ]
    for name in (*ours, *others):
        (out / f".unfinished-{name}").mkdir(parents=True)
        (out / f".unfinished-{name}" / "openpyxl.row").write_text("a patient's")
    bring(changed, NOW)
    assert {path.name for path in out.glob(".*")} == {f".unfinished-{name}" for name in others}
    assert all(list(path.iterdir()) for path in out.glob(".*"))


def test_a_pull_that_brings_nothing_removes_nothing(changed: TwoWays) -> None:
    bring(changed, NOW)
    left = changed.folder / "out" / ".unfinished-practice-20260311T093000Z"
    left.mkdir()
    bring(changed, LATER)
    assert left.exists()


def test_whose_unfinished_files_are_taken_by_another_ledgers_pull_writes_them_with_its_next(
    changed: TwoWays,
) -> None:
    def another(count: int) -> None:
        if count == 1:
            theirs = Unfinished(changed.folder / "out", "practice", "20260312T093500Z")
            with theirs.temporary_files():
                theirs.remove()

    report, _ = bring(changed, NOW, meanwhile=another)
    assert [problem.where for problem in report.problems] == ["the changes"]
    assert books(changed) == []
    _, written = bring(changed, LATER)
    assert sorted(sheets(written[-1])) == ["goals", "medication"]
