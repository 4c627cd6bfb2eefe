"""What literal references lead to, as far as the resource or the Bundle holds it."""

from __future__ import annotations

import re
from dataclasses import replace

from profiles.checking.fhirpath import Resolve, Scope
from profiles.checking.fhirpath.model import RESOURCES
from profiles.wire import Resource

_TYPED = re.compile(r"(?:^|/)([A-Z][A-Za-z]+)/[A-Za-z0-9\-.]{1,64}(?:/_history/[A-Za-z0-9\-.]{1,64})?$")


def literal_type(literal: str) -> str | None:
    """The type of the resource that a literal reference names, if it shows."""
    found = _TYPED.search(literal) if "/" in literal else None
    return found[1] if found else None


def is_search(literal: str) -> bool:
    """Whether a literal reference is conditional: a search of one type, as in a transaction."""
    return "?" in literal and literal.partition("?")[0] in RESOURCES


def said_type(reference: Resource) -> str | None:
    """The type of what a Reference leads to, as far as it says it by itself."""
    literal, said = reference.get("reference"), reference.get("type")
    if isinstance(literal, str) and (found := literal_type(literal)):
        return found
    return said.rpartition("/")[2] if isinstance(said, str) else None


def whole(resource: Resource) -> Scope:
    """The scope of a resource or a Bundle by itself."""
    if "contained" not in resource and resource.get("resourceType") != "Bundle":
        return Scope(resource, resource, nowhere)
    return Scope(resource, resource, _resolve(resource), _is_transaction(resource))


def within(scope: Scope, nested: Resource) -> Scope:
    """The scope of a resource in another: what is contained keeps the root, an entry of a Bundle is a root.

    Both can refer to what stands beside them.
    """
    contained = scope.root.get("contained")
    if isinstance(contained, list) and any(one is nested for one in contained):
        return replace(scope, resource=nested)
    inner = _resolve(nested)
    resolve = lambda reference: inner(reference) or scope.resolve(reference)  # noqa: E731
    is_bundle = nested.get("resourceType") == "Bundle"
    in_transaction = _is_transaction(nested) if is_bundle else scope.in_transaction
    return replace(scope, resource=nested, root=nested, resolve=resolve, in_transaction=in_transaction)


def _is_transaction(resource: Resource) -> bool:
    return resource.get("type") == "transaction" and resource.get("resourceType") == "Bundle"


def nowhere(_reference: str) -> None:
    """What literal references lead to in a resource that holds no other: to nothing at hand."""


def _resolve(resource: Resource) -> Resolve:
    if "contained" not in resource and resource.get("resourceType") != "Bundle":
        return nowhere
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
        for entry in objects(resource.get("entry")):
            for one in objects([entry.get("resource")]):
                found[f"{one.get('resourceType')}/{one.get('id')}"] = one
                found[str(entry.get("fullUrl"))] = one
    for one in objects(resource.get("contained")):
        found[f"#{one.get('id')}"] = one
    return found


def objects(values: object) -> list[Resource]:
    """The objects in what should be a list of them."""
    return [value for value in values if isinstance(value, dict)] if isinstance(values, list) else []
