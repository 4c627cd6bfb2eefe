"""Codes: none invented, none unconfirmed, none without its words."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from stdnum import verhoeff

from mappings.codes import CORE, CORE_CODES, SEEN, SLOTS, CodeSet, ConfirmedCode
from profiles.definitions import SNOMED_CT
from tests.mappings import strategies as some

NAMES = st.sampled_from([*CORE, *SEEN, *SLOTS, "a concept nobody has named"])


@pytest.mark.hazard("H25")
@pytest.mark.parametrize(("code", "display"), [*CORE.values(), *SEEN.values()])
def test_every_code_passes_the_check_digit_and_has_its_words(code: str, display: str) -> None:
    assert verhoeff.is_valid(code)
    assert 6 <= len(code) <= 18
    assert not code.startswith("0")
    assert display


def test_no_code_stands_for_two_concepts() -> None:
    codes = [code for code, _ in (*CORE.values(), *SEEN.values())]
    assert len(set(codes)) == len(codes)
    assert not set(CORE) & set(SEEN)
    assert not (set(CORE) | set(SEEN)) & set(SLOTS)


@pytest.mark.failure("3.7", "an unknown code")
@given(some.code_sets, NAMES, some.texts)
def test_the_text_is_always_the_one_that_was_asked_for(codes: CodeSet, name: str, text: str) -> None:
    assert codes.concept(name, text)["text"] == text


@pytest.mark.failure("3.7", "an unknown code")
@given(NAMES, some.texts)
def test_by_default_nothing_but_core_codes_is_sent(name: str, text: str) -> None:
    concept = CORE_CODES.concept(name, text)
    assert ("coding" in concept) is (name in CORE)


@pytest.mark.parametrize("name", sorted(SEEN))
def test_a_code_that_was_only_seen_is_sent_once_confirmed(name: str) -> None:
    assert "coding" not in CORE_CODES.concept(name, "words")
    (coding,) = CodeSet(confirmed=frozenset({name})).concept(name, "words")["coding"]
    assert (coding["system"], coding["code"]) == (SNOMED_CT, SEEN[name][0])


@pytest.mark.hazard("H25")
@pytest.mark.parametrize(
    ("confirmed_by", "confirmed_at"),
    [(None, None), ("A clinician", None), (None, dt.date(2026, 1, 1))],
)
def test_a_slot_that_nobody_confirmed_is_not_sent(
    confirmed_by: str | None, confirmed_at: dt.date | None
) -> None:
    filled = ConfirmedCode(
        code="281399006", display="as typed", confirmed_by=confirmed_by, confirmed_at=confirmed_at
    )
    assert CodeSet(slots={"dna_group": filled}).concept("dna_group", "words") == {"text": "words"}


def test_a_confirmed_slot_is_sent_with_the_practices_own_code() -> None:
    filled = ConfirmedCode(
        code="281399006",
        display="as typed",
        confirmed_by="A clinician",
        confirmed_at=dt.date(2026, 1, 1),
    )
    assert CodeSet(slots={"dna_group": filled}).concept("dna_group", "words") == {
        "coding": [{"system": SNOMED_CT, "code": "281399006", "display": "as typed"}],
        "text": "words",
    }


@pytest.mark.parametrize("code", ["281399007", "0281399006", "12345", "abc", "1323941000000102", ""])
def test_a_slot_takes_no_code_with_a_wrong_check_digit(code: str) -> None:
    with pytest.raises(ValidationError, match="SNOMED CT"):
        ConfirmedCode(code=code, display="anything")


@pytest.mark.parametrize(
    ("code", "whose"),
    [
        ("73041000052103", "Sweden's, of the EQ-5D questionnaire"),
        ("1811000124107", "the United States', of a pain medication review"),
    ],
)
def test_a_code_of_a_foreign_extension_is_refused(code: str, whose: str) -> None:
    with pytest.raises(ValidationError, match="foreign extension"):
        ConfirmedCode(code=code, display=whose)


@pytest.mark.parametrize("code", ["680946014", "2842601000000116", "100022"])
def test_an_identifier_of_a_description_or_a_relationship_is_no_code(code: str) -> None:
    with pytest.raises(ValidationError, match="not of a concept"):
        ConfirmedCode(code=code, display="anything")


@pytest.mark.parametrize("code", ["82423001", "1323941000000101", "9564801000001105"])
def test_international_and_uk_codes_are_taken(code: str) -> None:
    """The last is of the form of the UK Drug Extension."""
    assert ConfirmedCode(code=code, display="anything").code == code


def test_every_code_of_ours_is_one_that_a_slot_would_take() -> None:
    for code, display in (*CORE.values(), *SEEN.values()):
        assert ConfirmedCode(code=code, display=display).code == code


def test_an_unknown_slot_is_refused() -> None:
    code = {"code": "281399006", "display": "as typed"}
    with pytest.raises(ValidationError):
        CodeSet.model_validate({"slots": {"no_such_slot": code}})
