"""A patient is in one group clinic at a time: one meeting under two session_ids files one entry (H12)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from adapter.endpoint import Endpoint
from adapter.errors import NotForgotten
from adapter.ledger.ledger import Ledger
from adapter.push.plan import PlannedFiling
from adapter.push.push import Push, plan
from adapter.push.report import PushReport
from adapter.routes.folder import FolderRoute
from adapter.routes.rest import RestRoute
from adapter.settings import Settings
from mappings.identity import participation_id
from mappings.records import Attendance, Narrative, Participant, Session
from tests.push import clinic
from tests.push.conftest import Practice

ABSENT = Attendance(status="did-not-attend", confirmed_by="Tilly Marsh-Wren", source="facilitator")
WHO = "practice"

pytestmark = pytest.mark.hazard("H12")
LATER = dt.timedelta(minutes=6)


@dataclass
class Books:
    """The clinic's ledger, and pushes and plans of what it has imported."""

    practice: Practice

    @property
    def file(self) -> str:
        return str(self.practice.folder / "ledger.db")

    def keep(self, session: Session, *people: Participant) -> None:
        with Ledger(self.file) as ledger:
            ledger.imports.keep(session, people, [], dt.datetime.now(dt.UTC))

    def push(self, later: dt.timedelta = dt.timedelta()) -> PushReport:
        """All that is imported, so much later than now."""
        with Ledger(self.file) as ledger:
            imported = list(ledger.imports.sessions())
        return self.practice.push(imported, later=later)

    def planned(
        self, given: Sequence[tuple[Session, Sequence[Participant]]] = ()
    ) -> dict[str, PlannedFiling]:
        """Of all that is imported, or of what was `given` and is not, by session_id and row."""
        route = RestRoute(Endpoint(url=self.practice.url))
        with Ledger(self.file) as ledger:
            try:
                found = plan(
                    given or list(ledger.imports.sessions()),
                    route=route,
                    ledger=ledger,
                    endpoint=WHO,
                    settings=Settings(ledger=self.file),
                    clock=lambda: dt.datetime.now(dt.UTC),
                    read=given,
                )
                return {f"{one.filing.session_id[-2:]} row {one.filing.row}": one for one in found}
            finally:
                route.close()


@pytest.fixture
def books(practice: Practice) -> Books:
    return Books(practice)


def entries(practice: Practice) -> int:
    return len([one for one in practice.resources("Composition") if one["status"] == "final"])


def moved(session: Session, start: dt.datetime, end: dt.datetime) -> Session:
    return session.model_copy(update={"planned_start": start, "planned_end": end})


FIRST = clinic.session(1)
AGAIN = clinic.session(2).model_copy(update={"session_id": "7c1d4e90-5a44-4f0e-8f0d-9b3c2f1d7a02"})
"""One meeting, as two people have it."""


def test_what_is_filed_stays_and_the_same_meeting_is_not_filed_again(books: Books) -> None:
    books.keep(FIRST, clinic.participant(0), clinic.participant(1))
    assert books.push().filings == {"filed": 2}
    written = books.practice.versions()
    books.keep(AGAIN, clinic.participant(0), clinic.participant(2))
    report = books.push()
    assert report.filings == {"unchanged": 2, "held": 1, "filed": 1}
    assert report.balanced
    (problem,) = report.problems
    assert problem.where == "session of 10 Mar 2026, row 2"
    assert problem.found == (
        "an entry of session 0b8e2c1a in this record already (10 Mar 2026, 10:00 to 11:30, row 2), at an"
        " overlapping time"
    )
    assert "fhir-vgc sessions forget 7c1d4e90" in problem.todo
    assert entries(books.practice) == 3
    assert books.practice.versions() > written
    assert books.push().filings == {"unchanged": 3, "held": 1}


def test_the_same_words_are_told_as_the_same_meeting_and_not_as_a_copied_note(books: Books) -> None:
    """Else somebody would say that the note is meant to be the same, and find the hold behind it."""
    said = Narrative(
        advice="Pace the day, and rest before it hurts; the leaflet was sent.",
        plan="Evening dose one step lower from Monday week, and ring if unsettled.",
    )
    books.keep(FIRST, clinic.participant(0, narrative=said))
    books.push()
    books.keep(AGAIN, clinic.participant(0, narrative=said))
    (problem,) = books.push().problems
    assert "at an overlapping time" in problem.found


def test_what_was_filed_first_keeps_its_corrections(books: Books) -> None:
    books.keep(FIRST, clinic.participant(0))
    books.push()
    books.keep(AGAIN, clinic.participant(0))
    corrected = clinic.participant(0, goals=(), actions=(), approval=clinic.approval_at(15))
    books.keep(FIRST, corrected)
    assert books.push().filings == {"filed": 1, "held": 1}
    assert entries(books.practice) == 1


