"""An item is in the slice that its discriminators say, whatever they look at; what cannot be told is told."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from profiles import wire
from profiles.check import Checker, Report, check
from profiles.checking.slices import sorting
from profiles.checking.snapshots import TYPES, Element, package, tree
from profiles.wire import Resource
from tests.profiles.derived import PLINTH, by, derived, reference
from tests.profiles.sliced import CASES, DATED, DEFINITIONS, GOAL, Case, bundle, code, observation
from tests.profiles.test_check import told


class Beside:
    """These definitions, and those of our package."""

    def __init__(self, *definitions: Resource) -> None:
        self._known = {one["url"]: one for one in definitions}

    def definition(self, url: str) -> Resource | None:
        return self._known.get(url.partition("|")[0]) or package().definition(url)


CHECKER = Checker(Beside(*DEFINITIONS))


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.profile}: {case.name}")
def test_an_item_is_in_the_slice_that_its_discriminators_say(case: Case) -> None:
    before = wire.dumps(case.resource)
    report = CHECKER.check(case.resource, f"{PLINTH}/{case.profile}")
    assert sorted(told(report)) == sorted(case.errors)
    unjudged = [(one.path, one.what) for one in report.not_checked if "slice" in one.what]
    assert unjudged == list(case.not_checked)
    assert wire.dumps(case.resource) == before


def checked(resource: Resource, *definitions: Resource) -> Report:
    """What a check says of a resource against the last of these definitions."""
    return Checker(Beside(*DEFINITIONS, *definitions)).check(resource, definitions[-1]["url"])


def not_checked(report: Report) -> list[tuple[str, str]]:
    return [(one.path, one.what) for one in report.not_checked]


@pytest.mark.parametrize(
    "slicing",
    [
        by("value", "code"),
        by("exists", "code"),
        by("profile", "$this"),
        by("position", "$this"),
        {"slicing": {}},
    ],
)
def test_slices_that_nothing_tells_apart_are_told_as_not_checked(slicing: Resource) -> None:
    profile = derived("Goal", "odd", {"Goal.note": slicing, "Goal.note:first": {"max": "1"}})
    report = checked(GOAL | {"note": [{"text": "a"}, {"text": "b"}]}, profile)
    assert report.passed
    assert not_checked(report) == [("Goal.note", "the slices of Goal.note")]
    assert not not_checked(checked(GOAL, profile))


def test_a_choice_that_is_not_sliced_by_its_type_is_told_as_not_checked() -> None:
    sliced = {"Goal.start[x]": by("value", "$this.text"), "Goal.start[x]:now": {"max": "1"}}
    profile = derived("Goal", "odd", sliced)
    assert not_checked(checked(DATED, profile)) == [("Goal", "the slices of Goal.start[x]")]
    assert not not_checked(checked(GOAL, profile))


def test_an_element_that_occurs_once_and_is_sliced_is_told_as_not_checked() -> None:
    sliced = {"Goal.priority": by("value", "text"), "Goal.priority:high": {}}
    report = checked(GOAL | {"priority": {"text": "High"}}, derived("Goal", "odd", sliced))
    assert not_checked(report) == [("Goal", "the slices of Goal.priority")]


def test_no_slicing_that_is_shipped_is_left_unchecked() -> None:
    def parts(element: Element) -> Iterator[Element]:
        yield element
        for below in [*element.parts.values(), *element.slices.values()]:
            yield from parts(below)

    for url in package().urls():
        definition = package().definition(url)
        if definition is not None and definition["resourceType"] == "StructureDefinition":
            for part in parts(tree(definition)):
                if part.slices and not part.is_choice and part.name not in ("extension", "modifierExtension"):
                    assert part.many
                    sorting(part, None, package())


def test_a_slice_by_a_profile_that_is_not_at_hand_is_told_as_not_checked() -> None:
    elsewhere = "https://elsewhere.example/StructureDefinition/Goal"
    sliced = {
        "Bundle.entry": by("profile", "resource"),
        "Bundle.entry:goal": {"min": 1},
        "Bundle.entry:goal.resource": {"min": 1, "type": [{"code": "Goal", "profile": [elsewhere]}]},
    }
    report = checked(bundle(GOAL), derived("Bundle", "odd", sliced))
    assert report.passed
    assert ("Bundle.entry[0]", "which slice of Bundle.entry this is") in not_checked(report)


def test_a_slice_may_be_of_any_of_some_profiles() -> None:
    either = [f"{PLINTH}/dated-goal", f"{PLINTH}/pulse"]
    types = [{"code": "Goal", "profile": either[:1]}, {"code": "Observation", "profile": either[1:]}]
    sliced = {
        "Bundle.entry": by("profile", "resource", "closed"),
        "Bundle.entry:either": {},
        "Bundle.entry:either.resource": {"min": 1, "type": types},
    }
    profile = derived("Bundle", "odd", sliced)
    assert checked(bundle(DATED, observation()), profile).passed
    refused = checked(bundle(DATED, GOAL, observation(code=code("weight"))), profile)
    assert [path for _, rule, path in told(refused) if rule == "closed"] == [
        "Bundle.entry[1]",
        "Bundle.entry[2]",
    ]


def test_an_entry_is_to_meet_one_of_the_profiles_for_its_type() -> None:
    profiles = [f"{PLINTH}/pulse", f"{PLINTH}/weight"]
    typed = {"type": [{"code": "Observation", "profile": profiles}]}
    profile = derived("Bundle", "odd", {"Bundle.entry.resource": typed})
    assert checked(bundle(observation(), observation(code=code("weight"))), profile).passed
    refused = checked(bundle(observation(code=code("warmth")), GOAL), profile)
    assert told(refused) == [
        ("type", "type", "Bundle.entry[1].resource"),
        ("profile", "profile", "Bundle.entry[0].resource"),
    ]


def test_a_slice_may_be_told_by_what_is_sliced_itself() -> None:
    def component(loinc: str) -> Resource:
        coding = {"system": "http://loinc.org", "code": loinc}
        return {"code": {"coding": [coding]}, "valueQuantity": {"value": 120}}

    pressure = observation(component=[component("8480-6"), component("8480-6")])
    slices = {(rule, path) for _, rule, path in told(check(pressure, f"{TYPES}bp"))}
    assert slices >= {(name, "Observation.component") for name in ("SystolicBP", "DiastolicBP")}


def test_references_in_a_circle_come_to_an_end_and_conform() -> None:
    group = f"{PLINTH}/group"
    sliced = {
        "Observation.hasMember": by("profile", "resolve()"),
        "Observation.hasMember:group": {"min": 1, **reference(group)},
    }
    member = {"hasMember": [{"reference": "urn:uuid:0b8e2c1a-5a44-4f0e-8f0d-9b3c2f1d7a60"}]}
    circle = observation(**member, meta={"profile": [group]})
    entry = {"fullUrl": member["hasMember"][0]["reference"], "resource": circle}
    report = Checker(Beside(derived("Observation", "group", sliced))).check(
        {"resourceType": "Bundle", "type": "collection", "entry": [entry]}
    )
    assert report.passed
    assert not [path for path, what in not_checked(report) if "slice" in what]


@pytest.mark.parametrize(
    "items", [["a"], [None], [[]], [{}], [{"resource": 7}], [{"resource": {}}], [7, None]]
)
@pytest.mark.parametrize("name", ["by-profile", "by-type"])
def test_what_is_malformed_is_told_and_sliced_all_the_same(items: list[Any], name: str) -> None:
    malformed = {"resourceType": "Bundle", "type": "collection", "entry": items}
    assert not CHECKER.check(malformed, f"{PLINTH}/{name}").passed


@pytest.mark.parametrize(
    ("expression", "what"),
    [
        ("description.memberOf('https://plinth.example/ValueSet/goals')", "which asks for memberOf"),
        ("conformsTo('https://plinth.example/Goal') and note.empty()", "which asks for conformsTo"),
        ("note.empty(", "whose FHIRPath cannot be read"),
    ],
)
def test_an_invariant_that_nothing_here_answers_is_told_as_not_checked(expression: str, what: str) -> None:
    constraint = {"key": "odd-1", "severity": "error", "human": "Odd.", "expression": expression}
    root = package().definition(f"{TYPES}Goal")
    assert root is not None
    constraints = [*root["snapshot"]["element"][0]["constraint"], constraint]
    profile = derived("Goal", "odd", {"Goal": {"constraint": constraints}})
    report = checked(GOAL, profile)
    assert report.passed
    assert not_checked(report) == [("Goal", f"the rule odd-1, {what}")]
