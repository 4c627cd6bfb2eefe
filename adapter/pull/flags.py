"""Who of the programme's patients needs a person, as the last pulls saw them: died, left, gone, another."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING

from adapter.guards.hold import Hold
from adapter.guards.identity import hold_other_keeper, hold_status
from adapter.ledger.ledger import Ledger
from adapter.ledger.programme import Place
from adapter.ledger.seen import Sighting
from adapter.ledger.settling import Settlement
from adapter.problem import Problem
from mappings.records import Person

if TYPE_CHECKING:
    from adapter.pull.patients import Patients

_AT_ONCE = 500

_GONE = Hold(
    "identity",
    "the patient's record is not at the endpoint any more",
    "the record that entries were filed in",
    "Ask the practice whether it was merged into another, or deleted.",
)

_ANOTHERS = Hold(
    "identity",
    "the record is another person's now",
    "the patient on the list",
    "Look at it together with the practice. Nothing more of it is brought back, and nothing is filed in it."
    " If it is the same person, correct the list and pull.",
)


@dataclass(frozen=True, slots=True)
class Flag:
    """A patient at an endpoint who needs a person: the newest row on a list, why, and what the pull saw.

    `settled` says who has seen to it, if anybody.
    """

    endpoint: str
    place: Place
    hold: Hold
    sighting: Sighting
    settled: Settlement | None = None

    @property
    def problem(self) -> Problem:
        return problem_of(self.place, self.hold)


def settled(ledger: Ledger, endpoint: str) -> Iterator[Flag]:
    """Each patient whom a person has settled, and who is as then."""
    said = ledger.settling(endpoint).all()
    seen = (one for one in ledger.seen(endpoint).flagged() if one.server_id in said)
    for flag in _flags(ledger, endpoint, seen, ledger.programme(endpoint).places):
        yield replace(flag, settled=said[flag.sighting.server_id])


def flagged(ledger: Ledger, endpoint: str, patients: Patients | None = None) -> Iterator[Flag]:
    """Each patient whom the last pulls saw dead, merged, inactive, moved, gone or another person by now.

    Whom somebody has settled is not among them. `patients` are those of `find_patients`; without them, those
    whom the ledger has filings of. Nobody is named.
    """
    among = ledger.programme(endpoint).places if patients is None else patients.places
    return _flags(ledger, endpoint, ledger.seen(endpoint).unsettled(), among)


def _flags(
    ledger: Ledger,
    endpoint: str,
    patients: Iterator[Sighting],
    among: Callable[[Collection[str]], Mapping[str, Sequence[Place]]],
) -> Iterator[Flag]:
    programme = ledger.programme(endpoint)
    seen = (one for one in patients if hold_seen(one, None) is not None)
    while some := list(islice(seen, _AT_ONCE)):
        found = among([f"Patient/{one.server_id}" for one in some])
        newest = {address: places[-1] for address, places in found.items()}
        people = dict(programme.people(list(newest.values())))
        for one in some:
            place = newest.get(f"Patient/{one.server_id}")
            if place is not None and (hold := hold_seen(one, people.get(place))) is not None:
                if one.anothers:
                    hold = _with_entries(ledger, endpoint, hold, found[f"Patient/{one.server_id}"])
                yield Flag(endpoint, place, hold, one)


def _with_entries(ledger: Ledger, endpoint: str, hold: Hold, places: Sequence[Place]) -> Hold:
    """What to do with the entries named that stand in the record."""
    filed = ledger.filings(endpoint).filed([place.filing_id for place in places])
    entries = list(dict.fromkeys(where(place) for place in places if place.filing_id in filed))
    if not entries:
        return hold
    return replace(hold, todo=f"Our entry stands in it ({'; '.join(entries)}). {hold.todo}")


def looked_at(sighting: Sighting) -> Sighting:
    """The same, a Patient with its flag as its content has it."""
    if sighting.resource_type != "Patient":
        return sighting
    return replace(sighting, flagged=hold_seen(sighting, None) is not None)


def hold_seen(patient: Sighting, person: Person | None) -> Hold | None:
    """Why nothing may be written to a patient, as the last pull saw the server's own Patient."""
    if patient.body is None:
        return _ANOTHERS if patient.anothers else _GONE
    return hold_status(patient.body) or hold_other_keeper(person, patient.body, patient.registered)


def problem_of(place: Place, hold: Hold) -> Problem:
    """What a person has to do, told by session and row."""
    return Problem(where(place), hold.found, hold.expected, hold.todo)


def where(place: Place) -> str:
    """Session and row, in words."""
    date = place.session_date
    session = f"session of {date.day} {date:%b %Y}" if date else "a session whose list is not kept any more"
    return f"{session}, row {place.row}"
