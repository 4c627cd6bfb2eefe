"""Each fault does what its line in the table says, when the script says, and only then."""

from __future__ import annotations

import gzip
import json
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests

from adapter.errors import SettingsError
from adapter.sandbox import Faults, Store
from adapter.sandbox.faults import ACTIONS
from tests.peers.asker import Asker, entry, observation, reference, searched, token

Shown = Callable[[Asker, Faults], None]
SHOWN: dict[str, Shown] = {}


def shows(action: str) -> Callable[[Shown], Shown]:
    def keep(shown: Shown) -> Shown:
        SHOWN[action] = shown
        return shown

    return keep


@pytest.mark.parametrize("action", ACTIONS)
def test_every_fault_of_the_table_happens(action: str, asker: Asker, faults: Faults) -> None:
    SHOWN[action](asker, faults)


@shows("delay")
def delay(asker: Asker, faults: Faults) -> None:
    fault = faults.add("delay", method="POST", seconds=0.05)
    answer = asker.ask("POST", "/Patient", asker.patient())
    assert (answer.status_code, fault.happened) == (201, 1)
    assert answer.elapsed.total_seconds() >= 0.05


@shows("hang")
def hang(asker: Asker, faults: Faults) -> None:
    patient = asker.patient()
    faults.add("hang", method="POST")
    with pytest.raises(requests.ReadTimeout):
        requests.post(f"{asker.base}/Patient", json=patient, timeout=0.1)
    faults.clear()
    assert count(asker, patient) == 0


@shows("close-before")
def close_before(asker: Asker, faults: Faults) -> None:
    patient = asker.patient()
    faults.add("close-before", method="POST")
    with pytest.raises(requests.ConnectionError):
        asker.ask("POST", "/Patient", patient)
    assert count(asker, patient) == 0


@shows("close-after")
def close_after(asker: Asker, faults: Faults) -> None:
    patient = asker.patient()
    faults.add("close-after", method="POST")
    with pytest.raises(requests.ConnectionError):
        asker.ask("POST", "/Patient", patient)
    assert count(asker, patient) == 1


@shows("status")
def status(asker: Asker, faults: Faults) -> None:
    patient = asker.patient()
    faults.add("status", method="POST", status=429, headers={"Retry-After": "7"}, body='{"a": 1}')
    answer = asker.ask("POST", "/Patient", patient)
    assert (answer.status_code, answer.headers["Retry-After"], answer.json()) == (429, "7", {"a": 1})
    assert count(asker, patient) == 0


@shows("status-after")
def status_after(asker: Asker, faults: Faults) -> None:
    patient = asker.patient()
    faults.add("status-after", method="POST", status=500)
    answer = asker.ask("POST", "/Patient", patient)
    assert (answer.status_code, answer.content) == (500, b"")
    assert count(asker, patient) == 1


@shows("html")
def html(asker: Asker, faults: Faults) -> None:
    faults.add("html", status=200)
    answer = asker.ask("GET", "/Patient")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/html")
    assert answer.text.startswith("<!DOCTYPE html>")


@shows("truncated")
def truncated(asker: Asker, faults: Faults) -> None:
    stored = asker.stored()
    faults.add("truncated", method="GET")
    with pytest.raises(requests.exceptions.ChunkedEncodingError):
        asker.ask("GET", f"/{reference(stored)}")


@shows("drip")
def drip(asker: Asker, faults: Faults) -> None:
    stored = asker.stored()
    faults.add("drip", method="GET", seconds=0)
    with requests.get(f"{asker.base}/{reference(stored)}", stream=True, timeout=10) as answer:
        assert json.loads(b"".join(answer.iter_content(1))) == stored
    faults.clear()
    faults.add("drip", method="GET", seconds=60)
    address = urlsplit(asker.base)
    with socket.create_connection((address.hostname, address.port), timeout=10) as connection:
        connection.sendall(f"GET {address.path}/{reference(stored)} HTTP/1.1\r\nHost: a\r\n\r\n".encode())
        said = b""
        while b"\r\n\r\n{" not in said:
            said += connection.recv(65536)
    assert said.endswith(b"{"), "one byte, and then a wait of which the end of this test is not kept"


