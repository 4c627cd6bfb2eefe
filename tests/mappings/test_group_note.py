"""The shared group note (hazards H2 and H3)."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given

from mappings.group_note import group_note
from mappings.records import Guest, Material, Session, Staff
from tests.mappings import strategies as some
from tests.mappings.examples import SESSION

NAMES = ("Xanthippe Quillfeather", "Zebedee Thistlewood", "Ottoline Brackenbury")


@given(some.sessions())
def test_a_group_note_says_that_it_was_a_group_and_what_was_agreed(session: Session) -> None:
    note = group_note(session)
    assert "This was a group setting. Consent and confidentiality were agreed" in note
    assert all(topic in note for topic in session.topics)
    assert all(material.title in note for material in session.materials)


@pytest.mark.hazard("H2")
@given(some.sessions())
def test_a_group_note_names_nobody_and_tells_nothing_that_the_session_keeps_to_itself(
    session: Session,
) -> None:
    """T-H2: neither staff nor guests, nor debrief, incidents or ground rules."""
    first, second, third = NAMES
    note = group_note(
        session.model_copy(
            update={
                "staff": (Staff(name=first, role="gp", gmc="7000001"),),
                "guests": (Guest(role="psychologist", name=second, organisation=third),),
                "debrief": f"{first} was upset",
                "incidents": (f"{second} left",),
                "ground_rules": f"{third} goes first",
                "recording_reason": f"for {third}",
            }
        )
    )
    assert not any(part in note for name in NAMES for part in name.split())
    assert "Present by role: GP." in note
    assert "Guests by role: psychologist." in note


@pytest.mark.hazard("H18")
@given(some.sessions(), some.sessions())
def test_a_group_note_knows_neither_the_session_id_nor_its_meeting(first: Session, second: Session) -> None:
    same_otherwise = first.model_copy(
        update={"session_id": second.session_id, "platform_meeting_id": "19:meeting_abc"}
    )
    assert group_note(same_otherwise) == group_note(first)


def test_a_group_note_reads_well() -> None:
    session = SESSION.model_copy(
        update={
            "materials": (Material(title="Pacing leaflet", version="2"), Material(title="Sleep diary")),
            "session_date": dt.date(2026, 3, 10),
        }
    )
    assert group_note(session) == (
        "Group clinic by video: Living well with pain.\n"
        "Format: individual care in a group.\n"
        "This was a group setting. Consent and confidentiality were agreed (agreement: VGC agreement v3).\n"
        "Present by role: GP, pharmacist, facilitator.\n"
        "Topics: pacing; sleep.\n"
        "Material given: Pacing leaflet (version 2); Sleep diary."
    )
