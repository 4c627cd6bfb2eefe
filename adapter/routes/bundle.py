"""A filing as one FHIR transaction Bundle, and the response Bundle as answers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from adapter.errors import OutcomeUnknown
from adapter.routes.route import Answer, Entry
from mappings.identity import Identity, search_parameter
from profiles.wire import Resource

_LOCATION = re.compile(r"(?:^|/)([A-Za-z]+)/([A-Za-z0-9.-]{1,64})(?:/_history/([A-Za-z0-9.-]{1,64}))?$")
_ID = re.compile(r"[A-Za-z0-9.-]{1,64}")
"""A resource's id (FHIR R4, datatype id)."""


def transaction(entries: Sequence[Entry], *, conditional: bool = True) -> Resource:
    """Everything or nothing: creates only where the identity is absent, updates only the version we read.

    Without `conditional`, creates are plain, and the absence has to be made sure of by looking.
    """
    listed = [_entry(entry, conditional=conditional) for entry in entries]
    return {"resourceType": "Bundle", "type": "transaction", "entry": listed}


def _entry(entry: Entry, *, conditional: bool) -> Resource:
    kind = entry.body["resourceType"]
    if entry.server_id is None:
        request = {"method": "POST", "url": kind}
        if conditional:
            request["ifNoneExist"] = condition(entry.identity, entry.body)
    elif entry.version is None:
        request = {"method": "PUT", "url": f"{kind}?{condition(entry.identity, entry.body)}"}
    else:
        version = f'W/"{entry.version}"'
        request = {"method": "PUT", "url": f"{kind}/{entry.server_id}", "ifMatch": version}
    return {"fullUrl": entry.identity.urn, "resource": entry.body, "request": request}


def condition(identity: Identity, body: Resource) -> str:
    """The search that finds the resource by its business identity, as conditional requests want it."""
    return f"{search_parameter(body)}={quote(identity.token, safe=':/')}"


def answers(entries: Sequence[Entry], response: Resource) -> list[Answer]:
    """The response Bundle's entries, matched by place and resource type.

    Raises `OutcomeUnknown` where the response does not answer for every entry: then somebody must look.
    """
    given = response.get("entry", [])
    if not isinstance(given, list) or len(given) != len(entries):
        count = len(given) if isinstance(given, list) else "no"
        raise OutcomeUnknown(f"{count} answers came for {len(entries)} resources")
    return [_answer(entry, item) for entry, item in zip(entries, given, strict=True)]


def _answer(entry: Entry, item: Any) -> Answer:
    kind = entry.body["resourceType"]
    answer, resource = _element(item, "response"), _element(item, "resource")
    status = str(answer.get("status", ""))[:3]
    if not re.fullmatch(r"2\d\d", status, re.ASCII):
        code = status if re.fullmatch(r"\d{3}", status, re.ASCII) else "without a status"
        raise OutcomeUnknown(f"one entry of the transaction ({kind}) was answered {code}")
    location = _LOCATION.search(str(answer.get("location", "")).split("?")[0])
    if location is not None and location[1] != kind:
        raise OutcomeUnknown(f"a {kind} was answered with the location of another type")
    server_id = location[2] if location else resource.get("id") or entry.server_id
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