@shows("close-idle")
def close_idle(asker: Asker, faults: Faults) -> None:
    faults.add("close-idle")
    address = urlsplit(asker.base)
    with socket.create_connection((address.hostname, address.port), timeout=10) as connection:
        connection.sendall(f"GET {address.path}/Patient HTTP/1.1\r\nHost: a\r\n\r\n".encode())
        said = b""
        while part := connection.recv(65536):
            said += part
    head, _, body = said.partition(b"\r\n\r\n")
    assert b"connection: close" not in head.lower()
    assert json.loads(body)["type"] == "searchset"


@shows("padded")
def padded(asker: Asker, faults: Faults) -> None:
    faults.add("padded", size=100_000)
    answer = asker.ask("GET", "/Patient")
    assert len(answer.content) > 100_000
    assert answer.json()["type"] == "searchset"


@shows("gzip-claimed")
def gzip_claimed(asker: Asker, faults: Faults) -> None:
    faults.add("gzip-claimed")
    with requests.get(f"{asker.base}/Patient", stream=True, timeout=10) as answer:
        assert answer.headers["Content-Encoding"] == "gzip"
        assert json.loads(answer.raw.read(decode_content=False))["type"] == "searchset"


@shows("gzip-unannounced")
def gzip_unannounced(asker: Asker, faults: Faults) -> None:
    faults.add("gzip-unannounced")
    with requests.get(f"{asker.base}/Patient", stream=True, timeout=10) as answer:
        assert "Content-Encoding" not in answer.headers
        assert json.loads(gzip.decompress(answer.raw.read(decode_content=False)))["type"] == "searchset"


@shows("no-version-headers")
def no_version_headers(asker: Asker, faults: Faults) -> None:
    faults.add("no-version-headers")
    answer = asker.ask("POST", "/Patient", asker.patient())
    assert answer.status_code == 201
    assert not {"ETag", "Last-Modified", "Location"} & set(answer.headers)


@shows("other-resource")
def other_resource(asker: Asker, faults: Faults) -> None:
    stored = asker.stored()
    faults.add("other-resource", method="GET")
    assert asker.ask("GET", f"/{reference(stored)}").json()["resourceType"] == "Basic"


@shows("ignore-if-match")
def ignore_if_match(asker: Asker, faults: Faults) -> None:
    stored = asker.stored()
    faults.add("ignore-if-match")
    answer = asker.ask("PUT", f"/{reference(stored)}", stored, If_Match='W/"99"')
    assert answer.status_code == 200


@shows("ignore-if-none-exist")
def ignore_if_none_exist(asker: Asker, faults: Faults) -> None:
    stored = asker.stored()
    condition = f"identifier={token(stored)}"
    faults.add("ignore-if-none-exist")
    assert asker.ask("POST", "/Patient", stored, If_None_Exist=condition).status_code == 201
    asker.bundle("transaction", entry("POST", "Patient", stored, ifNoneExist=condition))
    assert count(asker, stored) == 3


@shows("ignore-if-none-match")
def ignore_if_none_match(asker: Asker, faults: Faults) -> None:
    stored = asker.stored()
    faults.add("ignore-if-none-match")
    answer = asker.ask("PUT", f"/{reference(stored)}", stored, If_None_Match="*")
    assert answer.status_code == 200


@shows("ignore-last-updated")
def ignore_last_updated(asker: Asker, faults: Faults) -> None:
    stored = asker.stored()
    faults.add("ignore-last-updated")
    assert count(asker, stored, "&_lastUpdated=gt2999-01-01") == 1


@shows("ignore-count")
def ignore_count(asker: Asker, faults: Faults) -> None:
    three = [asker.stored() for _ in range(3)]
    faults.add("ignore-count")
    page = asker.ask("GET", searched(*three, more="&_count=1")).json()
    assert len(page["entry"]) == 3
    assert next_of(page) == ""


@shows("ignore-patient")
def ignore_patient(asker: Asker, faults: Faults) -> None:
    stored = asker.stored()
    asker.ask("POST", "/Observation", observation(reference(stored))).raise_for_status()
    faults.add("ignore-patient")
    assert asker.ask("GET", "/Observation?patient=Patient/nobody").json()["total"] > 0


