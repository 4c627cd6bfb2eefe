"""From records to drafts: every participant once, in order, and never the same patient twice in a chunk."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapter.push.drafts import _CHUNK, chunks, draft
from adapter.settings import Settings
from mappings.records import Answer, Assessment, Attendance, IdentityCheck, Narrative, Participant, Person
from tests.mappings.examples import SESSION
from tests.push import clinic

SETTINGS = Settings(ledger="unused.db")
NUMBERS = ("9990000018", "9990000026", "9990000034", "9990000042", "9990000050", "9990000069")


def somebody(row: int, number: str) -> Participant:
    person = Person(nhs_number=number, family=f"Q{number}", given=("X",), birth_date=dt.date(1950, 1, 1))
    return Participant(row=row, person=person)


@given(st.lists(st.lists(st.sampled_from(NUMBERS), unique=True, max_size=6), max_size=12))
def test_every_participant_is_drafted_once_in_order_and_no_patient_twice_in_a_chunk(
    sessions: list[list[str]],
) -> None:
    """What the order within a patient rests on."""
    met = [
        (
            SESSION.model_copy(update={"session_id": f"{place:08}-5a44-4f0e-8f0d-9b3c2f1d7a60"}),
            [somebody(row, number) for row, number in enumerate(numbers, start=2)],
        )
        for place, numbers in enumerate(sessions)
    ]
    drafted = list(chunks(met, SETTINGS))
    expected = [(session.session_id, one.row) for session, people in met for one in people]
    assert [(one.filing.session_id, one.filing.row) for chunk in drafted for one in chunk] == expected
    for chunk in drafted:
        patients = [one.filing.person.nhs_number for one in chunk]
        assert 0 < len(patients) <= _CHUNK
        assert len(patients) == len(set(patients))


def test_a_held_draft_holds_nothing_to_write() -> None:
    (one,) = draft(clinic.session(), [clinic.participant(0, approval=None)], SETTINGS)
    assert one.hold is not None
    assert one.filing.resources == ()


def test_a_draft_that_no_guard_holds_has_its_resources() -> None:
    (one,) = draft(clinic.session(), [clinic.participant(0)], SETTINGS)
    assert one.hold is None
    assert one.filing.resources[0].resource_type == "Appointment"


RISK = Assessment(instrument="phq-9", timepoint="pre", at=clinic.at(9), answers=(Answer(item="9", value=1),))
FLAGGED = {"person": clinic.person(0).model_copy(update={"status_flags": frozenset({"s-flag"})})}
FAULTS: list[tuple[str, dict[str, Any]]] = [
    ("identity", FLAGGED),
    ("consent", {"consents": ()}),
    ("safety", {"assessments": (RISK,), "scores": ()}),
    ("leakage", {"narrative": Narrative(advice="As Braithwaite-Ozz said")}),
    ("approval", {"approval": None}),
]


@pytest.mark.parametrize("first", range(len(FAULTS)))
def test_what_matters_most_is_told_first(first: int) -> None:
    """The patient's identity before everything; the approval, which is given last, after everything."""
    together: dict[str, Any] = {}
    for _, faults in FAULTS[first:]:
        together |= faults
    held, _ = draft(clinic.session(), [clinic.participant(0, **together), clinic.participant(1)], SETTINGS)
    assert held.hold is not None
    assert held.hold.guard == FAULTS[first][0]


def test_one_held_draft_holds_nobody_else() -> None:
    people = [clinic.participant(0, attendance=Attendance()), *(clinic.participant(n) for n in (1, 2))]
    assert [one.hold is None for one in draft(clinic.session(), people, SETTINGS)] == [False, True, True]


def test_a_patient_who_comes_twice_in_one_session_is_held_in_both_rows() -> None:
    people = [clinic.participant(0), clinic.participant(1), clinic.participant(0, row=9)]
    drafted = draft(clinic.session(), people, SETTINGS)
    assert [one.hold and one.hold.found for one in drafted] == [
        "the same NHS number in two rows",
        None,
        "the same NHS number in two rows",
    ]
    assert [one.filing.row for one in drafted] == [2, 3, 9]


def test_twins_are_held_until_each_was_checked() -> None:
    """T-H1b, from the drafts on."""
    same = {"family": "Quillfeather", "birth_date": clinic.person(0).birth_date}
    twin = clinic.person(1).model_copy(update=same)
    check = IdentityCheck(method="name and date of birth", by="Tilly Marsh-Wren")
    presence = clinic.participant(0).presence
    assert presence is not None
    checked = {"presence": presence.model_copy(update={"identity_check": check})}
    for one, other, held in (({}, {}, True), (checked, {}, True), (checked, checked, False)):
        people = [clinic.participant(0, **one), clinic.participant(1, person=twin, **other)]
        drafted = draft(clinic.session(), people, SETTINGS)
        assert [draft.hold is not None for draft in drafted] == [held, held]


def test_a_leak_is_told_before_a_copy() -> None:
    story = "Fell from a ladder in 2019; the lower back has hurt ever since, worst in the mornings."
    notes = (Narrative(pain_story=f"{story} Sat beside Braithwaite-Ozz."), Narrative(pain_story=story))
    people = [clinic.participant(place, narrative=note) for place, note in zip((0, 2), notes, strict=True)]
    drafted = draft(clinic.session(), [*people, clinic.participant(1)], SETTINGS)
    assert [one.hold and one.hold.found for one in drafted] == [
        "another participant's name in pain_story",
        "a note nearly the same as the note of row 2",
        None,
    ]
