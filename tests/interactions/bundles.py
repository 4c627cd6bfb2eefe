"""Transactions, all or nothing, and batches, entry by entry."""

from __future__ import annotations

import uuid

from tests.peers.asker import Asker, Json, entry, observation, reference, searched, token


def _urn() -> str:
    return f"urn:uuid:{uuid.uuid4()}"


def _statuses(bundle: Json) -> list[str]:
    return [one["response"]["status"][:3] for one in bundle["entry"]]


def a_transaction_answers_each_entry_in_its_order(asker: Asker) -> None:
    stored = asker.stored()
    answer = asker.bundle(
        "transaction",
        entry("GET", reference(stored)),
        entry("PUT", reference(stored), stored | {"gender": "female"}),
        entry("POST", "Patient", asker.patient()),
    )
    assert answer.status_code == 200
    bundle = answer.json()
    assert bundle["type"] == "transaction-response"
    assert _statuses(bundle) == ["200", "200", "201"]
    assert bundle["entry"][0]["resource"]["gender"] == "female", "reads come last, whatever their place"
    response = bundle["entry"][2]["response"]
    assert "Patient/" in response["location"]
    # R4 says W/"1"; HAPI gives the bare 1 here
    assert response["etag"].removeprefix("W/").strip('"') == response["location"].rpartition("/")[2]
    assert response["lastModified"]


def references_between_new_resources_are_rewritten_wherever_they_stand(asker: Asker) -> None:
    """Also those that point forwards, and those within lists and extensions."""
    patient, child, parent = asker.patient(), _urn(), _urn()
    extension = {"url": "https://example.org/fhir/extension", "valueReference": {"reference": parent}}
    linked = observation(parent, hasMember=[{"reference": _later()}], extension=[extension])
    answer = asker.bundle(
        "transaction",
        entry("POST", "Observation", linked) | {"fullUrl": child},
        entry("POST", "Observation", observation(parent)) | {"fullUrl": _later()},
        entry("POST", "Patient", patient) | {"fullUrl": parent},
    )
    assert _statuses(answer.json()) == ["201", "201", "201"]
    first, second, owner = (one["response"]["location"] for one in answer.json()["entry"])
    read = asker.ask("GET", "/" + _relative(first)).json()
    assert read["subject"]["reference"] == _relative(owner)
    assert read["hasMember"] == [{"reference": _relative(second)}]
    assert read["extension"][0]["valueReference"] == {"reference": _relative(owner)}


def _later() -> str:
    return "urn:uuid:7c1dbb54-5a6f-4a52-9c29-5f0f1d0c2a77"


def _relative(location: str) -> str:
    return "/".join(location.split("/_history/")[0].split("/")[-2:])


def an_identifier_that_looks_like_a_full_url_is_left_alone(asker: Asker) -> None:
    url = _urn()
    patient = asker.patient()
    patient["identifier"].append({"system": "urn:ietf:rfc:3986", "value": url})
    answer = asker.bundle("transaction", entry("POST", "Patient", patient) | {"fullUrl": url})
    read = asker.ask("GET", "/" + _relative(answer.json()["entry"][0]["response"]["location"])).json()
    assert read["identifier"][1]["value"] == url


def a_repeated_transaction_of_conditional_creates_changes_nothing(asker: Asker) -> None:
    patient, url = asker.patient(), _urn()
    note = observation(url, identifier=[{"system": "https://example.org/probe", "value": f"o-{asker.run}"}])
    condition = f"identifier=https://example.org/probe|o-{asker.run}"
    entries = (
        entry("POST", "Patient", patient, ifNoneExist=f"identifier={token(patient)}") | {"fullUrl": url},
        entry("POST", "Observation", note, ifNoneExist=condition),
    )
    first, again = (asker.bundle("transaction", *entries).json() for _ in "12")
    assert (_statuses(first), _statuses(again)) == (["201", "201"], ["200", "200"])
    assert len(asker.ask("GET", f"/Observation?{condition}").json()["entry"]) == 1


def a_new_resource_can_refer_to_one_that_was_there_already(asker: Asker) -> None:
    stored, url = asker.stored(), _urn()
    answer = asker.bundle(
        "transaction",
        entry("POST", "Patient", asker.patient(), ifNoneExist=f"identifier={token(stored)}")
        | {"fullUrl": url},
        entry("POST", "Observation", observation(url)),
    )
    assert _statuses(answer.json()) == ["200", "201"]
    found = asker.ask("GET", f"/Observation?subject={reference(stored)}").json()
    assert len(found["entry"]) == 1


