"""What the ledger says was decided between both sides, and when, read beside the running process."""

from __future__ import annotations

import datetime as dt
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from profiles.definitions import extension
from profiles.wire import Resource


class Decisions:
    """When each element was settled last, by a rule or by somebody's choice."""

    def __init__(self, ledger: Path) -> None:
        with closing(sqlite3.connect(f"file:{ledger}?mode=ro", uri=True)) as opened:
            rows = opened.execute(
                "SELECT value, element, max(decided_at) FROM decisions GROUP BY value, element"
            )
            self._at = {
                (value, element): dt.datetime.fromisoformat(at).replace(tzinfo=dt.UTC)
                for value, element, at in rows
            }
            (count,) = opened.execute("SELECT count(*) FROM conflicts WHERE choice IS NOT NULL").fetchone()
        self.choices = int(count)
        """Conflicts that somebody decided."""

    def __len__(self) -> int:
        return len(self._at)

    def last(self, goal: Resource, element: str) -> dt.datetime | None:
        """When an element of this goal was decided on last; None if it never was."""
        values = [one["value"].removeprefix("urn:uuid:") for one in goal["identifier"]]
        return max(
            (self._at[value, element] for value in values if (value, element) in self._at), default=None
        )


def part(resource: Resource, element: str) -> Any:
    """An element of a resource, or one of its extensions, as a question names it."""
    if not element.startswith("extension:"):
        return resource.get(element)
    url = extension(element.removeprefix("extension:"))
    found = [one for one in resource.get("extension", ()) if one["url"] == url]
    return found[0] if len(found) == 1 else (found or None)


def words(goal: Resource, element: str) -> str | None:
    """What a goal says in an element."""
    found = part(goal, element)
    return None if found is None else str(found["text" if element == "description" else "valueString"])
