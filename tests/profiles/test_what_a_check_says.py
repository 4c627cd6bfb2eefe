"""What a check says of a resource reads the same as an OperationOutcome, as JUnit XML, and counted."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, parse

import pytest
from hypothesis import given
from hypothesis import strategies as st

from profiles import shipped, wire
from profiles.check import check
from profiles.checking.findings import words
from profiles.checking.issues import Issue, NotChecked, Report, Severity
from profiles.checking.junit import JUnit
from profiles.checking.outcome import outcome, unreadable
from profiles.checking.reading import Found
from profiles.checking.texts import Unreadable
from profiles.checking.verdict import Broken, Tally, judge
from profiles.definitions import profile

GOAL = profile("Goal")
XML = Unreadable("goal.xml", "XML", "FHIR resources as JSON", "Convert it.")


def issue(path: str, severity: Severity = "error", message: str = "A goal belongs to one patient.") -> Issue:
    return Issue(severity, "cardinality", "min", path, message, GOAL)


def found(where: str = "goals.ndjson, line 3", **resource: Any) -> Found:
    return Found(where, {"resourceType": "Goal", "meta": {"profile": [GOAL]}, **resource})


BUNDLE = Found(
    "push.json",
    {
        "resourceType": "Bundle",
        "entry": [{"resource": found().resource}, {"request": {}}, {"resource": {"resourceType": "Task"}}],
    },
)
OF_BUNDLE = Report(
    (
        issue("Bundle.entry[2].resource.code", "warning"),
        issue("Bundle.entry[1]"),
        issue("Bundle.entry[2].resource.target[4].measure"),
    ),
    (NotChecked("Bundle.entry[0].resource.code", "a SNOMED CT code"),),
)


# ── By resource ──────────────────────────────────────────────────────────────────────────────────────


def test_each_resource_of_a_bundle_has_a_verdict_of_its_own() -> None:
    bundle, goal, task = judge(BUNDLE, OF_BUNDLE).verdicts
    assert [one.where for one in (bundle, goal, task)] == [
        "push.json",
        "push.json, Bundle.entry[0]",
        "push.json, Bundle.entry[2]",
    ]
    assert [one.type for one in (bundle, goal, task)] == ["Bundle", "Goal", "Task"]
    assert [one.fails(strict=False) for one in (bundle, goal, task)] == [True, False, True]
    assert [one.path for one in bundle.issues] == ["Bundle.entry[1]"]


@given(st.lists(st.integers(0, 2)))
def test_nothing_that_is_said_of_a_bundle_is_lost_or_said_twice(entries: list[int]) -> None:
    places = ("Bundle.type", "Bundle.entry[0].resource.status", "Bundle.entry[2].resource")
    report = Report(tuple(issue(places[number], message=str(at)) for at, number in enumerate(entries)))
    said = [one for verdict in judge(BUNDLE, report).verdicts for one in verdict.issues]
    assert sorted(said, key=str) == sorted(report.issues, key=str)


def test_the_gravest_issue_comes_first() -> None:
    report = Report((issue("Goal.a", "information"), issue("Goal.b", "warning"), issue("Goal.c")))
    (verdict,) = judge(found(), report).verdicts
    assert [one.path for one in verdict.issues] == ["Goal.c", "Goal.b", "Goal.a"]


@pytest.mark.parametrize("named", [None, 7, "Quill, 9990000018", "goal\x1b[2J", ["Goal"], {}])
def test_what_stands_where_a_type_should_is_not_repeated(named: Any) -> None:
    (verdict,) = judge(found(resourceType=named), Report()).verdicts
    assert verdict.type == "no resource type"


@pytest.mark.parametrize("entry", [None, 7, {}, [None, 7, {"resource": None}, {"resource": []}]])
def test_a_bundle_of_any_shape_has_its_verdict(entry: Any) -> None:
    verdicts = judge(Found("b.json", {"resourceType": "Bundle", "entry": entry}), Report()).verdicts
    assert verdicts[0].type == "Bundle"


# ── Counted ──────────────────────────────────────────────────────────────────────────────────────────


def test_every_resource_has_passed_or_failed() -> None:
    tally = Tally()
    for checked in (judge(BUNDLE, OF_BUNDLE), judge(found(), Report((issue("Goal.code", "warning"),)))):
        tally.add(checked)
    assert (tally.resources, tally.passed, tally.failed) == (4, 2, 2)
    assert tally.severities == {"error": 2, "warning": 2}
    assert tally.not_checked == {"a SNOMED CT code": 1}


def test_a_warning_fails_where_it_is_strict() -> None:
    tally = Tally(strict=True)
    tally.add(judge(found(), Report((issue("Goal.code", "warning"), issue("Goal", "information")))))
    tally.add(judge(found(), Report((issue("Goal", "information"),))))
    assert (tally.passed, tally.failed) == (1, 1)


def test_one_mistake_of_a_program_is_counted_as_one_rule() -> None:
    tally = Tally()
    of_entry = issue("Bundle.entry[0].resource.target[1].measure")
    tally.add(judge(found(), Report((issue("Goal.target[0].measure"), issue("Goal.target[7].measure")))))
    tally.add(judge(BUNDLE, Report((of_entry,))))
    assert tally.rules == {Broken("error", "min", GOAL, "Goal.target.measure"): 3}


@pytest.mark.parametrize("meta", [None, 7, {}, {"profile": []}])
def test_a_resource_that_names_no_profile_is_told_as_such(meta: Any) -> None:
    tally = Tally()
    tally.add(judge(found(meta=meta), Report()))
    tally.add(judge(found(), Report()))
    tally.add(judge(found(meta=meta), Report(), asked=True))
    tally.add(judge(BUNDLE, Report()))
    assert tally.bare == {"Goal": 1, "Task": 1}


# ── As FHIR ──────────────────────────────────────────────────────────────────────────────────────────


def test_an_outcome_has_each_issue_in_its_order_and_what_was_not_checked() -> None:
    codes = (NotChecked("Goal.a", "a SNOMED CT code"), NotChecked("Goal.b", "a SNOMED CT code"))
    made = outcome("goal.json", Report((issue("Goal.code", "warning"), issue("Goal.subject")), codes))
    assert made["resourceType"] == "OperationOutcome"
    assert made["extension"][0]["valueString"] == "goal.json"
    assert [(one["severity"], one["expression"]) for one in made["issue"]] == [
        ("warning", ["Goal.code"]),
        ("error", ["Goal.subject"]),
        ("information", ["Goal.a", "Goal.b"]),
    ]
    assert made["issue"][1]["details"]["text"] == "A goal belongs to one patient."
    assert made["issue"][1]["diagnostics"] == f"min of {GOAL}"
    assert made["issue"][2]["details"]["text"] == "Not checked: a SNOMED CT code"


def test_an_outcome_without_issues_says_so() -> None:
    (only,) = outcome("goal.json", Report())["issue"]
    assert (only["severity"], only["details"]["text"]) == ("information", "No issues found")


def test_what_could_not_be_read_is_fatal() -> None:
    (only,) = unreadable(XML)["issue"]
    assert only["severity"] == "fatal"
    assert only["details"]["text"] == "Found XML; expected FHIR resources as JSON. Convert it."


# ── As JUnit XML ─────────────────────────────────────────────────────────────────────────────────────


def suite(path: Path) -> Element:
    return parse(path).getroot()


def test_each_resource_is_a_test_case(tmp_path: Path) -> None:
    path = tmp_path / "report.xml"
    with JUnit(path) as cases:
        cases.checked(judge(found(), Report()))
        cases.unreadable(XML)
        cases.checked(judge(BUNDLE, OF_BUNDLE))
        assert not path.exists()
    root = suite(path)
    assert [file.name for file in tmp_path.iterdir()] == ["report.xml"]
    assert root.attrib == {
        "name": "fhir-vgc validate",
        "tests": "5",
        "failures": "2",
        "errors": "1",
        "skipped": "0",
    }
    assert [case.get("name") for case in root] == [
        "goals.ndjson, line 3",
        "goal.xml",
        "push.json",
        "push.json, Bundle.entry[0]",
        "push.json, Bundle.entry[2]",
    ]
    assert [[inner.tag for inner in case] for case in root] == [[], ["error"], ["failure"], [], ["failure"]]
    failure = root[4][0]
    assert failure.get("message") == "A goal belongs to one patient."
    assert failure.text is not None
    assert failure.text.splitlines() == [
        f"error Bundle.entry[2].resource.target[4].measure: A goal belongs to one patient. (min of {GOAL})",
        f"warning Bundle.entry[2].resource.code: A goal belongs to one patient. (min of {GOAL})",
    ]


@pytest.mark.parametrize(("strict", "tag"), [(False, "system-out"), (True, "failure")])
def test_a_warning_is_told_and_fails_where_it_is_strict(tmp_path: Path, strict: bool, tag: str) -> None:
    with JUnit(tmp_path / "report.xml", strict=strict) as cases:
        cases.checked(judge(found(), Report((issue("Goal.code", "warning"),))))
    ((inner,),) = suite(tmp_path / "report.xml")
    assert inner.tag == tag


def test_a_run_that_was_broken_off_leaves_the_report_of_the_last_one(tmp_path: Path) -> None:
    path = tmp_path / "report.xml"
    path.write_text("the last one")

    def broken_off() -> None:
        with JUnit(path) as cases:
            cases.checked(judge(found(), Report()))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        broken_off()
    assert [(file.name, file.read_text()) for file in tmp_path.iterdir()] == [("report.xml", "the last one")]


@given(st.text(), st.text())
def test_whatever_a_name_or_a_message_holds_the_xml_can_be_read(
    tmp_path_factory: pytest.TempPathFactory, where: str, message: str
) -> None:
    path = tmp_path_factory.mktemp("junit") / "report.xml"
    with JUnit(path) as cases:
        cases.checked(judge(found(where), Report((issue("Goal.code", message=message),))))
        cases.unreadable(Unreadable(where, message, message, message))
    assert [case[0].tag for case in suite(path)] == ["failure", "error"]


def test_what_was_not_checked_is_counted_without_its_places_as_with_them() -> None:
    examples = [
        wire.loads(content)
        for path, content in shipped.files().items()
        if path.startswith("example/") and not path.endswith(".index.json")
    ]
    reports = [check(one) for one in examples]
    assert any(len(report.not_checked) > 1 for report in reports)
    for report in reports:
        assert list(words(report.not_checked)) == [one.what for one in report.not_checked]
