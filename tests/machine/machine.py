"""Clinic, practice, runs, deaths and faults in any order: the moves that hypothesis plays."""

from __future__ import annotations

from typing import ClassVar

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tests.machine import promises
from tests.machine.steps import STEPS
from tests.machine.world import ELEMENTS, PEOPLE, SESSIONS, Figures, World

_people = st.integers(0, PEOPLE - 1)
_elements = st.sampled_from(["description", "extension:barriers", "note"])
_commands = st.sampled_from(["push", "sync", "sync", "pull"])

_FAULTS = ("close-before", "close-after", "truncated", "html", "status", "status-after")
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
        people=st.sets(_people, min_size=1),
        filed=st.booleans(),
    )
    def opens(self, strategy: str, pull: str, people: set[int], filed: bool) -> None:
        self.world = World(strategy, pull, self.figures)
        self.world.holds_session(sorted(people))
        if filed:
            self.world.push()

    def _in(self, move: str) -> World:
        assert self.world is not None
        self.figures.done[move] += 1
        self.moves += 1
        self.world.passes()
        return self.world

    @rule(people=st.sets(_people, min_size=1))
    def clinic_holds_a_session(self, people: set[int]) -> None:
        world = self._in("session")
        if len(world.sessions) < SESSIONS:
            world.holds_session(sorted(people))

    @rule(index=_people, what=st.sampled_from(["text", "barriers"]))
    def clinic_edits(self, index: int, what: str) -> None:
        self._in("clinic edit").edits_goal(index, what)

    @rule(index=_people, what=st.sampled_from(["text", "barriers"]), first=st.booleans())
    def both_edit(self, index: int, what: str, first: bool) -> None:
        world = self._in("edit of both")
        if first:
            world.edits_goal(index, what)
        world.practice_edits(index, ELEMENTS[what])
        if not first:
            world.edits_goal(index, what)

    @rule(side=st.sampled_from(["ours", "theirs"]))
    def somebody_chooses(self, side: str) -> None:
        self._in("choice").chooses(side)

    @rule(index=_people, element=_elements)
    def practice_edits(self, index: int, element: str) -> None:
        self._in("practice edit").practice_edits(index, element)

    @rule(name=st.sampled_from("ab"), late=st.sampled_from([0, 60, 500]))
    def practice_prescribes(self, name: str, late: int) -> None:
        self._in("prescription").practice_prescribes(name, "ab".index(name), late)

    @rule()
    def pushes(self) -> None:
        world = self._in("push")
        world.runs(world.push)

    @rule()
    def pulls(self) -> None:
        world = self._in("pull")
        world.runs(world.pull)

    @rule()
    def syncs(self) -> None:
        world = self._in("sync")
        world.runs(world.sync)

    @rule(command=_commands, step=st.sampled_from(STEPS), nth=st.integers(1, 2))
    def dies(self, command: str, step: tuple[str, str], nth: int) -> None:
        world = self._in(f"{command} to die")
        world.dies(getattr(world, command), step, nth)  # type: ignore[arg-type]

    @rule(index=_people, element=_elements, nth=st.integers(1, 4))
    def practice_edits_in_the_same_moment(self, index: int, element: str, nth: int) -> None:
        world = self._in("push and edit")
        world.meets(world.push, lambda: world.practice_edits(index, element), nth)

    @rule(
        action=st.sampled_from(
            ["close-before", "close-after", "truncated", "html", "status", "status-after"]
        ),
        status=st.sampled_from([409, 412, 422, 429, 500, 502, 503, 504]),
        nth=st.integers(1, 6),
        count=st.integers(1, 3),
        method=st.sampled_from(["", "POST", "PUT"]),
    )
    def endpoint_breaks(self, action: str, status: int, nth: int, count: int, method: str) -> None:
        if action == "status-after":
            status = max(status, 500)
        world = self._in("fault")
        world.breaks(action=action, status=status, nth=nth, count=count, method=method, path="^(?!metadata)")

    @precondition(lambda machine: machine.moves >= _MOVES_TO_REST)
    @rule()
    def comes_to_rest(self) -> None:
        promises.rests(self._in("rest"))
        self.moves = 0

    @invariant()
    def holds(self) -> None:
        if self.world is not None:
            promises.holds(self.world)

    def teardown(self) -> None:
        if self.world is not None:
            with self.world:
                promises.rests(self._in("rest"))


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
