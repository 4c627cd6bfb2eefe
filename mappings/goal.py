"""A personal goal ↔ FHIR Goal, one of which lives on through all sessions of a programme."""

from __future__ import annotations

from mappings.context import Context
from mappings.elements import (
    compact,
    extended,
    extension_value,
    extensions,
    lasting_resource,
    local,
    local_code,
    words,
)
from mappings.identity import Identity
from mappings.records import Goal
from profiles.definitions import GOAL_ACHIEVEMENT
from profiles.wire import Resource


def identify(goal: Goal, context: Context) -> Identity:
    return context.identify_over_sessions("goal", goal.goal_id)


def to_fhir(goal: Goal, context: Context) -> Resource:
    """Importance, confidence, and what helps or hinders, travel in our extensions: Goal has no place."""
    target = compact(
        {
            "measure": words(goal.measure),
            "detailString": goal.target,
            "dueDate": goal.target_date,
        }
    )
    achievement = goal.achievement and {
        "coding": [{"system": GOAL_ACHIEVEMENT, "code": goal.achievement}],
        "text": goal.achievement.replace("-", " "),
    }
    return lasting_resource(
        "Goal",
        "Goal",
        identify(goal, context),
        context,
        extension=[
            *extended("goal-id", valueString=goal.goal_id),
            *extended("importance", valueInteger=goal.importance),
            *extended("confidence", valueInteger=goal.confidence),
            *extended("baseline", valueString=goal.baseline),
            *extended("barriers", valueString=goal.barriers),
            *extended("support", valueString=goal.support),
            *(e for text in goal.stage_goals for e in extended("stage-goal", valueString=text)),
            *extended("carried-from", valueString=goal.carried_from),
            *extended("set-by", valueCode=goal.set_by),
            *extended("agreed-with-clinician", valueBoolean=goal.agreed_with_clinician),
        ],
        lifecycleStatus=goal.lifecycle,
        achievementStatus=achievement,
        category=goal.category and [local("goal-category", goal.category)],
        description={"text": goal.text},
        subject=context.patient,
        startDate=goal.start,
        target=target and [target],
        statusDate=context.session.session_date.isoformat(),
        expressedBy=context.patient if goal.set_by.startswith("patient") else None,
    )


def from_fhir(goal: Resource) -> Goal:
    """The record that the Goal was made from; what the practice changed comes back as it stands."""
    target: Resource = next(iter(goal.get("target", ())), {})
    return Goal(
        goal_id=extension_value(goal, "goal-id"),
        text=goal["description"]["text"],
        category=local_code(goal.get("category", ()), "goal-category"),
        start=goal.get("startDate"),
        measure=target.get("measure", {}).get("text"),
        baseline=extension_value(goal, "baseline"),
        target=target.get("detailString"),
        target_date=target.get("dueDate"),
        importance=extension_value(goal, "importance"),
        confidence=extension_value(goal, "confidence"),
        barriers=extension_value(goal, "barriers"),
        support=extension_value(goal, "support"),
        stage_goals=tuple(extensions(goal, "stage-goal")),
        lifecycle=goal["lifecycleStatus"],
        achievement=next((c["code"] for c in goal.get("achievementStatus", {}).get("coding", ())), None),
        carried_from=extension_value(goal, "carried-from"),
        set_by=extension_value(goal, "set-by"),
        agreed_with_clinician=extension_value(goal, "agreed-with-clinician"),
    )
