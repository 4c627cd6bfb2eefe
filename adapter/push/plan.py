"""What a plan is made of: for each filing and each resource, what would be written, or why it waits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from adapter.guards.hold import Hold
from adapter.ledger.conflicts import Contested
from adapter.merge.difference import Difference
from adapter.merge.merge import Decision
from adapter.routes.bundle import condition
from adapter.routes.route import Entry
from adapter.telemetry.events import RecordUnreadable
from mappings.binding import bind
from mappings.filing import FiledResource, Filing
from profiles.wire import Resource

Action: TypeAlias = Literal["create", "update", "retract", "unchanged", "waits"]
Outcome: TypeAlias = Literal["file", "unchanged", "held", "rejected", "dropped", "unknown", "conflict"]


@dataclass(frozen=True, slots=True)
class Change:
    """What happens to one resource. `server_id` and `version` say where it is; `current` is what is there.

    What is `superseded` stays unchanged because a later session has already said how it stands; `word` is
    what is kept of that, where another ledger filed it. What `waits` is for a person to decide on,
    `contested`, or vouches for what is. `merged` is what stands there after the change, bound, where that is
    not our own content alone; `decisions` say what of it was settled, and how.
    """

    item: FiledResource
    action: Action
    differences: tuple[Difference, ...] = ()
    server_id: str | None = None
    version: str | None = None
    current: Resource | None = None
    superseded: bool = False
    word: Resource | None = None
    merged: Resource | None = None
    decisions: tuple[Decision, ...] = ()
    contested: Contested | None = None

    @property
    def writes(self) -> bool:
        return self.action not in ("unchanged", "waits")


@dataclass(frozen=True)
class PlannedFiling:
    """What happens to one filing. Only `file` leads to a write; `hold` says why anything else waits.

    Where one resource waits and the rest can go without it, `file` has a hold as well.
    A dead letter stays as the ledger has it: it was refused as it is, and nobody has had it sent again. What
    would be held, and was sent before without an answer, stays `unknown`.
    """

    filing: Filing
    outcome: Outcome
    hold: Hold | None = None
    changes: tuple[Change, ...] = ()
    patient: str | None = None
    dead_letter: bool = False
    unreadable: RecordUnreadable | None = None
    """Where what is at the endpoint could not be read."""

    def held(self, hold: Hold) -> PlannedFiling:
        """The same filing, waiting for a person."""
        return replace(self, outcome="held", hold=hold)

    def entries(self) -> list[Entry]:
        """What is to be sent: creates and updates, bound to the server's own ids."""
        if self.patient is None:
            return self._whole()
        known = self.known()
        return [self._entry(change, known) for change in self.changes if change.writes]

    def known(self) -> dict[str, str]:
        """Where the server keeps the resources that it has: `urn:uuid:…` → `Type/id`."""
        return {
            change.item.identity.urn: f"{change.item.resource_type}/{change.server_id}"
            for change in self.changes
            if change.server_id is not None
        }

    def _whole(self) -> list[Entry]:
        """All of the filing, where no record can be seen: what was sent before may not have arrived there.

        Each resource is found by its identity at the other end, and so is what a later filing holds.
        """
        held_elsewhere = [change.item for change in self.changes if change.superseded]
        elsewhere = {
            item.identity.urn: f"{item.resource_type}?{condition(item.identity, item.body)}"
            for item in held_elsewhere
        }
        return [
            Entry(change.item.identity, bind(change.item.body, None, elsewhere), change.server_id)
            for change in self.changes
            if not change.superseded
        ]

    def _entry(self, change: Change, known: Mapping[str, str]) -> Entry:
        said = change.item.body if change.merged is None else change.merged
        body = bind(said, self.patient, known)
        if change.server_id is not None:
            body = {"resourceType": body["resourceType"], "id": change.server_id, **body}
        if change.current is not None:
            body = {**_kept_of_the_servers(change.current), **body}
            body["meta"] = _kept_labels(change.item.body["meta"], change.current.get("meta", {}))
        return Entry(change.item.identity, body, change.server_id, change.version)


def _kept_of_the_servers(current: Resource) -> Resource:
    """What no side says anything about; a narrative made from the content is left to be made again."""
    kept: Resource = {name: current[name] for name in ("implicitRules", "language") if name in current}
    text = current.get("text", {})
    return {**kept, "text": text} if text.get("status", "generated") != "generated" else kept


def _kept_labels(ours: Resource, theirs: Resource) -> Resource:
    """Security labels and tags that the server holds are carried back unchanged (hazard H26)."""
    tags = [*theirs.get("tag", ()), *(tag for tag in ours.get("tag", ()) if tag not in theirs.get("tag", ()))]
    labels = {"security": theirs.get("security"), "tag": tags}
    return {**ours, **{name: value for name, value in labels.items() if value}}
