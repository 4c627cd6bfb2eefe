"""A run: stretches in which everything happens as a seed has it, and rests in which all is looked at."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.unattended.clinic import Clinic
from tests.unattended.findings import Findings
from tests.unattended.hands import Hands
from tests.unattended.moves import Moves, named
from tests.unattended.people import People
from tests.unattended.practice import Practice
from tests.unattended.process import Place, Rounds
from tests.unattended.weather import Weather

_TO_REST = 600.0
"""Seconds after which what has not come to rest will not."""


class Play:
    """Everything of one run. Between two moves it waits for `pause` seconds at least and at most.

    Unless it `waits_for_leases`, the lease of a process that was killed or stopped ends at once.
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
        self._draw = random.Random(f"{seed}/play")
        self._pause = pause
        self._way: Mapping[str, str] | None = None
        self._done: Counter[str] = Counter()
        self._found: list[str] = []
        self.people = People(seed, people, groups)
        self.practice = Practice(self.people, seed)
        self.weather = Weather(self.practice.faults)
        self.place = Place(folder)
        self.clinic = Clinic(self.place.ledger, self.people)
        self.rounds = Rounds(self.place)
        self.findings = Findings(self.place, self.people, self.clinic, self.practice)
        self.moves = Moves(self.place, self.people, self.clinic, self.practice, self.weather, self._draw)
        self.hands = Hands(
            self.place,
            self.practice,
            self.weather,
            self._draw,
            every=every,
            waits_for_leases=waits_for_leases,
        )
        for group in range(groups):
            self.clinic.holds_session(group)

    def close(self) -> None:
        self.hands.close()
        self.practice.close()

    @property
    def done(self) -> Counter[str]:
        """How often each thing was done, and how processes ended."""
        return self._done + self.hands.ended

    @property
    def found(self) -> list[str]:
        """Everything so far that did not hold."""
        return self.hands.found + self._found

    def stretch(self, seconds: float, way: Mapping[str, str], *, session_every: float, alone: bool) -> None:
        """So many seconds of everything, with settings of this `way`.

        Left `alone`, nobody lays a hand on the process; it goes on as it was if its settings do.
        """
        if way != self._way:
            self._way = way
            self.place.settle(self.practice.url, way)
            if self.hands.processes:
                self.hands.drains()
        moves = {**self.moves.all, **({} if alone else self.hands.all)}
        began, held = time.monotonic(), 0
        self.hands.looks_round()
        while (elapsed := time.monotonic() - began) < seconds:
            (move,) = self._draw.choices([*moves], [*moves.values()])
            if elapsed >= (held + 1) * session_every:
                held, move = held + 1, self.moves.holds_session
            if move() is not False:
                self._done[named(move)] += 1
            self.moves.looks_round()
            self.hands.looks_round()
            time.sleep(self._draw.uniform(*self._pause))

    def rest(self) -> dict[str, Any]:
        """All is mended; whole rounds go by until one writes nothing. Then everything is looked at."""
        began = time.monotonic()
        self.weather.clears()
        self.practice.returns()
        self.hands.lets_go_on()
        if not self._comes_to_rest(began + _TO_REST):
            self._found.append("no rest: rounds go on writing, or something stays unsettled")
        seconds = time.monotonic() - began
        written = self.practice.versions()
        if not self._two_more_are_quiet(time.monotonic() + _TO_REST) or self.practice.versions() != written:
            self._found.append("at rest: a round with nothing changed wrote")
        found, figures = self.findings.look()
        self._found += found
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
            self.hands.looks_round()
            for one in self.rounds.new():
                quiet = quiet + 1 if _is_quiet(one) else 0
            states = self._states()
            if "rejected" in states:
                self.place.run("deadletters", "retry", "--all")
                quiet = 0
            elif quiet >= 2 and not {"unknown", "sending", "queued"} & states:
                return True
            time.sleep(0.5)
        return False

    def _two_more_are_quiet(self, limit: float) -> bool:
        seen: list[dict[str, Any]] = []
        while len(seen) < 2 and time.monotonic() < limit:
            seen += self.rounds.new()
            time.sleep(0.3)
        return len(seen) >= 2 and all(map(_is_quiet, seen))

    def _states(self) -> set[str]:
        with self.clinic.ledger() as ledger:
            return {state for state, count in ledger.filings("practice").counts().items() if count}


def _is_quiet(one: dict[str, Any]) -> bool:
    """A whole round that wrote nothing."""
    return "push" in one and not one["interrupted"] and not one["push"]["requests"]["write"]
