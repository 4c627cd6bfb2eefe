"""Hands laid on the process: killed, asked to end, stopped for long, started twice; and the service it is."""

from __future__ import annotations

import random
import signal
import time
from collections import Counter
from collections.abc import Callable

from tests.unattended.practice import Practice
from tests.unattended.process import Place, Process
from tests.unattended.weather import Weather

_LONGER_THAN_A_LEASE = 70.0
_NOTICES = 5.0
"""Seconds in which one whose lease was taken finds that out, if it was about to write."""
_PATIENCE = 90.0
"""Seconds in which one that was asked to end has ended: what is under way has deadlines of its own."""


class Hands:
    """The processes of one place, of which the last is the one that serves.

    Unless it `waits_for_leases`, the lease of one that was killed or stopped ends at once. `found` tells what
    a process did that it should not.
    """

    def __init__(
        self,
        place: Place,
        practice: Practice,
        weather: Weather,
        draw: random.Random,
        *,
        every: str,
        waits_for_leases: bool,
    ) -> None:
        self._place = place
        self._practice = practice
        self._weather = weather
        self._draw = draw
        self._every = every
        self._waits_for_leases = waits_for_leases
        self._stopped: tuple[Process, float] | None = None
        self.processes: list[Process] = []
        self.ended: Counter[str] = Counter()
        """How processes ended that nobody killed."""
        self.found: list[str] = []
        self.all: dict[Callable[[], object], int] = {
            self.kills_anywhere: 1,
            self.kills_as_it_writes: 2,
            self.drains: 2,
            self.insists: 1,
            self.stops_for_long: 1,
            self.starts_a_second: 2,
        }
        """Each by how often it comes up."""

    @property
    def serving(self) -> Process:
        return self.processes[-1]

    def close(self) -> None:
        for process in self.processes:
            process.kills()

    def looks_round(self) -> None:
        """As a service manager does: one process runs. One that was stopped for long enough goes on."""
        if self._stopped is not None and time.monotonic() >= self._stopped[1]:
            self.lets_go_on()
        code = self.serving.code if self.processes else 0
        if code not in (None, 0, -signal.SIGKILL, 130):
            self.ended[f"process: ended by itself, code {code}"] += 1
            if code == 1:
                self.found.append("process: ended by a defect; its log tells where")
        if code is not None:
            self.processes.append(Process(self._place, self._every))
            self.ended["process: started"] += 1
        self.serving.looks()

    def kills_anywhere(self) -> None:
        """Process: killed at any moment."""
        time.sleep(self._draw.uniform(0, 2))
        self._kills()

    def kills_as_it_writes(self) -> bool:
        """Process: killed while a write was under way."""
        if not self._sees_a_write(4.0):
            return False
        time.sleep(self._draw.uniform(0, 0.05))
        self._kills()
        return True

    def drains(self) -> None:
        """Process: asked to end (SIGINT or SIGTERM)."""
        self.serving.gets(self._draw.choice([signal.SIGINT, signal.SIGTERM]))
        self._ends()

    def insists(self) -> bool:
        """Process: asked twice to end, while it wrote."""
        if not self._sees_a_write(4.0):
            return False
        for _ in range(2):
            self.serving.gets(signal.SIGINT)
            time.sleep(0.01)
        self._ends()
        return True

    def stops_for_long(self) -> bool:
        """Process: stopped for longer than its lease, while another took over."""
        if self._stopped is not None or not self._stops_at_work():
            return False
        if not self._waits_for_leases:
            self._place.ends_leases()
        lasts = _LONGER_THAN_A_LEASE if self._waits_for_leases else 3.0
        self._stopped = (self.serving, time.monotonic() + lasts)
        self.processes.append(Process(self._place, self._every))
        return True

    def starts_a_second(self) -> bool:
        """Process: a second one started while the first was at work."""
        if not self._stops_at_work():
            return False
        try:
            # the first cannot write while it is stopped
            before = (self._practice.versions(), self._weather.arrived("POST", "PUT"))
            code, said = self._place.run("sync", "--to", "practice")
            if code != 4 or "in use" not in str(said):
                self.found.append(f"two at once: the second one ended with {code}")
            if (self._practice.versions(), self._weather.arrived("POST", "PUT")) != before:
                self.found.append("two at once: the second one wrote")
        finally:
            self.serving.gets(signal.SIGCONT)
        return True

    def lets_go_on(self) -> None:
        """The stopped one goes on: it finds its lease lost and ends, or else it is asked to end."""
        if self._stopped is None:
            return
        process, self._stopped = self._stopped[0], None
        process.gets(signal.SIGCONT)
        code = process.ends(_NOTICES)
        if code is None:
            process.gets(signal.SIGTERM)
            if process.ends(_PATIENCE) is None:
                self.found.append("process: went on after its lease, and did not end")
                process.kills()
        how = "was asked to end" if code is None else f"ended by itself, code {code}"
        self.ended[f"process: went on after its lease, and {how}"] += 1

    def _kills(self) -> None:
        self.serving.kills()
        if not self._waits_for_leases:
            self._place.ends_leases()

    def _ends(self) -> None:
        if (code := self.serving.ends(_PATIENCE)) is None:
            self.found.append("process: asked to end, and went on")
            self._kills()
        elif code not in (130, -signal.SIGKILL):
            self.ended[f"process: asked to end before it had begun, code {code}"] += 1

    def _stops_at_work(self) -> bool:
        """Stopped while it has the endpoint, and does not keep the ledger from everybody; False if not."""
        process, limit = self.serving, time.monotonic() + 8
        while time.monotonic() < limit and process.code is None:
            if self._place.held():
                process.gets(signal.SIGSTOP)
                time.sleep(0.05)
                if self._place.held():
                    return True
                process.gets(signal.SIGCONT)
            time.sleep(0.05)
        return False

    def _sees_a_write(self, seconds: float) -> bool:
        before, limit = self._weather.arrived("POST", "PUT"), time.monotonic() + seconds
        while time.monotonic() < limit:
            if self._weather.arrived("POST", "PUT") > before:
                return True
            time.sleep(0.002)
        return False
