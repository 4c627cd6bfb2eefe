"""Reads what a URL below the endpoint's base is about: everything, a type, one resource, one version."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal
from urllib.parse import parse_qsl

from adapter.sandbox.outcome import Refusal
from adapter.sandbox.parameters import RESOURCE_TYPES

Shape = Literal[
    "system", "metadata", "system-history", "type", "type-search", "type-history",
    "instance", "instance-history", "version",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Address:
    """What a URL is about; `query` is what stands after the '?'."""

    shape: Shape
    type: str = ""
    id: str = ""
    version: str = ""
    query: str = ""

    @property
    def pairs(self) -> list[tuple[str, str]]:
        return parse_qsl(self.query, keep_blank_values=True)


def address_of(path: str, query: str = "") -> Address:
    """The address of a path below the base (`Patient/1`); raises `Refusal` 404 where there is none."""
    match path.strip("/").split("/"):
        case [""]:
            return Address("system", query=query)
        case ["metadata"]:
            return Address("metadata", query=query)
        case ["_history"]:
            return Address("system-history", query=query)
        case [resource_type, *rest] if resource_type in RESOURCE_TYPES:
            match rest:
                case []:
                    return Address("type", resource_type, query=query)
                case ["_search"]:
                    return Address("type-search", resource_type, query=query)
                case ["_history"]:
                    return Address("type-history", resource_type, query=query)
                case [id] if not id.startswith(("$", "_")):
                    return Address("instance", resource_type, id, query=query)
                case [id, "_history"]:
                    return Address("instance-history", resource_type, id, query=query)
                case [id, "_history", version]:
                    return Address("version", resource_type, id, version, query)
        case [resource_type, *_] if resource_type[:1].isupper():
            raise Refusal(404, "not-supported", "This endpoint does not hold resources of this type.")
    raise Refusal(404, "not-supported", "This endpoint has nothing at this address.")
