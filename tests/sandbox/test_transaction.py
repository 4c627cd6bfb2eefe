"""What a transaction promises beyond the suite of interactions."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapter.sandbox import Store
from adapter.sandbox.elements import elements
from adapter.sandbox.references import references, rewrite
from tests.peers.asker import SYSTEM, Asker, entry, observation, reference, searched, token

URL = "urn:uuid:0a5ef2f4-5d7b-4a4e-a5b0-0f7cf2b1b6aa"
OTHER_URL = "urn:uuid:5b0b2a40-57a7-4d07-8d4c-8e39ad3e5a11"


def statuses(answer: Any) -> list[str]:
    return [one["response"]["status"][:3] for one in answer.json()["entry"]]


def test_the_same_conditional_create_twice_is_refused(asker: Asker, store: Store) -> None:
    create = entry("POST", "Patient", asker.patient(), ifNoneExist=f"identifier={SYSTEM}|same")
    answer = asker.bundle("transaction", create, create)
    assert answer.status_code == 400
    assert answer.json()["issue"][0]["expression"] == ["Bundle.entry[1]"]
    assert store.history() == []


def test_an_update_and_a_delete_of_one_resource_are_refused_whichever_way_it_is_named(asker: Asker) -> None:
    stored = asker.stored()
    for update in (reference(stored), searched(stored).lstrip("/")):
        for delete in (reference(stored), searched(stored).lstrip("/")):
            answer = asker.bundle("transaction", entry("PUT", update, stored), entry("DELETE", delete))
            assert answer.status_code == 400
    assert asker.ask("GET", f"/{reference(stored)}").json() == stored


def test_a_conditional_update_creates_or_updates_and_can_be_referred_to(asker: Asker) -> None:
    stored, new = asker.stored(), asker.patient()
    answer = asker.bundle(
        "transaction",
        entry("PUT", searched(stored).lstrip("/"), stored | {"gender": "female"}) | {"fullUrl": URL},
        entry("PUT", searched(new).lstrip("/"), new) | {"fullUrl": OTHER_URL},
        entry("POST", "Observation", observation(URL)),
        entry("POST", "Observation", observation(OTHER_URL)),
    )
    assert statuses(answer) == ["200", "201", "201", "201"]
    assert asker.ask("GET", f"/Observation?subject={reference(stored)}").json()["total"] == 1
    created = asker.ask("GET", searched(new)).json()["entry"][0]["resource"]
    assert asker.ask("GET", f"/Observation?subject={reference(created)}").json()["total"] == 1


def test_a_restful_full_url_is_referred_to_in_full_or_by_its_end(asker: Asker) -> None:
    answer = asker.bundle(
        "transaction",
        entry("POST", "Patient", asker.patient()) | {"fullUrl": "https://example.org/fhir/Patient/mine"},
        entry("POST", "Observation", observation("Patient/mine")),
        entry("POST", "Observation", observation("https://example.org/fhir/Patient/mine")),
    )
    patient, *notes = (one["response"]["location"] for one in answer.json()["entry"])
    for note in notes:
        subject = asker.ask("GET", f"/{note}").json()["subject"]["reference"]
        assert subject == patient.partition("/_history")[0]


def test_links_in_the_narrative_are_rewritten(asker: Asker) -> None:
    div = f'<div xmlns="http://www.w3.org/1999/xhtml"><a href="{URL}">her</a> {URL}</div>'
    answer = asker.bundle(
        "transaction",
        entry("POST", "Patient", asker.patient()) | {"fullUrl": URL},
        entry("POST", "Observation", observation(URL, text={"status": "generated", "div": div})),
    )
    patient, note = (one["response"]["location"] for one in answer.json()["entry"])
    kept = asker.ask("GET", f"/{note}").json()["text"]["div"]
    assert kept == div.replace(f'"{URL}"', f'"{patient.partition("/_history")[0]}"')


def test_resources_that_refer_to_each_other_arrive_together(asker: Asker) -> None:
    answer = asker.bundle(
        "transaction",
        entry(
            "PUT",
            "Patient/a",
            asker.patient(id="a", link=[{"other": {"reference": "Patient/b"}, "type": "seealso"}]),
        ),
        entry(
            "PUT",
            "Patient/b",
            asker.patient(id="b", link=[{"other": {"reference": "Patient/a"}, "type": "seealso"}]),
        ),
    )
    assert statuses(answer) == ["201", "201"]


def test_a_reference_to_what_the_same_transaction_deletes_is_refused(asker: Asker) -> None:
    stored = asker.stored()
    answer = asker.bundle(
        "transaction",
        entry("POST", "Observation", observation(reference(stored))),
        entry("DELETE", reference(stored)),
    )
    assert answer.status_code == 400
    assert asker.ask("GET", f"/{reference(stored)}").status_code == 200


def test_what_is_still_referred_to_is_not_deleted_by_a_transaction(asker: Asker) -> None:
    stored = asker.stored()
    asker.ask("POST", "/Observation", observation(reference(stored))).raise_for_status()
    answer = asker.bundle("transaction", entry("DELETE", searched(stored).lstrip("/")))
    assert answer.status_code == 409
    assert answer.json()["issue"][0]["expression"] == ["Bundle.entry[0]"]


def test_an_entry_that_is_none_is_named(asker: Asker) -> None:
    good = entry("GET", "Patient")
    for bad, status in (
        ({"resource": asker.patient()}, 400),
        ({"request": {"method": "POST"}}, 400),
        (entry("PATCH", "Patient/1", {}), 400),
        (entry("POST", "Patient"), 400),
        (entry("PUT", "Patient/1", asker.patient(id="2")), 400),
        (entry("POST", "Patient/1", asker.patient()), 405),
        (entry("PUT", "Patient/_search", asker.patient()), 405),
        (entry("GET", "Nonsense"), 404),
        ("GET", 400),
    ):
        answer = asker.bundle("transaction", good, bad)  # type: ignore[arg-type]
        assert answer.status_code == status, bad
        assert answer.json()["issue"][0]["expression"][0].startswith("Bundle.entry[1]"), bad


def test_a_bundle_within_a_batch_is_refused(asker: Asker) -> None:
    nested = {"resourceType": "Bundle", "type": "batch"}
    assert statuses(asker.bundle("batch", entry("POST", "", nested), entry("GET", "Patient"))) == [
        "400",
        "200",
    ]


def test_resources_come_back_where_that_is_preferred(asker: Asker) -> None:
    bundle = {
        "resourceType": "Bundle",
        "type": "transaction",
        "entry": [entry("POST", "Patient", asker.patient(gender="female"))],
    }
    whole = asker.ask("POST", "", bundle, Prefer="return=representation").json()
    assert whole["entry"][0]["resource"]["gender"] == "female"
    assert "resource" not in asker.ask("POST", "", bundle).json()["entry"][0]


def test_an_update_may_insist_that_nothing_is_there(asker: Asker) -> None:
    first, again = (
        asker.ask("PUT", "/Patient/once", asker.patient(id="once"), If_None_Match="*") for _ in "12"
    )
    assert (first.status_code, again.status_code) == (201, 412)


def test_a_conditional_delete_deletes_the_one_match(asker: Asker) -> None:
    one, twin, other = asker.stored(), asker.stored(), asker.stored()
    asker.ask("POST", "/Patient", twin).raise_for_status()
    assert asker.ask("DELETE", searched(one)).status_code == 204
    assert asker.ask("DELETE", searched(one)).status_code == 204
    assert asker.ask("DELETE", searched(twin)).status_code == 412
    assert asker.ask("DELETE", "/Patient").status_code == 400, "no condition matches everybody"
    assert asker.ask("DELETE", f"/{reference(other)}", If_Match='W/"7"').status_code == 412
    assert asker.ask("GET", f"/{reference(one)}").status_code == 410
    assert asker.ask("GET", f"/{reference(other)}").status_code == 200


@pytest.mark.parametrize(
    "condition", ["?identifier=1", "Patient?identifier=1", "", "https://a/b?c=d", "_count=1"]
)
def test_a_condition_is_search_parameters_alone(asker: Asker, condition: str) -> None:
    assert asker.ask("POST", "/Patient", asker.patient(), If_None_Exist=condition).status_code == 400


def test_many_clients_at_once_create_one_resource_once(asker: Asker, store: Store) -> None:
    patient = asker.patient()
    create = entry("POST", "Patient", patient, ifNoneExist=f"identifier={token(patient)}")
    with ThreadPoolExecutor(8) as clients:
        answers = list(clients.map(lambda _: asker.bundle("transaction", create), range(40)))
    assert sorted(status for answer in answers for status in statuses(answer)) == ["200"] * 39 + ["201"]
    assert len(store.everything()) == 1


JSON = st.recursive(
    st.none() | st.booleans() | st.sampled_from([URL, OTHER_URL, "Patient/1", "text"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["reference", "valueUri", "value", "subject", "note"]), inner, max_size=4
        )
    ),
    max_leaves=20,
)


@given(st.dictionaries(st.sampled_from(["subject", "performer", "identifier", "extension"]), JSON))
def test_rewriting_changes_references_and_uris_and_nothing_else(resource: dict[str, Any]) -> None:
    before = json.dumps(resource)
    rewrite(elements(resource), {URL: "Patient/new"})
    assert URL not in {found.text for found in references(elements(resource))}
    # undoing it gives back what was there, save for what was called Patient/new before, which nothing was
    rewrite(elements(resource), {"Patient/new": URL})
    assert json.dumps(resource) == before
    untouched = json.loads(before)
    rewrite(elements(untouched), {})
    assert json.dumps(untouched) == before
