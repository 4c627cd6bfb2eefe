"""From what the compiler gives to the package: recipes, stamps, and files that are neither stale nor half."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from profiles import wire
from profiles.fsh import sushi
from profiles.fsh.compile import differences, write
from profiles.fsh.contents import package_files
from profiles.fsh.groups import grouped
from profiles.fsh.invalid import Recipe, break_examples, recipes
from profiles.fsh.sushi import CompilationFailed

PROFILE = "https://fhir-vgc.example/StructureDefinition/VGC-Goal"
EXAMPLE = {
    "resourceType": "Goal",
    "id": "goal-walk",
    "meta": {"profile": [PROFILE]},
    "subject": {"reference": "Patient/1"},
}
RECIPE: dict[str, Any] = {
    "name": "goal-of-nobody",
    "example": "goal-walk",
    "kind": "cardinality",
    "rule": "min",
    "path": "Goal.subject",
    "says": "A goal belongs to one patient.",
    "change": [{"op": "remove", "path": "/subject"}],
}
GUIDE: dict[str, Any] = {
    "resourceType": "ImplementationGuide",
    "id": "fhir-vgc.r4",
    "url": "https://fhir-vgc.example/ImplementationGuide/fhir-vgc.r4",
    "version": "1.2.3",
    "title": "Group clinics",
    "description": "Profiles",
    "date": "2026-11-21",
    "publisher": "The maintainers",
    "contact": [{"name": "The maintainers"}],
    "jurisdiction": [{"coding": [{"system": "urn:iso:std:iso:3166", "code": "GB"}]}],
    "packageId": "fhir-vgc.r4",
    "license": "Apache-2.0",
    "fhirVersion": ["4.0.1"],
    "dependsOn": [{"packageId": "fhir.r4.ukcore.stu2", "version": "2.0.1"}],
    "definition": {
        "resource": [
            {"reference": {"reference": "Goal/goal-walk"}, "exampleCanonical": PROFILE},
            {"reference": {"reference": "StructureDefinition/VGC-Goal"}, "exampleBoolean": False},
        ],
        "page": {"page": []},
        "parameter": [{"code": "copyrightyear", "value": "2026"}],
    },
}
COMPILED: dict[str, Any] = {
    "ImplementationGuide/fhir-vgc.r4": GUIDE,
    "StructureDefinition/VGC-Goal": {
        "resourceType": "StructureDefinition",
        "id": "VGC-Goal",
        "url": PROFILE,
        "type": "Goal",
    },
    "Goal/goal-walk": EXAMPLE,
}


def packaged() -> dict[str, Any]:
    files = package_files(COMPILED, [Recipe(**RECIPE)])
    return {path: wire.loads(content) for path, content in files.items()}


def test_definitions_examples_and_invalid_examples_have_their_folders() -> None:
    assert sorted(packaged()) == [
        ".index.json",
        "ImplementationGuide-fhir-vgc.r4.json",
        "StructureDefinition-VGC-Goal.json",
        "example/.index.json",
        "example/Goal-goal-walk.json",
        "package.json",
        "tests/.index.json",
        "tests/goal-of-nobody.json",
        "tests/invalid.json",
    ]


def test_every_definition_gets_version_date_and_publisher_of_the_guide_and_no_example_does() -> None:
    files = packaged()
    definition = files["StructureDefinition-VGC-Goal.json"]
    told = {name: definition[name] for name in ("version", "date", "publisher", "jurisdiction")}
    assert told == {name: GUIDE[name] for name in told}
    assert files["example/Goal-goal-walk.json"] == EXAMPLE


def test_the_guide_loses_what_r4_does_not_know() -> None:
    definition = packaged()["ImplementationGuide-fhir-vgc.r4.json"]["definition"]
    assert set(definition) == {"grouping", "resource"}


def test_the_guide_lists_definitions_in_their_groups_and_examples_last() -> None:
    definition = packaged()["ImplementationGuide-fhir-vgc.r4.json"]["definition"]
    assert [group["id"] for group in definition["grouping"]] == ["profiles", "examples"]
    assert [(entry["reference"]["reference"], entry["groupingId"]) for entry in definition["resource"]] == [
        ("StructureDefinition/VGC-Goal", "profiles"),
        ("Goal/goal-walk", "examples"),
    ]


def test_an_artefact_that_belongs_to_no_group_is_refused() -> None:
    with pytest.raises(ValueError, match="Library/odd belongs to no group"):
        grouped({"resource": [{"reference": {"reference": "Library/odd"}, "exampleBoolean": False}]})


def test_an_invalid_example_is_the_valid_one_with_its_change_and_told_of_in_the_index() -> None:
    files = packaged()
    assert files["tests/goal-of-nobody.json"] == {k: v for k, v in EXAMPLE.items() if k != "subject"}
    assert files["tests/invalid.json"] == [
        {
            "file": "goal-of-nobody.json",
            "profile": PROFILE,
            **{key: RECIPE[key] for key in ("example", "kind", "rule", "path", "says")},
        }
    ]


def test_the_valid_example_is_left_as_it_was() -> None:
    before = wire.dumps(EXAMPLE)
    break_examples([Recipe(**RECIPE)], {"goal-walk": EXAMPLE})
    assert wire.dumps(EXAMPLE) == before


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"example": "goal-fly"}, "there is no example goal-fly"),
        ({"change": [{"op": "remove", "path": "/nowhere"}]}, "the change does not fit goal-walk"),
        ({"change": [{"op": "test", "path": "/id", "value": "goal-walk"}]}, "the change changes nothing"),
    ],
)
def test_a_recipe_that_breaks_nothing_is_refused(change: dict[str, Any], told: str) -> None:
    with pytest.raises(CompilationFailed, match=f"goal-of-nobody: {told}"):
        break_examples([Recipe(**{**RECIPE, **change})], {"goal-walk": EXAMPLE})


def test_two_recipes_of_one_name_are_refused() -> None:
    with pytest.raises(CompilationFailed, match="two recipes of that name"):
        break_examples([Recipe(**RECIPE)] * 2, {"goal-walk": EXAMPLE})


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[[invalid]]\nname = 'a'\n", "Goal.toml, recipe 1 (a): missing or unknown keys: change, example"),
        ("[[invalid", "Goal.toml: "),
        (
            "[[invalid]]\nname='a'\nexample='b'\nkind='odd'\nrule=''\npath=''\nsays=''\nchange=[]",
            "Goal.toml, recipe 1 (a): kind is one of cardinality",
        ),
        (
            "[[invalid]]\nname='A b'\nexample='b'\nkind='type'\nrule=''\npath=''\nsays=''\nchange=[]",
            "Goal.toml, recipe 1 (A b): a name is small letters",
        ),
    ],
)
def test_a_recipe_that_is_not_complete_is_named(tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / "Goal.toml").write_text(text)
    with pytest.raises(CompilationFailed) as failed:
        list(recipes(tmp_path))
    assert str(failed.value).startswith(told)


def test_only_warnings_with_a_known_reason_are_accepted() -> None:
    printed = (
        "info  Importing FSH text...\n"
        "warn  Failed to load automatically-provided hl7.terminology.r4#latest\n"
        "warn  A value set has no codes\n"
        "  File: Goal.fsh\n"
        "info  Converted\n"
        "error No element found\n"
        "  Line: 3\n"
    )
    told = [message for message in sushi.messages(printed) if not sushi.accepted(message)]
    assert told == ["warn  A value set has no codes\n  File: Goal.fsh", "error No element found\n  Line: 3"]


def test_an_error_is_never_accepted() -> None:
    assert not sushi.accepted("error Failed to load automatically-provided hl7.terminology.r4#latest")


def test_a_folder_holds_what_was_made_and_nothing_stale(tmp_path: Path) -> None:
    (tmp_path / "example").mkdir()
    (tmp_path / "example" / "stale.json").write_bytes(b"{}")
    (tmp_path / "kept.json").write_bytes(b"{}")
    (tmp_path / "changed.json").write_bytes(b"[]")
    files = {"kept.json": b"{}", "changed.json": b"{}", "tests/new.json": b"{}"}
    wrong = ["changed.json", "example/stale.json", "tests/new.json"]
    assert differences(files, tmp_path) == wrong
    assert write(files, tmp_path) == wrong
    assert differences(files, tmp_path) == []
    assert {path.name for path in tmp_path.rglob("*.json")} == {"kept.json", "changed.json", "new.json"}
