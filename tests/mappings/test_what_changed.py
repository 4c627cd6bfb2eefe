"""Nothing of what the practice changed is left unsaid, and nothing is said as its opposite."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import mappings.what_changed
from mappings.assembly import assemble
from mappings.in_words import by_elements
from mappings.what_changed import told
from profiles import wire
from profiles.checking.snapshots import TYPES, Package
from profiles.wire import Resource
from tests.mappings.examples import SESSION, full_participant

KINDS = (
    "Patient",
    "Goal",
    "CarePlan",
    "MedicationRequest",
    "MedicationStatement",
    "Appointment",
    "ServiceRequest",
    "Task",
    "Observation",
)
CODEINE: Resource = {
    "resourceType": "MedicationRequest",
    "id": "1",
    "meta": {"versionId": "1"},
    "identifier": [{"system": "https://practice.example/prescriptions", "value": "77"}],
    "status": "active",
    "intent": "order",
    "medicationCodeableConcept": {
        "coding": [{"system": "https://dmd.nhs.uk", "code": "322236009", "display": "Codeine 30mg tablets"}],
        "text": "Codeine 30mg tablets",
    },
    "subject": {"reference": "Patient/p0"},
    "requester": {"reference": "Practitioner/1", "display": "Dr Asha Verma"},
    "dosageInstruction": [{"text": "One at night"}],
    "dispenseRequest": {"quantity": {"value": 28, "unit": "tablet"}},
}
PLAN: Resource = {
    "resourceType": "CarePlan",
    "status": "active",
    "intent": "plan",
    "subject": {"reference": "Patient/p0"},
    "activity": [
        {"detail": {"description": "Swim on Tuesdays", "status": "in-progress"}},
        {"reference": {"reference": "Appointment/9"}},
    ],
}
OURS = tuple(
    item.body
    for item in assemble(
        SESSION, full_participant("the"), frozenset({"individual", "group-note", "extras"})
    ).resources
    if item.body["resourceType"] in KINDS
)
EXAMPLES = (CODEINE, PLAN, *OURS)


def rows(before: Resource | None, after: Resource | None) -> dict[str, tuple[str, str]]:
    return {one.what: (one.before, one.after) for one in told(before, after).differences}


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path to everything that a person could change in a resource."""
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, part in parts:
        yield from leaves(part, (*path, name))
    if not parts:
        yield path


def content(resource: Resource) -> list[tuple[Any, ...]]:
    """Without what a server sets by itself."""
    return [path for path in leaves(resource) if path[0] not in ("resourceType", "id", "meta", "text")]


def changed(resource: Resource, paths: list[tuple[Any, ...]], to: object) -> Resource:
    found = copy.deepcopy(resource)
    for *path, last in paths:
        holder: Any = found
        for name in path:
            holder = holder[name]
        holder[last] = to
    return found


@pytest.mark.parametrize("kind", ["Goal", "CarePlan", "MedicationRequest", "ServiceRequest", "Task"])
def test_a_note_of_the_practices_is_a_note_and_nothing_that_the_clinic_would_say_in_one(kind: str) -> None:
    ours = next(one for one in OURS if one["resourceType"] == kind)
    after = {**ours, "note": [{"text": "Rang on Tuesday."}]}
    assert list(rows({name: value for name, value in ours.items() if name != "note"}, after)) == ["note"]


@given(st.data())
def test_whatever_else_was_changed_one_more_change_is_told(data: st.DataObject) -> None:
    before = data.draw(st.sampled_from(EXAMPLES))
    one, *others = data.draw(st.lists(st.sampled_from(content(before)), min_size=1, max_size=5, unique=True))
    after = changed(before, others, "changed first")
    assert told(before, changed(after, [one], "changed last")) != told(before, after)


@given(st.data())
def test_whatever_a_new_resource_says_is_told_and_so_it_is_when_it_is_gone(data: st.DataObject) -> None:
    resource = data.draw(st.sampled_from([CODEINE, PLAN]))
    one = data.draw(
        st.sampled_from(
            [
                path
                for path in content(resource)
                if path[0] not in ("identifier", "subject") and path[-1] not in ("system", "reference")
            ]
        )
    )
    other = changed(resource, [one], "said otherwise")
    assert told(None, other) != told(None, resource)
    assert told(other, None) != told(resource, None)


@given(st.data())
def test_what_no_schema_allows_is_told_too(data: st.DataObject) -> None:
    before = data.draw(st.sampled_from(EXAMPLES))
    name = data.draw(st.sampled_from(sorted({path[0] for path in content(before)})))
    anything = st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda some: (
            st.lists(some, max_size=3)
            | st.dictionaries(
                st.sampled_from(["text", "display", "value", "coding", "detail", "repeat"]), some
            )
        ),
        max_leaves=6,
    )
    after = {**before, name: data.draw(anything)}
    told(None, after)
    assert (told(before, after).differences == ()) is (wire.digest(before) == wire.digest(after))