def test_of_two_that_were_never_filed_both_wait_until_one_is_gone(books: Books) -> None:
    books.keep(FIRST, clinic.participant(0))
    books.keep(AGAIN, clinic.participant(0), clinic.participant(1))
    report = books.push()
    assert report.filings == {"held": 2, "filed": 1}
    assert all("this patient on the list of session" in problem.found for problem in report.problems)
    assert entries(books.practice) == 1
    books.keep(AGAIN, clinic.participant(1))
    assert books.push().filings == {"filed": 1, "unchanged": 1}


def test_the_plan_tells_what_the_push_does(books: Books) -> None:
    books.keep(FIRST, clinic.participant(0), clinic.participant(1))
    books.keep(AGAIN, clinic.participant(0))
    planned = books.planned()
    assert {key: one.outcome for key, one in planned.items()} == {
        "01 row 2": "held",
        "01 row 3": "file",
        "02 row 2": "held",
    }
    pushed = [(problem.found, problem.todo) for problem in books.push().problems]
    assert [(one.hold.found, one.hold.todo) for one in planned.values() if one.hold] == pushed


def test_a_plan_of_files_counts_them_as_if_they_were_imported(books: Books) -> None:
    """A push imports them all before it files the first."""
    one, another = (FIRST, (clinic.participant(0),)), (AGAIN, (clinic.participant(0),))
    held = {"01 row 2": "held", "02 row 2": "held"}
    assert {key: planned.outcome for key, planned in books.planned([one, another]).items()} == held
    books.keep(FIRST, clinic.participant(0))
    assert {key: planned.outcome for key, planned in books.planned([another]).items()} == {"02 row 2": "held"}
    later = moved(FIRST, FIRST.planned_end, FIRST.planned_end + dt.timedelta(hours=1))
    for given in ((later, one[1]), (FIRST, (clinic.participant(1),))):
        assert all(planned.outcome == "file" for planned in books.planned([given, another]).values())


def test_one_after_the_other_is_two_meetings(books: Books) -> None:
    books.keep(FIRST, clinic.participant(0))
    books.keep(clinic.in_turn(2), clinic.participant(0))
    assert clinic.in_turn(2).start == FIRST.end
    assert books.push().filings == {"filed": 2}


def test_a_corrected_time_ends_the_hold(books: Books) -> None:
    books.keep(FIRST, clinic.participant(0))
    books.keep(moved(AGAIN, clinic.at(11, 29), clinic.at(12, 30)), clinic.participant(0))
    assert books.push().filings == {"held": 2}
    again = clinic.participant(0, approval=clinic.approval_at(15))
    books.keep(moved(AGAIN, clinic.at(11, 30), clinic.at(12, 30)), again)
    assert books.push().filings == {"filed": 2}


def test_it_counts_when_the_meetings_were_and_not_when_they_were_planned(books: Books) -> None:
    ran_over = moved(FIRST, clinic.at(8), clinic.at(9)).model_copy(update={"actual_end": clinic.at(10, 5)})
    books.keep(ran_over, clinic.participant(0))
    books.keep(AGAIN, clinic.participant(0))
    assert books.push().filings == {"held": 2}


def test_who_changed_groups_is_filed_in_both_as_each_list_says(books: Books) -> None:
    books.keep(FIRST, clinic.participant(0))
    books.keep(
        AGAIN, Participant(row=2, person=clinic.person(0), attendance=ABSENT, approval=clinic.approval_at(13))
    )
    assert books.push().filings == {"filed": 2}


@pytest.mark.parametrize("status", ["unknown", "did-not-attend"])
def test_two_lists_on_which_nobody_says_otherwise_are_one_meeting(books: Books, status: str) -> None:
    """An unknown attendance contradicts nobody, and two absences are one."""
    attendance = ABSENT if status == "did-not-attend" else Attendance()
    for session, there in ((FIRST, ABSENT if status == "did-not-attend" else None), (AGAIN, attendance)):
        changed = {"attendance": there} if there else {}
        person = Participant.model_validate(
            {"row": 2, "person": clinic.person(0), "approval": clinic.approval_at(13), **changed}
            if there
            else clinic.participant(0)
        )
        books.keep(session, person)
    assert books.push().filings == {"held": 2}


