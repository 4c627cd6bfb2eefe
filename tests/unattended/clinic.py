"""The clinic: the sessions that it held, and everything that it ever approved of a patient's goal."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from adapter.ledger.ledger import Ledger
from mappings.identity import participation_id
from mappings.records import Approval, Participant, Session
from tests.push import clinic
from tests.unattended.people import People, mark

ELEMENTS = {"text": "description", "barriers": "extension:barriers"}
"""What the clinic edits of a goal → the element: a person is asked about the first, the other is its own."""
MOST_SESSIONS = 99


class Clinic:
    """One clinic with its ledger; what it approves is imported at once."""

    def __init__(self, ledger: Path, people: People) -> None:
        self._path = ledger
        self._people = people
        self._counter = 0
        self._today = dt.datetime.now(dt.UTC).date()
        self._goals: list[dict[str, str]] = [{} for _ in range(len(people))]
        self.sessions: list[tuple[Session, dict[int, Participant]]] = []
        self.said: dict[tuple[int, str], list[str]] = {}
        """Everything that was ever approved of an element of somebody's goal; the last counts."""

    def ledger(self) -> Ledger:
        return Ledger(str(self._path))

    def holds_session(self, group: int) -> None:
        """A further session of this group, each patient with the goal that was last spoken of."""
        number = len(self.sessions) + 1
        day = self._today - dt.timedelta(days=MOST_SESSIONS + 1 - number)
        held = clinic.session(number, day).model_copy(
            update={"retention_until": self._today + dt.timedelta(days=365)}
        )
        self.sessions.append((held, {}))
        for index in self._people.groups[group]:
            if not self._goals[index]:
                self._say(index, "text")
            self._write(number, index)
        self._import(number)

    def edits_goal(self, index: int, what: str) -> bool:
        """The file of somebody's last session is changed and approved anew; False if there is none."""
        number = next(
            (n for n, (_, people) in reversed([*enumerate(self.sessions, 1)]) if index in people), 0
        )
        if number:
            self._say(index, what)
            self._write(number, index)
            self._import(number)
        return bool(number)

    def filings(self) -> dict[str, tuple[int, int]]:
        """Every filing that was approved → (number of the session, patient)."""
        return {
            participation_id(session, person.person): (number, index)
            for number, (session, people) in enumerate(self.sessions, 1)
            for index, person in people.items()
        }

    @staticmethod
    def story(number: int, index: int) -> str:
        """What stands in the entry of one patient and one session, and nowhere else."""
        return f"session {number} {mark(index)}"

    def _say(self, index: int, what: str) -> None:
        self._counter += 1
        value = self._goals[index][what] = f"The clinic's {what} {self._counter} {mark(index)}"
        self.said.setdefault((index, ELEMENTS[what]), []).append(value)

    def _write(self, number: int, index: int) -> None:
        session, people = self.sessions[number - 1]
        base = clinic.participant(0, day=session.session_date)
        goal = base.goals[0].model_copy(update={"goal_id": f"G{index}", **self._goals[index]})
        action = base.actions[0].model_copy(update={"goal_id": goal.goal_id})
        narrative = base.narrative.model_copy(
            update={
                "pain_story": self._people.words(index, "Story"),
                "advice": f"As said in {self.story(number, index)}",
            }
        )
        if index in people:
            narrative = people[index].narrative
        consents = [
            one.model_copy(update={"at": clinic.at(9, 55, day=session.session_date)}) for one in base.consents
        ]
        people[index] = clinic.participant(
            0,
            day=session.session_date,
            row=index + 2,
            person=self._people.persons[index],
            consents=tuple(consents),
            what_matters=base.what_matters
            and base.what_matters.model_copy(update={"text": f"To be out again {mark(index)}"}),
            narrative=narrative,
            goals=(goal,),
            actions=(action,),
            approval=Approval(by="Dr Imogen Vantongeren", at=dt.datetime.now(dt.UTC)),
            next_step=None,
            review_due=None,
            medication_review=None,
        )

    def _import(self, number: int) -> None:
        session, people = self.sessions[number - 1]
        with self.ledger() as ledger:
            rows = [people[index] for index in sorted(people)]
            ledger.imports.keep(session, rows, [], dt.datetime.now(dt.UTC))
