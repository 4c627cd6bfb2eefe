"""Whether an endpoint keeps what it is sent: a run's first filing is read back before the next is sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from adapter.guards.conformity import lost
from adapter.guards.hold import Hold, found_in
from adapter.ledger.facts import Standing
from adapter.merge.difference import differences
from adapter.push.kept import changed, unkept
from adapter.push.plan import Change, PlannedFiling
from adapter.routes.route import Answer, Entry, Route
from mappings.binding import bind, references
from mappings.filing import FiledResource
from mappings.identity import identity_of
from mappings.subject import leads_away, patients_named
from profiles.wire import Resource


@dataclass(frozen=True, slots=True)
class Proof:
    """`hold`: why nothing more may be sent there, or None; `remarks`: what the endpoint left out."""

    hold: Hold | None = None
    remarks: tuple[str, ...] = ()


def proof(entries: Sequence[Entry], answers: Sequence[Answer], patient: str | None, route: Route) -> Proof:
    """Whether each resource stands once, linked, in the right record, as it was sent; and what it has lost.

    What a search does not show yet, or shows as it was, is read where it was answered to be. Seen in real
    servers (failure matrix 3.3, 4): `urn:uuid` references stored as they are, and creates that do not look
    whether the resource is there. Raises `EndpointError`.
    """
    found = route.find([FiledResource(entry.identity, entry.body) for entry in entries])
    remarks: list[str] = []
    for entry, answer in zip(entries, answers, strict=True):
        kind = entry.body["resourceType"]
        holders = found[entry.identity]
        if not holders or (len(holders) == 1 and _is_of_another_version(holders[0], answer)):
            holders = _read(entry, answer, route)
        if len(holders) != 1:
            return Proof(_hold(f"{len(holders)} {kind} resources after one was sent"))
        (back,) = holders
        if fault := _fault(back, patient, route.base) or unkept(entry.body, back):
            return Proof(_hold(f"a {kind} {fault}"))
        remarks += [*lost(entry.body, back), *changed(entry.body, back)]
    told = (f"The endpoint does not keep all that it is sent: {remark}" for remark in dict.fromkeys(remarks))
    return Proof(remarks=tuple(told))


def proved_anew(one: PlannedFiling, standing: Standing, route: Route) -> PlannedFiling:
    """What did not stand as it was sent stays a conflict until it does, though nothing is to be sent.

    Raises `EndpointError`.
    """
    if one.outcome != "unchanged" or not found_wanting(standing):
        return one
    there = [change for change in one.changes if change.server_id is not None and not change.superseded]
    entries = [Entry(change.item.identity, change.item.body, change.server_id) for change in there]
    answers = [Answer(200, str(change.server_id), change.version) for change in there]
    seen = proof(entries, answers, standing.patient, route)
    if seen.hold is None:
        return one
    return replace(one, outcome="conflict", hold=seen.hold, patient=standing.patient)


def found_wanting(standing: Standing) -> bool:
    """Whether what was sent of a filing was seen not to stand as it was sent."""
    return standing.state == "conflict" and (standing.reason or "").startswith(_KEEPS_NOT)


def still_wanting(one: PlannedFiling) -> Hold | None:
    """Why nothing more may be sent, where a filing was looked at anew and still does not stand as sent."""
    told = one.outcome == "conflict" and one.hold is not None and one.hold.found.startswith(_KEEPS_NOT)
    return one.hold if told else None


def left_wanting(one: PlannedFiling, standing: Standing) -> PlannedFiling:
    """The filing as it was found wanting before, where it is not looked at now."""
    hold = _hold(found_in(standing.reason or "").removeprefix(_KEEPS_NOT))
    return replace(one, outcome="conflict", hold=hold, patient=standing.patient)


def as_meant(one: PlannedFiling, filed: PlannedFiling, route: Route) -> PlannedFiling:
    """What an endpoint did not keep, and nobody has changed since, is written as meant.

    `filed` is the same filing as the ledger has it. Raises `EndpointError`.
    """
    ours = {change.item.identity: change.version for change in filed.changes}
    known, changes = one.known(), []
    for change in one.changes:
        entry = Entry(change.item.identity, bind(change.item.body, one.patient, known))
        answer = Answer(200, str(change.server_id), ours.get(change.item.identity))
        left_alone = change.server_id is None or change.superseded or change.action == "retract"
        for there in () if left_alone or answer.version is None else _read(entry, answer, route):
            touched = _version(there) != answer.version or _fault(there, one.patient, route.base)
            if not touched and unkept(entry.body, there):
                change = Change(
                    change.item,
                    "update",
                    differences(there, entry.body),
                    change.server_id,
                    answer.version,
                    there,
                )
        changes.append(change)
    return replace(one, changes=tuple(changes))


def _is_of_another_version(found: Resource, answer: Answer) -> bool:
    known = _version(found) is not None and answer.version is not None
    return known and found.get("id") == answer.server_id and _version(found) != answer.version


def _version(resource: Resource) -> str | None:
    meta = resource.get("meta")
    return meta.get("versionId") if isinstance(meta, dict) else None


def _read(entry: Entry, answer: Answer, route: Route) -> list[Resource]:
    """The resource at the address that was answered, if it is the one that was sent."""
    there = route.read(entry.body["resourceType"], answer.server_id)
    try:
        return [there] if there is not None and identity_of(there) == entry.identity else []
    except (AttributeError, KeyError, TypeError, ValueError):
        return []


def _fault(resource: Resource, patient: str | None, base: str) -> str | None:
    if any(str(reference.get("reference", "")).startswith("urn:") for reference in references(resource)):
        return "whose links lead nowhere: the endpoint does not rewrite the references of a transaction"
    others = patients_named(resource, base) - {patient}
    if any(map(leads_away, others)):
        return "that names its patient by the address of another server than the one it was sent to"
    return "in another patient's record than it was sent for" if others else None


_KEEPS_NOT = "the endpoint does not keep what it is sent: "


def _hold(found: str) -> Hold:
    return Hold(
        "endpoint",
        f"{_KEEPS_NOT}{found}",
        "each resource once, linked, in the patient's own record, as it was sent",
        "Nothing more was sent, and nothing is while that entry stands so. Show this to whoever runs the"
        " endpoint, and have the practice put the entry that is in conflict right, or take it out. If its row"
        " is taken off the list, or it is approved anew, the next push goes on.",
    )
