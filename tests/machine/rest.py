"""What must hold when nothing fails any more: it comes to rest, as it should stand, and stays so."""

from __future__ import annotations

from tests.machine import promises
from tests.machine.broken import Doubled, Lost, Overwritten, Silent, require
from tests.machine.model import NEVER
from tests.machine.practice_side import value_of
from tests.machine.world import World

_PUSHES_TO_REST = 6


def rests(world: World) -> None:
    """I1, I3, I7, I10, I11: with faults about, the same command finds other things than before."""
    world.mends()
    adapter, practice = world.adapter, world.practice
    adapter.retries()
    for _ in range(_PUSHES_TO_REST):
        written = practice.versions()
        report = adapter.push()
        if practice.versions() == written and not {"unknown", "held", "rejected"} & set(+report.filings):
            break
    else:
        wrote = practice.versions() != written
        raise (Doubled if wrote else Lost)(f"no rest: {report.as_json()}")
    promises.holds(world)
    before = _state(world)
    report = adapter.sync()
    require(practice.versions() == written, Doubled, "what is filed is written again")
    require(not report.requests.get("write", 0), Doubled, "a sync of what is filed writes")
    require(_state(world) == before, Lost, "a further run leaves another state")
    _hold_conflicts(world)
    _hold_elements(world)
    if world.model.participants:
        pulled = adapter.pull()
        assert not pulled.problems, pulled.problems
        promises.holds(world)


def _state(world: World) -> dict[str, tuple[str, str | None]]:
    """Where every filing stands; what is filed, and what is filed and unchanged, is the same."""
    return {
        key: ("filed" if one.state == "unchanged" else one.state, one.digest)
        for key, one in world.adapter.ledger.filings("practice").standings().items()
    }


def _hold_conflicts(world: World) -> None:
    """I11: what is in conflict is what a person is asked about."""
    filings = world.adapter.ledger.filings("practice")
    standings, kept = filings.standings(), filings.conflicts.waiting()
    world.figures.waited += len(kept)
    world.figures.filings += sum(1 for one in standings.values() if one.state in ("filed", "unchanged"))
    in_conflict = {key for key, one in standings.items() if one.state == "conflict"}
    require(in_conflict == {one.filing_id for one in kept}, Silent, "in conflict, and nothing to choose")


def _hold_elements(world: World) -> None:
    """What stands is what the clinic said last; or what the practice wrote, unless that was decided on.

    While the goal waits for a person, what stood before stands.
    """
    kept = world.adapter.ledger.filings("practice").conflicts.waiting()
    in_question = {world.model.whose[one.filing_id][1] for one in kept}
    for (index, element), said in world.model.said.items():
        stands = value_of(world.practice.goal_seen(index), element)
        edit = world.model.edits.get((index, element))
        decided = world.practice.decided(index, element)
        what = (index, element, stands, said)
        if index in in_question:
            if edit is None or decided > edit.at:
                require(stands is None or stands in said or edit, Lost, what)
            else:
                require(stands == edit.value, Overwritten, what)
        elif edit is None:
            require(stands == said[-1] or (decided > NEVER and stands in said), Lost, what)
        elif stands != edit.value:
            require(stands == said[-1], Lost, what)
            require(decided > edit.at, Overwritten, f"{element}, without a decision")
