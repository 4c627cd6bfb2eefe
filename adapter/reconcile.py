"""Holding planned filings against what the endpoint holds now: nothing of the practice's is written over."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace

from adapter.difference import content, differences
from adapter.errors import NotAuthorised, OutcomeUnknown, Refused
from adapter.guards.approval import hold_changed, hold_older
from adapter.guards.history import hold_moved
from adapter.guards.hold import Hold
from adapter.ledger.filings import Filings
from adapter.plan import Change, PlannedFiling
from adapter.routes.route import Route
from mappings.binding import bind, references
from mappings.elements import as_of
from mappings.identity import Identity, identity_of
from profiles.wire import Resource

_SAMPLE = 3
"""Filings looked for in each run, to see whether the endpoint is still the one that the ledger knows."""


class Reconciliation:
    """One run's view of one endpoint."""

    def __init__(self, filings: Filings, route: Route) -> None:
        self._filings = filings
        self._route = route
        self._trusted: bool | None = None

    def reconcile(self, planned: dict[str, PlannedFiling]) -> None:
        """Bring the planned filings in line with the endpoint, in place. Raises `EndpointError`."""
        self._still_there(planned)
        for key, one in planned.items():
            if one.outcome == "file":
                planned[key] = self._against_current(one)
        waiting = [one for one in planned.values() if one.outcome == "file"]
        for one, found in zip(waiting, self._found(waiting), strict=True):
            planned[one.filing.filing_id] = self._adopted(one, found)

    def _still_there(self, planned: dict[str, PlannedFiling]) -> None:
        """A server that was emptied, restored or exchanged must not count as one that has everything.

        A few filings are looked for in each run; if one is missing, all of them are.
        """
        filed = [
            one
            for one in planned.values()
            if one.outcome in ("file", "unchanged") and one.changes and one.changes[0].server_id is not None
        ]
        if self._trusted is None and filed:
            self._trusted = not self._missing(filed[:_SAMPLE])
        if self._trusted is False:
            for one in self._missing(filed):
                planned[one.filing.filing_id] = _conflict(
                    one,
                    "what was filed is not at the endpoint any more",
                    "the endpoint that this ledger filed at, with the filed entry",
                    "Ask the practice whether it was deleted. If the endpoint is another one, or was set up"
                    " anew, use a new ledger for it.",
                )

    def _missing(self, filed: Sequence[PlannedFiling]) -> list[PlannedFiling]:
        anchors = [one.changes[0] for one in filed]
        found = self._route.find([anchor.item for anchor in anchors])
        return [
            one
            for one, anchor in zip(filed, anchors, strict=True)
            if anchor.server_id not in {resource["id"] for resource in found[anchor.item.identity]}
        ]

    def _against_current(self, one: PlannedFiling) -> PlannedFiling:
        """Updates go to the version that was read now; what the practice changed since is a conflict."""
        changes = []
        for change in one.changes:
            if change.action not in ("update", "retract") or change.server_id is None:
                changes.append(change)
                continue
            kind = change.item.resource_type
            try:
                current = self._route.read(kind, change.server_id)
            except (Refused, NotAuthorised, OutcomeUnknown) as error:
                return one.held(
                    Hold(
                        "endpoint",
                        f"the {kind} that was filed cannot be read: {error}",
                        "to read what would be written over",
                        "Nothing was sent. Show this to whoever runs the endpoint.",
                    )
                )
            if current is None:
                return _conflict(
                    one, f"the {kind} was deleted at the practice", "it to be there", "Ask the practice why."
                )
            if not self._is_ours(change, current, one):
                return _conflict(
                    one,
                    f"something else stands where the {kind} was filed",
                    "what was filed there, in this patient's record",
                    "Find out whether the endpoint is another one, or was set up anew.",
                )
            here = replace(change, version=current.get("meta", {}).get("versionId"), current=current)
            known = self._filings.addresses(change.item.body) | one.known()
            if content(bind(change.item.body, one.patient, known)) == content(current):
                changes.append(replace(here, action="unchanged", differences=()))
                continue
            filed = self._filings.body(change.item.identity)
            base = bind(filed, one.patient, self._filings.addresses(filed) | known)
            if content(base) != content(current):
                return _conflict(
                    one,
                    f"the {kind} was changed at the practice since it was filed",
                    "the version that was filed",
                    "Compare both, and decide which one stands.",
                )
            changes.append(here)
        return replace(one, changes=tuple(changes))

    @staticmethod
    def _is_ours(change: Change, current: Resource, one: PlannedFiling) -> bool:
        """Whether a resource at the server is the one meant, in the record of the patient meant."""
        try:
            same = identity_of(current) == change.item.identity
        except (KeyError, ValueError):
            return False
        patients = {
            reference["reference"]
            for reference in references(current)
            if str(reference.get("reference", "")).startswith("Patient/")
        }
        return same and patients <= {one.patient}

    def _found(self, waiting: Sequence[PlannedFiling]) -> list[dict[Identity, list[Resource]]]:
        """What the server already holds of what would be created.

        A filing is written as a whole, so its first resource tells for all of it; a filing whose outcome is
        not known is looked up resource by resource.
        """
        standings = self._filings.standings([one.filing.filing_id for one in waiting])
        unsettled = {key for key, standing in standings.items() if standing.state in ("sending", "unknown")}
        anchors = [
            one.changes[0].item
            for one in waiting
            if one.changes[0].action == "create" and one.filing.filing_id not in unsettled
        ]
        there = self._route.find(anchors) if anchors else {}
        looked_up = [
            [
                change.item
                for change in one.changes
                if change.server_id is None
                and (
                    self._route.looks_first
                    or change.action == "retract"
                    or one.filing.filing_id in unsettled
                    or there.get(one.changes[0].item.identity)
                )
            ]
            for one in waiting
        ]
        wanted = [item for items in looked_up for item in items]
        found = self._route.find(wanted) if wanted else {}
        return [{item.identity: found[item.identity] for item in items} for items in looked_up]

    def _adopted(self, one: PlannedFiling, found: Mapping[Identity, Sequence[Resource]]) -> PlannedFiling:
        """Take on what is there already: filed from another machine, or without an answer to us."""
        there: dict[Identity, Resource] = {}
        for change in one.changes:
            holders = found.get(change.item.identity, ())
            if len(holders) > 1:
                return _conflict(
                    one,
                    f"{len(holders)} {change.item.resource_type} resources of one identity at the endpoint",
                    "one",
                    "Have the practice remove the duplicate.",
                )
            if holders and not self._is_ours(change, holders[0], one):
                return _conflict(
                    one,
                    f"the {change.item.resource_type} stands in another patient's record at the endpoint",
                    "it in this patient's record",
                    "Have the practice see whose it is before anything else is filed.",
                )
            if holders:
                there[change.item.identity] = holders[0]
        known = one.known() | {
            identity.urn: f"{resource['resourceType']}/{resource['id']}"
            for identity, resource in there.items()
        }
        changes = []
        for change in one.changes:
            resource = there.get(change.item.identity)
            if resource is not None:
                adopted = self._adopted_change(change, resource, one.patient, known)
                if adopted is None:
                    return _conflict(
                        one,
                        f"another {change.item.resource_type} than ours, by the practice or another machine",
                        "the version that this ledger filed",
                        "Compare both, and decide which one stands.",
                    )
                changes.append(adopted)
            elif change.action != "retract" or change.server_id is not None:
                changes.append(change)
        return _against_what_is_there(replace(one, changes=tuple(changes)), there)

    def _adopted_change(
        self, change: Change, resource: Resource, patient: str | None, known: Mapping[str, str]
    ) -> Change | None:
        here = replace(
            change,
            action="unchanged",
            differences=(),
            server_id=resource["id"],
            version=resource.get("meta", {}).get("versionId"),
            current=resource,
        )
        ours = bind(change.item.body, patient, known)
        if content(ours) == content(resource):
            return here
        mine, theirs = as_of(change.item.body), as_of(resource)
        if mine is not None and theirs is not None and mine < theirs:
            return replace(here, superseded=True)
        if not self._route.untouched(resource):
            return None
        return replace(
            here,
            action="retract" if change.action == "retract" else "update",
            differences=differences(resource, ours),
        )


def _against_what_is_there(one: PlannedFiling, there: Mapping[Identity, Resource]) -> PlannedFiling:
    """What the endpoint itself tells where the ledger knows nothing: the approval, its time, the day."""
    approval = one.filing.approval
    if approval is None or all(change.action == "unchanged" for change in one.changes):
        return one
    for resource in there.values():
        kind, hold = resource["resourceType"], None
        if kind == "Appointment":
            start = dt.datetime.fromisoformat(resource["start"])
            hold = hold_moved(one.filing.session_date, start.date())
        elif kind == "Composition":
            times = [party["time"] for party in resource.get("attester", ()) if "time" in party]
            if times and resource.get("confidentiality") != "R":
                hold = hold_older(approval, dt.datetime.fromisoformat(times[0]))
        elif kind == "Provenance" and resource.get("recorded") == approval.at.isoformat():
            hold = hold_changed(approval)
        if hold is not None:
            return one.held(hold)
    return one


def _conflict(one: PlannedFiling, found: str, expected: str, todo: str) -> PlannedFiling:
    return replace(one, outcome="conflict", hold=Hold("conflict", found, expected, todo))
