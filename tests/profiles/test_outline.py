"""An outline says what the profile says, in the order of the resource, and nothing of its base alone."""

from __future__ import annotations

from typing import Any

import pytest

from profiles import shipped
from profiles.outline import Line, last_word, lines, rules

GOAL = shipped.structure("Goal")


def line(element_id: str) -> Line:
    (found,) = [one for one in lines(GOAL) if one.id == element_id]
    return found


def test_what_the_profile_does_not_speak_of_is_left_out() -> None:
    told = {one.id for one in lines(GOAL)}
    assert {"description", "identifier:business.system", "meta.source"} <= told
    assert not {"outcomeCode", "addresses", "language"} & told


def test_what_holds_an_element_is_there_before_it() -> None:
    told = [one.id for one in lines(GOAL)]
    for place, one in enumerate(told):
        for end, character in enumerate(one):
            if character in ".:":
                assert one[:end] in told[:place]


def test_a_line_says_how_often_of_what_type_and_whether_it_must_be_supported() -> None:
    subject = line("subject")
    assert (subject.cardinality, subject.types, subject.must_support) == (
        "1..1",
        ("Reference(Patient)",),
        True,
    )
    assert subject.depth == 0
    assert line("identifier:business.value").types == ("string",)


def test_a_slice_is_one_step_further_in_than_what_it_is_a_slice_of() -> None:
    business, system = line("identifier:business"), line("identifier:business.system")
    assert (business.name, business.depth) == (":business", 1)
    assert (system.name, system.depth) == ("system", 2)


def test_a_fixed_value_and_a_binding_are_told() -> None:
    assert line("identifier:business.system").fixed == "https://fhir-vgc.example/Id/goal"
    category = line("category.coding:clinic")
    assert (category.strength, last_word(category.binding)) == ("required", "VGC-goal-category")


def test_an_extension_is_known_by_its_definition() -> None:
    assert last_word(line("extension:confidence").extension) == "Extension-VGC-confidence"
    assert line("extension").extension == ""


@pytest.mark.parametrize(
    ("fixed", "told"),
    [
        ({"fixedCode": "proposal"}, "proposal"),
        ({"fixedBoolean": False}, "false"),
        ({"patternCoding": {"system": "http://loinc.org", "code": "1234-5"}}, "1234-5 (loinc.org)"),
        ({"patternCodeableConcept": {"coding": [{"code": "a"}, {"code": "b"}]}}, "a and b"),
        ({"patternQuantity": {"unit": "mg", "value": 5}}, "unit mg, value 5"),
        ({}, ""),
    ],
)
def test_a_fixed_value_reads_as_people_write_it(fixed: dict[str, Any], told: str) -> None:
    element = {"id": "Goal.x", "path": "Goal.x", "min": 0, "max": "1", **fixed}
    made = {
        "type": "Goal",
        "differential": {"element": [{"id": "Goal.x"}]},
        "snapshot": {"element": [element]},
    }
    assert lines(made)[0].fixed == told


def test_every_invariant_of_the_profile_is_told_in_words() -> None:
    told = {rule.key: rule for rule in rules(GOAL)}
    assert {"vgc-goal-1", "vgc-patient-1"} <= set(told)
    assert not {"dom-2", "ele-1"} & set(told)
    assert told["vgc-patient-1"].path == "Goal.subject"
    assert all(rule.says and rule.expression for rule in told.values())
