"""The form of SNOMED CT and dm+d codes: what is mistyped is caught, what is well formed is not yet known."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import verhoeff

from mappings.codes import CORE, SEEN
from profiles.checking import snomed

IDENTIFIERS = st.integers(1, 10**14).map(lambda item: _closed(f"{item:03}"))


def _closed(item: str) -> str:
    bare = f"{item.lstrip('0') or '1'}10"
    padded = bare if len(bare) >= 5 else "9" * (5 - len(bare)) + bare
    return padded + verhoeff.calc_check_digit(padded)


def test_every_code_that_is_sent_is_well_formed() -> None:
    assert [code for code, _ in (*CORE.values(), *SEEN.values()) if snomed.fault(code)] == []


@given(IDENTIFIERS)
def test_an_identifier_of_a_concept_is_well_formed(identifier: str) -> None:
    assert snomed.fault(identifier) is None
    assert snomed.expression_fault(identifier) is None


@given(IDENTIFIERS, st.data())
def test_one_wrong_digit_is_caught(identifier: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(identifier) - 1))
    digit = data.draw(st.sampled_from("0123456789").filter(lambda one: one != identifier[at]))
    assert snomed.fault(identifier[:at] + digit + identifier[at + 1 :]) is not None


@given(IDENTIFIERS, st.data())
def test_two_neighbours_that_changed_places_are_caught(identifier: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(identifier) - 2))
    swapped = identifier[:at] + identifier[at + 1] + identifier[at] + identifier[at + 2 :]
    assert swapped == identifier or snomed.fault(swapped) is not None


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("12345", "6 to 18"),
        ("0824230012", "begin with 0"),
        ("1234567890123456789", "6 to 18"),
        ("82423002", "check digit"),
        ("٨٢٤٢٣٠٠١", "6 to 18"),
        ("82423001 ", "6 to 18"),
        ("680946014", "not of a concept"),
    ],
)
def test_what_is_malformed_is_told_with_its_reason(code: str, words: str) -> None:
    fault = snomed.fault(code)
    assert fault is not None
    assert words in fault


GOAL = """413350009 |Finding with explicit context| :
   246090004 |Associated finding| = 300798006 |Able to participate in sporting activities| ,
   408729009 |Finding context| = 410518001 |Goal|"""


@pytest.mark.parametrize(
    "code", [GOAL, "82423001|Chronic pain|", "82423001+278860009", "82423001:246090004=#+3"]
)
def test_an_expression_is_well_formed_where_its_identifiers_are(code: str) -> None:
    assert snomed.expression_fault(code) is None


@pytest.mark.parametrize("code", [GOAL.replace("410518001", "410518002"), "a=b", "|pain|", "82423001:pain=1"])
def test_an_expression_with_a_wrong_identifier_or_other_words_is_malformed(code: str) -> None:
    assert snomed.expression_fault(code) is not None


@pytest.mark.parametrize(
    ("code", "fault"), [("322236009", False), ("001234", False), ("tablet", True), ("12", True)]
)
def test_a_product_has_digits_only(code: str, fault: bool) -> None:
    assert (snomed.product_fault(code) is not None) is fault
