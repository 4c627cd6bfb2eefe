"""A small group for the tests of the guards: invented people, and what is plain about each."""

from __future__ import annotations

import datetime as dt
from typing import Any

from mappings.records import Attendance, Narrative, Participant, Person
from tests.mappings.examples import PERSON

QUILL = PERSON
OTAMBER = Person(
    nhs_number="9990000026",
    family="O'Tamber",
    given=("Ann", "Zoë"),
    preferred="Nan",
    birth_date=dt.date(1961, 4, 7),
    phone=("07700 900123", "+44 (0)1752 496 0111"),
    email=("Ann.OTamber@mail.example",),
    postcode="PL1 1AA",
    display_name="Nan's iPad",
)
VAN_DIJK = Person(
    nhs_number="9990000034", family="van Dijk", given=("Will",), birth_date=dt.date(1970, 12, 31)
)


def participant(row: int = 2, person: Person = QUILL, **known: Any) -> Participant:
    """Somebody who was there."""
    there = {"attendance": Attendance(status="attended-full"), **known}
    return Participant.model_validate({"row": row, "person": person, **there})


def saying(text: str, row: int = 2, person: Person = QUILL) -> Participant:
    """Somebody in whose note this stands."""
    return participant(row, person, narrative=Narrative(advice=text))
