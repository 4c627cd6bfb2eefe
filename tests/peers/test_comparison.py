"""Our check finds at least what it found beside the official validator when that was last recorded."""

from __future__ import annotations

import pytest

from tests.peers.comparison import Comparison, compare, read


@pytest.fixture(scope="module")
def now(validator: str) -> Comparison:
    return compare(validator)


def test_our_check_misses_no_more_than_was_recorded(now: Comparison) -> None:
    recorded = {one.kind: one for one in read().kinds}
    missed = {
        one.kind: one.differing
        for one in now.kinds
        if one.kind not in recorded
        or one.only_official > recorded[one.kind].only_official
        or one.neither > recorded[one.kind].neither
    }
    assert not missed, "look at them; if they are to stay: make compare-validators, and give the reason"


def test_every_recorded_kind_of_rule_is_still_broken(now: Comparison) -> None:
    assert {one.kind for one in read().kinds} == {one.kind for one in now.kinds}


def test_our_check_refuses_no_valid_resource(now: Comparison) -> None:
    assert not now.false_alarms
