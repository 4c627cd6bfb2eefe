"""One practice with its endpoint, one clinic with its adapter, and the model of what both said."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Any, Self

from adapter.endpoint import Endpoint
from adapter.sandbox.faults import Fault, Faults
from adapter.sandbox.policy import Policy
from adapter.sandbox.serve import running
from adapter.sandbox.store import Store
from tests.machine.commands import Commands
from tests.machine.figures import Figures
from tests.machine.listening import Listening
from tests.machine.mishaps import Mishaps
from tests.machine.model import PEOPLE, Model
from tests.machine.practice_side import PracticeSide
from tests.machine.records import Records
from tests.machine.times import Times
from tests.push import clinic

_MEMORY = Path("/dev/shm")
"""A disk in memory, where there is one: power does not fail here, and waiting for a disk took a third."""


class World:
    """The endpoint is asked over real HTTP; `strategy`, `pull` and `connections` are settings of it."""

    def __init__(self, strategy: str, pull: str, connections: int, figures: Figures) -> None:
        self._open = ExitStack()
        enter = self._open.enter_context
        self.figures = figures
        self.model = Model()
        self.times = Times()
        enter(self.times.go_by())
        folder = Path(enter(TemporaryDirectory(dir=_MEMORY if _MEMORY.is_dir() else None)))
        store = enter(Store(clock=self.times.clock))
        for index in range(PEOPLE):
            store.write(clinic.patient(index), "PUT")
        self._faults = Faults(seed=1)
        self._script: list[Fault] = []
        url = enter(running(store, self._faults, policy=Policy(page=5, largest_page=5)))
        at = {"url": url, "attempts": 2, "strategy": strategy, "pull": pull, "timeout": 30}
        self.listening = Listening(folder, self.times)
        enter(self.listening.open())
        self.adapter = Commands(
            folder,
            Endpoint.model_validate({**at, "connections": connections}),
            self.model,
            self.times,
            self.listening,
        )
        self.mishaps = Mishaps(self.adapter, self.times, self.listening, figures)
        self._open.callback(self.adapter.close)
        self.practice = PracticeSide(store, self.model, self.times.clock, self.adapter.decided)
        self.records = Records(self.practice, self.adapter.outgoing, self.model)
        self.ever: set[str] = set()
        """Every filing that was ever in the ledger."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.close()

    # ── The clinic ───────────────────────────────────────────────────────────────────────────────────

    def holds_session(self, people: Sequence[int]) -> None:
        self.adapter.keeps(self.model.holds_session(people, self.times.clock))

    def edits_goal(self, index: int, what: str) -> None:
        """The file of somebody's last session is changed, and approved anew."""
        number = self.model.last_session(index)
        if number is not None:
            self.model.says(index, what)
            self.model.writes(number, index, self.times.clock())
            self.adapter.keeps(number)

    # ── The endpoint ─────────────────────────────────────────────────────────────────────────────────

    def breaks(self, **fault: Any) -> None:
        self._script.append(self._faults.add(headers={"Retry-After": "0"}, **fault))

    def mends(self) -> None:
        """Nothing that was scripted goes wrong any more."""
        self.figures.faults += sum(fault.happened for fault in self._script)
        self._script.clear()
        self._faults.clear()
