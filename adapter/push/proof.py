"""Whether an endpoint keeps what it is sent: a run's first filing is read back before the next is sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from adapter.guards.conformity import lost
from adapter.guards.hold import Hold
from adapter.ledger.facts import Standing
from adapter.push.kept import changed, unkept
from adapter.push.plan import PlannedFiling
from adapter.routes.route import Answer, Entry, Route
from mappings.binding import references
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

    What a search does not show yet is read where it was answered to be. Seen in real servers (failure matrix
    3.3, 4): `urn:uuid` references stored as they are, and creates that do not look whether the resource is
    there. Raises `EndpointError`.
    """
    found = route.find([FiledResource(entry.identity, entry.body) for entry in entries])
    remarks: list[str] = []
    for entry, answer in zip(entries, answers, strict=True):
        kind = entry.body["resourceType"]
        holders = found[entry.identity] or _read(entry, answer, route)
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
    told = standing.reason or ""
    if one.outcome != "unchanged" or standing.state != "conflict" or not told.startswith(_KEEPS_NOT):
        return one
    there = [change for change in one.changes if change.server_id is not None and not change.superseded]
    entries = [Entry(change.item.identity, change.item.body, change.server_id) for change in there]
    answers = [Answer(200, str(change.server_id), change.version) for change in there]
    seen = proof(entries, answers, standing.patient, route)
    if seen.hold is None:
        return one
    return replace(one, outcome="conflict", hold=seen.hold, patient=standing.patient)


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
        "Nothing more was sent. Show this to whoever runs the endpoint, and have the practice check the first"
        " entry of this run.",
    )
