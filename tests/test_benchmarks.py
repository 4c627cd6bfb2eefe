"""The benchmarks of the sync and of the start measure what they say they do: at a small size, and no time."""

from __future__ import annotations

import benchmarks.start
import benchmarks.sync


def test_a_sync_with_nothing_changed_asks_what_changed_and_writes_nothing() -> None:
    seconds, megabytes = benchmarks.sync.measure(rounds=1, few=12, many=24)
    assert (seconds.notes["read"], seconds.notes["write"]) == (10, 0)
    assert len(seconds.ours) == len(seconds.theirs) == len(megabytes.ours) == 1


def test_without_histories_it_asks_for_each_type_and_not_for_each_patient() -> None:
    (figure,) = benchmarks.sync.by_search(rounds=1, filings=120)
    assert figure.notes["read"] == 19
    assert figure.notes["read, patient by patient"] > figure.notes["read"]


def test_both_commands_that_are_timed_end_well() -> None:
    assert [len(figure.ours) for figure in benchmarks.start.measure(rounds=1)] == [1, 1]