@shows("ignore-strict")
def ignore_strict(asker: Asker, faults: Faults) -> None:
    faults.add("ignore-strict")
    assert asker.ask("GET", "/Patient?nonsense=1", Prefer="handling=strict").status_code == 200


@shows("transaction-as-batch")
def transaction_as_batch(asker: Asker, faults: Faults) -> None:
    patient = asker.patient()
    url = "urn:uuid:0a5ef2f4-5d7b-4a4e-a5b0-0f7cf2b1b6aa"
    faults.add("transaction-as-batch")
    answer = asker.bundle(
        "transaction",
        entry("POST", "Patient", patient) | {"fullUrl": url},
        entry("POST", "Observation", observation("Patient/nobody")),
        entry("POST", "Observation", observation(url)),
    )
    assert [one["response"]["status"][:3] for one in answer.json()["entry"]] == ["201", "400", "201"]
    assert answer.json()["type"] == "transaction-response"
    assert count(asker, patient) == 1


@shows("not-undone")
def not_undone(asker: Asker, faults: Faults) -> None:
    patient = asker.patient()
    faults.add("not-undone")
    answer = asker.bundle(
        "transaction",
        entry("POST", "Patient", patient),
        entry("POST", "Observation", observation("Patient/nobody")),
    )
    assert answer.status_code == 400
    assert answer.json()["issue"][0]["expression"] == ["Bundle.entry[1]"]
    assert count(asker, patient) == 1


@shows("references-not-rewritten")
def references_not_rewritten(asker: Asker, faults: Faults) -> None:
    url = "urn:uuid:0a5ef2f4-5d7b-4a4e-a5b0-0f7cf2b1b6aa"
    faults.add("references-not-rewritten")
    answer = asker.bundle(
        "transaction",
        entry("POST", "Patient", asker.patient()) | {"fullUrl": url},
        entry("POST", "Observation", observation(url)),
    )
    location = answer.json()["entry"][1]["response"]["location"]
    assert asker.ask("GET", f"/{location}").json()["subject"] == {"reference": url}


@shows("entry-fails")
def entry_fails(asker: Asker, faults: Faults) -> None:
    faults.add("entry-fails", entry=1, status=429)
    answer = asker.bundle("batch", *(entry("POST", "Patient", asker.patient()) for _ in range(3)))
    assert [one["response"]["status"][:3] for one in answer.json()["entry"]] == ["201", "429", "201"]


@shows("gone-as-not-found")
def gone_as_not_found(asker: Asker, faults: Faults) -> None:
    stored = asker.stored()
    asker.ask("DELETE", f"/{reference(stored)}").raise_for_status()
    faults.add("gone-as-not-found")
    assert asker.ask("GET", f"/{reference(stored)}").status_code == 404


@shows("no-history")
def no_history(asker: Asker, faults: Faults) -> None:
    stored = asker.stored()
    faults.add("no-history")
    for path in (f"/{reference(stored)}/_history", "/Patient/_history", "/_history"):
        assert asker.ask("GET", path).status_code == 404


@shows("newest-version-alone")
def newest_version_alone(asker: Asker, faults: Faults) -> None:
    stored = asker.stored()
    asker.ask("PUT", f"/{reference(stored)}", {**stored, "gender": "other"}).raise_for_status()
    faults.add("newest-version-alone")
    page = asker.ask("GET", f"/{reference(stored)}/_history").json()
    assert [entry["resource"]["meta"]["versionId"] for entry in page["entry"]] == ["2"]


@shows("next-without-filters")
def next_without_filters(asker: Asker, faults: Faults) -> None:
    wanted = [asker.stored() for _ in range(3)]
    others = [asker.stored() for _ in range(3)]
    faults.add("next-without-filters")
    page = asker.ask("GET", searched(*wanted, more="&_count=2")).json()
    found = []
    while True:
        found += [one["resource"]["id"] for one in page["entry"]]
        if not next_of(page):
            break
        page = asker.ask("GET", next_of(page).removeprefix(asker.base)).json()
    assert found[:2] == [patient["id"] for patient in wanted[:2]]
    assert {patient["id"] for patient in others} <= set(found)


