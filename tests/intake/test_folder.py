"""Sources on disk: a workbook, one session's folder, or a folder of such folders."""

from __future__ import annotations

import errno
import os
import shutil
import uuid
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from adapter.errors import SourceError
from adapter.intake import folder as folders
from adapter.intake.folder import read_source
from tests.intake.clinic import NORA, OMAR, SESSION, clinic, of, problem, problems, read, workbook


def on(day: str, **facts: Any) -> dict[str, Any]:
    """A session of its own on that day."""
    times = {"session_date": day, "planned_start": f"{day}T18:00", "planned_end": f"{day}T19:30"}
    return {**SESSION, "session_id": str(uuid.uuid4()), **times, **facts}


def test_a_workbook_alone_is_a_source(tmp_path: Path) -> None:
    assert len(read(workbook(tmp_path / "a.xlsx")).participants) == 3


def test_a_workbook_in_a_folder_is_a_source_whatever_its_name(tmp_path: Path) -> None:
    workbook(tmp_path / "Group clinic 5 March.xlsx")
    assert [file.kind for file in read(tmp_path).files] == ["workbook"]


def test_the_sessions_of_a_folder_come_by_their_date(tmp_path: Path) -> None:
    for name, day in (("a", "2026-05-07"), ("b", "2026-03-05"), ("c", "2026-04-02")):
        clinic(tmp_path / name, session=on(day))
    assert [reading.session.session_date.isoformat() for reading in read_source(tmp_path)] == [
        "2026-03-05",
        "2026-04-02",
        "2026-05-07",
    ]


