"""In which order the resources of a filing are written where they cannot all be written at once."""

from __future__ import annotations

from collections.abc import Sequence

from adapter.errors import Refused
from adapter.routes.route import Entry
from mappings.binding import references
from mappings.identity import URN

_LAST = {"Composition": 1, "Provenance": 2}
"""What a reader sees comes after what it leads to, and the mark that all is there comes last."""


def ordered(entries: Sequence[Entry]) -> list[Entry]:
    """What is referred to first, then the entry that a reader sees, and last the Provenance.

    A Provenance is the mark that the filing is complete: it is there only if all that it speaks of is.
    Raises `Refused`, and nothing is sent, where a reference leads nowhere or in a circle, or an identity
    stands twice.
    """
    waiting = sorted(entries, key=_rank)
    urns = {entry.identity.urn for entry in waiting}
    if len(urns) < len(waiting):
        raise Refused("not sent: two resources of the filing have one identity")
    leads_to = {entry.identity.urn: _leads_to(entry) for entry in waiting}
    open_still = set(urns)
    placed: list[Entry] = []
    while waiting:
        following = next((e for e in waiting if open_still.isdisjoint(leads_to[e.identity.urn])), None)
        if following is None:
            raise Refused("not sent: the references of the filing go round in a circle")
        if dangling := leads_to[following.identity.urn] - urns:
            kind = following.body["resourceType"]
            raise Refused(f"not sent: {len(dangling)} references of a {kind} lead nowhere")
        placed.append(following)
        waiting.remove(following)
        open_still.remove(following.identity.urn)
    return placed


def first_part(waiting: Sequence[Entry], *, linked: bool, most: int | None) -> list[Entry]:
    """The entries, of those waiting in their order, that may be sent together now.

    Entries of one part may refer to each other only if it is `linked` (a transaction). Otherwise each refers
    to nothing that waits, and a mark goes when nothing but marks of its kind waits.
    """
    most = most or len(waiting)
    if linked:
        return list(waiting[:most])
    open_still = {entry.identity.urn for entry in waiting}
    rank = _rank(waiting[0])
    ready = [e for e in waiting if _rank(e) == rank and open_still.isdisjoint(_leads_to(e))]
    return ready[:most]


def links(entry: Entry) -> set[str]:
    """The `urn:uuid:…` references of an entry."""
    found = {str(reference.get("reference", "")) for reference in references(entry.body)}
    return {urn for urn in found if urn.startswith(URN)}


def _rank(entry: Entry) -> int:
    return _LAST.get(entry.body["resourceType"], 0)


def _leads_to(entry: Entry) -> set[str]:
    """Its links, but for one to itself."""
    return links(entry) - {entry.identity.urn}
