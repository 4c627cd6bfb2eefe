"""Somebody else's FHIR package: its profiles count beside ours, and what is wrong with it is told."""

from __future__ import annotations

import ast
import copy
from pathlib import Path
from typing import Any

import pytest

from profiles import wire
from profiles.archive import pack
from profiles.check import Checker
from profiles.checking.fhirpath.compiling import source
from profiles.checking.given import Beside, GivenPackage, NotAPackage
from profiles.checking.snapshots import TYPES, package
from profiles.wire import Resource
from tests.profiles.derived import PLINTH, derived
from tests.profiles.sliced import DATED, DEFINITIONS, GOAL
from tests.profiles.test_check import example, told

MANIFEST: dict[str, Any] = {"name": "plinth.profiles", "version": "1.0.0", "fhirVersions": ["4.0.1"]}
PROFILE = f"{PLINTH}/dated-goal"
STAGES: Resource = {
    "resourceType": "CodeSystem",
    "url": "https://plinth.example/CodeSystem/stages",
    "content": "complete",
    "concept": [{"code": "early"}, {"code": "late"}],
}
STAGE_SET: Resource = {
    "resourceType": "ValueSet",
    "url": "https://plinth.example/ValueSet/stages",
    "compose": {"include": [{"system": STAGES["url"]}]},
}
STAGED = derived(
    "Goal",
    "staged-goal",
    {
        "Goal.priority": {
            "min": 1,
            "binding": {"strength": "required", "valueSet": STAGE_SET["url"]},
        }
    },
)


def packed(*definitions: Resource, manifest: Any = MANIFEST, **files: bytes) -> dict[str, bytes]:
    held = {"package/package.json": wire.dumps(manifest), "package/example/goal.json": b"{"}
    # as UK Core names its files
    held |= {
        f"package/{at}-{one['resourceType']}.json": wire.dumps(one) for at, one in enumerate(definitions)
    }
    return held | files


def archive(folder: Path, files: dict[str, bytes]) -> Path:
    place = folder / "theirs.tgz"
    place.write_bytes(pack(files))
    return place


def beside(*definitions: Resource, folder: Path) -> Checker:
    return Checker(Beside([GivenPackage(archive(folder, packed(*definitions)))], package()))


def test_a_resource_is_held_against_a_profile_of_a_given_package(tmp_path: Path) -> None:
    check = beside(*DEFINITIONS, folder=tmp_path).check
    assert told(check(GOAL, PROFILE)) == [("cardinality", "min", "Goal.start")]
    assert told(check(GOAL | {"meta": {"profile": [PROFILE]}})) == [("cardinality", "min", "Goal.start")]
    assert check(DATED, PROFILE).passed


def test_ours_are_there_too(tmp_path: Path) -> None:
    goal = example("goal-walk")
    del goal["subject"]
    assert ("cardinality", "min", "Goal.subject") in told(beside(*DEFINITIONS, folder=tmp_path).check(goal))


def test_codes_are_held_against_value_sets_of_a_given_package(tmp_path: Path) -> None:
    check = beside(STAGED, STAGES, STAGE_SET, folder=tmp_path).check

    def staged(code: str) -> list[tuple[str, str, str]]:
        coded = {"coding": [{"system": STAGES["url"], "code": code}]}
        return told(check(GOAL | {"priority": coded}, STAGED["url"]))

    assert staged("early") == []
    assert ("binding", STAGE_SET["url"], "Goal.priority") in staged("plinth")


def test_a_code_of_a_choice_is_held_against_a_value_set_that_is_no_list(tmp_path: Path) -> None:
    units: Resource = {
        "resourceType": "ValueSet",
        "url": "https://plinth.example/ValueSet/units",
        "compose": {"include": [{"system": "http://unitsofmeasure.org"}]},
    }
    bound = {"type": [{"code": "code"}], "binding": {"strength": "required", "valueSet": units["url"]}}
    said = {"Extension.url": {"fixedUri": f"{PLINTH}/unit"}, "Extension.value[x]": bound}
    unit = derived("Extension", "unit", said) | {"context": [{"type": "element", "expression": "Goal"}]}
    check = beside(unit, units, folder=tmp_path).check

    def coded(code: str) -> list[tuple[str, str, str]]:
        return told(check(GOAL | {"extension": [{"url": unit["url"], "valueCode": code}]}))

    assert coded("mg/d") == []
    assert coded("plinth") == [("binding", units["url"], "Goal.extension[0].value")]


@pytest.mark.parametrize("inside", ["package", "."])
def test_a_folder_is_as_good_as_an_archive(tmp_path: Path, inside: str) -> None:
    for name, content in packed(*DEFINITIONS).items():
        path = tmp_path / Path(inside) / Path(name).relative_to("package")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    assert GivenPackage(tmp_path).definition(PROFILE) is not None


def test_the_types_of_r4_stay_those_of_r4(tmp_path: Path) -> None:
    goal = copy.deepcopy(package().definition(f"{TYPES}Goal"))
    assert goal is not None
    goal["snapshot"]["element"] = goal["snapshot"]["element"][:1]
    assert beside(goal, folder=tmp_path).check(GOAL).passed


@pytest.mark.parametrize("name", ["dated-goal", "DATED-GOAL"])
def test_a_profile_has_its_url_by_its_name(tmp_path: Path, name: str) -> None:
    given = GivenPackage(archive(tmp_path, packed(*DEFINITIONS)))
    assert given.profile(name) == PROFILE
    assert given.profile("kind") is None  # an extension
    assert given.profile("plinth") is None


def bare(definition: Resource) -> Resource:
    return {name: value for name, value in definition.items() if name != "snapshot"}


