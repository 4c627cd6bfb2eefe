"""Breaks of Bundles that hold one valid resource."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from profiles.wire import Resource
from tests.profiles.breaks.kinds import Broken, kind
from tests.profiles.places import Place

_SERVER = "https://gp.example/fhir"


@kind("bundle", "an entry without a fullUrl")
def without_full_url(resource: Resource, places: list[Place]) -> Iterator[Broken]:
    yield "Bundle.entry[0].fullUrl", _bundle("collection", {"resource": resource})


@kind("bundle", "a fullUrl that is not absolute")
def not_absolute(resource: Resource, places: list[Place]) -> Iterator[Broken]:
    entry = {"fullUrl": f"{resource['resourceType']}/1", "resource": resource}
    yield "Bundle.entry[0].fullUrl", _bundle("collection", entry)


@kind("bundle", "a fullUrl that ends with another id")
def another_id(resource: Resource, places: list[Place]) -> Iterator[Broken]:
    url = f"{_SERVER}/{resource['resourceType']}/another"
    yield "Bundle.entry[0].fullUrl", _bundle("collection", {"fullUrl": url, "resource": resource})


@kind("bundle", "a match of another type than was searched for")
def another_type(resource: Resource, places: list[Place]) -> Iterator[Broken]:
    found = _entry(resource) | {"search": {"mode": "match"}}
    yield "Bundle.entry[0].resource", _bundle("searchset", found, link=_link("self"))


@kind("bundle", "a next page of what has no pages")
def pages(resource: Resource, places: list[Place]) -> Iterator[Broken]:
    yield "Bundle.link[0].relation", _bundle("collection", _entry(resource), link=_link("next"))


@kind("bundle", "a document with what nothing in it refers to")
def unlinked(resource: Resource, places: list[Place]) -> Iterator[Broken]:
    composition = {
        "resourceType": "Composition",
        "id": "document",
        "status": "final",
        "type": {"text": "words"},
        "date": "2026-03-10",
        "author": [{"display": "words"}],
        "title": "words",
    }
    document = _bundle("document", _entry(composition), _entry(resource))
    named = {"identifier": {"system": "https://gp.example/Id", "value": "1"}}
    yield "Bundle.entry[1]", document | named | {"timestamp": "2026-03-10T10:00:00Z"}


def _entry(resource: Resource) -> Resource:
    own = resource | {"id": resource.get("id", "1")}
    return {"fullUrl": f"{_SERVER}/{own['resourceType']}/{own['id']}", "resource": own}


def _bundle(type_: str, *entries: Resource, **elements: Any) -> Resource:
    return {"resourceType": "Bundle", "type": type_, **elements, "entry": list(entries)}


def _link(relation: str) -> list[Resource]:
    return [{"relation": relation, "url": f"{_SERVER}/Slot?start=2026"}]
