"""What must hold after every step, between what the model knows, the ledger, the records and what is told.

I7 (no change passed by) and I10 (run again, the same) are about runs that go through: they are looked at
when one has, in `tests.machine.commands`, and at rest, in `tests.machine.rest`.
"""

from __future__ import annotations

import gc
import sys

from adapter.overview import overviews
from tests.machine.broken import Lost, Silent, Swollen, Unbalanced, require
from tests.machine.world import World

BLOCKS = 300_000
"""Blocks of memory, some 25 MB, that may be in use beyond what there were when the first world had ended."""


def holds(world: World) -> None:
    """I1 to I6, I8 (the ledger opened, whole: see `Commands`), I9, I11, I12. Raises what was broken."""
    ledger, model = world.adapter.ledger, world.model
    filings = ledger.filings("practice")
    standings = filings.standings()
    require(world.ever <= set(standings), Lost, "a filing is gone from the ledger")
    world.ever = set(standings)
    for one in overviews(ledger):
        require(one.balanced and one.participants == model.participants, Unbalanced, one.states)
    world.records.hold()
    world.records.hold_entries({key for key, one in standings.items() if one.state in ("filed", "unchanged")})
    for kept in filings.conflicts.waiting():
        shown = kept.contested.elements and kept.contested.ours and kept.contested.theirs
        require(shown, Silent, "a conflict without both sides")
        # a run may have died between asking and sending: then its session is still to be pushed
        standing = standings.get(kept.filing_id)
        settled = standing is not None and standing.state in ("filed", "unchanged")
        open_still = standing is None or standing.session_id in filings.unsettled_sessions()
        require(open_still or not settled, Silent, "settled, with a conflict that waits")
    world.listening.named_nobody()
    if _swollen(world):
        gc.unfreeze()  # a push leaves all frozen that it found, garbage too, until the next one
        gc.collect()
        require(not _swollen(world), Swollen, "whatever was done, it is held on to")


def _swollen(world: World) -> bool:
    before = world.figures.blocks
    return before is not None and sys.getallocatedblocks() - before >= BLOCKS
