"""Whether what was filed is still at the endpoint: one that lost it must not count as having everything."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from adapter.errors import EndpointError, NotAuthorised, OutcomeUnknown, Refused
from adapter.guards.conformity import hold_nonconforming
from adapter.guards.hold import Hold
from adapter.ledger.facts import Standing
from adapter.ledger.filings import Filings
from adapter.ledger.standing import DONE
from adapter.push.plan import Change, PlannedFiling
from adapter.routes.route import Route
from mappings.elements import as_of
from mappings.filing import FiledResource
from mappings.identity import Identity, identity_of
from profiles.wire import Resource

_SAMPLE = 3
"""Filings at either end that are looked for in each run: is the endpoint still the one the ledger knows?"""

_ENTRY = "Composition"


class Presence:
    """One run's view of what the ledger knows to be filed at one endpoint."""

    def __init__(self, filings: Filings, route: Route) -> None:
        self._filings = filings
        self._route = route
        self._trusted: bool | None = None
        self._met = False
        """Whether anything stands where the ledger has it: only then is it the same endpoint."""
        self._elsewhere: set[Identity] = set()
        """What is not where it was filed, and stands once somewhere else."""

    def look(self, planned: dict[str, PlannedFiling]) -> None:
        """A server that was emptied, restored or exchanged must not count as one that has everything.

        A few filings are looked for in each run, the newest too, since those are lost when a server is
        restored; if one is missing, all of them are, and in any case those that do not count as filed. One
        that was unchanged and stands elsewhere is to be filed, in place: whose record that is has to be seen;
        and so is one that was told to be missing and approved anew since. Raises `EndpointError`.
        """
        filed = [
            one for one in planned.values() if one.outcome in ("file", "unchanged") and _anchors(one.changes)
        ]
        if not filed:
            return
        standings = self._filings.standings([one.filing.filing_id for one in filed])
        if self._trusted is None:
            first = [anchor for one in filed[:_SAMPLE] for anchor in _anchors(one.changes)]
            self._trusted = not self._lost(first + self._newest())
        doubted = [
            one
            for one in filed
            if not self._trusted
            or ((there := standings.get(one.filing.filing_id)) and there.state not in DONE)
        ]
        lost = self._lost(anchor for one in doubted for anchor in _anchors(one.changes))
        for one in doubted:
            gone = [change.item for change in one.changes if change.item.identity in lost]
            if gone:
                key, hold = one.filing.filing_id, lost[gone[0].identity]
                copy = self.copy_of(one) if any(item.identity in self._elsewhere for item in gone) else None
                planned[key] = copy or self._after(one, hold, gone, standings.get(key))

    def _newest(self) -> list[Change]:
        """What there is to look for of the filings that were filed last."""
        receipts = self._filings.receipts_of([one.filing_id for one in self._filings.newest(_SAMPLE)])
        found: dict[str, list[Change]] = {}
        for one in receipts:
            item = FiledResource(one.identity, {"resourceType": one.resource_type})
            here = Change(item, "unchanged", server_id=one.server_id, version=one.version)
            found.setdefault(one.filing_id, []).append(here)
        return [anchor for changes in found.values() for anchor in _anchors(changes)]

    def _lost(self, anchors: Iterable[Change]) -> dict[Identity, Hold]:
        """Which of them are not there as they were filed, and what a person is told."""
        looked_for = list(anchors)
        found = self._route.find([change.item for change in looked_for]) if looked_for else {}
        lost = {}
        for change in looked_for:
            there = next((one for one in found[change.item.identity] if one["id"] == change.server_id), None)
            if there is None or is_older(there, change):
                try:
                    there = self._read(change)  # a search may be behind
                except (Refused, NotAuthorised, OutcomeUnknown) as error:
                    lost[change.item.identity] = _not_read(error)
                    continue
            if there is None:
                lost[change.item.identity] = _GONE
                if len(found[change.item.identity]) == 1:
                    self._elsewhere.add(change.item.identity)
                continue
            self._met = True
            if is_older(there, change):
                lost[change.item.identity] = _OLDER
        return lost

    def _read(self, change: Change) -> Resource | None:
        """What was filed as it stands now; ids that a restored server gives again are another's."""
        there = self._route.read(change.item.resource_type, str(change.server_id))
        try:
            return there if there is not None and identity_of(there) == change.item.identity else None
        except (AttributeError, KeyError, TypeError, ValueError):
            return None

    def _after(
        self, one: PlannedFiling, hold: Hold, gone: Sequence[FiledResource], standing: Standing | None
    ) -> PlannedFiling:
        """What is lost is for a person to see; told of and approved anew since, it is filed again.

        So is what was sent again and did not all arrive, whatever went wrong. Each entry that is `gone` needs
        an approval of its own.
        """
        if hold.guard == "endpoint":
            return one.held(hold)
        of_apart = replace(hold, todo=f"{hold.todo}{_APART}")
        if any(item.apart for item in gone):
            hold = of_apart
        told = (
            standing is not None
            and (standing.reason or "").startswith(str(hold))
            and standing.digest != one.filing.digest
        ) or all(self._sent_anew(item) for item in gone)
        since = standing.waiting_since if standing is not None and told else None
        if since is None or any(hold_nonconforming(change.item.body) for change in one.changes):
            return replace(one, outcome="conflict", hold=hold)
        changes = []
        for change in one.changes:
            # a server that was set back may give our numbers again: all of it is looked up anew
            if change.server_id is not None and (not change.item.apart or self._is_lost(change)):
                approval = one.filing.sensitive_approval if change.item.apart else one.filing.approval
                if approval is None or approval.at <= since:
                    return replace(one, outcome="conflict", hold=of_apart if change.item.apart else hold)
                change = Change(change.item, "retract" if change.action == "retract" else "create")
            changes.append(change)
        return replace(one, outcome="file", changes=tuple(changes))

    def _sent_anew(self, item: FiledResource) -> bool:
        """Whether what was filed before was sent again to be created, and no answer was kept of it."""
        intended = self._filings.intended(item.identity)
        return intended is not None and "id" not in intended[1]

    def _is_lost(self, change: Change) -> bool:
        there = self._read(change)
        return there is None or is_older(there, change)

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


