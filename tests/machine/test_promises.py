"""Each promise of the machine can be broken: an adapter with one thing wrong is caught, by the harm it does.

What is wrong is patched in; what is done then is the least that shows it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any, TypeAlias
from unittest.mock import patch

import pytest

from adapter.gp.client import GpClient
from adapter.ledger import database
from adapter.ledger.conflicts import Conflicts
from adapter.ledger.leases import Lease, Leases
from adapter.pull.round import Round
from adapter.push import planner, push, reconcile
from adapter.push.books import Books
from adapter.push.planner import Planner
from adapter.push.reconcile import Reconciliation
from adapter.push.report import PushReport
from adapter.routes import bundle
from tests.machine import promises, wrong
from tests.machine.broken import (
    Disclosed,
    Doubled,
    Lost,
    Misplaced,
    OutOfOrder,
    Overwritten,
    Silent,
    Swollen,
    Torn,
    Unbalanced,
)
from tests.machine.figures import Figures
from tests.machine.rest import rests
from tests.machine.world import World

Wrong: TypeAlias = tuple[Any, str, Callable[..., Any]]
"""Whose, which of its methods, and what stands in its place."""


@pytest.fixture
def world() -> Iterator[World]:
    with World("transaction", "search", 1, Figures()) as opened:
        yield opened


def does(world: World, *moves: Callable[[], object]) -> None:
    """One after the other, and what must hold after every step is looked at."""
    for move in moves:
        world.times.passes()
        move()
        promises.holds(world)


# ── What is done ─────────────────────────────────────────────────────────────────────────────────────────


def files(world: World) -> None:
    does(world, lambda: world.holds_session([0, 1]), world.adapter.push)


def files_sessions(world: World) -> None:
    does(world, lambda: world.holds_session([0]), lambda: world.holds_session([0]), world.adapter.push)


def speaks_anew_at_a_second_session(world: World) -> None:
    files_sessions(world)
    does(world, lambda: world.edits_goal(0, "text"), world.adapter.push, world.adapter.push)


def both_sides_edit(world: World) -> None:
    files(world)
    does(
        world,
        lambda: world.practice.edits(0, "description"),
        lambda: world.edits_goal(0, "text"),
        world.adapter.push,
    )


def both_sides_edit_and_rest(world: World) -> None:
    both_sides_edit(world)
    rests(world)


def the_practice_edits_as_we_write(world: World) -> None:
    files(world)
    world.edits_goal(0, "text")
    push, practice = world.adapter.push, world.practice
    does(
        world,
        lambda: world.mishaps.meets(push, ("before", "send"), lambda: practice.edits(0, "note"), 1),
    )


def an_answer_is_lost(world: World) -> None:
    world.breaks(action="close-after", method="POST", path="^$", count=1)
    files(world)


def nothing_arrives(world: World) -> None:
    world.breaks(action="close-before", method="POST", path="^$", count=2)
    files(world)


def a_run_sleeps(world: World) -> None:
    push = world.adapter.push
    does(
        world,
        lambda: world.holds_session([0]),
        lambda: world.mishaps.meets_another(push, 1, asleep=True),
    )


def another_begins(world: World) -> None:
    push = world.adapter.push
    does(
        world,
        lambda: world.holds_session([0]),
        lambda: world.mishaps.meets_another(push, 1, asleep=False),
    )


def dies_as_it_makes_the_ledger(world: World) -> None:
    first, mishaps = world.adapter.begin_with_nothing, world.mishaps
    does(world, lambda: mishaps.dies(first, ("before", "migrate"), 3))
    assert world.figures.done["died"] == 1
    files(world)


def somebody_prescribes(world: World) -> None:
    files(world)
    does(world, lambda: world.practice.prescribes("a", 0, 0))
    world.adapter.pull()  # in the same moment, which is seen of it
    world.practice.prescribes("b", 0, 500)
    does(world, world.adapter.pull)


def files_for_long(world: World) -> None:
    world.figures.blocks = sys.getallocatedblocks()
    files(world)


def comes_to_rest(world: World) -> None:
    files(world)
    rests(world)


WRONG: dict[str, tuple[list[Wrong], Callable[[World], None], type[AssertionError]]] = {
    "a later session is filed first": (
        [(push, "chunks", wrong.latest_first)],
        files_sessions,
        OutOfOrder,
    ),
    "what was said before comes back": (
        [(planner, "as_of", wrong.done_without_it), (reconcile, "as_of", wrong.done_without_it)],
        speaks_anew_at_a_second_session,
        OutOfOrder,
    ),
    "a run that slept goes on": (
        [(Lease, "require", wrong.done_without_it), (Lease, "confirm", wrong.done_without_it)],
        a_run_sleeps,
        OutOfOrder,
    ),
    "a run does not wait for another": (
        [(Leases, "_take", wrong.taken_by_all)],
        another_begins,
        OutOfOrder,
    ),
    "what was filed last is forgotten": (
        [(Reconciliation, "_filed", wrong.base_is_what_stands)],
        both_sides_edit,
        Overwritten,
    ),
    "what was not read is written over": (
        [(bundle, "request_for", wrong.unconditional)],
        the_practice_edits_as_we_write,
        Overwritten,
    ),
    "a lost answer is sent again": (
        [(bundle, "request_for", wrong.unconditional), (GpClient, "transaction", wrong.sent_again)],
        an_answer_is_lost,
        Doubled,
    ),
    "rows slip": ([(Planner, "_against_patients", wrong.of_the_next)], files, Misplaced),
    "what is unknown counts as filed": (
        [(Books, "record", wrong.taken_for_filed)],
        nothing_arrives,
        Lost,
    ),
    "somebody is counted twice": ([(PushReport, "settle", wrong.counted_twice)], files, Unbalanced),
    "a log names somebody": ([(Books, "settle", wrong.named_in_a_log)], files, Disclosed),
    "a report names somebody": ([(PushReport, "settle", wrong.named_in_a_problem)], files, Disclosed),
    "a URL names somebody": ([(GpClient, "search", wrong.asked_in_the_url)], files, Disclosed),
    "a ledger is made piece by piece": (
        [(database, "_begin", wrong.done_without_it)],
        dies_as_it_makes_the_ledger,
        Torn,
    ),
    "a late commit is passed by": (
        [(Round, "__init__", wrong.without_overlap)],
        somebody_prescribes,
        Lost,
    ),
    "nobody is asked": ([(Conflicts, "keep", wrong.done_without_it)], both_sides_edit_and_rest, Silent),
    "what is filed is written again": (
        [(Planner, "_change", wrong.always_written), (reconcile, "joined", wrong.never_the_same)],
        comes_to_rest,
        Doubled,
    ),
    "answers are held on to": ([(GpClient, "_attempt", wrong.held_on_to)], files_for_long, Swollen),
}


@pytest.mark.parametrize("broken", WRONG)
def test_an_adapter_that_breaks_a_promise_is_caught(world: World, broken: str) -> None:
    patches, done, harm = WRONG[broken]
    with ExitStack() as stack:
        for owner, name, instead in patches:
            stack.enter_context(patch.object(owner, name, instead(getattr(owner, name))))
        with pytest.raises(harm):
            done(world)


@pytest.mark.parametrize(
    "done", dict.fromkeys(done for _, done, _ in WRONG.values()), ids=lambda done: done.__name__
)
def test_the_adapter_as_it_is_breaks_none_of_them(world: World, done: Callable[[World], None]) -> None:
    done(world)
