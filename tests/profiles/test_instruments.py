"""What the profiles say of outcome instruments is what the registry says that answers are checked by."""

from __future__ import annotations

import re
from typing import Any

import pytest

from mappings.instruments import INSTRUMENTS, Instrument
from mappings.measurement import UCUM_UNITS
from profiles import shipped, wire
from profiles.definitions import questionnaire

FILES = {path: wire.loads(content) for path, content in shipped.files().items()}
KNOWN = list(INSTRUMENTS.values())


def limits(item: dict[str, Any]) -> dict[str, Any]:
    """The extensions minValue and maxValue of a question, by their short names."""
    return {
        extension["url"].rpartition("/")[2]: {key: value for key, value in extension.items() if key != "url"}
        for extension in item["extension"]
    }


def ranges(profile: str) -> dict[str, tuple[int, int]]:
    """Instrument → lowest and highest, as the invariants of the profile have them."""
    constraints = FILES[f"StructureDefinition-VGC-{profile}.json"]["snapshot"]["element"][0]["constraint"]
    found: dict[str, tuple[int, int]] = {}
    for constraint in constraints:
        if bounds := re.search(r"(?:value|\$this) >= (\d+) and .* <= (\d+)\)$", constraint["expression"]):
            named = re.findall(r"[( ]value = '([a-z0-9-]+)'", constraint["expression"])
            found |= dict.fromkeys(named, (int(bounds[1]), int(bounds[2])))
    return found


@pytest.mark.parametrize("instrument", KNOWN, ids=lambda one: one.id)
def test_a_questionnaire_asks_what_the_instrument_asks(instrument: Instrument) -> None:
    published = FILES[f"Questionnaire-{instrument.id}.json"]
    assert published["url"] == questionnaire(instrument.id)
    assert published["title"] == instrument.title
    kinds = {True: "integer", False: "decimal"}
    assert [(item["linkId"], item["text"], item["type"]) for item in published["item"]] == [
        (item.id, item.text, kinds[item.whole]) for item in instrument.items
    ]
    for asked, item in zip(published["item"], instrument.items, strict=True):
        element = "valueInteger" if item.whole else "valueDecimal"
        assert limits(asked) == {"minValue": {element: item.lowest}, "maxValue": {element: item.highest}}


@pytest.mark.parametrize("instrument", KNOWN, ids=lambda one: one.id)
def test_a_questionnaire_says_under_which_licence_the_instrument_is(instrument: Instrument) -> None:
    published = FILES[f"Questionnaire-{instrument.id}.json"]
    assert published["copyright"].lower().startswith(instrument.licence.lower())


def test_no_questionnaire_is_of_an_instrument_that_nobody_knows() -> None:
    published = {path for path in FILES if path.startswith("Questionnaire-")}
    assert published == {f"Questionnaire-{name}.json" for name in INSTRUMENTS}


def test_a_score_is_held_to_the_range_of_its_instrument() -> None:
    assert ranges("Score") == {
        one.id: (one.lowest, one.highest)
        for one in KNOWN
        if one.lowest is not None and one.highest is not None
    }


def test_an_answer_is_held_to_the_range_of_its_instrument() -> None:
    assert ranges("QuestionnaireResponse") == {
        one.id: (min(item.lowest for item in one.items), max(item.highest for item in one.items))
        for one in KNOWN
    }


def test_the_units_of_results_are_those_that_the_mapping_knows() -> None:
    (included,) = FILES["ValueSet-VGC-unit.json"]["compose"]["include"]
    assert {concept["code"] for concept in included["concept"]} == set(UCUM_UNITS.values())
