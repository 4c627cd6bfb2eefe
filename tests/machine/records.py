"""Every version that comes to stand at the endpoint, held against what was meant, read and said."""

from __future__ import annotations

from mappings.binding import references
from mappings.identity import Identity, identity_of
from profiles.wire import Resource
from tests.machine.broken import Doubled, Lost, Misplaced, OutOfOrder, Overwritten, require
from tests.machine.model import ELEMENTS, PEOPLE, Model
from tests.machine.outgoing import Outgoing
from tests.machine.practice_side import PracticeSide, Written, patient_of, value_of
from tests.push import clinic


class Records:
    """The records of a world from its beginning on; `hold` looks at what is new."""

    def __init__(self, practice: PracticeSide, outgoing: Outgoing, model: Model) -> None:
        self._practice = practice
        self._outgoing = outgoing
        self._model = model
        self._addresses: dict[Identity, str] = {}
        self._said: dict[tuple[int, str], int] = {}
        self._entered: dict[int, list[str]] = {index: [] for index in range(PEOPLE)}
        """Whose entries stand in the record, by filing, in the order in which they came."""

    def hold(self) -> None:
        """I2 to I5. Raises what was broken."""
        for written in self._practice.news():
            self._holds_nobody_elses_words(written.resource)
            if written.ours:
                identity = identity_of(written.resource)
                require(identity in self._outgoing.meant, Misplaced, "nobody meant to send this")
                index, filing_id = self._outgoing.meant[identity]
                address = self._addresses.setdefault(identity, written.address)
                require(address == written.address, Doubled, "a resource stands twice")
                self._is_about(written.resource, index)
                self._is_over_what_was_read(written, index)
                self._is_in_order(written, index, filing_id)
        for index, note in self._model.noted.items():
            stands = (self._practice.goal_seen(index) or {}).get("note")
            require(stands == [{"text": note}], Overwritten, "a note of the practice's")

    def hold_entries(self, filed: set[str]) -> None:
        """I1: what the ledger says is filed is in the record."""
        there = {filing_id for entered in self._entered.values() for filing_id in entered}
        require(filed <= there, Lost, "filed, says the ledger, and is not in the record")

    def _holds_nobody_elses_words(self, resource: Resource) -> None:
        index, text = patient_of(resource), str(resource)
        for other in range(PEOPLE):
            theirs = clinic.STORIES[other] in text or f"Person {other}:" in text
            require(other == index or not theirs, Misplaced, "somebody else's words")

    def _is_about(self, resource: Resource, index: int) -> None:
        """I5: its patient is the one whom it was meant for; or, where it names none, those of its targets."""
        found = patient_of(resource)
        if found is None:
            targets = [str(one.get("reference")) for one in references(resource.get("target", []))]
            found_in = {patient_of(self._practice.standing[target]) for target in targets}
        else:
            found_in = {found}
        require(found_in == {index}, Misplaced, resource["resourceType"])

    def _is_over_what_was_read(self, written: Written, index: int) -> None:
        """I3 and I11: no version goes unread, and no word of the practice's without a decision."""
        before = written.before
        if before is None:
            return
        read = self._outgoing.read.get(written.address, set())
        seen = written.over_ours or str(before["meta"]["versionId"]) in read
        require(seen, Overwritten, "a version that was not read")
        for element in ELEMENTS.values() if written.resource["resourceType"] == "Goal" else ():
            stood = value_of(before, element)
            edit = self._model.written.get(stood or "")
            if edit is not None and value_of(written.resource, element) != stood:
                decided = self._practice.decided(index, element) > edit.at
                require(decided, Overwritten, f"{element}, without a decision")

    def _is_in_order(self, written: Written, index: int, filing_id: str) -> None:
        """I4: entries come in the order of the sessions, and words in the order in which they were said.

        A later session may go first where a person is told why the earlier one waits.
        """
        kind = written.resource["resourceType"]
        if kind == "Composition" and written.before is None:
            number = self._model.whose[filing_id][0]
            for later in self._entered[index]:
                if self._model.whose[later][0] > number:
                    passed = (filing_id, later) in self._outgoing.passed
                    require(passed, OutOfOrder, "a later session was filed first")
            self._entered[index].append(filing_id)
        for element in ELEMENTS.values() if kind == "Goal" else ():
            said, now = self._model.said.get((index, element), []), value_of(written.resource, element)
            if now in said:
                at = said.index(now)
                require(at >= self._said.get((index, element), 0), OutOfOrder, "words that were said before")
                self._said[index, element] = at
