"""Clinic, practice, runs, deaths and faults in any order: the moves that hypothesis plays."""

from __future__ import annotations

import sys
from typing import ClassVar

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tests.machine import promises
from tests.machine.figures import Figures
from tests.machine.model import ELEMENTS, PEOPLE, SESSIONS
from tests.machine.rest import rests
from tests.machine.steps import STEPS, Step
from tests.machine.world import World

_people = st.integers(0, PEOPLE - 1)
_elements = st.sampled_from(["description", "extension:barriers", "note"])
_commands = st.sampled_from(["push", "sync", "sync", "pull"])

_prescriptions = st.sampled_from("ab")
_late = st.sampled_from([0, 60, 500])
"""Seconds by which a prescription's date is behind the time when it can be seen."""

_FAULTS = ("close-before", "close-after", "truncated", "html", "status", "status-after")
_ANYTHING, _NO_SEARCH = "^(?!metadata)", "^(?!metadata|.*_search$)"
"""Most requests look for something: a fault for any of them seldom meets one that writes."""
_MOVES_TO_REST = 8
"""Coming to rest takes longer than all else, and mends what the moves before had broken."""


class Machine(RuleBasedStateMachine):
    """One world for each example; what was done is counted in `figures`."""

    figures: ClassVar[Figures] = Figures()

    def __init__(self) -> None:
        super().__init__()
        self.world: World | None = None
        self.moves = 0

    @initialize(
        strategy=st.sampled_from(["transaction", "transaction", "batch", "single"]),
        pull=st.sampled_from(["history", "search"]),
        connections=st.sampled_from([1, 4]),
        people=st.sets(_people, min_size=1),
        filed=st.booleans(),
    )
    def opens(self, strategy: str, pull: str, connections: int, people: set[int], filed: bool) -> None:
        self.world = World(strategy, pull, connections, self.figures)
        self.world.holds_session(sorted(people))
        if filed:
            self.world.adapter.push()

    def _in(self, move: str, *, at_once: bool = False) -> World:
        assert self.world is not None
        self.figures.done[move] += 1
        self.moves += 1
        if not at_once:
            self.world.times.passes()
        return self.world

    @rule(people=st.sets(_people, min_size=1))
    def clinic_holds_a_session(self, people: set[int]) -> None:
        world = self._in("session")
        if len(world.model.sessions) < SESSIONS:
            world.holds_session(sorted(people))

    @rule(index=_people, what=st.sampled_from(["text", "barriers"]))
    def clinic_edits(self, index: int, what: str) -> None:
        self._in("clinic edit").edits_goal(index, what)

    @rule(index=_people, what=st.sampled_from(["text", "barriers"]), first=st.booleans())
    def both_edit(self, index: int, what: str, first: bool) -> None:
        world = self._in("edit of both")
        if first:
            world.edits_goal(index, what)
        world.practice.edits(index, ELEMENTS[what])
        if not first:
            world.edits_goal(index, what)

    @rule(side=st.sampled_from(["ours", "theirs"]))
    def somebody_chooses(self, side: str) -> None:
        self._in("choice").adapter.chooses(side)

    @rule(index=_people, element=_elements)
    def practice_edits(self, index: int, element: str) -> None:
        self._in("practice edit").practice.edits(index, element)

    @rule(name=_prescriptions, late=_late)
    def practice_prescribes(self, name: str, late: int) -> None:
        """Right after what was before: what is late may be dated before a pull that did not see it."""
        self._in("prescription", at_once=True).practice.prescribes(name, "ab".index(name), late)

    @rule()
    def pushes(self) -> None:
        world = self._in("push")
        world.mishaps.runs(world.adapter.push)

    @rule()
    def pulls(self) -> None:
        world = self._in("pull")
        world.mishaps.runs(world.adapter.pull)

    @rule()
    def syncs(self) -> None:
        world = self._in("sync")
        world.mishaps.runs(world.adapter.sync)

    @rule(command=_commands, step=st.sampled_from(STEPS), nth=st.integers(1, 2))
    def dies(self, command: str, step: Step, nth: int) -> None:
        world = self._in(f"{command} to die")
        world.mishaps.dies(getattr(world.adapter, command), step, nth)

    @rule(index=_people, element=_elements, nth=st.integers(1, 4))
    def practice_edits_in_the_same_moment(self, index: int, element: str, nth: int) -> None:
        world = self._in("push and edit")
        world.mishaps.meets(
            world.adapter.push, ("before", "send"), lambda: world.practice.edits(index, element), nth
        )

    @rule(name=_prescriptions, late=_late, nth=st.integers(1, 3))
    def practice_prescribes_in_the_same_moment(self, name: str, late: int, nth: int) -> None:
        world = self._in("pull and prescription", at_once=True)
        world.mishaps.meets(
            world.adapter.pull,
            ("before", "see"),
            lambda: world.practice.prescribes(name, "ab".index(name), late),
            nth,
        )

    @rule(command=st.sampled_from(["push", "sync"]), nth=st.integers(1, 2), asleep=st.booleans())
    def another_run_begins_in_the_same_moment(self, command: str, nth: int, asleep: bool) -> None:
        world = self._in("slept past its lease" if asleep else "two at once")
        world.mishaps.meets_another(getattr(world.adapter, command), nth, asleep=asleep)

    @rule(
        action=st.sampled_from(_FAULTS),
        status=st.sampled_from([409, 412, 422, 429, 500, 502, 503, 504]),
        nth=st.integers(1, 6),
        count=st.integers(1, 3),
        method=st.sampled_from(["", "POST", "PUT"]),
        path=st.sampled_from([_ANYTHING, _NO_SEARCH]),
        command=st.sampled_from(["", "push", "sync", "pull"]),
    )
    def endpoint_breaks(
        self, action: str, status: int, nth: int, count: int, method: str, path: str, command: str
    ) -> None:
        """For a command that is run at once, or for whichever comes next."""
        if action == "status-after":
            status = max(status, 500)
        world = self._in("fault")
        world.breaks(action=action, status=status, nth=nth, count=count, method=method, path=path)
        if command:
            world.mishaps.runs(getattr(world.adapter, command))

    @precondition(lambda machine: machine.moves >= _MOVES_TO_REST)
    @rule()
    def comes_to_rest(self) -> None:
        rests(self._in("rest"))
        self.moves = 0

    @invariant()
    def holds(self) -> None:
        if self.world is not None:
            promises.holds(self.world)

    def teardown(self) -> None:
        if self.world is not None:
            with self.world:
                rests(self._in("rest"))
            if self.figures.blocks is None:
                self.figures.blocks = sys.getallocatedblocks()


def of_seed(number: int) -> type[Machine]:
    """The machine as it plays with a seed."""
    seeded: type[Machine] = seed(number)(type("Machine", (Machine,), {"figures": Figures()}))
    return seeded


def playing(examples: int, steps: int) -> settings:
    """What fails is printed as it was played: making it smaller takes longer than reading it."""
    return settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        database=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
