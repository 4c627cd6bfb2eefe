"""Breaks of whole resources and of the invariants of FHIR R4."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from profiles.definitions import profile
from profiles.wire import Resource
from tests.profiles.breaks.kinds import Broken, kind
from tests.profiles.places import Place, changed, without

_DIV = '<div xmlns="http://www.w3.org/1999/xhtml">{}</div>'


@kind("resource", "a type of resource that does not exist")
def no_such_type(resource: Resource, places: list[Place]) -> Iterator[Broken]:
    yield "resourceType", changed(resource, ("resourceType",), "Gaol")


@kind("resource", "no type of resource")
def no_type(resource: Resource, places: list[Place]) -> Iterator[Broken]:
    yield "resourceType", without(resource, ("resourceType",))


@kind("resource", "another type of resource than the profile's")
def other_type(resource: Resource, places: list[Place]) -> Iterator[Broken]:
    other = {"resourceType": "Patient", "meta": resource["meta"], "gender": "female"}
    yield "Patient", other


@kind("profile", "a profile that is not at hand", warning=True)
def unknown_profile(resource: Resource, places: list[Place]) -> Iterator[Broken]:
    named = ("meta", "profile", 0)
    yield "".join((places[0].path, ".meta.profile[0]")), changed(resource, named, profile("no-such-thing"))


@kind("contained", "a contained resource that nothing refers to")
def contained_alone(resource: Resource, places: list[Place]) -> Iterator[Broken]:
    inner = {"resourceType": "Patient", "id": "inner", "gender": "female"}
    yield places[0].path, changed(resource, ("contained",), [inner])


@kind("contained", "a contained resource within a contained one")
def contained_twice(resource: Resource, places: list[Place]) -> Iterator[Broken]:
    inner = {"resourceType": "Patient", "id": "innermost", "gender": "female"}
    outer = {
        "resourceType": "Patient",
        "id": "inner",
        "contained": [inner],
        "managingOrganization": {"reference": "#innermost"},
    }
    for place in _contained_subject(places):
        with_one = changed(resource, ("contained",), [outer])
        yield places[0].path, changed(with_one, place.keys, {"reference": "#inner"})


@kind("contained", "a contained resource that is not valid itself")
def contained_broken(resource: Resource, places: list[Place]) -> Iterator[Broken]:
    inner = {"resourceType": "Patient", "id": "inner", "gender": "womanly"}
    for place in _contained_subject(places):
        with_one = changed(resource, ("contained",), [inner])
        path = f"{places[0].path}.contained[0].gender"
        yield path, changed(with_one, place.keys, {"reference": "#inner"})


@kind("identity", "one id on two elements")
def one_id_twice(resource: Resource, places: list[Place]) -> Iterator[Broken]:
    held = [
        place for place in places if place.keys and isinstance(place.value, dict) and len(place.keys) <= 2
    ]
    if len(held) > 1:
        once = changed(resource, (*held[0].keys, "id"), "one")
        yield f"{held[1].path}.id", changed(once, (*held[1].keys, "id"), "one")


@kind("narrative", "a narrative that is no XHTML")
def no_xhtml(resource: Resource, places: list[Place]) -> Iterator[Broken]:
    for div in ("words", "<div>words</div>", _DIV.format("<p>words")):
        yield f"{places[0].path}.text.div", _narrated(resource, div)


@kind("narrative", "a narrative that runs a script")
def script(resource: Resource, places: list[Place]) -> Iterator[Broken]:
    for inner in ("<script>words</script>", '<p onclick="words()">words</p>', '<iframe src="words"/>'):
        yield f"{places[0].path}.text.div", _narrated(resource, _DIV.format(inner))


@kind("narrative", "a narrative without words")
def no_words(resource: Resource, places: list[Place]) -> Iterator[Broken]:
    yield f"{places[0].path}.text.div", _narrated(resource, _DIV.format(" "))


@kind("narrative", "a narrative without a status")
def no_status(resource: Resource, places: list[Place]) -> Iterator[Broken]:
    yield f"{places[0].path}.text.status", changed(resource, ("text",), {"div": _DIV.format("<p>words</p>")})


@kind("invariant of R4", "a period that ends before it starts (per-1)")
def period(resource: Resource, places: list[Place]) -> Iterator[Broken]:
    for place in places:
        if place.type.code == "Period":
            value = {**place.value, "start": "2026-03-10", "end": "2026-03-09"}
            yield place.path, changed(resource, place.keys, value)


@kind("invariant of R4", "a unit's code without its system (qty-3)")
def quantity(resource: Resource, places: list[Place]) -> Iterator[Broken]:
    for place in places:
        if place.type.code == "Quantity" and {"system", "code"} <= set(place.value):
            yield place.path, without(resource, (*place.keys, "system"))


_OF_TYPES: dict[str, list[tuple[str, str, dict[str, Any]]]] = {
    "Appointment": [
        ("app-2", "Appointment", {"end": None}),
        ("app-3", "Appointment", {"start": None, "end": None, "status": "booked"}),
        ("app-4", "Appointment", {"status": "booked", "cancelationReason": {"text": "words"}}),
    ],
    "CarePlan": [
        ("cpl-3", "CarePlan.activity[0]", {"activity": [{
            "reference": {"display": "words"}, "detail": {"status": "unknown"},
        }]}),
    ],
    "Composition": [
        ("cmp-1", "Composition.section[0]", {"section": [{"title": "words"}]}),
        ("cmp-2", "Composition.section[0]", {"section": [{
            "text": {"status": "generated", "div": _DIV.format("words")},
            "emptyReason": {"text": "words"}, "entry": [{"display": "words"}],
        }]}),
    ],
    "Consent": [("ppc-1", "Consent", {"policyRule": None, "policy": None})],
    "Goal": [
        ("gol-1", "Goal.target[0]", {"target": [{"detailString": "words"}]}),
    ],
    "Observation": [
        ("obs-6", "Observation", {"dataAbsentReason": {"text": "words"}, "valueString": "words"}),
        ("obs-7", "Observation", {"component": "the code itself"}),
    ],
    "QuestionnaireResponse": [
        ("qrs-1", "QuestionnaireResponse.item[0]", {"item": [{
            "linkId": "1", "answer": [{"valueString": "words"}], "item": [{"linkId": "1.1"}],
        }]}),
    ],
    "ServiceRequest": [
        ("prr-1", "ServiceRequest", {"code": None, "orderDetail": [{"text": "words"}]}),
    ],
    "Task": [
        ("inv-1", "Task", {"authoredOn": "2026-03-10T10:00:00Z", "lastModified": "2026-03-09T10:00:00Z"}),
    ],
}  # fmt: skip
"""By type: the key, where it is reported, and what is put in (None: taken out)."""


@kind("invariant of R4", "an invariant of the type of resource")
def of_type(resource: Resource, places: list[Place]) -> Iterator[Broken]:
    for key, path, change in _OF_TYPES.get(resource["resourceType"], ()):
        broken = {name: value for name, value in resource.items() if change.get(name, value) is not None}
        broken |= {name: value for name, value in change.items() if value is not None}
        has_value = any(name.startswith("value") for name in resource)
        if key == "obs-7" and not (has_value and "coding" in resource["code"]):
            continue
        if key == "obs-7":
            broken["component"] = [{"code": resource["code"], "valueString": "words"}]
        if key == "obs-6" and has_value:
            del broken["valueString"]
        if broken != resource:
            yield path, broken


def _contained_subject(places: list[Place]) -> list[Place]:
    return [place for place in places if place.name == "subject"] if len(places) > 1 else []


def _narrated(resource: Resource, div: str) -> Resource:
    return changed(resource, ("text",), {"status": "generated", "div": div})
