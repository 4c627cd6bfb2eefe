"""What must hold whenever all has come to rest, and what was found that does not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any, TypeAlias

from adapter.ledger.facts import Standing
from adapter.ledger.seen import Sighting
from mappings.binding import references
from mappings.identity import identity_of
from profiles import wire
from profiles.wire import Resource
from tests.unattended import told
from tests.unattended.clinic import Clinic
from tests.unattended.decided import Decisions, words
from tests.unattended.past import Past
from tests.unattended.people import People, mark
from tests.unattended.practice import Practice
from tests.unattended.process import Place

_Records: TypeAlias = dict[int | None, list[Resource]]
"""Everything at the endpoint by patient; None for what names nobody (a Provenance has targets)."""


class Findings:
    """Looks at everything whenever asked."""

    def __init__(self, place: Place, people: People, clinic: Clinic, practice: Practice) -> None:
        self._place = place
        self._people = people
        self._clinic = clinic
        self._practice = practice
        self._past = Past(practice)

    def look(self) -> tuple[list[str], dict[str, Any]]:
        """Everything that does not hold, each as `kind: what`, and figures. Names no patient."""
        with self._clinic.ledger() as ledger:
            filings = ledger.filings("practice")
            standings, waiting = filings.standings(), filings.conflicts.waiting()
            seen = ledger.seen("practice").of("MedicationRequest", self._practice.prescribed)
        decisions, records, approved = Decisions(self._place.ledger), self._records(), self._clinic.filings()
        in_question = {approved[one.filing_id][1] for one in waiting}
        not_shown, shown = told.conflicts(self._place, self._practice)
        found = [
            *self._past.look(decisions),
            *self._doubled(records),
            *self._foreign(records),
            *self._filed(records, standings, {one.filing_id for one in waiting}),
            *(
                finding
                for (index, element), said in self._clinic.said.items()
                for finding in self._goal(index, element, said, decisions, waits=index in in_question)
            ),
            *self._notes(),
            *self._brought_back(seen),
            *told.books(self._place, self._clinic),
            *told.named(self._place, self._people),
            *not_shown,
        ]
        return found, {
            "filings": dict(Counter(one.state for one in standings.values())),
            "conflicts waiting": len(waiting),
            "conflicts shown with both sides": shown,
            "conflicts decided": decisions.choices,
            "elements settled by rule or choice": len(decisions),
            "resources": sum(len(held) for held in records.values()),
            "written by the adapter": self._past.written,
            "written for nothing": len(self._past.written_for_nothing),
            "which were for nothing": self._past.written_for_nothing,
            "ledger kB": sum(file.stat().st_size for file in self._place.folder.glob("ledger.db*")) // 1024,
        }

    def _records(self) -> _Records:
        records: _Records = {}
        for resource in self._practice.resources():
            named = {str(one.get("reference")) for one in references(resource)}
            patients = {one for one in named if one.startswith("Patient/p")}
            assert len(patients) <= 1, "a resource of two patients"
            index = int(patients.pop().removeprefix("Patient/p")) if patients else None
            records.setdefault(index, []).append(resource)
        return records

    def _doubled(self, records: _Records) -> Iterator[str]:
        every = [one for held in records.values() for one in held]
        ours = [one for one in every if one["resourceType"] != "MedicationRequest"]
        for identity, count in Counter(map(identity_of, ours)).items():
            if count > 1:
                yield f"doubled: {identity.system} stands {count} times"
        for index, held in records.items():
            if (goals := sum(one["resourceType"] == "Goal" for one in held)) > 1:
                yield f"doubled: {goals} goals of patient {index}"

    def _foreign(self, records: _Records) -> Iterator[str]:
        for index, held in records.items():
            for resource in held:
                text = wire.dumps(resource).decode()
                for other in range(len(self._people)):
                    if other != index and mark(other) in text:
                        kind = resource["resourceType"]
                        yield f"wrong record: words of patient {other} in a {kind} of {index}"

    def _filed(self, records: _Records, standings: dict[str, Standing], contested: set[str]) -> Iterator[str]:
        """Each entry that was approved is in the record once, or waits for a person who is told why."""
        approved = self._clinic.filings()
        entries = {
            index: [wire.dumps(one).decode() for one in held if one["resourceType"] == "Composition"]
            for index, held in records.items()
        }
        for filing_id in standings.keys() - approved.keys():
            yield f"lost: filing {filing_id[:8]} is nobody's"
        for filing_id, (number, index) in approved.items():
            where, standing = f"session {number}, patient {index}", standings.get(filing_id)
            if standing is None:
                yield f"lost: {where} is nowhere"
            elif standing.state in ("filed", "unchanged"):
                story = self._clinic.story(number, index)
                times = sum(story in entry for entry in entries.get(index, ()))
                if times != 1:
                    kind = "doubled" if times else "lost"
                    yield f"{kind}: {where} is {standing.state}, its entry stands {times} times"
            elif standing.state == "conflict" and filing_id not in contested:
                yield f"lost: {where} is in conflict, and nothing is shown to choose"
            elif standing.state != "conflict" and (
                standing.state != "held" or index not in self._practice.gone
            ):
                yield f"lost: {where} is {standing.state} at rest: {standing.reason}"

    def _goal(
        self, index: int, element: str, said: list[str], decisions: Decisions, *, waits: bool
    ) -> Iterator[str]:
        """What stands is what the clinic said last; or what the practice wrote, unless that was decided on.

        While the goal waits for a person, or its patient may not be written to, what stood before stands.
        """
        goal = self._practice.goal(index)
        stands = words(goal, element) if goal else None
        edit = self._practice.edits.get((index, element))
        when = decisions.last(goal, element) if goal else None
        where = f"{element} of patient {index}"
        if edit is not None and stands == edit.value:
            return
        if edit is not None and (when is None or when <= edit.at):
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

    def _brought_back(self, seen: dict[str, Sighting]) -> Iterator[str]:
        """Of whom anything is filed: who had died before the first entry was never found at the endpoint."""
        for name, drug in self._practice.prescribed.items():
            if self._practice.goal(int(name[1:])) is not None:
                body = seen[name].body if name in seen else None
                if body is None or body["medicationCodeableConcept"]["text"] != drug:
                    yield f"lost: prescription {name} was not brought back"
