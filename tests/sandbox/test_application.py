"""Over HTTP: every error is an OperationOutcome, and nothing that was sent is logged."""

from __future__ import annotations

import logging
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any

import pytest
from fhir.resources.R4B import get_fhir_model_class

from adapter.sandbox import Policy, Store, running
from adapter.sandbox.application import application
from adapter.sandbox.parameters import RESOURCE_TYPES
from tests.peers.asker import Asker, asking, entry, reference


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("PATCH", "/Patient/1", 405),
        ("POST", "/Patient/1", 405),
        ("PUT", "/metadata", 405),
        ("GET", "", 405),
        ("DELETE", "/_history", 405),
        ("OPTIONS", "/Patient", 405),
        ("GET", "/Patient/$everything", 404),
        ("GET", "/Patient/1/nonsense", 404),
        ("GET", "/nonsense", 404),
        ("GET", "/MolecularSequence", 404),
        ("GET", "/../elsewhere", 404),
    ],
)
def test_what_is_not_there_is_an_operation_outcome(asker: Asker, method: str, path: str, status: int) -> None:
    answer = asker.ask(method, path)
    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/fhir+json; charset=utf-8"
    assert answer.json()["resourceType"] == "OperationOutcome"
    assert ("Allow" in answer.headers) == (status == 405)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Accept": "application/fhir+xml"}, 406),
        ({"Accept": "text/html, application/xhtml+xml"}, 406),
        ({"Accept": "application/fhir+xml, application/fhir+json;q=0.5"}, 200),
        ({"Accept": "application/json"}, 200),
        ({"Accept": "*/*"}, 200),
    ],
)
def test_only_json_is_spoken(asker: Asker, headers: dict[str, str], status: int) -> None:
    with asking(asker.base) as client:
        answer = client._http.get(f"{asker.base}/Patient", headers=headers, timeout=10)
    assert answer.status_code == status


def test_format_goes_before_accept(asker: Asker) -> None:
    assert asker.ask("GET", "/Patient?_format=xml").status_code == 406
    assert asker.ask("GET", "/Patient?_format=json").status_code == 200


def test_only_json_is_read(asker: Asker) -> None:
    assert (
        asker.send("POST", "/Patient", "<Patient/>", Content_Type="application/fhir+xml").status_code == 415
    )
    assert asker.send("POST", "/Patient/_search", "{}").status_code == 415
    assert asker.send("POST", "/Patient", "[" * 100_000).status_code == 400
    assert asker.send("POST", "/Patient", "[]").status_code == 400


def test_too_large_a_body_and_too_many_entries_are_refused() -> None:
    with running(policy=Policy(largest_body=1_000, most_entries=2)) as base_url, asking(base_url) as asker:
        assert asker.ask("POST", "/Patient", asker.patient(language="x" * 1_000)).status_code == 413
        few = [entry("GET", "Patient") for _ in range(2)]
        assert asker.bundle("batch", *few).status_code == 200
        assert asker.bundle("batch", *few, *few).status_code == 413


def test_a_head_request_has_the_headers_of_a_read(asker: Asker) -> None:
    stored = asker.stored()
    answer = asker.ask("HEAD", f"/{reference(stored)}")
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["ETag"] == 'W/"1"'


def test_the_time_of_a_resource_is_told_twice_and_alike(asker: Asker) -> None:
    answer = asker.ask("POST", "/Patient", asker.patient())
    stamped = datetime.fromisoformat(answer.json()["meta"]["lastUpdated"])
    assert parsedate_to_datetime(answer.headers["Last-Modified"]) == stamped.replace(microsecond=0)


def test_the_statement_is_valid_and_names_every_type(asker: Asker) -> None:
    statement = asker.ask("GET", "/metadata").json()
    get_fhir_model_class("CapabilityStatement").model_validate(statement)
    (rest,) = statement["rest"]
    assert [resource["type"] for resource in rest["resource"]] == list(RESOURCE_TYPES)
    patient = next(resource for resource in rest["resource"] if resource["type"] == "Patient")
    assert (patient["versioning"], patient["readHistory"], patient["updateCreate"]) == (
        "versioned-update",
        True,
        True,
    )


def test_what_the_statement_names_can_be_searched_for(asker: Asker) -> None:
    (rest,) = asker.ask("GET", "/metadata").json()["rest"]
    values = {"date": "2026", "reference": "Patient/1"}
    searches = [
        entry("GET", f"{resource['type']}?{parameter['name']}={values.get(parameter['type'], 'a')}")
        for resource in rest["resource"]
        for parameter in resource["searchParam"]
    ]
    answer = asker.bundle("batch", *searches)
    assert {one["response"]["status"] for one in answer.json()["entry"]} == {"200 OK"}


def test_all_answers_are_valid_fhir(asker: Asker) -> None:
    stored = asker.stored()
    answers: list[Any] = [
        asker.ask("GET", "/Patient").json(),
        asker.ask("GET", "/_history").json(),
        asker.ask("GET", "/Patient/nobody").json(),
        asker.bundle("batch", entry("GET", "Patient/nobody"), entry("GET", reference(stored))).json(),
        asker.bundle("transaction", entry("POST", "Patient", asker.patient())).json(),
    ]
    for answer in answers:
        get_fhir_model_class(answer["resourceType"]).model_validate(answer)


def test_nothing_that_was_sent_is_logged(
    asker: Asker, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    secret = "Featherstonehaugh"
    with caplog.at_level(logging.DEBUG, logger="uvicorn"), caplog.at_level(logging.DEBUG, logger="adapter"):
        asker.ask("POST", "/Patient", asker.patient(name=[{"family": secret}])).raise_for_status()
        asker.ask("POST", "/Patient", asker.patient(name=secret))
        asker.ask("GET", f"/Patient?family={secret}").raise_for_status()
        asker.send("POST", "/Patient", f'{{"resourceType": "{secret}')
    assert secret not in caplog.text
    assert secret not in "".join(capfd.readouterr())


def test_an_unforeseen_failure_is_told_by_its_kind_and_place_only(
    store: Store, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any) -> None:
        raise LookupError("Featherstonehaugh")

    with running(store) as base_url, asking(base_url) as asker:
        monkeypatch.setattr(Store, "current", fail)
        answer = asker.ask("GET", "/Patient/1")
    assert answer.status_code == 500
    assert answer.json()["issue"][0]["code"] == "exception"
    assert "LookupError at " in caplog.text
    assert "Featherstonehaugh" not in caplog.text + answer.text


def test_an_application_can_be_served_by_any_asgi_server(store: Store) -> None:
    assert application(store).routes
