"""The pathway says what records each of its actions, and its steps are those of a care plan."""

from __future__ import annotations

import fhirpathpy
import pytest
from fhirpathpy.models import models

from profiles import shipped
from profiles.definitions import code_system, extension
from profiles.wire import Resource

PROFILES = {one["url"]: one for one in shipped.profiles()}
ACTIVITIES = {one["url"]: one for one in shipped.definitions("ActivityDefinition")}
(PATHWAY,) = shipped.definitions("PlanDefinition")
DONE: list[Resource] = [action for step in PATHWAY["action"] for action in step["action"]]


@pytest.mark.parametrize("action", DONE, ids=lambda action: str(action["id"]))
def test_every_action_says_who_does_it_and_what_records_it(action: Resource) -> None:
    assert action["description"]
    assert [one["role"]["text"] for one in action["participant"]]
    for recorded in action["output"]:
        (profile,) = recorded["profile"]
        assert PROFILES[profile]["type"] == recorded["type"]


@pytest.mark.parametrize("profile", PROFILES.values(), ids=shipped.short_name)
def test_every_profile_has_an_action_that_it_records(profile: Resource) -> None:
    assert any(profile["url"] in one["profile"] for action in DONE for one in action["output"])


def test_an_action_is_defined_by_an_activity_of_the_same_profile() -> None:
    defined = set()
    for action in DONE:
        if url := action.get("definitionCanonical"):
            activity = ACTIVITIES[url]
            assert PROFILES[activity["profile"]]["type"] == activity["kind"]
            assert activity["profile"] in [one for output in action["output"] for one in output["profile"]]
            defined.add(url)
    assert defined == set(ACTIVITIES)


def test_the_steps_are_those_of_a_care_plan_in_their_order() -> None:
    coded = [step["code"][0]["coding"][0] for step in PATHWAY["action"] if "code" in step]
    (codes,) = (one for one in shipped.definitions("CodeSystem") if one["url"] == code_system("pathway"))
    assert [one["code"] for one in coded] == [one["code"] for one in codes["concept"]]
    assert {one["system"] for one in coded} == {codes["url"]}


@pytest.mark.parametrize(
    "step", [step for step in PATHWAY["action"] if "condition" in step], ids=lambda step: str(step["id"])
)
def test_a_step_applies_to_a_care_plan_in_the_state_of_its_name(step: Resource) -> None:
    (condition,) = step["condition"]
    for state in ("assess", "engage", "review", "discharged"):
        said = {"url": extension("enrolment-state"), "valueCode": state}
        plan = {"resourceType": "CarePlan", "extension": [said]}
        told = fhirpathpy.evaluate(plan, condition["expression"]["expression"], model=models["r4"])
        assert told == [state == step["id"]]
