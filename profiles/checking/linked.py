"""What the references in a Bundle lead to in it.

Source: bundle.html#references of R4, as the official validator reads it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from profiles.checking.findings import Fault
from profiles.checking.issues import Kind, Severity
from profiles.checking.primitives import SCHEME
from profiles.checking.references import is_search, objects
from profiles.checking.snapshots import TYPES
from profiles.wire import Resource


def of_bundle(kind: Kind, rule: str, message: str, severity: Severity = "error") -> Fault:
    """A fault that R4's Bundle does not allow."""
    return Fault(severity, kind, rule, message, f"{TYPES}Bundle")


TWO = of_bundle("reference", "bundle", "leads to more than one entry of the Bundle")
_TWO_OF_A_HISTORY = TWO._replace(severity="warning")
_NOT_HERE = of_bundle(
    "reference", "bundle", "a urn: that is the fullUrl of no entry in the Bundle", "warning"
)
_ELSEWHERE = of_bundle(
    "reference", "bundle", "the entry with this type and id has another fullUrl than this leads to", "warning"
)
_OTHER_TYPE = of_bundle("reference", "bundle", "leads to an entry of another type than it says")
_NO_REFERENCE = of_bundle(
    "format", "bundle", "in a Bundle a relative reference is a type and an id: Patient/1"
)

_NO_REFERENCES = "education"
"""Immunization.education is the only object of R4 that is no Reference and has a text named `reference`."""


def resource_of(entry: Resource) -> Resource | None:
    """The resource of an entry."""
    resource = entry.get("resource")
    return resource if isinstance(resource, dict) else None


def type_of(resource: Resource) -> str:
    """The type that a resource says it is of, as text whatever it is."""
    return str(resource.get("resourceType"))


def references(resource: Resource) -> Iterator[Resource]:
    """Each Reference in a resource, and in what it contains, whose literal reference leads out of it.

    What is in another Bundle is linked there.
    """
    waiting: list[Any] = [] if resource.get("resourceType") == "Bundle" else [*resource.values()]
    while waiting:
        value = waiting.pop()
        if value.__class__ is list:
            waiting += value
        elif value.__class__ is dict:
            literal = value.get("reference")
            if literal.__class__ is str and literal and literal[0] != "#":
                yield value
            if value.get("resourceType") != "Bundle":
                waiting += [inner for name, inner in value.items() if name != _NO_REFERENCES]


class Linked:
    """The entries of a Bundle by what they can be called."""

    def __init__(self, bundle: Resource) -> None:
        self._two = _TWO_OF_A_HISTORY if bundle.get("type") == "history" else TWO
        self._entries: dict[int, Resource] = {}
        self._by_url: dict[str, list[Resource]] = {}
        self._by_name: dict[str, list[Resource]] = {}
        for entry in objects(bundle.get("entry")):
            self._take(entry, resource_of(entry))

    def _take(self, entry: Resource, resource: Resource | None) -> None:
        url = entry.get("fullUrl")
        urls, names = [url] if isinstance(url, str) else [], []
        if resource is not None:
            self._entries[id(resource)] = entry
            names = [f"{type_of(resource)}/{resource['id']}"] if "id" in resource else []
            meta = resource.get("meta")
            version = meta.get("versionId") if isinstance(meta, dict) else None
            if version is not None:
                urls += [f"{one}/_history/{version}" for one in urls]
                names += [f"{one}/_history/{version}" for one in names]
        for one in urls:
            self._by_url.setdefault(one, []).append(entry)
        for one in names:
            self._by_name.setdefault(one, []).append(entry)

    def named(self, name: str) -> list[Resource]:
        """The entries whose resource has this type and id (`Patient/1`), whatever server it is from."""
        return self._by_name.get(name, [])

    def leads_to(self, literal: str, entry: Resource) -> list[Resource]:
        """The entries that a literal reference in an entry leads to by their fullUrl."""
        literal = literal.partition("#")[0]
        return self._by_url.get(literal if SCHEME.match(literal) else _server(entry) + literal, [])

    def faults(self, resource: Resource) -> Iterator[tuple[Resource, Fault]]:
        """What is wrong with the references of an entry's resource, each with the Reference.

        There are none to tell of a resource that is in the Bundle otherwise: an outcome, or contained.
        """
        entry = self._entries.get(id(resource))
        if entry is None:
            return
        for one in references(resource):
            fault = self._fault(one["reference"], entry)
            if fault is not None:
                yield one, fault

    def _fault(self, literal: str, entry: Resource) -> Fault | None:
        if SCHEME.match(literal):
            found = self._by_url.get(literal, [])
            if not found:
                return _NOT_HERE if literal.startswith("urn:") else None
            return self._two if len(found) > 1 else None
        url = entry.get("fullUrl")
        if is_search(literal) or not isinstance(url, str):
            return None  # which is told, if it is wrong
        if literal.count("/") not in (1, 3):
            return _NO_REFERENCE
        found = self._by_url.get(_target(literal, url), [])
        if not found:
            return _ELSEWHERE if literal in self._by_name else None
        resource = resource_of(found[0])
        if resource is not None and type_of(resource) != literal.partition("/")[0]:
            return _OTHER_TYPE
        return self._two if len(found) > 1 else None


def _target(literal: str, url: str) -> str:
    """What a relative reference in the entry of this fullUrl leads to."""
    if url.startswith("urn:"):
        return f"{url.rpartition(':')[0]}:{literal.split('/')[1]}"
    return f"{url.rsplit('/', 2)[0]}/{literal}"


def _server(entry: Resource) -> str:
    """What the fullUrl of an entry has before its type and id; what begins no fullUrl where it has not."""
    url, resource = entry.get("fullUrl"), resource_of(entry) or {}
    name = f"{type_of(resource)}/{resource.get('id')}"
    return url.removesuffix(name) if isinstance(url, str) and url.endswith(f"/{name}") else " "
