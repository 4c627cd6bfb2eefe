"""Whether what was filed is still at the endpoint: one that lost it must not count as having everything."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from adapter.guards.conformity import hold_nonconforming
from adapter.push.plan import PlannedFiling
from adapter.push.unfiled import in_conflict
from adapter.routes.route import Route

_SAMPLE = 3
"""Filings looked for in each run, to see whether the endpoint is still the one that the ledger knows."""


class Presence:
    """One run's view of what the ledger knows to be filed at one endpoint."""

    def __init__(self, route: Route) -> None:
        self._route = route
        self._trusted: bool | None = None
        self._met = False
        """Whether anything stands where the ledger has it: only then is it the same endpoint."""

    def look(self, planned: dict[str, PlannedFiling]) -> None:
        """A server that was emptied, restored or exchanged must not count as one that has everything.

        A few filings are looked for in each run; if one is missing, all of them are. One that was unchanged
        and stands elsewhere is to be filed, in place: whose record that is has to be seen. Raises
        `EndpointError`.
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
                planned[one.filing.filing_id] = self.copy_of(one) or in_conflict(
                    one,
                    "what was filed is not at the endpoint any more",
                    "the endpoint that this ledger filed at, with the filed entry",
                    "Ask the practice whether it was deleted. If the endpoint is another one, or was set up"
                    " anew, use a new ledger for it.",
                )

    def _missing(self, filed: Sequence[PlannedFiling]) -> list[PlannedFiling]:
        anchors = [one.changes[0] for one in filed]
        found = self._route.find([anchor.item for anchor in anchors])
        missing = [
            one
            for one, anchor in zip(filed, anchors, strict=True)
            if anchor.server_id not in {resource["id"] for resource in found[anchor.item.identity]}
        ]
        self._met = self._met or len(missing) < len(filed)
        return missing

    def copy_of(self, one: PlannedFiling) -> PlannedFiling | None:
        """The filing as it stands where another machine created it too, and the practice has removed ours.

        None unless there is one copy, and no more, of each resource that is gone. Its content and its
        patient are still to be looked at.
        """
        written = [change for change in one.changes if change.server_id is not None]
        found = self._route.find([change.item for change in written]) if self._met else {}
        moved = {}
        for change in written:
            there = [resource["id"] for resource in found.get(change.item.identity, ())]
            if len(there) != 1 or hold_nonconforming(change.item.body):
                return None
            if there[0] != change.server_id:
                if self._route.read(change.item.resource_type, str(change.server_id)) is not None:
                    return None
                action = change.action if change.action == "retract" else "update"
                moved[change.item.identity] = replace(
                    change, action=action, server_id=there[0], version=None, superseded=False
                )
        if not moved:
            return None
        changes = tuple(moved.get(change.item.identity, change) for change in one.changes)
        return replace(one, outcome="file", changes=changes)
