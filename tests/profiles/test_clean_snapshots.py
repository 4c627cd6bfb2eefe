"""A snapshot keeps every rule, and loses what only the base had to say."""

from __future__ import annotations

from typing import Any

from profiles.fsh.snapshots import cleaned

CODES = {"strength": "example", "valueSet": "http://hl7.org/fhir/ValueSet/goal-start-event"}


def cleaned_element(element: dict[str, Any], said: dict[str, Any] | None = None) -> dict[str, Any]:
    named = {"id": "Goal.start[x]", "path": "Goal.start[x]"}
    definition = {
        "resourceType": "StructureDefinition",
        "mapping": [{"identity": "rim"}],
        "differential": {"element": [{**named, **(said or {})}]},
        "snapshot": {"element": [{**named, **element}]},
    }
    (made,) = cleaned(definition)["snapshot"]["element"]
    return {name: value for name, value in made.items() if name not in named}


def test_examples_and_mappings_of_the_base_are_left_out() -> None:
    element = {"min": 1, "example": [{}], "mapping": [{}], "constraint": [{"key": "ele-1"}]}
    assert cleaned_element(element) == {"min": 1, "constraint": [{"key": "ele-1"}]}


def test_what_the_profile_itself_says_stays() -> None:
    element = {"example": [{}], "mapping": [{}], "type": [{"code": "date"}], "binding": CODES}
    assert cleaned_element(element, said=element) == element


def test_a_binding_goes_with_the_last_type_that_could_have_one() -> None:
    assert "binding" not in cleaned_element({"type": [{"code": "date"}], "binding": CODES})
    both = {"type": [{"code": "date"}, {"code": "CodeableConcept"}], "binding": CODES}
    assert cleaned_element(both) == both


def test_a_definition_without_a_snapshot_is_left_as_it_is() -> None:
    value_set = {"resourceType": "ValueSet", "mapping": "its own"}
    assert cleaned(value_set) == value_set