@pytest.mark.parametrize("kind", KINDS)
def test_every_element_of_fhir_that_modifies_the_others_is_always_in_words(kind: str) -> None:
    definition = Package().definition(TYPES + kind)
    assert definition is not None
    names = [
        element["path"].partition(".")[2]
        for element in definition["snapshot"]["element"]
        if element.get("isModifier")
    ]
    assert "modifierExtension" in names
    for name in names:
        resource: Any = {"resourceType": kind}
        *path, last = name.replace("[x]", "Boolean").split(".")
        holder = resource
        for step in path:
            holder = holder.setdefault(step, {})
        plain, holder[last] = copy.deepcopy(resource), "a value of it"
        assert told(None, resource) != told(None, plain), name
        assert path or by_elements(resource) != by_elements(plain), name


def test_what_is_not_to_be_done_is_never_shown_as_if_it_were() -> None:
    found = told(None, {**CODEINE, "doNotPerform": True})
    assert found.title == "do not perform: Codeine 30mg tablets"
    assert ("do not perform", "yes") in {(one.what, one.after) for one in found.differences}


def test_a_change_of_something_else_still_says_that_it_is_not_to_be_done() -> None:
    forbidden = {**CODEINE, "doNotPerform": True}
    assert told(forbidden, {**forbidden, "note": [{"text": "Rash"}]}).title == (
        "do not perform: Codeine 30mg tablets"
    )


@pytest.mark.parametrize("status", ["entered-in-error", "stopped", "cancelled"])
def test_what_does_not_hold_any_more_is_not_called_as_if_it_did(status: str) -> None:
    assert told(CODEINE, {**CODEINE, "status": status}).title == f"{status}: Codeine 30mg tablets"


def test_a_modifier_that_nobody_here_knows_is_shown_as_it_stands() -> None:
    extension = {"url": "https://practice.example/not-given", "valueBoolean": True}
    found = told(CODEINE, {**CODEINE, "modifierExtension": [extension]})
    assert found.title == "read with its modifier: Codeine 30mg tablets"
    assert rows(CODEINE, {**CODEINE, "modifierExtension": [extension]}) == {
        "modifier": ("", '{"url":"https://practice.example/not-given","valueBoolean":true}')
    }


def test_why_a_medicine_was_stopped_is_told_beside_that_it_was() -> None:
    after = {**CODEINE, "status": "stopped", "statusReason": {"text": "Overdose 14 Nov"}}
    assert rows(CODEINE, after) == {
        "status": ("active", "stopped"),
        "reason for status": ("", "Overdose 14 Nov"),
    }


def test_a_dose_in_figures_in_place_of_one_in_words_is_told_in_figures() -> None:
    dosage = {
        "timing": {"repeat": {"frequency": 4, "period": 1, "periodUnit": "d"}},
        "doseAndRate": [{"doseQuantity": {"value": 60, "unit": "mg"}}],
    }
    after = {**CODEINE, "dosageInstruction": [dosage], "note": [{"text": "Reduce in a week"}]}
    assert rows(CODEINE, after) == {
        "dose": ("One at night", "60 mg, 4 times in 1 day"),
        "note": ("", "Reduce in a week"),
    }


def test_what_there_is_no_word_for_has_a_row_though_other_words_changed() -> None:
    after = {**CODEINE, "status": "on-hold", "dispenseRequest": {"quantity": {"value": 7, "unit": "tablet"}}}
    assert rows(CODEINE, after) == {
        "status": ("active", "on-hold"),
        "MedicationRequest.dispenseRequest": ("quantity.value: 28", "quantity.value: 7"),
    }


def test_another_code_under_the_same_words_is_told() -> None:
    concept = CODEINE["medicationCodeableConcept"]
    other = {**concept, "coding": [{**concept["coding"][0], "code": "322237000"}]}
    assert rows(CODEINE, {**CODEINE, "medicationCodeableConcept": other}) == {
        "MedicationRequest.medicationCodeableConcept": ("coding.code: 322236009", "coding.code: 322237000")
    }


def test_a_digit_more_is_a_change() -> None:
    weights = [
        wire.loads(f'{{"resourceType":"Observation","valueQuantity":{{"value":{value},"unit":"kg"}}}}')
        for value in ("81.5", "81.50")
    ]
    assert rows(*weights) == {"value": ("81.5 kg", "81.50 kg")}


def test_a_label_that_only_some_may_read_it_is_told() -> None:
    label = {"security": [{"code": "R", "display": "Restricted"}]}
    assert rows(CODEINE, {**CODEINE, "meta": label})["label"] == ("", "Restricted")


