"""Profiles that slice in every way that FHIR has, and resources that keep or break them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from profiles.checking.snapshots import TYPES
from profiles.wire import Resource
from tests.profiles.derived import PLINTH, by, derived, reference

GOAL = {
    "resourceType": "Goal",
    "id": "g",
    "lifecycleStatus": "active",
    "description": {"text": "Walk"},
    "subject": {"reference": "Patient/1"},
}
DATED = GOAL | {"startDate": "2026-03-10"}
PATIENT = {"resourceType": "Patient", "id": "p"}
SYSTEM = "https://plinth.example/CodeSystem/measures"
"""No LOINC: the official validator holds what has a code of a vital sign against its profile too."""


def code(value: str) -> Resource:
    return {"coding": [{"system": SYSTEM, "code": value}]}


def observation(**elements: Any) -> Resource:
    return {"resourceType": "Observation", "id": "o", "status": "final", "code": code("pulse"), **elements}


def _only(type_: str, *profiles: str) -> dict[str, Any]:
    return {"min": 1, "type": [{"code": type_, "profile": list(profiles)} if profiles else {"code": type_}]}


DEFINITIONS = [
    derived(
        "Extension",
        "kind",
        {
            "Extension.url": {"fixedUri": f"{PLINTH}/kind"},
            "Extension.value[x]": {"min": 1, "type": [{"code": "code"}]},
        },
    )
    | {"context": [{"type": "element", "expression": "HumanName"}]},
    derived("Goal", "dated-goal", {"Goal.start[x]": {"min": 1}}),
    derived(
        "Observation",
        "pulse",
        {"Observation.code": {"patternCodeableConcept": code("pulse")}},
    ),
    derived(
        "Observation",
        "weight",
        {"Observation.code": {"patternCodeableConcept": code("weight")}},
    ),
    derived(
        "Bundle",
        "by-profile",
        {
            "Bundle.entry": by("profile", "resource"),
            "Bundle.entry:goal": {"min": 1, "max": "2"},
            "Bundle.entry:goal.resource": _only("Goal", f"{PLINTH}/dated-goal"),
            "Bundle.entry:patient": {"min": 1, "max": "1"},
            "Bundle.entry:patient.resource": _only("Patient", f"{TYPES}Patient"),
        },
    ),
    derived(
        "Bundle",
        "by-type",
        {
            "Bundle.entry": by("type", "resource", "closed"),
            "Bundle.entry:goal": {},
            "Bundle.entry:goal.resource": _only("Goal", f"{PLINTH}/dated-goal"),
            "Bundle.entry:patient": {"min": 1, "max": "1"},
            "Bundle.entry:patient.resource": _only("Patient"),
        },
    ),
    derived(
        "Composition",
        "by-what-is-referred-to",
        {
            "Composition.section": {"min": 1},
            "Composition.section.entry": by("profile", "resolve()"),
            "Composition.section.entry:pulse": {"min": 1, "max": "1", **reference(f"{PLINTH}/pulse")},
            "Composition.section.entry:goal": {"max": "1", **reference(f"{PLINTH}/dated-goal")},
        },
    ),
    derived(
        "DiagnosticReport",
        "by-code-of-result",
        {
            "DiagnosticReport.result": by("value", "resolve().code", "closed"),
            "DiagnosticReport.result:pulse": {"min": 1, "max": "1", **reference(f"{PLINTH}/pulse")},
            "DiagnosticReport.result:weight": {"max": "1", **reference(f"{PLINTH}/weight")},
        },
    ),
    derived(
        "Composition",
        "by-type-of-reference",
        {
            "Composition.author": by("type", "$this.resolve()"),
            "Composition.author:clinician": {"min": 1, "max": "1", **reference(f"{TYPES}Practitioner")},
        },
    ),
    derived(
        "Observation",
        "by-type-of-value",
        {
            "Observation.value[x]": by("type", "$this", "closed"),
            "Observation.value[x]:valueQuantity": {"min": 1, "type": [{"code": "Quantity"}]},
            "Observation.value[x]:valueQuantity.code": {"min": 1},
        },
    ),
    derived(
        "Observation",
        "by-type-below",
        {
            "Observation.component": by("type", "value"),
            "Observation.component:measured": {"min": 1, "max": "1"},
            "Observation.component:measured.value[x]": _only("Quantity"),
            "Observation.component:told": {"max": "1"},
            "Observation.component:told.value[x]": _only("string"),
        },
    ),
    derived(
        "Patient",
        "by-existence",
        {
            "Patient.identifier": by("exists", "system"),
            "Patient.identifier:known": {"min": 1, "max": "1"},
            "Patient.identifier:known.system": {"min": 1},
            "Patient.identifier:local": {"max": "1"},
            "Patient.identifier:local.system": {"max": "0"},
        },
    ),
    derived(
        "Patient",
        "by-extension",
        {
            "Patient.name": by("value", f"extension('{PLINTH}/kind').value"),
            "Patient.name:stage": {"min": 1, "max": "1"},
            "Patient.name:stage.extension": by("value", "url"),
            "Patient.name:stage.extension:kind.value[x]": {
                "min": 1,
                "type": [{"code": "code"}],
                "fixedCode": "stage",
            },
            "Patient.name:stage.extension:kind": {"max": "1", **_only("Extension", f"{PLINTH}/kind")},
        },
    ),
    derived(
        "Patient",
        "by-value-set",
        {
            "Patient.telecom": by("value", "use"),
            "Patient.telecom:any": {"min": 1, "max": "1"},
            "Patient.telecom:any.use": {
                "min": 1,
                "binding": {
                    "strength": "required",
                    "valueSet": "http://hl7.org/fhir/ValueSet/contact-point-use",
                },
            },
        },
    ),
    derived(
        "Goal",
        "by-contained-profile",
        {
            "Goal.contained": by("profile", "$this"),
            "Goal.contained:pulse": {"min": 1, "max": "1", **_only("Observation", f"{PLINTH}/pulse")},
        },
    ),
]


@dataclass(frozen=True)
class Case:
    """A resource, the profile that it is held against, the errors, and what is told as not checked."""

    name: str
    profile: str
    resource: Resource
    errors: tuple[tuple[str, str, str], ...] = ()
    not_checked: tuple[tuple[str, str], ...] = ()


def bundle(*resources: Resource) -> Resource:
    entries = [
        {"fullUrl": f"https://plinth.example/{at}/{one['resourceType']}/{one['id']}", "resource": one}
        for at, one in enumerate(resources)
    ]
    return {"resourceType": "Bundle", "type": "collection", "entry": entries}


def composition(*entries: Resource, contained: tuple[Resource, ...] = (), **elements: Any) -> Resource:
    return {
        "resourceType": "Composition",
        "status": "final",
        "type": {"text": "Plan"},
        "date": "2026-03-10",
        "author": [{"reference": "Practitioner/1"}],
        "title": "Plan",
        **({"contained": list(contained)} if contained else {}),
        "section": [{"title": "Plan", "entry": list(entries)}],
        **elements,
    }


def report(*results: Resource, contained: tuple[Resource, ...] = ()) -> Resource:
    return {
        "resourceType": "DiagnosticReport",
        "status": "final",
        "code": {"text": "Panel"},
        **({"contained": list(contained)} if contained else {}),
        "result": list(results),
    }


def patient(**elements: Any) -> Resource:
    return {"resourceType": "Patient", **elements}


def stage(kind: str) -> Resource:
    return {"text": "Ann", "extension": [{"url": f"{PLINTH}/kind", "valueCode": kind}]}


INSIDE = ({"reference": "#o"}, {"reference": "#g"})
_WEIGHT = observation(id="w", code=code("weight"))
_QUANTITY = {"value": 71, "unit": "beats/minute", "system": "http://unitsofmeasure.org", "code": "/min"}

CASES = [
    Case("each of both", "by-profile", bundle(DATED, PATIENT)),
    Case(
        "none meets the profile",
        "by-profile",
        bundle(GOAL, PATIENT),
        (("slice", "goal", "Bundle.entry"),),
    ),
    Case("one is missing", "by-profile", bundle(DATED), (("slice", "patient", "Bundle.entry"),)),
    Case(
        "three where two may be",
        "by-profile",
        bundle(DATED, DATED, PATIENT, DATED),
        (("slice", "goal", "Bundle.entry"),),
    ),
    Case("a resource of another type where any may be", "by-profile", bundle(DATED, PATIENT, observation())),
    Case("each of its type", "by-type", bundle(DATED, PATIENT)),
    Case(
        "in its slice and against its profile",
        "by-type",
        bundle(PATIENT, GOAL),
        (("cardinality", "min", "Bundle.entry[1].resource.start"),),
    ),
    Case(
        "of a type that no slice has",
        "by-type",
        bundle(PATIENT, observation()),
        (("slice", "closed", "Bundle.entry[1]"),),
    ),
    Case(
        "contained, and the profile met",
        "by-what-is-referred-to",
        composition(*INSIDE, contained=(observation(), DATED)),
    ),
    Case(
        "contained, and the profile not met",
        "by-what-is-referred-to",
        composition(*INSIDE, contained=(_WEIGHT | {"id": "o"}, DATED)),
        (("slice", "pulse", "Composition.section[0].entry"),),
    ),
    Case(
        "twice what may be once",
        "by-what-is-referred-to",
        composition(INSIDE[0], INSIDE[0], contained=(observation(),)),
        (("slice", "pulse", "Composition.section[0].entry"),),
    ),
    Case(
        "not at hand",
        "by-what-is-referred-to",
        composition({"reference": "Observation/1"}),
        not_checked=(
            ("Composition.section[0].entry[0]", "which slice of Composition.section.entry this is"),
        ),
    ),
    Case(
        "not at hand, and of another type",
        "by-what-is-referred-to",
        composition({"reference": "Patient/1"}),
        (("slice", "pulse", "Composition.section[0].entry"),),
    ),
    Case(
        "known by its code",
        "by-code-of-result",
        report({"reference": "#o"}, {"reference": "#w"}, contained=(observation(), _WEIGHT)),
    ),
    Case(
        "of a code that no slice has",
        "by-code-of-result",
        report(
            {"reference": "#o"},
            {"reference": "#w"},
            contained=(observation(), observation(id="w", code=code("warmth"))),
        ),
        (("slice", "closed", "DiagnosticReport.result[1]"),),
    ),
    Case(
        "a code that is not at hand",
        "by-code-of-result",
        report({"reference": "Observation/1"}),
        not_checked=(("DiagnosticReport.result[0]", "which slice of DiagnosticReport.result this is"),),
    ),
    Case("the type that the reference says", "by-type-of-reference", composition({"reference": "Goal/1"})),
    Case(
        "another type than the reference says",
        "by-type-of-reference",
        composition({"reference": "Goal/1"}, author=[{"reference": "Organization/1"}]),
        (("slice", "clinician", "Composition.author"),),
    ),
    Case("the type of the value", "by-type-of-value", observation(valueQuantity=_QUANTITY)),
    Case(
        "a value that its slice narrows",
        "by-type-of-value",
        observation(valueQuantity={"value": 71, "unit": "beats/minute"}),
        (("cardinality", "min", "Observation.value.code"),),
    ),
    Case(
        "a value of another type",
        "by-type-of-value",
        observation(valueString="71"),
        (("slice", "closed", "Observation.value"), ("cardinality", "min", "Observation.value")),
    ),
    Case(
        "no value where one is required",
        "by-type-of-value",
        observation(),
        (("cardinality", "min", "Observation.value"),),
    ),
    Case(
        "the type of a value below",
        "by-type-below",
        observation(
            component=[
                {"code": code("pulse"), "valueQuantity": _QUANTITY},
                {"code": code("pulse"), "valueString": "71"},
            ]
        ),
    ),
    Case(
        "twice the type of a value below",
        "by-type-below",
        observation(
            component=[
                {"code": code("pulse"), "valueString": "71"},
                {"code": code("pulse"), "valueString": "72"},
            ]
        ),
        (("slice", "measured", "Observation.component"), ("slice", "told", "Observation.component")),
    ),
    Case(
        "there and not there",
        "by-existence",
        patient(identifier=[{"system": "https://plinth.example/n", "value": "1"}, {"value": "2"}]),
    ),
    Case(
        "twice not there",
        "by-existence",
        patient(identifier=[{"value": "1"}, {"value": "2"}]),
        (("slice", "known", "Patient.identifier"), ("slice", "local", "Patient.identifier")),
    ),
    Case("the value of an extension", "by-extension", patient(name=[{"text": "Ann"}, stage("stage")])),
    Case(
        "another value of the extension",
        "by-extension",
        patient(name=[{"text": "Ann"}, stage("pen")]),
        (("slice", "stage", "Patient.name"),),
    ),
    Case(
        "a code of the value set",
        "by-value-set",
        patient(
            telecom=[{"system": "phone", "use": "home", "value": "1"}, {"value": "2", "system": "phone"}]
        ),
    ),
    Case(
        "no code of the value set",
        "by-value-set",
        patient(telecom=[{"system": "phone", "value": "1"}]),
        (("slice", "any", "Patient.telecom"),),
    ),
    Case(
        "contained, by its profile",
        "by-contained-profile",
        DATED | {"contained": [observation()], "addresses": [{"reference": "#o"}]},
    ),
    Case(
        "contained, against its profile",
        "by-contained-profile",
        DATED | {"contained": [_WEIGHT], "addresses": [{"reference": "#w"}]},
        (("slice", "pulse", "Goal.contained"),),
    ),
]
