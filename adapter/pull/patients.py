"""The programme's patients at one endpoint: where each is kept there, and who of them is not found."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from adapter.guards.hold import Hold
from adapter.guards.identity import is_another, matched_patient
from adapter.ledger.ledger import Ledger
from adapter.ledger.programme import Place, Programme
from adapter.ledger.seen import Seen
from adapter.pull.walked import batches
from adapter.routes.route import Route
from profiles.wire import Resource

_IN_A_SEARCH = 25
_READ_AT_ONCE = 500


_REMEMBERED = 5_000
"""Patients whose rows are kept at hand, of however many there are."""


class Patients:
    """The addresses of those whose Patient no pull has seen yet, `new`, and of the others, `known`.

    `missing` are people who were imported and whose record was not found, or is not certainly theirs;
    `strangers` are the addresses of those who were known and are nobody of the programme's now. `left_out`
    are those in whose record something was filed, and which is another person's by now.
    """

    def __init__(
        self,
        programme: Programme,
        seen: Seen,
        found: Mapping[str, Sequence[Place]],
        missing: Sequence[tuple[Place, Hold]],
    ) -> None:
        self._programme = programme
        self._found = found
        self._found_of = {place.filing_id: address for address, places in found.items() for place in places}
        self._at_hand: dict[str, Sequence[Place]] = {}
        self.missing = missing
        self.new: list[str] = []
        self.known: list[str] = []
        self.left_out = {f"Patient/{one.server_id}" for one in seen.flagged() if one.anothers}
        for address, was_seen in programme.addresses():
            if address not in found:
                (self.known if was_seen else self.new).append(address)
        self.left_out.intersection_update({*self.known, *found})
        self.known = [address for address in self.known if address not in self.left_out]
        known = seen.known("Patient", [address.removeprefix("Patient/") for address in found])
        for address in found.keys() - self.left_out:
            (self.known if address.removeprefix("Patient/") in known else self.new).append(address)
        self.strangers = [address for address in programme.strangers() if address not in found]
        self.new.sort()
        self.known.sort()

    def __len__(self) -> int:
        return len(self.new) + len(self.known)

    def among(self, addresses: Collection[str]) -> dict[str, Sequence[Place]]:
        """Which of these are the programme's, with their rows on the clinic's lists, newest last."""
        return self.places([address for address in addresses if address not in self.left_out])

    def places(self, addresses: Collection[str]) -> dict[str, Sequence[Place]]:
        """As `among`; of those who are left out, too."""
        if strange := [address for address in addresses if address not in self._at_hand]:
            if len(self._at_hand) + len(strange) > _REMEMBERED:
                self._at_hand.clear()
            filed = self._programme.places(addresses)
            for address in addresses:
                self._at_hand[address] = (*filed.get(address, ()), *self._found.get(address, ()))
        return {address: places for address in addresses if (places := self._at_hand[address])}

    def place(self, address: str) -> Place:
        """The newest row of a patient."""
        return self.places([address])[address][-1]

    @property
    def unread(self) -> list[str]:
        """Those of the new whose Patient was not read just now: it may have become another since a push."""
        return [address for address in self.new if address not in self._found]

    def anothers(self, there: Mapping[str, Resource]) -> set[str]:
        """Which of these Patients are another person by now than the newest row in their record says."""
        newest = {places[-1]: address for address, places in self.places(there).items()}
        people = self._programme.people(list(newest))
        return {newest[place] for place, person in people if is_another(person, there[newest[place]])}

    def leave_out(self, addresses: Collection[str]) -> None:
        """Nothing of these records is any of the programme's from now on."""
        if addresses:
            self.left_out.update(addresses)
            # whoever goes through the lists meanwhile goes through them as they were
            self.new = [address for address in self.new if address not in addresses]
            self.known = [address for address in self.known if address not in addresses]

    def take_back(self, addresses: Collection[str]) -> None:
        """These records are our patients' again, and to be read in full."""
        self.left_out.difference_update(addresses)
        self.new = sorted([*self.new, *addresses])

    def homes(self, filing_ids: Collection[str]) -> dict[str, str]:
        """Where the patients of these filings are kept, by filing id."""
        found = {one: self._found_of[one] for one in filing_ids if one in self._found_of}
        return {**self._programme.homes(filing_ids), **found}


def find_patients(ledger: Ledger, endpoint: str, route: Route) -> Patients:
    """Everybody whom the ledger has an address of at the endpoint, and by NHS number those imported since.

    Raises `EndpointError` where the endpoint cannot be asked.
    """
    programme, places = ledger.programme(endpoint), dict[str, list[Place]]()
    missing: list[tuple[Place, Hold]] = []
    # of tens of thousands of people only their places are kept at hand
    waiting: dict[str, list[Place]] = {}
    for some in batches(programme.unaddressed(), _READ_AT_ONCE):
        for place, person in programme.people(some):
            waiting.setdefault(person.nhs_number, []).append(place)
    for numbers in batches(list(waiting), _IN_A_SEARCH):
        found = route.patients(numbers)
        for place, person in programme.people([place for number in numbers for place in waiting[number]]):
            server_id, hold = matched_patient(person, found[person.nhs_number])
            if server_id is not None:
                places.setdefault(f"Patient/{server_id}", []).append(place)
            elif hold is not None:
                missing.append((place, hold))
    return Patients(programme, ledger.seen(endpoint), places, missing)
