"""What a coordinator gets from a pull: a workbook that says who, what, before and after; the resources."""

from __future__ import annotations

import datetime as dt
import errno
import gc
import io
import os
import resource
import stat
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

import pytest
from openpyxl import load_workbook

from adapter.errors import NotWritten
from adapter.ledger.ledger import Ledger
from adapter.ledger.programme import Place
from adapter.pull.changes import Change
from adapter.pull.files import Returned
from adapter.pull.report import PullReport
from adapter.pull.workbook import COLUMNS, ChangesWorkbook
from profiles import wire
from tests.pull.conftest import Pulled, TwoWays, prescription
from tests.push import clinic

NOW = dt.datetime(2026, 3, 12, 9, 30, tzinfo=dt.UTC)


def write(practice: TwoWays, pulled: Pulled) -> list[Path]:
    session, people = clinic.clinic()
    with Ledger(str(practice.folder / "ledger.db")) as ledger:
        ledger.imports.keep(session, people, [], NOW)
        with Returned(practice.folder / "out", "practice", ledger.programme("practice"), NOW) as files:
            for change, place in pulled.changes:
                files.add(change, place)
            files.save()
    return files.written


def rows(path: Path, sheet: str) -> list[dict[str, object]]:
    book = load_workbook(path, read_only=True)
    try:
        header, *found = book[sheet].iter_rows(values_only=True)
        assert list(header) == list(COLUMNS)
        return [dict(zip(COLUMNS, row, strict=True)) for row in found]
    finally:
        book.close()


def test_each_thing_that_changed_has_a_row_with_before_and_after(practice: TwoWays) -> None:
    practice.push([clinic.clinic()])
    practice.pull()
    practice.edit(
        practice.one("Goal", "Patient/p1"),
        lifecycleStatus="completed",
        description={"text": "Walk to the park"},
    )
    written = write(practice, practice.pull())
    found = rows(next(path for path in written if path.suffix == ".xlsx"), "goals")
    said = {row["what"]: (row["before"], row["after"]) for row in found}
    assert said == {
        "status": ("active", "completed"),
        "text": ("Walk to the shops twice a week", "Walk to the park"),
    }
    assert {(row["row"], row["family"], row["nhs_number"]) for row in found} == {
        ("3", clinic.FAMILIES[1], clinic.NUMBERS[1])
    }
    assert all("next session" in str(row["what_to_do"]) for row in found)


@pytest.mark.hazard("H9")
@pytest.mark.parametrize(
    "changed",
    [
        {"deceasedDateTime": "2026-11-20"},
        {"active": False},
        {"link": [{"other": {"reference": "Patient/p3"}, "type": "replaced-by"}]},
        {"managingOrganization": {"identifier": {"value": "Y99999"}}},
    ],
    ids=["died", "left", "merged", "moved"],
)
def test_of_whoever_died_left_or_was_merged_the_workbook_advises_what_the_pull_says(
    practice: TwoWays, changed: dict[str, object]
) -> None:
    kept = {"managingOrganization": {"identifier": {"value": "Y12345"}}}
    practice.put(clinic.patient(1, **kept))
    practice.push([clinic.clinic()])
    practice.pull()
    practice.put(clinic.patient(1, **{**kept, **changed}))
    pulled = practice.pull()
    (problem,) = pulled.report.problems
    found = rows(write(practice, pulled)[-1], "patients")
    assert {row["what_to_do"] for row in found} == {problem.todo}


def test_of_a_patient_whose_name_changed_the_workbook_has_the_list_checked(practice: TwoWays) -> None:
    practice.push([clinic.clinic()])
    practice.pull()
    practice.put(clinic.patient(1, birthDate="1962-04-12"))
    found = rows(write(practice, practice.pull())[-1], "patients")
    assert {row["what_to_do"] for row in found} == {
        "Check name, date of birth and NHS number on the sheet participants."
    }


def test_the_practices_own_resources_are_told_in_the_words_of_the_sheets(practice: TwoWays) -> None:
    practice.push([clinic.clinic()])
    practice.pull()
    practice.add(prescription())
    (row,) = rows(write(practice, practice.pull())[-1], "medication")
    assert row["item"] == "Amitriptyline 10 mg tablets"
    assert "dose: one at night" in str(row["after"])
    assert row["change"] == "new"


@pytest.mark.failure("3.7", "markup, formulas and control characters")
def test_no_text_can_run_as_a_formula(practice: TwoWays) -> None:
    practice.push([clinic.clinic()])
    practice.pull()
    practice.add(prescription(drug='=HYPERLINK("http://elsewhere.invalid","tablets")'))
    path = write(practice, practice.pull())[-1]
    book = load_workbook(path)
    cell = book["medication"].cell(2, list(COLUMNS).index("item") + 1)
    assert cell.data_type == "s"
    book.close()


