"""What an endpoint states that it can be asked for, as far as a pull needs to know."""

from __future__ import annotations

from mappings.elements import objects
from profiles.wire import Resource


class Offered:
    """Read from the CapabilityStatement; where there is none, everything may be tried."""

    def __init__(self, statement: Resource | None) -> None:
        self._types: dict[str, set[str]] = {}
        self._searches: dict[str, set[str]] = {}
        for rest in objects(statement, "rest"):
            of_all = {str(one.get("name")) for one in objects(rest, "searchParam")}
            for item in objects(rest, "resource"):
                kind = str(item.get("type"))
                self._types[kind] = {str(one.get("code")) for one in objects(item, "interaction")}
                own = {str(one.get("name")) for one in objects(item, "searchParam")}
                self._searches[kind] = of_all | own

    def type(self, resource_type: str) -> bool:
        """Whether it may have resources of that type."""
        return not self._types or resource_type in self._types

    def history(self, resource_type: str) -> bool:
        """Whether it states that it tells the history of a type, and so what was deleted."""
        return "history-type" in self._types.get(resource_type, set())

    def updated(self, resource_type: str) -> bool:
        """Whether it states that a type can be searched by when it was updated."""
        return "_lastUpdated" in self._searches.get(resource_type, set())