def test_an_entry_whose_row_was_taken_out_holds_until_the_practice_has_taken_it_out(books: Books) -> None:
    books.keep(FIRST, clinic.participant(0), clinic.participant(1))
    books.push()
    books.keep(FIRST, clinic.participant(1))
    books.keep(AGAIN, clinic.participant(0))
    report = books.push()
    assert report.filings == {"unchanged": 1, "held": 1}
    (told,) = [problem for problem in report.problems if "overlapping time" in problem.found]
    assert "formerly row 2" in told.found
    assert "Have the practice take the entry out" in told.todo
    filing_id = participation_id(FIRST, clinic.person(0))
    (entry,) = [one for one in books.practice.resources("Composition") if "Patient/p0" in str(one)]
    books.practice.put({**entry, "status": "entered-in-error"})
    assert books.push().filings == {"unchanged": 1, "filed": 1}
    with Ledger(books.file) as ledger:
        assert ledger.filings(WHO).filed([filing_id]) == {}


def test_a_hold_ends_when_the_other_session_is_forgotten(books: Books) -> None:
    books.keep(FIRST, clinic.participant(0))
    books.keep(AGAIN, clinic.participant(0))
    books.push()
    with Ledger(books.file) as ledger:
        ledger.forget(AGAIN.session_id)
    assert books.push().filings == {"filed": 1}


def test_what_another_ledger_has_filed_of_it_is_what_was_filed_first(books: Books) -> None:
    """A ledger that was lost leaves its entries: which of two is in the record, the endpoint knows."""
    books.practice.push([(AGAIN, (clinic.participant(0),))], ledger="lost.db")
    books.keep(FIRST, clinic.participant(0))
    books.keep(AGAIN, clinic.participant(0))
    assert books.push().filings == {"held": 1, "unchanged": 1}
    assert entries(books.practice) == 1


def test_what_was_filed_in_part_is_finished_although_the_meeting_is_on_another_list(books: Books) -> None:
    books.keep(FIRST, clinic.participant(0))
    with Ledger(books.file) as ledger:
        imported = list(ledger.imports.sessions())
    books.practice.faults.add("status", status=422, count=1, method="POST", path="^/?CarePlan")
    assert books.practice.push(imported, strategy="single").filings == {"rejected": 1}
    assert books.practice.resources()
    books.keep(AGAIN, clinic.participant(0))
    with Ledger(books.file) as ledger:
        (letter,) = ledger.dead_letters.listed()
        ledger.dead_letters.retry(letter, dt.datetime.now(dt.UTC))
    assert books.push().filings == {"filed": 1, "held": 1}
    assert entries(books.practice) == 1


def test_a_dead_letter_stays_one_beside_the_same_meeting(books: Books) -> None:
    books.keep(FIRST, clinic.participant(0))
    books.practice.faults.add("status", status=422, count=1, method="POST", path="^/?$")
    assert books.push().filings == {"rejected": 1}
    books.keep(AGAIN, clinic.participant(0))
    assert books.push().filings == {"rejected": 1, "held": 1}


def test_of_a_session_that_was_not_imported_there_is_nothing_to_compare(books: Books) -> None:
    books.practice.push([(FIRST, (clinic.participant(0),))])
    assert books.practice.push([(AGAIN, (clinic.participant(0),))]).filings == {"filed": 1}


def test_at_another_endpoint_another_one_may_have_been_filed(books: Books, tmp_path: Path) -> None:
    """What is in the record is asked for each endpoint; who is on a list is the same for all."""
    books.keep(FIRST, clinic.participant(0))
    books.push()
    books.keep(FIRST)
    books.keep(AGAIN, clinic.participant(0))
    assert books.push().filings == {"held": 1}
    assert into_folder(books, tmp_path / "bundles").filings == {"filed": 1}


def into_folder(books: Books, folder: Path) -> PushReport:
    with Ledger(books.file) as ledger:
        return Push(
            route=FolderRoute(folder),
            ledger=ledger,
            endpoint="folder",
            settings=Settings(ledger=books.file),
            clock=lambda: dt.datetime.now(dt.UTC),
        ).run(list(ledger.imports.sessions()))


def test_a_folder_holds_the_second_workbook_too(books: Books, tmp_path: Path) -> None:
    books.keep(FIRST, clinic.participant(0))
    assert into_folder(books, tmp_path / "bundles").filings == {"filed": 1}
    books.keep(AGAIN, clinic.participant(0))
    assert into_folder(books, tmp_path / "bundles").filings == {"unchanged": 1, "held": 1}
    assert len(list((tmp_path / "bundles").iterdir())) == 1


def test_what_a_person_has_dropped_holds_nobody(books: Books) -> None:
    books.keep(FIRST, clinic.participant(0))
    books.practice.faults.add("status", status=422, count=1, method="POST", path="^/?$")
    assert books.push().filings == {"rejected": 1}
    books.keep(AGAIN, clinic.participant(0))
    drop(books)
    assert books.push().filings == {"dropped": 1, "filed": 1}
    assert entries(books.practice) == 1


