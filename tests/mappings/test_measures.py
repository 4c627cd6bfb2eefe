"""A measure is known by any of its codes and names; what is none of the clinic's stays where it is."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings import measurement, score
from mappings.codes import CORE, CORE_CODES, READ, SEEN, CodeSet
from mappings.instruments import INSTRUMENTS
from mappings.measures import Measures, value_of
from mappings.records import Measurement, Score
from mappings.values import Concept
from profiles.checking import snomed
from profiles.definitions import SNOMED_CT
from profiles.wire import Resource
from tests.mappings.examples import SESSION, plain_context

MEASURES = Measures(CORE_CODES)


def observation(text: str | None = None, *codes: str, display: str | None = None) -> Resource:
    codings = [
        {"system": SNOMED_CT, "code": code, **({"display": display} if display else {})} for code in codes
    ]
    return {
        "resourceType": "Observation",
        "code": {**({"text": text} if text else {}), **({"coding": codings} if codings else {})},
    }


@pytest.mark.parametrize(
    "name",
    [
        "PHQ-9",
        "phq9",
        "PHQ 9",
        "PHQ-9 score",
        "PHQ-9 total score",
        "PHQ-9 (Patient Health Questionnaire 9) score",
        "PEG",
        "PEG pain score",
        "PEG (pain, enjoyment, activity)",
        "GAD–7",
        "BPI severity",
        "EQ-VAS",
        "Body weight",
        "weight",
    ],
)
def test_a_measure_is_known_by_any_of_its_names(name: str) -> None:
    assert MEASURES.include(observation(name))
    assert MEASURES.include(observation("A title of the practice", "1", display=name))


@given(st.sampled_from([*INSTRUMENTS.values()]), st.data())
def test_case_and_spacing_of_a_name_do_not_matter(instrument: Any, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from([instrument.id, instrument.title, *instrument.names]))
    written = name.replace("-", data.draw(st.sampled_from(["-", " ", "", " - "])))
    changed = data.draw(
        st.sampled_from([written.upper(), written.lower(), f"  {written} ", f"{written} score"])
    )
    assert MEASURES.include(observation(changed))


@pytest.mark.parametrize("code", [code for codes in READ.values() for code in codes])
def test_a_score_is_known_by_its_code_though_nobody_confirmed_it(code: str) -> None:
    assert MEASURES.include(observation("Depression screening", code))


@given(st.sampled_from(sorted(INSTRUMENTS)), st.frozensets(st.sampled_from(sorted(SEEN))))
def test_a_code_that_is_only_read_is_never_sent(instrument: str, confirmed: frozenset[str]) -> None:
    codes = CodeSet(confirmed=confirmed)
    scored = Score(instrument=instrument, timepoint="pre", at=SESSION.planned_start, value=Decimal(1))
    made = score.to_fhir(scored, "1", plain_context(codes))
    sent = {coding["code"] for coding in made["code"].get("coding", ())}
    assert sent <= {SEEN[name][0] for name in confirmed} | {code for code, _ in CORE.values()}


def test_every_code_that_is_read_can_be_one() -> None:
    assert [code for codes in READ.values() for code in codes if snomed.fault(code)] == []
    assert set(READ) <= {row.code for row in INSTRUMENTS.values()}


@pytest.mark.parametrize(
    "name", ["HbA1c", "PHQ-9 declined", "PEG tube in place", "Weight loss advised", "PHQ-19", "score", "-"]
)
def test_what_looks_like_none_of_the_measures_stays_out(name: str) -> None:
    assert not MEASURES.include(observation(name, "43396009", display="Haemoglobin A1c level"))


def test_what_the_clinic_measured_itself_comes_back_by_its_name_or_code() -> None:
    pulse = Measurement(
        name=Concept(text="Resting pulse"), value=Decimal(71), unit="bpm", at=SESSION.planned_start
    )
    filed = measurement.to_fhir(pulse, "pulse", plain_context())
    coded = {**filed, "code": observation("Resting pulse", "27113001")["code"]}
    theirs = observation("resting  PULSE")
    assert not MEASURES.include(theirs)
    assert MEASURES.include(theirs, [filed])
    assert MEASURES.include(observation("Pulse taken sitting", "27113001"), [coded])
    assert not MEASURES.include(observation("Temperature"), [coded])


@given(
    st.recursive(
        st.none() | st.booleans() | st.text(max_size=4),
        lambda some: (
            st.lists(some, max_size=2)
            | st.dictionaries(
                st.sampled_from(["text", "coding", "code", "system", "display", "profile"]), some
            )
        ),
        max_leaves=8,
    )
)
def test_whatever_an_observation_is_like_it_can_be_looked_at(anything: Any) -> None:
    odd = {"code": anything, "meta": anything, "identifier": anything, "valueQuantity": anything}
    MEASURES.include(odd, [odd])
    value_of({**odd, "valueInteger": anything, "valueString": anything})


@pytest.mark.parametrize(
    ("value", "read"),
    [
        ({"valueQuantity": {"value": Decimal("22.0"), "unit": "score"}}, "22.0"),
        ({"valueInteger": 22}, "22"),
        ({"valueString": " 22 "}, "22"),
        ({"valueString": "moderate"}, None),
        ({"valueString": "NaN"}, None),
        ({"valueBoolean": True}, None),
        ({}, None),
    ],
)
def test_a_score_is_read_whichever_way_its_figure_is_written(value: Resource, read: str | None) -> None:
    found = value_of({"resourceType": "Observation", **value})
    assert (None if found is None else str(found)) == read


@given(st.sampled_from(["valueInteger", "valueString"]), st.integers(0, 27))
def test_a_score_that_the_practice_wrote_another_way_is_the_same_score(element: str, points: int) -> None:
    scored = Score(instrument="phq-9", timepoint="pre", at=SESSION.planned_start, value=Decimal(points))
    made = score.to_fhir(scored, "1", plain_context())
    del made["valueQuantity"]
    assert score.from_fhir({**made, element: points if element == "valueInteger" else str(points)}) == scored
