"""What a merge promises: no edit is lost, nothing is invented, and the same question gets the same answer."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapter.merge.merge import Chosen, Merge, merge, same
from mappings.ownership import owned
from profiles.definitions import extension
from profiles.wire import Resource

BASE: Resource = {
    "resourceType": "Goal",
    "extension": [{"url": extension("confidence"), "valueInteger": 6}],
    "identifier": [{"system": "https://fhir-vgc.example/Id/goal", "value": "g1"}],
    "lifecycleStatus": "active",
    "statusDate": "2026-03-10",
    "description": {"text": "Walk to the shops"},
    "target": [{"measure": {"text": "walks a week"}, "detailString": "2"}],
    "note": [{"text": "Said in the session"}],
}


def _with(**changed: Any) -> Resource:
    return {**BASE, **changed}


def _confidence(value: int) -> dict[str, Any]:
    return {"extension": [{"url": extension("confidence"), "valueInteger": value}]}


def _joined(ours: Resource, theirs: Resource, **settings: Any) -> Merge:
    return merge(BASE, ours, theirs, profile="Goal", **settings)


# ── Who decides ──────────────────────────────────────────────────────────────────────────────────────


def test_different_elements_changed_by_each_side_are_both_kept() -> None:
    found = _joined(_with(**_confidence(9)), _with(description={"text": "Walk to the park"}))
    assert found.body == _with(**_confidence(9), description={"text": "Walk to the park"})
    assert (found.decisions, found.questions) == ((), ())


def test_what_the_clinic_owns_is_the_clinics_and_the_decision_is_kept() -> None:
    found = _joined(_with(**_confidence(9)), _with(**_confidence(3)))
    assert found.body == _with(**_confidence(9))
    assert [(one.element, one.policy) for one in found.decisions] == [("extension:confidence", "clinic")]


def test_what_a_person_decides_is_asked_with_what_was_filed_and_what_each_side_says() -> None:
    found = _joined(_with(description={"text": "Run"}), _with(description={"text": "Walk to the park"}))
    (question,) = found.questions
    assert question.element == "description"
    assert (question.base, question.ours, question.theirs) == (
        {"text": "Walk to the shops"},
        {"text": "Run"},
        {"text": "Walk to the park"},
    )
    assert found.body["description"] == {"text": "Walk to the park"}


def test_what_was_said_last_counts_only_where_it_is_known_who_said_it_last() -> None:
    ours, theirs = ({"achievementStatus": {"text": text}} for text in ("improving", "worsening"))
    for newest, kept in (("ours", ours), ("theirs", theirs)):
        found = _joined(_with(**ours), _with(**theirs), newest=newest)
        assert found.body == _with(**kept)
        assert [one.policy for one in found.decisions] == ["newest"]
    assert [one.element for one in _joined(_with(**ours), _with(**theirs)).questions] == ["achievementStatus"]


def test_an_element_that_nobody_declared_is_asked_about() -> None:
    found = _joined(_with(startDate="2026-04"), _with(startDate="2026-05"))
    assert [one.element for one in found.questions] == ["start[x]"]


@pytest.mark.parametrize(
    ("chosen", "kept"),
    [
        (Chosen("ours"), {"text": "Run"}),
        (Chosen("theirs"), {"text": "Walk to the park"}),
        (Chosen(value={"text": "Walk, later run"}), {"text": "Walk, later run"}),
    ],
)
def test_a_persons_choice_answers_the_question(chosen: Chosen, kept: Resource) -> None:
    ours, theirs = _with(description={"text": "Run"}), _with(description={"text": "Walk to the park"})
    found = _joined(ours, theirs, chosen={"description": chosen})
    assert found.body["description"] == kept
    assert not found.questions
    assert [one.policy for one in found.decisions] == ["person"]


# ── What belongs together ────────────────────────────────────────────────────────────────────────────


def test_a_value_of_another_type_takes_the_place_of_the_first() -> None:
    quantity = {
        "measure": {"text": "walks a week"},
        "detailQuantity": {"value": Decimal("3"), "unit": "walks"},
    }
    more = {"measure": {"text": "walks a week"}, "detailString": "2", "dueDate": "2026-06"}
    found = _joined(_with(target=[more]), _with(target=[quantity]))
    assert found.body["target"] == [{**quantity, "dueDate": "2026-06"}]


def test_two_values_of_different_types_are_one_question() -> None:
    found = _joined(
        _with(target=[{"measure": {"text": "walks a week"}, "detailString": "4"}]),
        _with(target=[{"measure": {"text": "walks a week"}, "detailInteger": 3}]),
    )
    (question,) = found.questions
    assert question.element == "target[0].detail[x]"
    assert (question.ours, question.theirs) == ({"detailString": "4"}, {"detailInteger": 3})


def test_the_day_of_a_status_comes_from_the_side_that_the_status_comes_from() -> None:
    ours = _with(statusDate="2026-04-21", **_confidence(9))
    theirs = _with(lifecycleStatus="completed", statusDate="2026-04-02")
    found = _joined(ours, theirs)
    assert found.body == {**theirs, **_confidence(9)}


def test_a_day_that_only_the_practice_changed_is_not_let_go_with_a_status_of_ours() -> None:
    found = _joined(_with(lifecycleStatus="completed"), _with(statusDate="2026-04-02"))
    assert [one.element for one in found.questions] == ["statusDate"]


def test_a_code_never_loses_the_words_that_it_came_with() -> None:
    coded = {"coding": [{"system": "urn:x", "code": "1"}], "text": "Walk to the shops"}
    found = _joined(_with(description={"text": "Run"}), _with(description=coded))
    assert [one.element for one in found.questions] == ["description"]


def test_notes_of_both_sides_stand_beside_each_other() -> None:
    (first,) = BASE["note"]
    found = _joined(_with(note=[first, {"text": "ours"}]), _with(note=[first, {"text": "theirs"}]))
    assert found.body["note"] == [first, {"text": "ours"}, {"text": "theirs"}]


def test_another_systems_identifier_is_kept_beside_ours() -> None:
    other = {"system": "urn:gp-system", "value": "778"}
    found = _joined(_with(**_confidence(9)), _with(identifier=[*BASE["identifier"], other]))
    assert found.body["identifier"] == [*BASE["identifier"], other]


@pytest.mark.failure("3.7", "decimals")
def test_elements_that_we_do_not_know_and_exact_decimals_are_kept() -> None:
    theirs = _with(modelledElsewhere={"value": Decimal("7.00")}, _description={"id": "d"})
    found = _joined(_with(**_confidence(9)), theirs)
    assert same(found.body, {**theirs, **_confidence(9)})


# ── Withdrawn, taken over ────────────────────────────────────────────────────────────────────────────


@pytest.mark.failure("3.4", "an update of what was deleted")
def test_a_resource_that_the_practice_withdrew_is_not_written_to_without_asking() -> None:
    found = _joined(_with(**_confidence(9)), _with(lifecycleStatus="entered-in-error"))
    assert [one.element for one in found.questions] == ["lifecycleStatus"]


def test_a_resource_that_the_practice_worked_on_is_not_withdrawn_without_asking() -> None:
    found = _joined(
        _with(lifecycleStatus="entered-in-error"), _with(description={"text": "Walk to the park"})
    )
    assert [one.element for one in found.questions] == ["lifecycleStatus"]


def test_a_withdrawn_task_is_asked_about_although_its_status_is_the_practices() -> None:
    task = {"resourceType": "Task", "status": "requested", "intent": "plan"}
    found = merge(
        task, {**task, "priority": "urgent"}, {**task, "status": "entered-in-error"}, profile="NextStep"
    )
    assert [one.element for one in found.questions] == ["status"]


@pytest.mark.parametrize("theirs", [{"intent": "order"}, {"status": "active"}])
def test_a_proposal_that_became_an_order_is_not_changed_without_asking(theirs: dict[str, str]) -> None:
    line = {"resourceType": "MedicationRequest", "status": "draft", "intent": "proposal", "note": []}
    found = merge(
        line, {**line, "note": [{"text": "slower"}]}, {**line, **theirs}, profile="MedicationPlanLine"
    )
    assert [one.element for one in found.questions] == list(theirs)


# ── Without a base ───────────────────────────────────────────────────────────────────────────────────


def test_without_a_base_every_element_in_which_the_sides_differ_is_asked_about() -> None:
    ours, theirs = _with(**_confidence(9)), _with(**_confidence(3), startDate="2026-05")
    found = merge(None, ours, theirs, profile="Goal", newest="ours")
    assert [one.element for one in found.questions] == ["extension:confidence"]
    assert found.body["startDate"] == "2026-05"


# ── Laws ─────────────────────────────────────────────────────────────────────────────────────────────

_texts = st.sampled_from(["one", "two", "three"])
_decimals = st.sampled_from([Decimal("1"), Decimal("1.0"), Decimal("1.00"), Decimal("2.5")])
_extensions = st.lists(
    st.builds(
        lambda name, value: {"url": extension(name), "valueString": value},
        st.sampled_from(["barriers", "support", "stage-goal", "elsewhere"]),
        _texts,
    ),
    max_size=4,
)
_targets = st.lists(
    st.builds(
        lambda measure, detail, due: {"measure": {"text": measure}, **detail, **due},
        st.sampled_from(["walks", "sleep"]),
        st.sampled_from([{}, {"detailString": "2"}, {"detailInteger": 3}])
        | st.builds(lambda value: {"detailQuantity": {"value": value, "unit": "km"}}, _decimals),
        st.sampled_from([{}, {"dueDate": "2026-05"}, {"dueDate": "2026-06"}]),
    ),
    max_size=3,
)
goals = st.fixed_dictionaries(
    {
        "resourceType": st.just("Goal"),
        "lifecycleStatus": st.sampled_from(["active", "completed", "entered-in-error"]),
    },
    optional={
        "description": st.builds(lambda text: {"text": text}, _texts),
        "statusDate": st.sampled_from(["2026-03-10", "2026-04-21"]),
        "achievementStatus": st.builds(lambda text: {"text": text}, _texts),
        "extension": _extensions,
        "target": _targets,
        "note": st.lists(st.builds(lambda text: {"text": text}, _texts), max_size=3),
        "elsewhere": st.builds(lambda value: {"value": value}, _decimals),
        "startDate": st.sampled_from(["2026", "2026-02"]),
    },
)
sides = st.sampled_from(["ours", "theirs", None])


@given(goals, goals)
def test_where_one_side_changed_nothing_the_other_side_stands(base: Resource, changed: Resource) -> None:
    for found in (
        merge(base, changed, base, profile="Goal"),
        merge(base, base, changed, profile="Goal"),
        merge(base, changed, changed, profile="Goal"),
    ):
        assert same(found.body, changed)
        assert (found.decisions, found.questions) == ((), ())


@given(goals, goals, goals, sides)
def test_merging_what_was_merged_changes_nothing(
    base: Resource, ours: Resource, theirs: Resource, newest: Any
) -> None:
    chosen = _all_asked(base, ours, theirs, newest)
    found = merge(base, ours, theirs, profile="Goal", newest=newest, chosen=chosen)
    assert not found.questions
    assert same(merge(ours, ours, found.body, profile="Goal").body, found.body)
    again = merge(base, ours, found.body, profile="Goal", newest=newest, chosen=chosen)
    assert same(again.body, found.body)


@given(goals, goals, goals, sides)
def test_a_merge_invents_nothing(base: Resource, ours: Resource, theirs: Resource, newest: Any) -> None:
    found = merge(base, ours, theirs, profile="Goal", newest=newest)
    said = {repr(leaf) for body in (ours, theirs) for leaf in _leaves("", body)}
    assert {repr(leaf) for leaf in _leaves("", found.body)} <= said


@pytest.mark.failure("3.7", "the clinician edited the goal after us")
@pytest.mark.invariant("I11")
@pytest.mark.hazard("H22")
@given(goals, goals, goals)
def test_what_only_the_practice_changed_is_kept_or_asked_about(
    base: Resource, ours: Resource, theirs: Resource
) -> None:
    found = merge(base, ours, theirs, profile="Goal")
    asked = {question.element.partition("[")[0].partition(":")[0] for question in found.questions}
    for name in ("description", "achievementStatus", "elsewhere", "startDate", "lifecycleStatus"):
        before, mine, other = (body.get(name) for body in (base, ours, theirs))
        if same(before, mine):
            assert same(found.body.get(name), other) or name in asked
        elif same(before, other):
            assert same(found.body.get(name), mine) or name in asked or "start" in asked


@given(goals, goals, goals)
def test_which_elements_are_asked_about_does_not_depend_on_who_is_called_ours(
    base: Resource, ours: Resource, theirs: Resource
) -> None:
    """Where a person decides, both sides are alike: the values are exchanged, and the question stays."""
    asking = {one.element for one in owned("Goal") if one.owner == "ask"} - {"lifecycleStatus", "target"}
    one = merge(base, ours, theirs, profile="Goal").questions
    other = merge(base, theirs, ours, profile="Goal").questions
    assert {(q.element, repr(q.ours), repr(q.theirs)) for q in one if q.element in asking} == {
        (q.element, repr(q.theirs), repr(q.ours)) for q in other if q.element in asking
    }


def _all_asked(base: Resource, ours: Resource, theirs: Resource, newest: Any) -> dict[str, Chosen]:
    """Every question answered by the clinic's value; an answer can raise no other question."""
    found = merge(base, ours, theirs, profile="Goal", newest=newest)
    chosen = {question.element: Chosen("ours") for question in found.questions}
    more = merge(base, ours, theirs, profile="Goal", newest=newest, chosen=chosen)
    return {**chosen, **{question.element: Chosen("ours") for question in more.questions}}


def _leaves(path: str, value: Any) -> list[tuple[str, str]]:
    if isinstance(value, dict):
        return [leaf for name, inner in value.items() for leaf in _leaves(f"{path}.{name}", inner)]
    if isinstance(value, list):
        return [leaf for inner in value for leaf in _leaves(f"{path}[]", inner)]
    return [(path, str(value))]
