"""Holding drafts against what is known: the ledger first, then the server's own Patient and resources.

What the ledger knows to be filed as it is needs no request. For the rest the server's Patient is read, and
whatever the ledger cannot answer for is looked up by its business identity before anything is written.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace

from adapter.difference import content, differences
from adapter.drafts import Draft
from adapter.guards.approval import approval_key, hold_changed
from adapter.guards.hold import Hold
from adapter.guards.identity import matched_patient
from adapter.ledger.filings import Filings, Receipt
from adapter.plan import Change, PlannedFiling
from adapter.routes.route import Route
from mappings.binding import bind
from mappings.elements import as_of
from mappings.filing import FiledResource
from mappings.identity import Identity
from mappings.retract import retracted
from mappings.typed import faults
from profiles.wire import Resource


class Planner:
    """Plans drafts against one endpoint.

    With `binding`, an approval seen for the first time is bound to what it was given for; a dry run
    only looks.
    """

    def __init__(self, filings: Filings, route: Route, now: dt.datetime, *, binding: bool) -> None:
        self._filings = filings
        self._route = route
        self._now = now
        self._binding = binding

    def plan(self, drafts: Sequence[Draft]) -> list[PlannedFiling]:
        """One planned filing for each draft, in their order. No patient may occur twice among the drafts."""
        planned = {draft.filing.filing_id: self._against_records(draft) for draft in drafts}
        self._against_approvals(planned)
        self._against_ledger(planned)
        open_ids = [key for key, one in planned.items() if one.outcome == "file"]
        if self._route.sees_records and open_ids:
            self._against_patients(planned, open_ids)
            self._against_server(planned)
        return [planned[draft.filing.filing_id] for draft in drafts]

    def _against_records(self, draft: Draft) -> PlannedFiling:
        if draft.hold is not None:
            return PlannedFiling(draft.filing, "held", draft.hold)
        return PlannedFiling(draft.filing, "file")

    def _against_approvals(self, planned: dict[str, PlannedFiling]) -> None:
        wanted = {
            key: (approval_key(one.filing.approval), one.filing.digest)
            for key, one in planned.items()
            if one.outcome == "file" and one.filing.approval is not None
        }
        bound = self._filings.bound_approvals(wanted)
        if self._binding:
            self._filings.bind_approvals({key: wanted[key] for key in wanted if key not in bound}, self._now)
        for key, digest in bound.items():
            one = planned[key]
            if digest != one.filing.digest and one.filing.approval is not None:
                planned[key] = replace(one, outcome="held", hold=hold_changed(one.filing.approval))

    def _against_ledger(self, planned: dict[str, PlannedFiling]) -> None:
        waiting = [key for key, one in planned.items() if one.outcome == "file"]
        known = self._filings.receipts(
            item.identity for key in waiting for item in planned[key].filing.resources
        )
        written: dict[str, list[Receipt]] = {}
        for receipt in self._filings.receipts_of(waiting):
            written.setdefault(receipt.filing_id, []).append(receipt)
        for key in waiting:
            one = planned[key]
            changes = [self._change(item, known.get(item.identity)) for item in one.filing.resources]
            ours = {item.identity for item in one.filing.resources}
            changes += self._retractions([r for r in written.get(key, ()) if r.identity not in ours])
            if all(change.action == "unchanged" for change in changes):
                planned[key] = replace(one, outcome="unchanged", changes=tuple(changes))
                continue
            wrong = [
                fault
                for change in changes
                if change.action != "unchanged"
                for fault in faults(change.item.body)
            ]
            if wrong:
                hold = Hold(
                    "mapping",
                    f"not valid FHIR R4: {wrong[0]}",
                    "resources that any FHIR R4 server takes",
                    "This is a defect of fhir-vgc: report it, and file this entry by hand.",
                )
                planned[key] = replace(one, outcome="rejected", hold=hold)
            else:
                planned[key] = replace(one, changes=tuple(changes))

    def _change(self, item: FiledResource, receipt: Receipt | None) -> Change:
        if receipt is None or receipt.server_id is None:
            return Change(item, "create")
        here = Change(item, "unchanged", server_id=receipt.server_id, version=receipt.version)
        if receipt.digest == item.digest:
            return here
        before = self._filings.body(item.identity)
        ours, theirs = as_of(item.body), as_of(before)
        if ours is not None and theirs is not None and ours < theirs:
            return replace(here, superseded=True)
        return replace(here, action="update", differences=differences(before, item.body))

    def _retractions(self, receipts: Sequence[Receipt]) -> list[Change]:
        """What this filing wrote before and no longer says: it becomes entered-in-error, never deleted."""
        found = []
        for receipt in receipts:
            if receipt.server_id is None:
                continue
            before = self._filings.body(receipt.identity)
            after = retracted(before)
            if after is None or after == before or as_of(before) is not None:
                continue
            item = FiledResource(receipt.identity, after)
            found.append(
                Change(
                    item,
                    "retract",
                    differences(before, after),
                    server_id=receipt.server_id,
                    version=receipt.version,
                )
            )
        return found

    def _against_patients(self, planned: dict[str, PlannedFiling], keys: Sequence[str]) -> None:
        waiting = [key for key in keys if planned[key].outcome == "file"]
        numbers = [planned[key].filing.person.nhs_number for key in waiting]
        patients = self._route.patients(numbers)
        for key, number in zip(waiting, numbers, strict=True):
            one = planned[key]
            patient, hold = matched_patient(one.filing.person, patients[number])
            if hold is not None:
                planned[key] = replace(one, outcome="held", hold=hold)
            else:
                planned[key] = replace(one, patient=f"Patient/{patient}")

    def _against_server(self, planned: dict[str, PlannedFiling]) -> None:
        waiting = [one for one in planned.values() if one.outcome == "file"]
        for one in waiting:
            planned[one.filing.filing_id] = self._against_current(one)
        waiting = [planned[one.filing.filing_id] for one in waiting]
        waiting = [one for one in waiting if one.outcome == "file"]
        for one, found in zip(waiting, self._found(waiting), strict=True):
            planned[one.filing.filing_id] = self._adopted(one, found)

    def _against_current(self, one: PlannedFiling) -> PlannedFiling:
        """Updates go to the version that we know; what the practice changed since then is a conflict."""
        changes = []
        for change in one.changes:
            if change.action not in ("update", "retract") or change.server_id is None:
                changes.append(change)
                continue
            current = self._route.read(change.item.resource_type, change.server_id)
            kind = change.item.resource_type
            if current is None:
                return _conflict(
                    one, f"the {kind} was deleted at the practice", "it to be there", "Ask the practice why."
                )
            version = current.get("meta", {}).get("versionId")
            if version != change.version:
                base = bind(self._filings.body(change.item.identity), one.patient, one.known())
                if content(base) != content(current):
                    return _conflict(
                        one,
                        f"the {kind} was changed at the practice since it was filed",
                        "the version that was filed",
                        "Compare both, and decide which one stands.",
                    )
            changes.append(replace(change, version=version, current=current))
        return replace(one, changes=tuple(changes))

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
                if change.action == "create"
                and (
                    self._route.looks_first
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
                kind = change.item.resource_type
                return _conflict(
                    one,
                    f"{len(holders)} {kind} resources of one identity at the endpoint",
                    "one",
                    "Have the practice remove the duplicate.",
                )
            if holders:
                there[change.item.identity] = holders[0]
        if not there:
            return one
        known = one.known() | {
            identity.urn: f"{resource['resourceType']}/{resource['id']}"
            for identity, resource in there.items()
        }
        changes = []
        for change in one.changes:
            resource = there.get(change.item.identity)
            if resource is None:
                changes.append(change)
                continue
            here = Change(
                change.item,
                "unchanged",
                server_id=resource["id"],
                version=resource.get("meta", {}).get("versionId"),
                current=resource,
            )
            ours = bind(change.item.body, one.patient, known)
            if content(ours) == content(resource):
                changes.append(here)
            elif self._route.untouched(resource):
                changes.append(replace(here, action="update", differences=differences(resource, ours)))
            else:
                return _conflict(
                    one,
                    f"another version of the {change.item.resource_type}, changed at the practice",
                    "the version that this ledger filed",
                    "Compare both, and decide which one stands.",
                )
        return replace(one, changes=tuple(changes))


def _conflict(one: PlannedFiling, found: str, expected: str, todo: str) -> PlannedFiling:
    return replace(one, outcome="conflict", hold=Hold("conflict", found, expected, todo))
