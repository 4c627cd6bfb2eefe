"""Everything that was ever written, version by version, each looked at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from mappings.binding import references
from profiles import wire
from profiles.wire import Resource
from tests.unattended.clinic import ELEMENTS
from tests.unattended.decided import Decisions, words
from tests.unattended.practice import Practice

_LEFT_ALONE_AFTER = dt.timedelta(seconds=90)
"""From a death to the last write that may still have been under way: a lease, and a request's deadline."""


class Past:
    """What the adapter wrote over, and what it wrote though it said nothing new."""

    def __init__(self, practice: Practice) -> None:
        self._practice = practice
        self._sequence = 0
        self._last: dict[tuple[str, str], Resource] = {}
        self.written = 0
        """Versions that the adapter wrote."""
        self.written_for_nothing: list[str] = []
        """Those of them that say what the version before had said: which, and when."""

    def look(self, decisions: Decisions) -> Iterator[str]:
        """Where words of the practice's went undecided, or anything to the dead, since the last look."""
        for version in self._practice.since(self._sequence):
            self._sequence = version.sequence
            if version.body is None:
                yield f"lost: a {version.type} was deleted"
                continue
            body = wire.loads(version.body)
            meta, before = body.pop("meta"), self._last.get((version.type, version.id))
            self._last[version.type, version.id] = body
            if (version.type, version.id, version.version) in self._practice.wrote:
                continue
            self.written += 1
            if body == before:
                which = f"{version.type}/{version.id}/_history/{version.version}"
                self.written_for_nothing.append(f"{which} of {meta['lastUpdated']}")
            if before is not None and version.type == "Goal":
                yield from self._replaced(before, body, decisions)
            yield from self._to_the_dead(body, dt.datetime.fromisoformat(meta["lastUpdated"]))

    def _replaced(self, before: Resource, after: Resource, decisions: Decisions) -> Iterator[str]:
        """A note that is gone, or other words though nothing was decided since the practice said its own."""
        notes = [note["text"] for note in before.get("note", ())]
        if [note["text"] for note in after.get("note", ())][: len(notes)] != notes:
            yield "overwritten: a note on a Goal"
        for element in ELEMENTS.values():
            said = self._practice.said.get(words(before, element) or "")
            if said is not None and words(after, element) != words(before, element):
                when = decisions.last(after, element)
                if when is None or when <= said:
                    yield f"overwritten: {element} in a version that came between, without a decision"

    def _to_the_dead(self, body: Resource, at: dt.datetime) -> Iterator[str]:
        for index in self._practice.dead:
            if at > self._practice.gone[index] + _LEFT_ALONE_AFTER and any(
                one.get("reference") == f"Patient/p{index}" for one in references(body)
            ):
                yield f"wrong record: a {body['resourceType']} was written to patient {index}, who had died"
