"""What no list has a row for any more: what was sent is looked for and told of, and nothing is sent again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping, Sequence

from adapter.errors import EndpointError
from adapter.guards.hold import Hold
from adapter.ledger.facts import Filed, Receipt, State
from adapter.ledger.filings import Filings
from adapter.ledger.removed import Removed, Sent, Waiting
from adapter.merge.difference import content
from adapter.push.report import PushReport
from adapter.push.unanswered import AT_WORK
from adapter.push.unfiled import doubled
from adapter.routes.route import Route
from adapter.telemetry.events import FilingSettled, Tell, about
from mappings.binding import bind
from mappings.filing import FiledResource
from mappings.identity import Identity
from mappings.records import Session
from mappings.subject import patients_named
from profiles.wire import Resource

_ENTRY = "Composition"


class RemovedFilings:
    """Those of one push. Until one is settled, nothing else is sent for its patient."""

    def __init__(
        self,
        removed: Removed,
        filings: Filings,
        route: Route,
        report: PushReport,
        clock: Callable[[], dt.datetime],
        tell: Tell,
    ) -> None:
        self._removed = removed
        self._filings = filings
        self._route = route
        self._report = report
        self._clock = clock
        self._tell = tell

    def settle(self, session: Session, listed: Collection[str]) -> None:
        """Let go of what was held of this session and is not `listed`, and look for what was sent.

        What cannot be seen now is left.
        """
        for one in self._removed.waiting(session.session_id, listed):
            with about(filing=one.filing_id):
                try:
                    if one.state in ("held", "queued"):
                        self._let_go(one, session.session_date)
                    elif self._route.sees_records and one.patient is not None:
                        self._settle(one, one.patient, session.session_date)
                except EndpointError:
                    continue

    def tell(self, one: Filed) -> None:
        """Tell of an entry that is in a record and not listed, until the practice has taken it out."""
        try:
            gone = self._gone(one) if self._route.sees_records else None
        except EndpointError:
            gone = None
        if gone is None:
            self._report.no_longer_listed(one)
            return
        self._removed.taken_out(one, gone, str(_TAKEN_OUT), self._report.run_id, self._clock())
        self._report.removed(one.session_date, one.row, "dropped", _TAKEN_OUT)
        with about(filing=one.filing_id):
            self._tell(FilingSettled(state="dropped", guard=_TAKEN_OUT.guard))

    def _gone(self, one: Filed) -> list[Identity] | None:
        """What is not in the record any more of an entry that was taken out; None while it stands there.

        Each is read, since a search may not show it yet. A record that is not there itself tells nothing of
        its entries: that endpoint was emptied, or is another one.
        """
        written = [each for each in self._filings.receipts_of([one.filing_id]) if each.server_id is not None]
        entries = [each for each in written if each.resource_type == _ENTRY] or written
        if not entries or any(map(self._stands, entries)):
            return None
        kind, _, server_id = str(one.patient).partition("/")
        if self._route.read(kind, server_id) is None:
            return None
        return [each.identity for each in written if not self._stands(each)]

    def _stands(self, receipt: Receipt) -> bool:
        """Whether it is in the record, and not struck out there."""
        there = self._route.read(receipt.resource_type, str(receipt.server_id))
        return there is not None and there.get("status") != "entered-in-error"

    def _let_go(self, one: Waiting, date: dt.date) -> None:
        """What is held now may have been tried before, and have left a part of it at the endpoint."""
        tried = [
            FiledResource(receipt.identity, self._filings.body(receipt.identity))
            for receipt in self._filings.receipts_of([one.filing_id])
            if receipt.unsettled or receipt.server_id is not None
        ]
        state: State
        if one.filed:
            state, hold = "filed", None
        elif tried and any(self._route.find(tried).values()):
            state, hold = "conflict", _IN_PART
        else:
            state, hold = "dropped", _NOT_SENT
        self._record(one, date, state, hold, absent=[item.identity for item in tried if state == "dropped"])

    def _settle(self, one: Waiting, patient: str, date: dt.date) -> None:
        sent = self._removed.sent(patient)
        found = self._route.find([FiledResource(each.identity, each.meant) for each in sent])
        if hold := _hold(one, found, self._route.base):
            self._record(one, date, "conflict", hold, absent=())
            return
        arrived = self._arrived(one, sent, found)
        if arrived:
            self._keep(one, sent, arrived)
        state, hold = self._state(one, any_arrived=bool(arrived))
        if state != "dropped" or abs(self._clock() - one.recorded_at) >= AT_WORK:
            absent = [each.identity for each in sent if each.identity not in arrived]
            self._record(one, date, state, hold, absent=absent)

    def _record(
        self,
        one: Waiting,
        date: dt.date,
        state: State,
        hold: Hold | None,
        *,
        absent: Sequence[Identity],
    ) -> None:
        reason = None if hold is None else str(hold)
        run_id, now = self._report.run_id, self._clock()
        if not self._removed.settle(one, date, state, reason, run_id, now, absent=absent):
            return
        self._report.removed(date, one.row, state, hold)
        self._tell(FilingSettled(state=state, guard=hold.guard if hold else None))

    def _keep(self, one: Waiting, sent: Sequence[Sent], arrived: Mapping[Identity, Resource]) -> None:
        """Keep receipts for what has arrived; what the practice has done to it since is its own."""
        receipts, merged = [], {}
        for each in sent:
            if (there := arrived.get(each.identity)) is not None:
                outcome = "updated" if each.server_id else "created"
                item = FiledResource(each.identity, each.meant)
                version = there.get("meta", {}).get("versionId")
                receipts.append((item, str(there["id"]), version, outcome))
                if each.server_id is not None:
                    merged[each.identity] = content(there)
        self._filings.answered(one.filing_id, receipts, self._clock(), merged)

    def _arrived(
        self, one: Waiting, sent: Sequence[Sent], found: Mapping[Identity, Sequence[Resource]]
    ) -> dict[Identity, Resource]:
        """What stands at the endpoint of it: what was created, and what was updated to what was sent."""
        there = {identity: holders[0] for identity, holders in found.items() if holders}
        known = {
            identity.urn: f"{resource['resourceType']}/{resource['id']}"
            for identity, resource in there.items()
        }
        arrived = {}
        for each in sent:
            if (resource := there.get(each.identity)) is None:
                continue
            bound = bind(each.sent, one.patient, {**self._filings.addresses(each.sent), **known})
            if each.server_id is None or content(bound) == content(resource):
                arrived[each.identity] = resource
        return arrived

    def _state(self, one: Waiting, *, any_arrived: bool) -> tuple[State, Hold | None]:
        if not any_arrived and one.filing_id in self._filings.filed([one.filing_id]):
            return "filed", None  # it is there as it was before
        there = [receipt.server_id is not None for receipt in self._filings.receipts_of([one.filing_id])]
        if not any(there):
            return "dropped", _NEVER_ARRIVED
        return ("filed", None) if all(there) else ("conflict", _IN_PART)


def _hold(one: Waiting, found: Mapping[Identity, Sequence[Resource]], base: str) -> Hold | None:
    """Why nothing of what is there is taken on."""
    for holders in found.values():
        if len(holders) > 1:
            return doubled(f"{len(holders)} {holders[0]['resourceType']} resources of one identity")
        for resource in holders:
            if patients_named(resource, base) - {one.patient}:
                return Hold(
                    "conflict",
                    f"the {resource['resourceType']} stands in another patient's record at the endpoint",
                    "it in this patient's record",
                    "Have the practice see whose it is before anything else is filed.",
                )
    return None


_TAKEN_OUT = Hold(
    "endpoint",
    "the practice has taken out what was filed of it",
    "its row to be on the session's list",
    "Nothing, if the row was taken off or corrected on purpose. Put back, it is filed anew.",
)

_NOT_SENT = Hold(
    "endpoint",
    "it waited to be sent, and its row is no longer on the session's list",
    "its row to be on the list",
    "Nothing, if the row was taken off or corrected on purpose; nothing of it is sent. Else put it back.",
)

_NEVER_ARRIVED = Hold(
    "endpoint",
    "no answer came to it, and nothing of it is at the endpoint",
    "its row to be on the session's list",
    "Nothing, if the row was taken off on purpose: nothing of it is sent any more. Otherwise put it back.",
)

_IN_PART = Hold(
    "endpoint",
    "filed in part, without the mark that it is complete, and its row is no longer on the session's list",
    "all of the entry, or nothing of it",
    "Have the practice take out what is there, or put the row back: the next push writes what is missing.",
)
