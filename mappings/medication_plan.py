"""The agreed medication plan ↔ MedicationRequests, one a line: proposals in draft, never orders (H14).

In GP systems the intent `plan` is an authorised prescription, so no plan of ours ever carries it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mappings import medicine_wording
from mappings.context import Context
from mappings.elements import extended, extension_value, resource, stamp
from mappings.identity import Identity, keyed
from mappings.records import MedicationPlan, PlanLine
from profiles.definitions import DMD
from profiles.wire import Resource

_HEADING = "Plan, not a prescription"

_IN_EXTENSIONS = {
    "drug": "valueString",
    "form": "valueString",
    "strength": "valueString",
    "dose": "valueString",
    "frequency": "valueString",
    "route": "valueString",
    "change": "valueCode",
    "step": "valuePositiveInt",
    "steps": "valuePositiveInt",
    "next_step_date": "valueDate",
    "agreed_by": "valueString",
    "prescriber": "valueString",
}
"""Fields of a line → type of their extension. FHIR's own dose elements would make the plan look issuable."""


def items(plan: MedicationPlan) -> Iterator[tuple[str, PlanLine]]:
    """The lines with their keys: the medicine, so that a line put in between renames none."""
    return keyed((medicine_wording.medicine(line), line) for line in plan.lines)


def identify(key: str, context: Context) -> Identity:
    return context.identify("medication-line", key)


def to_fhir(plan: MedicationPlan, context: Context) -> list[Resource]:
    """One request a line, in the order of `items`."""
    return [
        _line(plan, place, line, identify(key, context), context)
        for place, (key, line) in enumerate(items(plan), 1)
    ]


def from_fhir(requests: Sequence[Resource]) -> MedicationPlan:
    """The plan that the requests were made from, in whatever order they come."""
    in_order = sorted(requests, key=lambda request: int(extension_value(request, "plan-line")))
    return MedicationPlan(
        version=extension_value(in_order[0], "plan-version"),
        supersedes=extension_value(in_order[0], "plan-supersedes"),
        lines=tuple(_read(request) for request in in_order),
    )


def _line(plan: MedicationPlan, place: int, line: PlanLine, identity: Identity, context: Context) -> Resource:
    agreed = medicine_wording.plan_line(line)
    responsible = line.agreed_by or line.prescriber
    return resource(
        "MedicationRequest",
        "MedicationPlanLine",
        identity,
        context,
        extension=[
            *extended("plan-version", valuePositiveInt=plan.version),
            *extended("plan-supersedes", valuePositiveInt=plan.supersedes),
            *extended("plan-line", valuePositiveInt=place),
            *(
                extension
                for field, kind in _IN_EXTENSIONS.items()
                for extension in extended(_extension(field), **{kind: getattr(line, field)})
            ),
        ],
        status="draft",
        intent="proposal",
        category=[{"text": _HEADING}],
        medicationCodeableConcept={
            **({"coding": [{"system": DMD, "code": line.dmd}]} if line.dmd else {}),
            "text": medicine_wording.medicine(line),
        },
        subject=context.patient,
        encounter=context.encounter,
        authoredOn=stamp(context.session.start),
        requester=context.staff(responsible) if responsible else None,
        groupIdentifier=context.identify_over_sessions("medication-plan", str(plan.version)).as_fhir(),
        note=line.note and [{"text": line.note}],
        dosageInstruction=[{"text": f"{_HEADING}: {agreed}; {medicine_wording.plan_version(plan)}"}],
        substitution={"allowedBoolean": False},
    )


def _read(request: Resource) -> PlanLine:
    coding: Resource = next(iter(request["medicationCodeableConcept"].get("coding", ())), {})
    note: Resource = next(iter(request.get("note", ())), {})
    fields = {field: extension_value(request, _extension(field)) for field in _IN_EXTENSIONS}
    return PlanLine(dmd=coding.get("code"), note=note.get("text"), **fields)


def _extension(field: str) -> str:
    return f"plan-{field.replace('_', '-')}"
