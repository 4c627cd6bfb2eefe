"""Goal ↔ FHIR Goal."""

from __future__ import annotations

import datetime as dt

from hypothesis import given

from mappings import goal
from mappings.context import Context
from mappings.elements import as_of
from mappings.records import Goal
from tests.mappings import strategies as some
from tests.mappings.laws import assert_survives, assert_text_beside_every_code


@given(some.goals(), some.contexts)
def test_a_goal_survives(record: Goal, context: Context) -> None:
    resource = goal.to_fhir(record, context)
    assert_survives(record, resource, goal.from_fhir)
    assert_text_beside_every_code(resource)


@given(some.goals(), some.contexts)
def test_a_category_of_the_practice_hides_none_of_the_clinics(record: Goal, context: Context) -> None:
    resource = goal.to_fhir(record, context)
    resource["category"] = [
        {"coding": [{"system": "https://practice.example"}]},
        *resource.get("category", ()),
    ]
    assert goal.from_fhir(resource) == record


@given(some.goals(), some.contexts, some.sessions())
def test_a_goal_is_the_same_resource_in_every_session_of_the_programme(
    record: Goal, context: Context, other: object
) -> None:
    later = Context(other.model_copy(update={"programme": context.session.programme}), context.person)  # type: ignore[attr-defined]
    assert goal.identify(record, later) == goal.identify(record, context)
    assert as_of(goal.to_fhir(record, later)) == later.session.planned_start


@given(some.goals(), some.contexts)
def test_two_sessions_of_one_day_have_an_order(record: Goal, context: Context) -> None:
    """And keep it when it becomes known at what time they really began."""
    session = context.session
    evening = session.model_copy(update={"planned_start": session.planned_start + dt.timedelta(hours=4)})
    began = session.model_copy(update={"actual_start": session.planned_start + dt.timedelta(hours=5)})
    dates = [as_of(goal.to_fhir(record, Context(one, context.person))) for one in (session, began, evening)]
    assert None not in dates
    assert dates[0] == dates[1] < dates[2]  # type: ignore[operator]


@given(some.goals(), some.contexts)
def test_a_target_always_has_its_measure(record: Goal, context: Context) -> None:
    for target in goal.to_fhir(record, context).get("target", ()):
        assert "detailString" not in target or "measure" in target  # FHIR invariant gol-1
