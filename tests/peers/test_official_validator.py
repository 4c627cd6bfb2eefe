"""The official validator finds nothing in what leaves the adapter, and refuses the invalid examples."""

from __future__ import annotations

from typing import Any

import pytest

from tests.peers.official import accepted, judge, material
from tests.peers.official_validator import Verdict, verdicts
from tests.peers.reasons import INVALID, resource, stated


@pytest.fixture(scope="module")
def said(validator: str) -> list[Verdict]:
    return list(verdicts(validator, material()))


@pytest.fixture(scope="module")
def refused(validator: str) -> dict[str, Verdict]:
    made = [(one["file"], resource(one)) for one in INVALID]
    return {verdict.id: verdict for verdict in verdicts(validator, made)}


def test_nothing_is_found_that_is_not_accepted_with_a_reason(said: list[Verdict]) -> None:
    result = judge(said, accepted())
    assert not result.found, str(result)
    assert not result.in_vain, str(result)


def test_no_error_is_found_whatever_is_accepted(said: list[Verdict]) -> None:
    assert not [one for verdict in said for one in verdict.findings if one.refuses]


@pytest.mark.parametrize("example", INVALID, ids=lambda one: one["file"])
def test_an_invalid_example_is_refused_for_its_stated_reason(
    example: dict[str, Any], refused: dict[str, Verdict]
) -> None:
    findings = refused[example["file"]].findings
    assert stated(example, findings), findings
