"""The archive of others' definitions holds what a check needs, under the names that lead to it."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from profiles import wire
from profiles.fsh import trim

GOAL = "http://hl7.org/fhir/StructureDefinition/Goal"


@pytest.fixture(scope="module")
def archive() -> Iterator[zipfile.ZipFile]:
    with zipfile.ZipFile(trim.ARCHIVE) as opened:
        yield opened


@pytest.fixture(scope="module")
def index(archive: zipfile.ZipFile) -> dict[str, str]:
    members: dict[str, str] = wire.loads(archive.read("index.json"))
    return members


def test_every_member_is_named_in_the_index_and_every_name_leads_to_one(
    archive: zipfile.ZipFile, index: dict[str, str]
) -> None:
    assert set(index.values()) == {
        name for name in archive.namelist() if "-" in name and name.endswith(".json")
    }
    for url in (GOAL, f"{GOAL}|4.0.1", "https://fhir.hl7.org.uk/StructureDefinition/UKCore-Encounter"):
        definition = wire.loads(archive.read(index[url]))
        assert definition["url"] == url.partition("|")[0]


@pytest.mark.parametrize(
    "url",
    [
        "http://hl7.org/fhir/StructureDefinition/string",
        "http://hl7.org/fhir/StructureDefinition/Timing",
        "http://hl7.org/fhir/StructureDefinition/data-absent-reason",
        "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-DeliveryChannel",
        "http://hl7.org/fhir/ValueSet/goal-status",
        "http://terminology.hl7.org/CodeSystem/v3-ActCode",
        "https://fhir.hl7.org.uk/CodeSystem/UKCore-DeliveryChannel",
    ],
)
def test_resources_datatypes_extensions_and_terminology_are_there(index: dict[str, str], url: str) -> None:
    assert url in index


def test_an_element_keeps_its_rules_and_loses_its_prose(archive: zipfile.ZipFile) -> None:
    goal = wire.loads(archive.read("StructureDefinition-Goal.json"))
    elements = {element["id"]: element for element in goal["snapshot"]["element"]}
    status = elements["Goal.lifecycleStatus"]
    assert (status["min"], status["max"], status["isModifier"]) == (1, "1", True)
    assert status["binding"] == {
        "strength": "required",
        "valueSet": "http://hl7.org/fhir/ValueSet/goal-status|4.0.1",
    }
    assert {constraint["key"] for constraint in elements["Goal.target"]["constraint"]} >= {"gol-1"}
    prose = {"definition", "comment", "requirements", "mapping", "short"}
    assert not any(prose & set(element) for element in elements.values())


def test_whose_it_is_and_under_which_licence_is_in_it(archive: zipfile.ZipFile) -> None:
    notice = archive.read("NOTICE").decode()
    assert "HL7 International, CC0-1.0" in notice
    assert "HL7 UK" in notice
    assert b"CC0 1.0 Universal" in archive.read("CC0-1.0.txt")
    assert b"Apache License" in archive.read("Apache-2.0.txt")


def _cache(folder: Path, *definitions: dict[str, Any]) -> Path:
    for package in (trim.CORE, trim.UK_CORE):
        (folder / package / "package").mkdir(parents=True)
    for number, definition in enumerate(definitions):
        (folder / trim.CORE / "package" / f"{number}.json").write_bytes(wire.dumps(definition))
    return folder


CODES = {
    "resourceType": "CodeSystem",
    "id": "one",
    "url": "http://one.example",
    "content": "complete",
    "text": {"div": "<div/>"},
    "concept": [{"code": "a", "definition": "long", "concept": [{"code": "b", "display": "B"}]}],
}


def test_codes_keep_their_order_and_displays_but_no_definition(tmp_path: Path) -> None:
    made = wire.loads(trim.members(_cache(tmp_path, CODES))["CodeSystem-one.json"])
    assert made["concept"] == [{"code": "a", "concept": [{"code": "b", "display": "B"}]}]
    assert "text" not in made


def test_two_definitions_of_one_url_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="defined twice"):
        trim.members(_cache(tmp_path, CODES, {**CODES, "id": "two"}))


def test_the_same_packages_give_the_same_archive_and_others_make_it_outdated(tmp_path: Path) -> None:
    cache = _cache(tmp_path, CODES)
    first, second = tmp_path / "first.zip", tmp_path / "second.zip"
    assert trim.outdated(cache, first)
    trim.write(cache, first)
    trim.write(cache, second)
    assert first.read_bytes() == second.read_bytes()
    assert not trim.outdated(cache, first)
    (cache / trim.CORE / "package" / "0.json").write_bytes(wire.dumps({**CODES, "content": "fragment"}))
    assert trim.outdated(cache, first)
