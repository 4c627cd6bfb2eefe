"""Entries of a filing as a FHIR transaction or batch, and the response Bundle as answers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Any
from urllib.parse import quote

from adapter.errors import EndpointError, OutcomeUnknown
from adapter.gp.answers import error_of_entry
from adapter.routes.route import Answer, Entry
from adapter.routes.strategy import Creates
from mappings.identity import Identity, search_parameter
from profiles.wire import Resource

_LOCATION = re.compile(r"(?:^|/)([A-Za-z]+)/([A-Za-z0-9.-]{1,64})(?:/_history/([A-Za-z0-9.-]{1,64}))?$")
_ID = re.compile(r"[A-Za-z0-9.-]{1,64}")
"""A resource's id (FHIR R4, datatype id)."""


def transaction(entries: Sequence[Entry], creates: Creates = "conditional") -> Resource:
    """Everything or nothing: creates only where the identity is absent, updates only the version we read."""
    return _bundle("transaction", entries, creates)


def batch(entries: Sequence[Entry], creates: Creates) -> Resource:
    """Each entry by itself; none may refer to another by its `urn:uuid`."""
    return _bundle("batch", entries, creates)


def _bundle(kind: str, entries: Sequence[Entry], creates: Creates) -> Resource:
    return {"resourceType": "Bundle", "type": kind, "entry": [request_for(one, creates) for one in entries]}


def request_for(entry: Entry, creates: Creates) -> Resource:
    """The entry as it stands in a Bundle: its `fullUrl`, resource and request.

    With `look-first`, creates are plain, and the absence has to be made sure of by looking.
    """
    kind, body = entry.body["resourceType"], entry.body
    if entry.server_id is None and creates == "client-ids":
        body = {"resourceType": kind, "id": entry.identity.value, **body}
        request = {"method": "PUT", "url": f"{kind}/{entry.identity.value}", "ifNoneMatch": "*"}
    elif entry.server_id is None:
        request = {"method": "POST", "url": kind}
        if creates == "conditional":
            request["ifNoneExist"] = condition(entry.identity, body)
    elif entry.version is None:
        request = {"method": "PUT", "url": f"{kind}?{condition(entry.identity, body)}"}
    else:
        version = f'W/"{entry.version}"'
        request = {"method": "PUT", "url": f"{kind}/{entry.server_id}", "ifMatch": version}
    return {"fullUrl": entry.identity.urn, "resource": body, "request": request}


def condition(identity: Identity, body: Resource) -> str:
    """The search that finds the resource by its business identity, as conditional requests want it."""
    return f"{search_parameter(body)}={_quoted(identity.system)}%7C{quote(identity.value)}"


@cache
def _quoted(system: str) -> str:
    """There are few systems, and each is asked for many times."""
    return quote(system, safe=":/")


def all_done(entries: Sequence[Entry], given: Sequence[Answer | EndpointError]) -> list[Answer]:
    """What `answers_each` found, as the answers to a transaction.

    Raises `OutcomeUnknown` where an entry was not answered with success: then somebody must look.
    """
    done = []
    for entry, one in zip(entries, given, strict=True):
        if isinstance(one, EndpointError) and one.status is not None:
            kind = entry.body["resourceType"]
            raise OutcomeUnknown(f"one entry of the transaction ({kind}) was answered {one.status}")
        if isinstance(one, EndpointError):
            raise one
        done.append(one)
    return done


def answers_each(entries: Sequence[Entry], response: Resource) -> list[Answer | EndpointError]:
    """The answers to a Bundle, matched by place and resource type: each done, or with its own error.

    Raises `OutcomeUnknown` where their number differs: then somebody must look.
    """
    given = response.get("entry", [])
    if not isinstance(given, list) or len(given) != len(entries):
        count = len(given) if isinstance(given, list) else "no"
        raise OutcomeUnknown(f"{count} answers came for {len(entries)} resources")
    return [_answer_or_error(entry, item) for entry, item in zip(entries, given, strict=True)]


def _answer_or_error(entry: Entry, item: Any) -> Answer | EndpointError:
    if error := error_of_entry(_element(item, "response")):
        return error
    try:
        return answer_to(entry, item)
    except OutcomeUnknown as error:
        return error


def answer_to(entry: Entry, item: Any) -> Answer:
    """What an entry of a response Bundle says of a request that was done. Raises `OutcomeUnknown`."""
    kind = entry.body["resourceType"]
    answer, resource = _element(item, "response"), _element(item, "resource")
    status = str(answer.get("status", ""))[:3]
    if status == "202":
        raise OutcomeUnknown(f"a {kind} was taken in, and is not said to be written")
    location = _LOCATION.search(str(answer.get("location", "")).split("?")[0])
    if location is not None and location[1] != kind:
        raise OutcomeUnknown(f"a {kind} was answered with the location of another type")
    if resource.get("resourceType", kind) not in (kind, "OperationOutcome"):
        raise OutcomeUnknown(f"a {kind} was answered with a resource of another type")
    server_id = location[2] if location else resource.get("id") or entry.server_id
    if entry.server_id is not None and server_id != entry.server_id and entry.version is not None:
        raise OutcomeUnknown(f"another {kind} was answered for than was updated")
    if not isinstance(server_id, str) or not _ID.fullmatch(server_id):
        raise OutcomeUnknown(f"the answer does not say where the {kind} is")
    etag = re.search(r'"([^"]+)"', str(answer.get("etag", "")))
    versions = (etag and etag[1], location and location[3], _element(resource, "meta").get("versionId"))
    version = next((version for version in versions if version and isinstance(version, str)), None)
    return Answer(int(status), server_id, version)


def _element(parent: Any, name: str) -> Resource:
    """The element of that name, empty where the answer has none: a server may send anything."""
    found = parent.get(name) if isinstance(parent, dict) else None
    return found if isinstance(found, dict) else {}
