"""One resource that is at the endpoint already: what is written to it, or what a person is asked first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from adapter.guards.conformity import spoilt
from adapter.guards.hold import Hold
from adapter.ledger.conflicts import Conflicts, Contested
from adapter.merge.difference import content, differences
from adapter.merge.merge import Chosen, Merge, Side, merge, same
from adapter.push.plan import Change, PlannedFiling
from mappings.binding import references
from mappings.ownership import STANDS_FOR_ALL, profile_of
from profiles import wire
from profiles.wire import Resource

_CLOCKS_DIFFER = dt.timedelta(minutes=15)


def joined(
    change: Change,
    base: Resource | None,
    ours: Resource,
    current: Resource,
    *,
    approved: dt.datetime | None,
    on_time: bool,
    conflicts: Conflicts,
) -> Change:
    """The change as it is to be written to what stands there now, `current`; what waits is `contested`.

    `base` and `ours` are bound to the server: what was filed (None: not known), and what the clinic says now.
    Unless the server's clock is `on_time`, who spoke last is not known.
    """
    newest = said_last(approved, current)
    profile = profile_of(ours)
    found, based = _merged(base, ours, current, profile=profile, newest=newest)
    if any(decision.policy == "newest" for decision in found.decisions):
        asked = _merged(base, ours, current, profile=profile, newest=None)
        asked_as = _conflict_id(change, base, ours, current, None, based=asked[1])
        # a clock that was put right since has not put right what it had stamped: what was asked stays asked
        if not on_time or conflicts.of(asked_as):
            (found, based), newest = asked, None
    here = replace(
        change,
        server_id=current["id"],
        version=current.get("meta", {}).get("versionId"),
        current=current,
        differences=(),
    )
    if found.questions:
        contested = Contested(
            _conflict_id(change, base, ours, current, newest, based=based),
            change.item.identity,
            profile,
            change.item.resource_type,
            here.server_id or "",
            here.version,
            content(base or {}),
            content(ours),
            content(current),
            tuple(question.element for question in found.questions),
            based,
            newest,
        )
        found = answered(contested, chosen(conflicts.choice(contested.conflict_id)))
        if found.questions:
            return replace(here, action="waits", contested=contested)
    merged = None if same(found.body, content(ours)) else found.body
    if same(found.body, content(current)):
        return replace(here, action="unchanged", merged=merged, decisions=found.decisions)
    return replace(
        here,
        action="retract" if change.action == "retract" else "update",
        differences=differences(current, found.body),
        merged=merged,
        decisions=found.decisions,
    )


def waiting_for_a_choice(one: PlannedFiling) -> PlannedFiling:
    """What a person has to decide on waits, with what vouches for it; the rest goes if it can stand alone."""
    contested = [change for change in one.changes if change.contested is not None]
    if one.outcome != "file" or not contested:
        return one
    urns = {change.item.identity.urn for change in contested}
    changes = tuple(
        replace(change, action="waits") if change.writes and _vouches_for(change, urns) else change
        for change in one.changes
    )
    alone = not any(change.item.resource_type in STANDS_FOR_ALL for change in contested)
    goes = alone and any(change.writes for change in changes)
    return replace(one, changes=changes, outcome="file" if goes else "conflict", hold=_asks(contested))


def _vouches_for(change: Change, urns: Collection[str]) -> bool:
    return change.item.resource_type == "Provenance" and any(
        reference.get("reference") in urns for reference in references(change.item.body)
    )


def _asks(waiting: Sequence[Change]) -> Hold:
    asked = [change.contested for change in waiting if change.contested is not None]
    kinds = ", ".join(f"{one.resource_type} {', '.join(one.elements)}" for one in asked)
    first = asked[0].conflict_id[:8]
    return Hold(
        "conflict",
        f"changed by the clinic and by the practice: {kinds}",
        "one of both, or another value",
        f"Look at both with fhir-vgc conflicts show {first}, and choose with conflicts resolve.",
    )


def answered(contested: Contested, chosen: Mapping[str, Chosen]) -> Merge:
    """What both sides come to with a person's answers; what they leave open is still a question."""
    side: Side | None = None
    if contested.newest is not None:
        side = "ours" if contested.newest == "ours" else "theirs"
    return merge(
        contested.base if contested.based else None,
        contested.ours,
        contested.theirs,
        profile=contested.profile,
        newest=side,
        chosen=chosen,
    )


def chosen(choice: Mapping[str, Any]) -> dict[str, Chosen]:
    """A choice as the ledger keeps it: element → `{"keep": "ours"}`, or `{"value": …}`."""
    return {
        element: Chosen("ours" if kept.get("keep") == "ours" else "theirs")
        if "keep" in kept
        else Chosen(value=kept["value"])
        for element, kept in choice.items()
    }


def said_last(approved: dt.datetime | None, current: Resource) -> Side | None:
    """Which side spoke last, if that is beyond doubt: clocks differ, and not every server tells the time."""
    try:
        changed = dt.datetime.fromisoformat(current["meta"]["lastUpdated"])
    except (KeyError, TypeError, ValueError):
        return None
    if approved is None or changed.tzinfo is None or abs(approved - changed) < _CLOCKS_DIFFER:
        return None
    return "ours" if approved > changed else "theirs"


def _merged(
    base: Resource | None, ours: Resource, current: Resource, *, profile: str, newest: Side | None
) -> tuple[Merge, bool]:
    """What both come to, and whether a base was of use.

    What is right on each side can be wrong together; then a person decides on all in which they differ.
    """
    found = merge(base, ours, current, profile=profile, newest=newest)
    if base is None or found.questions or same(found.body, content(current)):
        return found, base is not None
    joint = {**found.body, "meta": current.get("meta", {})}
    if same(found.body, content(ours)) or not spoilt(joint, current, ours["meta"]["profile"]):
        return found, True
    return merge(None, ours, current, profile=profile), False


def _conflict_id(
    change: Change,
    base: Resource | None,
    ours: Resource,
    theirs: Resource,
    newest: Side | None,
    *,
    based: bool,
) -> str:
    """The same question has the same id, so that an answer counts for what was asked, and for that only."""
    identity = change.item.identity
    asked = [content(base or {}), content(ours), content(theirs), newest, based]
    return wire.digest([identity.system, identity.value, theirs["id"], *asked])[:32]
