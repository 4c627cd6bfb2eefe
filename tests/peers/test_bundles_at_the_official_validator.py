"""What holds for Bundles and for odd values is told by the official validator too, and as gravely."""

from __future__ import annotations

import pytest

from profiles.wire import Resource
from tests.peers.official_validator import Verdict, verdicts
from tests.profiles import bundled, composed, searched
from tests.profiles.bundled import Case
from tests.profiles.odd_values import OTHERWISE, holding, odd

CASES = [*bundled.CASES, *searched.CASES, *composed.CASES]
VALUES = [*odd()]

_NOT_COMPARED = ("DomainResource#dom-6", "Type_Specific_Checks_DT_URL_Resolve")
"""By message id: narratives are told by both, and nothing can be loaded from the URLs of these cases."""


@pytest.fixture(scope="module")
def of_bundles(validator: str) -> dict[str, Verdict]:
    return _said(validator, [(case.name, case.bundle) for case in CASES])


@pytest.fixture(scope="module")
def of_values(validator: str) -> dict[str, Verdict]:
    named = [(str(at), holding(code, value)) for at, (code, value, _) in enumerate(VALUES)]
    return _said(validator, named)


def _said(validator: str, named: list[tuple[str, Resource]]) -> dict[str, Verdict]:
    return {verdict.id: verdict for verdict in verdicts(validator, named)}


def _gravest(verdict: Verdict) -> str:
    said = [one for one in verdict.findings if not (one.rule or "").endswith(_NOT_COMPARED)]
    if any(one.refuses for one in said):
        return "error"
    return "warning" if any(one.severity == "warning" for one in said) else ""


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_bundle_is_judged_as_gravely_by_both(case: Case, of_bundles: dict[str, Verdict]) -> None:
    ours = min((severity for severity, _, _ in case.told), default="")  # an error is before a warning
    verdict = of_bundles[case.name]
    assert (_gravest(verdict) == ours) is not bool(case.alone), verdict.findings


@pytest.mark.parametrize("at", range(len(VALUES)), ids=lambda at: f"{VALUES[at][0]} {VALUES[at][1]!r}"[:50])
def test_an_odd_value_is_judged_as_gravely_by_both(at: int, of_values: dict[str, Verdict]) -> None:
    code, value, ours = VALUES[at]
    verdict = of_values[str(at)]
    differs = any((code, value) in ones for ones in OTHERWISE.values())
    assert (_gravest(verdict) == ours) is not differs, verdict.findings