def test_the_resources_are_written_as_they_came(practice: TwoWays) -> None:
    practice.push([clinic.clinic()])
    practice.pull()
    added = practice.add(prescription())
    written = write(practice, practice.pull())
    (lines,) = (path for path in written if path.name.startswith("MedicationRequest-"))
    assert [wire.loads(line) for line in lines.read_bytes().splitlines()] == [added]
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in written)


def test_each_row_names_the_line_that_has_the_whole_of_it(practice: TwoWays) -> None:
    practice.push([clinic.clinic()])
    practice.pull()
    practice.add(prescription())
    practice.add(prescription("Patient/p1"))
    written = write(practice, practice.pull())
    found = rows(written[-1], "medication")
    assert len(found) == 2
    for row in found:
        name, line = str(row["in_ndjson"]).split(", line ")
        whole = wire.loads((written[0].parent / name).read_bytes().splitlines()[int(line) - 1])
        assert row["in_record"] == f"{whole['resourceType']}/{whole['id']}"


def test_what_is_gone_has_a_line_of_its_type_and_id_alone(practice: TwoWays) -> None:
    practice.push([clinic.clinic()])
    added = practice.add(prescription())
    practice.pull()
    practice.delete(added)
    written = write(practice, practice.pull())
    (lines,) = (path for path in written if path.name.startswith("withdrawn-"))
    assert wire.loads(lines.read_bytes()) == {"resourceType": "MedicationRequest", "id": added["id"]}
    (row,) = rows(written[-1], "medication")
    assert (row["change"], row["after"]) == ("withdrawn", None)
    assert "Amitriptyline" in str(row["before"])


def test_where_nothing_changed_no_file_is_written(practice: TwoWays) -> None:
    practice.push([clinic.clinic()])
    assert write(practice, practice.pull()) == []


def test_two_runs_of_one_second_write_each_their_own_files(practice: TwoWays) -> None:
    practice.push([clinic.clinic()])
    practice.pull()
    practice.add(prescription())
    pulled = practice.pull()
    first = write(practice, pulled)
    kept = [path.read_bytes() for path in first]
    second = write(practice, pulled)
    assert len({*first, *second}) == 4
    assert [path.read_bytes() for path in first] == kept
    (one,), (other,) = (rows(written[-1], "medication") for written in (first, second))
    assert (one.pop("in_ndjson"), other.pop("in_ndjson")) == tuple(
        f"{written[0].name}, line 1" for written in (first, second)
    )
    assert one == other


class Full(io.RawIOBase):
    """A file on a disk that has no room left."""

    def writable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, _place: int, _whence: int = 0) -> int:
        return 0

    def truncate(self, _size: int | None = None) -> int:
        return 0

    def write(self, _content: object) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def fill_the_disk(monkeypatch: pytest.MonkeyPatch, room_for: int) -> None:
    """The first files that are opened can be written, and no others."""
    opened = 0
    really = os.fdopen

    def opening(handle: int, mode: str, buffering: int = -1) -> BinaryIO:
        nonlocal opened
        opened += 1
        if opened <= room_for:
            return really(handle, mode, buffering)  # type: ignore[return-value]
        os.close(handle)
        return io.BufferedWriter(Full()) if buffering else Full()  # type: ignore[return-value]

    monkeypatch.setattr(os, "fdopen", opening)


def test_on_a_full_disk_a_change_is_not_kept_no_file_stays_and_the_next_pull_brings_it(
    practice: TwoWays, monkeypatch: pytest.MonkeyPatch
) -> None:
    practice.push([clinic.clinic()])
    practice.pull()
    practice.add(prescription())
    out = practice.folder / "out"

    def bring_now() -> tuple[list[Path], PullReport]:
        with (
            Ledger(str(practice.folder / "ledger.db")) as ledger,
            Returned(out, "practice", ledger.programme("practice"), NOW) as files,
        ):
            report = practice.pull(found=files.add, written=files.save).report
        return files.written, report

    with monkeypatch.context() as patched:
        fill_the_disk(patched, room_for=0)
        _, report = bring_now()
    (problem,) = report.problems
    assert problem.found == (f"{out}: the changes cannot be written (No space left on device)")
    assert report.changes.total() == 0
    assert list(out.iterdir()) == []
    written, report = bring_now()
    assert len(rows(written[-1], "medication")) == 1
    assert report.problems == []


