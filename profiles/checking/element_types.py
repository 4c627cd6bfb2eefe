"""What the types of R4 say of a place in a resource, whatever a profile makes of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import TypeAlias

from profiles.checking.snapshots import TYPES, Definitions, Element, choice_name, tree

Steps: TypeAlias = tuple[str | int, ...]
"""The way to a value in wire JSON: names and indices."""

_LIKE_AN_ELEMENT = re.compile(r"[a-z][A-Za-z]{0,40}")


class ElementTypes:
    """Walks from a resource's type to the type of an element in it."""

    def __init__(self, definitions: Definitions) -> None:
        self._definitions = definitions
        self._tree = cache(self._read)

    def names(self, resource_type: str, steps: Steps) -> frozenset[str]:
        """What extensions call the element at a place: its path in its type, its type, and those above it."""
        path, _, code = self._reached(resource_type, steps)
        if path is None:
            return frozenset({"Element"})
        ancestors = set(self._ancestors(code))
        elements = set() if "Resource" in ancestors else {"Element"}
        return frozenset({path, code} | ancestors | elements)

    def choice(self, resource_type: str, steps: Steps) -> str | None:
        """The choice that a name belongs to in R4 (`due` for `dueDuration`); None where there is no such."""
        *above, name = steps
        _, element, _ = self._reached(resource_type, tuple(above))
        part, _ = self._part(element, str(name)) if element is not None else (None, "")
        return part.name.removesuffix("[x]") if part is not None and part.is_choice else None

    def path(self, resource_type: str, steps: Steps) -> str:
        """A place as a FHIRPath expression, where a choice has its name without the type."""
        path, element = resource_type, self._tree(resource_type)
        for step in steps:
            if isinstance(step, int):
                path += f"[{step}]"
                continue
            name = step.removeprefix("_")
            part, code = self._part(element, name) if element is not None else (None, "")
            path += f".{part.name.removesuffix('[x]') if part is not None else _shown(name)}"
            element = None if part is None else part if part.parts else self._tree(code)
        return path

    def _reached(self, resource_type: str, steps: Steps) -> tuple[str | None, Element | None, str]:
        """The path, the element with its parts, and the type at a place; no path where R4 has no such."""
        path, element, code = resource_type, self._tree(resource_type), resource_type
        for name in (step.removeprefix("_") for step in steps if isinstance(step, str)):
            part, code = self._part(element, name) if element is not None else (None, code)
            if part is None:
                return None, None, code
            path = part.path
            element = part if part.parts else self._tree(code)
        return path, element, code

    @staticmethod
    def _part(element: Element, name: str) -> tuple[Element | None, str]:
        """The part of an element that a JSON name is, and its type."""
        part = element.parts.get(name)
        if part is not None:
            return part, part.types[0].code if part.types else "BackboneElement"
        for part in element.parts.values():
            for type_ in part.types if part.is_choice else ():
                if name == choice_name(part, type_.code):
                    return part, type_.code
        return None, ""

    def _read(self, code: str) -> Element | None:
        definition = self._definitions.definition(TYPES + code)
        return None if definition is None else tree(definition)

    def _ancestors(self, code: str) -> Iterator[str]:
        definition = self._definitions.definition(TYPES + code)
        while definition is not None:
            yield definition["type"]
            above = definition.get("baseDefinition")
            definition = self._definitions.definition(above) if above else None


def _shown(name: str) -> str:
    """An element that R4 does not have, by its name if that looks like one; it may be anything."""
    return name if _LIKE_AN_ELEMENT.fullmatch(name) else "…"
