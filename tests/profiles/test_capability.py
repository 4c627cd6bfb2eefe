"""The statements of the package say what the adapter does: neither more is asked of an endpoint, nor less."""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, get_args
from urllib.parse import parse_qsl, urlsplit

import pytest
import requests

from adapter.endpoint import Endpoint
from adapter.gp.answers import Received
from adapter.gp.connections import Connections
from adapter.routes.rest import RestRoute
from adapter.routes.route import Entry
from adapter.sandbox.faults import Faults
from adapter.sandbox.policy import Policy
from adapter.sandbox.serve import running
from adapter.sandbox.store import Store
from mappings.assembly import assemble
from mappings.binding import bind, references
from mappings.vocabulary import Part
from profiles import shipped, wire
from profiles.definitions import GP_ENDPOINT, ODS_ORGANISATION
from profiles.wire import Resource
from tests.mappings.examples import SESSION, full_participant
from tests.pull.conftest import TwoWays
from tests.push import clinic

EXPECTATION = "http://hl7.org/fhir/StructureDefinition/capabilitystatement-expectation"
EVERY_PART: frozenset[Part] = frozenset(get_args(Part)) - {"administrative"}
SYSTEM = "the system"


@dataclass
class Offer:
    """Interactions and search parameters, each as (resource type, word); of a statement, or of requests."""

    interactions: set[tuple[str, str]] = field(default_factory=set)
    searches: set[tuple[str, str]] = field(default_factory=set)
    conditional: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))


@functools.cache
def statements() -> dict[str, Resource]:
    return {one["url"]: one for one in shipped.definitions("CapabilityStatement")}


def endpoint_statement() -> Resource:
    return statements()[GP_ENDPOINT]


def adapter_statement() -> Resource:
    (own,) = (one for url, one in statements().items() if url != GP_ENDPOINT)
    return own


def offered(statement: Resource, *expectations: str) -> Offer:
    """What a statement says, of which only that with one of these expectations, where any is named."""

    def counts(element: Resource) -> bool:
        said = {one["valueCode"] for one in element.get("extension", ()) if one["url"] == EXPECTATION}
        return not expectations or bool(said & set(expectations))

    (rest,) = statement["rest"]
    offer = Offer()
    for kind, element in [(SYSTEM, rest), *((one["type"], one) for one in rest["resource"])]:
        offer.interactions |= {(kind, one["code"]) for one in element.get("interaction", ()) if counts(one)}
        offer.searches |= {(kind, one["name"]) for one in element.get("searchParam", ()) if counts(one)}
        for way in ("conditionalCreate", "conditionalUpdate"):
            if element.get(way):
                offer.conditional[way].add(kind)
    return offer


class Recorder:
    """What was asked of an endpoint, as a statement would put it."""

    def __init__(self) -> None:
        self.seen = Offer()

    def request(self, method: str, url: str, data: Any) -> None:
        path = urlsplit(url).path.partition("/fhir")[2].strip("/").split("/")
        match method, path:
            case "GET", ["metadata"]:
                pass
            case "POST", [""]:
                self._transaction(wire.loads(data))
            case "POST", [kind, "_search"]:
                self._see(kind, "search-type")
                for name in data:
                    self.seen.searches.add((SYSTEM if name in ("_count", "_sort") else kind, name))
            case "POST", [kind]:
                self._see(kind, "create")
            case "PUT", [kind, *_]:
                self._see(kind, "update")
            case "GET", [kind, "_history"]:
                self._see(kind, "history-type")
            case "GET", [kind, _]:
                self._see(kind, "read")
            case "GET", [kind, _, "_history"]:
                self._see(kind, "history-instance")
            case _:
                raise AssertionError(f"no statement has a word for {method} {url}")

    def _transaction(self, bundle: Resource) -> None:
        self._see(SYSTEM, bundle["type"])
        for entry in bundle["entry"]:
            request = entry["request"]
            kind, _, search = request["url"].partition("?")
            kind = kind.partition("/")[0]
            self._see(kind, {"POST": "create", "PUT": "update"}[request["method"]])
            if "ifNoneExist" in request:
                self.seen.conditional["conditionalCreate"].add(kind)
            if search:
                self.seen.conditional["conditionalUpdate"].add(kind)
            for name, _ in parse_qsl(search or request.get("ifNoneExist", "")):
                self.seen.searches.add((kind, name))

    def _see(self, kind: str, interaction: str) -> None:
        self.seen.interactions.add((kind, interaction))