@shows("next-elsewhere")
def next_elsewhere(asker: Asker, faults: Faults) -> None:
    two = [asker.stored() for _ in range(2)]
    faults.add("next-elsewhere", host="elsewhere.invalid:8080")
    page = asker.ask("GET", searched(*two, more="&_count=1")).json()
    assert urlsplit(next_of(page)).netloc == "elsewhere.invalid:8080"


@shows("next-repeats")
def next_repeats(asker: Asker, faults: Faults) -> None:
    two = [asker.stored() for _ in range(2)]
    faults.add("next-repeats")
    page = asker.ask("GET", searched(*two, more="&_count=1")).json()
    again = asker.ask("GET", next_of(page).removeprefix(asker.base)).json()
    assert again["entry"] == page["entry"]


@shows("next-empty")
def next_empty(asker: Asker, faults: Faults) -> None:
    two = [asker.stored() for _ in range(2)]
    faults.add("next-empty")
    page = asker.ask("GET", searched(*two, more="&_count=1")).json()
    assert {"relation": "next", "url": ""} in page["link"]


@shows("no-meta")
def no_meta(asker: Asker, faults: Faults) -> None:
    stored = asker.stored()
    faults.add("no-meta")
    (row,) = asker.ask("GET", searched(stored)).json()["entry"]
    assert "meta" not in row["resource"]


@shows("duplicate-rows")
def duplicate_rows(asker: Asker, faults: Faults) -> None:
    stored = asker.stored()
    faults.add("duplicate-rows")
    assert count(asker, stored) == 2


@shows("outcome-row")
def outcome_row(asker: Asker, faults: Faults) -> None:
    stored = asker.stored()
    faults.add("outcome-row")
    rows = asker.ask("GET", searched(stored)).json()["entry"]
    assert [row["search"]["mode"] for row in rows] == ["match", "outcome"]


@shows("entry-missing")
def entry_missing(asker: Asker, faults: Faults) -> None:
    one, other = asker.patient(), asker.patient()
    faults.add("entry-missing", method="POST")
    answer = asker.bundle("transaction", entry("POST", "Patient", one), entry("POST", "Patient", other))
    assert len(answer.json()["entry"]) == 1
    assert count(asker, one, other) == 2


@shows("entries-reversed")
def entries_reversed(asker: Asker, faults: Faults) -> None:
    stored = asker.stored()
    faults.add("entries-reversed", method="POST")
    answer = asker.bundle("batch", entry("GET", reference(stored)), entry("POST", "Patient", asker.patient()))
    assert [one["response"]["status"][:3] for one in answer.json()["entry"]] == ["201", "200"]


@shows("committed-late")
def committed_late(asker: Asker, faults: Faults) -> None:
    seen = asker.stored()["meta"]["lastUpdated"]
    faults.add("committed-late", seconds=3600)
    late = asker.stored()["meta"]["lastUpdated"]
    faults.clear()
    assert late < seen
    assert asker.stored()["meta"]["lastUpdated"] >= seen


def count(asker: Asker, *patients: Any) -> int:
    """How many resources a search for these patients finds; a last text is more parameters."""
    more = patients[-1] if isinstance(patients[-1], str) else ""
    path = searched(*(patient for patient in patients if not isinstance(patient, str)), more=more)
    return len(asker.ask("GET", path).json().get("entry", []))


def next_of(page: Any) -> str:
    return next((link["url"] for link in page["link"] if link["relation"] == "next"), "")


def test_a_fault_is_for_the_requests_that_it_names(asker: Asker, faults: Faults) -> None:
    stored = asker.stored()
    faults.add("status", method="GET", path="^Patient/", status=503)
    assert asker.ask("GET", f"/{reference(stored)}").status_code == 503
    assert asker.ask("GET", searched(stored)).status_code == 200
    assert asker.ask("PUT", f"/{reference(stored)}", stored).status_code == 200


