"""Published invariants, the elements that they are about, and what `fhirpathpy` makes of them."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from typing import Any

import fhirpathpy
from fhirpathpy.engine.nodes import ResourceNode
from fhirpathpy.models import models

from profiles import wire
from profiles.checking.fhirpath import Scope, invariant
from profiles.checking.fhirpath.corrections import corrected
from profiles.checking.fhirpath.model import is_primitive, kind_of_key
from profiles.checking.snapshots import BASE, PACKAGE
from profiles.wire import Resource


@dataclass(frozen=True)
class Published:
    """An invariant, and the type of element that it is about: of every one, or at one path only."""

    key: str
    expression: str
    type_name: str
    of_every_one: bool


@cache
def published() -> tuple[Published, ...]:
    """Every invariant of R4's resources and datatypes, of UK Core and of our profiles, once for each type."""
    found: dict[Published, None] = {}
    for definition in _definitions():
        for element in definition.get("snapshot", {}).get("element", ()):
            path = element["path"]
            types = [one["code"] for one in element.get("type", ())] if "." in path else [path]
            for type_name in types:
                kind = path if type_name in ("BackboneElement", "Element") and "." in path else type_name
                kind = "string" if kind.startswith("http://hl7.org/fhirpath/") else kind
                for one in element.get("constraint", ()):
                    if one.get("expression"):
                        found[Published(one["key"], one["expression"], kind, kind == path)] = None
    return tuple(found)


def _definitions() -> Iterator[Resource]:
    with zipfile.ZipFile(BASE) as base:
        for name in base.namelist():
            if name.startswith("StructureDefinition-"):
                yield wire.loads(base.read(name))
    for path in PACKAGE.glob("StructureDefinition-*.json"):
        yield wire.loads(path.read_bytes())


@cache
def _of_type(type_name: str) -> tuple[Published, ...]:
    return tuple(one for one in published() if one.of_every_one and one.type_name == type_name)


def about(resource: Resource) -> Iterator[tuple[Published, Any]]:
    """Each element of a resource, with each invariant of its type that R4 and UK Core have."""
    yield from _about(resource, resource["resourceType"])


def _about(element: Any, kind: str) -> Iterator[tuple[Published, Any]]:
    if isinstance(element, dict) is is_primitive(kind):
        return  # of the wrong shape, which is for the check of the structure to say
    for one in _of_type(kind):
        yield one, element
    if isinstance(element, dict):
        for key, below in element.items():
            if key != "resourceType" and not key.startswith("_"):
                for item in below if isinstance(below, list) else [below]:
                    below_kind = item.get("resourceType") if isinstance(item, dict) else None
                    yield from _about(item, below_kind or kind_of_key(kind, key))


def scope(resource: Resource) -> Scope:
    """Where the elements of a resource are that is in nothing else."""
    return Scope(resource, resource, lambda _: None)


def compiled(one: Published, element: Any, resource: Resource) -> bool:
    """Whether the element keeps the invariant, by our compiled form."""
    return invariant(one.expression, one.type_name, one.key)(element, scope(resource))


_OPTIONS = {
    "traceFn": lambda *_: None,
    "userInvocationTable": {
        "hasValue": {"fn": lambda found: [len(found) == 1 and not isinstance(found[0], (dict, list))]}
    },
}


@cache
def _library(expression: str) -> Any:
    return fhirpathpy.compile(expression, model=models["r4"], options=_OPTIONS)


def by_library(one: Published, element: Any, resource: Resource) -> bool:
    """The same by `fhirpathpy`; where it has no answer it raises a bare exception."""
    # R4's dom-3 uses `as` on collections, which the library refuses; `ofType` means the same there
    expression = corrected(one.expression, one.key).replace(".as(", ".ofType(")
    node = ResourceNode.create_node(deepcopy(element), one.type_name)
    try:
        found = _library(expression)(node, {"resource": resource, "rootResource": resource})
    except Exception:
        return False
    return len(found) > 1 or (bool(found) and found[0] is not False)
