"""`fhir-vgc validate` says of much input the same words in one process and in several, and loses nothing."""

from __future__ import annotations

import gzip
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cli.verdicts import Shown
from profiles import wire
from profiles.checking.issues import Issue
from profiles.checking.verdict import Verdict
from tests.cli.test_validate import GOAL, goal

SMALL = """
import os, signal, sys
from multiprocessing import parent_process

import cli.judging
import profiles.check
from cli.main import main
from profiles.checking.issues import Issue, Report

cli.judging.ALONE = 2_000, 2_000
cli.judging.BATCH = 2_000
check = profiles.check.check
"""
"""The others begin after a few resources, and take a few at once."""

SAID = "Report((Issue('error', 'value', 'r', 'Goal', {words}, 'https://plinth.example'),))"


def validate(*arguments: str, and_then: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", f"{SMALL}{and_then}\nmain()", "validate", *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.fixture(autouse=True)
def _written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Goals in lines and in files of their own; some with mistakes, some that cannot be read."""
    monkeypatch.chdir(tmp_path)
    lines = [wire.dumps(one) for one in some_of_all()]
    lines[7], lines[40], lines[60] = lines[7][:-9], b'{"resourceType":"Goal",}', b""
    Path("goals.ndjson").write_bytes(b"\n".join(lines))
    Path("more.ndjson.gz").write_bytes(gzip.compress(b"\n".join(lines))[:-9])
    Path("export").mkdir()
    for number, one in enumerate(some_of_all()):
        Path(f"export/{number:03}.json").write_text(wire.pretty(one))
    Path("export/goal.xml").touch()


def some_of_all() -> list[dict[str, Any]]:
    goals = [goal(number, lifecycleStatus="active" if number % 4 else number) for number in range(100)]
    goals[20] = {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": goals[4]}] * 3}
    goals[30] = goal(30, meta={})
    return goals


@pytest.mark.parametrize(
    "flags",
    [
        (),
        ("--most", "3", "--no-warnings"),
        ("--quiet", "--strict", "--junit", "report.xml"),
        ("--json", "--junit", "report.xml", "--profile", "Goal"),
    ],
)
def test_several_processes_say_what_one_says(flags: tuple[str, ...]) -> None:
    report = Path("report.xml")
    said = []
    for processes in ("1", "3"):
        ran = validate(
            "goals.ndjson", "export", "more.ndjson.gz", "nowhere.json", *flags, "--processes", processes
        )
        said.append((ran.returncode, ran.stdout, ran.stderr, report.exists() and report.read_text()))
    assert said[0] == said[1]
    assert said[0][0] == 3


@given(
    st.integers(1, 3),
    st.lists(st.tuples(st.booleans(), st.lists(st.sampled_from("abcd"), max_size=8)), max_size=12),
)
def test_what_a_person_is_shown_does_not_hang_on_who_checked_it(
    most: int, broken: list[tuple[bool, list[str]]]
) -> None:
    """Each resource, with the rules that it breaks, is checked by one of two others, or by one alone."""
    alone, here, others = Shown(most), Shown(most), (Shown(most), Shown(most))
    for number, (other, rules) in enumerate(broken):
        issues = tuple(Issue("error", "value", rule, f"Goal.{at}", "", GOAL) for at, rule in enumerate(rules))
        verdict = Verdict(f"line {number}", "Goal", False, issues)
        sent = verdict._replace(issues=others[other].left(verdict))
        assert here.left(sent)[:most] == alone.left(verdict)[:most]
    assert here.total() == alone.total()


ANEW = "import profiles.checking.side_by_side as other; other.can_fork = lambda: False"


@pytest.mark.parametrize("begins", ["", ANEW], ids=["as a copy", "anew"])
def test_a_package_counts_in_every_process(begins: str) -> None:
    definition = {
        "resourceType": "StructureDefinition",
        "url": "https://plinth.example/p",
        "kind": "resource",
        "type": "Goal",
        "baseDefinition": "http://hl7.org/fhir/StructureDefinition/Goal",
        "derivation": "constraint",
        "snapshot": {
            "element": [
                {"id": "Goal", "path": "Goal", "min": 0, "max": "*"},
                {
                    "id": "Goal.note",
                    "path": "Goal.note",
                    "min": 1,
                    "max": "*",
                    "type": [{"code": "Annotation"}],
                },
            ]
        },
    }
    Path("theirs").mkdir()
    Path("theirs/package.json").write_text('{"name": "theirs", "fhirVersions": ["4.0.1"]}')
    Path("theirs/profile.json").write_text(wire.pretty(definition))
    asked = ("--package", "theirs", "--profile", "https://plinth.example/p", "--json", "--processes", "3")
    ran = validate("export", *asked, and_then=begins)
    outcomes = [line for line in ran.stdout.splitlines() if "Goal.note" in line]
    assert len(outcomes) == 99


def test_several_processes_work_where_there_is_much_and_none_where_there_is_little() -> None:
    by_whom = f"profiles.check.check = lambda *_: {SAID.format(words='str(os.getpid())')}"

    def who(*arguments: str) -> set[str]:
        said = [
            wire.loads(line) for line in validate(*arguments, "--json", and_then=by_whom).stdout.splitlines()
        ]
        return {one["issue"][0]["details"]["text"] for one in said}

    assert len(who("export", "--processes", "3")) == 4
    assert len(who("export", "--processes", "1")) == 1
    assert len(who("export/001.json", "--processes", "3")) == 1


def test_little_input_does_not_even_load_what_processes_need() -> None:
    ends = "import atexit; atexit.register(lambda: print('multiprocessing.connection' in sys.modules))"
    alone = SMALL.replace("from multiprocessing import parent_process", "")
    ran = subprocess.run(
        [sys.executable, "-c", f"{alone}{ends}\nmain()", "validate", "export/001.json"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.stdout.splitlines()[-1] == "False"


def test_a_process_that_is_killed_is_an_error_with_what_to_do() -> None:
    killed = (
        "def killed(resource, profile):\n"
        "    if parent_process() and resource.get('id') == 'g50':\n"
        "        os.kill(os.getpid(), signal.SIGKILL)\n"
        "    return check(resource, profile)\n"
        "profiles.check.check = killed"
    )
    ran = validate("goals.ndjson", "--processes", "3", "--json", "--junit", "report.xml", and_then=killed)
    told = validate("goals.ndjson", "--processes", "1", "--json").stdout
    said, _, error = ran.stdout.partition('{"error"')
    assert ran.returncode == 4
    assert "--processes 1" in error
    assert 0 < len(said) < len(told)
    assert told.startswith(said)
    assert not Path("report.xml").exists()


def test_an_interrupt_ends_them_all_and_what_was_told_stands() -> None:
    interrupted = (
        "def interrupted(resource, profile):\n"
        "    if parent_process() and resource.get('id') == 'g50':\n"
        "        os.killpg(0, signal.SIGINT)\n"
        "        signal.pause()\n"
        "    return check(resource, profile)\n"
        "profiles.check.check = interrupted\n"
        "os.setpgid(0, 0)\n"
        # a shell's background job ignores it, and so would what it starts
        "signal.signal(signal.SIGINT, signal.default_int_handler)"
    )
    ran = validate("goals.ndjson", "--processes", "3", "--junit", "report.xml", and_then=interrupted)
    assert (ran.returncode, ran.stderr) == (130, "")
    assert ran.stdout.endswith("Interrupted: the rest was not checked.\n")
    assert "goals.ndjson, line 1: Goal" in ran.stdout
    assert "goals.ndjson, line 51" not in ran.stdout
    assert not Path("report.xml").exists()


def test_a_defect_says_with_what_it_came_and_where_it_happened() -> None:
    broken = (
        "def broken(resource, profile):\n"
        "    if resource.get('id') == 'g50':\n"
        "        raise ValueError('Quillfeather')\n"
        "    return check(resource, profile)\n"
        "profiles.check.check = broken"
    )
    several, one = (validate("goals.ndjson", "--processes", number, and_then=broken) for number in "31")
    assert several.returncode == 1
    assert "This happened with goals.ndjson, line 51" in several.stderr
    assert "in broken" in several.stderr
    assert "Quillfeather" not in several.stdout + several.stderr
    assert several.stdout == one.stdout


def test_what_fails_in_one_process_alone_is_checked_here() -> None:
    failing = (
        "def failing(resource, profile):\n"
        "    if parent_process() and resource.get('id') in ('g50', 'g51'):\n"
        "        raise MemoryError\n"
        "    return check(resource, profile)\n"
        "profiles.check.check = failing"
    )
    several, one = (validate("goals.ndjson", "--processes", number, and_then=failing) for number in "31")
    assert (several.returncode, several.stdout, several.stderr) == (one.returncode, one.stdout, one.stderr)


def test_they_end_with_the_process_that_started_them() -> None:
    """Each holds our end of what was printed: it is only seen to end when all of them have."""
    dying = (
        "def dying(resource, profile):\n"
        "    if parent_process() and resource.get('id') == 'g50':\n"
        "        os.kill(os.getppid(), signal.SIGKILL)\n"
        "    return check(resource, profile)\n"
        "profiles.check.check = dying"
    )
    assert validate("goals.ndjson", "--processes", "3", and_then=dying).returncode == -9
