"""The check: examples pass, invalid ones are refused for their stated reason, and every place is right."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest

from profiles import wire
from profiles.check import NotChecked, Report, UnknownProfile, check
from profiles.checking.snapshots import PACKAGE
from profiles.definitions import extension, profile

EXAMPLES = sorted(path for path in (PACKAGE / "example").glob("*.json") if not path.name.startswith("."))
INVALID = wire.loads((PACKAGE / "tests" / "invalid.json").read_bytes())


def example(name: str) -> Any:
    (path,) = (path for path in EXAMPLES if path.stem.partition("-")[2] == name)
    return wire.loads(path.read_bytes())


def told(report: Report) -> list[tuple[str, str, str]]:
    return [(issue.kind, issue.rule, issue.path) for issue in report.issues if issue.severity == "error"]


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_a_valid_example_has_no_error(path: Path) -> None:
    assert told(check(wire.loads(path.read_bytes()))) == []


@pytest.mark.parametrize("reason", INVALID, ids=lambda reason: reason["file"].removesuffix(".json"))
def test_an_invalid_example_is_refused_for_its_stated_reason(reason: dict[str, str]) -> None:
    broken = wire.loads((PACKAGE / "tests" / reason["file"]).read_bytes())
    found = [(issue.kind, issue.rule, issue.path) for issue in check(broken, reason["profile"]).issues]
    assert (reason["kind"], reason["rule"], reason["path"]) in found


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"plinth": 1}, ("unknown-element", "unknown", "Goal.plinth")),
        ({"startDate": "2026-02-30"}, ("format", "date", "Goal.start")),
        ({"startDate": 2026}, ("type", "type", "Goal.start")),
        ({"startCodeableConcept": {"text": "now"}}, ("choice", "max", "Goal.start")),
        ({"lifecycleStatus": "nonsense"}, None),
        ({"note": []}, ("format", "empty", "Goal.note")),
        ({"note": {"text": "a"}}, ("type", "type", "Goal.note")),
        ({"note": [{}]}, ("invariant", "ele-1", "Goal.note[0]")),
        ({"note": [{"id": "a"}]}, ("cardinality", "min", "Goal.note[0].text")),
        ({"statusReason": ""}, ("format", "empty", "Goal.statusReason")),
        ({"priority": {"coding": ["high"]}}, ("type", "type", "Goal.priority.coding[0]")),
        ({"target": [{"detailString": "3"}]}, ("invariant", "gol-1", "Goal.target[0]")),
        ({"subject": {"reference": "Patient/1", "type": "Group"}}, ("reference", "type", "Goal.subject")),
        ({"note": [{"id": "a", "text": "1"}, {"id": "a", "text": "2"}]}, ("value", "id", "Goal.note[1].id")),
        ({"meta": {"profile": [None]}}, ("type", "null", "Goal.meta.profile[0]")),
    ],
)
def test_each_fault_of_r4_is_told_at_its_place(change: wire.Resource, expected: Any) -> None:
    goal = {"resourceType": "Goal", "startDate": "2026-01-05", "lifecycleStatus": "active"}
    goal |= {"description": {"text": "Walk"}, "subject": {"reference": "Patient/1"}}
    assert told(check(goal)) == []
    found = told(check(goal | change))
    assert (expected in found) if expected else [kind for kind, _, _ in found] == ["binding"]


def test_null_in_a_list_is_no_fault_where_an_extension_says_why() -> None:
    why = {"extension": [{"url": "https://plinth.example/why", "valueString": "unknown"}]}
    goal = example("goal-walk")
    goal["meta"] |= {"profile": [*goal["meta"]["profile"], None], "_profile": [None, why]}
    assert told(check(goal)) == []


def test_one_id_on_an_element_and_on_what_is_contained_is_no_fault() -> None:
    goal = example("goal-walk")
    goal["subject"] |= {"id": "a", "reference": "#b"}
    goal["contained"] = [{"resourceType": "Patient", "id": "b", "name": [{"id": "a", "text": "Ann"}]}]
    assert told(check(goal)) == []


def test_a_code_without_its_system_is_warned_of() -> None:
    goal = example("goal-walk")
    goal["description"]["coding"] = [{"code": "walk"}]
    assert ("system", "Goal.description.coding[0]") in [(one.rule, one.path) for one in check(goal).issues]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (" Walk", ["begins or ends with a space"]),
        ("Walk\n", ["begins or ends with a space"]),
        ("  ", ["nothing but spaces: leave it out"]),
        ("Walk to town", []),
    ],
)
def test_spaces_at_the_ends_of_a_text_are_warned_of_and_pass(text: str, said: list[str]) -> None:
    report = check(example("goal-walk") | {"description": {"text": text}})
    assert [one.message for one in report.issues if one.rule == "spaces"] == said
    assert all(one.severity == "warning" for one in report.issues if one.rule == "spaces")
    assert all(one.rule != "string" for one in report.issues)


def test_a_note_may_end_with_a_line_break_but_not_be_spaces_alone() -> None:
    report = check(example("goal-walk") | {"note": [{"text": "Rang on Tuesday\n"}, {"text": " \n"}]})
    assert [one.path for one in report.issues if one.rule == "spaces"] == ["Goal.note[1].text"]


@pytest.mark.parametrize("kind", ["Plinth", None, ["Goal"], "DomainResource", "CodeableConcept"])
def test_what_is_no_resource_is_said_to_be_none(kind: Any) -> None:
    (issue,) = check({"resourceType": kind}).issues
    assert (issue.kind, issue.path) == ("resource", "resourceType")


def test_a_profile_that_nobody_has_cannot_be_asked_for() -> None:
    with pytest.raises(UnknownProfile):
        check(example("goal-walk"), profile("Plinth"))


def test_a_resource_of_an_unknown_profile_is_held_against_its_type_and_that_is_told() -> None:
    goal = example("goal-walk") | {"meta": {"profile": ["https://plinth.example/Goal"]}}
    del goal["identifier"]
    report = check(goal)
    assert report.passed
    assert [one.what for one in report.not_checked if one.path == "Goal"] == ["a profile that is not at hand"]


def test_a_profile_of_ours_that_there_is_not_is_an_error() -> None:
    goal = example("goal-walk") | {"meta": {"profile": [profile("Gaol")]}}
    assert told(check(goal)) == [("profile", "unknown", "Goal.meta.profile")]


def test_a_version_behind_the_profile_is_no_other_profile() -> None:
    goal = example("goal-walk")
    goal["meta"]["profile"] = [f"{profile('Goal')}|0.1.1"]
    del goal["subject"]
    assert ("cardinality", "min", "Goal.subject") in told(check(goal))


def test_two_faults_in_one_object_that_stands_in_two_places_have_both_places() -> None:
    number = {"system": "https://fhir.nhs.uk/Id/nhs-number", "value": "9990000026", "period": {}}
    patient = {"type": "Patient", "identifier": number}
    goal = example("goal-walk") | {"subject": patient, "expressedBy": patient}
    assert {path for _, _, path in told(check(goal))} == {
        "Goal.subject.identifier.period",
        "Goal.expressedBy.identifier.period",
    }


def test_a_bundle_is_held_against_its_type_and_each_entry_against_its_own_profile() -> None:
    goal = example("goal-walk")
    del goal["description"]
    bundle = {"resourceType": "Bundle", "type": "plinth", "entry": [{"resource": goal}]}
    assert {path for _, _, path in told(check(bundle))} >= {
        "Bundle.type",
        "Bundle.entry[0].resource.description",
    }


def test_a_reference_in_a_bundle_is_followed_to_what_it_leads_to() -> None:
    goal = example("goal-walk") | {"subject": {"reference": "urn:uuid:0b8e2c1a-5a44-4f0e-8f0d-9b3c2f1d7a60"}}
    practitioner = {"resourceType": "Practitioner", "active": True}
    entries = [
        {"resource": goal, "fullUrl": "https://plinth.example/Goal/1"},
        {"resource": practitioner, "fullUrl": goal["subject"]["reference"]},
    ]
    bundle = {"resourceType": "Bundle", "type": "collection", "entry": entries}
    assert ("reference", "target", "Bundle.entry[0].resource.subject") in told(check(bundle))
    practitioner["resourceType"] = "Patient"
    assert ("reference", "target", "Bundle.entry[0].resource.subject") not in told(check(bundle))


def test_an_extension_of_ours_at_another_place_is_refused() -> None:
    care_plan = example("care-plan-engage")
    care_plan["extension"].append({"url": extension("confidence"), "valueInteger": 7})
    at = f"CarePlan.extension[{len(care_plan['extension']) - 1}]"
    assert ("extension", "context", at) in told(check(care_plan))


def test_an_extension_that_is_not_listed_is_looked_into_all_the_same() -> None:
    goal = example("goal-walk")
    birth_place = "http://hl7.org/fhir/StructureDefinition/patient-birthPlace"
    goal["description"]["extension"] = [{"url": birth_place, "valueAddress": {"city": 7}}]
    found = told(check(goal))
    assert ("extension", "context", "Goal.description.extension[0]") in found
    assert ("type", "type", "Goal.description.extension[0].value.city") in found


def test_an_extension_that_nobody_knows_is_a_warning_and_a_modifier_an_error() -> None:
    unknown = [{"url": "https://plinth.example/unknown", "valueString": "a"}]
    goal = example("goal-walk") | {"modifierExtension": unknown}
    goal["description"]["extension"] = unknown
    severities = {issue.path: issue.severity for issue in check(goal).issues if issue.rule == "unknown"}
    assert severities == {
        "Goal.modifierExtension[0]": "error",
        "Goal.description.extension[0]": "warning",
    }


def test_what_stands_beside_a_missing_value_says_why_and_is_looked_into() -> None:
    why = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"
    goal = {"resourceType": "Goal", "description": {"text": "Walk"}, "subject": {"reference": "Patient/1"}}
    beside = {"extension": [{"url": why, "valueCode": "unknown"}]}
    assert told(check(goal | {"_lifecycleStatus": beside})) == []
    assert told(check(goal)) == [("cardinality", "min", "Goal.lifecycleStatus")]
    found = told(check(goal | {"_lifecycleStatus": {"extension": [{"url": why}]}}))
    assert [path for _, _, path in found] == ["Goal.lifecycleStatus.extension[0].value"]


def test_a_code_that_no_offline_source_can_judge_is_told_and_never_passed() -> None:
    what_matters = example("what-matters-allotment")
    (place,) = [one for one in check(what_matters).not_checked if one.what == "a SNOMED CT code"]
    assert place.path == "Observation.code.coding[0]"


def test_a_code_that_its_system_does_not_have_is_refused_wherever_it_stands() -> None:
    goal = example("goal-walk")
    goal["achievementStatus"] = {
        "coding": [{"system": "http://terminology.hl7.org/CodeSystem/goal-achievement", "code": "plinth"}]
    }
    found = [path for kind, _, path in told(check(goal)) if kind == "binding"]
    assert found == ["Goal.achievementStatus.coding[0].code"]


@pytest.mark.parametrize("place", ["family", "startDate", "lifecycleStatus"])
def test_no_issue_repeats_what_the_resource_says(place: str) -> None:
    goal = example("goal-walk") | {place: "Plinth-Quorum"}
    goal["description"] = {"text": ["Plinth-Quorum"], "coding": [{"system": "Plinth", "code": " Plinth"}]}
    report = check(goal)
    assert not report.passed
    assert not any("Plinth" in f"{issue.message}{issue.rule}" for issue in report.issues)


def test_a_check_changes_nothing() -> None:
    for path in EXAMPLES:
        resource = wire.loads(path.read_bytes())
        before = copy.deepcopy(resource)
        check(resource)
        assert resource == before


def nested(depth: int) -> Any:
    extension: dict[str, Any] = {"url": "https://plinth.example/nested", "valueBoolean": True}
    for _ in range(depth):
        extension = {"url": "https://plinth.example/nested", "extension": [extension]}
    return {"resourceType": "Patient", "extension": [extension]}


@pytest.mark.parametrize("depth", range(180, 490, 30))
def test_what_is_nested_deeply_is_checked_or_told_to_be_too_deep(depth: int) -> None:
    shallow, deep = check(nested(100)), check(nested(depth))
    assert shallow.passed
    assert {rule for _, rule, _ in told(deep)} <= {"depth"}
    assert len([issue for issue in deep.issues if issue.rule == "unknown"]) == depth + 1 or not deep.passed


@pytest.mark.parametrize("depth", [60, 120, 600])
def test_items_in_items_are_checked_or_told_to_be_too_deep(depth: int) -> None:
    item: dict[str, Any] = {"linkId": "0", "type": "display", "text": "Plinth"}
    for link in range(1, depth):
        item = {"linkId": f"{link}", "type": "group", "item": [item]}
    questionnaire = {"resourceType": "Questionnaire", "status": "draft", "item": [item]}
    assert [rule for _, rule, _ in told(check(questionnaire))] == ([] if depth < 600 else ["depth"])


def test_a_rule_that_cannot_make_sense_of_what_is_malformed_is_told_as_not_checked() -> None:
    goal = example("goal-walk")
    goal["description"]["coding"] = [{"system": ["plinth"], "code": "walk"}]
    report = check(goal)
    assert ("type", "type", "Goal.description.coding[0].system") in told(report)
    assert NotChecked(
        "Goal.description.coding[0]", "a rule that cannot be judged before the errors there are corrected"
    ) in tuple(report.not_checked)
