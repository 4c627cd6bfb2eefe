"""What happens next for the patient ↔ FHIR Task: something planned, not something done."""

from __future__ import annotations

from mappings.context import Context
from mappings.elements import local, local_code, resource, stamp
from mappings.identity import Identity
from mappings.records import NextStep
from mappings.vocabulary import NextStepKind
from profiles.wire import Resource

_TEXT: dict[NextStepKind, str] = {
    "vgc": "Next group clinic to be arranged",
    "one-to-one": "One-to-one appointment to be arranged",
    "consultant": "Consultant review to be arranged",
}
"""The steps that somebody has to take."""

TASKS = frozenset(_TEXT)
"""Kinds that are filed; `none` and `undecided` ask nothing of the practice."""


def identify(context: Context) -> Identity:
    return context.identify("next-step")


def to_fhir(step: NextStep, context: Context) -> Resource:
    """Raises `ValueError` for `none` and `undecided`, which are no tasks."""
    if step.kind not in TASKS:
        raise ValueError(f"{step.kind} is no task")
    return resource(
        "Task",
        "NextStep",
        identify(context),
        context,
        status="requested",
        intent="plan",
        code=local("next-step", step.kind, _TEXT[step.kind]),
        for_=context.patient,
        encounter=context.encounter,
        authoredOn=stamp(context.session.end),
        requester=context.practice,
        owner=step.owner and context.staff(step.owner),
        restriction=step.date and {"period": {"end": step.date}},
    )


def from_fhir(task: Resource) -> NextStep:
    """Where a practice has put a code of its own in place of ours, the words say which step it is.

    Raises `ValueError` where neither says it.
    """
    in_words = next((kind for kind, text in _TEXT.items() if text == task["code"]["text"]), None)
    return NextStep(
        kind=local_code([task["code"]], "next-step") or in_words,
        date=task.get("restriction", {}).get("period", {}).get("end"),
        owner=task.get("owner", {}).get("display"),
    )
