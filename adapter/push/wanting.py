"""What an endpoint was seen not to keep as it was sent: nothing else goes there until it was seen to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
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
from adapter.push.proof import absent, fault_of, misplaced, read, standing, version_of
from adapter.routes.route import Answer, Entry, Route
from mappings.binding import bind
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
                    if self._is_settled(self._sent(identity, stands.patient), found, stands.patient):
                        settled.append(identity)
                except EndpointError:
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
            mended = self._mended(one, filed[key]) if one.outcome == "file" and one.hold is None else None
            planned[key] = mended or self.left(one)

    def left(self, one: PlannedFiling) -> PlannedFiling:
        """The filing as it was found wanting, where it is not looked at now."""
        patient = self._filings.standings([one.filing.filing_id])[one.filing.filing_id].patient
        return replace(one, outcome="conflict", hold=self.hold(one.filing.filing_id), patient=patient)

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
            return found != absent(entry.body["resourceType"])
        if fault_of(entry.body, stand, patient, self._route.base) is None:
            return True
        (there, *others) = stand
        return (
            not others and not misplaced(there, patient, self._route.base) and self._is_decided(sent, there)
        )

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

    def _mended(self, one: PlannedFiling, filed: PlannedFiling) -> PlannedFiling | None:
        """With all that is wanting as it is meant; None where that could write over somebody's words."""
        mending: dict[Identity, Change] = {}
        planned = {change.item.identity: change for change in one.changes}
        for change in filed.changes:
            identity = change.item.identity
            if identity not in self._found[one.filing.filing_id]:
                continue
            retracting = change.action == "retract" and planned.get(identity, change).writes
            mended = planned.get(identity) if retracting else self._as_meant(one, change)
            if mended is None:
                return None
            mending[identity] = mended
        if mending.keys() != self._found[one.filing.filing_id].keys():
            return None
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
            current={**there, "meta": {**there["meta"], **_labels(said, there)}},
        )


def _labels(sent: Resource, there: Resource) -> dict[str, Any]:
    """The labels of both: what the endpoint has put in their place is no word of the practice's."""
    theirs = there["meta"].get("security", [])
    ours = sent.get("meta", {}).get("security", [])
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
