"""The practice: its endpoint, which can go away, and everything that its own people write."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from adapter.sandbox.faults import Faults
from adapter.sandbox.policy import Policy
from adapter.sandbox.serve import running
from adapter.sandbox.store import Store
from adapter.sandbox.version import Version
from mappings.binding import references
from profiles import wire
from profiles.definitions import extension
from profiles.wire import Resource
from tests.pull.conftest import prescription
from tests.unattended.people import People, mark


@dataclass(frozen=True)
class Edit:
    """What the practice wrote last in an element, and when."""

    value: str
    at: dt.datetime


class Practice:
    """One endpoint with real records behind it; only the practice's own people write by these methods."""

    def __init__(self, people: People, seed: int) -> None:
        self._people = people
        self._counter = 0
        self.store = Store()
        self.faults = Faults(seed=seed)
        self._serving = ExitStack()
        self.url = self._serve(0)
        self._port = int(self.url.rpartition(":")[2].partition("/")[0])
        self.away = False
        self.wrote: set[tuple[str, str, int]] = set()
        """(type, id, version) of everything that the practice wrote itself."""
        self.edits: dict[tuple[int, str], Edit] = {}
        self.said: dict[str, dt.datetime] = {}
        """Everything that the practice ever wrote in an element, and when; no two say the same."""
        self.notes: dict[int, list[str]] = {}
        self.prescribed: dict[str, str] = {}
        self.gone: dict[int, dt.datetime] = {}
        """Who died or left, since when."""
        self.dead: set[int] = set()
        for index in range(len(people)):
            self._store(people.patient(index))

    def _serve(self, port: int) -> str:
        policy = Policy(largest_page=100)
        return self._serving.enter_context(running(self.store, self.faults, policy=policy, port=port))

    def close(self) -> None:
        self._serving.close()
        self.store.close()

    def leaves(self) -> None:
        """The endpoint is gone: nothing listens any more."""
        if not self.away:
            self._serving.close()
            self.away = True

    def returns(self) -> None:
        """It listens again where it did, as soon as nobody else has that port."""
        while self.away:
            try:
                self._serve(self._port)
                self.away = False
            except OSError:
                time.sleep(0.5)

    # ── What its people do ───────────────────────────────────────────────────────────────────────────

    def edits_goal(self, index: int, element: str) -> bool:
        """Somebody writes in a patient's goal; a note comes beside the others. False if there is no goal."""
        with self._at_once() as now:
            goal = self.goal(index)
            if goal is None:
                return False
            value = self._new(index)
            if element == "note":
                self.notes.setdefault(index, []).append(value)
                goal["note"] = [*goal.get("note", ()), {"text": value}]
            else:
                self.edits[index, element] = Edit(value, now)
                self.said[value] = now
                if element == "description":
                    goal["description"] = {"text": value}
                else:
                    others = [one for one in goal.get("extension", ()) if one["url"] != extension("barriers")]
                    goal["extension"] = [*others, {"url": extension("barriers"), "valueString": value}]
            self._store(goal)
        return True

    def prescribes(self, index: int, late: float) -> None:
        """A prescription, or another in its place; committed so many seconds late."""
        name, drug = f"m{index}", self._new(index)
        with self.store.late(late):
            self._store({**prescription(f"Patient/p{index}", drug), "id": name})
        self.prescribed[name] = drug

    def notes_telephone(self, index: int) -> None:
        with self._at_once():
            self._counter += 1
            number = f"07700 9{self._counter % 100_000:05}"
            self._store({**self._patient(index), "telecom": [{"system": "phone", "value": number}]})

    def loses(self, index: int, *, died: bool) -> None:
        """A patient dies, or leaves for another practice."""
        with self._at_once() as now:
            change = {"deceasedDateTime": now.date().isoformat()} if died else {"active": False}
            self._store({**self._patient(index), **change})
            self.gone[index] = now
            if died:
                self.dead.add(index)

    def welcomes(self, index: int) -> None:
        """Who had left is registered here again."""
        with self._at_once():
            self._store({**self._patient(index), "active": True})
            del self.gone[index]

    # ── What stands there ────────────────────────────────────────────────────────────────────────────

    def goal(self, index: int) -> Resource | None:
        """The patient's goal; that there are not two is for others to say."""
        owner = f"Patient/p{index}"
        goals = (one for one in self.resources("Goal") if one["subject"].get("reference") == owner)
        return next(goals, None)

    def resources(self, resource_type: str | None = None) -> list[Resource]:
        """Everything that the records now hold, beside the patients."""
        held = [wire.loads(one.body) for one in self.store.everything(resource_type) if one.body]
        return [one for one in held if one["resourceType"] != "Patient"]

    def versions(self) -> int:
        """How many versions were ever written, by whomever."""
        ((count,),) = self.store.rows("SELECT count(*) FROM version")
        return int(count)

    def since(self, sequence: int) -> list[Version]:
        """Every version after that one, in their order."""
        query = "version v JOIN resource r USING (row) WHERE v.sequence > ? ORDER BY v.sequence"
        return self.store.versions(query, [sequence])

    @contextmanager
    def _at_once(self) -> Iterator[dt.datetime]:
        """Nobody writes between what is read and what is written inside."""
        with self.store.transaction():
            yield dt.datetime.now(dt.UTC)

    def _patient(self, index: int) -> Resource:
        version = self.store.current("Patient", f"p{index}")
        assert version is not None
        assert version.body is not None
        return wire.loads(version.body)

    def _store(self, resource: Resource) -> None:
        targets = [str(one["reference"]) for one in references(resource) if "reference" in one]
        version = self.store.write(resource, "PUT", targets)
        self.wrote.add((version.type, version.id, version.version))

    def _new(self, index: int) -> str:
        self._counter += 1
        return f"The practice's {self._counter} {mark(index)}"
