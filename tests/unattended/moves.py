"""What clinic, practice, a person and the weather do, whoever's turn it is."""

from __future__ import annotations

import random
import time
from collections.abc import Callable

from tests.unattended.clinic import ELEMENTS, MOST_SESSIONS, Clinic
from tests.unattended.people import People
from tests.unattended.practice import Practice
from tests.unattended.process import Place
from tests.unattended.weather import Weather

_SPELL = 25.0
"""Seconds of the longest spell of faults."""


_DECIDED_AT_ONCE = 5


class Moves:
    """Each says in its first line whose move it is and what; False where there was nothing to do."""

    def __init__(
        self,
        place: Place,
        people: People,
        clinic: Clinic,
        practice: Practice,
        weather: Weather,
        draw: random.Random,
    ) -> None:
        self._place = place
        self._people = people
        self._clinic = clinic
        self._practice = practice
        self._weather = weather
        self._draw = draw
        self._back_at = 0.0
        self.all: dict[Callable[[], object], int] = {
            self.clinic_edits: 20,
            self.practice_edits: 14,
            self.practice_notes: 8,
            self.both_edit: 8,
            self.practice_prescribes: 6,
            self.practice_notes_telephone: 3,
            self.patient_leaves: 1,
            self.somebody_chooses: 6,
            self.somebody_retries: 2,
            self.weather_turns: 12,
            self.endpoint_leaves: 2,
        }
        """Each by how often it comes up."""

    def looks_round(self) -> None:
        """What passes by itself: spells of faults, and the absence of the endpoint."""
        self._weather.passes()
        if self._practice.away and time.monotonic() >= self._back_at:
            self._practice.returns()

    def holds_session(self) -> bool:
        """Clinic: session held."""
        if len(self._clinic.sessions) >= MOST_SESSIONS:
            return False
        self._clinic.holds_session(self._draw.randrange(len(self._people.groups)))
        return True

    def clinic_edits(self) -> bool:
        """Clinic: goal edited and approved anew."""
        return self._clinic.edits_goal(self._anybody(), self._draw.choice([*ELEMENTS]))

    def practice_edits(self) -> bool:
        """Practice: goal edited."""
        return self._practice.edits_goal(self._anybody(), self._draw.choice([*ELEMENTS.values()]))

    def practice_notes(self) -> bool:
        """Practice: note on a goal."""
        return self._practice.edits_goal(self._anybody(), "note")

    def both_edit(self) -> bool:
        """Both: one goal edited by clinic and practice."""
        index, what = self._anybody(), self._draw.choice([*ELEMENTS])
        if self._draw.random() < 0.5:
            self._clinic.edits_goal(index, what)
            return self._practice.edits_goal(index, ELEMENTS[what])
        return self._practice.edits_goal(index, ELEMENTS[what]) and self._clinic.edits_goal(index, what)

    def practice_prescribes(self) -> None:
        """Practice: prescription."""
        self._practice.prescribes(self._anybody(), self._draw.choice([0, 0, 0, 20, 120]))

    def practice_notes_telephone(self) -> None:
        """Practice: telephone number changed."""
        self._practice.notes_telephone(self._anybody())

    def patient_leaves(self) -> bool:
        """Practice: patient died, left or came back."""
        left = sorted(self._practice.gone.keys() - self._practice.dead)
        if left and self._draw.random() < 0.6:
            self._practice.welcomes(self._draw.choice(left))
            return True
        index = self._anybody()
        if index in self._practice.gone or len(self._practice.gone) >= len(self._people) // 6:
            return False
        self._practice.loses(index, died=self._draw.random() < 0.4)
        return True

    def somebody_chooses(self) -> bool:
        """Person: sat down and decided conflicts."""
        code, listed = self._place.run("conflicts", "list")
        if code != 3:
            return False
        waiting = [one["conflict"] for one in listed["conflicts"]]
        for one in self._draw.sample(waiting, min(len(waiting), _DECIDED_AT_ONCE)):
            side = self._draw.choice(["ours", "theirs"])
            self._place.run("conflicts", "resolve", one, "--keep", side, "--by", "Col Abernethy")
        return True

    def somebody_retries(self) -> bool:
        """Person: dead letters sent again."""
        code, said = self._place.run("deadletters", "retry", "--all")
        return code == 0 and bool(said["queued"])

    def weather_turns(self) -> None:
        """Endpoint: spell of faults."""
        self._weather.turns(self._draw, _SPELL)

    def endpoint_leaves(self) -> bool:
        """Endpoint: wholly away."""
        if self._practice.away:
            return False
        self._practice.leaves()
        self._back_at = time.monotonic() + self._draw.uniform(3, 30)
        return True

    def _anybody(self) -> int:
        return self._draw.randrange(len(self._people))


def named(move: Callable[[], object]) -> str:
    """What a move is called in the figures: the first line of what it says of itself."""
    return (move.__doc__ or "").partition("\n")[0].rstrip(".").lower()
