"""Whose records are by now that were another person's, or that nobody has read since an entry was filed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from adapter.errors import Conflict, Refused, Unfiltered
from adapter.ledger.seen import Seen
from adapter.pull.change_query import ChangeQuery
from adapter.pull.changes import sighting
from adapter.pull.patients import Patients
from adapter.pull.taking import Taking
from adapter.pull.walked import batches
from profiles.wire import Resource


def look_whose(query: ChangeQuery, patients: Patients, seen: Seen, taking: Taking) -> None:
    """Leave out what is another person's, before anything of it is read; take back what is ours again.

    What cannot be read stays as it was. Raises what keeps the endpoint from being asked.
    """
    for some in batches([*sorted(patients.left_out), *patients.unread]):
        there = _read(query, some)
        anothers = patients.anothers(there)
        registered = seen.registered(list(anothers))
        for address in anothers:
            now = sighting("Patient", address[8:], address, there[address], registered.get(address))
            taking.keep([(replace(now, body=None), None)])
        if ours := there.keys() & patients.left_out - anothers:
            taking.forget(ours)
            patients.take_back(ours)
        patients.leave_out(anothers)


def _read(query: ChangeQuery, patients: Sequence[str]) -> dict[str, Resource]:
    """The Patients at these addresses, as far as they are shown."""
    try:
        rows = [row for step in query.search("Patient", patients, None) for row in step.rows]
    except Unfiltered:
        raise
    except (Refused, Conflict):
        return {}  # it is told where the patients are asked for what changed
    found = {f"Patient/{row.server_id}": row.resource for row in rows}
    return {address: one for address in patients if (one := found.get(address)) is not None}
