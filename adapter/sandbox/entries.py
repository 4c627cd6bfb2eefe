"""One entry of a transaction or batch: how it is read, and how it is answered."""

from __future__ import annotations

from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Any

import msgspec

from adapter.sandbox.addresses import Address, address_of
from adapter.sandbox.exchange import Answer, Asked
from adapter.sandbox.outcome import Refusal
from profiles.wire import Resource

_METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE")


@dataclass(slots=True)
class Entry:
    """An entry as it is worked on: `id` is of the resource that it writes, `status` how that is answered."""

    number: int
    method: str
    address: Address
    asked: Asked
    full_url: str
    resource: Any
    id: str = ""
    status: int = 200
    answer: Answer | None = None

    @property
    def reference(self) -> str:
        return f"{self.address.type}/{self.id}"

    @property
    def urls(self) -> tuple[str, ...]:
        """What other entries may call it: its fullUrl, and where that is a RESTful URL, the end of it."""
        if "://" in self.full_url and self.method == "POST":
            return self.full_url, "/".join(self.full_url.rsplit("/", 2)[1:])
        return (self.full_url,) if self.full_url else ()


def entry_of(number: int, item: Any, asked: Asked) -> Entry:
    """Reads an entry; raises `Refusal` 400 where it is none, 404 where its URL is not of this endpoint."""
    request = item.get("request") if isinstance(item, dict) else None
    if not isinstance(request, dict) or not isinstance(request.get("url"), str):
        raise Refusal(400, "required", "An entry has a request with a method and a url.")
    method = request.get("method")
    if method not in _METHODS:
        raise Refusal(400, "not-supported", f"The method of an entry is one of {', '.join(_METHODS)}.")
    path, _, query = request["url"].removeprefix(asked.base).partition("?")
    own = replace(
        asked,
        if_match=request.get("ifMatch"),
        if_none_match=request.get("ifNoneMatch"),
        if_none_exist=request.get("ifNoneExist") if method == "POST" else None,
    )
    address = address_of(path, query)
    return Entry(
        number,
        "GET" if method == "HEAD" else method,
        address,
        own,
        str(item.get("fullUrl", "")),
        item.get("resource"),
    )


def response_of(answer: Answer | Refusal, asked: Asked) -> Resource:
    """The entry of the response Bundle; what was written is in it only where asked for, as in HAPI's."""
    response: Resource = {"status": f"{answer.status} {HTTPStatus(answer.status).phrase}"}
    if isinstance(answer, Refusal):
        return {"response": response | {"outcome": answer.outcome()}}
    entry: Resource = {}
    if answer.version is not None:
        version = answer.version
        response["location"] = f"{version.reference}/_history/{version.version}"
        response["etag"] = version.etag
        response["lastModified"] = version.updated
        if version.body is not None and (asked.prefer == "representation" or not answer.wrote):
            entry["resource"] = msgspec.Raw(version.body)
    elif answer.resource is not None:
        entry["resource"] = answer.resource
    return entry | {"response": response}
