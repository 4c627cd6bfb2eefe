"""The practice: what its people write in the records, and every version that ever stood there, in order."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from adapter.sandbox.store import Store
from mappings.binding import references
from mappings.identity import Identity, identity_of
from profiles import wire
from profiles.definitions import extension
from profiles.wire import Resource
from tests.machine.model import NEVER, Edit, Model
from tests.pull.conftest import prescription


@dataclass(frozen=True, slots=True)
class Written:
    """One version of a resource as it came to stand at the endpoint, and what it took the place of."""

    address: str
    resource: Resource
    before: Resource | None
    ours: bool
    """Whether the adapter wrote it."""
    over_ours: bool
    """Whether what it took the place of was the adapter's as well."""


class PracticeSide:
    """Its own patients stand there already. `decided` says when an element was decided on last."""

    def __init__(
        self,
        store: Store,
        model: Model,
        clock: Callable[[], dt.datetime],
        decided: Callable[[Identity, str], dt.datetime],
    ) -> None:
        self._store = store
        self._model = model
        self._clock = clock
        self._decided = decided
        self._theirs: set[int] = set()
        self._read = store.everything()[-1].sequence
        self._last_ours: set[str] = set()
        self.standing: dict[str, Resource] = {}
        """What stands in the records as far as `news` was read, by address, but for the patients."""
        self._goals: dict[int, Resource] = {}

    def news(self) -> Iterator[Written]:
        """Every version since the last time, in the order in which they were written."""
        query = "version v JOIN resource r USING (row) WHERE v.sequence > ? ORDER BY v.sequence"
        for version in self._store.versions(query, [self._read]):
            self._read = version.sequence
            address = version.reference
            assert version.body is not None, "nobody deletes anything here"
            resource: Resource = wire.loads(version.body)
            before = self.standing.get(address)
            ours = version.sequence not in self._theirs
            written = Written(address, resource, before, ours, address in self._last_ours)
            self.standing[address] = resource
            if version.type == "Goal":
                self._goals[patient_of(resource) or 0] = resource
            (self._last_ours.add if ours else self._last_ours.discard)(address)
            yield written

    def versions(self) -> int:
        """How many versions were ever written."""
        ((count,),) = self._store.rows("SELECT count(*) FROM version")
        return int(count)

    def goal(self, index: int) -> Resource | None:
        """Somebody's goal as it stands at this moment."""
        goals: list[Resource] = [wire.loads(one.body or b"") for one in self._store.everything("Goal")]
        found = [goal for goal in goals if goal["subject"].get("reference") == f"Patient/p{index}"]
        assert len(found) <= 1, "a goal stands twice"
        return found[0] if found else None

    def goal_seen(self, index: int) -> Resource | None:
        """The same, as far as `news` was read."""
        return self._goals.get(index)

    def decided(self, index: int, element: str) -> dt.datetime:
        """When both sides' words on an element of somebody's goal were decided between last, or `NEVER`."""
        goal = self.goal(index)
        return self._decided(identity_of(goal), element) if goal else NEVER

    def edits(self, index: int, element: str) -> None:
        """Somebody at the practice writes in a patient's goal, if it is there."""
        with self._store.transaction():
            if (goal := self.goal(index)) is None:
                return
            value = self._model.new("The practice's")
            if element == "note":
                goal["note"] = [{"text": value}]
                self._model.noted[index] = value
            else:
                if element == "description":
                    goal["description"] = {"text": value}
                else:
                    others = [one for one in goal["extension"] if one["url"] != extension("barriers")]
                    goal["extension"] = [*others, {"url": extension("barriers"), "valueString": value}]
                self._model.practice_wrote(index, element, Edit(value, self._clock()))
            self._keep(goal)

    def prescribes(self, name: str, index: int, late: float) -> None:
        """A prescription, or another in its place; committed so many seconds late."""
        drug = self._model.prescribed[name] = self._model.new("Tablets")
        self._model.prescribed_to[name] = index
        with self._store.late(late):
            self._keep({**prescription(f"Patient/p{index}", drug), "id": name})

    def _keep(self, resource: Resource) -> None:
        targets = [str(one["reference"]) for one in references(resource) if "reference" in one]
        self._theirs.add(self._store.write(resource, "PUT", targets).sequence)


def value_of(goal: Resource | None, element: str) -> str | None:
    """What a goal says in an element that clinic and practice write."""
    if goal is None:
        return None
    if element == "description":
        return str(goal["description"]["text"])
    return next(
        (str(one["valueString"]) for one in goal["extension"] if one["url"] == extension("barriers")), None
    )


def patient_of(resource: Resource) -> int | None:
    """The one patient that a resource is about; None where it names nobody (a Provenance has targets)."""
    named = {str(one.get("reference")) for one in references(resource)}
    patients = {one for one in named if one.startswith("Patient/")}
    assert len(patients) <= 1, "a resource of two patients"
    return int(patients.pop().removeprefix("Patient/p")) if patients else None
