"""Whether an endpoint keeps what it is sent: a run's first filing is read back before the next is sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from adapter.guards.conformity import lost
from adapter.push.kept import changed, unkept
from adapter.routes.route import Answer, Entry, Route
from mappings.binding import references
from mappings.filing import FiledResource
from mappings.identity import Identity, identity_of
from mappings.subject import leads_away, patients_named
from profiles.wire import Resource


@dataclass(frozen=True, slots=True)
class Proof:
    """`faults`: which resources do not stand as sent, and how; `remarks`: what else the endpoint left out."""

    faults: Mapping[Identity, str]
    remarks: tuple[str, ...] = ()


def proof(entries: Sequence[Entry], answers: Sequence[Answer], patient: str | None, route: Route) -> Proof:
    """Whether each resource stands once, linked, in the right record, as it was sent; and what it has lost.

    Seen in real servers (failure matrix 3.3, 4): `urn:uuid` references stored as they are, and creates that
    do not look whether the resource is there. Raises `EndpointError`.
    """
    found = route.find([FiledResource(entry.identity, entry.body) for entry in entries])
    faults: dict[Identity, str] = {}
    remarks: list[str] = []
    for entry, answer in zip(entries, answers, strict=True):
        holders = standing(entry, answer, found[entry.identity], route)
        if fault := fault_of(entry.body, holders, patient, route.base):
            faults[entry.identity] = fault
        else:
            remarks += [*lost(entry.body, holders[0]), *changed(entry.body, holders[0])]
    told = (f"The endpoint does not keep all that it is sent: {remark}" for remark in dict.fromkeys(remarks))
    return Proof(faults, tuple(told))


def standing(entry: Entry, answer: Answer, found: Sequence[Resource], route: Route) -> Sequence[Resource]:
    """What stands of a resource; what a search does not show yet, or as it was, is read at its address.

    Raises `EndpointError`.
    """
    if not found or (len(found) == 1 and _is_of_another_version(found[0], answer)):
        return read(entry, answer.server_id, route)
    return found


def fault_of(sent: Resource, holders: Sequence[Resource], patient: str | None, base: str) -> str | None:
    """How a resource does not stand as it was sent, in words; None where it does."""
    kind = sent["resourceType"]
    if not holders:
        return f"{_ABSENT}{kind} resources after one was sent"
    if len(holders) > 1:
        return f"{len(holders)} {kind} resources after one was sent"
    fault = misplaced(holders[0], patient, base) or unkept(sent, holders[0])
    return fault and f"a {kind} {fault}"


def is_absent(fault: str) -> bool:
    """Whether it is the fault of a resource that was answered for and is not there."""
    return fault.startswith(_ABSENT)


_ABSENT = "0 "


def misplaced(resource: Resource, patient: str | None, base: str) -> str | None:
    """How the links of a resource lead elsewhere than they should, in words."""
    if any(str(reference.get("reference", "")).startswith("urn:") for reference in references(resource)):
        return "whose links lead nowhere: the endpoint does not rewrite the references of a transaction"
    others = patients_named(resource, base) - {patient}
    if any(map(leads_away, others)):
        return "that names its patient by the address of another server than the one it was sent to"
    return "in another patient's record than it was sent for" if others else None


def read(entry: Entry, server_id: str, route: Route) -> list[Resource]:
    """The resource at an address, if it is the one that is meant. Raises `EndpointError`."""
    there = route.read(entry.body["resourceType"], server_id)
    try:
        return [there] if there is not None and identity_of(there) == entry.identity else []
    except (AttributeError, KeyError, TypeError, ValueError):
        return []


def version_of(resource: Resource) -> str | None:
    """The version that the endpoint says it is."""
    meta = resource.get("meta")
    version = meta.get("versionId") if isinstance(meta, dict) else None
    return None if version is None else str(version)


def _is_of_another_version(found: Resource, answer: Answer) -> bool:
    known = version_of(found) is not None and answer.version is not None
    return known and found.get("id") == answer.server_id and version_of(found) != answer.version
