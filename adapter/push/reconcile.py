"""Holding planned filings against what the endpoint holds now: nothing of the practice's is written over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial

from adapter.errors import NotAuthorised, OutcomeUnknown, Refused
from adapter.guards.approval import hold_changed, hold_older_entry
from adapter.guards.history import hold_moved
from adapter.guards.hold import Hold
from adapter.ledger.filings import Filings
from adapter.merge.difference import content, differences
from adapter.merge.joining import joined, waiting_for_a_choice
from adapter.push.elsewhere import (
    approved_elsewhere,
    by_filings_alone,
    hold_left_out,
    led_to,
    left_out,
    looked_up_anew,
    taken_back,
    word_of_another,
)
from adapter.push.plan import Change, PlannedFiling
from adapter.push.presence import Presence, is_older
from adapter.push.unanswered import addresses, find_unanswered, unsettled
from adapter.push.unfiled import doubled, if_readable, in_conflict
from adapter.routes.route import Route
from mappings.binding import bind, references
from mappings.elements import as_of, full_moment
from mappings.identity import Identity, identity_of
from mappings.subject import patients_named
from profiles.definitions import NHS_NUMBER
from profiles.wire import Resource


class Reconciliation:
    """One run's view of one endpoint."""

    def __init__(self, filings: Filings, route: Route, presence: Presence) -> None:
        self._filings = filings
        self._route = route
        self._presence = presence

    def reconcile(self, planned: dict[str, PlannedFiling]) -> None:
        """Bring the planned filings in line with the endpoint, in place. Raises `EndpointError`."""
        there = addresses(find_unanswered(planned.values(), self._filings, self._route))
        for key, one in planned.items():
            if one.outcome == "file":
                planned[key] = if_readable(one, partial(self._against_current, one, there))
        waiting = [one for one in planned.values() if one.outcome == "file"]
        for one, found in zip(waiting, self._found(waiting), strict=True):
            adopted = if_readable(one, partial(self._adopted, one, found))
            planned[one.filing.filing_id] = waiting_for_a_choice(adopted)

    def _against_current(self, one: PlannedFiling, there: dict[str, str]) -> PlannedFiling:
        """Updates go to the version that was read now, joined with what the practice has changed in it.

        `there` are the addresses of what no answer came to: what stands there may refer to it.
        """
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
                if (copy := self._presence.copy_of(one)) is not None:
                    return self._against_current(copy, there)
                return in_conflict(
                    one, f"the {kind} was deleted at the practice", "it to be there", "Ask the practice why."
                )
            if not self._is_ours(change, current, one):
                anew = looked_up_anew(one)
                taken_for_another = any(self._is_ours(other, current, one) for other in one.changes)
                if taken_for_another and change not in anew.changes:
                    # the endpoint answered in another order than it was sent to
                    return self._against_current(anew, there)
                return in_conflict(
                    one,
                    f"something else stands where the {kind} was filed",
                    "what was filed there, in this patient's record",
                    "Find out whether the endpoint is another one, or was set up anew.",
                )
            approval = one.filing.sensitive_approval if change.item.apart else one.filing.approval
            if kind == "Composition" and approval and (hold := hold_older_entry(approval, current)):
                return one.held(hold)
            known = self._filings.addresses(change.item.body) | one.known() | there
            filed = self._filed(change.item.identity, current, one, known)
            if kind == "Composition" and approved_elsewhere(current, filed, change.item.body):
                return self._against_current(looked_up_anew(one), there)
            base = bind(filed, one.patient, self._filings.addresses(filed) | known)
            here = self._joined(one, change, base, current, known)
            if is_older(current, change) and not here.superseded:
                # it stands as it was before our last words, and not as the practice has changed them
                here = self._adopted_change(one, change, current, known)
            changes.append(here)
        return replace(one, changes=tuple(changes))

    def _filed(
        self, identity: Identity, current: Resource, one: PlannedFiling, known: Mapping[str, str]
    ) -> Resource:
        """What was filed last: what no answer came for, if that is what stands there."""
        if (intended := self._filings.intended(identity)) is not None:
            meant, sent = intended
            bound = bind(sent, one.patient, {**self._filings.addresses(sent), **known})
            if content(bound) == content(current):
                return meant
        return self._filings.body(identity)

    def _joined(
        self,
        one: PlannedFiling,
        change: Change,
        base: Resource | None,
        current: Resource,
        known: Mapping[str, str],
    ) -> Change:
        mine, theirs = as_of(change.item.body), as_of(current)
        if mine is not None and theirs is not None and mine < theirs:
            here = replace(change, action="unchanged", differences=(), superseded=True)
            if base is None:
                version = current.get("meta", {}).get("versionId")
                word = word_of_another(current, self._route.versions(current))
                return replace(here, server_id=current["id"], version=version, word=word)
            return here  # what this ledger filed of it last stays what both sides are compared with
        approval = one.filing.sensitive_approval if change.item.apart else one.filing.approval
        return joined(
            change,
            base,
            bind(change.item.body, one.patient, known),
            current,
            approved=approval.at if approval else None,
            on_time=self._route.on_time,
            conflicts=self._filings.conflicts,
        )

    def _is_ours(self, change: Change, current: Resource, one: PlannedFiling) -> bool:
        """Whether a resource at the server is the one meant, in the record of the patient meant."""
        try:
            same = identity_of(current) == change.item.identity
        except (KeyError, ValueError):
            return False
        numbers = {
            reference["identifier"].get("value")
            for reference in references(current)
            if reference.get("identifier", {}).get("system") == NHS_NUMBER
        }
        return (
            same
            and patients_named(current, self._route.base) <= {one.patient}
            and numbers <= {one.filing.person.nhs_number}
        )

    def _found(self, waiting: Sequence[PlannedFiling]) -> list[dict[Identity, list[Resource]]]:
        """What the server already holds of what would be created.

        A filing is written as a whole, so its first resource tells for all of it; a filing whose outcome is
        not known is looked up resource by resource.
        """
        standings = self._filings.standings([one.filing.filing_id for one in waiting])
        looked_for = {
            one.filing.filing_id for one in waiting if unsettled(one, standings.get(one.filing.filing_id))
        }
        anchors = [
            one.changes[0].item
            for one in waiting
            if one.changes[0].action == "create" and one.filing.filing_id not in looked_for
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
                    or one.filing.filing_id in looked_for
                    or there.get(one.changes[0].item.identity)
                )
            ]
            + (left_out(one) if there.get(one.changes[0].item.identity) else [])
            for one in waiting
        ]
        wanted = [item for items in looked_up for item in items]
        found = self._route.find(wanted) if wanted else {}
        return [{item.identity: found[item.identity] for item in items} for items in looked_up]

    def _adopted(self, one: PlannedFiling, found: Mapping[Identity, Sequence[Resource]]) -> PlannedFiling:
        """Take on what is there already: filed from another machine, or without an answer to us."""
        if hold := hold_left_out(one, found):
            return replace(one, outcome="conflict", hold=hold)
        there: dict[Identity, Resource] = {}
        for change in one.changes:
            holders = found.get(change.item.identity, ())
            if len(holders) > 1:
                told = f"{len(holders)} {change.item.resource_type} resources of one identity"
                return replace(one, outcome="conflict", hold=doubled(told))
            if holders and not self._is_ours(change, holders[0], one):
                return in_conflict(
                    one,
                    f"the {change.item.resource_type} stands in another patient's record at the endpoint",
                    "it in this patient's record",
                    "Have the practice see whose it is before anything else is filed.",
                )
            if holders:
                there[change.item.identity] = holders[0]
        known = one.known() | addresses(found)
        changes = []
        for change in one.changes:
            resource = there.get(change.item.identity)
            if resource is not None:
                changes.append(self._adopted_change(one, change, resource, known))
            elif change.action != "retract" or change.server_id is not None:
                changes.append(change)
        changes += self._taken_back(one, there, known)
        return self._against_what_is_there(replace(one, changes=tuple(changes)), there)

    def _adopted_change(
        self, one: PlannedFiling, change: Change, resource: Resource, known: Mapping[str, str]
    ) -> Change:
        """Nobody but who filed it has touched it, so it is ours to change; or there is no base."""
        here = self._joined(one, change, None, resource, known)
        if here.contested is None:
            return here
        versions = self._route.versions(resource)
        if versions is None or (len(versions) > 1 and not by_filings_alone(versions)):
            return here
        return replace(
            here,
            action="retract" if change.action == "retract" else "update",
            contested=None,
            differences=differences(resource, bind(change.item.body, one.patient, known)),
        )

    def _taken_back(
        self, one: PlannedFiling, there: Mapping[Identity, Resource], known: Mapping[str, str]
    ) -> Iterator[Change]:
        """What another ledger filed with the entry that is there, and this one does not say any more."""
        entries = [resource for resource in there.values() if resource["resourceType"] == "Composition"]
        for address in sorted(led_to(entries) - set(known.values())):
            kind, _, server_id = address.partition("/")
            resource = self._route.read(kind, server_id)
            change = resource and taken_back(resource, one.filing.session_id)
            if resource and change and self._is_ours(change, resource, one):
                yield self._adopted_change(one, change, resource, known)

    def _against_what_is_there(self, one: PlannedFiling, there: Mapping[Identity, Resource]) -> PlannedFiling:
        """What the endpoint itself tells where the ledger knows nothing: the approval, its time, the day."""
        approval = one.filing.approval
        if approval is None or not any(change.writes for change in one.changes):
            return one
        for identity, resource in there.items():
            kind, hold = resource["resourceType"], None
            if kind == "Appointment":
                start = full_moment(resource.get("start"))
                hold = hold_moved(one.filing.session_date, start.date()) if start else None
            elif kind == "Composition" and resource.get("confidentiality") != "R":
                hold = hold_older_entry(approval, resource)
            elif kind == "Provenance" and resource.get("recorded") == approval.at.isoformat():
                hold = None if self._as_sent(identity, resource) else hold_changed(approval)
            if hold is not None:
                return one.held(hold)
        return one

    def _as_sent(self, identity: Identity, resource: Resource) -> bool:
        """Whether it is what this ledger sent, to the letter: its links may not lead anywhere yet."""
        intended = self._filings.intended(identity)
        return intended is not None and content(intended[1]) == content(resource)