@pytest.mark.parametrize(
    ("files", "found"),
    [
        ({}, "no package.json"),
        ({"package/package.json": b"{"}, "package.json that is not JSON"),
        ({"package/package.json": b"[]"}, "package.json that is no resource"),
        (packed(), "no definition in it"),
        (packed(bare(STAGED)), "StructureDefinitions without a snapshot"),
        (packed(STAGED, manifest=MANIFEST | {"fhirVersions": ["5.0.0"]}), "a package for FHIR 5.0.0"),
    ],
)
def test_what_is_no_package_for_a_check_is_told(tmp_path: Path, files: dict[str, bytes], found: str) -> None:
    place = archive(tmp_path, files)
    with pytest.raises(NotAPackage) as told_:
        GivenPackage(place)
    assert str(told_.value).startswith(f"{place}: found {found}")
    assert "; expected a FHIR package for R4. " in str(told_.value)


@pytest.mark.parametrize("content", [b"", b"{}", b"\x1f\x8b", b"PK\x03\x04"])
def test_what_is_no_archive_is_told(tmp_path: Path, content: bytes) -> None:
    place = tmp_path / "theirs.tgz"
    place.write_bytes(content)
    with pytest.raises(NotAPackage, match=r"found no whole \.tgz"):
        GivenPackage(place)
    with pytest.raises(NotAPackage, match="found nothing that can be read"):
        GivenPackage(tmp_path / "nowhere.tgz")


def test_an_archive_that_breaks_off_is_told(tmp_path: Path) -> None:
    place = archive(tmp_path, packed(*DEFINITIONS))
    place.write_bytes(place.read_bytes()[:-2000])
    with pytest.raises(NotAPackage, match=r"found no whole \.tgz"):
        GivenPackage(place)


def test_a_profile_without_a_snapshot_is_told_as_not_checked(tmp_path: Path) -> None:
    check = beside(*DEFINITIONS, bare(STAGED), folder=tmp_path).check
    report = check(GOAL | {"meta": {"profile": [STAGED["url"]]}})
    assert [one.what for one in report.not_checked] == ["a profile that is not at hand"]


def test_a_profile_that_is_malformed_is_told_and_nothing_meets_it(tmp_path: Path) -> None:
    malformed = copy.deepcopy(STAGED)
    malformed["snapshot"]["element"][3]["min"] = "one"
    malformed["snapshot"]["element"][0]["type"] = 7
    report = beside(malformed, folder=tmp_path).check(GOAL, STAGED["url"])
    assert told(report) == [("profile", "definition", "Goal")]


def test_an_element_whose_definition_is_malformed_is_told_as_not_checked(tmp_path: Path) -> None:
    malformed = copy.deepcopy(STAGED)
    (priority,) = (one for one in malformed["snapshot"]["element"] if one["id"] == "Goal.priority")
    priority["type"] = [{"code": "Plinth"}]
    report = beside(malformed, folder=tmp_path).check(GOAL | {"priority": {"text": "Early"}}, STAGED["url"])
    assert [one.what for one in report.not_checked] == ["the element priority, whose definition is malformed"]


@pytest.mark.parametrize(
    "broken", [{"compose": 7}, {"compose": {"include": [{"system": STAGES["url"], "concept": [7]}]}}]
)
def test_a_value_set_that_is_malformed_is_told_as_not_checked(tmp_path: Path, broken: Resource) -> None:
    check = beside(STAGED, STAGES, STAGE_SET | broken, folder=tmp_path).check
    coded = {"coding": [{"system": STAGES["url"], "code": "early"}]}
    report = check(GOAL | {"priority": coded}, STAGED["url"])
    assert [one.what for one in report.not_checked] == [f"codes of the value set {STAGE_SET['url']}"]


def test_a_required_extension_whose_definition_is_not_at_hand_is_found(tmp_path: Path) -> None:
    elsewhere = "https://elsewhere.example/StructureDefinition/stage"
    sliced = derived(
        "Goal",
        "with-a-stage",
        {"Goal.extension": {"min": 1}, "Goal.extension:stage": {"min": 1, "max": "1"}},
    )
    (stage,) = (one for one in sliced["snapshot"]["element"] if one["id"] == "Goal.extension:stage")
    stage["type"] = [{"code": "Extension", "profile": [elsewhere]}]
    sliced["snapshot"]["element"] = [
        one for one in sliced["snapshot"]["element"] if not one["id"].startswith("Goal.extension:stage.")
    ]
    check = beside(sliced, folder=tmp_path).check
    assert ("slice", "stage", "Goal.extension") in told(check(GOAL, sliced["url"]))
    given = GOAL | {"extension": [{"url": elsewhere, "valueString": "early"}]}
    assert told(check(given, sliced["url"])) == []


@pytest.mark.parametrize(
    "expression",
    [
        "`x'); __import__('os').getcwd(); ('`.exists()",
        'name.where($this.`"; __import__("os") #`.exists()).exists()',
        "extension('x\\') or __import__(\\'os\\') or (\\'').exists()",
        "'\\u0027+__import__(1)+\\u0027'.exists()",
        "1 'a\\'+__import__(1)+\\'' = 2",
        "name is `__import__(1)`",
        "%resource.`__import__(1)`.exists()",
    ],
)
@pytest.mark.parametrize("type_name", ["Patient", "Plinth.`'+__import__(1)+'`"])
def test_an_expression_of_somebody_else_brings_no_code_of_its_own(expression: str, type_name: str) -> None:
    made = ast.parse(source("invariant", expression, type_name))
    assert "__import__" not in {node.id for node in ast.walk(made) if isinstance(node, ast.Name)}
