"""What can happen to a command while it runs: a death, a move of somebody else, another run, a long sleep."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from adapter.errors import EndpointError, InUse, LeaseLost
from tests.machine.broken import OutOfOrder, require
from tests.machine.commands import Commands
from tests.machine.figures import Figures
from tests.machine.listening import Listening
from tests.machine.steps import Step, at
from tests.machine.times import Times

Command: TypeAlias = Callable[[], object]


class Killed(BaseException):
    """The process is no more."""


class Mishaps:
    """Of one world's adapter; the command is one of its own."""

    def __init__(self, adapter: Commands, times: Times, listening: Listening, figures: Figures) -> None:
        self._adapter = adapter
        self._times = times
        self._listening = listening
        self._figures = figures

    def runs(self, command: Command) -> None:
        """The command runs; an endpoint that cannot be asked at all ends it, and it says so."""
        try:
            command()
        except EndpointError as error:
            self._listening.error(error)
            self._figures.done["given up"] += 1

    def dies(self, command: Command, step: Step, nth: int) -> None:
        """The command dies at a step, if it comes to it; the ledger is as it was at that moment."""
        with at(step, self._die, nth):
            try:
                self.runs(command)
            except Killed:
                self._figures.done["died"] += 1
                self._adapter.begin_anew()

    def _die(self) -> None:
        # what the interpreter still does as it unwinds, a process that was killed does not
        self._adapter.leave()
        raise Killed

    def meets(self, command: Command, step: Step, happens: Callable[[], object], nth: int) -> None:
        """Something happens in the very moment in which a step is come to."""
        with at(step, happens, nth):
            self.runs(command)

    def meets_another(self, command: Command, nth: int, *, asleep: bool) -> None:
        """Another run begins as something is sent; if the first has slept past its lease, it has lost it."""
        begun: list[bool] = []

        def other() -> None:
            if asleep:
                self._times.sleeps()
                self._adapter.outgoing.stands_still()
            try:
                self._adapter.push_beside()
            except InUse as error:
                self._listening.error(error)
                begun.append(False)
            except EndpointError:
                begun.append(True)
            else:
                begun.append(True)

        try:
            self.meets(command, ("before", "send"), other, nth)
        except LeaseLost as error:
            self._listening.error(error)
            require(begun == [True] and asleep, OutOfOrder, "a lease was lost that nobody could take")
        else:
            require(True not in begun, OutOfOrder, "two runs at once")
