"""Telling what we wrote ourselves from what somebody at the practice made of it, where it comes back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from adapter.gp.paging import Row
from adapter.gp.server_clock import MOST_SKEW, ServerClock
from adapter.ledger.filings import Filings
from adapter.ledger.seen import Seen, Sighting, Written
from adapter.merge.difference import content, differences
from adapter.pull.change_query import updated
from mappings.binding import bind
from mappings.identity import URN
from profiles import wire
from profiles.wire import Resource


class Echoes:
    """What of one endpoint is our own; `clock` is that which its answers show.

    `other_clock` is whether its rows are stamped by another one: then no stamp says what came after our
    receipt.
    """

    def __init__(self, seen: Seen, filings: Filings, clock: ServerClock) -> None:
        self._seen = seen
        self._filings = filings
        self._clock = clock
        self.other_clock = False

    def look_at(self, rows: Sequence[Row]) -> None:
        """Notice by which clock these rows are stamped: none can be of the future by that which answers."""
        moments = [updated(row.resource) for row in rows if row.resource is not None]
        now = self._clock.now
        self.other_clock |= any(moment and now and moment > now + MOST_SKEW for moment in moments)

    def is_version(self, own: Written, there: Resource) -> bool:
        """Whether it is the version that we wrote; a server that was set back may give its number again.

        What was stamped clearly after our receipt is none of ours, whatever its number. Else nothing more is
        compared: an endpoint may store it otherwise than it was sent.
        """
        return own.version is not None and own.version == version_in(there) and not self._is_later(own, there)

    def is_update(self, own: Written, now: Sighting) -> bool:
        """Whether it says what we wrote, where the version does not tell, or what had no answer."""
        there = now.body or {}
        unversioned = (
            own.version is None and own.server_id == now.server_id and not self._is_later(own, there)
        )
        if unversioned or own.version == now.version is not None:
            return digest_of(self.written(own, now.patient)) == now.digest or self.was_sent(own, there)
        return self.was_sent(own, there)

    def written(self, own: Written, patient: str | None) -> Resource:
        """What we wrote, bound to the server, or what was left of it in a merge."""
        meant, merged = self._seen.meant(own.identity)
        return merged or bind(meant, patient, self._filings.addresses(meant))

    def was_sent(self, own: Written, there: Resource) -> bool:
        """Whether it is what we sent and had no answer to; where its links lead the endpoint has chosen."""
        intended = self._filings.intended(own.identity)
        return intended is not None and all(
            one.path.endswith(".reference") and str(one.before).startswith(URN)
            for one in differences(intended[1], there)
        )

    def _is_later(self, own: Written, there: Resource) -> bool:
        """Whether it was stamped after our receipt, beyond doubt."""
        stamped, answered = updated(there), own.answered_at
        skew = self._clock.skew
        if stamped is None or answered is None or skew is None or self.other_clock:
            return False
        return stamped - skew > answered + MOST_SKEW


def digest_of(resource: Resource) -> str:
    """Digest of what a person may have changed; labels count, what servers set by themselves does not."""
    meta: Any = resource.get("meta")
    labels = [meta.get(name) or [] for name in ("security",)] if isinstance(meta, dict) else [[]]
    return wire.digest([content(resource), *labels])


def version_in(resource: Resource) -> str | None:
    """The version that a resource says it is, as text."""
    meta: Any = resource.get("meta")
    version = meta.get("versionId") if isinstance(meta, dict) else None
    return None if version is None else str(version)
