"""Names that may mean somebody, and patients who could be taken for each other."""

from __future__ import annotations

import datetime as dt
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapter.likeness import alike, alike_pairs, folded, may_mean, may_mean_staff, name_tokens
from mappings.records import Person, Staff


def person(given: str, family: str, born: str = "1961-04-23", preferred: str | None = None) -> Person:
    return Person(
        nhs_number="9990000018",
        family=family,
        given=tuple(given.split()),
        preferred=preferred,
        birth_date=dt.date.fromisoformat(born),
    )


@pytest.mark.parametrize(
    "shown",
    [
        "Siobhán O'Shea",
        "O'SHEA Siobhán",
        "O'Shea, Siobhán",
        "siobhán",
        "Siobhán O",
        "Shiv O'Shea",
        "Siobhán O.",
    ],
)
def test_a_name_in_any_order_or_with_initials_may_mean_the_patient(shown: str) -> None:
    assert may_mean(shown, person("Siobhán Mary", "O'Shea", preferred="Shiv"))


@pytest.mark.parametrize("shown", ["Kitchen iPad", "Siobhán Murphy", "S O", "Siob", ""])
def test_another_name_does_not(shown: str) -> None:
    assert not may_mean(shown, person("Siobhán Mary", "O'Shea"))


@pytest.mark.parametrize(
    "shown", ["THACKERAY, Imogen (RICHFORD GATE)", "Imogen Thackeray", "Dr Imogen Thackeray"]
)
def test_staff_are_known_by_their_whole_name(shown: str) -> None:
    assert may_mean_staff(shown, Staff(name="Dr Imogen Thackeray", role="gp"))


@pytest.mark.parametrize("shown", ["Imogen", "Dr Thackeray", "Imogen T"])
def test_half_a_name_is_not_enough_for_staff(shown: str) -> None:
    assert not may_mean_staff(shown, Staff(name="Dr Imogen Thackeray", role="gp"))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (person("Anna", "Reid"), person("Hanna", "Reid")),
        (person("Tom", "Reid"), person("Una", "Reid")),  # twins: same birth date, same surname
        (person("John", "Smith", "1950-01-01"), person("John David", "Smith", "1971-02-02")),
        (person("Maria", "Jones", "1950-01-01"), person("Mary", "Jones", "1971-02-02")),
        (person("John", "Smith", "1950-01-01"), person("Smith", "John", "1971-02-02")),
    ],
)
def test_twins_and_namesakes_are_alike(one: Person, other: Person) -> None:
    assert alike(one, other)
    assert list(alike_pairs([one, person("Petra", "Lindqvist", "1944-04-04"), other])) == [(0, 2)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (person("Nora", "Ashdown", "1950-01-01"), person("Omar", "Haddad", "1971-02-02")),
        (person("Nora", "Ashdown"), person("Omar", "Haddad")),
        (person("Nora", "Reid", "1950-01-01"), person("Gwendolyn", "Reid", "1971-02-02")),
    ],
)
def test_other_people_are_not(one: Person, other: Person) -> None:
    assert not alike(one, other)


def test_the_order_and_case_of_a_name_do_not_change_its_words() -> None:
    spellings = ["Ada Example", "Example, Ada", "EXAMPLE Ada", "Ada  EXAMPLE", "example,ada"]
    assert {name_tokens(spelling) for spelling in spellings} == {frozenset({"ada", "example"})}


@given(st.text(st.characters(codec="utf-8"), min_size=1))
def test_folding_takes_every_meaningless_difference_out_at_once(name: str) -> None:
    assert folded(folded(name)) == folded(name)
    assert folded(unicodedata.normalize("NFD", name)) == folded(name)
