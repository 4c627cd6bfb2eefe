"""What is made in advance, so that a check starts quickly, is what would be made on the spot."""

from __future__ import annotations

import subprocess
import sys
import zipfile

import pytest

from profiles import wire
from profiles.checking.fhirpath import Scope, invariant
from profiles.checking.fhirpath.shipped import INVARIANTS
from profiles.checking.snapshots import Package
from profiles.fsh import element_names, invariants, trim
from profiles.shipped import definitions

_CHECK_ALL = """
import sys
from pathlib import Path
from profiles import shipped, wire
from profiles.check import check
for path, content in shipped.files().items():
    if path.startswith("example/") and not path.endswith(".index.json"):
        check(wire.loads(content))
print(*{name.partition(".")[0] for name in sys.modules})
"""


def test_the_invariants_are_those_of_the_definitions_translated_afresh() -> None:
    assert invariants.MODULE.read_text("utf-8") == invariants.module()


def test_the_names_of_elements_are_those_that_fhirpathpy_has() -> None:
    assert element_names.TABLES.read_bytes() == element_names.tables()


def test_each_published_definition_is_found_where_its_index_says() -> None:
    read = Package()
    with zipfile.ZipFile(trim.ARCHIVE) as archive:
        members = wire.loads(archive.read("index.json"))
        assert trim.ARCHIVE.with_suffix(".json").read_bytes() == trim.places()
        for url, name in members.items():
            if "|" not in url:  # with a version: there is one of each
                assert read.definition(url) == wire.loads(archive.read(name))


def test_every_invariant_of_our_own_profiles_is_there() -> None:
    ours = {
        one["key"]
        for definition in definitions("StructureDefinition")
        for element in definition["snapshot"]["element"]
        for one in element.get("constraint", ())
        if one["key"].startswith("vgc-")
    }
    assert ours
    assert ours <= {key for _, _, key in INVARIANTS}


def test_our_examples_are_checked_without_a_parser_of_fhirpath() -> None:
    ran = subprocess.run([sys.executable, "-c", _CHECK_ALL], capture_output=True, text=True, check=True)
    assert not {"antlr4", "fhirpathpy", "dateutil"} & set(ran.stdout.split())


def test_an_expression_of_somebody_else_is_translated_when_it_is_met() -> None:
    expression = "name.where(use = 'nickname').empty()"
    assert (expression, "Patient", "theirs-1") not in INVARIANTS
    keeps = invariant(expression, "Patient", "theirs-1")
    patient = {"resourceType": "Patient", "name": [{"use": "nickname"}]}
    assert not keeps(patient, Scope(patient, patient, lambda _: None))
    assert keeps({"resourceType": "Patient"}, Scope(patient, patient, lambda _: None))


def test_the_shipped_functions_are_made_anew_though_those_that_are_there_cannot_be_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "profiles.checking.fhirpath.shipped", None)  # importing it fails
    assert len(invariants.needed()) > 300
