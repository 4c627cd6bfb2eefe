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
            return digest_of(self.written(own, now.patient, now)) == now.digest or self.was_sent(own, there)
        return self.was_sent(own, there)

    def is_heard(self, own: Written, there: Resource, patient: str | None, known: Sighting | None) -> bool:
        """Whether all that it says is what the clinic meant, or was seen before.

        A push joins what the practice wrote since the last pull, and then that stands in our own version.
        """
        sent = self._filings.intended(own.identity) if known and self.was_sent(own, there) else None
        if sent is None and not own.joined:
            return True
        meant = sent[0] if sent is not None else self._seen.meant(own.identity)[0]
        ours = content(bind(meant, patient, self._filings.addresses(meant)))
        return holds_no_news(content(there), ours, content(known.body) if known and known.body else ours)

    def written(self, own: Written, patient: str | None, known: Sighting | None) -> Resource:
        """What we wrote, bound to the server, or what was left of it in a merge, if it was ever seen."""
        meant, merged = self._seen.meant(own.identity)
        if known is not None and merged is not None:
            return merged
        return bind(meant, patient, self._filings.addresses(meant))

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


def holds_no_news(there: Any, ours: Any, seen: Any) -> bool:
    """Whether a value holds nothing that neither of the others does, and lacks nothing that both have."""
    if there in (ours, seen) or (isinstance(ours, str) and ours.startswith(URN)):
        return True
    if isinstance(there, dict) and isinstance(ours, dict):
        before = seen if isinstance(seen, dict) else ours
        return all(
            holds_no_news(there.get(name), ours.get(name), before.get(name))
            for name in {*there, *ours, *before}
        )
    if isinstance(there, list) and isinstance(ours, list):
        items = seen if isinstance(seen, list) else ours
        if len(there) == len(ours) == len(items) and all(map(holds_no_news, there, ours, items)):
            return True
        return all(one in ours or one in items for one in there) and all(
            one in there or one not in items for one in ours
        )
    return False


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
