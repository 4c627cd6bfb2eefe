"""The real command, left to itself while all around it breaks; who looks afterwards sees what is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unattended.people import mark
from tests.unattended.play import Play

SEED = 5
SECONDS = 2.0
"""Of everything, before each hand that is laid on the process."""


@pytest.fixture
def play(tmp_path: Path) -> Iterator[Play]:
    playing = Play(tmp_path, SEED, every="1s", people=4, groups=2, pause=(0.01, 0.1), waits_for_leases=False)
    try:
        yield playing
    finally:
        playing.close()


@pytest.mark.invariant("I1")
@pytest.mark.invariant("I2")
@pytest.mark.invariant("I3")
@pytest.mark.invariant("I5")
@pytest.mark.invariant("I6")
@pytest.mark.invariant("I7")
@pytest.mark.invariant("I8")
@pytest.mark.invariant("I9")
@pytest.mark.invariant("I10")
@pytest.mark.invariant("I11")
def test_the_command_left_to_itself_while_all_breaks_comes_to_rest_and_the_books_balance(play: Play) -> None:
    """For hours: `make unattended`. What is chosen is the seed's; when it happens is the machine's."""
    way = {"strategy": "auto", "pull": "auto"}
    hands = play.hands
    for hand in (hands.kills_as_it_writes, hands.starts_a_second, hands.stops_for_long, hands.drains):
        play.stretch(SECONDS, way, session_every=4.0, alone=True)
        hand()
    rest = play.rest()
    assert play.found == []
    assert rest["conflicts waiting"] == rest["conflicts shown with both sides"]
    assert play.done["process: started"] > 1
    assert set(rest["filings"]) <= {"filed", "unchanged", "held", "conflict"}


def test_who_looks_afterwards_sees_what_is_doubled_lost_overwritten_misfiled_or_named(play: Play) -> None:
    play.stretch(0.0, {"strategy": "auto", "pull": "auto"}, session_every=60.0, alone=True)
    practice, store = play.practice, play.practice.store
    assert play.rest()["found"] == []
    play.hands.drains()
    practice.edits_goal(0, "note")
    practice.edits_goal(1, "description")
    first, second, third, last = (practice.goal(index) for index in range(4))
    assert first
    assert second
    assert third
    assert last
    store.write({**first, "note": []}, "PUT")
    store.write({**second, "description": {"text": "What nobody decided"}}, "PUT")
    store.write({**third, "note": [{"text": f"Of somebody else {mark(1)}"}]}, "PUT")
    store.write({**last, "id": "again"}, "PUT")
    entry = next(one for one in practice.resources("Composition"))
    store.delete("Composition", entry["id"])
    practice.prescribes(0, late=0)
    with play.place.log.open("a", encoding="utf-8") as log:
        log.write(f"Filed for {play.people.persons[0].family}\n")
    found, _ = play.findings.look()
    for expected in (
        "overwritten: a note on a Goal",
        "overwritten: 1 notes were written of patient 0, 0 stand",
        "overwritten: description of patient 1, without a decision",
        "wrong record: words of patient 1 in a Goal of 2",
        "doubled: 2 goals of patient 3",
        "lost: a Composition was deleted",
        "lost: prescription m0 was not brought back",
        "named: sync.log",
    ):
        assert any(one.startswith(expected) for one in found), (expected, found)
    assert any("its entry stands 0 times" in one for one in found)
