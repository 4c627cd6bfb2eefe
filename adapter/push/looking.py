"""What had no answer before: looked for also where a hold forbids writing, and not sent again too soon."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace

from adapter.errors import EndpointError
from adapter.guards.identity import hold_status
from adapter.ledger.facts import Standing
from adapter.ledger.filings import Filings
from adapter.push.plan import PlannedFiling
from adapter.push.reconcile import Reconciliation
from adapter.push.unanswered import AT_WORK, NO_ANSWER
from adapter.push.unfiled import UNSETTLED
from adapter.routes.route import Route


class Looking:
    """One run's looks at what no answer came to, and what is made of them."""

    def __init__(
        self, filings: Filings, route: Route, reconciliation: Reconciliation, now: dt.datetime
    ) -> None:
        self._filings = filings
        self._route = route
        self._reconciliation = reconciliation
        self._now = now

    def settle(self, planned: dict[str, PlannedFiling], unanswered: Mapping[str, Standing]) -> None:
        """Settle what something else keeps from being sent again, in place.

        What is not there waits like anything else, once the endpoint cannot be at work on it.

        What is there of a patient who has died or left is in the record. Everything else stays `unknown`, so
        that nothing else is sent for its patient: what is doubled or cannot be read, and what stands there
        although whose record that is, or what was approved, is in question.
        """
        for key, standing in unanswered.items():
            try:
                planned[key] = self._settled(planned[key], standing)
            except EndpointError:
                planned[key] = _unknown(planned[key], standing)

    def leave_alone(self, planned: dict[str, PlannedFiling]) -> None:
        """What is not there waits until the endpoint cannot be at work on it, in place: it may yet come.

        Where what is sent twice is created once there is nothing to wait for.
        """
        if self._route.creates_once:
            return
        waiting = [
            key
            for key, one in planned.items()
            if one.outcome == "file" and any(change.action == "create" for change in one.changes)
        ]
        for key, standing in self._filings.standings(waiting).items() if waiting else ():
            if standing.state in NO_ANSWER and self._at_work(key):
                planned[key] = replace(planned[key], outcome="unknown", hold=UNSETTLED)

    def _at_work(self, filing_id: str) -> bool:
        sent_at = self._filings.sent_at(filing_id)
        return sent_at is not None and abs(self._now - sent_at) < AT_WORK

    def _settled(self, one: PlannedFiling, standing: Standing) -> PlannedFiling:
        key = one.filing.filing_id
        # of whom the clinic's own list holds, nothing is asked
        if not one.changes or standing.patient is None:
            return _unknown(one, standing)
        sent = {key: replace(one, outcome="file", hold=None, patient=standing.patient)}
        self._reconciliation.reconcile(sent)
        found = sent[key]
        contested = any(change.contested is not None for change in found.changes)
        if found.outcome == "conflict" and not contested:
            return replace(_unknown(one, standing), hold=found.hold)
        if found.outcome == "held":  # it could not be read
            return _unknown(one, standing)
        # what the practice has changed of it since is there too; it is compared when something can be written
        there = {change.item.identity for change in found.changes if change.server_id is not None}
        meant = {change.item.identity: change for change in found.changes if change.action == "unchanged"}
        created = [change.item.identity for change in one.changes if change.action == "create"]
        some = there.intersection(created) or any(
            change.writes and change.item.identity in meant for change in one.changes
        )
        if some and not self._has_gone(one, standing.patient):
            return _unknown(one, standing)
        changes = tuple(meant.get(change.item.identity, change) for change in one.changes)
        seen = replace(one, patient=standing.patient, changes=changes)
        if (created and there.issuperset(created)) or not (contested or found.entries()):
            return replace(seen, outcome="unchanged", hold=None)
        sent_at = self._filings.sent_at(key)
        return _unknown(one, standing) if sent_at is None or abs(self._now - sent_at) < AT_WORK else seen

    def _has_gone(self, one: PlannedFiling, patient: str) -> bool:
        """Whether it waits because the patient has died or left, and for nothing else."""
        there = self._route.read(*patient.split("/", 1))
        return there is not None and hold_status(there) == one.hold


def _unknown(one: PlannedFiling, standing: Standing) -> PlannedFiling:
    return replace(one, outcome="unknown", patient=standing.patient)
