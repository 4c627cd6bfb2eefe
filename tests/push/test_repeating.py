"""What was copied from a patient's session before waits: a note (hazard H3), or an override (hazard H6)."""

from __future__ import annotations

import datetime as dt

import pytest

from adapter.ledger.ledger import Ledger
from adapter.push.push import Push
from adapter.routes.folder import FolderRoute
from adapter.settings import Settings
from mappings.records import Approval, Attendance, Narrative, Participant, Session
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


def first_session() -> tuple[Session, list[Participant]]:
    return clinic.session(), [
        clinic.participant(0, narrative=SAID),
        clinic.participant(1, narrative=Narrative(advice="Something else entirely was said to this one.")),
    ]


def second_session(*narratives: Narrative, **changed: object) -> tuple[Session, list[Participant]]:
    return later_session(2, *narratives, **changed)


def later_session(
    number: int, *narratives: Narrative, **changed: object
) -> tuple[Session, list[Participant]]:
    """The sessions after the first, six weeks from each to the next."""
    day = clinic.session().session_date + (number - 1) * dt.timedelta(weeks=6)
    people = [
        clinic.participant(
            index,
            day=day,
            narrative=narrative,
            approval=Approval(by="Dr Imogen Vantongeren", at=clinic.at(12, 40, day=day)),
            **changed,
        )
        for index, narrative in enumerate(narratives)
    ]
    return clinic.session(number, day), people


def file(practice: Practice, session: Session, people: list[Participant]) -> dict[str, int]:
    """Import and push; how many filings became what."""
    with Ledger(str(practice.folder / "ledger.db")) as ledger:
        ledger.imports.keep(session, people, [], dt.datetime.now(dt.UTC))
    return dict(practice.push([(session, people)]).filings)


def write(practice: Practice, session: Session, people: list[Participant]) -> dict[str, int]:
    """As `file`, into a folder."""
    with Ledger(str(practice.folder / "ledger.db")) as ledger:
        ledger.imports.keep(session, people, [], dt.datetime.now(dt.UTC))
        pushing = Push(
            route=FolderRoute(practice.folder / "out"),
            ledger=ledger,
            endpoint="folder:out",
            settings=Settings(ledger="unused"),
            clock=lambda: dt.datetime.now(dt.UTC),
        )
        return dict(pushing.run([(session, people)]).filings)


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


@pytest.mark.hazard("H3")
def test_what_was_said_for_one_session_says_nothing_when_the_whole_row_is_copied(practice: Practice) -> None:
    """Not in the next session, and not in one after that when other words stand between them."""
    said = "Dr Vantongeren: nothing was changed"
    file(practice, *first_session())
    assert file(practice, *later_session(2, SAID, repeat_override=said)) == {"filed": 1}
    assert file(practice, *later_session(3, SAID, repeat_override=said.upper())) == {"held": 1}
    assert file(practice, *later_session(3, SAID, repeat_override="Asked again in May")) == {"filed": 1}
    assert file(practice, *later_session(4, SAID, repeat_override=said)) == {"held": 1}


def test_what_was_said_holds_for_a_correction_of_the_same_session(practice: Practice) -> None:
    file(practice, *first_session())
    said = {"repeat_override": "Dr Vantongeren: nothing was changed"}
    assert file(practice, *later_session(2, SAID, **said)) == {"filed": 1}
    attended = Attendance(status="attended-partial", source="facilitator")
    session, (person,) = later_session(2, SAID, attendance=attended, **said)
    anew = Approval(by="Dr Imogen Vantongeren", at=clinic.at(15, day=session.session_date))
    assert file(practice, session, [person.model_copy(update={"approval": anew})]) == {"filed": 1}


@pytest.mark.hazard("H3")
def test_a_copy_is_held_on_its_way_into_a_folder_too(practice: Practice) -> None:
    assert write(practice, *first_session()) == {"filed": 2}
    assert write(practice, *second_session(SAID, ANEW)) == {"held": 1, "filed": 1}
    said = {"repeat_override": "Dr Vantongeren: nothing was changed"}
    assert write(practice, *second_session(SAID, ANEW, **said)) == {"filed": 1, "unchanged": 1}
    assert len(list((practice.folder / "out").iterdir())) == 4


def test_another_note_goes_and_so_does_a_correction_of_the_first(practice: Practice) -> None:
    session, people = first_session()
    file(practice, session, people)
    assert file(practice, *second_session(ANEW)) == {"filed": 1}
    corrected = clinic.participant(
        0, narrative=SAID.model_copy(update={"findings": "Walks well."}), approval=clinic.approval_at(16)
    )
    assert file(practice, session, [corrected, people[1]]) == {"filed": 1, "unchanged": 1}


@pytest.mark.hazard("H6")
def test_an_override_of_one_session_allows_no_other_when_its_row_is_copied(practice: Practice) -> None:
    said = {"consents": (), "agreement_override": "Dr Vantongeren: spoken agreement, the form was lost"}
    assert file(practice, *later_session(1, SAID, **said)) == {"filed": 1}
    assert file(practice, *later_session(2, ANEW, **said)) == {"held": 1}
    asked = said | {"agreement_override": "Dr Vantongeren: asked on the phone in May"}
    assert file(practice, *later_session(2, ANEW, **asked)) == {"filed": 1}


def test_an_override_that_the_entry_does_not_need_holds_nothing(practice: Practice) -> None:
    """What was agreed since is recorded, and the words of last time's row were left standing."""
    said = "Dr Vantongeren: spoken agreement, the form was lost"
    without = later_session(1, SAID, consents=(), agreement_override=said)
    assert file(practice, *without) == {"filed": 1}
    assert file(practice, *later_session(2, ANEW, agreement_override=said)) == {"filed": 1}


@pytest.mark.hazard("H6")
def test_an_override_holds_for_a_correction_of_its_own_session(practice: Practice) -> None:
    said = {"consents": (), "agreement_override": "Dr Vantongeren: spoken agreement, the form was lost"}
    file(practice, *first_session())
    assert file(practice, *later_session(2, ANEW, **said)) == {"filed": 1}
    session, (person,) = later_session(2, SAID.model_copy(update={"advice": ANEW.advice}), **said)
    anew = Approval(by="Dr Imogen Vantongeren", at=clinic.at(15, day=session.session_date))
    assert file(practice, session, [person.model_copy(update={"approval": anew})]) == {"filed": 1}


@pytest.mark.hazard("H3")
def test_a_workbook_made_anew_for_the_same_meeting_does_not_file_its_notes_twice(practice: Practice) -> None:
    """Nor where the two have it at times that do not overlap."""
    session, people = first_session()
    assert file(practice, session, people[:1]) == {"filed": 1}
    assert file(practice, clinic.in_turn(2), people[:1]) == {"held": 1}
    assert file(practice, session, people[:1]) == {"unchanged": 1}


def test_an_override_of_another_session_of_the_day_is_none_of_this_one(practice: Practice) -> None:
    said = {"consents": (), "agreement_override": "Dr Vantongeren: spoken agreement, the form was lost"}
    session, people = later_session(1, SAID, **said)
    assert file(practice, session, people) == {"filed": 1}
    again = clinic.participant(0, narrative=ANEW, **said)
    assert file(practice, clinic.in_turn(2), [again]) == {"held": 1}
