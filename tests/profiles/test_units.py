"""Units of UCUM: those that we send are units, and what only looks like one is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings.instruments import INSTRUMENTS
from mappings.measurement import UCUM_UNITS
from profiles.checking import units
from profiles.checking.snapshots import package
from profiles.checking.value_sets import expansion
from profiles.definitions import UCUM

COMMON = "http://hl7.org/fhir/ValueSet/ucum-common"


def test_every_unit_that_the_mappings_send_is_a_unit() -> None:
    sent = {
        *UCUM_UNITS.values(),
        *(one.unit for one in INSTRUMENTS.values()),
        "{score}",
        "mg/d",
        "min",
        "ug",
        "h",
    }
    assert [code for code in sorted(sent) if units.fault(code)] == []


def test_the_published_units_of_results_are_those_that_the_mapping_knows() -> None:
    published = expansion("https://fhir-vgc.example/ValueSet/VGC-unit", package())
    assert published is not None
    assert published.codes[UCUM] == set(UCUM_UNITS.values())


def test_every_common_unit_that_hl7_lists_is_a_unit() -> None:
    common = expansion(COMMON, package())
    assert common is not None
    assert len(common.codes[UCUM]) > 1300
    assert [code for code in sorted(common.codes[UCUM]) if units.fault(code)] == []


@pytest.mark.parametrize(
    "code",
    [
        *(
            "m2",
            "m-2",
            "m+2",
            "10*3/uL",
            "10*-3",
            "10^",
            "2{tbl}",
            "{a b}",
            "kg{dry}/m2",
            "/(m.s)",
            "(m)",
            "((m))",
        ),
        *(
            "mm[Hg]",
            "m[H2O]",
            "[in_i'H2O]",
            "[m/s2/Hz^(1/2)]",
            "dB[10.nV]",
            "mL/min/{1.73_m2}",
            "KiBy",
            "1",
            "%",
        ),
    ],
)
def test_what_the_grammar_allows_is_a_unit(code: str) -> None:
    assert units.fault(code) is None


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("", "empty"),
        ("°C", "outside ASCII"),
        ("µg", "outside ASCII"),
        ("m g", "character 2"),
        ("mg/day", "no such symbol at character 4"),
        ("KG", "no such symbol at character 1"),
        ("kmin", "no such symbol"),
        ("mmHg", "no such symbol"),
        ("score", "no such symbol"),
        ("m//s", "character 3"),
        (".m", "character 1"),
        ("2m", "character 2"),
        ("m2s", "character 3"),
        ("m.", "too early"),
        ("(", "too early"),
        ("()", "character 2"),
        ("(m", "not closed"),
        ("m)", "character 2"),
        ("{score", "character 1"),
        ("{a{b}}", "character 1"),
        ("[degF", "character 1"),
        ("-1", "character 1"),
    ],
)
def test_what_only_looks_like_a_unit_is_refused_with_its_reason(code: str, words: str) -> None:
    fault = units.fault(code)
    assert fault is not None
    assert words in fault


UNITS = st.sampled_from(["m", "mg", "10*3", "{score}", "mm[Hg]", "7", "d-1"])


@given(st.lists(UNITS, min_size=1, max_size=6), st.data())
def test_units_multiplied_divided_and_bracketed_are_units(parts: list[str], data: st.DataObject) -> None:
    code = parts[0]
    for part in parts[1:]:
        sign = data.draw(st.sampled_from("./"))
        code = f"({code}){sign}{part}" if data.draw(st.booleans()) else f"{code}{sign}{part}"
    assert units.fault(code) is None
    assert units.fault(f"/{code}") is None
    assert units.fault(code + "/") is not None
    assert units.fault(f"({code}") is not None


@given(st.text(max_size=30))
def test_any_text_is_judged_without_an_error(text: str) -> None:
    assert units.fault(text) != ""
