"""What holds for the entries of a search set: each says why it is there, and is of a type that was asked for.

Source: http.html#search and bundle.html#searchset of R4, as far as the official validator looks at them too.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs

from profiles.checking.fhirpath.model import RESOURCES
from profiles.checking.findings import Findings
from profiles.checking.linked import of_bundle, resource_of, type_of
from profiles.checking.references import objects
from profiles.wire import Resource

_OUTCOME = "OperationOutcome"

_NO_ID = "what a search finds has an id"
_OTHER_TYPE = "of another type than the search asks for (its self link)"

_NO_SELF = of_bundle("cardinality", "self", "should have a self link: what was searched for", "warning")
_NO_MODE = of_bundle("cardinality", "mode", "should say why it is here: match, include or outcome", "warning")
_NO_MODES = of_bundle(
    "cardinality", "mode", "the entries should say why they are here: search.mode", "warning"
)
_WITHOUT_ID = of_bundle("cardinality", "search-id", _NO_ID)
_SHOULD_HAVE_ID = of_bundle("cardinality", "search-id", _NO_ID, "warning")
_NOT_ASKED_FOR = of_bundle("value", "search-type", _OTHER_TYPE)
_PERHAPS_NOT_ASKED_FOR = of_bundle("value", "search-type", _OTHER_TYPE, "warning")
_NO_OUTCOME = of_bundle("value", "search-type", "only an OperationOutcome is a search's outcome")


def judge_search(bundle: Resource, findings: Findings) -> None:
    """Say what is wrong with the entries of a search set."""
    entries = objects(bundle.get("entry"))
    if not entries:
        return
    asked = next((one for one in objects(bundle.get("link")) if one.get("relation") == "self"), None)
    if asked is None:
        findings.fault(bundle, _NO_SELF)
    types = _types(asked.get("url")) if asked else frozenset()
    modes = [_mode(entry) for entry in entries]
    if not any(modes):
        _judge_without_modes(bundle, entries, types, findings)
        return
    for entry, mode in zip(entries, modes, strict=True):
        resource = resource_of(entry)
        if not mode:
            findings.fault(entry, _NO_MODE)
        elif resource is not None:
            _judge_by_mode(resource, mode, types, findings)


def _judge_by_mode(resource: Resource, mode: str, types: frozenset[str], findings: Findings) -> None:
    type_ = type_of(resource)
    if mode == "outcome":
        if type_ != _OUTCOME:
            findings.fault(resource, _NO_OUTCOME)
        return
    if "id" not in resource:
        findings.fault(resource, _WITHOUT_ID)
    if mode == "match" and types and type_ not in types:
        findings.fault(resource, _NOT_ASKED_FOR)


def _judge_without_modes(
    bundle: Resource, entries: list[Resource], types: frozenset[str], findings: Findings
) -> None:
    resources = [resource for entry in entries if (resource := resource_of(entry)) is not None]
    for resource in resources:
        type_ = type_of(resource)
        if types and type_ not in types:
            findings.fault(resource, _PERHAPS_NOT_ASKED_FOR)
        elif "id" not in resource and type_ != _OUTCOME:
            findings.fault(resource, _SHOULD_HAVE_ID)
    found = {type_of(resource) for resource in resources}
    if found - types or len(found - {_OUTCOME}) > 1:
        findings.fault(bundle, _NO_MODES)


def _mode(entry: Resource) -> str | None:
    search = entry.get("search")
    mode = search.get("mode") if isinstance(search, dict) else None
    return mode if isinstance(mode, str) else None


def _types(url: Any) -> frozenset[str]:
    """The types that the URL of a search asks for; none where it does not say."""
    if not isinstance(url, str):
        return frozenset()
    path, _, query = url.partition("?")
    last = path.rstrip("/").rpartition("/")[2]
    if last in RESOURCES:
        return frozenset({last})
    return frozenset(
        type_ for value in parse_qs(query).get("_type", ()) for type_ in value.split(",") if type_
    )
