"""What a pull or a sync writes: what it brought back, always and once, and nothing lost on the way."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from adapter.errors import EndpointError, LedgerError
from adapter.ledger.leases import Lease
from adapter.ledger.ledger import Ledger
from adapter.pull.pull import Pull
from adapter.routes.route import Route
from adapter.sync.schedule import Timetable
from adapter.sync.sync import Round, Sync
from profiles import wire
from tests.cli.conftest import Run
from tests.push import clinic
from tests.push.conftest import Practice, practice  # noqa: F401


@pytest.fixture
def to(practice: Practice, run: Run, imported: None) -> tuple[str, str]:  # noqa: F811
    """A practice that is in step with the clinic."""
    for _ in range(2):
        run("sync", "--to", practice.url)
    return "--to", practice.url


def swims(practice: Practice, where: str) -> None:  # noqa: F811
    """The practice changes one goal."""
    practice.put({**practice.resources("Goal")[0], "description": {"text": f"Swim {where}"}})


def said(path: Path) -> list[object]:
    """What the goals are after the change, by the workbook."""
    book = load_workbook(path, read_only=True)
    try:
        header, *found = book["goals"].iter_rows(values_only=True)
        return [row[header.index("after")] for row in found]
    finally:
        book.close()


def test_a_round_writes_what_it_brought_back_once(
    run: Run,
    practice: Practice,  # noqa: F811
    to: tuple[str, str],
) -> None:
    swims(practice, "twice a week")
    written = [Path(path) for path in run("sync", *to, "--out", "out", "--json").document["written"]]
    assert sorted(written) == sorted(Path("out").iterdir())
    (lines,) = (path for path in written if path.suffix == ".ndjson")
    (book,) = (path for path in written if path.suffix == ".xlsx")
    assert wire.loads(lines.read_bytes())["description"] == {"text": "Swim twice a week"}
    assert said(book) == ["Swim twice a week"]
    assert run("sync", *to, "--out", "out", "--json").document["written"] == []
    assert sorted(Path("out").iterdir()) == sorted(written)


@pytest.mark.parametrize("command", ["pull", "sync"])
def test_what_came_back_is_written_beside_the_ledger_though_nobody_says_so(
    run: Run,
    practice: Practice,  # noqa: F811
    to: tuple[str, str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    command: str,
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    ledger = ("--ledger", str(tmp_path / "ledger.db"))
    swims(practice, "twice a week")
    *_, last = run(command, *to, *ledger).out.splitlines()
    book = Path(last.removeprefix("Wrote "))
    assert book.parent == tmp_path / "changes"
    assert said(book) == ["Swim twice a week"]
    assert all(path.stat().st_mode & 0o077 == 0 for path in book.parent.iterdir())
    assert "Wrote" not in run(command, *to, *ledger).out
    assert list(elsewhere.iterdir()) == []


def test_the_settings_may_name_another_folder_and_the_command_yet_another(
    run: Run,
    practice: Practice,  # noqa: F811
    to: tuple[str, str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    Path("fhir-vgc.toml").write_text('changes = "of-the-file"\n')
    for where, said_so in (("of-the-file", ()), ("of-the-flag", ("--out", "of-the-flag"))):
        swims(practice, where)
        run("sync", *to, *said_so)
        assert len(list((tmp_path / where).iterdir())) == 2
    monkeypatch.setenv("FHIR_VGC_CHANGES", "of-the-environment")
    swims(practice, "nowhere")
    run("pull", *to)
    assert len(list((tmp_path / "of-the-environment").iterdir())) == 2
    assert not (tmp_path / "changes").exists()


def test_a_file_says_of_which_endpoint_it_is(
    run: Run,
    practice: Practice,  # noqa: F811
    imported: None,
) -> None:
    Path("fhir-vgc.toml").write_text(f"[endpoints.'The Oaks']\nurl = '{practice.url}'\n")
    for _ in range(2):
        run("sync", "--to", "The Oaks")
    swims(practice, "twice a week")
    run("sync", "--to", "The Oaks")
    names = [path.name for path in Path("changes").iterdir()]
    assert len(names) == 2
    assert all(re.search("-the-oaks-[0-9a-f]{6}-2", name) for name in names)


def test_a_round_without_changes_makes_no_folder(run: Run, to: tuple[str, str]) -> None:
    assert "Wrote" not in run("sync", *to, "--out", "out").out
    assert not Path("out").exists()


def test_round_after_round_writes_files_of_its_own(
    run: Run,
    practice: Practice,  # noqa: F811
    to: tuple[str, str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def rounds(sync: Sync, _timetable: Timetable, **_: object) -> Iterator[Round]:
        for where in ("in March", "in April"):
            swims(practice, where)
            yield sync.round()
            yield sync.round()

    monkeypatch.setattr(Sync, "rounds", rounds)
    ran = run("sync", *to, "--every", "15m", "--out", "out")
    told = [line.removeprefix("Wrote ") for line in ran.out.splitlines() if line.startswith("Wrote ")]
    lines = [line for line in ran.out.splitlines() if line.startswith(("Wrote", "2"))]
    assert ["Wrote" in line for line in lines] == [False, True, True, False] * 2
    assert sorted(map(Path, told)) == sorted(Path("out").iterdir())
    books = [Path(path) for path in told if path.endswith(".xlsx")]
    assert [said(book) for book in books] == [["Swim in March"], ["Swim in April"]]


def test_what_was_written_is_told_although_the_push_could_not_follow(
    run: Run,
    practice: Practice,  # noqa: F811
    to: tuple[str, str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refused(_sync: Sync, _route: Route, _lease: Lease) -> None:
        raise LedgerError("the disk is full")

    swims(practice, "twice a week")
    monkeypatch.setattr(Sync, "_push", refused)
    ran = run("sync", *to, "--out", "out")
    assert ran.code == 4
    told = [Path(line.removeprefix("Wrote ")) for line in ran.out.splitlines()]
    assert sorted(told) == sorted(Path("out").iterdir())
    assert "the disk is full" in ran.err


@pytest.mark.parametrize("command", ["pull", "sync"])
def test_what_was_written_is_told_although_the_pull_broke_off(
    run: Run,
    practice: Practice,  # noqa: F811
    to: tuple[str, str],
    monkeypatch: pytest.MonkeyPatch,
    command: str,
) -> None:
    def full(*_: object) -> None:
        raise LedgerError("the disk is full")

    swims(practice, "twice a week")
    monkeypatch.setattr(Pull, "_settle_flags", full)
    ran = run(command, *to, "--out", "out")
    assert ran.code == 4
    told = [Path(line.removeprefix("Wrote ")) for line in ran.out.splitlines()]
    assert sorted(told) == sorted(Path("out").iterdir())
    assert "the disk is full" in ran.err
    assert len(told) == 2


def test_as_json_the_files_are_named_beside_the_error(
    run: Run,
    practice: Practice,  # noqa: F811
    to: tuple[str, str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refused(_sync: Sync, _route: Route, _lease: Lease) -> None:
        raise EndpointError("it is closed")

    def rounds(sync: Sync, _timetable: Timetable, **_: object) -> Iterator[EndpointError]:
        with pytest.raises(EndpointError) as raised:
            sync.round()
        yield raised.value

    swims(practice, "twice a week")
    monkeypatch.setattr(Sync, "_push", refused)
    monkeypatch.setattr(Sync, "rounds", rounds)
    ran = run("sync", *to, "--out", "out", "--json")
    assert (ran.code, ran.document["error"], ran.document["problems"]) == (4, "it is closed", [])
    assert sorted(map(Path, ran.document["written"])) == sorted(Path("out").iterdir())
    swims(practice, "three times a week")
    every = run("sync", *to, "--every", "15m", "--out", "more", "--json").document
    assert sorted(map(Path, every["written"])) == sorted(Path("more").iterdir())


@pytest.mark.parametrize("command", ["pull", "sync"])
def test_where_the_folder_cannot_be_written_nothing_is_lost(
    run: Run,
    practice: Practice,  # noqa: F811
    to: tuple[str, str],
    command: str,
) -> None:
    Path("file").touch()
    swims(practice, "twice a week")
    ran = run(command, *to, "--out", "file/out")
    assert ran.code == 3
    assert "file/out: the changes cannot be written (Not a directory)" in ran.out
    assert "Wrote" not in ran.out
    written: list[Any] = run(command, *to, "--out", "out", "--json").document["written"]
    assert said(Path(written[-1])) == ["Swim twice a week"]


def test_where_the_folder_cannot_be_written_what_the_clinic_has_is_filed(
    run: Run,
    practice: Practice,  # noqa: F811
    to: tuple[str, str],
    tmp_path: Path,
) -> None:
    day = dt.date(2026, 4, 21)
    with Ledger(str(tmp_path / "ledger.db")) as ledger:
        ledger.imports.keep(clinic.session(2, day), [clinic.participant(1, day=day)], [], clinic.at(15))
    Path("changes").touch()
    swims(practice, "twice a week")
    round_ = run("sync", *to, "--json").document
    assert round_["push"]["filings"]["filed"] == 1
    assert [one["where"] for one in round_["pull"]["problems"]] == ["the changes"]


def test_of_a_folder_nothing_can_be_brought_back(run: Run, imported: None) -> None:
    ran = run("sync", "--to", "./bundles", "--out", "out")
    assert (ran.code, ran.out) == (4, "")
    assert "a folder holds no records" in ran.err


def test_rounds_as_json_are_a_line_each_and_so_is_what_ends_them(
    run: Run,
    practice: Practice,  # noqa: F811
    to: tuple[str, str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def rounds(sync: Sync, _timetable: Timetable, **_: object) -> Iterator[Round]:
        yield sync.round()
        raise LedgerError("a newer fhir-vgc has opened it since")

    monkeypatch.setattr(Sync, "rounds", rounds)
    ran = run("sync", *to, "--every", "15m", "--json")
    assert ran.code == 4
    done, ended = (wire.loads(line) for line in ran.out.splitlines())
    assert done["push"]["participants"] == 5
    assert ended["error"] == "a newer fhir-vgc has opened it since"
