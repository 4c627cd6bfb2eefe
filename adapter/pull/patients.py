"""The programme's patients at one endpoint: where each is kept there, and who of them needs a person."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from adapter.guards.hold import Hold
from adapter.guards.identity import hold_other_keeper, hold_status, matched_patient
from adapter.ledger.ledger import Ledger
from adapter.ledger.programme import Place
from adapter.ledger.seen import Sighting
from adapter.problem import Problem
from adapter.routes.route import Route
from mappings.records import Person

_IN_A_SEARCH = 25

_GONE = Hold(
    "identity",
    "the patient's record is not at the endpoint any more",
    "the record that entries were filed in",
    "Ask the practice whether it was merged into another, or deleted.",
)


@dataclass(frozen=True, slots=True)
class Patients:
    """`places` are the rows of each patient on the clinic's lists, newest last, by the Patient's address.

    `missing` are people who were imported and whose record was not found, or is not certainly theirs.
    """

    places: Mapping[str, Sequence[Place]]
    missing: Sequence[tuple[Place, Hold]]

    def place(self, address: str) -> Place:
        """The newest row of a patient."""
        return self.places[address][-1]


def find_patients(ledger: Ledger, endpoint: str, route: Route) -> Patients:
    """Everybody whom the ledger has an address of at the endpoint, and by NHS number those imported since.

    Raises `EndpointError` where the endpoint cannot be asked.
    """
    programme = ledger.programme(endpoint)
    places = programme.addressed()
    missing: list[tuple[Place, Hold]] = []
    waiting: dict[str, list[tuple[Place, Person]]] = {}
    for place, person in programme.unaddressed():
        waiting.setdefault(person.nhs_number, []).append((place, person))
    numbers = list(waiting)
    for start in range(0, len(numbers), _IN_A_SEARCH):
        some = numbers[start : start + _IN_A_SEARCH]
        found = route.patients(some)
        for number in some:
            for place, person in waiting[number]:
                server_id, hold = matched_patient(person, found[number])
                if server_id is not None:
                    places.setdefault(f"Patient/{server_id}", []).append(place)
                elif hold is not None:
                    missing.append((place, hold))
    return Patients(places, missing)


def flagged(
    ledger: Ledger, endpoint: str, places: Mapping[str, Sequence[Place]] | None = None
) -> Iterator[Problem]:
    """Each patient whom the last pulls saw dead, merged, inactive, moved or gone, by session and row.

    `places` are those of `find_patients`; without them, of the patients whom the ledger has filings of.
    Nobody is named.
    """
    programme = ledger.programme(endpoint)
    places = programme.addressed() if places is None else places
    for sighting in ledger.seen(endpoint).all("Patient"):
        address = f"Patient/{sighting.server_id}"
        if address not in places or hold_seen(sighting, None) is None:
            continue
        place = places[address][-1]
        hold = hold_seen(sighting, programme.person(place.filing_id))
        if hold is not None:
            yield problem_of(place, hold)


def hold_seen(patient: Sighting, person: Person | None) -> Hold | None:
    """Why nothing may be written to a patient, as the last pull saw the server's own Patient."""
    if patient.body is None:
        return _GONE
    return hold_status(patient.body) or hold_other_keeper(person, patient.body, patient.registered)


def problem_of(place: Place, hold: Hold) -> Problem:
    """What a person has to do, told by session and row."""
    return Problem(where(place), hold.found, hold.expected, hold.todo)


def where(place: Place) -> str:
    """Session and row, in words."""
    date = place.session_date
    session = f"session of {date.day} {date:%b %Y}" if date else "a session whose list is not kept any more"
    return f"{session}, row {place.row}"