def test_what_was_dropped_with_a_part_of_it_in_the_record_still_holds(books: Books) -> None:
    books.keep(FIRST, clinic.participant(0))
    with Ledger(books.file) as ledger:
        imported = list(ledger.imports.sessions())
    books.practice.faults.add("status", status=422, count=1, method="POST", path="^/?CarePlan")
    assert books.practice.push(imported, strategy="single").filings == {"rejected": 1}
    books.keep(AGAIN, clinic.participant(0))
    drop(books)
    assert books.push().filings == {"dropped": 1, "held": 1}


def drop(books: Books) -> None:
    with Ledger(books.file) as ledger:
        (letter,) = ledger.dead_letters.listed()
        assert ledger.dead_letters.drop(letter, reason="typed by hand", by="A person", now=clinic.at(16))


TRANSACTION: dict[str, Any] = {"method": "POST", "path": "^/?$"}


def beside_one_without_an_answer(books: Books, kind: str) -> None:
    """The first is filed; of the other no answer came, and its time was corrected since to the same."""
    books.keep(FIRST, clinic.participant(0))
    assert books.push().filings == {"filed": 1}
    books.keep(moved(AGAIN, clinic.at(12), clinic.at(12, 30)), clinic.participant(0))
    books.practice.faults.add(kind, count=1, **TRANSACTION)
    books.practice.faults.add("status", status=500, path="_search", nth=4, count=0)
    assert books.push().filings == {"unchanged": 1, "unknown": 1}
    books.practice.faults.clear()
    books.keep(AGAIN, clinic.participant(0, approval=clinic.approval_at(15)))


def test_what_had_no_answer_is_looked_for_and_waits_where_it_is_not_there(books: Books) -> None:
    """Unknown for good, it held everything else of the patient, and could not be forgotten."""
    beside_one_without_an_answer(books, "close-before")
    later = clinic.session(3, dt.date(2026, 3, 17))
    books.keep(later, clinic.participant(0, day=later.session_date))
    assert books.push().filings == {"unchanged": 1, "unknown": 1, "held": 1}  # it may be on its way still
    assert books.push(LATER).filings == {"unchanged": 1, "held": 1, "filed": 1}
    with Ledger(books.file) as ledger:
        assert ledger.forget(AGAIN.session_id) == 1
    assert entries(books.practice) == 2


def test_what_had_no_answer_and_has_arrived_is_in_the_record(books: Books) -> None:
    beside_one_without_an_answer(books, "close-after")
    assert entries(books.practice) == 2
    assert books.push().filings == {"unchanged": 1, "filed": 1}
    assert entries(books.practice) == 2


def test_what_waits_takes_over_nothing_that_another_session_has_filed(books: Books) -> None:
    """Else it could not be forgotten, as if something of it were in the record."""
    before, after = (clinic.session(number, dt.date(2026, 3, day)) for number, day in ((3, 3), (4, 17)))
    books.keep(before, clinic.participant(0, day=before.session_date))
    assert books.push().filings == {"filed": 1}
    # a later session's word on the same goal, from another machine
    later = clinic.participant(0, day=after.session_date)
    assert books.practice.push([(after, (later,))], ledger="another.db").filings == {"filed": 1}
    books.keep(FIRST, clinic.participant(0))
    books.keep(AGAIN, clinic.participant(0))
    assert books.push().filings == {"unchanged": 1, "held": 2}
    with Ledger(books.file) as ledger:
        for session in (FIRST, AGAIN):
            assert ledger.filings(WHO).receipts_of([participation_id(session, clinic.person(0))]) == []
        assert ledger.forget(AGAIN.session_id) == 1
    assert books.push().filings == {"unchanged": 1, "filed": 1}


def test_what_was_only_just_sent_is_not_held_as_if_it_had_not_arrived(
    books: Books, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another may import the second list meanwhile; the endpoint may be at work on the first still."""
    books.keep(FIRST, clinic.participant(0))
    books.keep(AGAIN, clinic.participant(1))
    with Ledger(books.file) as ledger:
        alone = [one for one in ledger.imports.sessions() if one[0] == FIRST]
    books.practice.faults.add("close-before", count=1, **TRANSACTION)
    send = RestRoute.send

    def meanwhile(route: RestRoute, *given: Any) -> Any:
        books.keep(AGAIN, clinic.participant(0), clinic.participant(1))
        return send(route, *given)

    monkeypatch.setattr(RestRoute, "send", meanwhile)
    assert books.practice.push(alone).filings == {"unknown": 1}
    with Ledger(books.file) as ledger, pytest.raises(NotForgotten, match="without a clear answer"):
        ledger.forget(FIRST.session_id)
    monkeypatch.undo()
    assert books.practice.push(alone).filings == {"unknown": 1}
    assert books.practice.push(alone, later=LATER).filings == {"held": 1}
