"""What literal references lead to, as far as the resource or the Bundle holds it."""

from __future__ import annotations

from dataclasses import replace

from profiles.checking.fhirpath import Resolve, Scope
from profiles.wire import Resource


def whole(resource: Resource) -> Scope:
    """The scope of a resource or a Bundle by itself."""
    return Scope(resource, resource, _resolve(resource))


def within(scope: Scope, nested: Resource) -> Scope:
    """The scope of a resource in another: what is contained keeps the root, an entry of a Bundle is a root.

    Both can refer to what stands beside them.
    """
    contained = scope.resource.get("contained")
    if isinstance(contained, list) and any(one is nested for one in contained):
        return replace(scope, resource=nested)
    inner = _resolve(nested)
    return Scope(nested, nested, lambda reference: inner(reference) or scope.resolve(reference))


def _resolve(resource: Resource) -> Resolve:
    found: dict[str, Resource] = {}
    gathered = False

    def resolve(reference: str) -> Resource | None:
        nonlocal gathered
        if not gathered:
            gathered = True
            found.update(_gathered(resource))
        return found.get(reference)

    return resolve


def _gathered(resource: Resource) -> dict[str, Resource]:
    found: dict[str, Resource] = {}
    if resource.get("resourceType") == "Bundle":
        for entry in _objects(resource.get("entry")):
            for one in _objects([entry.get("resource")]):
                found[f"{one.get('resourceType')}/{one.get('id')}"] = one
                found[str(entry.get("fullUrl"))] = one
    for one in _objects(resource.get("contained")):
        found[f"#{one.get('id')}"] = one
    return found


def _objects(values: object) -> list[Resource]:
    return [value for value in values if isinstance(value, dict)] if isinstance(values, list) else []
