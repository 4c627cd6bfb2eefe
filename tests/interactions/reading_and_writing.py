"""Create, read, update and delete."""

from __future__ import annotations

import json

from tests.peers.asker import Asker, observation, reference, searched


def a_created_resource_has_an_address_a_version_and_a_time(asker: Asker) -> None:
    answer = asker.ask("POST", "/Patient", asker.patient())
    assert answer.status_code == 201
    created = answer.json()
    assert answer.headers["Location"].startswith(f"{asker.base}/Patient/{created['id']}/_history/")
    assert answer.headers["ETag"] == f'W/"{created["meta"]["versionId"]}"'
    assert "Last-Modified" in answer.headers
    assert created["meta"]["lastUpdated"]


def an_id_that_the_client_sends_with_a_create_is_not_used(asker: Asker) -> None:
    answer = asker.ask("POST", "/Patient", asker.patient(id=f"mine-{asker.run}"))
    assert answer.status_code == 201
    assert answer.json()["id"] != f"mine-{asker.run}"


def a_resource_is_read_as_it_was_written(asker: Asker) -> None:
    stored = asker.stored(birthDate="1960-02", name=[{"family": "Ó Séaghdha", "given": ["Zoë"]}])
    answer = asker.ask("GET", f"/{reference(stored)}")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("application/fhir+json")
    read = answer.json()
    assert read == stored
    assert (read["birthDate"], read["name"]) == ("1960-02", [{"family": "Ó Séaghdha", "given": ["Zoë"]}])


def a_decimal_keeps_its_zeros(asker: Asker) -> None:
    sent = observation(reference(asker.stored()), valueQuantity={"value": 1.5, "unit": "mg"})
    text = json.dumps(sent).replace("1.5", "1.50")
    stored = asker.send("POST", "/Observation", text).json()
    assert '"value":1.50' in asker.ask("GET", f"/{reference(stored)}").text.replace(" ", "")


def a_version_is_read_by_its_number(asker: Asker) -> None:
    stored = asker.stored()
    updated = asker.ask("PUT", f"/{reference(stored)}", stored | {"gender": "female"}).json()
    first = asker.ask("GET", f"/{reference(stored)}/_history/{stored['meta']['versionId']}")
    second = asker.ask("GET", f"/{reference(stored)}/_history/{updated['meta']['versionId']}")
    assert "gender" not in first.json()
    assert second.json()["gender"] == "female"


def an_update_makes_a_new_version(asker: Asker) -> None:
    stored = asker.stored()
    answer = asker.ask("PUT", f"/{reference(stored)}", stored | {"gender": "female"})
    assert answer.status_code == 200
    assert answer.json()["meta"]["versionId"] != stored["meta"]["versionId"]
    assert answer.headers["ETag"] == f'W/"{answer.json()["meta"]["versionId"]}"'


def an_update_of_what_is_not_there_creates_it(asker: Asker) -> None:
    """R4 says 201 (http §3.1.0.4.1); some servers say 200."""
    path = f"/Patient/chosen-{asker.run}"
    answer = asker.ask("PUT", path, asker.patient(id=f"chosen-{asker.run}"))
    assert answer.status_code in (200, 201)
    assert asker.ask("GET", path).status_code == 200


def an_update_whose_id_is_not_that_of_the_url_is_refused(asker: Asker) -> None:
    stored = asker.stored()
    answer = asker.ask("PUT", f"/{reference(stored)}", stored | {"id": "another"})
    assert answer.status_code == 400


def a_deleted_resource_is_gone(asker: Asker) -> None:
    """R4 says 410 for a server that tracks deletes (http §3.1.0.1.5); one that does not says 404."""
    stored = asker.stored()
    # 204, or 200 with an OperationOutcome: either is a success (http §3.1.0.7)
    assert asker.ask("DELETE", f"/{reference(stored)}").status_code in (200, 204)
    assert asker.ask("GET", f"/{reference(stored)}").status_code in (404, 410)
    assert not asker.ask("GET", searched(stored)).json().get("entry")


def deleting_again_or_what_never_was_is_no_error(asker: Asker) -> None:
    """R4, http §3.1.0.7: 200 or 204 also where there is nothing to delete."""
    stored = asker.stored()
    statuses = [asker.ask("DELETE", f"/{reference(stored)}").status_code for _ in "12"]
    statuses.append(asker.ask("DELETE", f"/Patient/never-{asker.run}").status_code)
    assert set(statuses) <= {200, 204}


def an_update_brings_a_deleted_resource_back(asker: Asker) -> None:
    """It is created again, or updated: R4 says neither."""
    stored = asker.stored()
    asker.ask("DELETE", f"/{reference(stored)}")
    assert asker.ask("PUT", f"/{reference(stored)}", stored).status_code in (200, 201)
    assert asker.ask("GET", f"/{reference(stored)}").status_code == 200


def what_another_resource_refers_to_is_not_deleted(asker: Asker) -> None:
    stored = asker.stored()
    asker.ask("POST", "/Observation", observation(reference(stored))).raise_for_status()
    assert asker.ask("DELETE", f"/{reference(stored)}").status_code == 409
    assert asker.ask("GET", f"/{reference(stored)}").status_code == 200


def a_minimal_answer_has_no_body(asker: Asker) -> None:
    answer = asker.ask("POST", "/Patient", asker.patient(), Prefer="return=minimal")
    assert (answer.status_code, answer.content) == (201, b"")
    assert "Location" in answer.headers


def an_answer_can_be_an_operation_outcome(asker: Asker) -> None:
    answer = asker.ask("POST", "/Patient", asker.patient(), Prefer="return=OperationOutcome")
    assert answer.status_code == 201
    assert answer.json()["resourceType"] == "OperationOutcome"


def what_is_refused_leaves_nothing(asker: Asker) -> None:
    patient = asker.patient(birthDate="1960-02-30")
    # 422 would say the same: the resource is not valid (http §3.1.0.8)
    assert asker.ask("POST", "/Patient", patient).status_code in (400, 422)
    assert not asker.ask("GET", searched(patient)).json().get("entry")


def a_reference_to_nobody_is_refused(asker: Asker) -> None:
    """Servers that hold references together refuse it; R4 lets them choose 400 or 422, and HAPI says 400."""
    answer = asker.ask("POST", "/Observation", observation(f"Patient/nobody-{asker.run}"))
    assert answer.status_code in (400, 422)


def a_reference_by_identifier_alone_need_not_be_known(asker: Asker) -> None:
    logical = {"identifier": {"system": "https://example.org/probe", "value": f"nobody-{asker.run}"}}
    answer = asker.ask("POST", "/Observation", observation("") | {"subject": logical})
    assert answer.status_code == 201
