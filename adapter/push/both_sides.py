"""Telling what both sides have changed of a filing: how it was settled, or that a person has to choose."""

from __future__ import annotations

from collections import Counter

from adapter.push.plan import PlannedFiling
from adapter.telemetry.events import ConflictWaits, ElementsDecided, Tell, about


def tell_of_both_sides(planned: PlannedFiling, tell: Tell) -> None:
    """Of a filing that waits for something else nothing is told yet."""
    if planned.outcome not in ("file", "unchanged", "conflict"):
        return
    decided = Counter[str](decision.policy for change in planned.changes for decision in change.decisions)
    waiting = [change.contested for change in planned.changes if change.contested is not None]
    with about(filing=planned.filing.filing_id):
        if decided:
            tell(ElementsDecided(decisions=decided))
        for one in waiting:
            tell(ConflictWaits(conflict=one.conflict_id, elements=len(one.elements)))
