"""Documents and messages that hold what they are about, or leave something out, with what there is to say."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from profiles.wire import Resource
from tests.profiles.bundled import (
    BASE,
    NAMELESS,
    PATIENT,
    Case,
    bundle,
    entry,
    error,
    pulse,
    urn,
    version,
    warning,
)

_TEXT = {"status": "generated", "div": '<div xmlns="http://www.w3.org/1999/xhtml">Plan</div>'}
_SECTION = "Bundle.entry[0].resource.section[0]"


def plan(*entries: str, **elements: Any) -> Resource:
    """A Composition with a section of these entries."""
    listed = {"entry": [{"reference": one} for one in entries]} if entries else {}
    return {
        "resourceType": "Composition",
        "id": "plan",
        "status": "final",
        "type": {"text": "Plan"},
        "date": "2026-03-10",
        "author": [{"display": "The clinic"}],
        "title": "Plan",
        "section": [{"title": "Plan", "text": _TEXT, **listed}],
        **elements,
    }


def document(*entries: Resource, **elements: Any) -> Resource:
    identity = {"system": "https://plinth.example/Id/document", "value": "1"}
    when = "2026-03-10T10:00:00Z"
    return bundle("document", *entries, identifier=identity, timestamp=when, **elements)


def message(*entries: Resource, about: Sequence[str] = ()) -> Resource:
    header = {
        "resourceType": "MessageHeader",
        "id": "header",
        "eventUri": "urn:plinth:event",
        "source": {"endpoint": "urn:plinth:source"},
    }
    focus = {"focus": [{"reference": one} for one in about]} if about else {}
    return bundle("message", entry(header | focus), *entries)


def styled(url: str) -> list[Resource]:
    return [{"relation": "stylesheet", "url": url}]


def _named(literal: str) -> Resource:
    return {"reference": literal}


PROVENANCE: Resource = {
    "resourceType": "Provenance",
    "id": "approval",
    "target": [_named("Patient/ann")],
    "recorded": "2026-03-10T10:00:00Z",
    "agent": [{"who": {"display": "The clinic"}}],
}
_OUT = "Patient/bob"

_REFERS: Sequence[tuple[str, Resource]] = [
    ("subject", {"subject": _named(_OUT)}),
    ("author[0]", {"author": [_named("Practitioner/bob")]}),
    ("encounter", {"encounter": _named("Encounter/bob")}),
    ("custodian", {"custodian": _named("Organization/bob")}),
    ("attester[0].party", {"attester": [{"mode": "legal", "party": _named("Practitioner/bob")}]}),
    ("event[0].detail[0]", {"event": [{"detail": [_named("Encounter/bob")]}]}),
    ("section[0].author[0]", {"section": [{"text": _TEXT, "author": [_named("Practitioner/bob")]}]}),
    ("section[0].focus", {"section": [{"text": _TEXT, "focus": _named(_OUT)}]}),
    ("section[0].entry[0]", {"section": [{"entry": [_named(_OUT)]}]}),
    ("section[0].section[0].entry[0]", {"section": [{"section": [{"entry": [_named(_OUT)]}]}]}),
]
"""What a document has to hold, by its place in the Composition."""

CASES: Sequence[Case] = [
    Case("a document with what it is about", document(entry(plan("Patient/ann")), entry(PATIENT))),
    Case("a document by UUIDs", document(entry(plan(urn(1)), urn(2)), entry(NAMELESS, urn(1)))),
    *(
        Case(
            f"a document without its {at}",
            document(entry(plan(**elements))),
            error("bundle", f"Bundle.entry[0].resource.{at}"),
        )
        for at, elements in _REFERS
    ),
    Case(
        "a document without a UUID that it is about",
        document(entry(plan(urn(1)))),
        error("bundle", f"{_SECTION}.entry[0]") + warning("bundle", f"{_SECTION}.entry[0]"),
    ),
    Case(
        "a document that is about another server's",
        document(entry(plan("https://elsewhere.example/Patient/ann"))),
        error("bundle", f"{_SECTION}.entry[0]"),
    ),
    Case("a document that is about what it contains", document(entry(plan("#ann", contained=[PATIENT])))),
    Case(
        "a document that is about one on another server",
        document(
            entry(plan("Patient/ann")),
            entry(PATIENT, "https://elsewhere.example/Patient/ann"),
        ),
        error("bundle", f"{_SECTION}.entry[0]")
        + error("unlinked", "Bundle.entry[1]")
        + warning("bundle", f"{_SECTION}.entry[0]"),
    ),
    Case(
        "a document that is about either of two versions",
        document(
            entry(plan(f"{BASE}/Patient/ann")),
            entry(version(PATIENT, 1)),
            entry(version(PATIENT, 2)),
        ),
        error("bundle", f"{_SECTION}.entry[0]")
        + error("unlinked", "Bundle.entry[1]")
        + error("unlinked", "Bundle.entry[2]"),
    ),
    Case(
        "a document that refers outside from what it replaces",
        document(entry(plan(relatesTo=[{"code": "replaces", "targetReference": _named("Composition/old")}]))),
    ),
    Case(
        "a document with one that nothing refers to",
        document(entry(plan()), entry(PATIENT)),
        error("unlinked", "Bundle.entry[1]"),
    ),
    Case(
        "a document with one that another refers to",
        document(entry(plan("Observation/pulse")), entry(pulse("Patient/ann")), entry(PATIENT)),
    ),
    Case(
        "a document with one that refers to another",
        document(entry(plan("Patient/ann")), entry(PATIENT), entry(pulse("Patient/ann"))),
        warning("unlinked", "Bundle.entry[2]"),
    ),
    Case(
        "a document with one that refers to it and to another",
        document(
            entry(plan("Patient/ann")),
            entry({"resourceType": "Device", "id": "cuff"}),
            entry(PATIENT),
            entry(pulse("Patient/ann", device=_named("Device/cuff"))),
        ),
        warning("unlinked", "Bundle.entry[3]"),
    ),
    Case(
        "a document with its Provenance",
        document(entry(plan("Patient/ann")), entry(PATIENT), entry(PROVENANCE)),
    ),
    Case(
        "a document in the style of HL7",
        document(entry(plan()), link=styled("https://hl7.org/fhir/fhir.css")),
    ),
    Case(
        "a document in a style from elsewhere",
        document(entry(plan()), link=styled("https://elsewhere.example/a.css")),
        warning("stylesheet", "Bundle.link[0].url"),
    ),
    Case(
        "a document in a style that is not there",
        document(entry(plan()), link=styled("Binary/style")),
        error("stylesheet", "Bundle.link[0].url"),
    ),
    Case("a message about what it holds", message(entry(PATIENT), about=["Patient/ann"])),
    Case(
        "a message about what it does not hold",
        message(about=["Patient/ann"]),
        error("bundle", "Bundle.entry[0].resource.focus[0]"),
    ),
    Case(
        "a message with one that nothing refers to",
        message(entry(PATIENT)),
        warning("unlinked", "Bundle.entry[1]"),
    ),
    Case(
        "a message with one that refers to another",
        message(entry(PATIENT), entry(pulse("Patient/ann")), about=["Patient/ann"]),
    ),
]
