"""What differs between two versions, element by element; what a server sets by itself does not count."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapter.merge.difference import Difference, content, differences
from profiles import wire

GOAL = {
    "resourceType": "Goal",
    "id": "g1",
    "meta": {"versionId": "1"},
    "description": {"text": "Walk"},
    "target": [{"measure": {"text": "miles"}, "detailQuantity": {"value": Decimal("1.0")}}],
}
NAMES = st.sampled_from(["status", "target", "note", "id", "value"])
SCALARS = st.booleans() | st.integers(-9, 9) | st.text(max_size=3) | st.decimals(-9, 9, places=2)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=6,
)
RESOURCES = st.dictionaries(NAMES | st.just("meta"), VALUES, max_size=4).map(
    lambda elements: {"resourceType": "Goal", **elements}
)


def changed(**elements: Any) -> dict[str, Any]:
    return {**GOAL, **elements}


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (changed(description={"text": "Swim"}), Difference("Goal.description.text", "Walk", "Swim")),
        (changed(priority={"text": "high"}), Difference("Goal.priority", None, {"text": "high"})),
        (
            {name: value for name, value in GOAL.items() if name != "description"},
            Difference("Goal.description", {"text": "Walk"}, None),
        ),
        (
            changed(target=[*GOAL["target"], {"dueDate": "2026"}]),  # type: ignore[misc]
            Difference("Goal.target[1]", None, {"dueDate": "2026"}),
        ),
        (changed(target=[]), Difference("Goal.target[0]", GOAL["target"][0], None)),  # type: ignore[index]
        (changed(target="x"), Difference("Goal.target", GOAL["target"], "x")),
        (changed(description=["Walk"]), Difference("Goal.description", {"text": "Walk"}, ["Walk"])),
    ],
)
def test_each_changed_element_is_told_with_its_path(after: dict[str, Any], expected: Difference) -> None:
    assert differences(GOAL, after) == (expected,)


def test_another_number_of_digits_is_another_measurement() -> None:
    after = changed(target=[{"measure": {"text": "miles"}, "detailQuantity": {"value": Decimal("1.00")}}])
    (found,) = differences(GOAL, after)
    assert found.path == "Goal.target[0].detailQuantity.value"
    assert (str(found.before), str(found.after)) == ("1.0", "1.00")


@pytest.mark.parametrize("after", [True, "1", Decimal("1.0")])
def test_another_type_is_another_value(after: Any) -> None:
    (found,) = differences({"resourceType": "Goal", "x": 1}, {"resourceType": "Goal", "x": after})
    assert (found.path, found.before, found.after) == ("Goal.x", 1, after)


@pytest.mark.parametrize("name", ["id", "meta", "text", "implicitRules", "language"])
def test_what_a_server_sets_by_itself_is_no_difference(name: str) -> None:
    assert differences(GOAL, changed(**{name: "anything"})) == ()
    assert name not in content(changed(**{name: "anything"}))


def test_the_same_name_further_down_does_count() -> None:
    (found,) = differences(GOAL, changed(description={"text": "Walk", "id": "a"}))
    assert found.path == "Goal.description.id"


def test_the_content_is_a_copy() -> None:
    before = dict(GOAL)
    content(GOAL)
    assert before == GOAL


@given(RESOURCES)
def test_nothing_differs_from_itself(one: dict[str, Any]) -> None:
    assert differences(one, wire.loads(wire.dumps(one))) == ()


@given(RESOURCES, RESOURCES)
def test_two_resources_differ_just_when_their_content_has_another_digest(
    one: dict[str, Any], other: dict[str, Any]
) -> None:
    assert (differences(one, other) != ()) is (wire.digest(content(one)) != wire.digest(content(other)))


@given(RESOURCES, RESOURCES)
def test_going_back_undoes_every_difference(one: dict[str, Any], other: dict[str, Any]) -> None:
    there = {(found.path, str(found.before), str(found.after)) for found in differences(one, other)}
    back = {(found.path, str(found.after), str(found.before)) for found in differences(other, one)}
    assert there == back