def test_a_new_activity_of_a_care_plan_is_told() -> None:
    taper = {"detail": {"description": "Taper tramadol by 50 mg a week", "status": "not-started"}}
    before = "Swim on Tuesdays; in-progress\nreference: Appointment/9"
    assert rows(PLAN, {**PLAN, "activity": [*PLAN["activity"], taper]}) == {
        "actions": (before, f"{before}\nTaper tramadol by 50 mg a week; not-started")
    }


def test_an_activity_that_is_not_to_be_done_says_so() -> None:
    no = {"detail": {"description": "Heavy lifting", "status": "not-started", "doNotPerform": True}}
    assert rows(PLAN, {**PLAN, "activity": [no]})["actions"][1] == (
        "do not perform: yes; Heavy lifting; not-started"
    )


def test_words_that_only_our_mapper_reads_did_not_change_where_it_cannot_read_both() -> None:
    line = next(one for one in OURS if one["resourceType"] == "MedicationRequest")
    bare = {**line, "meta": {}, "status": "active"}
    assert rows(line, bare) == {"status": ("draft", "active")}


def test_an_appointments_end_is_no_patients_leaving() -> None:
    appointment = next(one for one in OURS if one["resourceType"] == "Appointment")
    later = {**appointment, "end": "2026-03-05T20:00:00+00:00"}
    assert set(rows(appointment, later)) == {"planned_end"}


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ({"valueInteger": 22}, "22"),
        ({"valueString": "22"}, "22"),
        ({"valueQuantity": {"value": 5, "comparator": "<", "unit": "mg"}}, "< 5 mg"),
        ({"valueCodeableConcept": {"text": "Severe"}}, "Severe"),
    ],
)
def test_a_value_of_any_type_is_told(value: Resource, words: str) -> None:
    found = told(None, {"resourceType": "Observation", "code": {"text": "PHQ-9 score"}, **value})
    assert found.title == "PHQ-9 score"
    assert {one.what: one.after for one in found.differences}["value"] == words


def test_the_parts_of_a_measure_are_told() -> None:
    parts = [
        {"code": {"text": "Systolic"}, "valueQuantity": {"value": 128, "unit": "mmHg"}},
        {"code": {"text": "Diastolic"}, "dataAbsentReason": {"text": "Not heard"}},
    ]
    pressure = {"resourceType": "Observation", "code": {"text": "Blood pressure"}, "component": parts}
    assert rows(None, pressure)["parts"][1] == "Systolic: 128 mmHg; Diastolic, dataAbsentReason: Not heard"


@pytest.mark.parametrize(
    ("dosage", "words"),
    [
        ({"asNeededBoolean": True, "text": "One for pain"}, "One for pain, as needed"),
        ({"asNeededBoolean": False}, "not as needed"),
        ({"asNeededCodeableConcept": {"text": "pain"}}, "as needed: pain"),
        ({"timing": {"repeat": {"frequency": 1, "frequencyMax": 2, "period": 12, "periodUnit": "h"}}},
         "1 to 2 times in 12 hours"),
        ({"timing": {"repeat": {"period": 1, "periodUnit": "wk", "when": ["HS"]}}},
         "period: 1 week, when: HS"),
        ({"doseAndRate": [{"doseRange": {"low": {"value": 1}, "high": {"value": 2, "unit": "tablet"}}}]},
         "1 to 2 tablet"),
        ({"maxDosePerPeriod": {"numerator": {"value": 8, "unit": "tablet"},
                               "denominator": {"value": 24, "unit": "h"}}},
         "maxDosePerPeriod: 8 tablet in 24 h"),
        ({"route": {"unknown": {"to": "us"}}}, 'route: {"unknown":{"to":"us"}}'),
    ],
)  # fmt: skip
def test_a_dose_is_told_as_it_is_written_and_not_interpreted(dosage: Resource, words: str) -> None:
    assert rows(CODEINE, {**CODEINE, "dosageInstruction": [dosage]})["dose"] == ("One at night", words)


def test_a_care_plan_whose_actions_lost_their_goals_can_still_be_told() -> None:
    plan = next(one for one in OURS if one["resourceType"] == "CarePlan")
    goals = [path for path in content(plan) if path[0] == "activity" and "goal" in path and path[-1] == "url"]
    found = rows(plan, changed(plan, goals, "https://practice.example/goal"))
    assert list(found) == ["CarePlan.activity"]


def test_what_an_activity_says_twice_is_told_once() -> None:
    detail = {
        "description": "Walk; who: the patient; when: daily; status: not started",
        "status": "not-started",
        "scheduledString": "daily",
        "performer": [{"display": "the patient"}],
    }
    said = rows(None, {**PLAN, "activity": [{"detail": detail}]})["actions"][1]
    assert said == detail["description"]
    later = {**detail, "status": "completed", "performer": [{"display": "the nurse"}]}
    said = rows(None, {**PLAN, "activity": [{"detail": later}]})["actions"][1]
    assert said == f"{detail['description']}; completed; the nurse"