@pytest.fixture
def practice(tmp_path: Path) -> Iterator[TwoWays]:
    with Store() as store, running(store, faults := Faults(seed=1)) as url:
        found = TwoWays(url, store, faults, tmp_path)
        for patient in clinic.practice():
            found.put(patient)
        yield found


@pytest.fixture
def recorder(practice: TwoWays, monkeypatch: pytest.MonkeyPatch) -> Recorder:
    """Begins when the practice has its patients."""
    found = Recorder()
    send = Connections.send

    def recording(
        self: Connections, method: str, url: str, data: Any, headers: Any, correlation_id: str
    ) -> Received:
        found.request(method, url, data)
        return send(self, method, url, data, headers, correlation_id)

    monkeypatch.setattr(Connections, "send", recording)
    return found


def every_way_of_the_route(url: str) -> None:
    """File everything that a patient's part can hold, find and read it, and update it in both ways."""
    filing = assemble(SESSION, full_participant("said", clinic.NUMBERS[0]), EVERY_PART)
    route = RestRoute(Endpoint(url=url, attempts=1))
    try:
        route.prepare()
        (patient,) = route.patients([clinic.NUMBERS[0]])[clinic.NUMBERS[0]]
        address = f"Patient/{patient['id']}"
        created = [Entry(one.identity, bind(one.body, address, {})) for one in filing.resources]
        answers = route.send("first", created)
        known = {
            entry.identity.urn: f"{entry.body['resourceType']}/{answer.server_id}"
            for entry, answer in zip(created, answers, strict=True)
        }
        found = route.find(filing.resources)
        updates = []
        for entry, answer in zip(created, answers, strict=True):
            (resource,) = found[entry.identity]
            assert route.versions(resource) == [resource]
            assert route.read(entry.body["resourceType"], answer.server_id) == resource
            body = {**bind(entry.body, address, known), "id": answer.server_id, "language": "en-GB"}
            updates.append(Entry(entry.identity, body, answer.server_id, answer.version))
        route.send("again", updates)
        route.send("without versions", [Entry(one.identity, one.body, one.server_id) for one in updates])
    finally:
        route.close()


def every_way_of_a_pull(practice: TwoWays) -> None:
    """Ask for changes by history and by search, and read what is not there any more or was moved away."""
    surgeries: list[Resource] = [
        {
            "resourceType": "Organization",
            "id": code,
            "identifier": [{"system": ODS_ORGANISATION, "value": code}],
            "name": "Invented Surgery",
        }
        for code in ("Y12345", "Y12346")
    ]
    keepers = [{"reference": f"Organization/{one['id']}"} for one in surgeries]
    for resource in (*surgeries, clinic.patient(0, managingOrganization=keepers[0])):
        practice.put(resource)
    session, (first, *others) = clinic.clinic()
    moving = first.person.model_copy(update={"registered_ods": "Y12346"})
    sessions = [(session, (first.model_copy(update={"person": moving}), *others))]
    practice.keep(sessions)
    practice.push(sessions)
    statement: Resource = {
        "resourceType": "MedicationStatement",
        "status": "active",
        "medicationCodeableConcept": {"text": "Paracetamol"},
        "subject": {"reference": "Patient/p0"},
    }
    taken = practice.add(statement)
    practice.pull()
    practice.put(clinic.patient(0, managingOrganization=keepers[1]))
    practice.pull(pull="history")
    practice.pull(pull="search")
    practice.delete(taken)
    for resource in practice.resources():
        if resource.get("subject", resource.get("for", {})).get("reference") == "Patient/p4":
            practice.delete(resource)
    practice.delete(clinic.patient(4))
    practice.pull(pull="sweep")


