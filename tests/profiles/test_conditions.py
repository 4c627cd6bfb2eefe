"""An invariant that asks something only of elements with an extension is asked of those alone."""

from __future__ import annotations

from typing import Any

import pytest

from profiles.check import check
from profiles.checking.conditions import condition
from profiles.checking.fhirpath import Scope, invariant
from profiles.checking.snapshots import package
from tests.profiles.test_check import example

_PEG = "extension.where(url = 'u' and value = 'peg').exists()"
_BOTH = "extension.where(url = 'u' and (value = 'peg' or value = 'nprs')).exists()"


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        (f"{_PEG} implies item.count() = 3", ("u", ("peg",))),
        (f"{_BOTH} implies (status = 'a' implies item.exists())", ("u", ("peg", "nprs"))),
        (f"{_PEG} implies note = 'this implies that'", ("u", ("peg",))),
        (f"{_PEG} implies item.exists() implies status.exists()", None),
        (f"{_PEG} and item.exists() implies status.exists()", None),
        (f"status.exists() implies {_PEG}", None),
        (_PEG, None),
        ("extension.where(value = 'peg' and url = 'u').exists() implies true", None),
    ],
)
def test_a_condition_is_read_only_where_it_stands_before_everything(expression: str, expected: Any) -> None:
    assert condition(expression) == expected


def test_where_a_condition_is_not_met_the_invariant_holds() -> None:
    found = 0
    element: dict[str, Any] = {"extension": [{"url": "u", "valueCode": "another"}, {"url": "v"}]}
    for url in package().urls():
        definition = package().definition(url) if "/VGC-" in url else None
        for part in (definition or {}).get("snapshot", {}).get("element", ()):
            for one in part.get("constraint", ()):
                if condition(one.get("expression", "")):
                    found += 1
                    kind = definition["type"] if definition else ""
                    holds = invariant(one["expression"], kind, one["key"])
                    assert holds({"resourceType": kind, **element}, Scope(element, element, lambda _: None))
    assert found > 20


def test_where_extensions_are_no_objects_the_rules_of_them_are_told_as_not_judged() -> None:
    answers = example("answers-phq-2-incomplete")
    answers["extension"] = ["peg"]
    report = check(answers)
    assert not report.passed
    assert any("cannot be judged" in one.what for one in report.not_checked)
