"""What an endpoint was seen not to keep as it was sent: nothing else goes there until it was seen to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from adapter.errors import EndpointError
from adapter.guards.hold import Hold
from adapter.ledger.facts import Receipt
from adapter.ledger.filings import Filings
from adapter.ledger.seen import Seen
from adapter.merge.difference import differences
from adapter.merge.joining import joined
from adapter.push.kept import says_otherwise
from adapter.push.plan import Change, PlannedFiling
from adapter.push.proof import fault_of, is_absent, misplaced, read, standing, version_of
from adapter.push.unfiled import OF_WHAT_IS_NO_FHIR, if_readable
from adapter.routes.route import Answer, Entry, Route
from mappings.binding import bind
from mappings.elements import objects
from mappings.filing import FiledResource
from mappings.identity import Identity
from profiles.wire import Resource


@dataclass(frozen=True, slots=True)
class _Sent:
    """A resource as this ledger sent it last, what that was answered, and what of it is the clinic's."""

    entry: Entry
    answer: Answer
    meant: Resource


class Wanting:
    """One run's view of one endpoint. With `keeping`, the ledger is told of what is settled."""

    def __init__(self, filings: Filings, seen: Seen, route: Route, *, keeping: bool) -> None:
        self._filings = filings
        self._seen = seen
        self._route = route
        self._keeping = keeping
        self._found = filings.wanting.listed() if route.sees_records else {}
        self._looked = not self._found

    def __contains__(self, filing_id: str) -> bool:
        return filing_id in self._found

    def hold(self, filing_id: str | None = None) -> Hold | None:
        """Why nothing more may be sent of a filing, or, where none is named, of any."""
        found = next(iter(self._found.values()), {}) if filing_id is None else self._found.get(filing_id, {})
        return next(map(_hold, found.values()), None)

    def look(self) -> None:
        """Once in a run: what stands as it was sent by now, or was seen to at the practice, is settled.

        What cannot be seen stays as it was.
        """
        if self._looked:
            return
        self._looked = True
        for filing_id, stands in self._filings.standings(list(self._found)).items():
            settled = []
            for identity, found in self._found[filing_id].items():
                try:
                    sent = self._sent(identity, stands.patient)
                    if self._is_settled(sent, found, stands.patient) or (
                        is_absent(found) and not self._entry_stands(filing_id)
                    ):
                        settled.append(identity)
                except (EndpointError, *OF_WHAT_IS_NO_FHIR):
                    continue
            self.learn(filing_id, {}, settled)

    def learn(self, filing_id: str, faults: Mapping[Identity, str], proved: Sequence[Identity]) -> None:
        """What was seen of a filing: how some resources do not stand as sent, and that others do."""
        before = self._found.get(filing_id, {})
        after = {one: found for one, found in before.items() if one not in proved} | dict(faults)
        self._found.pop(filing_id, None)
        if after:
            self._found[filing_id] = after
        if self._keeping:
            self._filings.wanting.keep(faults)
            self._filings.wanting.forget([one for one in before if one not in after])

    def against(self, planned: dict[str, PlannedFiling], filed: Mapping[str, PlannedFiling]) -> None:
        """Nothing goes of what is wanting, in place, but what mends it: approved anew, and still ours.

        `filed` are the same filings as the ledger has them. Raises `EndpointError`.
        """
        for key, one in planned.items():
            if key not in self or one.outcome not in ("file", "unchanged"):
                continue
            planned[key] = if_readable(one, partial(self._mended_or_left, one, filed[key]))

    def left(self, one: PlannedFiling) -> PlannedFiling:
        """The filing as it was found wanting: what stands there is not taken on, unless a person chose it."""
        filing_id = one.filing.filing_id
        patient = self._filings.standings([filing_id])[filing_id].patient
        changes = tuple(
            replace(change, action="waits")
            if change.item.identity in self._found[filing_id] and not _is_chosen(change)
            else change
            for change in one.changes
        )
        return replace(one, outcome="conflict", hold=self.hold(filing_id), patient=patient, changes=changes)

    def _sent(self, identity: Identity, patient: str | None) -> _Sent:
        receipt: Receipt = self._filings.receipts([identity])[identity]
        meant, merged = self._seen.meant(identity)
        bound = bind(meant, patient, self._filings.addresses(meant))
        entry = Entry(identity, merged or bound, receipt.server_id, receipt.version)
        return _Sent(entry, Answer(200, receipt.server_id or "", receipt.version), bound)

    def _is_settled(self, sent: _Sent, found: str, patient: str | None) -> bool:
        entry = sent.entry
        if entry.server_id is None:
            return False
        item = FiledResource(entry.identity, entry.body)
        holders = standing(entry, sent.answer, self._route.find([item])[entry.identity], self._route)
        stand = [one for one in holders if one.get("status") != "entered-in-error"]
        if not stand:  # the practice has taken it out, if it ever was there
            return not is_absent(found)
        if fault_of(entry.body, stand, patient, self._route.base) is None:
            return True
        (there, *others) = stand
        return (
            not others and not misplaced(there, patient, self._route.base) and self._is_decided(sent, there)
        )

    def _entry_stands(self, filing_id: str) -> bool:
        """Whether what a resource belongs to is in the record, and not struck out."""
        receipts = self._filings.receipts_of([filing_id])
        entries = [one for one in receipts if one.resource_type == "Composition" and one.server_id]
        there = [self._route.read(one.resource_type, str(one.server_id)) for one in entries]
        return any(one is not None and one.get("status") != "entered-in-error" for one in there)

    def _is_decided(self, sent: _Sent, there: Resource) -> bool:
        """Whether somebody has said since how it stands: the history has what came of ours."""
        versions = self._versions(there)
        ours = next((one for one in versions if version_of(one) == sent.answer.version), None)
        touched = version_of(there) != sent.answer.version
        return touched and ours is not None and says_otherwise(ours, there)

    def _versions(self, there: Resource) -> Sequence[Resource]:
        """Its history, newest first; nothing where that cannot tell one version from another."""
        versions = self._route.versions(there) or []
        numbers = {version_of(one) for one in versions}
        return versions if None not in numbers and len(numbers) == len(versions) else []

    def _mended_or_left(self, one: PlannedFiling, filed: PlannedFiling) -> PlannedFiling:
        mended = self._mended(one, filed) if one.outcome == "file" and one.hold is None else None
        return mended or self.left(one)

    def _mended(self, one: PlannedFiling, filed: PlannedFiling) -> PlannedFiling | None:
        """With all that is wanting as it is meant; None where that could write over somebody's words."""
        filing_id, mending = one.filing.filing_id, dict[Identity, Change]()
        planned = {change.item.identity: change for change in one.changes}
        for change in filed.changes:
            identity = change.item.identity
            if identity not in self._found[filing_id]:
                continue
            here = planned.get(identity, change)
            mended = here if _goes_as_planned(here) else self._as_meant(one, change)
            if mended is None:
                return None
            mending[identity] = mended
        left = {other: found for other, found in self._found[filing_id].items() if other not in mending}
        if not all(map(is_absent, left.values())):
            return None
        self.learn(filing_id, {}, list(left))  # neither there nor meant any more
        changes = tuple(mending.get(change.item.identity, change) for change in one.changes)
        return replace(one, changes=changes)

    def _as_meant(self, one: PlannedFiling, change: Change) -> Change | None:
        """What goes in the place of a version that is still the one that came of ours.

        That is what was sent last, the practice's words in it too, with what the clinic has changed since.
        """
        if change.server_id is None or change.version is None or change.superseded:
            return None
        sent = self._sent(change.item.identity, one.patient)
        there = next(iter(read(sent.entry, change.server_id, self._route)), None)
        if there is None or misplaced(there, one.patient, self._route.base):
            return None
        newest = next(map(version_of, self._versions(there)), None)
        if not newest == version_of(there) == change.version:
            return None
        approval = one.filing.sensitive_approval if change.item.apart else one.filing.approval
        known = self._filings.addresses(change.item.body) | one.known()
        result = joined(
            replace(change, action="update"),
            sent.meant,
            bind(change.item.body, one.patient, known),
            {**sent.entry.body, "id": there["id"], "meta": there["meta"]},
            approved=approval.at if approval else None,
            on_time=self._route.on_time,
            conflicts=self._filings.conflicts,
        )
        if result.contested is not None:
            return None
        said = result.merged or bind(change.item.body, one.patient, known)
        return replace(
            result,
            action="update",
            differences=differences(there, said),
            current={**there, "meta": {**there["meta"], **_labels(change.item.body, there)}},
        )


def _goes_as_planned(change: Change) -> bool:
    """Whether it goes as it is: not there, to be taken back, or what a person chose of both sides."""
    return change.writes and (change.action in ("create", "retract") or _is_chosen(change))


def _is_chosen(change: Change) -> bool:
    return any(decision.policy == "person" for decision in change.decisions)


def _labels(sent: Resource, there: Resource) -> dict[str, Any]:
    """The labels of both: what the endpoint has put in their place is no word of the practice's."""
    theirs, ours = (objects(one.get("meta"), "security") for one in (there, sent))
    both = [*theirs, *(label for label in ours if label not in theirs)]
    return {"security": both} if both else {}


def _hold(found: str) -> Hold:
    return Hold(
        "endpoint",
        f"the endpoint does not keep what it is sent: {found}",
        "each resource once, linked, in the patient's own record, as it was sent",
        "Nothing more was sent, and nothing is while that entry stands so. Show this to whoever runs the"
        " endpoint, and have the practice put the entry that is in conflict right, or take it out. If its row"
        " is taken off the list, or it is approved anew and nobody has changed it since, the next push goes"
        " on.",
    )