def test_a_fault_tells_the_base_with_a_slash_from_the_base_without(asker: Asker, faults: Faults) -> None:
    faults.add("status", method="POST", path="^$", status=405)
    empty = {"resourceType": "Bundle", "type": "batch"}
    assert [asker.ask("POST", path, empty).status_code for path in ("", "/")] == [405, 200]


def test_a_fault_happens_from_the_nth_request_as_often_as_it_says(asker: Asker, faults: Faults) -> None:
    fault = faults.add("status", nth=2, count=2, status=503)
    statuses = [asker.ask("GET", "/Patient").status_code for _ in range(5)]
    assert statuses == [200, 503, 503, 200, 200]
    assert (fault.met, fault.happened) == (5, 2)


def test_chance_is_the_same_for_the_same_seed() -> None:
    def drawn(seed: int) -> list[bool]:
        faults = Faults(seed=seed)
        faults.add("status", probability=0.5)
        return [bool(faults.for_request("GET", "Patient")) for _ in range(50)]

    assert drawn(7) == drawn(7) != drawn(8)
    assert 10 < sum(drawn(7)) < 40
    unseeded = Faults()
    assert str(unseeded.seed) in repr(unseeded), "a test that fails shows how to repeat it"
    unseeded.add("status", probability=0.5)
    assert drawn(unseeded.seed) == [bool(unseeded.for_request("GET", "Patient")) for _ in range(50)]


def test_a_fault_above_a_rate_is_for_what_exceeds_it() -> None:
    """A second's requests at once, then one whenever there is room again, as a rate limit does."""
    now = 0.0
    faults = Faults(seed=1, clock=lambda: now)
    faults.add("status", status=429, above=2)

    def refused() -> bool:
        return bool(faults.for_request("GET", "Patient"))

    assert [refused() for _ in range(4)] == [False, False, True, True]
    now = 0.5
    assert [refused(), refused()] == [False, True]
    now = 60.0
    assert [refused() for _ in range(3)] == [False, False, True]


def test_a_fault_that_is_removed_happens_no_more(asker: Asker, faults: Faults) -> None:
    fault = faults.add("status", status=503)
    assert asker.ask("GET", "/Patient").status_code == 503
    faults.remove(fault)
    assert asker.ask("GET", "/Patient").status_code == 200


def test_a_script_is_read_from_toml_and_from_json(tmp_path: Path) -> None:
    step = {"action": "status", "method": "POST", "nth": 2, "status": 429, "headers": {"Retry-After": "1"}}
    toml, as_json = tmp_path / "faults.toml", tmp_path / "faults.json"
    toml.write_text(
        'seed = 5\n[[fault]]\naction = "status"\nmethod = "POST"\nnth = 2\nstatus = 429\n'
        'headers = { Retry-After = "1" }\nprobability = 1\n'
    )
    as_json.write_text(json.dumps({"seed": 5, "fault": [step]}))
    for path in (toml, as_json):
        faults = Faults.read(path)
        assert faults.seed == 5
        assert faults.for_request("POST", "") == {}
        assert faults.for_request("POST", "")["status"].headers == {"Retry-After": "1"}


@pytest.mark.parametrize(
    ("script", "told"),
    [
        ("[[fault]]\naction = 'sulk'", "the faults are: delay, hang"),
        ("[[fault]]\naction = 'delay'\nminutes = 1", "a fault has no setting minutes; it has: above, action"),
        ("[[fault]]\nstatus = 500", "every fault is a table with an action"),
        ("[[fault]]\naction = 'delay'\npath = '('", "path is not a regular expression"),
        (
            "[[fault]]\naction = 'delay'\nseconds = 'two'",
            "wrong kind: Expected `float`, got `str` - at `.*seconds`",
        ),
        ("fautl = 1", "a seed and a list of fault tables only"),
        ("= 1", "cannot be read"),
    ],
)
def test_a_wrong_script_is_told_with_what_would_be_right(tmp_path: Path, script: str, told: str) -> None:
    path = tmp_path / "faults.toml"
    path.write_text(script)
    with pytest.raises(SettingsError, match=told):
        Faults.read(path)


def test_without_faults_the_sandbox_is_honest(asker: Asker, store: Store) -> None:
    asker.stored()
    assert len(store.everything()) == 1
