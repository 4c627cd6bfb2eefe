"""A Bundle is judged as a whole: what its entries are called, what leads where, and what it has to hold."""

from __future__ import annotations

import time
from functools import reduce
from itertools import permutations
from operator import getitem
from typing import Any

import pytest

from docs import exchange_recorded
from profiles import wire
from profiles.check import Report, check
from profiles.checking.findings import walk
from profiles.wire import Resource
from tests.profiles import bundled, composed, searched
from tests.profiles.bundled import PATIENT, Case, asked, bundle, collection, entry, pulse, urn

CASES = [*bundled.CASES, *searched.CASES, *composed.CASES]


def told(report: Report) -> list[tuple[str, str, str]]:
    """What is said but for what is missing in a resource itself: a narrative."""
    return sorted((one.severity, one.rule, one.path) for one in report.issues if one.rule != "dom-6")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_what_breaks_a_rule_of_bundles_is_told_at_its_place(case: Case) -> None:
    before = wire.dumps(case.bundle)
    assert told(check(case.bundle)) == sorted(case.told)
    assert wire.dumps(case.bundle) == before


def test_no_message_repeats_anything_of_the_bundle() -> None:
    said = {one.message for case in CASES for one in check(case.bundle).issues}
    for word in ("ann", "bob", "plinth.example", "elsewhere", "0b8e2c1a"):
        assert not [message for message in said if word in message]


@pytest.mark.parametrize("order", [*permutations(range(3))])
def test_what_leads_where_does_not_hang_on_the_order_of_entries(order: tuple[int, ...]) -> None:
    entries = [entry(pulse("Patient/ann")), entry(PATIENT), entry(pulse(urn(1), id="other"))]
    issues = told(check(collection(*(entries[at] for at in order))))
    assert issues == [("warning", "bundle", f"Bundle.entry[{order.index(2)}].resource.subject")]


@pytest.mark.parametrize("type_", ["collection", "document", "searchset", "transaction"])
@pytest.mark.parametrize(
    "malformed",
    [
        {"entry": {"resource": PATIENT}},
        {"entry": [None, "words", 1, [], {}]},
        {"entry": [{"resource": "words", "fullUrl": 1, "search": "words"}]},
        {"entry": [{"resource": {"id": [], "meta": 1, "resourceType": {}}, "fullUrl": ["words"]}]},
        {"entry": [entry(pulse() | {"subject": {"reference": {}}})]},
        {
            "entry": [entry(PATIENT | {"resourceType": [[]]}, urn(1), search={"mode": "match"})],
            "link": asked("self"),
        },
        {"link": [None, {"relation": {}, "url": []}]},
        {"link": "words", "entry": [entry(PATIENT)]},
        {"type": ["words"]},
    ],
)
def test_what_is_malformed_is_told_and_nothing_else_stumbles(type_: str, malformed: Resource) -> None:
    assert not check(bundle(type_) | malformed).passed


def test_one_resource_in_two_entries_has_both_places() -> None:
    shared = pulse(urn(1))
    issues = told(check(collection(entry(shared), entry(shared, urn(2)))))
    assert issues == [("warning", "bundle", f"Bundle.entry[{at}].resource.subject") for at in (0, 1)]


def test_a_signature_is_not_checked_and_that_is_said() -> None:
    signed = {"type": [{"code": "1"}], "when": "2026-03-10T10:00:00Z", "who": {"display": "The clinic"}}
    report = check(collection(entry(PATIENT), signature=signed))
    assert ("Bundle", "a digital signature") in [(one.path, one.what) for one in report.not_checked]


def _chain(length: int) -> Resource:
    """A document of which each entry leads to the next."""
    plans = composed.plan("Patient/0")
    links = [entry(PATIENT | {"id": str(at), "link": [_link(at + 1)]}) for at in range(length)]
    return composed.document(entry(plans), *links, entry(PATIENT | {"id": str(length)}))


def _link(to: int) -> Resource:
    return {"type": "seealso", "other": {"reference": f"Patient/{to}"}}


def test_twice_the_entries_take_no_more_than_about_twice_the_time() -> None:
    def takes(length: int) -> float:
        document = _chain(length)
        begun = time.process_time()
        assert told(check(document)) == []
        return time.process_time() - begun

    takes(10)
    assert min(takes(1600) for _ in range(3)) < 16 * min(takes(200) for _ in range(3))


def test_what_the_adapter_exchanges_with_a_server_is_free_of_alarms() -> None:
    recorded = exchange_recorded.recorded()
    messages = [one for each in recorded.first for one in (each.request, each.response)]
    bodies = [wire.loads(one.body) for one in messages if "fhir+json" in one.header("content-type")]
    bundles = [one for one in bodies if one["resourceType"] == "Bundle"]
    assert {one["type"] for one in bundles} == {"searchset", "transaction", "transaction-response"}
    assert [told(check(one)) for one in bundles] == [[] for _ in bundles]


def test_a_resource_that_is_in_a_bundle_otherwise_than_as_an_entry_is_judged_by_itself() -> None:
    outcome = {"resourceType": "OperationOutcome", "issue": [{"severity": "information", "code": "plinth"}]}
    answered = {
        "resourceType": "Bundle",
        "type": "transaction-response",
        "entry": [{"response": {"status": "200", "outcome": outcome}}],
    }
    assert {path for _, _, path in told(check(answered))} == {
        "Bundle.entry[0].response.outcome.issue[0].code"
    }


_ANYTHING: list[Any] = [None, [], "x", 1, [None], {"reference": 1}, {"resourceType": "Patient"}]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_whatever_stands_anywhere_in_a_bundle_it_is_judged(case: Case) -> None:
    whole = wire.dumps(case.bundle)
    for value, steps in walk(case.bundle):
        for step in list(value) if isinstance(value, dict) else range(len(value)):
            for other in _ANYTHING if steps or step != "resourceType" else ():
                broken = wire.loads(whole)
                reduce(getitem, steps, broken)[step] = other
                said = told(check(broken))  # and no exception
                assert said == told(check(broken))
