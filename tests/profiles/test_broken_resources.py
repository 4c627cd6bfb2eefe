"""Resources broken in each kind of rule: each profile has them, and our check refuses them."""

from __future__ import annotations

import pytest

from profiles import shipped
from profiles.check import check
from profiles.wire import Resource
from tests.profiles.breaks.kinds import KINDS
from tests.profiles.broken import BrokenResource, broken, telling
from tests.profiles.material import of_fixtures, of_package


@pytest.fixture(scope="module")
def valid() -> list[Resource]:
    return telling((resource for _, resource in [*of_package(), *of_fixtures()]), 2)


@pytest.fixture(scope="module")
def made(valid: list[Resource]) -> list[BrokenResource]:
    return list(broken(valid, each=1))


def test_every_profile_and_every_kind_of_rule_is_broken(made: list[BrokenResource]) -> None:
    assert {one.profile for one in made} == {one["url"] for one in shipped.profiles()}
    assert {one.kind.name for one in made} == {kind.name for kind in KINDS}
    assert len({one.name for one in made}) == len(made)


def test_a_seed_decides_where_resources_are_broken(valid: list[Resource], made: list[BrokenResource]) -> None:
    assert list(broken(valid, each=1)) == made
    assert list(broken(valid, each=1, seed=2)) != made


def test_nothing_is_broken_in_a_resource_that_others_are_made_from(valid: list[Resource]) -> None:
    list(broken(valid, each=1))
    assert all(check(resource).passed for resource in valid)


def test_our_check_refuses_what_is_broken_unless_fhir_lets_it_pass(made: list[BrokenResource]) -> None:
    passed = [one.name for one in made if not one.kind.warning and check(one.resource).passed]
    assert passed == []
