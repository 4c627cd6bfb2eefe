"""What a check keeps from one resource to the next: it makes the next one faster, and no different."""

from __future__ import annotations

import copy
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from profiles.check import Checker, check
from profiles.checking.fhirpath import narrative
from profiles.checking.findings import Fault, Findings, Scope
from profiles.checking.given import Beside
from profiles.checking.judges import Judges, Kept, Known, Shape
from profiles.checking.remembering import remembering
from profiles.checking.snapshots import package
from profiles.definitions import profile
from profiles.wire import Resource
from tests.profiles.derived import PLINTH, derived
from tests.profiles.test_check import example

_PIECES = [
    "<p>",
    "</p>",
    "<br/>",
    "<b>",
    "</b>",
    "a",
    " ",
    ">",
    "<",
    '"',
    "&amp;",
    "]]>",
    "<!-- b -->",
    "\x01",
]
_PIECES += [
    '<p class="c">',
    '<p title="d>e">',
    '<p class=">">',
    '<img src="f"/>',
    "</div>",
    "<div>",
    "\n",
    "\ufffe",
]


FAULT = Fault("error", "invariant", "plinth-1", "final", "Plinth")


def kept(_value: Any, scope: Scope) -> bool:
    return scope.resource.get("status") == "final"


def counting(looked_at: list[Any], fault: bool = False) -> Any:
    def judge(value: Any, holder: Any, name: str | int, findings: Findings) -> None:
        looked_at.append(value)
        if fault:
            findings.gaps += 1

    return remembering(judge)


def findings() -> Findings:
    return Findings(Scope({}, {}, lambda _: None), lambda *_: None, "")


def test_what_there_was_nothing_to_say_of_is_not_looked_at_again() -> None:
    looked_at: list[Any] = []
    judge = counting(looked_at)
    for value in ({"system": "a", "code": "b"}, {"system": "a", "code": "b"}, {"system": "a", "code": "c"}):
        judge(value, {}, "code", findings())
    assert [value["code"] for value in looked_at] == ["b", "c"]


def test_what_hangs_on_the_rest_of_the_resource_is_looked_at_each_time() -> None:
    shape = Shape(Judges({}, lambda *_: None), Known(), (), invariants=[Kept(kept, FAULT, looks_around=True)])
    judge, (here, there) = remembering(shape.judge()), (findings(), findings())
    there.scope.resource["status"] = "final"
    for found in (there, here):
        judge({"code": "b"}, {}, "code", found)
    assert tuple([fault for _, _, fault in found.faults] for found in (there, here)) == ([], [FAULT])


def test_a_reference_that_led_nowhere_is_followed_where_it_leads_somewhere() -> None:
    named = "urn:uuid:5c9b0e0e-2f5d-4c3a-9f0e-6a1d3c2b4f10"
    goal = example("goal-walk")
    goal["addresses"] = [{"reference": named}]
    goal["note"] = [{"authorReference": {"reference": named}, "text": "Walks."}]
    practice = {"resourceType": "Organization", "name": "Example Surgery"}
    bundle = {
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [
            {"fullUrl": "urn:uuid:0f6f4f0a-6a0c-4b60-8f53-1d0a8c3a9b11", "resource": goal},
            {"fullUrl": named, "resource": practice},
        ],
    }
    assert [check(goal).passed for _ in range(2)] == [True, True]
    wrong = {issue.path for issue in check(bundle).issues if issue.rule == "target"}
    assert wrong == {"Bundle.entry[0].resource.addresses[0]"}
    assert check(goal).passed


def of_theirs(*definitions: Resource) -> Checker:
    given = {one["url"]: one for one in definitions}
    return Checker(Beside([SimpleNamespace(definition=given.get)], package()))


def held_as(status: str) -> Resource:
    return {"constraint": [{"key": "p", "severity": "error", "human": "p", "expression": status}]}


