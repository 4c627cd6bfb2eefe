"""What another ledger has filed of an entry, told by its approval; not the practice's (decision 0019)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from adapter.guards.approval import approved_at
from adapter.guards.hold import Hold
from adapter.merge.difference import content
from adapter.push.plan import Change, PlannedFiling
from mappings.binding import references
from mappings.elements import as_of
from mappings.filing import FiledResource
from mappings.identity import Identity, Kind, identity, identity_of
from mappings.retract import STATUS, retracted
from profiles.definitions import extension, identifier_system
from profiles.wire import Resource

_ENTRIES: tuple[Kind, ...] = ("entry", "sensitive-entry")

_WHICH = ("resourceType", "identifier", "subject", "for")
_MEANT = ("source", "profile", "tag")
"""Of what says which resource it is, and of its `meta`, the parts that whoever files it has written."""

_A_PAGE = 10
"""Versions on the first page of a history at least; of more than these some may not have been seen."""


def approved_elsewhere(entry: Resource, *known: Resource) -> bool:
    """Whether the entry at the endpoint stands under an approval that none of those known has.

    Another machine has filed it since, or this ledger was restored from a backup.
    """
    there = approved_at(entry)
    return bool(there) and all(there != approved_at(one) for one in known)


def by_filings_alone(versions: Sequence[Resource]) -> bool:
    """Whether each version of an entry came with an approval of its own: an edit of the practice has none."""
    approvals = [approved_at(version) for version in versions]
    return len(versions) < _A_PAGE and all(approvals) and len(set(approvals)) == len(approvals)


def looked_up_anew(one: PlannedFiling) -> PlannedFiling:
    """The same filing, as if nothing were known of where its resources are and what they say.

    What lasts beyond the session has its own order, and what is taken back is read in any case.
    """
    return replace(
        one,
        changes=tuple(
            change
            if change.action == "retract" or as_of(change.item.body) is not None
            else Change(change.item, "create")
            for change in one.changes
        ),
    )


def word_of_another(current: Resource, versions: Sequence[Resource] | None) -> Resource:
    """What is kept of a later session's word that another ledger filed: what it is, and as of when.

    What it says only where nobody has touched it: else that may be the practice's, and would be written over
    as if it were the clinic's own.
    """
    if versions is not None and len(versions) == 1:
        return content(current)
    kept = {name: current[name] for name in _WHICH if name in current}
    meta = {name: value for name, value in current.get("meta", {}).items() if name in _MEANT}
    stamps = [one for one in current["extension"] if one.get("url") == extension("as-of")]
    return {**kept, "meta": meta, "extension": stamps}


def left_out(one: PlannedFiling) -> list[FiledResource]:
    """The entries that the participation may have in a record, and this filing has not, to be looked for."""
    ours = {change.item.identity for change in one.changes}
    others = (identity(kind, one.filing.filing_id) for kind in _ENTRIES)
    return [FiledResource(other, {"resourceType": "Composition"}) for other in others if other not in ours]


def hold_left_out(one: PlannedFiling, found: Mapping[Identity, Sequence[Resource]]) -> Hold | None:
    """Holds what would be filed beside an entry of the same participation that it says nothing of."""
    ours = {change.item.identity for change in one.changes}
    others = [found[other] for other in found.keys() - ours]
    if all(entry.get("status") == "entered-in-error" for entries in others for entry in entries):
        return None
    return Hold(
        "conflict",
        "an entry of this session that was filed from elsewhere is in the record, and this row has none",
        "a row with that entry, or a record without it",
        "See whether that entry is right. If so, put it into the row; otherwise have the practice take it"
        " out, and push again.",
    )


def led_to(entries: Sequence[Resource]) -> set[str]:
    """The addresses (`Type/id`) that the sections of entries lead to."""
    sections = [section for entry in entries for section in entry.get("section", ())]
    found = {str(reference.get("reference", "")) for reference in references(sections)}
    return {address for address in found if address.partition("/")[0] in STATUS}


def taken_back(resource: Resource, session_id: str) -> Change | None:
    """What becomes of a resource that an entry of the session led to, and the new one does not hold.

    None where it is no filing's, another session's, goes on beyond its session, or is taken back already.
    """
    own = {"system": identifier_system("session"), "value": session_id}
    carried = resource.get("identifier")
    if not isinstance(carried, list) or own not in carried or as_of(resource) is not None:
        return None
    meta = {name: value for name, value in resource["meta"].items() if name in ("source", "profile")}
    before = {**content(resource), "meta": meta}
    after = retracted(before)
    if after is None or after == before:
        return None
    return Change(FiledResource(identity_of(resource), after), "retract", server_id=resource["id"])
