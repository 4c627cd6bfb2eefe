"""The package that is shipped is whole: layout, indexes, one version, and examples of every profile."""

from __future__ import annotations

import io
import tarfile
from pathlib import PurePosixPath
from typing import Any

import pytest

from profiles import shipped, wire
from profiles.fsh import versions

FILES = {path: wire.loads(content) for path, content in shipped.files().items()}
INDEXES = [path for path in FILES if path.endswith(".index.json")]
ARTEFACTS = {
    path: content
    for path, content in FILES.items()
    if "/" not in path and path not in (".index.json", "package.json")
}
PROFILES = {profile["url"] for profile in shipped.profiles()}


def test_the_manifest_is_what_the_fhir_npm_specification_asks_for() -> None:
    manifest = shipped.manifest()
    assert manifest["name"] == "fhir-vgc.r4"
    assert manifest["fhirVersions"] == ["4.0.1"]
    assert manifest["dependencies"] == {"hl7.fhir.r4.core": "4.0.1", "fhir.r4.ukcore.stu2": "2.0.1"}
    assert {"version", "canonical", "type", "license", "jurisdiction", "author", "description"} <= set(
        manifest
    )


@pytest.mark.parametrize("path", INDEXES)
def test_an_index_lists_every_resource_of_its_folder(path: str) -> None:
    folder = path.removesuffix(".index.json")
    beside = {
        name: content
        for name, content in FILES.items()
        if str(PurePosixPath(name).parent) == (folder.rstrip("/") or ".") and "resourceType" in content
    }
    index = FILES[path]
    assert index["index-version"] == 2
    assert [f"{folder}{entry['filename']}" for entry in index["files"]] == sorted(beside)
    for entry in index["files"]:
        resource = beside[f"{folder}{entry['filename']}"]
        told = {key: value for key, value in entry.items() if key != "filename"}
        assert (
            told.items() <= {key: value for key, value in resource.items() if isinstance(value, str)}.items()
        )
        assert told.get("url") == resource.get("url")


@pytest.mark.parametrize("path", ARTEFACTS)
def test_a_file_is_named_for_what_it_holds(path: str) -> None:
    assert path == f"{ARTEFACTS[path]['resourceType']}-{ARTEFACTS[path]['id']}.json"


@pytest.mark.parametrize("path", [path for path, one in ARTEFACTS.items() if "url" in one])
def test_every_artefact_has_the_version_of_the_package(path: str) -> None:
    assert ARTEFACTS[path]["version"] == shipped.version()


def test_the_implementation_guide_has_the_package_s_name_and_version_and_lists_all_of_it() -> None:
    (guide,) = shipped.definitions("ImplementationGuide")
    assert (guide["packageId"], guide["version"]) == (shipped.manifest()["name"], shipped.version())
    listed = {entry["reference"]["reference"] for entry in guide["definition"]["resource"]}
    held = [one for path, one in FILES.items() if path in ARTEFACTS or path.startswith("example/")]
    assert listed | {f"ImplementationGuide/{guide['id']}"} == {
        f"{one['resourceType']}/{one['id']}" for one in held if "resourceType" in one
    }


@pytest.mark.parametrize("profile", shipped.profiles(), ids=shipped.short_name)
def test_every_profile_has_a_snapshot_and_valid_and_invalid_examples(profile: dict[str, Any]) -> None:
    assert len(profile["snapshot"]["element"]) > len(profile["differential"]["element"])
    examples = [content for path, content in FILES.items() if path.startswith("example/")]
    assert any(profile["url"] in one.get("meta", {}).get("profile", ()) for one in examples)
    assert any(entry["profile"] == profile["url"] for entry in FILES["tests/invalid.json"])


def test_every_invalid_example_is_told_of_and_comes_from_a_valid_one() -> None:
    told = FILES["tests/invalid.json"]
    valid = {content.get("id") for path, content in FILES.items() if path.startswith("example/")}
    held = {path for path in FILES if path.startswith("tests/")} - {"tests/invalid.json", "tests/.index.json"}
    assert held == {f"tests/{entry['file']}" for entry in told}
    assert {entry["example"] for entry in told} <= valid
    assert {entry["profile"] for entry in told} <= PROFILES


def test_what_was_published_under_this_version_is_what_is_here() -> None:
    assert versions.changed_under_release(shipped.files(), versions.released()) == []


def test_the_archive_holds_the_package_in_the_standard_layout() -> None:
    with tarfile.open(fileobj=io.BytesIO(shipped.archive()), mode="r:gz") as tar:
        names = tar.getnames()
    assert names == sorted(f"package/{path}" for path in FILES)


@pytest.mark.parametrize(
    "name",
    ["Goal", "goal", "VGC-Goal", "VGCGoal", "https://fhir-vgc.example/StructureDefinition/VGC-Goal"],
)
def test_a_profile_is_found_by_whatever_it_is_called(name: str) -> None:
    assert shipped.structure(name)["id"] == "VGC-Goal"


def test_an_extension_is_found_by_its_short_name() -> None:
    assert shipped.structure("confidence")["id"] == "Extension-VGC-confidence"


def test_a_name_that_is_nearly_right_is_answered_with_the_right_one() -> None:
    with pytest.raises(shipped.NotInPackage, match=r"^Gaol: .* did you mean Goal\?$"):
        shipped.structure("Gaol")


def test_a_name_like_nothing_is_answered_with_where_the_names_are() -> None:
    with pytest.raises(shipped.NotInPackage, match="fhir-vgc profiles list"):
        shipped.structure("zzzzzzzz")
