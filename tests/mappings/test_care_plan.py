"""The pathway and its actions ↔ CarePlan."""

from __future__ import annotations

import contextlib
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from mappings import care_plan, goal
from mappings.context import Context
from mappings.elements import as_of
from mappings.records import Enrolment, Participant, PlanOfCare, Session
from mappings.vocabulary import EnrolmentState
from tests.mappings import strategies as some
from tests.mappings.examples import PERSON, plain_context
from tests.mappings.laws import assert_survives, assert_text_beside_every_code, without_codings

plans = st.builds(
    PlanOfCare,
    enrolment=some.enrolments,
    goal_ids=some.several(some.keys),
    actions=some.several(some.actions()),
)


@given(plans, some.contexts)
def test_a_plan_of_care_survives(record: PlanOfCare, context: Context) -> None:
    resource = care_plan.to_fhir(record, context)
    assert_survives(record, resource, care_plan.from_fhir)
    assert_text_beside_every_code(resource)


@given(plans, some.contexts)
def test_what_the_practice_adds_to_a_plan_is_left_to_it(record: PlanOfCare, context: Context) -> None:
    resource = care_plan.to_fhir(record, context)
    own = {"reference": "Goal/of-the-practice"}
    resource["goal"] = [own, *resource.get("goal", ())]
    resource["activity"] += [{"reference": {"reference": "ServiceRequest/1"}}, {"detail": {"goal": [own]}}]
    assert care_plan.from_fhir(resource) == record


@given(plans, plans, some.contexts, some.sessions())
def test_there_is_one_plan_for_all_sessions_of_an_enrolment(
    first: PlanOfCare, second: PlanOfCare, context: Context, other: Session
) -> None:
    session = other.model_copy(update={"programme": context.session.programme})
    later = Context(session, context.person)
    assert care_plan.to_fhir(first, context)["identifier"] == care_plan.to_fhir(second, later)["identifier"]
    assert as_of(care_plan.to_fhir(second, later)) == session.planned_start


@pytest.mark.parametrize("state", get_args(EnrolmentState))
def test_every_state_of_an_enrolment_has_a_status_for_plan_and_steps(state: EnrolmentState) -> None:
    resource = care_plan.to_fhir(PlanOfCare(enrolment=Enrolment(state=state, cycle=3)), plain_context())
    steps = [activity["detail"] for activity in resource["activity"]]
    assert [step["description"] for step in steps] == ["Assess", "Engage 3", "Review 3"]
    assert resource["status"] in ("draft", "active", "completed", "revoked")
    assert [step["status"] for step in steps].count("in-progress") == (
        state in ("assess", "engage", "review")
    )


@given(some.participants())
def test_an_action_points_to_its_goal_and_says_everything_in_words(participant: Participant) -> None:
    context = plain_context()
    plan = PlanOfCare(
        enrolment=Enrolment(state="engage"),
        goal_ids=tuple(one.goal_id for one in participant.goals),
        actions=participant.actions,
    )
    resource = care_plan.to_fhir(plan, context)
    urns = {one.goal_id: goal.identify(one, context).urn for one in participant.goals}
    assert [one["reference"] for one in resource.get("goal", ())] == list(urns.values())
    activities = without_codings(resource)["activity"][3:]
    for action, activity in zip(participant.actions, activities, strict=True):
        assert activity["detail"]["goal"][0]["reference"] == urns[action.goal_id]
        said = activity["detail"]["description"]
        assert all(words is None or words in said for words in (action.what, action.when))
        assert action.who is None or action.who in said or "who: the patient" in said


def test_only_an_enrolled_participant_has_a_plan_of_care() -> None:
    known = {"row": 1, "person": PERSON, "goals": [{"goal_id": "g1", "text": "Walk"}]}
    actions = [{"goal_id": "g1", "what": "Buy shoes"}]
    enrolled = Participant.model_validate({**known, "actions": actions, "enrolment": {"state": "engage"}})
    assert Participant.model_validate(known).plan_of_care is None
    assert enrolled.plan_of_care == PlanOfCare(
        enrolment=Enrolment(state="engage"), goal_ids=("g1",), actions=enrolled.actions
    )


@pytest.mark.parametrize(
    ("start", "end", "possible"),
    [
        ("2026-03-10", "2026-03-09", False),
        ("2026-03", "2026-03", True),
        ("2026-03", "2026-04-09", True),
        ("2026-03-10", "2025", False),
    ],
)
def test_an_enrolment_does_not_end_before_it_starts(start: str, end: str, possible: bool) -> None:
    expected = contextlib.nullcontext() if possible else pytest.raises(ValidationError, match="ended_at")
    with expected:
        Enrolment(state="discharged", started_at=start, ended_at=end)


def test_dates_of_which_nobody_can_tell_the_earlier_are_not_taken() -> None:
    with pytest.raises(ValidationError, match="both be years, months or days"):
        Enrolment(state="discharged", started_at="2026-03", ended_at="2026-03-09")
