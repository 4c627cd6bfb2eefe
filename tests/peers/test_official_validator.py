"""The official validator finds nothing in what leaves the adapter, and refuses the invalid examples."""

from __future__ import annotations

import re
from typing import Any

import pytest

from profiles import wire
from profiles.checking.issues import Kind
from profiles.checking.snapshots import PACKAGE
from tests.peers.comparison import near
from tests.peers.official import accepted, judge, material
from tests.peers.validator import Verdict, verdicts

INVALID: list[dict[str, Any]] = wire.loads((PACKAGE / "tests" / "invalid.json").read_bytes())

REASONS: dict[Kind, str] = {
    "binding": "^(Terminology_TX_NoValid|Terminology_TX_Code|Unknown_Code)",
    "cardinality": "^Validation_VAL_Profile_(Minimum|Maximum)",
    "choice": "^(Extension_EXT_Type|Extension_PROF_Type|Validation_VAL_Profile_N|ILLEGAL_PROPERTY)",
    "extension": "^Extension_EXT",
    "format": "^Type_Specific_Checks_DT",
    "reference": "^Reference_REF",
    "slice": "^Validation_VAL_Profile_(Minimum|Maximum)",
    "type": "^None .*(must be|should be|is not)",
    "unknown-element": "^None Unrecognized property",
    "value": "^(_DT_Fixed_Wrong|TYPE_CHECKS_PATTERN)",
}
"""By kind of rule, how the official validator's message id and message begin; an invariant has its own id."""


@pytest.fixture(scope="module")
def said(validator: str) -> list[Verdict]:
    return list(verdicts(validator, material()))


@pytest.fixture(scope="module")
def refused(validator: str) -> dict[str, Verdict]:
    folder = PACKAGE / "tests"
    made = [(one["file"], wire.loads((folder / one["file"]).read_bytes())) for one in INVALID]
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
    is_invariant = example["kind"] == "invariant"
    reason = f"#{example['rule']} " if is_invariant else REASONS[example["kind"]]
    errors = [one for one in refused[example["file"]].findings if one.refuses]
    fitting = [one for one in errors if re.search(reason, f"{one.rule} {one.message}")]
    assert [one for one in fitting if near(one.path, example["path"])], errors
