"""Bundles that keep or break what R4 asks of a Bundle as a whole, with what there is to say of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from profiles.wire import Resource

BASE = "https://plinth.example/r4"

Told = tuple[str, str, str]
"""Severity, rule and path."""


@dataclass(frozen=True)
class Case:
    """A Bundle and what our check says of it; `alone` is why the official validator says something else."""

    name: str
    bundle: Resource
    told: tuple[Told, ...] = ()
    alone: str = ""


def error(rule: str, path: str) -> tuple[Told, ...]:
    return (("error", rule, path),)


def warning(rule: str, path: str) -> tuple[Told, ...]:
    return (("warning", rule, path),)


def urn(last: int) -> str:
    return f"urn:uuid:0b8e2c1a-5a44-4f0e-8f0d-9b3c2f1d7a6{last}"


PATIENT: Resource = {"resourceType": "Patient", "id": "ann", "active": True}
NAMELESS: Resource = {"resourceType": "Patient", "active": True}


def pulse(subject: str | None = None, **elements: Any) -> Resource:
    """With all that the official validator thinks good practice for an Observation."""
    about = {"reference": subject} if subject else {"display": "Ann"}
    return {
        "resourceType": "Observation",
        "id": "pulse",
        "status": "final",
        "code": {"text": "Pulse"},
        "subject": about,
        "effectiveDateTime": "2026-03-10",
        "performer": [{"display": "The clinic"}],
        **elements,
    }


def entry(resource: Resource, url: str | None = None, **elements: Any) -> Resource:
    """An entry by this fullUrl; as on a server where there is none, and without one where it is empty."""
    named = f"{BASE}/{resource['resourceType']}/{resource.get('id')}" if url is None else url
    return {**({"fullUrl": named} if named else {}), "resource": resource, **elements}


def version(resource: Resource, number: int) -> Resource:
    return resource | {"meta": {"versionId": str(number)}}


def bundle(type_: str, *entries: Resource, **elements: Any) -> Resource:
    listed = {"entry": list(entries)} if entries else {}
    return {"resourceType": "Bundle", "type": type_, **elements, **listed}


def collection(*entries: Resource, **elements: Any) -> Resource:
    return bundle("collection", *entries, **elements)


def sent(resource: Resource, url: str | None = None, type_: str = "transaction") -> Resource:
    request = {"method": "POST", "url": resource["resourceType"]}
    return bundle(type_, entry(resource, url, request=request))


def past(*resources: Resource) -> Resource:
    done = {"request": {"method": "PUT", "url": "Patient/ann"}, "response": {"status": "200"}}
    return bundle("history", *(entry(one, **done) for one in resources))


def named(url: str, resource: Resource = PATIENT) -> Resource:
    return collection(entry(resource, url))


def asked(*relations: str, url: str = f"{BASE}/Patient?active=true") -> list[Resource]:
    return [{"relation": relation, "url": url} for relation in relations]


FULL_URL = "Bundle.entry[0].fullUrl"
SUBJECT = "Bundle.entry[0].resource.subject"
FIRST = "Bundle.entry[0].resource"
QUESTIONS: Resource = {"resourceType": "Questionnaire", "id": "q", "status": "draft"}
_NONE = collection({"resource": PATIENT})
_BOTH_VERSIONS = (version(PATIENT, 1), version(PATIENT, 2))

NAMES: Sequence[Case] = [
    Case("by its URL on a server", named(f"{BASE}/Patient/ann")),
    Case("by the URL of another id", named(f"{BASE}/Patient/bob"), error("fullUrl", FULL_URL)),
    Case("by the URL of another type", named(f"{BASE}/Goal/ann"), error("fullUrl", FULL_URL)),
    Case(
        "by a URL with a port", named("http://plinth.example:80/a_b/Patient/bob"), error("fullUrl", FULL_URL)
    ),
    Case("by a URL, without an id", named(f"{BASE}/Patient/ann", NAMELESS), error("fullUrl", FULL_URL)),
    Case("by a URL that is no server's", named(f"{BASE}/people?name=ann")),
    Case("by the URL of what is no resource", named(f"{BASE}/Person1/bob")),
    Case("by a UUID", named(urn(1))),
    Case("by another URN", named("urn:plinth:1")),
    Case("by a relative URL", named("Patient/ann"), error("fullUrl", FULL_URL)),
    Case("by a fragment", named("#ann"), error("fullUrl", FULL_URL)),
    Case("by a URN in capitals", named(urn(1).upper()), error("fullUrl", FULL_URL)),
    Case("by a UUID that is none", named("urn:uuid:1"), error("uri", FULL_URL)),
    Case("by nothing", _NONE, error("fullUrl", FULL_URL)),
    Case(
        "of a Bundle within, by nothing",
        named(f"{BASE}/Bundle/b", _NONE | {"id": "b"}),
        error("fullUrl", "Bundle.entry[0].resource.entry[0].fullUrl"),
    ),
    Case(
        "of a past version, by nothing",
        bundle(
            "history",
            {
                "request": {"method": "DELETE", "url": "Patient/ann"},
                "response": {"status": "204"},
            },
        ),
        error("fullUrl", FULL_URL),
    ),
    Case("in a transaction, by nothing", sent(PATIENT, "")),
    Case(
        "in a transaction, by nothing, and refers", sent(pulse("Patient/ann"), ""), error("fullUrl", FULL_URL)
    ),
    Case(
        "in a batch, by nothing, and refers",
        sent(pulse(urn(1)), "", "batch"),
        error("fullUrl", FULL_URL) + warning("bundle", SUBJECT),
    ),
    Case(
        "in an answer, by nothing, and refers",
        bundle("batch-response", entry(pulse("Patient/ann"), "", response={"status": "200"})),
    ),
    Case(
        "in a transaction, by another's URL", sent(PATIENT, f"{BASE}/Patient/bob"), error("fullUrl", FULL_URL)
    ),
    Case(
        "of a definition, by its canonical URL",
        named(f"{BASE}/Questionnaire/q", QUESTIONS | {"url": f"{BASE}/Questionnaire/q"}),
    ),
    Case(
        "of a definition, by its canonical URL without its id",
        named(f"{BASE}/q", QUESTIONS | {"url": f"{BASE}/q"}),
        error("fullUrl", FULL_URL),
    ),
]
"""What entries are called."""

LINKS: Sequence[Case] = [
    Case("pages of a search", bundle("searchset", link=asked("self", "next", "last"))),
    Case("pages of a history", bundle("history", link=asked("self", "next"))),
    Case(
        "two next pages",
        bundle("searchset", link=asked("next", "next")),
        error("relation", "Bundle.link[1].relation"),
    ),
    Case("two pages before, in other words", bundle("searchset", link=asked("prev", "prev"))),
    Case(
        "two searches",
        bundle("searchset", link=asked("self", "self")),
        error("relation", "Bundle.link[1].relation"),
    ),
    Case(
        "two selves of a collection",
        collection(link=asked("self", "self")),
        error("relation", "Bundle.link[1].relation"),
    ),
    Case("two alternatives", collection(link=asked("alternate", "alternate"))),
    *(
        Case(
            f"a page of a {type_}",
            bundle(type_, link=asked("last")),
            error("relation", "Bundle.link[0].relation"),
        )
        for type_ in ("batch", "batch-response", "collection", "transaction", "transaction-response")
    ),
]
"""Links of Bundles."""

REFERENCES: Sequence[Case] = [
    Case("to an entry by its UUID", collection(entry(pulse(urn(1))), entry(NAMELESS, urn(1)))),
    Case("to a UUID that is not there", collection(entry(pulse(urn(1)))), warning("bundle", SUBJECT)),
    Case(
        "from what is contained",
        collection(
            entry(
                pulse(
                    performer=[{"reference": "#role"}],
                    contained=[
                        {
                            "resourceType": "PractitionerRole",
                            "id": "role",
                            "practitioner": {"reference": urn(1)},
                        }
                    ],
                )
            )
        ),
        warning("bundle", f"{FIRST}.contained[0].practitioner"),
    ),
    Case(
        "from a Bundle within",
        collection(entry(collection(entry(pulse(urn(1)))) | {"id": "b"}), entry(NAMELESS, urn(1))),
        warning("bundle", "Bundle.entry[0].resource.entry[0].resource.subject"),
    ),
    Case("to another server", collection(entry(pulse("https://elsewhere.example/Patient/ann")))),
    Case("to what is on the same server", collection(entry(pulse("Patient/bob")))),
    Case("to another entry of the same server", collection(entry(pulse("Patient/ann")), entry(PATIENT))),
    Case(
        "to what has the id on another server",
        collection(entry(pulse("Patient/ann")), entry(PATIENT, "https://elsewhere.example/Patient/ann")),
        warning("bundle", SUBJECT),
    ),
    Case(
        "to what has the id and is named by a UUID",
        collection(entry(pulse("Patient/ann"), urn(2)), entry(PATIENT, urn(1))),
        warning("bundle", SUBJECT),
    ),
    Case(
        "from one UUID to another",
        collection(entry(pulse(f"Patient/{urn(1)[9:]}"), urn(2)), entry(NAMELESS, urn(1))),
    ),
    Case(
        "from one UUID to another of another type",
        collection(
            entry(pulse(f"Patient/{urn(1)[9:]}"), urn(2)),
            entry({"resourceType": "Device"}, urn(1)),
        ),
        error("bundle", SUBJECT),
    ),
    Case(
        "to one of two versions",
        collection(entry(pulse("Patient/ann/_history/2")), *map(entry, _BOTH_VERSIONS)),
    ),
    Case(
        "to either of two versions",
        collection(entry(pulse("Patient/ann")), *map(entry, _BOTH_VERSIONS)),
        error("bundle", SUBJECT),
    ),
    Case(
        "to either of two versions, in a history",
        past(pulse("Patient/ann"), *_BOTH_VERSIONS),
        warning("bundle", SUBJECT),
        alone="A history of two resources has this wherever the one refers to the other.",
    ),
    Case("to a type without an id", collection(entry(pulse("Patient"))), error("bundle", SUBJECT)),
    Case("to an id of another server by half a URL", sent(pulse("r4/Patient/ann")), error("bundle", SUBJECT)),
    Case("by a search, in a transaction", sent(pulse("Patient?identifier=plinth|1"))),
    Case(
        "by no search, in a transaction",
        sent(pulse("Patient?identifier")),
        error("query", f"{SUBJECT}.reference"),
    ),
    Case(
        "by a search, in a batch",
        sent(pulse("Patient?identifier=plinth|1"), type_="batch"),
        error("conditional", f"{SUBJECT}.reference"),
    ),
    Case(
        "by a search, in a collection",
        collection(entry(pulse("Patient?identifier=plinth|1"))),
        error("conditional", f"{SUBJECT}.reference"),
    ),
    Case(
        "by a search, in no Bundle",
        pulse("Patient?identifier=plinth|1"),
        error("conditional", "Observation.subject.reference"),
    ),
    Case("with a space", pulse("Patient/an n"), error("reference", "Observation.subject.reference")),
]
"""References of entries."""

CASES = [*NAMES, *LINKS, *REFERENCES]