def test_where_there_is_room_for_half_a_line_nothing_of_it_stays(practice: TwoWays) -> None:
    practice.push([clinic.clinic()])
    practice.pull()
    practice.add(prescription())
    practice.add(prescription("Patient/p1"))
    changes = practice.pull().changes
    room, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    with (
        Ledger(str(practice.folder / "ledger.db")) as ledger,
        Returned(practice.folder / "out", "practice", ledger.programme("practice"), NOW) as files,
    ):
        (one, place), (other, elsewhere) = changes
        files.add(one, place)
        resource.setrlimit(resource.RLIMIT_FSIZE, (files.written[0].stat().st_size + 100, most))
        try:
            with pytest.raises(NotWritten, match="File too large"):
                files.add(other, elsewhere)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (room, most))
        files.save()
    assert [wire.loads(line) for line in files.written[0].read_bytes().splitlines()] == [one.after]


def test_a_workbook_that_finds_no_room_is_told(practice: TwoWays, monkeypatch: pytest.MonkeyPatch) -> None:
    practice.push([clinic.clinic()])
    practice.pull()
    added = practice.add(prescription())
    pulled = practice.pull()
    fill_the_disk(monkeypatch, room_for=1)
    with pytest.raises(NotWritten, match=r"the workbook cannot be written \(No space left on device\)$"):
        write(practice, pulled)
    (lines,) = (practice.folder / "out").iterdir()
    assert wire.loads(lines.read_bytes()) == added


class Filling(io.FileIO):
    """A file on a disk that has room for so many bytes of it."""

    room = 0

    def write(self, content: Any) -> int:
        if len(content) > self.room:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        self.room -= len(content)
        return super().write(content)


@pytest.mark.parametrize("room", [0, 100, 1_500, 3_000])
def test_a_disk_that_is_full_in_the_middle_of_the_workbook_leaves_none_and_is_told_once(
    practice: TwoWays, monkeypatch: pytest.MonkeyPatch, room: int
) -> None:
    """openpyxl's own way to save would tell of it on stderr as well, which is an error here."""
    practice.push([clinic.clinic()])
    practice.pull()
    added = practice.add(prescription())
    pulled = practice.pull()
    really = os.fdopen

    def opening(handle: int, mode: str, buffering: int = -1) -> Any:
        if not buffering:  # the lines
            return really(handle, mode, buffering)
        file = Filling(handle, "wb")
        file.room = room
        return io.BufferedWriter(file, 64)

    monkeypatch.setattr(os, "fdopen", opening)
    with pytest.raises(NotWritten, match=r"the workbook cannot be written \(No space left on device\)$"):
        write(practice, pulled)
    gc.collect()
    (lines,) = (practice.folder / "out").iterdir()
    assert wire.loads(lines.read_bytes()) == added


class Killed(BaseException):
    """The process is gone from here on: nothing is caught, nothing finished."""


def bring(practice: TwoWays, *, killed_at: str = "", now: dt.datetime = NOW) -> list[Path]:
    """A pull as the commands make it; or one that is killed as it begins to save the workbook, or has."""

    def save() -> None:
        if killed_at == "before":
            raise Killed
        files.save()
        if killed_at == "after":
            raise Killed

    with Ledger(str(practice.folder / "ledger.db")) as ledger:
        files = Returned(practice.folder / "out", "practice", ledger.programme("practice"), now)
        with files:
            if killed_at:
                with pytest.raises(Killed):
                    practice.pull(found=files.add, written=save)
                files.save()  # openpyxl warns of a book that is left open
            else:
                practice.pull(found=files.add, written=save)
    return [path for path in files.written if path.suffix == ".xlsx"]


@pytest.mark.parametrize("killed_at", ["before", "after"])
def test_of_a_pull_that_was_killed_the_next_one_writes_the_workbook(
    practice: TwoWays, killed_at: str
) -> None:
    practice.push([clinic.clinic()])
    practice.pull()
    practice.add(prescription())
    practice.edit(practice.one("Goal", "Patient/p1"), lifecycleStatus="completed")
    bring(practice, killed_at=killed_at)
    practice.add(prescription("Patient/p1"))
    (book,) = bring(practice, now=NOW + dt.timedelta(minutes=15))
    (goal,) = rows(book, "goals")
    assert (goal["what"], goal["before"], goal["after"]) == ("status", "active", "completed")
    medication = rows(book, "medication")
    assert len({row["in_record"] for row in medication}) == len(medication) == 2
    for row in medication:
        name, line = str(row["in_ndjson"]).split(", line ")
        whole = wire.loads((book.parent / name).read_bytes().splitlines()[int(line) - 1])
        assert row["in_record"] == f"{whole['resourceType']}/{whole['id']}"
    assert bring(practice, now=NOW + dt.timedelta(minutes=30)) == []


def test_what_a_killed_pull_had_kept_names_the_row_that_somebody_is_on_by_then(practice: TwoWays) -> None:
    session, people = clinic.clinic()
    practice.push([(session, people)])
    practice.pull()
    practice.edit(practice.one("Goal", "Patient/p1"), lifecycleStatus="completed")
    bring(practice, killed_at="before")
    practice.keep([(session, [one.model_copy(update={"row": 8 - one.row}) for one in people])])
    (book,) = bring(practice, now=NOW + dt.timedelta(minutes=15))
    assert [row["row"] for row in rows(book, "goals")] == ["5"]


