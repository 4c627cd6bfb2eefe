"""What must hold whenever all has come to rest, and what was found that does not."""

from __future__ import annotations

import datetime as dt
import re
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from mappings.binding import references
from mappings.identity import identity_of
from profiles import wire
from profiles.definitions import extension
from profiles.wire import Resource
from tests.unattended.clinic import ELEMENTS, Clinic
from tests.unattended.people import People, mark
from tests.unattended.practice import Practice
from tests.unattended.process import Place

_LEFT_ALONE_AFTER = dt.timedelta(seconds=90)
"""From a death to the last write that may still have been under way: a lease, and a request's deadline."""


class Findings:
    """Looks at everything whenever asked; what was looked at of the past is not looked at again."""

    def __init__(self, place: Place, people: People, clinic: Clinic, practice: Practice) -> None:
        self._place = place
        self._people = people
        self._clinic = clinic
        self._practice = practice
        self._sequence = 0
        self._last: dict[tuple[str, str], Resource] = {}
        self.written = 0
        """Versions that the adapter wrote."""
        self.written_for_nothing = 0
        """Versions of the adapter's that say what the version before had said."""
        self.settled: Counter[str] = Counter()

    def look(self) -> tuple[list[str], dict[str, Any]]:
        """Everything that does not hold, each as (kind: what), and figures. Names no patient."""
        with self._clinic.ledger() as ledger:
            filings = ledger.filings("practice")
            standings = filings.standings()
            waiting = filings.conflicts.waiting()
            seen = ledger.seen("practice").of("MedicationRequest", self._practice.prescribed)
        decided = self._decisions()
        records = self._records()
        in_question = {self._clinic.filings()[one.filing_id][1] for one in waiting}
        found = [
            *self._past(decided),
            *self._doubled(records),
            *self._foreign(records),
            *self._filed(records, standings, {one.filing_id for one in waiting}),
            *(
                finding
                for (index, element), said in self._clinic.said.items()
                for finding in self._goal(index, element, said, decided, waits=index in in_question)
            ),
            *self._notes(),
            *self._brought_back(seen),
            *self._named(),
            *self._books(),
        ]
        shown, both = self._conflicts()
        return [*found, *shown], {
            "filings": dict(Counter(one.state for one in standings.values())),
            "conflicts waiting": len(waiting),
            "conflicts shown with both sides": both,
            "conflicts decided": self._resolved(),
            "elements settled by rule or choice": len(decided),
            "resources": sum(len(held) for held in records.values()),
            "written by the adapter": self.written,
            "written for nothing": self.written_for_nothing,
            "ledger kB": sum(file.stat().st_size for file in self._place.folder.glob("ledger.db*")) // 1024,
        }

    # ── What stands ──────────────────────────────────────────────────────────────────────────────────

    def _records(self) -> dict[int | None, list[Resource]]:
        """Everything at the endpoint by patient; None for what names nobody (a Provenance has targets)."""
        records: dict[int | None, list[Resource]] = {}
        for resource in self._practice.resources():
            named = {str(one.get("reference")) for one in references(resource)}
            patients = {one for one in named if one.startswith("Patient/p")}
            assert len(patients) <= 1, "a resource of two patients"
            index = int(patients.pop().removeprefix("Patient/p")) if patients else None
            records.setdefault(index, []).append(resource)
        return records

    def _doubled(self, records: dict[int | None, list[Resource]]) -> Iterator[str]:
        ours = [
            one for held in records.values() for one in held if one["resourceType"] != "MedicationRequest"
        ]
        for identity, count in Counter(map(identity_of, ours)).items():
            if count > 1:
                yield f"doubled: {identity.system} stands {count} times"
        goals = Counter(
            index for index, held in records.items() for one in held if one["resourceType"] == "Goal"
        )
        yield from (
            f"doubled: {count} goals of patient {index}" for index, count in goals.items() if count > 1
        )

    def _foreign(self, records: dict[int | None, list[Resource]]) -> Iterator[str]:
        for index, held in records.items():
            for resource in held:
                text = wire.dumps(resource).decode()
                for other in range(len(self._people)):
                    if other != index and mark(other) in text:
                        kind = resource["resourceType"]
                        yield f"wrong record: words of patient {other} in a {kind} of {index}"

    def _filed(
        self, records: dict[int | None, list[Resource]], standings: dict[str, Any], contested: set[str]
    ) -> Iterator[str]:
        approved = self._clinic.filings()
        entries = {
            index: [wire.dumps(one).decode() for one in held if one["resourceType"] == "Composition"]
            for index, held in records.items()
        }
        for filing_id in standings.keys() - approved.keys():
            yield f"lost: filing {filing_id[:8]} is nobody's"
        for filing_id, (number, index) in approved.items():
            where = f"session {number}, patient {index}"
            state = standings[filing_id].state if filing_id in standings else "nowhere"
            if state in ("filed", "unchanged"):
                story = self._clinic.story(number, index)
                times = sum(story in entry for entry in entries.get(index, ()))
                if times != 1:
                    kind = "doubled" if times else "lost"
                    yield f"{kind}: {where} is {state}, its entry stands {times} times"
            elif state == "conflict":
                if filing_id not in contested:
                    yield f"lost: {where} is in conflict, and nothing is shown to choose"
            elif state != "held" or index not in self._practice.gone:
                reason = standings[filing_id].reason if filing_id in standings else ""
                yield f"lost: {where} is {state} at rest: {reason}"

    def _goal(
        self,
        index: int,
        element: str,
        said: list[str],
        decided: dict[tuple[str, str], dt.datetime],
        *,
        waits: bool,
    ) -> Iterator[str]:
        """What stands is what the clinic said last; or what the practice wrote, unless that was decided on.

        While the goal waits for a person, or its patient may not be written to, what stood before stands.
        """
        goal = self._practice.goal(index)
        stands = _value(goal, element) if goal else None
        edit = self._practice.edits.get((index, element))
        when = _decided(goal, element, decided) if goal else None
        open_edit = edit is not None and (when is None or when <= edit.at)
        where = f"{element} of patient {index}"
        if edit is not None and stands == edit.value:
            return
        if open_edit:
            yield f"overwritten: {where}, without a decision"
        elif waits or index in self._practice.gone:
            if stands is not None and stands not in said and edit is None:
                yield f"lost: {where} is what nobody said"
        elif stands != said[-1] and not (edit is None and when is not None and stands in said):
            yield f"lost: {where} is not what the clinic said last"

    def _notes(self) -> Iterator[str]:
        for index, notes in self._practice.notes.items():
            stand = [one["text"] for one in (self._practice.goal(index) or {}).get("note", ())]
            if stand != notes:
                yield f"overwritten: {len(notes)} notes were written of patient {index}, {len(stand)} stand"

    def _brought_back(self, seen: dict[str, Any]) -> Iterator[str]:
        """Of whom anything is filed: who had died before the first entry was never found at the endpoint."""
        for name, drug in self._practice.prescribed.items():
            if self._practice.goal(int(name[1:])) is not None:
                body = seen[name].body if name in seen else None
                if body is None or body["medicationCodeableConcept"]["text"] != drug:
                    yield f"lost: prescription {name} was not brought back"

    # ── What was ─────────────────────────────────────────────────────────────────────────────────────

    def _past(self, decided: dict[tuple[str, str], dt.datetime]) -> Iterator[str]:
        """Version by version: no words of the practice's ever went undecided; nothing goes to the dead."""
        for version in self._practice.since(self._sequence):
            self._sequence = version.sequence
            ours = (version.type, version.id, version.version) not in self._practice.wrote
            if version.body is None:
                yield f"lost: a {version.type} was deleted"
                continue
            body = wire.loads(version.body)
            meta, before = body.pop("meta"), self._last.get((version.type, version.id))
            self._last[version.type, version.id] = body
            if not ours:
                continue
            self.written += 1
            self.written_for_nothing += body == before
            notes = [note["text"] for note in (before or {}).get("note", ())]
            if [note["text"] for note in body.get("note", ())][: len(notes)] != notes:
                yield f"overwritten: version {version.version} of a {version.type} lost a note"
            if before is not None and version.type == "Goal":
                yield from self._replaced(before, body, decided)
            yield from self._to_the_dead(body, dt.datetime.fromisoformat(meta["lastUpdated"]))

    def _replaced(
        self, before: Resource, after: Resource, decided: dict[tuple[str, str], dt.datetime]
    ) -> Iterator[str]:
        """What we wrote in place of the practice's words, though nothing was decided since they were said."""
        for element in ELEMENTS.values():
            said = self._practice.said.get(_value(before, element) or "")
            if said is not None and _value(after, element) != _value(before, element):
                when = _decided(after, element, decided)
                if when is None or when <= said:
                    yield f"overwritten: {element} in a version that came between, without a decision"

    def _to_the_dead(self, body: Resource, at: dt.datetime) -> Iterator[str]:
        for index in self._practice.dead:
            if at > self._practice.gone[index] + _LEFT_ALONE_AFTER and any(
                one.get("reference") == f"Patient/p{index}" for one in references(body)
            ):
                yield f"wrong record: a {body['resourceType']} was written to patient {index}, who had died"

    # ── What is said of it ───────────────────────────────────────────────────────────────────────────

    def _books(self) -> Iterator[str]:
        _, status = self._place.run("status")
        here = status["endpoints"]["practice"]
        counted, approved = sum(here["states"].values()) + here["not_pushed"], len(self._clinic.filings())
        if not (here["balanced"] and counted == status["participants"] == approved):
            yield f"books: {approved} approved, {status['participants']} imported, {counted} counted"

    def _conflicts(self) -> tuple[list[str], int]:
        """Each conflict as a person is shown it, and how many show what both sides say now."""
        _, listed = self._place.run("conflicts", "list")
        found, both = [], 0
        for one in listed["conflicts"]:
            _, shown = self._place.run("conflicts", "show", one["conflict"])
            kind, _, server_id = shown["resource"].partition("/")
            version = self._practice.store.current(kind, server_id)
            stands = wire.loads(version.body) if version and version.body else {}
            sides = shown["questions"] and all(
                question["clinic"] != question["practice"]
                and "filed" in question
                and _part(stands, question["element"]) == question["practice"]
                for question in shown["questions"]
            )
            if sides:
                both += 1
            else:
                found.append(f"conflict: {one['conflict'][:8]} does not show both sides as they are")
        return found, both

    def _named(self) -> Iterator[str]:
        """Log, rounds and metrics name nobody and quote nobody."""
        names = {re.escape(name) for index in range(len(self._people)) for name in self._people.named(index)}
        marks = {re.escape(mark(index)) for index in range(len(self._people))}
        wanted = re.compile("|".join([rf"\b(?:{'|'.join(sorted(names))})\b", *sorted(marks)]))
        for file in (self._place.log, self._place.rounds, self._place.folder / "sync.prom"):
            if file.exists():
                for number, line in enumerate(file.read_text("utf-8", "replace").splitlines(), 1):
                    if wanted.search(line):
                        yield f"named: {file.name}, line {number}"

    def _decisions(self) -> dict[tuple[str, str], dt.datetime]:
        """When an element was last settled: (identifier, element) → moment."""
        with closing(_reading(self._place.ledger)) as opened:
            rows = opened.execute(
                "SELECT value, element, max(decided_at) FROM decisions GROUP BY value, element"
            )
            return {
                (value, element): dt.datetime.fromisoformat(at).replace(tzinfo=dt.UTC)
                for value, element, at in rows
            }

    def _resolved(self) -> int:
        with closing(_reading(self._place.ledger)) as opened:
            (count,) = opened.execute("SELECT count(*) FROM conflicts WHERE choice IS NOT NULL").fetchone()
            return int(count)


def _reading(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{path}?mode=ro", uri=True)


def _part(resource: Resource, element: str) -> Any:
    """An element of a resource, or one of its extensions, as a question names it."""
    if not element.startswith("extension:"):
        return resource.get(element)
    url = extension(element.removeprefix("extension:"))
    found = [one for one in resource.get("extension", ()) if one["url"] == url]
    return found[0] if len(found) == 1 else (found or None)


def _decided(goal: Resource, element: str, decided: dict[tuple[str, str], dt.datetime]) -> dt.datetime | None:
    """When an element of this goal was decided on last."""
    values = [one["value"].removeprefix("urn:uuid:") for one in goal["identifier"]]
    return max((decided[value, element] for value in values if (value, element) in decided), default=None)


def _value(goal: Resource, element: str) -> str | None:
    part = _part(goal, element)
    return None if part is None else str(part["text"] if element == "description" else part["valueString"])
