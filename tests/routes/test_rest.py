"""One endpoint as a route: is it able, who is there, what is there, and is it there once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs

import pytest
import responses

from adapter.endpoint import Endpoint
from adapter.errors import Doubled, EndpointError, OutcomeUnknown, SettingsError
from adapter.ledger.learnt import Learnt
from adapter.routes.choose import choose_route
from adapter.routes.folder import FolderRoute
from adapter.routes.rest import RestRoute
from adapter.routes.route import Answer
from adapter.settings import Settings
from profiles import wire
from profiles.definitions import NHS_NUMBER
from tests.routes.entries import filed, goal, provenance

BASE = "https://gp.example/fhir"


@pytest.fixture
def http() -> Iterator[responses.RequestsMock]:
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        yield mock


@pytest.fixture
def route() -> Iterator[RestRoute]:
    opened = RestRoute(Endpoint(url=BASE, attempts=1))
    yield opened
    opened.close()


@pytest.fixture
def looking_first() -> Iterator[RestRoute]:
    opened = RestRoute(Endpoint(url=BASE, attempts=1, creates="look-first"))
    yield opened
    opened.close()


def fhir(resource: Any) -> dict[str, Any]:
    return {"body": wire.dumps(resource), "content_type": "application/fhir+json"}


def found(*resources: Any) -> dict[str, Any]:
    return fhir({"resourceType": "Bundle", "entry": [{"resource": resource} for resource in resources]})


def asked(http: responses.RequestsMock) -> list[tuple[str, dict[str, list[str]]]]:
    """The type and the parameters of each search."""
    return [
        (str(call.request.path_url).split("/")[-2], parse_qs(str(call.request.body)))
        for call in http.calls
        if str(call.request.url).endswith("_search")
    ]


# ── Is it able ───────────────────────────────────────────────────────────────────────────────────────


def statement(*interactions: str, version: str = "4.0.1") -> dict[str, Any]:
    rest = [{"mode": "server", "interaction": [{"code": code} for code in interactions]}]
    return fhir({"resourceType": "CapabilityStatement", "fhirVersion": version, "rest": rest})


@pytest.mark.parametrize("version", ["4.0.1", "4.0.0"])
def test_an_r4_endpoint_that_offers_transactions_is_taken_at_its_word(
    http: responses.RequestsMock, route: RestRoute, version: str
) -> None:
    http.get(f"{BASE}/metadata", **statement("transaction", "batch", version=version))
    route.prepare()
    assert route.requests == {"read": 1, "write": 0}


@pytest.mark.parametrize("version", ["3.0.2", "4.3.0", "5.0.0"])
def test_another_version_of_fhir_is_refused(
    http: responses.RequestsMock, route: RestRoute, version: str
) -> None:
    http.get(f"{BASE}/metadata", **statement("transaction", version=version))
    with pytest.raises(SettingsError, match=f"speaks FHIR {version}; expected R4"):
        route.prepare()


@pytest.mark.parametrize("interactions", [("batch",), ()])
def test_an_endpoint_that_does_not_say_so_is_asked_by_a_transaction_that_only_reads(
    http: responses.RequestsMock, route: RestRoute, interactions: tuple[str, ...]
) -> None:
    http.get(f"{BASE}/metadata", **statement(*interactions))
    http.post(BASE, **fhir({"resourceType": "Bundle", "type": "transaction-response"}))
    route.prepare()
    sent = wire.loads(http.calls[1].request.body or b"")
    assert sent["type"] == "transaction"
    assert {entry["request"]["method"] for entry in sent["entry"]} == {"GET"}
    assert route.requests["write"] == 0


@pytest.mark.parametrize(
    "answer",
    [
        {"status": 400},
        {"status": 404},
        {"body": b"<html>"},
        fhir({"resourceType": "Bundle", "type": "batch-response"}),
    ],
)
def test_where_nothing_answers_like_an_endpoint_the_address_is_doubted(
    http: responses.RequestsMock, route: RestRoute, answer: dict[str, Any]
) -> None:
    http.get(f"{BASE}/metadata", status=404)
    http.post(BASE, **answer)
    http.post(f"{BASE}/Patient/_search", status=404)
    with pytest.raises(SettingsError, match="is the address right"):
        route.prepare()
    assert route.requests["write"] == 0


def test_an_endpoint_without_transactions_is_refused_where_the_settings_want_them(
    http: responses.RequestsMock,
) -> None:
    """A filing could be filed in part (T-H24)."""
    http.get(f"{BASE}/metadata", **statement("batch"))
    http.post(BASE, status=400)
    wanting = RestRoute(Endpoint(url=BASE, attempts=1, strategy="transaction"))
    with pytest.raises(SettingsError, match='does not offer what strategy = "transaction" needs'):
        wanting.prepare()
    assert wanting.requests["write"] == 0
    wanting.close()


# ── Who is there ─────────────────────────────────────────────────────────────────────────────────────


def patient(server_id: str, *numbers: str, system: str = NHS_NUMBER) -> dict[str, Any]:
    identifiers = [{"system": system, "value": number} for number in numbers]
    return {"resourceType": "Patient", "id": server_id, "identifier": identifiers}


def test_patients_are_asked_for_together_and_told_apart(
    http: responses.RequestsMock, route: RestRoute
) -> None:
    one, other = patient("p1", "9990000018"), patient("p2", "9990000026")
    http.post(f"{BASE}/Patient/_search", **found(one, other))
    assert route.patients(["9990000018", "9990000026", "9990000034"]) == {
        "9990000018": [one],
        "9990000026": [other],
        "9990000034": [],
    }
    ((kind, parameters),) = asked(http)
    assert kind == "Patient"
    assert parameters["identifier"][0].split(",")[2] == f"{NHS_NUMBER}|9990000034"


def test_many_patients_are_asked_for_in_several_searches(
    http: responses.RequestsMock, route: RestRoute
) -> None:
    http.post(f"{BASE}/Patient/_search", **found())
    route.patients([f"99900{number:05}" for number in range(51)])
    assert [len(parameters["identifier"][0].split(",")) for _, parameters in asked(http)] == [25, 25, 1]


def test_a_patient_who_holds_the_number_twice_is_one_patient(
    http: responses.RequestsMock, route: RestRoute
) -> None:
    twice = patient("p1", "9990000018", "9990000018")
    http.post(f"{BASE}/Patient/_search", **found(twice, twice))
    assert route.patients(["9990000018"]) == {"9990000018": [twice]}


def test_two_patients_of_one_number_are_both_told(http: responses.RequestsMock, route: RestRoute) -> None:
    both = [patient("p1", "9990000018"), patient("p2", "9990000018")]
    http.post(f"{BASE}/Patient/_search", **found(*both))
    assert route.patients(["9990000018"]) == {"9990000018": both}


def test_patients_whom_nobody_asked_for_are_left_out(http: responses.RequestsMock, route: RestRoute) -> None:
    """A server that ignores the search returns everybody."""
    strangers = (
        patient("p2", "9990000026"),
        patient("p3", "9990000018", system="https://elsewhere.example"),
        {"resourceType": "Patient", "id": "p4"},
    )
    http.post(f"{BASE}/Patient/_search", **found(*strangers))
    assert route.patients(["9990000018"]) == {"9990000018": []}


def withholding(number: str, answer: dict[str, Any], per_patient: int = 0) -> Any:
    """An endpoint that shows each patient asked for, unless one is among them."""

    def shown(request: Any) -> tuple[int, dict[str, str], bytes]:
        (tokens,) = parse_qs(str(request.body)).get("identifier", [""])
        numbers = [token.partition("|")[2] for token in tokens.split(",")] if tokens else []
        if number in numbers:
            return answer.get("status", 200), {}, answer.get("body", b"")
        photo = [{"data": "A" * per_patient}]
        patients = [{**patient(f"p{one}", one), "photo": photo} for one in numbers]
        return 200, {}, found(*patients)["body"]

    return shown


@pytest.mark.failure("3.2", "403")
@pytest.mark.parametrize(
    "answer",
    [{"status": 403}, {"status": 404}, {"status": 400}, {"status": 500}, {"body": b'{"text": "\\ud83d"}'}],
)
def test_one_patient_who_is_not_shown_hides_no_other(
    http: responses.RequestsMock, route: RestRoute, answer: dict[str, Any]
) -> None:
    numbers = [f"99900{number:05}" for number in range(10)]
    http.add_callback(responses.POST, f"{BASE}/Patient/_search", withholding(numbers[3], answer))
    there = route.patients(numbers)
    withheld = there.pop(numbers[3])
    assert isinstance(withheld, EndpointError)
    assert numbers[3] not in str(withheld)
    assert {number: [held["id"] for held in some] for number, some in there.items()} == {
        number: [f"p{number}"] for number in numbers if number != numbers[3]
    }


def test_one_patient_who_is_asked_for_alone_and_not_shown_is_no_reason_to_stop(
    http: responses.RequestsMock, route: RestRoute
) -> None:
    http.add_callback(responses.POST, f"{BASE}/Patient/_search", withholding("9990000018", {"status": 403}))
    assert isinstance(route.patients(["9990000018"])["9990000018"], EndpointError)


@pytest.mark.parametrize("status", [401, 403, 404, 500, 503])
def test_an_endpoint_that_shows_nobody_is_not_asked_for_each(
    http: responses.RequestsMock, route: RestRoute, status: int
) -> None:
    http.post(f"{BASE}/Patient/_search", status=status)
    for _ in range(2):
        with pytest.raises(EndpointError):
            route.patients([f"99900{number:05}" for number in range(25)])
    assert len(http.calls) <= 6


@pytest.mark.failure("3.1", "nonsense or a huge body")
def test_patients_who_are_too_much_to_read_at_once_are_asked_for_in_parts_and_then_fewer_at_once(
    http: responses.RequestsMock,
) -> None:
    shown = withholding("", {}, per_patient=30_000)
    http.add_callback(responses.POST, f"{BASE}/Patient/_search", shown)
    small = RestRoute(Endpoint(url=BASE, attempts=1, answer_limit=400_000))
    numbers = [f"99900{number:05}" for number in range(25)]
    assert all(isinstance(held, list) and len(held) == 1 for held in small.patients(numbers).values())
    before = len(http.calls)
    small.patients(numbers)
    assert len(http.calls) - before == 3
    small.close()


@pytest.mark.parametrize("identifier", [None, [None], ["x"], [{"system": NHS_NUMBER, "value": ["x"]}]])
def test_an_identifier_of_no_known_shape_is_nobodys(
    http: responses.RequestsMock, route: RestRoute, identifier: Any
) -> None:
    odd = {"resourceType": "Patient", "id": "p2", "identifier": identifier}
    http.post(f"{BASE}/Patient/_search", **found(odd, patient("p1", "9990000018")))
    assert route.patients(["9990000018"]) == {"9990000018": [patient("p1", "9990000018")]}


# ── What is there ────────────────────────────────────────────────────────────────────────────────────


def test_resources_are_found_by_their_identity_each_type_by_its_own_parameter(
    http: responses.RequestsMock, route: RestRoute
) -> None:
    walk, swim, approval = goal("walk"), goal("swim"), provenance()
    http.post(f"{BASE}/Goal/_search", **found({**walk.body, "id": "g1"}))
    http.post(f"{BASE}/Provenance/_search", **found({**approval.body, "id": "v1"}))
    there = route.find([filed(walk), filed(approval), filed(swim)])
    assert {one: [held["id"] for held in holders] for one, holders in there.items()} == {
        walk.identity: ["g1"],
        approval.identity: ["v1"],
        swim.identity: [],
    }
    assert {kind: set(parameters) for kind, parameters in asked(http)} == {
        "Goal": {"identifier", "_count"},
        "Provenance": {"_tag", "_count"},
    }


def test_duplicates_are_told_and_strangers_left_out(http: responses.RequestsMock, route: RestRoute) -> None:
    walk = goal("walk")
    strangers = [{"resourceType": "Goal", "id": "g7"}, {**goal("swim").body, "id": "g8"}]
    http.post(
        f"{BASE}/Goal/_search", **found({**walk.body, "id": "g1"}, *strangers, {**walk.body, "id": "g2"})
    )
    there = route.find([filed(walk)])
    assert [held["id"] for held in there[walk.identity]] == ["g1", "g2"]
    assert list(there) == [walk.identity]


@pytest.mark.parametrize("status", [404, 410])
def test_what_is_not_there_any_more_is_none(
    http: responses.RequestsMock, route: RestRoute, status: int
) -> None:
    http.get(f"{BASE}/Goal/g1", status=status)
    assert route.read("Goal", "g1") is None


@pytest.mark.parametrize("status", [400, 401, 403, 409, 500, 503])
def test_any_other_answer_is_not_taken_for_absence(
    http: responses.RequestsMock, route: RestRoute, status: int
) -> None:
    http.get(f"{BASE}/Goal/g1", status=status)
    with pytest.raises(EndpointError):
        route.read("Goal", "g1")


def test_a_resource_has_as_many_versions_as_its_history(
    http: responses.RequestsMock, route: RestRoute
) -> None:
    resource = {"resourceType": "Goal", "id": "g1"}
    versions = [{**resource, "meta": {"versionId": number}} for number in ("2", "1")]
    http.get(f"{BASE}/Goal/g1/_history", **found(*versions))
    assert route.versions(resource) == versions


# ── Filing ───────────────────────────────────────────────────────────────────────────────────────────


def created(*locations: str) -> dict[str, Any]:
    entries = [{"response": {"status": "201", "location": location}} for location in locations]
    return fhir({"resourceType": "Bundle", "type": "transaction-response", "entry": entries})


@pytest.mark.failure("3.3", "a very large bundle")
def test_a_filing_is_one_request(http: responses.RequestsMock, route: RestRoute) -> None:
    http.post(BASE, **created("Goal/g1/_history/1", "Provenance/v1/_history/1"))
    assert route.send("f", [goal(), provenance()]) == [Answer(201, "g1", "1"), Answer(201, "v1", "1")]
    assert route.requests == {"read": 0, "write": 1}


@pytest.mark.failure("3.4", "two create the same thing at once")
def test_where_creates_are_plain_somebody_looks_afterwards(
    http: responses.RequestsMock, looking_first: RestRoute
) -> None:
    one = goal()
    http.post(BASE, **created("Goal/g1/_history/1"))
    http.post(f"{BASE}/Goal/_search", **found({**one.body, "id": "g1"}))
    assert looking_first.looks_first
    assert looking_first.send("f", [one]) == [Answer(201, "g1", "1")]
    assert "ifNoneExist" not in str(http.calls[0].request.body)
    assert looking_first.requests == {"read": 1, "write": 1}


@pytest.mark.failure("3.4", "two create the same thing at once")
def test_what_two_created_at_the_same_time_is_a_conflict(
    http: responses.RequestsMock, looking_first: RestRoute
) -> None:
    one = goal()
    http.post(BASE, **created("Goal/g1/_history/1"))
    http.post(f"{BASE}/Goal/_search", **found({**one.body, "id": "g1"}, {**one.body, "id": "g2"}))
    with pytest.raises(Doubled, match="2 Goal resources of one identity"):
        looking_first.send("f", [one])


@pytest.mark.hazard("H23")
@pytest.mark.parametrize("answer", [{"status": 503}, {"status": 400}, {"status": 409}, {"body": b"<html>"}])
def test_what_was_filed_and_cannot_be_seen_is_unknown_and_never_called_unsent(
    http: responses.RequestsMock, looking_first: RestRoute, answer: dict[str, Any]
) -> None:
    http.post(BASE, **created("Goal/g1/_history/1"))
    http.post(f"{BASE}/Goal/_search", **answer)
    with pytest.raises(OutcomeUnknown, match="filed, but"):
        looking_first.send("f", [goal()])


def test_an_update_needs_no_look_afterwards(http: responses.RequestsMock, looking_first: RestRoute) -> None:
    entries = [{"response": {"status": "200", "etag": 'W/"2"'}}]
    http.post(BASE, **fhir({"resourceType": "Bundle", "entry": entries}))
    looking_first.learnt = Learnt(proven=frozenset({"if-match"}))
    assert looking_first.send("f", [goal(server_id="g1", version="1")]) == [Answer(200, "g1", "2")]
    assert looking_first.requests["read"] == 0


def test_a_version_that_is_0_is_not_the_one_that_no_resource_has(
    http: responses.RequestsMock, route: RestRoute
) -> None:
    """Some servers count from 0."""

    def update(request: Any) -> tuple[int, dict[str, str], bytes]:
        current = request.headers["If-Match"] == 'W/"0"'
        return (200, {"ETag": 'W/"1"'}, b"") if current else (412, {}, b"")

    http.add_callback(responses.PUT, f"{BASE}/Goal/g1", update)
    entries = [{"response": {"status": "200", "etag": 'W/"1"'}}]
    http.post(BASE, **fhir({"resourceType": "Bundle", "entry": entries}))
    assert route.send("f", [goal(server_id="g1", version="0")]) == [Answer(200, "g1", "1")]
    assert (route.learnt.quirks, route.learnt.proven) == (set(), {"if-match"})


# ── Which route ──────────────────────────────────────────────────────────────────────────────────────

PRACTICE = Settings(endpoints={"practice": Endpoint(url=BASE), "a/b": Endpoint(url=f"{BASE}/b")})


@pytest.mark.parametrize(
    ("to", "name"),
    [
        ("practice", "practice"),
        ("a/b", "a/b"),
        (BASE, "practice"),
        (f"{BASE}/", "practice"),
        ("https://other.example/fhir/", "https://other.example/fhir"),
    ],
)
def test_a_name_or_an_address_is_an_endpoint(to: str, name: str) -> None:
    """The ledger knows an endpoint by one name, however it was pointed at."""
    found_name, route = choose_route(PRACTICE, to)
    route.close()
    assert found_name == name
    assert isinstance(route, RestRoute)


def test_an_existing_folder_or_a_path_is_a_folder(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "bundles").mkdir()
    names = set()
    for to in ("bundles", "./bundles", str(tmp_path / "bundles")):
        name, route = choose_route(PRACTICE, to)
        assert isinstance(route, FolderRoute)
        names.add(name)
    assert names == {f"folder:{tmp_path / 'bundles'}"}
    assert isinstance(choose_route(PRACTICE, "./not-yet")[1], FolderRoute)


def test_a_name_that_nobody_gave_lists_those_that_there_are() -> None:
    with pytest.raises(
        SettingsError, match=r"practise: no endpoint of that name \(configured: a/b, practice\)"
    ):
        choose_route(PRACTICE, "practise")


def test_nothing_is_sent_when_a_route_is_chosen(http: responses.RequestsMock) -> None:
    _, route = choose_route(PRACTICE, "practice")
    route.close()
    assert len(http.calls) == 0
