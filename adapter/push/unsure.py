"""What of a filing may be at the endpoint after it was sent: to be seen there before any of it goes again."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from adapter.errors import OutcomeUnknown
from adapter.routes.route import Entry
from mappings.identity import Identity


@dataclass(frozen=True, slots=True)
class Unsure:
    """Resources that had no answer, or were `answered` as being there already."""

    identities: Collection[Identity]
    answered: bool

    def among(self, left: Sequence[Entry]) -> bool:
        """Whether any of it is left to be sent. What was found, and is there to be updated, has been seen."""
        unseen = [entry for entry in left if not (self.answered and entry.server_id)]
        return any(entry.identity in self.identities for entry in unseen)


def may_be_done(error: OutcomeUnknown, entries: Sequence[Entry], found: Collection[Identity] = ()) -> Unsure:
    """What may be done of the `entries` that were sent, and what was `found` of them beside that."""
    sent = {entry.identity for entry in entries} if error.unsure is None else error.unsure
    return Unsure({*sent, *found}, answered=False)