def test_a_workbook_that_found_no_room_is_written_by_the_next_pull(
    practice: TwoWays, monkeypatch: pytest.MonkeyPatch
) -> None:
    practice.push([clinic.clinic()])
    practice.pull()
    practice.add(prescription())
    with monkeypatch.context() as patched:
        fill_the_disk(patched, room_for=1)
        assert bring(practice) == []
    assert [path.suffix for path in (practice.folder / "out").iterdir()] == [".ndjson"]
    (book,) = bring(practice, now=NOW + dt.timedelta(minutes=15))
    assert len(rows(book, "medication")) == 1
    assert bring(practice, now=NOW + dt.timedelta(minutes=30)) == []


def test_what_finds_no_room_again_is_told_again_and_only_that(
    practice: TwoWays, monkeypatch: pytest.MonkeyPatch
) -> None:
    practice.push([clinic.clinic()])
    practice.pull()
    practice.add(prescription())
    practice.edit(practice.one("Goal", "Patient/p1"), lifecycleStatus="completed")
    bring(practice, killed_at="before")
    with monkeypatch.context() as patched:
        # the first type's lines, the workbook, and no room for the other's
        patched.setattr(Returned, "add", only_first(Returned.add))
        (book,) = bring(practice, now=NOW + dt.timedelta(minutes=15))
    (other,) = bring(practice, now=NOW + dt.timedelta(minutes=30))
    (first,), (second,) = (list(sheets(path)) for path in (book, other))
    assert {first, second} == {"goals", "medication"}
    assert bring(practice, now=NOW + dt.timedelta(minutes=45)) == []


def sheets(path: Path) -> list[str]:
    book = load_workbook(path, read_only=True)
    try:
        return list(book.sheetnames)
    finally:
        book.close()


def only_first(add: Callable[..., None]) -> Callable[..., None]:
    added: list[Change] = []

    def one(files: Returned, change: Change, place: Place) -> None:
        if added:
            raise NotWritten("no room")
        added.append(change)
        add(files, change, place)

    return one


@pytest.mark.hazard("H17")
def test_no_row_of_a_patient_is_kept_in_a_temporary_file_elsewhere(
    practice: TwoWays, monkeypatch: pytest.MonkeyPatch
) -> None:
    practice.push([clinic.clinic()])
    practice.pull()
    practice.edit(practice.one("Goal", "Patient/p1"), lifecycleStatus="completed")
    pulled = practice.pull()
    # where openpyxl would keep its rows cannot be written to
    monkeypatch.setattr(tempfile, "tempdir", str(practice.folder / "nowhere"))
    written = write(practice, pulled)
    assert sorted(written) == sorted((practice.folder / "out").iterdir())


def test_of_a_change_whose_row_finds_no_room_no_line_stays_and_the_workbook_is_given_up(
    practice: TwoWays, monkeypatch: pytest.MonkeyPatch
) -> None:
    practice.push([clinic.clinic()])
    practice.pull()
    practice.add(prescription())
    practice.add(prescription("Patient/p1"))
    (one, place), (other, elsewhere) = practice.pull().changes
    with (
        Ledger(str(practice.folder / "ledger.db")) as ledger,
        Returned(practice.folder / "out", "practice", ledger.programme("practice"), NOW) as files,
    ):
        files.add(one, place)
        with monkeypatch.context() as patched:
            patched.setattr(ChangesWorkbook, "add", no_room)
            with pytest.raises(NotWritten):
                files.add(other, elsewhere)
        for again in (lambda: files.add(other, elsewhere), files.save):
            with pytest.raises(NotWritten, match="No space left on device"):
                again()
    (lines,) = (practice.folder / "out").iterdir()
    assert [wire.loads(line) for line in lines.read_bytes().splitlines()] == [one.after]


def no_room(*_: object) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.hazard("H1")
def test_of_somebody_who_is_on_no_list_any_more_no_row_is_named_that_may_be_anothers_now(
    practice: TwoWays,
) -> None:
    practice.push([clinic.clinic()])
    practice.pull()
    practice.add(prescription())
    pulled = practice.pull()
    session, people = clinic.clinic()
    with Ledger(str(practice.folder / "ledger.db")) as ledger:
        ledger.imports.keep(session, people[1:], [], NOW)
        with Returned(practice.folder / "out", "practice", ledger.programme("practice"), NOW) as files:
            for change, place in pulled.changes:
                files.add(change, place)
            files.save()
    (row,) = rows(files.written[-1], "medication")
    assert (row["row"], row["family"], row["nhs_number"]) == (None, None, None)
    assert row["in_record"]
    assert row["session_date"]