@pytest.mark.parametrize("profile", shipped.profiles(), ids=shipped.short_name)
def test_an_endpoint_supports_every_profile_and_the_adapter_sends_it(profile: Resource) -> None:
    for statement in statements().values():
        (listed,) = (one for one in statement["rest"][0]["resource"] if one["type"] == profile["type"])
        assert profile["url"] in listed["supportedProfile"]


def test_the_adapter_s_statement_is_what_it_does(practice: TwoWays, recorder: Recorder) -> None:
    every_way_of_the_route(practice.url)
    every_way_of_a_pull(practice)
    practice.push([(clinic.session(2), clinic.clinic()[1])], ledger="by-batch.db", strategy="batch")
    stated = offered(adapter_statement())
    assert recorder.seen == stated


@pytest.mark.parametrize("strategy", ["batch", "single"])
@pytest.mark.parametrize("creates", ["conditional", "client-ids", "look-first"])
def test_no_way_of_writing_asks_for_what_the_adapter_s_statement_does_not_say(
    practice: TwoWays, recorder: Recorder, strategy: str, creates: str
) -> None:
    practice.push([clinic.clinic()], strategy=strategy, creates=creates)
    assert practice.resources()
    stated = offered(adapter_statement())
    assert recorder.seen.interactions <= stated.interactions
    assert recorder.seen.searches <= stated.searches


def test_every_way_of_showing_who_asks_is_in_the_adapter_s_statement() -> None:
    """By the code that R4 has for it, or in words."""
    security = adapter_statement()["rest"][0]["security"]
    listed = {coding["code"] for one in security["service"] for coding in one["coding"]}
    words = {"nhs-signed-jwt": "NHS API platform", "gp-connect": "GP Connect"}
    codes = {"none": "Certificates", "bearer": "OAuth", "basic": "Basic", "smart-backend": "SMART-on-FHIR"}
    assert words.keys() | codes.keys() == set(get_args(Endpoint.model_fields["auth"].annotation))
    assert listed == set(codes.values())
    assert all(said in security["description"] for said in words.values())


def test_a_push_asks_for_nothing_that_the_adapter_s_statement_does_not_say(
    practice: TwoWays, recorder: Recorder
) -> None:
    session, people = clinic.clinic()
    fewer = clinic.participant(0, education=people[0].education[:1], approval=clinic.approval_at(15))
    newer = clinic.participant(0, education=people[0].education[:1], approval=clinic.approval_at(16))
    practice.push([(session, people)])
    practice.push([(session, (fewer, *people[1:]))])
    practice.push([(session, (newer, *people[1:]))], ledger="another-machine.db", creates="look-first")
    stated = offered(adapter_statement())
    assert recorder.seen.interactions <= stated.interactions
    assert recorder.seen.searches <= stated.searches
    ways = {interaction for _, interaction in recorder.seen.interactions}
    # the one belongs to an endpoint without transactions, the other to a pull
    assert ways == {interaction for _, interaction in stated.interactions} - {"batch", "history-type"}


def test_whatever_the_adapter_asks_for_is_in_the_endpoint_s_statement() -> None:
    asked, wanted = offered(adapter_statement()), offered(endpoint_statement())
    # what only tells of a resource which is the practice's own, and which no endpoint has to have
    theirs = {"MedicationStatement", "Organization"}
    # each has a substitute, or need not be heeded
    spared = {("Patient", "history-type")}
    assert {one for one in asked.interactions - wanted.interactions if one[0] not in theirs} == spared
    by = {one for one in asked.searches - wanted.searches if one[0] not in theirs}
    assert by == {("Patient", "_id"), (SYSTEM, "_sort")}


def test_what_an_endpoint_only_should_do_conditionally_is_said_in_words_and_by_no_flag() -> None:
    """R4 has no place for an expectation beside these flags, so each would say SHALL."""
    (rest,) = endpoint_statement()["rest"]
    words = {
        one["type"]: " ".join(part.get("documentation", "") for part in one["interaction"])
        for one in rest["resource"]
    }
    for kind in offered(adapter_statement()).conditional["conditionalCreate"]:
        assert "Conditional create (ifNoneExist) SHOULD" in words[kind]
        assert "Conditional update by identifier SHOULD" in words[kind]
    flags = ("conditionalCreate", "conditionalUpdate", "readHistory")
    assert [one["type"] for one in rest["resource"] if any(flag in one for flag in flags)] == []


