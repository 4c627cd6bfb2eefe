"""Every definition that is shipped can be held against, and what reuses an element has its rules."""

from __future__ import annotations

import pytest

from profiles.check import UnknownProfile, check
from profiles.checking.snapshots import TYPES, package
from profiles.checking.structure import Structures
from tests.profiles.test_check import example, told


def test_every_structure_definition_compiles() -> None:
    definitions, structures = package(), Structures(package())
    compiled = 0
    for url in definitions.urls():
        definition = definitions.definition(url)
        assert definition is not None
        if definition["resourceType"] == "StructureDefinition":
            structures.whole(definition)
            compiled += 1
    assert compiled > 800


def test_an_element_that_r4_names_as_its_own_slice_has_the_rules_of_both() -> None:
    catalog = {
        "resourceType": "Composition",
        "status": "final",
        "type": {"text": "Catalogue"},
        "author": [{"reference": "Organization/1"}],
        "title": "Medicines",
        "category": [{"text": "Catalogue"}],
        "extension": [{"url": f"{TYPES}valueset-expirationDate", "valueDateTime": "2027-01-01"}],
    }
    profile = f"{TYPES}catalog"
    assert ("cardinality", "min", "Composition.date") in told(check(catalog, profile))
    dated = told(check(catalog | {"date": "2026-01-05"}, profile))
    assert not [path for _, _, path in dated if path == "Composition.date"]
    assert ("format", "dateTime", "Composition.date") in told(check(catalog | {"date": "Monday"}, profile))


@pytest.mark.parametrize(("day", "broken"), [("2026", ["vs-1"]), ("2026-03-10", [])])
def test_what_is_said_of_a_choice_holds_for_a_simple_value_of_it(day: str, broken: list[str]) -> None:
    weight = {"resourceType": "Observation", "effectiveDateTime": day}
    found = told(check(weight, f"{TYPES}vitalsigns"))
    assert [rule for _, rule, path in found if path == "Observation.effective"] == broken


def test_what_an_element_reuses_it_has_with_its_invariants() -> None:
    inner = {"linkId": "1.1", "type": "group"}
    outer = {"linkId": "1", "type": "group", "item": [inner]}
    questionnaire = {"resourceType": "Questionnaire", "status": "active", "item": [outer]}
    assert told(check(questionnaire)) == [("invariant", "que-1", "Questionnaire.item[0].item[0]")]


def test_what_a_profile_leaves_out_may_be_reused_elsewhere() -> None:
    profile = "https://fhir.hl7.org.uk/StructureDefinition/UKCore-Observation-Group-Lab"
    ranged = {"code": {"text": "Sodium"}, "referenceRange": [{"low": {"value": "135"}}]}
    group = {"resourceType": "Observation", "component": [ranged]}
    found = told(check(group, profile))
    assert ("type", "type", "Observation.component[0].referenceRange[0].low.value") in found


@pytest.mark.parametrize(
    "url",
    [
        f"{TYPES}dateTime",
        f"{TYPES}Quantity",
        f"{TYPES}data-absent-reason",
        "http://hl7.org/fhir/ValueSet/goal-status",
    ],
)
def test_what_is_no_profile_of_a_resource_cannot_be_asked_for(url: str) -> None:
    with pytest.raises(UnknownProfile, match="no profile of a resource"):
        check(example("goal-walk"), url)
