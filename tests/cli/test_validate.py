"""`fhir-vgc validate` tells a vendor what is wrong and where, counts it, and leaves with pass or fail."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import parse

import click
import pytest

import cli.verdicts
import profiles.check
from profiles import wire
from profiles.check import check
from profiles.checking.issues import Issue, NotChecked, Report
from profiles.definitions import profile
from tests.cli.conftest import Run

GOAL = profile("Goal")
NAME = "Zephyra Quillfeather 9990000018"
ERROR = Issue("error", "cardinality", "min", "Goal.subject", "A goal belongs to one patient.", GOAL)
WARNING = Issue("warning", "invariant", "vgc-goal-2", "Goal", "A goal that is reached says when.", GOAL)
CODE = NotChecked("Goal.description", "a SNOMED CT code")


def goal(number: int = 0, **elements: Any) -> dict[str, Any]:
    return {"resourceType": "Goal", "id": f"g{number}", "meta": {"profile": [GOAL]}, **elements}


def by_id(resource: dict[str, Any], profile: str | None = None) -> Report:
    """A check that knows what to say from the id: e… has an error, w… a warning; every code is unchecked."""
    said = {"e": (WARNING, ERROR), "w": (WARNING,)}.get(str(resource.get("id"))[0], ())
    return Report(said, (CODE,))


@pytest.fixture(autouse=True)
def _checked_by_id(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(profiles.check, "check", by_id)


def write(name: str, *resources: Any) -> str:
    Path(name).parent.mkdir(parents=True, exist_ok=True)
    Path(name).write_bytes(b"".join(wire.dumps(one) + b"\n" for one in resources))
    return name


# ── What it leaves with ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("ids", "flags", "code"),
    [
        ("gg", (), 0),
        ("gw", (), 0),
        ("gw", ("--strict",), 3),
        ("gg", ("--strict",), 0),
        ("ge", (), 3),
        ("ge", ("--no-warnings",), 3),
        ("gw", ("--no-warnings",), 0),
        ("ge", ("--quiet",), 3),
        ("ge", ("--json",), 3),
        ("gg", ("--json",), 0),
    ],
)
def test_the_exit_code_says_pass_or_fail(run: Run, ids: str, flags: tuple[str, ...], code: int) -> None:
    assert run("validate", write("goals.ndjson", *(goal(id=one) for one in ids)), *flags).code == code


def test_what_could_not_be_read_has_not_passed(run: Run) -> None:
    Path("broken.json").write_text("{")
    ran = run("validate", "broken.json", write("goals.ndjson", goal()))
    assert ran.code == 3
    assert "broken.json: not read" in ran.out
    assert "1 resource: 1 passed, 0 failed" in ran.out


@pytest.mark.parametrize("flags", [(), ("--json",), ("--quiet",)])
def test_4_where_there_was_nothing_to_check(run: Run, flags: tuple[str, ...]) -> None:
    assert run("validate", "nowhere.json", *flags).code == 4


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ((), "Missing argument 'FILE...'"),
        (("goals.ndjson", "--strict", "--no-warnings"), "does not go with --no-warnings"),
        (("goals.ndjson", "--json", "--quiet"), "does not go with --quiet"),
        (("goals.ndjson", "--profile", "Gaol"), "did you mean Goal?"),
        (("goals.ndjson", "--profile", "confidence"), "confidence is an extension"),
        (("goals.ndjson", "--most", "0"), "--most"),
    ],
)
def test_2_where_it_was_not_understood(run: Run, arguments: tuple[str, ...], told: str) -> None:
    write("goals.ndjson", goal())
    ran = run("validate", *arguments)
    assert (ran.code, ran.out) == (2, "")
    assert told in ran.err


def test_4_where_the_report_cannot_be_written(run: Run) -> None:
    ran = run("validate", write("goals.ndjson", goal()), "--junit", "no/report.xml")
    assert (ran.code, ran.out) == (4, "")
    assert ran.err == "Error: --junit no/report.xml: No such file or directory; name another file\n"


def test_a_defect_of_the_check_says_with_what_it_came(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(profiles.check, "check", lambda *_: 1 / 0)
    ran = run("validate", write("goals.ndjson", goal()))
    assert ran.code == 1
    assert "ZeroDivisionError" in ran.err
    assert "This happened with goals.ndjson, line 1" in ran.err


def test_an_interrupted_run_tells_what_it_had_checked(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(resource: dict[str, Any], profile: str | None) -> Report:
        if resource["id"] == "g1":
            raise KeyboardInterrupt
        return Report()

    monkeypatch.setattr(profiles.check, "check", interrupted)
    ran = run("validate", write("goals.ndjson", goal(0), goal(1), goal(2)), "--junit", "report.xml")
    assert ran.code == 130
    assert "1 resource: 1 passed" in ran.out
    assert "Interrupted: the rest was not checked." in ran.out
    assert not Path("report.xml").exists()


# ── Text ─────────────────────────────────────────────────────────────────────────────────────────────


def test_each_issue_has_its_place_its_rule_and_its_profile(run: Run) -> None:
    ran = run("validate", write("goals.ndjson", goal(), goal(id="e")))
    assert ran.out.splitlines() == [
        "goals.ndjson, line 2: Goal",
        "  error  Goal.subject",
        "      A goal belongs to one patient.",
        "      min of VGC-Goal",
        "  warning  Goal",
        "      A goal that is reached says when.",
        "      vgc-goal-2 of VGC-Goal",
        "",
        "Not checked, since nothing offline can judge it:",
        "          2 × a SNOMED CT code",
        "2 resources: 1 passed, 1 failed (1 error, 1 warning)",
    ]
    assert ran.err == ""


def test_a_rule_that_every_resource_breaks_is_shown_a_few_times_and_counted(run: Run) -> None:
    out = run("validate", write("goals.ndjson", *(goal(id=f"e{n}") for n in range(1500))), "--most", "3").out
    assert out.count("A goal belongs to one patient.") == 3
    assert "Not shown: 2,994 more issues of the same" in out
    assert "      1,500  error  Goal.subject: min of VGC-Goal" in out
    assert "1,500 resources: 0 passed, 1,500 failed (1,500 errors, 1,500 warnings)" in out


def test_no_more_issues_of_a_resource_are_shown_than_asked_for(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    many = tuple(Issue("error", "format", f"r{n}", "Goal", "Wrong.", GOAL) for n in range(9))
    monkeypatch.setattr(profiles.check, "check", lambda *_: Report(many))
    out = run("validate", write("goal.json", goal()), "--most", "4").out
    assert out.count("Wrong.") == 4
    assert "Not shown: 5 more issues" in out


def test_without_warnings_none_is_told_or_counted(run: Run) -> None:
    out = run("validate", write("goals.ndjson", goal(id="e"), goal(id="w")), "--no-warnings").out
    assert "warning" not in out
    assert "2 resources: 1 passed, 1 failed (1 error)" in out


def test_quiet_is_the_counts_and_what_could_not_be_read(run: Run) -> None:
    Path("goal.xml").write_text("<Goal/>")
    out = run("validate", write("goals.ndjson", goal(id="e"), goal()), "goal.xml", "--quiet").out
    assert "goals.ndjson" not in out
    assert "goal.xml: not read" in out
    assert "Could not be read: 1 input" in out
    assert "2 resources: 1 passed, 1 failed" in out


def test_who_names_no_profile_is_told_that_little_was_checked(run: Run) -> None:
    out = run("validate", write("goals.ndjson", goal(), goal(meta={}), goal(meta={}))).out
    assert "Held against FHIR R4 alone, since they name no profile: 2 Goal" in out


def test_files_of_a_folder_that_are_no_json_are_told(run: Run) -> None:
    write("export/goal.json", goal())
    Path("export/goal.xml").touch()
    assert "Not read: 1 other file (.xml)" in run("validate", "export").out


def test_nothing_of_the_content_is_printed(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(profiles.check, "check", check)
    goals = [
        goal(),
        goal(id="a", subject={"display": NAME}, lifecycleStatus=NAME, note=NAME, status=NAME),
        {"resourceType": NAME},
        goal(id="b", description={"coding": [{"system": "http://snomed.info/sct", "code": NAME}]}),
    ]
    write("goals.ndjson", *goals)
    Path("broken.json").write_text(f'{{"a": {NAME}}}')
    for flags in ((), ("--json",), ("--junit", "report.xml")):
        ran = run("validate", "goals.ndjson", "broken.json", *flags)
        assert ran.code == 3
        assert "Quillfeather" not in ran.out + ran.err
    assert "Quillfeather" not in Path("report.xml").read_text()


# ── For programs ─────────────────────────────────────────────────────────────────────────────────────


def test_json_is_one_outcome_on_each_line_in_order(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    bundle = {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": goal()}]}
    write("goals.ndjson", goal(id="w"), goal())
    Path("broken.json").write_text("{")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(wire.dumps(bundle))))
    ran = run("validate", "goals.ndjson", "broken.json", "-", "--json")
    outcomes = [wire.loads(line) for line in ran.out.splitlines()]
    assert ran.err == ""
    assert {one["resourceType"] for one in outcomes} == {"OperationOutcome"}
    assert [(one["extension"][0]["valueString"], one["issue"][0]["severity"]) for one in outcomes] == [
        ("goals.ndjson, line 1", "warning"),
        ("goals.ndjson, line 2", "information"),
        ("broken.json", "fatal"),
        ("standard input, line 1", "information"),
    ]


def test_one_resource_is_one_document(run: Run) -> None:
    ran = run("validate", write("goal.json", goal(id="e")), "--json")
    assert [one["expression"] for one in ran.document["issue"]] == [
        ["Goal"],
        ["Goal.subject"],
        ["Goal.description"],
    ]


def test_junit_has_a_case_for_each_resource_beside_any_output(run: Run) -> None:
    write("goals.ndjson", goal(id="e"), goal(id="w"), goal())
    for flags, failures in (((), "1"), (("--json",), "1"), (("--quiet", "--strict"), "2")):
        run("validate", "goals.ndjson", "nowhere.json", "--junit", "report.xml", *flags)
        suite = parse("report.xml").getroot()
        assert (suite.get("tests"), suite.get("failures"), suite.get("errors")) == ("4", failures, "1")


# ── Which profile ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("named", "url"),
    [
        ("Goal", GOAL),
        ("vgc-goal", GOAL),
        (GOAL, GOAL),
        ("https://x.example/Profile", "https://x.example/Profile"),
    ],
)
def test_a_profile_is_asked_for_by_any_of_its_names(
    run: Run, monkeypatch: pytest.MonkeyPatch, named: str, url: str
) -> None:
    asked: list[str | None] = []

    def asking(resource: dict[str, Any], profile: str | None) -> Report:
        asked.append(profile)
        return Report()

    monkeypatch.setattr(profiles.check, "check", asking)
    ran = run("validate", write("goal.json", goal(meta={})), "--profile", named)
    assert (ran.code, asked) == (0, [url])
    assert "name no profile" not in ran.out


def test_a_profile_that_nobody_has_is_not_understood(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(profiles.check, "check", check)
    ran = run("validate", write("goal.json", goal()), "--profile", "https://x.example/Profile")
    assert ran.code == 2
    assert "neither the package nor what it is built on has it" in ran.err


# ── On a terminal ────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def _ticking(monkeypatch: pytest.MonkeyPatch) -> None:
    """A clock that goes on by a second whenever it is looked at, and a terminal."""
    seconds = iter(range(10**6))
    monkeypatch.setattr("time.monotonic", lambda: next(seconds))
    monkeypatch.setattr(cli.verdicts, "is_terminal", lambda: True)


@pytest.mark.usefixtures("_ticking")
def test_long_work_counts_on_a_terminal_and_clears_its_line(run: Run) -> None:
    ran = run("validate", write("goals.ndjson", goal(0), goal(1), goal(id="e")))
    counted = [line.strip() for line in click.unstyle(ran.err).split("\r") if line.strip()]
    assert counted[0].startswith("1 resource checked, ")
    assert counted[-1] == "3 resources checked, 100% of the input"
    assert ran.err.endswith("\r" + " " * 60 + "\r")
    assert "resource checked" not in ran.out


@pytest.mark.usefixtures("_ticking")
def test_json_has_no_counting_line(run: Run) -> None:
    assert run("validate", write("goals.ndjson", goal(0), goal(1)), "--json").err == ""


@pytest.mark.parametrize(("no_color", "coloured"), [("1", False), ("", True)])
def test_no_color_is_heeded(run: Run, monkeypatch: pytest.MonkeyPatch, no_color: str, coloured: bool) -> None:
    monkeypatch.setenv("NO_COLOR", no_color)
    monkeypatch.setattr("click.utils.should_strip_ansi", lambda stream, color=None: color is False)
    assert ("\x1b[" in run("validate", write("goal.json", goal(id="e"))).out) is coloured