def test_nothing_shall_be_offered_that_the_adapter_never_uses() -> None:
    needed, asked = offered(endpoint_statement(), "SHALL"), offered(adapter_statement())
    assert needed.interactions <= asked.interactions
    assert needed.searches <= asked.searches


def test_whatever_filing_asks_for_shall_be_offered_but_for_what_has_a_substitute() -> None:
    needed, asked = offered(endpoint_statement(), "SHALL"), offered(adapter_statement())
    filed = {kind for kind, code in asked.interactions if code == "create"} | {SYSTEM, "Patient"}
    # an entry of another machine's is left to a person; changes come another way, or not; batches come second
    substituted = {"history-instance", "history-type", "batch"}
    spared = {one for one in asked.interactions - needed.interactions if one[0] in filed}
    assert {code for _, code in spared} - substituted == {"read"}
    assert {kind for kind, code in spared if code == "read"} == {"Patient"}
    bring_back = {"patient", "_lastUpdated", "_id", "_sort"}
    assert {name for kind, name in asked.searches - needed.searches if kind in filed} == bring_back


def test_every_expectation_says_why() -> None:
    (rest,) = endpoint_statement()["rest"]
    for element in (rest, *rest["resource"]):
        for one in (*element.get("interaction", ()), *element.get("searchParam", ())):
            assert [told["url"] for told in one["extension"]] == [EXPECTATION]
            assert one["documentation"]


def test_a_search_is_named_as_its_definition_names_it() -> None:
    ours = {one["url"]: one for one in shipped.definitions("SearchParameter")}
    (rest,) = endpoint_statement()["rest"]
    named = set()
    for resource in rest["resource"]:
        for one in resource["searchParam"]:
            if definition := ours.get(one["definition"]):
                assert (one["name"], one["type"]) == (definition["code"], definition["type"])
                named.add((definition["url"], resource["type"]))
    assert named == {(url, base) for url, one in ours.items() for base in one["base"]}


def test_the_sandbox_is_what_it_says_it_instantiates(practice: TwoWays) -> None:
    statement = requests.get(f"{practice.url}/metadata", timeout=10).json()
    assert statement["instantiates"] == [GP_ENDPOINT]
    offer, needed = offered(statement), offered(endpoint_statement(), "SHALL")
    assert needed.interactions <= offer.interactions
    assert needed.searches - {(SYSTEM, "_count")} <= offer.searches
    there = {one["type"]: one for one in statement["rest"][0]["resource"]}
    for wanted in endpoint_statement()["rest"][0]["resource"]:
        assert set(wanted["supportedProfile"]) <= set(there[wanted["type"]]["supportedProfile"])
        for element in ("versioning", "conditionalCreate", "conditionalUpdate"):
            assert wanted.get(element) in (None, there[wanted["type"]][element])


def test_the_sandbox_keeps_every_example_as_it_was() -> None:
    examples = [
        wire.loads(content)
        for path, content in shipped.files().items()
        if path.startswith("example/") and not path.endswith(".index.json")
    ]
    with running(policy=Policy(referential_integrity=False)) as url:
        for example in examples:
            for link in references(example):
                # within a transaction only
                if link.get("reference", "").startswith("urn:"):
                    link["reference"] = "Encounter/there"
            address = f"{url}/{example['resourceType']}/{example['id']}"
            headers = {"Content-Type": "application/fhir+json"}
            put = requests.put(address, data=wire.dumps(example), headers=headers, timeout=10)
            assert put.status_code == 201, put.text
            kept = wire.loads(requests.get(address, timeout=10).content)
            for given_by_the_server in ("versionId", "lastUpdated"):
                del kept["meta"][given_by_the_server]
            assert kept == example
