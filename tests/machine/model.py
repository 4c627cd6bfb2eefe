"""What clinic and practice said, and of whom: the simple model that everything is held against."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from mappings.identity import participation_id
from mappings.records import Participant, Session
from tests.push import clinic

PEOPLE = 3
SESSIONS = 3
NEVER = dt.datetime.min.replace(tzinfo=dt.UTC)
ELEMENTS = {"text": "description", "barriers": "extension:barriers"}
"""What the clinic edits of a goal → the element of the resource: one is asked about, one is the clinic's."""


@dataclass(frozen=True)
class Edit:
    """What the practice wrote in an element, and when."""

    value: str
    at: dt.datetime


class Model:
    """People are known by their index in `tests.push.clinic`, sessions by their place in `sessions`."""

    def __init__(self) -> None:
        self._counter = 0
        self.sessions: list[tuple[Session, dict[int, Participant]]] = []
        self.whose: dict[str, tuple[int, int]] = {}
        """Filing id → (session, person)."""
        self.goals: list[dict[str, str]] = [{} for _ in range(PEOPLE)]
        self.said: dict[tuple[int, str], list[str]] = {}
        """Everything that the clinic ever said of an element of somebody's goal; the last counts."""
        self.edits: dict[tuple[int, str], Edit] = {}
        """What the practice wrote last in an element of somebody's goal."""
        self.written: dict[str, Edit] = {}
        """Everything that the practice ever wrote in one, by its words."""
        self.noted: dict[int, str] = {}
        self.prescribed: dict[str, str] = {}
        """Prescription → the drug that it is for now."""
        self.prescribed_to: dict[str, int] = {}
        self.told: dict[str, str] = {}
        """Prescription → the drug that the last pull told of."""

    def new(self, words: str) -> str:
        """Words that nobody has used before."""
        self._counter += 1
        return f"{words} {self._counter}"

    @property
    def participants(self) -> int:
        return len(self.whose)

    def last_session(self, index: int) -> int | None:
        """The last session that somebody was at."""
        return max(
            (number for number, (_, people) in enumerate(self.sessions) if index in people), default=None
        )

    # ── What the clinic says ─────────────────────────────────────────────────────────────────────────

    def holds_session(self, people: Sequence[int], clock: Callable[[], dt.datetime]) -> int:
        """A further session with these people, each with the goal that was last spoken of."""
        number = len(self.sessions)
        session = clinic.session(number + 1, dt.date(2026, 3, 10) + dt.timedelta(weeks=number))
        self.sessions.append((session, {}))
        for index in people:
            if not self.goals[index]:
                self.says(index, "text")
            self.writes(number, index, clock())
        return number

    def says(self, index: int, what: str) -> None:
        value = self.goals[index][what] = self.new(f"Person {index}: {what}")
        self.said.setdefault((index, ELEMENTS[what]), []).append(value)

    def writes(self, number: int, index: int, approved: dt.datetime) -> None:
        """Somebody's row of a session: the goal as it was last spoken of, approved at that time."""
        session, people = self.sessions[number]
        base = clinic.participant(index, day=session.session_date)
        goal = base.goals[0].model_copy(update={"goal_id": f"G{index}", **self.goals[index]})
        action = base.actions[0].model_copy(update={"goal_id": goal.goal_id})
        people[index] = clinic.participant(
            index,
            day=session.session_date,
            goals=(goal,),
            actions=(action,),
            approval=base.approval.model_copy(update={"at": approved}) if base.approval else None,
            **dict.fromkeys(("education", "referrals", "assessments", "scores"), ()),
            **dict.fromkeys(("next_step", "review_due", "medication_plan", "medication_review")),
        )
        self.whose[participation_id(session, people[index].person)] = number, index

    # ── What the practice says ───────────────────────────────────────────────────────────────────────

    def practice_wrote(self, index: int, element: str, edit: Edit) -> None:
        self.edits[index, element] = self.written[edit.value] = edit

    def due(self) -> dict[str, str]:
        """The prescriptions of everybody who was ever at a session: what a pull has to tell of."""
        patients = {index for _, index in self.whose.values()}
        return {name: drug for name, drug in self.prescribed.items() if self.prescribed_to[name] in patients}
