"""What is refused, and that it is always refused with an OperationOutcome."""

from __future__ import annotations

from requests import Response

from tests.peers.asker import Asker, reference


def _refused(answer: Response, *statuses: int) -> None:
    assert answer.status_code in statuses
    outcome = answer.json()
    assert outcome["resourceType"] == "OperationOutcome"
    assert outcome["issue"][0]["severity"] in ("error", "fatal")
    assert outcome["issue"][0]["code"]


def the_statement_names_fhir_r4(asker: Asker) -> None:
    statement = asker.ask("GET", "/metadata").json()
    assert (statement["resourceType"], statement["fhirVersion"]) == ("CapabilityStatement", "4.0.1")
    (rest,) = statement["rest"]
    # HAPI does batches too, without saying so
    assert "transaction" in {interaction["code"] for interaction in rest["interaction"]}
    patient = next(resource for resource in rest["resource"] if resource["type"] == "Patient")
    assert {"read", "create", "update"} <= {interaction["code"] for interaction in patient["interaction"]}
    assert {"identifier", "family", "birthdate"} <= {
        parameter["name"] for parameter in patient["searchParam"]
    }
    assert patient["conditionalCreate"] is True


def a_resource_that_never_was_is_not_found(asker: Asker) -> None:
    _refused(asker.ask("GET", f"/Patient/nobody-{asker.run}"), 404)


def an_unknown_version_is_not_found(asker: Asker) -> None:
    _refused(asker.ask("GET", f"/{reference(asker.stored())}/_history/999"), 404)


def an_unknown_type_is_not_found(asker: Asker) -> None:
    _refused(asker.ask("GET", "/Nonsense/1"), 404)
    _refused(asker.ask("GET", "/Nonsense"), 404)


def a_body_that_is_not_json_is_refused(asker: Asker) -> None:
    _refused(asker.send("POST", "/Patient", '{"resourceType": "Patient", '), 400)


def a_body_of_another_type_is_refused(asker: Asker) -> None:
    _refused(asker.ask("POST", "/Observation", asker.patient()), 400)


def an_impossible_date_is_refused(asker: Asker) -> None:
    """400 and 422 both say that the resource is not valid (http §3.1.0.8)."""
    _refused(asker.ask("POST", "/Patient", asker.patient(birthDate="1960-02-30")), 400, 422)


def a_body_in_another_format_is_refused(asker: Asker) -> None:
    """R4 says 415 (http §3.1.0.1.10); HAPI reads it as what it says it is, and says 400."""
    _refused(asker.send("POST", "/Patient", "name,born", Content_Type="text/csv"), 415, 400)


def a_bundle_that_is_neither_transaction_nor_batch_is_refused(asker: Asker) -> None:
    """422 would be as good: a Bundle of another type cannot be processed."""
    _refused(asker.bundle("collection"), 400, 422)