def test_a_rule_of_a_reference_that_looks_around_is_asked_each_time() -> None:
    asked = held_as("%resource.lifecycleStatus = 'active'")
    check = of_theirs(derived("Goal", "around", {"Goal.subject": asked})).check
    nobody = example("goal-walk") | {"subject": {"display": "somebody"}}
    there, here = (nobody | {"lifecycleStatus": status} for status in ("active", "planned"))
    said = [{issue.rule for issue in check(one, f"{PLINTH}/around").issues} for one in (there, here, there)]
    assert ["p" in rules for rules in said] == [False, True, False]


def test_a_profile_that_a_value_is_to_meet_is_asked_each_time() -> None:
    final, never = (
        derived("CodeableConcept", name, {"CodeableConcept": held_as(expression)})
        for name, expression in (("final", "%resource.status = 'final'"), ("never", "false"))
    )
    either = {"type": [{"code": "CodeableConcept", "profile": [final["url"], never["url"]]}]}
    check = of_theirs(final, never, derived("Observation", "either", {"Observation.code": either})).check
    observed = {"resourceType": "Observation", "code": {"text": "Plinth"}}
    there, here = (observed | {"status": status} for status in ("final", "amended"))
    assert [check(one, f"{PLINTH}/either").passed for one in (there, here, there)] == [True, False, True]


def test_what_something_was_said_of_is_looked_at_each_time() -> None:
    looked_at: list[Any] = []
    judge = counting(looked_at, fault=True)
    for _ in range(2):
        judge({"code": "b"}, {}, "code", findings())
    assert len(looked_at) == 2


@pytest.mark.parametrize("value", [{"reference": "#a"}, {"valueReference": {"reference": "#a"}}])
def test_what_has_a_literal_reference_is_looked_at_each_time(value: Any) -> None:
    looked_at: list[Any] = []
    judge = counting(looked_at)
    for _ in range(2):
        judge(value, {}, "subject", findings())
    assert len(looked_at) == 2


def test_what_cannot_be_judged_is_told_each_time_at_its_place() -> None:
    goal = example("goal-walk")
    coded = {"coding": [{"system": "http://snomed.info/sct", "code": "22298006"}], "text": "Plinth"}
    once, twice = goal | {"statusReason": "a"}, goal | {"outcomeCode": [coded, copy.deepcopy(coded)]}
    at = "Goal.outcomeCode[{}].coding[0]"
    for one in (twice, once, twice):
        said = {place.path for place in check(one).not_checked}
        assert {at.format(0), at.format(1)} <= said or one is once


def test_no_content_is_remembered() -> None:
    judge = counting([])
    judge({"type": "Patient", "identifier": {"value": "9990000026"}}, {}, "subject", findings())
    (known,) = (cell.cell_contents for cell in judge.__closure__ if isinstance(cell.cell_contents, dict))
    assert {(type(one), *told) for one, told in known.items()} == {(int,)}


def test_a_reference_that_leads_nowhere_is_told_whatever_was_checked_before() -> None:
    goal = example("goal-walk") | {"expressedBy": {"reference": "#b"}}
    there = goal | {"contained": [{"resourceType": "Patient", "id": "b", "active": True}]}
    rules = [{issue.rule for issue in check(one).issues} for one in (there, goal, there)]
    assert ["ref-1" in said for said in rules] == [False, True, False]


def test_one_fault_is_told_as_often_as_it_is_made() -> None:
    goal = example("goal-walk")
    broken = copy.deepcopy(goal) | {"subject": {"type": "Patient", "identifier": {"value": ""}}}
    first, _, second = check(broken, profile("Goal")), check(goal), check(broken, profile("Goal"))
    assert first == second
    assert not first.passed


@given(st.lists(st.sampled_from(_PIECES), max_size=6).map("".join), st.sampled_from(["", " ", "<p/>", "g"]))
def test_a_narrative_is_judged_by_its_tags_as_if_it_had_been_read(content: str, after: str) -> None:
    xhtml = f'<div xmlns="http://www.w3.org/1999/xhtml">{content}</div>{after}'
    by_its_markup = narrative._says_by_its_markup(xhtml)
    assert by_its_markup in (None, narrative._read(xhtml))
