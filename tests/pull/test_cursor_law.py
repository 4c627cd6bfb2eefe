"""The cursor never passes an unseen change (I7), whatever is committed late or the clocks show."""

from __future__ import annotations

import datetime as dt
import tempfile
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import adapter.pull.change_query
from adapter.interrupt import Interrupt
from adapter.sandbox.faults import Faults
from adapter.sandbox.serve import running
from adapter.sandbox.store import Store
from tests.pull.conftest import NO_TIME, TwoWays, answering, prescription
from tests.push import clinic

OVERLAP = 600

written = st.tuples(
    st.just("write"),
    st.sampled_from(("a", "b", "c", "d")),  # which prescription: written again, it changes
    st.integers(0, 4),  # whose
    st.sampled_from((0, 0, 1, 60, OVERLAP - 30)),  # how many seconds late it is committed
)
deleted = st.tuples(st.just("delete"), st.sampled_from(("a", "b", "c", "d")), st.just(0), st.just(0))
pulled = st.tuples(st.just("pull"), st.just(""), st.just(0), st.integers(0, 3))
"""The last number is after how many changes a pull is interrupted; 0 is never."""
passed = st.tuples(st.just("pass"), st.just(""), st.just(0), st.sampled_from((5, 90)))
"""So many minutes pass."""
clock_set = st.tuples(st.just("set"), st.just(""), st.just(0), st.sampled_from((0, 20, -120)))
"""The endpoint's clock is set to so many minutes ahead of ours."""

WRITTEN_AGAIN_BEFORE_ITS_DELETION = [
    ("pull", "", 0, 0),
    ("write", "a", 0, 0),
    ("pull", "", 0, 0),
    ("write", "d", 0, 0),
    ("pull", "", 0, 0),
    ("set", "", 0, -120),
    ("pull", "", 0, 1),
    ("delete", "a", 0, 0),
    ("write", "a", 0, OVERLAP - 30),
    ("pull", "", 0, 1),
    ("pass", "", 0, 5),
]
DELETED_BEFORE_IT_WAS_WRITTEN = [
    ("write", "a", 0, 0),
    ("pull", "", 0, 0),
    ("pull", "", 0, 0),
    ("set", "", 0, 20),
    ("pull", "", 0, 0),
    ("write", "d", 0, 0),
    ("set", "", 0, 0),
    ("delete", "a", 0, 0),
    ("delete", "d", 0, 0),
    ("pass", "", 0, 90),
]
"""By the times that its history gives, each on a page that has room for two rows."""


@pytest.mark.failure("3.5", "a row that was committed late")
@pytest.mark.failure("3.5", "the server's clock is wrong")
@pytest.mark.invariant("I7")
@pytest.mark.hazard("H28")
@pytest.mark.parametrize("method", ["history", "search"])
@example(steps=WRITTEN_AGAIN_BEFORE_ITS_DELETION)
@example(steps=DELETED_BEFORE_IT_WAS_WRITTEN)
@settings(max_examples=12)
@given(
    steps=st.lists(
        st.one_of(written, written, pulled, pulled, deleted, passed, clock_set), min_size=4, max_size=18
    )
)
def test_every_change_is_seen_once_whatever_is_committed_late_or_broken_off(
    method: str, steps: list[tuple[str, str, int, int]]
) -> None:
    with (
        tempfile.TemporaryDirectory() as folder,
        pytest.MonkeyPatch.context() as patch,
        Store() as store,
        running(store, Faults(seed=1)) as url,
    ):
        patch.setattr(adapter.pull.change_query, "_ROWS", 2)
        practice = TwoWays(url, store, Faults(seed=1), Path(folder))
        for patient in clinic.practice():
            practice.put(patient)
        practice.keep([clinic.clinic()])
        model: dict[str, str] = {}
        later = ahead = NO_TIME
        compared = False  # nothing shows a clock that was set twice since
        for number, (step, name, whose, amount) in enumerate(steps):
            if step == "write":
                drug = f"Tablets {number}"
                whole = {**prescription(f"Patient/p{whose}", drug), "id": name}
                with store.late(amount - (later + ahead).total_seconds()):
                    store.write(whole, "PUT", [f"Patient/p{whose}"])
            elif step == "delete" and store.holds("MedicationRequest", name):
                with store.late(-(later + ahead).total_seconds()):
                    store.delete("MedicationRequest", name)
            elif step == "pass":
                later += dt.timedelta(minutes=amount)
            elif step == "set" and compared:
                ahead, compared = dt.timedelta(minutes=amount), False
            elif step == "pull":
                with answering(later=later, ahead=ahead):
                    follow(practice, model, method, stop_after=amount, at=later)
                compared = compared or not amount
        there = {
            resource["id"]: resource["medicationCodeableConcept"]["text"]
            for resource in practice.resources("MedicationRequest")
        }
        with answering(later=later, ahead=ahead):
            follow(practice, model, method, at=later)
        assert {name: model.get(name) for name in there} == there
        with answering(later=later, ahead=ahead):
            # only a sweep shows what was deleted
            follow(practice, model, method, full=method == "search", at=later)
            assert model == there
            assert practice.pull(pull=method, overlap=OVERLAP, ahead=later).told == []


def follow(
    practice: TwoWays,
    model: dict[str, str],
    method: str,
    *,
    stop_after: int = 0,
    full: bool = False,
    at: dt.timedelta,
) -> None:
    """Pull, and do to the model what the pull tells."""
    interrupt = Interrupt()
    heard = 0

    def take(change: object, _place: object) -> None:
        nonlocal heard
        heard += 1
        interrupt.asked = heard == stop_after or interrupt.asked

    for change, _ in practice.pull(
        pull=method, overlap=OVERLAP, interrupt=interrupt, found=take, full=full, ahead=at
    ).changes:
        if change.after is None:
            model.pop(change.server_id, None)
        else:
            said = change.after["medicationCodeableConcept"]["text"]
            assert model.get(change.server_id) != said  # nothing is told twice
            model[change.server_id] = said