@given(st.data())
def test_whatever_two_versions_are_like_what_changed_is_told_and_nothing_is_raised(
    data: st.DataObject,
) -> None:
    names = ["meta", "security", "profile", "code", "text", "display", "value", "valueQuantity", "component"]
    numbers = st.decimals(allow_nan=False, allow_infinity=False)  # as JSON has them
    names += ["activity", "detail", "note", "name", "identifier", "period", "start", "description", "target"]
    anything = st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5) | numbers,
        lambda some: st.lists(some, max_size=3) | st.dictionaries(st.sampled_from(names), some, max_size=4),
        max_leaves=8,
    )

    def version() -> Resource:
        whole = data.draw(st.sampled_from([*EXAMPLES, *({"resourceType": kind} for kind in KINDS)]))
        found = (
            changed(
                whole,
                data.draw(st.lists(st.sampled_from(content(whole)), max_size=2, unique=True)),
                data.draw(anything),
            )
            if content(whole)
            else whole
        )
        elements = data.draw(st.dictionaries(st.sampled_from([*names, "resourceType"]), anything, max_size=3))
        return {**found, **elements}

    before, after = version(), version()
    for versions in ((before, after), (None, after), (before, None)):
        told(*versions)


def test_a_label_that_is_gone_with_all_of_meta_is_told() -> None:
    labelled = {**CODEINE, "meta": {"security": [{"code": "R", "display": "Restricted"}]}}
    bare = {name: value for name, value in CODEINE.items() if name != "meta"}
    for meta in ({}, {"meta": None}, {"meta": "restricted"}, {"meta": ["R"]}):
        assert rows(labelled, {**bare, **meta})["label"] == ("Restricted", "")


@pytest.mark.parametrize("side", ["new", "gone", "changed"])
def test_what_is_nested_too_deeply_to_be_told_has_a_row_that_says_so(side: str) -> None:
    deep: Any = "found"
    for _ in range(900):
        deep = [deep]
    resource = {**CODEINE, "insurance": deep}
    before = {"new": None, "gone": resource, "changed": CODEINE}[side]
    ((what, said),) = rows(before, None if side == "gone" else resource).items()
    assert (what, any("more that is not shown" in text for text in said)) == ("nested too deeply", True)


def measure(parts: int, value: int = 1) -> Resource:
    """A measure of so many parts, of eight leaves each."""
    quantity = {"value": value, "unit": "mm", "system": "http://unitsofmeasure.org", "code": "mm"}
    codings = [{"system": "https://practice.example/parts"} for _ in range(parts)]
    component = [
        {"code": {"coding": [coding], "text": f"Part {number}"}, "valueQuantity": quantity, "id": str(number)}
        for number, coding in enumerate(codings)
    ]
    return {"resourceType": "Observation", "code": {"text": "Lengths"}, "component": component}


@pytest.mark.parametrize("after", [measure(400), measure(400, value=2), None], ids=["new", "changed", "gone"])
def test_what_a_resource_of_very_many_parts_says_is_read_no_more_often_than_a_limit(
    monkeypatch: pytest.MonkeyPatch, after: Resource | None
) -> None:
    read = 0

    def counted(resource: Resource, of: str | None = None) -> dict[str, str]:
        nonlocal read
        read += sum(1 for _ in leaves(resource))
        return by_elements(resource, of)

    monkeypatch.setattr(mappings.what_changed, "by_elements", counted)
    before = None if after == measure(400) else measure(400)
    found = rows(before, after)
    whole = sum(1 for _ in leaves(measure(400)))
    assert read < 2 * mappings.what_changed._MOST + 5 * whole
    assert "Part 399" in "".join(found["parts"])
    assert "more that is not shown here" in "".join(found["Observation.component"])


def test_one_thing_among_very_many_parts_is_told_as_it_is() -> None:
    after = measure(400)
    after["component"][7] = {**after["component"][7], "code": {"text": "Part 7", "coding": [{"system": "x"}]}}
    assert rows(measure(400), after) == {
        "Observation.component": (
            "[7].code.coding.system: https://practice.example/parts",
            "[7].code.coding.system: x",
        )
    }


def test_beside_very_many_parts_the_other_elements_are_told_in_full() -> None:
    supply = {"bodySite": {"coding": [{"code": "one"}], "text": "Knee"}, "device": {"display": "A tape"}}
    found = rows(None, {**measure(400), **supply})
    assert found["Observation.device"] == ("", "display: A tape")
