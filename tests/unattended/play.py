"""Clinic, practice, weather and hand on the processes: what happens, as a seed has it, between two rests."""

from __future__ import annotations

import random
import signal
import time
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from tests.unattended.clinic import ELEMENTS, MOST_SESSIONS, Clinic
from tests.unattended.findings import Findings
from tests.unattended.people import People
from tests.unattended.practice import Practice
from tests.unattended.process import Place, Process, Rounds
from tests.unattended.weather import Weather

_TO_REST = 400.0
"""Seconds after which what has not come to rest will not."""


class Play:
    """Everything of one run.

    Between two moves it waits for `pause` seconds at least and at most. Unless it `waits_for_leases`, the
    lease of a process that was killed or stopped ends at once.
    """

    def __init__(
        self,
        folder: Path,
        seed: int,
        *,
        every: str,
        people: int,
        groups: int,
        pause: tuple[float, float] = (0.3, 2.5),
        waits_for_leases: bool = True,
    ) -> None:
        self.draw = random.Random(f"{seed}/play")
        self._every = every
        self._pause = pause
        self._waits_for_leases = waits_for_leases
        self.people = People(seed, people, groups)
        self.practice = Practice(self.people, seed)
        self.weather = Weather(self.practice.faults)
        self.place = Place(folder)
        self.clinic = Clinic(self.place.ledger, self.people)
        self.rounds = Rounds(self.place)
        self.findings = Findings(self.place, self.people, self.clinic, self.practice)
        self.done: Counter[str] = Counter()
        self.found: list[str] = []
        self.processes: list[Process] = []
        self._stopped: tuple[Process, float] | None = None
        self._back_at = 0.0
        self._way: Mapping[str, str] | None = None
        for group in range(groups):
            self.clinic.holds_session(group)

    def close(self) -> None:
        for process in self.processes:
            process.kills()
        self.practice.close()

    # ── Between two rests ────────────────────────────────────────────────────────────────────────────

    def stretch(self, seconds: float, way: Mapping[str, str], *, session_every: float, alone: bool) -> None:
        """So many seconds of everything, with settings of this `way`.

        Left `alone`, nobody lays a hand on the process; it goes on as it was if its settings do.
        """
        if way != self._way:
            self._way = way
            self.place.settle(self.practice.url, way)
            if self.processes and self.processes[-1].code is None:
                self._drains()
        moves = {**_MOVES, **({} if alone else _HANDS)}
        ends, session_at = time.monotonic() + seconds, time.monotonic() + session_every
        self._serves()
        while time.monotonic() < ends:
            (move,) = self.draw.choices([*moves], [*moves.values()])
            if time.monotonic() >= session_at and len(self.clinic.sessions) < MOST_SESSIONS:
                session_at += session_every
                self._holds_session()
            if move(self) is not False:
                self.done[_name(move)] += 1
            self._looks_round()
            time.sleep(self.draw.uniform(*self._pause))

    def _looks_round(self) -> None:
        """What goes on by itself: spells pass, the endpoint returns, services are started again."""
        self.weather.passes()
        if self.practice.away and time.monotonic() >= self._back_at:
            self.practice.returns()
        if self._stopped is not None and time.monotonic() >= self._stopped[1]:
            self._lets_go_on()
        self._serves()
        self.processes[-1].looks()

    def _serves(self) -> None:
        """The process runs, as a service manager would have it."""
        code = self.processes[-1].code if self.processes else 0
        if code not in (None, 0, -signal.SIGKILL, 130):
            self.done[f"process: ended by itself, code {code}"] += 1
        if code is not None:
            self.processes.append(Process(self.place, self._every))
            self.done["process: started"] += 1

    def _anybody(self) -> int:
        return self.draw.randrange(len(self.people))

    # ── The clinic and the practice ──────────────────────────────────────────────────────────────────

    def _holds_session(self) -> None:
        self.clinic.holds_session(self.draw.randrange(len(self.people.groups)))
        self.done["clinic: session held"] += 1

    def clinic_edits(self) -> bool:
        """Clinic: goal edited and approved anew."""
        return self.clinic.edits_goal(self._anybody(), self.draw.choice([*ELEMENTS]))

    def practice_edits(self) -> bool:
        """Practice: goal edited."""
        return self.practice.edits_goal(self._anybody(), self.draw.choice([*ELEMENTS.values()]))

    def practice_notes(self) -> bool:
        """Practice: note on a goal."""
        return self.practice.edits_goal(self._anybody(), "note")

    def both_edit(self) -> bool:
        """Both: one goal edited by clinic and practice."""
        index, what = self._anybody(), self.draw.choice([*ELEMENTS])
        if self.draw.random() < 0.5:
            self.clinic.edits_goal(index, what)
            return self.practice.edits_goal(index, ELEMENTS[what])
        return self.practice.edits_goal(index, ELEMENTS[what]) and self.clinic.edits_goal(index, what)

    def practice_prescribes(self) -> None:
        """Practice: prescription."""
        self.practice.prescribes(self._anybody(), self.draw.choice([0, 0, 0, 20, 120]))

    def practice_notes_telephone(self) -> None:
        """Practice: telephone number changed."""
        self.practice.notes_telephone(self._anybody())

    def patient_leaves(self) -> bool:
        """Practice: patient died, left or came back."""
        left = sorted(self.practice.gone.keys() - self.practice.dead)
        if left and self.draw.random() < 0.6:
            self.practice.welcomes(self.draw.choice(left))
            return True
        if len(self.practice.gone) >= len(self.people) // 6:
            return False
        index = self._anybody()
        if index in self.practice.gone:
            return False
        self.practice.loses(index, died=self.draw.random() < 0.4)
        return True

    def somebody_chooses(self) -> bool:
        """Person: conflict decided."""
        _, listed = self.place.run("conflicts", "list")
        if not listed or not listed.get("conflicts"):
            return False
        one = self.draw.choice(listed["conflicts"])["conflict"]
        side = self.draw.choice(["ours", "theirs"])
        code, _ = self.place.run("conflicts", "resolve", one, "--keep", side, "--by", "Col Abernethy")
        return code == 0

    def somebody_retries(self) -> bool:
        """Person: dead letters sent again."""
        _, said = self.place.run("deadletters", "retry", "--all")
        return bool(said and said.get("queued"))

    # ── The weather ──────────────────────────────────────────────────────────────────────────────────

    def weather_turns(self) -> None:
        """Endpoint: spell of faults."""
        self.weather.turns(self.draw, 25.0)

    def endpoint_leaves(self) -> bool:
        """Endpoint: wholly away."""
        if self.practice.away:
            return False
        self.practice.leaves()
        self._back_at = time.monotonic() + self.draw.uniform(3, 30)
        return True

    # ── Hands on the processes ───────────────────────────────────────────────────────────────────────

    def kills_anywhere(self) -> None:
        """Process: killed at any moment."""
        time.sleep(self.draw.uniform(0, 2))
        self._kills()

    def kills_as_it_writes(self) -> bool:
        """Process: killed while a write was under way."""
        if not self._sees_a_write(4.0):
            return False
        time.sleep(self.draw.uniform(0, 0.05))
        self._kills()
        return True

    def drains(self) -> None:
        """Process: asked to end (SIGINT or SIGTERM)."""
        self._drains()

    def insists(self) -> bool:
        """Process: asked twice to end, while it wrote."""
        if not self._sees_a_write(4.0):
            return False
        for _ in range(2):
            self.processes[-1].gets(signal.SIGINT)
            time.sleep(0.01)
        self._ended()
        return True

    def stops_for_long(self) -> bool:
        """Process: stopped for longer than its lease, while another took over."""
        if self._stopped is not None or not self._stops_at_work():
            return False
        if not self._waits_for_leases:
            self.place.ends_leases()
        self._stopped = (self.processes[-1], time.monotonic() + (70 if self._waits_for_leases else 3))
        self.processes.append(Process(self.place, self._every))
        return True

    def starts_a_second(self) -> bool:
        """Process: a second one started while the first was at work."""
        if not self._stops_at_work():
            return False
        try:
            before = (self.practice.versions(), self.weather.arrived("POST", "PUT"))
            code, said = self.place.run("sync", "--to", "practice")
            if code != 4 or "in use" not in str(said):
                self.found.append(f"two at once: the second one ended with {code}")
            if (self.practice.versions(), self.weather.arrived("POST", "PUT")) != before:
                self.found.append("two at once: the second one wrote")
        finally:
            self.processes[-1].gets(signal.SIGCONT)
        return True

    def _kills(self) -> None:
        self.processes[-1].kills()
        if not self._waits_for_leases:
            self.place.ends_leases()

    def _drains(self) -> None:
        self.processes[-1].gets(self.draw.choice([signal.SIGINT, signal.SIGTERM]))
        self._ended()

    def _ended(self) -> None:
        """It ends with 130, and soon: requests under way have their own deadline."""
        if (code := self.processes[-1].ends(90)) is None:
            self.found.append("process: asked to end, and went on")
            self._kills()
        elif code not in (130, -signal.SIGKILL):
            self.done[f"process: asked to end, code {code}"] += 1

    def _stops_at_work(self) -> bool:
        """Stopped while it has the endpoint, and does not keep the ledger from everybody; False if not."""
        process, limit = self.processes[-1], time.monotonic() + 8
        while time.monotonic() < limit and process.code is None:
            if self.place.held():
                process.gets(signal.SIGSTOP)
                time.sleep(0.05)
                if self.place.held():
                    return True
                process.gets(signal.SIGCONT)
            time.sleep(0.05)
        return False

    def _lets_go_on(self) -> None:
        """The stopped one goes on: it finds its lease lost and ends, or else it is asked to end."""
        assert self._stopped is not None
        process, self._stopped = self._stopped[0], None
        process.gets(signal.SIGCONT)
        code = process.ends(15)
        self.done[f"process: went on after its lease, code {code}"] += 1
        if code is None:
            process.gets(signal.SIGTERM)
            if process.ends(60) is None:
                self.found.append("process: went on after its lease, and did not end")
                process.kills()

    def _sees_a_write(self, seconds: float) -> bool:
        before, limit = self.weather.arrived("POST", "PUT"), time.monotonic() + seconds
        while time.monotonic() < limit:
            if self.weather.arrived("POST", "PUT") > before:
                return True
            time.sleep(0.002)
        return False

    # ── Rest ─────────────────────────────────────────────────────────────────────────────────────────

    def rest(self) -> dict[str, Any]:
        """All is mended; whole rounds go by until one writes nothing. Then everything is looked at."""
        began = time.monotonic()
        self.weather.clears()
        self.practice.returns()
        if self._stopped is not None:
            self._lets_go_on()
        rested = self._comes_to_rest(began + _TO_REST)
        seconds = time.monotonic() - began
        if not rested:
            self.found.append("no rest: rounds go on writing, or something stays unsettled")
        written = (self.practice.versions(), self.weather.arrived("PUT"))
        quiet = self._quiet_rounds(2, began + _TO_REST + 60)
        if quiet != 2 or (self.practice.versions(), self.weather.arrived("PUT")) != written:
            self.found.append("at rest: a round with nothing changed wrote")
        found, figures = self.findings.look()
        self.found += found
        return {
            "found": found,
            "seconds to rest": round(seconds, 1),
            **figures,
            "sessions": len(self.clinic.sessions),
            "patients gone": len(self.practice.gone),
        }

    def _comes_to_rest(self, limit: float) -> bool:
        self.rounds.new()
        quiet = 0
        while time.monotonic() < limit:
            self._serves()
            self.processes[-1].looks()
            for one in self.rounds.new():
                quiet = quiet + 1 if self._is_quiet(one) else 0
            states = self._states()
            if states.get("rejected"):
                self.place.run("deadletters", "retry", "--all")
                quiet = 0
            elif quiet >= 2 and not {"unknown", "sending", "queued"} & states.keys():
                return True
            time.sleep(0.5)
        return False

    def _quiet_rounds(self, count: int, limit: float) -> int:
        """How many of the next rounds were quiet."""
        seen: list[dict[str, Any]] = []
        while len(seen) < count and time.monotonic() < limit:
            seen += self.rounds.new()
            time.sleep(0.3)
        return sum(map(self._is_quiet, seen[:count]))

    @staticmethod
    def _is_quiet(one: dict[str, Any]) -> bool:
        """A whole round that wrote nothing."""
        return "push" in one and not one["interrupted"] and not one["push"]["requests"]["write"]

    def _states(self) -> dict[str, int]:
        with self.clinic.ledger() as ledger:
            return {state: count for state, count in ledger.filings("practice").counts().items() if count}


def _name(move: Callable[..., object]) -> str:
    """What a move is called in the figures: the first line of what it says of itself."""
    return (move.__doc__ or "").partition("\n")[0].rstrip(".").lower()


_MOVES: dict[Callable[[Play], Any], int] = {
    Play.clinic_edits: 20,
    Play.practice_edits: 14,
    Play.practice_notes: 8,
    Play.both_edit: 8,
    Play.practice_prescribes: 6,
    Play.practice_notes_telephone: 3,
    Play.patient_leaves: 1,
    Play.somebody_chooses: 6,
    Play.somebody_retries: 2,
    Play.weather_turns: 12,
    Play.endpoint_leaves: 2,
}
_HANDS: dict[Callable[[Play], Any], int] = {
    Play.kills_anywhere: 1,
    Play.kills_as_it_writes: 2,
    Play.drains: 2,
    Play.insists: 1,
    Play.stops_for_long: 1,
    Play.starts_a_second: 2,
}
"""Moves by how often they come up; the hands are those that are laid on the processes."""