def _anchors(changes: Sequence[Change]) -> list[Change]:
    """What stands for a filing: its entries, which each approval changes; without one, what comes first.

    Never what goes on beyond its session: another may have filed that.
    """
    there = [change for change in changes if change.server_id is not None]
    entries = [change for change in there if change.item.resource_type == _ENTRY]
    return entries or [change for change in there if as_of(change.item.body) is None][:1]


def is_older(there: Resource, change: Change) -> bool:
    """Whether it is a version from before the one that the ledger has a receipt of."""
    meta = there.get("meta")
    version, ours = str(isinstance(meta, dict) and meta.get("versionId")), str(change.version)
    return version.isdecimal() and ours.isdecimal() and int(version) < int(ours)


def _not_read(error: EndpointError) -> Hold:
    return Hold(
        "endpoint",
        f"the entry that was filed is not found, and cannot be read: {error}",
        "to see whether it is there",
        "Nothing was sent. Push again later; if this stays so, show it to whoever runs the endpoint.",
    )


_TODO = (
    " If it was lost there, as when a server is set back to a backup, have the clinician approve the entry"
    " anew, and import that: it is filed again. If the endpoint is another one, or was set up anew, use a new"
    " ledger for it."
)

_APART = (
    " This concerns the sensitive entry: its own approval has to be given anew (a new sensitive_approved_at)."
)

_GONE = Hold(
    "conflict",
    "what was filed is not at the endpoint any more",
    "the endpoint that this ledger filed at, with the filed entry",
    "Ask the practice whether it was deleted. If it was deleted on purpose, take the row off the session's"
    f" list, and import that.{_TODO}",
)

_OLDER = Hold(
    "conflict",
    "what was filed stands at the endpoint as it was before",
    "the version that was filed last",
    f"Ask the practice why.{_TODO}",
)
