"""Our check is as good beside the official validator as it was when that was last recorded."""

from __future__ import annotations

import pytest

from tests.peers.comparison import Comparison, compare, read


@pytest.fixture(scope="module")
def now(validator: str) -> Comparison:
    return compare(validator)


def test_our_check_finds_every_break_of_a_kind_of_rule_of_which_it_found_all(now: Comparison) -> None:
    found = {one.kind for one in read().kinds if not one.only_official and not one.neither}
    missed = {
        one.kind: one.differing for one in now.kinds if one.kind in found and one.only_official + one.neither
    }
    assert not missed, "look at them; if they are to stay: make compare-validators, and give the reason"


def test_every_recorded_kind_of_rule_is_still_broken(now: Comparison) -> None:
    assert {one.kind for one in read().kinds} == {one.kind for one in now.kinds}


def test_our_check_refuses_no_valid_resource(now: Comparison) -> None:
    assert not now.false_alarms
