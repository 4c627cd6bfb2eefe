"""A note copied from the patient's session before waits until somebody says that it is meant (hazard H3)."""

from __future__ import annotations

import datetime as dt

import pytest

from adapter.ledger.ledger import Ledger
from mappings.records import Approval, Narrative, Participant, Session
from tests.push import clinic
from tests.push.conftest import Practice

SAID = Narrative(
    advice="Pace the day, and rest before it hurts; the leaflet was sent.",
    plan="Evening dose one step lower from Monday week, and ring if unsettled.",
)
ANEW = Narrative(
    advice="The swimming does good, so go on with it, twice a week and no more.",
    plan="The dose stays where it is until the review in June.",
)
LATER = dt.date(2026, 4, 21)


def first_session() -> tuple[Session, list[Participant]]:
    return clinic.session(), [
        clinic.participant(0, narrative=SAID),
        clinic.participant(1, narrative=Narrative(advice="Something else entirely was said to this one.")),
    ]


def second_session(*narratives: Narrative, **changed: object) -> tuple[Session, list[Participant]]:
    people = [
        clinic.participant(
            index,
            day=LATER,
            narrative=narrative,
            approval=Approval(by="Dr Imogen Vantongeren", at=clinic.at(12, 40, day=LATER)),
            **changed,
        )
        for index, narrative in enumerate(narratives)
    ]
    return clinic.session(2, LATER), people


def file(practice: Practice, session: Session, people: list[Participant]) -> dict[str, int]:
    """Import and push; how many filings became what."""
    with Ledger(str(practice.folder / "ledger.db")) as ledger:
        ledger.imports.keep(session, people, [], dt.datetime.now(dt.UTC))
    return dict(practice.push([(session, people)]).filings)


@pytest.mark.hazard("H3")
def test_a_copy_of_the_note_before_is_held_and_nobody_elses(practice: Practice) -> None:
    assert file(practice, *first_session()) == {"filed": 2}
    assert file(practice, *second_session(SAID, ANEW)) == {"held": 1, "filed": 1}
    assert len(practice.resources("Composition")) == 3


@pytest.mark.hazard("H3")
def test_it_goes_once_somebody_says_that_it_is_meant(practice: Practice) -> None:
    file(practice, *first_session())
    meant = second_session(SAID, repeat_override="Dr Vantongeren: nothing was changed")
    assert file(practice, *meant) == {"filed": 1}


def test_another_note_goes_and_so_does_a_correction_of_the_first(practice: Practice) -> None:
    session, people = first_session()
    file(practice, session, people)
    assert file(practice, *second_session(ANEW)) == {"filed": 1}
    corrected = clinic.participant(
        0, narrative=SAID.model_copy(update={"findings": "Walks well."}), approval=clinic.approval_at(16)
    )
    assert file(practice, session, [corrected, people[1]]) == {"filed": 1, "unchanged": 1}
