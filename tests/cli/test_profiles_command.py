"""The profiles can be taken along as a package and read in a terminal of 80 columns."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from profiles import shipped
from tests.cli.conftest import Run

NAMES = [shipped.short_name(profile) for profile in shipped.profiles()]


def test_export_writes_the_package_under_its_name_and_version(run: Run, tmp_path: Path) -> None:
    ran = run("profiles", "export")
    written = tmp_path / f"fhir-vgc.r4-{shipped.version()}.tgz"
    assert ran.code == 0
    assert written.read_bytes() == shipped.archive()
    assert hashlib.sha256(shipped.archive()).hexdigest() in ran.out
    with tarfile.open(written) as tar:
        assert "package/package.json" in tar.getnames()


def test_export_writes_where_it_is_told_to(run: Run, tmp_path: Path) -> None:
    assert run("profiles", "export", "--out", "ours.tgz").code == 0
    assert (tmp_path / "ours.tgz").read_bytes() == shipped.archive()


def test_export_to_stdout_is_the_package_and_nothing_else() -> None:
    script = "import sys; sys.argv = ['fhir-vgc', *sys.argv[1:]]; from cli.main import main; main()"
    ran = subprocess.run(
        [sys.executable, "-c", script, "profiles", "export", "--out", "-"],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        check=True,
        timeout=60,
    )
    assert ran.stdout == shipped.archive()


def test_export_overwrites_the_same_package_and_nothing_else(run: Run, tmp_path: Path) -> None:
    assert run("profiles", "export", "--out", "ours.tgz").code == 0
    assert run("profiles", "export", "--out", "ours.tgz").code == 0
    (tmp_path / "session.xlsx").write_bytes(b"a session")
    ran = run("profiles", "export", "--out", "session.xlsx")
    assert ran.code == 4
    assert "session.xlsx exists and holds something else" in ran.err
    assert (tmp_path / "session.xlsx").read_bytes() == b"a session"


def test_export_into_a_folder_that_is_not_there_is_one_sentence(run: Run) -> None:
    ran = run("profiles", "export", "--out", "nowhere/ours.tgz")
    assert (ran.code, ran.out) == (4, "")
    assert ran.err == "Error: nowhere/ours.tgz cannot be written: No such file or directory\n"


def test_the_list_names_every_profile_with_its_resource_and_title(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    ran = run("profiles", "list")
    assert ran.code == 0
    assert ran.out.startswith(f"fhir-vgc.r4 {shipped.version()}: {len(NAMES)} profiles\n")
    for profile in shipped.profiles():
        (line,) = [line for line in ran.out.splitlines() if line.split()[0] == shipped.short_name(profile)]
        assert line.split(maxsplit=2)[1:] == [profile["type"], profile["title"]]


def test_the_list_as_json_has_the_canonical_urls(run: Run) -> None:
    listed = run("profiles", "list", "--json").document
    assert listed["version"] == shipped.version()
    assert [one["name"] for one in listed["profiles"]] == NAMES
    assert {one["url"] for one in listed["profiles"]} == {profile["url"] for profile in shipped.profiles()}


@pytest.mark.parametrize("name", [*NAMES, "confidence", "proxy"])
def test_whatever_is_shown_fits_a_terminal_of_80_columns(
    run: Run, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    ran = run("profiles", "show", name)
    assert ran.code == 0
    # a URL is never parted, however long it is
    assert [line for line in ran.out.splitlines() if len(line) > 80 and "://" not in line] == []


def test_a_profile_is_shown_with_elements_extensions_and_rules(run: Run) -> None:
    shown = run("profiles", "show", "goal").out
    head, elements, extensions, rules = (
        part.splitlines() for part in _parted(shown, "Elements", "Extensions", "Rules")
    )
    assert head[0] == "VGC-Goal: Goal of a group clinic"
    assert "  subject            1..1 MS  Reference(Patient)" in elements
    assert any(line.strip() == "codes (required): VGC-goal-category" for line in elements)
    assert any(line.split()[:4] == ["confidence", "0..1", "MS", "integer"] for line in extensions)
    assert any(line.startswith("  vgc-goal-1  error, at Goal") for line in rules)


def _parted(text: str, *titles: str) -> list[str]:
    parts = []
    for title in titles:
        before, _, text = text.partition(f"\n\n{title}")
        parts.append(before)
    return [*parts, text]


def test_an_extension_is_shown_with_where_it_is_used_and_its_parts(run: Run) -> None:
    shown = run("profiles", "show", "proxy").out
    assert "used on   Encounter" in shown
    assert ":relationship" in shown


def test_a_profile_as_json_is_its_structure_definition(run: Run) -> None:
    assert run("profiles", "show", "Goal", "--json").document == shipped.structure("Goal")


def test_a_name_that_is_not_there_is_answered_with_one_that_is(run: Run) -> None:
    ran = run("profiles", "show", "Gaol")
    assert (ran.code, ran.out) == (4, "")
    assert "did you mean Goal?" in ran.err
