"""What is not a FHIR resource is refused, with the element that is wrong."""

from __future__ import annotations

from typing import Any

import pytest

from adapter.sandbox import Policy, Store, running
from tests.peers.asker import Asker, asking, entry, observation, reference

OBSERVATION = {"resourceType": "Observation", "status": "final", "code": {"text": "pain"}}


@pytest.mark.parametrize(
    ("change", "expression"),
    [
        ({"nonsense": 1}, "Observation.nonsense"),
        ({"status": 3}, "Observation.status"),
        ({"code": None}, "Observation.code"),
        ({"code": {}}, "Observation.code"),
        ({"note": []}, "Observation.note"),
        ({"note": [{"text": ""}]}, "Observation.note[0].text"),
        ({"code": {"coding": [{"system": "a", "kode": "b"}]}}, "Observation.code.coding[0].kode"),
        ({"valueQuantity": {"value": "1.5"}}, "Observation.valueQuantity.value"),
        ({"valueInteger": True}, "Observation.valueInteger"),
        ({"valueBoolean": 1}, "Observation.valueBoolean"),
        ({"valueBoolean": "true"}, "Observation.valueBoolean"),
        ({"identifier": [{"use": "sometimes", "value": "1"}]}, "Observation.identifier[0].use"),
        ({"effectiveDateTime": "2026-02-30"}, "Observation.effectiveDateTime"),
        ({"valueString": "a", "valueInteger": 1}, "Observation"),
        ({"meta": "new"}, "Observation.meta"),
        ({"id": "ä"}, "Observation.id"),
        ({"contained": [{"resourceType": "Patient", "id": "a", "age": 3}]}, "Observation.contained[0].age"),
        ({"contained": [{"resourceType": "Nonsense"}]}, "Observation"),
        ({"subject": {"reference": "Patient/nobody"}}, "Observation.subject"),
        ({"subject": {"reference": "nobody"}}, "Observation.subject"),
        ({"subject": {"reference": "urn:uuid:0a5ef2f4-5d7b-4a4e-a5b0-0f7cf2b1b6aa"}}, "Observation.subject"),
        ({"performer": [{"reference": "Patient?identifier=1"}]}, "Observation.performer[0]"),
    ],
)
def test_a_wrong_element_is_named(asker: Asker, store: Store, change: Any, expression: str) -> None:
    answer = asker.ask("POST", "/Observation", OBSERVATION | change)
    assert answer.status_code == 400
    assert expression in [path for issue in answer.json()["issue"] for path in issue.get("expression", ())]
    assert store.history() == []


def test_every_wrong_element_is_told_at_once(asker: Asker) -> None:
    answer = asker.ask("POST", "/Observation", {"resourceType": "Observation", "a": 1, "b": 2, "note": []})
    told = {path for issue in answer.json()["issue"] for path in issue["expression"]}
    assert told >= {"Observation.a", "Observation.b", "Observation.note"}


def test_an_entry_of_a_transaction_is_named_with_its_element(asker: Asker) -> None:
    answer = asker.bundle(
        "transaction",
        entry("POST", "Patient", asker.patient()),
        entry("POST", "Observation", OBSERVATION | {"nonsense": 1}),
    )
    (issue,) = answer.json()["issue"]
    assert issue["expression"] == ["Bundle.entry[1].resource.nonsense"]
    assert issue["diagnostics"].startswith("Bundle.entry[1]: ")


def test_a_refusal_repeats_nothing_of_what_was_sent(asker: Asker) -> None:
    secret = "Featherstonehaugh"
    for change in (
        {"status": [secret]},
        {"effectiveDateTime": secret},
        {"subject": {"reference": f"Patient/{secret}"}},
        {"code": {"text": {secret: secret}}},
        {"id": f"{secret} {secret}"},
    ):
        answer = asker.ask("POST", "/Observation", OBSERVATION | change)
        assert answer.status_code == 400
        diagnostics = " ".join(issue["diagnostics"] for issue in answer.json()["issue"])
        assert secret not in diagnostics
    assert secret not in asker.ask("GET", f"/Patient?birthdate={secret}").text


@pytest.mark.parametrize(
    "kept",
    [
        {"_status": {"extension": [{"url": "https://example.org/e", "valueString": "a"}]}},
        {"contained": [{"resourceType": "Patient", "id": "a"}], "subject": {"reference": "#a"}},
        {"subject": {"reference": "https://example.org/fhir/Patient/1"}},
        {"effectiveDateTime": "2026-03"},
        {"valueQuantity": {"value": 0.10}},
    ],
)
def test_what_fhir_allows_is_kept(asker: Asker, kept: Any) -> None:
    stored = asker.ask("POST", "/Observation", OBSERVATION | kept)
    assert stored.status_code == 201
    assert stored.json().items() >= kept.items()


def test_an_absolute_reference_to_the_endpoint_itself_is_a_reference_to_what_it_holds(asker: Asker) -> None:
    patient = asker.stored()
    here = asker.ask("POST", "/Observation", observation(f"{asker.base}/{reference(patient)}"))
    assert here.json()["subject"] == {"reference": reference(patient)}
    nobody = asker.ask("POST", "/Observation", observation(f"{asker.base}/Patient/nobody"))
    assert nobody.status_code == 400


def test_a_code_outside_its_required_value_set_is_refused(asker: Asker) -> None:
    answer = asker.ask("POST", "/Patient", asker.patient(gender="nonsense"))
    (issue,) = answer.json()["issue"]
    assert (issue["code"], issue["expression"]) == ("code-invalid", ["Patient.gender"])
    assert issue["diagnostics"] == "Should be one of: female, male, other, unknown."


def test_the_checks_can_be_switched_off() -> None:
    policy = Policy(validate=False, referential_integrity=False)
    with running(policy=policy) as base_url, asking(base_url) as asker:
        dangling = OBSERVATION | {"nonsense": 1, "subject": {"reference": "Patient/nobody"}}
        assert asker.ask("POST", "/Observation", dangling).status_code == 201
        statement = asker.ask("GET", "/metadata").json()
    assert statement["rest"][0]["resource"][0]["referencePolicy"] == ["literal", "logical"]


def test_an_endpoint_may_insist_on_its_own_ids() -> None:
    with running(policy=Policy(update_create=False)) as base_url, asking(base_url) as asker:
        assert asker.ask("PUT", "/Patient/mine", asker.patient(id="mine")).status_code == 405
        stored = asker.stored()
        assert asker.ask("PUT", f"/{reference(stored)}", stored).status_code == 200
