"""What a machine has done and found so far, in numbers."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

ENDINGS = ("died", "given up")
"""How some moves ended, which is counted as the moves are."""


@dataclass
class Figures:
    """What was done and found, over all worlds of a run."""

    done: Counter[str] = field(default_factory=Counter)
    faults: int = 0
    filings: int = 0
    waited: int = 0
    """Conflicts that were waiting whenever all had come to rest; `filings` were in the record then."""
    blocks: int | None = None
    """Blocks of memory in use when the first world had ended, and all was loaded that any world needs."""

    @property
    def steps(self) -> int:
        """Moves that were made; how some of them ended is in `done` as well."""
        return sum(count for what, count in self.done.items() if what not in ENDINGS)