def one_bad_entry_undoes_the_whole_transaction(asker: Asker) -> None:
    stored = asker.stored()
    bad = {
        "a dangling reference": (entry("POST", "Observation", observation("Patient/nobody")), {400, 422}),
        # R4 says 412; HAPI 409
        "a stale version": (
            entry("PUT", reference(stored), stored | {"gender": "male"}, ifMatch='W/"999"'),
            {412, 409},
        ),
        "an unknown urn:uuid": (entry("POST", "Observation", observation(_urn())), {400, 422}),
        "an unknown type": (entry("POST", "Nonsense", {"resourceType": "Nonsense"}), {400, 404}),
    }
    for what, (bad_entry, statuses) in bad.items():
        good = asker.patient()
        answer = asker.bundle("transaction", entry("POST", "Patient", good), bad_entry)
        assert answer.status_code in statuses, what
        assert answer.json()["resourceType"] == "OperationOutcome", what
        assert not asker.ask("GET", searched(good)).json().get("entry"), what


def several_matches_of_a_condition_undo_the_whole_transaction(asker: Asker) -> None:
    twin, good = asker.patient(), asker.patient()
    for _ in "12":
        asker.ask("POST", "/Patient", twin).raise_for_status()
    answer = asker.bundle(
        "transaction",
        entry("POST", "Patient", good),
        entry("POST", "Patient", twin, ifNoneExist=f"identifier={token(twin)}"),
    )
    assert answer.status_code == 412
    assert not asker.ask("GET", searched(good)).json().get("entry")


def the_same_resource_twice_in_a_transaction_is_refused(asker: Asker) -> None:
    stored = asker.stored()
    answer = asker.bundle(
        "transaction",
        entry("PUT", reference(stored), stored | {"gender": "female"}),
        entry("PUT", reference(stored), stored | {"gender": "male"}),
    )
    assert answer.status_code == 400
    assert "gender" not in asker.ask("GET", f"/{reference(stored)}").json()


def a_conditional_reference_finds_the_one_it_means(asker: Asker) -> None:
    stored = asker.stored()
    note = observation(f"Patient?identifier={token(stored)}")
    assert asker.bundle("transaction", entry("POST", "Observation", note)).status_code == 200
    assert len(asker.ask("GET", f"/Observation?subject={reference(stored)}").json()["entry"]) == 1


def a_conditional_reference_to_none_or_several_undoes_the_transaction(asker: Asker) -> None:
    """R4 says only that it fails (http §3.1.0.11.2); HAPI says 404 for none and 412 for several."""
    nobody, twin = asker.patient(), asker.patient()
    for _ in "12":
        asker.ask("POST", "/Patient", twin).raise_for_status()
    for patient, statuses in ((nobody, {400, 404, 412}), (twin, {400, 412})):
        note = observation(f"Patient?identifier={token(patient)}")
        assert asker.bundle("transaction", entry("POST", "Observation", note)).status_code in statuses


def a_transaction_deletes_before_it_creates(asker: Asker) -> None:
    stored = asker.stored()
    again = asker.patient(identifier=stored["identifier"])
    answer = asker.bundle(
        "transaction",
        entry("POST", "Patient", again, ifNoneExist=f"identifier={token(stored)}"),
        entry("DELETE", reference(stored)),
    )
    assert _statuses(answer.json())[0] == "201"
    assert len(asker.ask("GET", searched(stored)).json()["entry"]) == 1


def a_resource_and_what_refers_to_it_are_deleted_together(asker: Asker) -> None:
    stored = asker.stored()
    note = asker.ask("POST", "/Observation", observation(reference(stored))).json()
    answer = asker.bundle("transaction", entry("DELETE", reference(stored)), entry("DELETE", reference(note)))
    assert answer.status_code == 200
    assert asker.ask("GET", f"/{reference(stored)}").status_code in (404, 410)


def a_batch_goes_on_after_a_bad_entry(asker: Asker) -> None:
    good = asker.patient()
    answer = asker.bundle(
        "batch",
        entry("GET", f"Patient/nobody-{asker.run}"),
        entry("POST", "Observation", observation("Patient/nobody")),
        entry("POST", "Patient", good),
    )
    assert answer.status_code == 200
    bundle = answer.json()
    assert bundle["type"] == "batch-response"
    first, second, third = _statuses(bundle)
    assert (first, third) == ("404", "201")
    assert second in ("400", "422")
    assert len(asker.ask("GET", searched(good)).json()["entry"]) == 1
