"""Two adapters and an editor at the practice: whatever the order, it comes to rest, and no edit is lost."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeAlias

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapter.ledger.ledger import Ledger
from adapter.merge.contested import resolve, waiting
from adapter.merge.merge import same
from adapter.sandbox.faults import Faults
from adapter.sandbox.serve import running
from adapter.sandbox.store import Store
from profiles.definitions import extension
from profiles.wire import Resource
from tests.push import clinic
from tests.push.conftest import Practice

_ADAPTERS = ("one.db", "other.db")
_TEXTS = ("Walk to the shops", "Run to the shops", "Swim")
_STARTED = clinic.at(13)

Step: TypeAlias = tuple[Any, ...]

_steps = st.lists(
    st.one_of(
        st.tuples(st.just("choose"), st.sampled_from(_ADAPTERS), st.sampled_from(["ours", "theirs"])),
        st.tuples(st.just("push"), st.sampled_from(_ADAPTERS)),
        st.tuples(
            st.just("clinic"),
            st.sampled_from(_ADAPTERS),
            st.sampled_from(["text", "confidence", "achievement"]),
            st.integers(0, 2),
        ),
        st.tuples(
            st.just("practice"),
            st.sampled_from(["description", "confidence", "note", "achievementStatus"]),
            st.integers(0, 2),
        ),
    ),
    min_size=2,
    max_size=8,
)


class _World:
    """One patient's goal, as two machines have it in their files, and as the practice edits it."""

    def __init__(self, practice: Practice) -> None:
        self.practice = practice
        self.said: dict[str, dict[str, Any]] = {name: {} for name in _ADAPTERS}
        self.approved = dict.fromkeys(_ADAPTERS, _STARTED)
        self.now = _STARTED
        self.edits: dict[str, tuple[Any, int]] = {}
        """What the practice wrote last, by element, and how often that had been decided on by then."""

    def do(self, step: Step) -> None:
        if step[0] == "push":
            self.push(step[1])
        elif step[0] == "clinic":
            self._say(*step[1:])
        elif step[0] == "choose":
            self._choose(*step[1:])
        elif self.practice.resources("Goal"):
            self._edit(*step[1:])

    def push(self, machine: str) -> Any:
        goal = clinic.participant(0).goals[0].model_copy(update=self.said[machine])
        person = clinic.participant(
            0,
            goals=(goal,),
            approval=clinic.approval_at(13).model_copy(update={"at": self.approved[machine]}),
        )
        return self.practice.push([(clinic.session(), (person,))], machine)

    def goal(self) -> Resource:
        (goal,) = self.practice.resources("Goal")
        return goal

    def decided(self, element: str) -> int:
        """How often a declared policy, or a person, has settled the element, on any machine."""
        found = 0
        for name in _ADAPTERS:
            with Ledger(str(self.practice.folder / name)) as ledger:
                decisions = ledger.filings("practice").conflicts.decisions()
                found += sum(1 for _, settled, _ in decisions if settled == element)
        return found

    def _choose(self, machine: str, side: str) -> None:
        with Ledger(str(self.practice.folder / machine)) as ledger:
            for one in waiting(ledger):
                resolve(ledger, one, [side], (), "Col Abernethy", self.now)

    def _say(self, machine: str, field: str, number: int) -> None:
        """The clinic changes its file, and a clinician approves it, later than anything before."""
        values = {
            "text": _TEXTS[number],
            "confidence": number,
            "achievement": ("improving", "worsening", "no-change")[number],
        }
        self.said[machine] = {**self.said[machine], field: values[field]}
        self.now += dt.timedelta(minutes=1)
        self.approved[machine] = self.now

    def _edit(self, element: str, number: int) -> None:
        goal = self.goal()
        value: Any
        if element == "confidence":
            for one in goal["extension"]:
                if one["url"] == extension("confidence"):
                    one["valueInteger"] = 10 - number
            element, value = "extension:confidence", 10 - number
        else:
            text = {"text": f"The practice's {number}"}
            value = goal[element] = [text] if element == "note" else text
        self.practice.put(goal)
        self.edits[element] = value, self.decided(element)


def _stands(goal: Resource, element: str, value: Any) -> bool:
    if element == "extension:confidence":
        return {"url": extension("confidence"), "valueInteger": value} in goal["extension"]
    return same(goal.get(element), value)


@pytest.mark.invariant("I3")
@pytest.mark.failure("3.5", "our own writes come back")
@pytest.mark.hazard("H22")
@settings(max_examples=25)
@given(_steps)
def test_any_interleaving_comes_to_rest_and_no_edit_of_the_practice_is_lost(steps: list[Step]) -> None:
    with TemporaryDirectory() as folder, Store() as store, running(store, faults := Faults(seed=1)) as url:
        practice = Practice(url, store, faults, Path(folder))
        practice.put(clinic.patient(0))
        world = _World(practice)
        for step in steps:
            world.do(step)
            assert len(practice.resources("Goal")) <= 1
        for _ in range(2):
            for machine in _ADAPTERS:
                world.push(machine)
        written = practice.versions()
        for machine in _ADAPTERS:
            report = world.push(machine)
            assert report.balanced
            assert report.requests["write"] == 0
        assert practice.versions() == written
        for element, (value, decided) in world.edits.items():
            # what the practice wrote stands; or what was decided instead is recorded
            assert _stands(world.goal(), element, value) or world.decided(element) > decided, element
