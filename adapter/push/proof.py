"""Whether an endpoint keeps what it is sent: a run's first filing is read back before the next is sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from adapter.guards.conformity import lost
from adapter.guards.hold import Hold
from adapter.routes.route import Entry, Route
from mappings.binding import references
from mappings.filing import FiledResource
from mappings.subject import leads_away, patients_named
from profiles.wire import Resource


@dataclass(frozen=True, slots=True)
class Proof:
    """`hold`: why nothing more may be sent there, or None; `remarks`: what the endpoint left out."""

    hold: Hold | None = None
    remarks: tuple[str, ...] = ()


def proof(entries: Sequence[Entry], patient: str | None, route: Route) -> Proof:
    """Whether each resource stands once, linked, in the right record; and what it has lost on the way.

    Seen in real servers (failure matrix 3.3, 4): `urn:uuid` references stored as they are, and creates that
    do not look whether the resource is there. Raises `EndpointError`.
    """
    found = route.find([FiledResource(entry.identity, entry.body) for entry in entries])
    for entry in entries:
        holders = found[entry.identity]
        kind = entry.body["resourceType"]
        if len(holders) != 1:
            return Proof(_hold(f"{len(holders)} {kind} resources after one was sent"))
        if fault := _fault(holders[0], patient, route.base):
            return Proof(_hold(f"a {kind} {fault}"))
    remarks = [remark for entry in entries for remark in lost(entry.body, found[entry.identity][0])]
    told = (f"The endpoint does not keep all that it is sent: {remark}" for remark in dict.fromkeys(remarks))
    return Proof(remarks=tuple(told))


def _fault(resource: Resource, patient: str | None, base: str) -> str | None:
    if any(str(reference.get("reference", "")).startswith("urn:") for reference in references(resource)):
        return "whose links lead nowhere: the endpoint does not rewrite the references of a transaction"
    others = patients_named(resource, base) - {patient}
    if any(map(leads_away, others)):
        return "that names its patient by the address of another server than the one it was sent to"
    return "in another patient's record than it was sent for" if others else None


def _hold(found: str) -> Hold:
    return Hold(
        "endpoint",
        f"the endpoint does not keep what it is sent: {found}",
        "each resource once, linked, in the patient's own record",
        "Nothing more was sent. Show this to whoever runs the endpoint, and have the practice check the first"
        " entry of this run.",
    )
