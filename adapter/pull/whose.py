"""Whose records are by now that were another person's, or that nobody has read since an entry was filed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import chain
from typing import TypeAlias

from adapter.errors import Conflict, Refused, Unfiltered
from adapter.ledger.seen import Seen
from adapter.pull.change_query import ChangeQuery, Step
from adapter.pull.changes import sighting
from adapter.pull.patients import Patients
from adapter.pull.taking import Taking
from adapter.pull.walked import batches
from profiles.wire import Resource

_AT_HAND = 1_000
"""Patients who are not asked for twice; of however many there are, the memory is the same."""

AtHand: TypeAlias = dict[tuple[str, ...], list[Step]]
"""What was answered in full, by the Patients who were asked for."""


def look_whose(query: ChangeQuery, patients: Patients, seen: Seen, taking: Taking) -> AtHand:
    """Leave out what is another person's, before anything of it is read; take back what is ours again.

    What cannot be read stays as it was. Raises what keeps the endpoint from being asked.
    """
    at_hand: AtHand = {}
    room = _AT_HAND
    for some in chain(batches(patients.unread), batches(sorted(patients.left_out))):
        steps = _steps(query, some)
        if len(some) <= room and _is_full(steps):
            at_hand[tuple(some)] = steps
            room -= len(some)
        there = _there(steps, some)
        anothers = patients.anothers(there)
        registered = seen.registered(list(anothers))
        for address in anothers:
            now = sighting("Patient", address[8:], address, there[address], registered.get(address))
            taking.keep([(replace(now, body=None), None)])
        if ours := there.keys() & patients.left_out - anothers:
            taking.forget(ours)
            patients.take_back(ours)
        patients.leave_out(anothers)
    return at_hand


def _steps(query: ChangeQuery, patients: Sequence[str]) -> list[Step]:
    try:
        return list(query.search("Patient", patients, None))
    except Unfiltered:
        raise
    except (Refused, Conflict):
        return []  # it is told where the patients are asked for what changed


def _is_full(steps: Sequence[Step]) -> bool:
    return bool(steps) and all(
        step.complete and not step.unnamed and not step.notes and step.withheld is None for step in steps
    )


def _there(steps: Sequence[Step], patients: Sequence[str]) -> dict[str, Resource]:
    """The Patients at these addresses, as far as they are shown."""
    found = {f"Patient/{row.server_id}": row.resource for step in steps for row in step.rows}
    return {address: one for address in patients if (one := found.get(address)) is not None}
