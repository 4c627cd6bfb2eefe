"""What an endpoint's CapabilityStatement offers of what we need, and what it does not mention."""

from __future__ import annotations

from collections.abc import Iterator

from mappings.elements import objects
from profiles import shipped
from profiles.definitions import GP_ENDPOINT
from profiles.wire import Resource

_EXPECTATION = "http://hl7.org/fhir/StructureDefinition/capabilitystatement-expectation"


def lacking(statement: Resource) -> dict[str, list[str]]:
    """What an endpoint shall offer and this one does not state, by type of resource."""
    (needed,) = (one for one in shipped.definitions("CapabilityStatement") if one["url"] == GP_ENDPOINT)
    stated = {str(item.get("type")): item for item in _resources(statement)}
    # what is stated for all types counts for each of them
    everywhere = {
        str(parameter.get("name"))
        for rest in objects(statement, "rest")
        for parameter in objects(rest, "searchParam")
    }
    found: dict[str, list[str]] = {}
    for item in _resources(needed):
        kind = str(item["type"])
        theirs = stated.get(kind, {})
        codes = {str(one.get("code")) for one in objects(theirs, "interaction")}
        names = everywhere | {str(one.get("name")) for one in objects(theirs, "searchParam")}
        missing = [one["code"] for one in _shall(item, "interaction") if one["code"] not in codes]
        missing += [
            f"search by {one['name']}" for one in _shall(item, "searchParam") if one["name"] not in names
        ]
        if missing:
            found[kind] = missing if theirs else ["all of it"]
    return found


def _resources(statement: Resource) -> Iterator[Resource]:
    for rest in objects(statement, "rest"):
        yield from objects(rest, "resource")


def _shall(item: Resource, name: str) -> Iterator[Resource]:
    for one in objects(item, name):
        if any(
            e.get("url") == _EXPECTATION and e.get("valueCode") == "SHALL" for e in one.get("extension", ())
        ):
            yield one
