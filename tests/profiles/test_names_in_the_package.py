"""The names that mappers stamp are those that the package defines, and nothing in it is there for nobody."""

from __future__ import annotations

import ast
import functools
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest

from mappings import medication_plan
from mappings.identity import Kind
from mappings.instruments import INSTRUMENTS
from profiles import shipped, wire
from profiles.definitions import BASE, code_system, extension, identifier_system, profile, questionnaire
from profiles.wire import Resource

MAPPINGS = Path(__file__).parents[2] / "mappings"

STAMPS = {
    "resource": (1, profile),
    "lasting_resource": (1, profile),
    "composition": (0, profile),
    "extended": (0, extension),
    "compound": (0, extension),
    "local": (0, code_system),
}
"""Function of the mappers that stamps a name → which of its arguments that is, and how it becomes a URL."""

NAMED_ELSEWHERE = {"profile_name", "_extension(field)"}
"""What stands for a name where it is handed on: by `composition`, and by the lines of a medication plan."""


def stamping_calls() -> Iterator[tuple[str, ast.expr]]:
    """Every call that stamps a name: the function, and the expression of the name."""
    for module in sorted(MAPPINGS.glob("*.py")):
        for node in ast.walk(ast.parse(module.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in STAMPS:
                yield node.func.id, node.args[STAMPS[node.func.id][0]]


@functools.cache
def stamped() -> set[str]:
    """Every URL of ours that a mapper can stamp, whatever the record."""
    literal = {
        STAMPS[function][1](name.value)
        for function, name in stamping_calls()
        if isinstance(name, ast.Constant) and isinstance(name.value, str)
    }
    plan_fields = {extension(medication_plan._extension(field)) for field in medication_plan._IN_EXTENSIONS}
    return literal | plan_fields | {questionnaire(instrument) for instrument in INSTRUMENTS}


def strings(element: Any) -> Iterator[str]:
    """Every string in an element, however deep."""
    if isinstance(element, str):
        yield element
    elif isinstance(element, dict):
        for value in element.values():
            yield from strings(value)
    elif isinstance(element, list):
        for value in element:
            yield from strings(value)


ARTEFACTS: dict[str, Resource] = {
    one["url"]: one
    for path, content in shipped.files().items()
    if "/" not in path and path not in (".index.json", "package.json")
    for one in [wire.loads(content)]
    if "url" in one
}
SAID_BY = {url: {said.partition("|")[0] for said in strings(one)} for url, one in ARTEFACTS.items()}

NEEDED = {"StructureDefinition", "ValueSet", "CodeSystem", "Questionnaire", "SearchParameter"}
"""Types of artefacts that are there for the sake of others: the rest is read for its own sake."""


def test_every_name_is_written_out_where_it_is_stamped() -> None:
    named = {ast.unparse(name) for _, name in stamping_calls() if not isinstance(name, ast.Constant)}
    assert named == NAMED_ELSEWHERE


@pytest.mark.parametrize("url", sorted(stamped()))
def test_what_a_mapper_can_stamp_is_in_the_package(url: str) -> None:
    assert url in ARTEFACTS


@pytest.mark.parametrize("kind", sorted({*get_args(Kind), "session"}))
def test_every_identifier_system_is_in_a_profile(kind: str) -> None:
    assert any(identifier_system(kind) in said for said in SAID_BY.values())


def test_every_identifier_system_is_described_and_no_other() -> None:
    described = [one["uniqueId"][0]["value"] for one in shipped.definitions("NamingSystem")]
    assert sorted(described) == sorted(identifier_system(kind) for kind in get_args(Kind))


@pytest.mark.parametrize(
    "url", sorted(url for url, one in ARTEFACTS.items() if one["resourceType"] in NEEDED)
)
def test_nothing_is_in_the_package_that_neither_a_mapper_nor_another_artefact_needs(url: str) -> None:
    # the guide lists everything, and so needs nothing
    others = [
        said
        for other, said in SAID_BY.items()
        if other != url and ARTEFACTS[other]["resourceType"] != "ImplementationGuide"
    ]
    assert url in stamped() or any(url in said for said in others)


def test_every_url_of_ours_that_an_artefact_names_is_defined() -> None:
    kinds = tuple(
        f"{BASE}/{kind}/" for kind in ("StructureDefinition", "ValueSet", "CodeSystem", "Questionnaire")
    )
    named = {said for one in SAID_BY.values() for said in one if said.startswith(kinds)}
    # the id of an element of an extension's value follows the URL of the extension after a hash
    assert {url.partition("#")[0] for url in named} <= set(ARTEFACTS)


def test_a_profile_that_is_stamped_names_no_version_or_the_package_s() -> None:
    written = {url for url in stamped() if "|" in url}
    examples = [
        wire.loads(content) for path, content in shipped.files().items() if path.startswith("example/")
    ]
    named = {url for one in examples for url in one.get("meta", {}).get("profile", ())}
    for url in written | named:
        bare, _, version = url.partition("|")
        assert bare in ARTEFACTS or not bare.startswith(BASE)
        assert version in ("", shipped.version())