def test_a_large_source_is_read_session_by_session_with_the_same_result(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(1, 6):
        clinic(tmp_path / f"s{number}", session=on(f"2026-03-0{number}"))
    kept = [(reading.session, reading.participants) for reading in read_source(tmp_path)]
    monkeypatch.setattr(folders, "KEPT", 4)
    assert [(reading.session, reading.participants) for reading in read_source(tmp_path)] == kept


def test_what_is_no_part_of_a_session_is_not_read(tmp_path: Path) -> None:
    session = clinic(tmp_path / "first", session=on("2026-03-05"))
    for name in (
        "README.md",
        "notes.md",
        ".hidden.csv",
        "~$participants.xlsx",
        "readme.txt",
        "desktop.ini",
        "Thumbs.db",
        "fhir-vgc.toml",
    ):
        (session / name).write_text("nothing of interest")
    (session / "drafts").mkdir()
    (session / "drafts" / "old.csv").write_text("nothing of interest")
    (tmp_path / "practice").mkdir()
    (tmp_path / "practice" / "Patient.ndjson").write_text("{}")
    (tmp_path / "README.md").write_text("about this programme")
    (tmp_path / "fhir-vgc.toml").write_text('ledger = "ledger.db"\n')
    reading = read(tmp_path)
    assert {file.kind for file in reading.files} == {"workbook"}
    assert len(reading.files) == 3
    assert reading.notes == ()


def test_a_document_is_noted_and_not_read(tmp_path: Path) -> None:
    clinic(tmp_path)
    (tmp_path / "leaflet.pdf").write_bytes(b"%PDF-1.7")
    assert [note.kind for note in read(tmp_path).notes] == ["ignored"]


@pytest.mark.parametrize(
    ("name", "data"), [("extra.csv", b"a,b\n1,2\n"), ("export", b"?"), ("x.bin", b"\x81\x00\x90")]
)
def test_an_unknown_file_is_a_problem_that_names_what_is_known(
    tmp_path: Path, name: str, data: bytes
) -> None:
    clinic(tmp_path)
    (tmp_path / name).write_bytes(data)
    said = problem(tmp_path)
    assert said.startswith(
        f"{name}: found no kind of file that is known; expected a workbook made by fhir-vgc workbook new"
    )
    assert "docs/column-maps.md" in said


def test_a_workbook_without_a_sheet_that_every_session_needs_says_which(tmp_path: Path) -> None:
    book = load_workbook(workbook(tmp_path / "session.xlsx"))
    del book["participants"]
    book.save(tmp_path / "session.xlsx")
    (tmp_path / "notes.csv").write_text("nhs_number,dob,field,text\n9990000018,1961-04-23,plan,Swim\n")
    assert "session.xlsx: found that the sheet participants is missing;" in problem(tmp_path)


def test_somebody_elses_workbook_with_a_sheet_of_a_name_like_ours_is_unknown(tmp_path: Path) -> None:
    book = Workbook()
    book.create_sheet("Notes")
    book.save(tmp_path / "rota.xlsx")
    clinic(tmp_path)
    assert "rota.xlsx: found no kind of file that is known" in problem(tmp_path)


def test_a_text_file_that_is_called_a_workbook_is_told_as_that(tmp_path: Path) -> None:
    (tmp_path / "session.xlsx").write_text("nhs_number,dob\n")
    assert problem(tmp_path).startswith("session.xlsx: found a file that is no workbook;")


def test_a_workbook_that_cannot_be_opened_is_the_only_problem(tmp_path: Path) -> None:
    path = workbook(tmp_path / "session.xlsx")
    path.write_bytes(path.read_bytes()[:2000])
    (tmp_path / "notes.csv").write_text("nhs_number,dob,field,text\n9990000018,1961-04-23,plan,Swim\n")
    assert problem(tmp_path).startswith("session.xlsx: found a file that is no workbook;")


def test_a_table_that_cannot_be_opened_does_not_hide_what_is_wrong_with_the_session(tmp_path: Path) -> None:
    clinic(tmp_path, session={**SESSION, "capacity": "many"})
    (tmp_path / "list.xlsx").write_text("nothing of interest")
    assert [one.split(":")[0] for one in problems(tmp_path)] == [
        "list.xlsx",
        "session.csv, row 14, key capacity",
    ]


def test_the_same_file_twice_is_read_once(tmp_path: Path) -> None:
    clinic(tmp_path, notes=[of(NORA, field="plan", text="Swim")])
    shutil.copyfile(tmp_path / "notes.csv", tmp_path / "notes copy.csv")
    reading = read(tmp_path)
    assert [note.kind for note in reading.notes] == ["same-file"]
    assert len(reading.files) == 4
    assert reading.participants[0].narrative.plan == "Swim"


def test_a_workbook_and_a_csv_file_of_one_session_come_together(tmp_path: Path) -> None:
    workbook(tmp_path / "session.xlsx")
    (tmp_path / "notes.csv").write_text("nhs_number,dob,field,text\n9990000018,1961-04-23,plan,Swim\n")
    assert read(tmp_path).participants[0].narrative.plan == "Swim"


def test_two_workbooks_in_one_folder_are_a_problem(tmp_path: Path) -> None:
    workbook(tmp_path / "a.xlsx", [NORA])
    workbook(tmp_path / "b.xlsx", [OMAR])
    assert "found 2 workbooks (a.xlsx, b.xlsx)" in problem(tmp_path)


def test_a_column_map_of_the_programme_serves_every_session(tmp_path: Path) -> None:
    column_map = """
name = "plans"
[columns.number]
header = "NHS number"
target = "nhs_number"
[columns.born]
header = "DOB"
target = "dob"
[columns.plan]
header = "Plan"
target = "notes.plan"
"""
    (tmp_path / "plans.toml").write_text(column_map)
    for number in (1, 2):
        folder = clinic(tmp_path / f"s{number}", session=on(f"2026-03-0{number}"))
        (folder / "plans.csv").write_text("NHS number,DOB,Plan\n9990000018,1961-04-23,Swim\n")
    assert [reading.participants[0].narrative.plan for reading in read_source(tmp_path)] == ["Swim", "Swim"]


def test_the_problems_of_all_sessions_come_in_one_run_and_nothing_is_kept(tmp_path: Path) -> None:
    clinic(tmp_path / "good", session=on("2026-03-01"))
    clinic(tmp_path / "one", session=on("2026-03-02", capacity="many"))
    clinic(tmp_path / "two", [{**NORA, "dob": "1961"}], session=on("2026-03-03"))
    assert [one.split(": found")[0] for one in problems(tmp_path)] == [
        "one: session.csv, row 14, key capacity",
        "two: participants.csv, row 2, column dob",
    ]


def test_a_session_id_that_two_folders_have_is_a_problem(tmp_path: Path) -> None:
    clinic(tmp_path / "one", session=on("2026-03-01", session_id=SESSION["session_id"]))
    clinic(tmp_path / "two", session=on("2026-03-02", session_id=SESSION["session_id"]))
    assert problem(tmp_path).startswith("two: found the session_id of one")


def test_a_folder_whose_session_is_missing_is_a_problem(tmp_path: Path) -> None:
    clinic(tmp_path / "one", session=on("2026-03-01"))
    (clinic(tmp_path / "two") / "session.csv").unlink()
    assert problem(tmp_path).startswith("two: found nothing about the session; expected a workbook")


@pytest.mark.parametrize("name", ["nowhere", "empty", "report.csv"])
def test_what_is_no_source_says_what_to_name(tmp_path: Path, name: str) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "report.csv").write_text("Name,Email\n")
    with pytest.raises(SourceError, match=r"; name (a workbook|the folder)") as caught:
        list(read_source(tmp_path / name))
    assert caught.value.problems == ()


def test_what_is_neither_a_file_nor_a_folder_is_no_source(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.xlsx")
    for place in (Path("/dev/null"), tmp_path / "pipe.xlsx"):
        with pytest.raises(SourceError, match=r"; name (a workbook|the folder)"):
            list(read_source(place))


def test_a_file_or_a_folder_that_may_not_be_read_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clinic(tmp_path)

    def locked(path: Path) -> bytes:
        raise PermissionError(errno.EACCES, "Permission denied", str(path))

    with monkeypatch.context() as patched:
        patched.setattr(Path, "read_bytes", locked)
        assert "found a file that cannot be read (Permission denied)" in problem(tmp_path)
    monkeypatch.setattr(Path, "iterdir", locked)
    with pytest.raises(SourceError, match=r"cannot be read \(Permission denied\)"):
        list(read_source(tmp_path))


def test_a_file_is_known_by_its_content_and_its_name_is_kept_as_a_hash(tmp_path: Path) -> None:
    path = workbook(tmp_path / "Nora Ashdown.xlsx")
    (file,) = read(path).files
    assert len(file.sha256) == len(file.name_sha256) == 64
    assert "Nora" not in repr(file)


def test_a_reading_shows_nobody_when_it_is_printed(tmp_path: Path) -> None:
    told = repr(read(clinic(tmp_path)).files) + repr(read(tmp_path).unmatched)
    assert not any(secret in told for secret in ("Ashdown", "9990000018", "1961"))
