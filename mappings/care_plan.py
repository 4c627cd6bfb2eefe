"""The pathway Assess, Engage, Review with the agreed actions ↔ CarePlan: one for each enrolment."""

from __future__ import annotations

from collections.abc import Iterator

from mappings import wording
from mappings.context import Context
from mappings.elements import (
    compact,
    extended,
    extension_value,
    extensions,
    lasting_resource,
    local,
)
from mappings.identity import Identity
from mappings.records import Action, Enrolment, PlanOfCare
from mappings.vocabulary import EnrolmentState
from profiles.definitions import PATHWAY
from profiles.wire import Resource

_STATUS: dict[EnrolmentState, str] = {
    "invited": "draft",
    "assess": "active",
    "engage": "active",
    "review": "active",
    "one-to-one": "active",
    "discharged": "completed",
    "declined": "revoked",
    "unsuitable": "revoked",
    "withdrawn": "revoked",
}
"""State of the enrolment → status of the plan. One-to-one care goes on by the same plan."""

_STEPS: dict[EnrolmentState, tuple[str, str, str]] = {
    "invited": ("not-started", "not-started", "not-started"),
    "assess": ("in-progress", "not-started", "not-started"),
    "engage": ("completed", "in-progress", "not-started"),
    "review": ("completed", "completed", "in-progress"),
    "one-to-one": ("completed", "completed", "completed"),
    "discharged": ("completed", "completed", "completed"),
    "declined": ("cancelled", "cancelled", "cancelled"),
    "unsuitable": ("completed", "cancelled", "cancelled"),
    "withdrawn": ("unknown", "unknown", "cancelled"),
}
"""State of the enrolment → status of Assess, Engage and Review (case studies, section 1.3).

Somebody can withdraw at any step, so what was done by then is not guessed.
"""


def identify(context: Context) -> Identity:
    return context.identify_over_sessions("care-plan")


def to_fhir(plan: PlanOfCare, context: Context) -> Resource:
    enrolment = plan.enrolment
    programme = context.session.programme
    return lasting_resource(
        "CarePlan",
        "CarePlan",
        identify(context),
        context,
        extension=[
            *extended("enrolment-state", valueCode=enrolment.state),
            *extended("cycle", valuePositiveInt=enrolment.cycle),
        ],
        instantiatesCanonical=[PATHWAY],
        status=_STATUS[enrolment.state],
        intent="plan",
        category=[{"text": f"{programme.title} group clinic: Assess, Engage, Review"}],
        title=f"{programme.title} group clinic",
        description=f"Pathway Assess, Engage, Review; now: {enrolment.state}, cycle {enrolment.cycle}",
        subject=context.patient,
        period=compact({"start": enrolment.started_at, "end": enrolment.ended_at}),
        author=context.practice,
        addresses=[{"display": programme.condition.text}],
        goal=[_goal(goal_id, context) for goal_id in plan.goal_ids],
        activity=[*_pathway(enrolment), *(_activity(action, context) for action in plan.actions)],
        note=enrolment.end_reason and [{"text": enrolment.end_reason}],
    )


def from_fhir(care_plan: Resource) -> PlanOfCare:
    """What the clinic knows of the plan; goals and activities that the practice added are left to it."""
    period = care_plan.get("period", {})
    details = (activity.get("detail", {}) for activity in care_plan["activity"])
    note: Resource = next(iter(care_plan.get("note", ())), {})
    return PlanOfCare(
        enrolment=Enrolment(
            state=extension_value(care_plan, "enrolment-state"),
            cycle=extension_value(care_plan, "cycle"),
            started_at=period.get("start"),
            ended_at=period.get("end"),
            end_reason=note.get("text"),
        ),
        goal_ids=tuple(
            goal_id for goal in care_plan.get("goal", ()) for goal_id in extensions(goal, "goal-id")
        ),
        actions=tuple(_action(detail) for detail in details if extensions(detail, "action")),
    )


def _pathway(enrolment: Enrolment) -> Iterator[Resource]:
    """The three steps of the present cycle; the pathway goes round as long as the condition lasts."""
    texts = ("Assess", f"Engage {enrolment.cycle}", f"Review {enrolment.cycle}")
    for code, text, status in zip(
        ("assess", "engage", "review"), texts, _STEPS[enrolment.state], strict=True
    ):
        detail = {"code": local("pathway", code, text), "status": status, "description": text}
        yield {"detail": detail}


def _activity(action: Action, context: Context) -> Resource:
    """The description says everything; what of it is the action itself stands in an extension."""
    detail = compact(
        {
            "extension": list(extended("action", valueString=action.what)),
            "goal": [_goal(action.goal_id, context)],
            "status": action.status,
            "scheduledString": action.when,
            "performer": action.who and [{"display": action.who}],
            "description": wording.action(action),
        }
    )
    return {"detail": detail}


def _action(detail: Resource) -> Action:
    performer: Resource = next(iter(detail.get("performer", ())), {})
    return Action(
        goal_id=next(goal_id for goal in detail["goal"] for goal_id in extensions(goal, "goal-id")),
        what=extension_value(detail, "action"),
        who=performer.get("display"),
        when=detail.get("scheduledString"),
        status=detail["status"],
    )


def _goal(goal_id: str, context: Context) -> Resource:
    """A reference to the goal that keeps the goal's own id, whatever id the server gives it."""
    return {
        "extension": list(extended("goal-id", valueString=goal_id)),
        "reference": context.identify_over_sessions("goal", goal_id).urn,
    }
