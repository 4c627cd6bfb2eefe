"""Twins, namesakes and rows that came twice: neither is filed while one may be the other's (H1, T-H1b)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from adapter.guards.doubles import hold_doubles
from mappings.records import Attendance, IdentityCheck, Participant, Person, Presence
from tests.guards.roster import OTAMBER, QUILL, VAN_DIJK, participant

TWIN = Person(nhs_number="9990000042", family="Quill", given=("Peter",), birth_date=QUILL.birth_date)
CHECKED = {"presence": Presence(identity_check=IdentityCheck(method="name and date of birth", by="Jo Lane"))}
NOBODY_CHECKED = {"presence": Presence(identity_check=IdentityCheck(method="name and date of birth"))}
AWAY = {"attendance": Attendance(status="did-not-attend", confirmed_by="Jo Lane")}


def held(*people: Participant) -> dict[int, str]:
    """What was found in each held row."""
    holds = hold_doubles(people)
    assert len(holds) == len(people)
    for hold in filter(None, holds):
        assert hold.guard == "identity"
        for planted in ("Quill", "Peter", "Marjorie", QUILL.nhs_number, "1958"):
            assert planted not in str(hold)
    return {one.row: hold.found for one, hold in zip(people, holds, strict=True) if hold}


def pair(ours: dict[str, Any], theirs: dict[str, Any], other: Person = TWIN) -> tuple[Participant, ...]:
    return participant(2, QUILL, **ours), participant(3, OTAMBER), participant(4, other, **theirs)


@pytest.mark.failure("3.7", "two patients of one name")
def test_twins_wait_in_both_rows_and_each_says_where_the_other_is() -> None:
    found = held(*pair({}, {}))
    assert sorted(found) == [2, 4]
    assert "row 4" in found[2]
    assert "row 2" in found[4]


@pytest.mark.hazard("H1")
@pytest.mark.parametrize("theirs", [CHECKED, AWAY])
@pytest.mark.parametrize("ours", [CHECKED, AWAY])
def test_twins_are_let_go_once_somebody_has_named_each(ours: dict[str, Any], theirs: dict[str, Any]) -> None:
    assert held(*pair(ours, theirs)) == {}


@pytest.mark.hazard("H1")
@pytest.mark.parametrize(
    "theirs",
    [
        {},
        NOBODY_CHECKED,
        {"attendance": Attendance(status="attended-full", confirmed_by="Jo Lane")},
        {"attendance": Attendance(status="cancelled-by-patient")},
    ],
    ids=["nothing", "a check by nobody", "attendance alone of one who was there", "away, by nobody's word"],
)
@pytest.mark.parametrize("ours", [CHECKED, AWAY])
def test_one_confirmation_is_not_enough_for_two(ours: dict[str, Any], theirs: dict[str, Any]) -> None:
    assert sorted(held(*pair(ours, theirs))) == [2, 4]
    assert sorted(held(*pair(theirs, ours))) == [2, 4]


def test_namesakes_of_another_age_are_alike_as_well() -> None:
    namesake = QUILL.model_copy(update={"nhs_number": "9990000042", "birth_date": dt.date(1931, 1, 9)})
    assert sorted(held(*pair(CHECKED, {}, namesake))) == [2, 4]


def test_people_who_are_not_alike_need_no_check() -> None:
    assert held(participant(2, QUILL), participant(3, OTAMBER), participant(4, VAN_DIJK)) == {}


@pytest.mark.parametrize("known", [{}, CHECKED, AWAY])
def test_one_nhs_number_in_two_rows_holds_both_whoever_was_checked(known: dict[str, Any]) -> None:
    mistyped = VAN_DIJK.model_copy(update={"nhs_number": QUILL.nhs_number})
    for other in (QUILL, mistyped):
        assert held(*pair(known, known, other)) == dict.fromkeys((2, 4), "the same NHS number in two rows")
