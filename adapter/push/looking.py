"""What waits for a person and had no answer before: a hold forbids writing, not looking."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace

from adapter.errors import EndpointError
from adapter.ledger.facts import Standing
from adapter.push.plan import PlannedFiling
from adapter.push.reconcile import Reconciliation
from adapter.push.unanswered import AT_WORK


class Looking:
    """One run's looks at what no answer came to, while something else keeps it from being sent again."""

    def __init__(self, reconciliation: Reconciliation, now: dt.datetime) -> None:
        self._reconciliation = reconciliation
        self._now = now

    def settle(self, planned: dict[str, PlannedFiling], unanswered: Mapping[str, Standing]) -> None:
        """In place: what has arrived is filed; of what has not, no answer is awaited any more.

        It stays `unknown` while the endpoint may still be at work on it, and where it cannot be asked.
        """
        for key, standing in unanswered.items():
            try:
                planned[key] = self._settled(planned[key], standing)
            except EndpointError:
                planned[key] = replace(planned[key], outcome="unknown", patient=standing.patient)

    def _settled(self, one: PlannedFiling, standing: Standing) -> PlannedFiling:
        since = standing.waiting_since or standing.changed_at
        waits = replace(one, patient=standing.patient)
        if self._now - since < AT_WORK:
            waits = replace(waits, outcome="unknown")
        if not one.changes:  # nothing is asked of whom the clinic's own list holds
            return replace(waits, outcome="unknown")
        key = one.filing.filing_id
        sent = {key: replace(one, outcome="file", hold=None, patient=standing.patient)}
        self._reconciliation.reconcile(sent)
        if sent[key].outcome == "unchanged" or (sent[key].outcome == "file" and not sent[key].entries()):
            return replace(sent[key], outcome="unchanged")
        there = {change.item.identity: change for change in sent[key].changes if change.action == "unchanged"}
        return replace(waits, changes=tuple(there.get(each.item.identity, each) for each in one.changes))
