"""Loads a practice's records, a folder of FHIR JSON, into a store."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from adapter.errors import SourceError
from adapter.problem import Problem
from adapter.sandbox.elements import elements
from adapter.sandbox.exchange import Asked
from adapter.sandbox.interactions import Arriving, Interactions
from adapter.sandbox.outcome import Refusal
from adapter.sandbox.parameters import RESOURCE_TYPES
from adapter.sandbox.policy import Policy
from adapter.sandbox.references import rewrite
from adapter.sandbox.store import Store
from adapter.sandbox.structure import is_id
from profiles import wire
from profiles.wire import Resource

_STAMPED = ("versionId", "lastUpdated")
_TODO = "Correct the file, then load the folder again."


def load(folder: Path, store: Store) -> int:
    """Keeps every resource of the `*.json` (one, or a Bundle of them) and `*.ndjson` files below `folder`.

    Each keeps its own `id`, and they may refer to each other in any order. Loading again changes only what
    differs. Returns the number of resources. Raises `SourceError` with every problem; nothing is kept then.
    """
    problems: list[Problem] = []
    arriving: dict[str, tuple[str, Resource]] = {}
    addresses: dict[str, str] = {}
    for where, full_url, resource in _resources(folder, problems):
        resource_type = resource.get("resourceType") if isinstance(resource, dict) else None
        if resource_type not in RESOURCE_TYPES or not is_id(resource.get("id")):
            problems.append(Problem(where, "something else", "a FHIR resource with its type and id", _TODO))
            continue
        reference = f"{resource_type}/{resource['id']}"
        if reference in arriving:
            problems.append(Problem(where, "a type and id that came before", "each resource once", _TODO))
        arriving[reference] = where, resource
        if full_url:
            addresses[full_url] = reference
    do, asked = Interactions(store, Policy()), Asked(base="")
    with store.transaction():
        for where, resource in arriving.values():
            rewrite(elements(resource), addresses)
            try:
                if not _known(store, resource):
                    do.write(resource, "PUT", asked, Arriving(arriving.keys()))
            except Refusal as refusal:
                problems += [_problem(where, issue) for issue in refusal.issues]
        if problems:
            count = f"{len(problems)} problem{'s' if len(problems) > 1 else ''}"
            raise SourceError(f"{folder.name} was not loaded: {count}", problems)
    return len(arriving)


def _resources(folder: Path, problems: list[Problem]) -> Iterator[tuple[str, str, Any]]:
    """Where it stands, its fullUrl if it has one, and what should be a resource."""
    if not folder.is_dir():
        problems.append(Problem(folder.name, "no folder", "a folder of FHIR JSON files", "Check the path."))
    for path in sorted(folder.rglob("*")):
        where = str(path.relative_to(folder))
        if path.suffix == ".json":
            documents = [(where, path.read_bytes())]
        elif path.suffix == ".ndjson":
            lines = enumerate(path.read_bytes().splitlines(), start=1)
            documents = [(f"{where}, line {number}", line) for number, line in lines if line.strip()]
        else:
            continue
        for place, document in documents:
            try:
                yield from _unbundled(place, wire.loads(document))
            except wire.NotJson as error:
                problems.append(Problem(place, f"no JSON ({error})", "FHIR JSON", _TODO))


def _unbundled(where: str, content: Any) -> Iterator[tuple[str, str, Any]]:
    if not isinstance(content, dict) or content.get("resourceType") != "Bundle":
        yield where, "", content
        return
    for number, entry in enumerate(content.get("entry", [])):
        yield f"{where}, entry {number}", str(entry.get("fullUrl", "")), entry.get("resource")


def _known(store: Store, resource: Resource) -> bool:
    """Whether this is what is there already, but for what the server itself stamps."""
    current = store.current(resource["resourceType"], resource["id"])
    if current is None or current.body is None:
        return False
    return wire.digest(_as_sent(wire.loads(current.body))) == wire.digest(_as_sent(resource))


def _as_sent(resource: Resource) -> Resource:
    meta = {name: value for name, value in resource.get("meta", {}).items() if name not in _STAMPED}
    return resource | {"meta": meta}


def _problem(where: str, issue: Resource) -> Problem:
    at = ", ".join(issue.get("expression", ()))
    return Problem(f"{where}, {at}" if at else where, issue["diagnostics"], "valid FHIR R4", _TODO)
