"""Search sets that keep or break what R4 asks of them, with what there is to say of each."""

from __future__ import annotations

from collections.abc import Sequence

from profiles.wire import Resource
from tests.profiles.bundled import (
    BASE,
    FIRST,
    NAMELESS,
    PATIENT,
    Case,
    asked,
    bundle,
    entry,
    error,
    pulse,
    urn,
    warning,
)

OUTCOME: Resource = {
    "resourceType": "OperationOutcome",
    "issue": [{"severity": "information", "code": "informational"}],
}


def found(resource: Resource, mode: str | None = "match", url: str | None = None) -> Resource:
    return entry(resource, url, **({"search": {"mode": mode}} if mode else {}))


def searched(*entries: Resource, url: str = f"{BASE}/Patient?active=true") -> Resource:
    return bundle("searchset", *entries, link=asked("self", url=url))


CASES: Sequence[Case] = [
    Case("a match", searched(found(PATIENT))),
    Case("nothing", bundle("searchset", total=0)),
    Case("without its self link", bundle("searchset", found(PATIENT)), warning("self", "Bundle")),
    Case("a match of another type", searched(found(pulse())), error("search-type", FIRST)),
    Case(
        "a match of one of two types",
        searched(found(PATIENT), found(pulse()), url=f"{BASE}?_type=Patient,Observation"),
    ),
    Case(
        "a match of none of two types",
        searched(found(pulse()), url=f"{BASE}/?x=1&_type=Patient,Goal"),
        error("search-type", FIRST),
    ),
    Case(
        "a match of two types with an encoded comma",
        searched(found(pulse()), url=f"{BASE}?_type=Patient%2CObservation"),
        alone="It takes the encoded list for one type.",
    ),
    Case("a search by POST", searched(found(pulse()), url=f"{BASE}/Patient/_search")),
    Case("a search of a compartment", searched(found(pulse()), url=f"{BASE}/Patient/ann/Observation?x=1")),
    Case("what is included", searched(found(PATIENT), found(pulse(), "include"))),
    Case("a match without an id", searched(found(NAMELESS, url=urn(1))), error("search-id", FIRST)),
    Case(
        "what is included without an id",
        searched(found(NAMELESS, "include", urn(1))),
        error("search-id", FIRST),
    ),
    Case("an outcome", searched(found(PATIENT), found(OUTCOME, "outcome", urn(1)))),
    Case("an outcome that is none", searched(found(PATIENT, "outcome")), error("search-type", FIRST)),
    Case(
        "one without a mode",
        searched(found(PATIENT), found(pulse(), None)),
        warning("mode", "Bundle.entry[1]"),
    ),
    Case("none with a mode", searched(found(PATIENT, None))),
    Case(
        "none with a mode, two types",
        searched(found(PATIENT, None), found(pulse(), None), url=f"{BASE}?_type=Patient,Observation"),
        warning("mode", "Bundle"),
    ),
    Case(
        "none with a mode, another type",
        searched(found(pulse(), None)),
        warning("search-type", FIRST) + warning("mode", "Bundle"),
    ),
    Case(
        "none with a mode, types that are not said",
        searched(found(PATIENT, None), url=f"{BASE}?page=2"),
        warning("mode", "Bundle"),
    ),
    Case(
        "none with a mode, without an id",
        searched(found(NAMELESS, None, urn(1))),
        warning("search-id", FIRST),
    ),
]
