"""Where extensions may be used: their contexts, against the place that one is found at."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from profiles.checking.faults import Steps
from profiles.checking.findings import choice_of
from profiles.checking.snapshots import TYPES, Definitions, Element, tree
from profiles.wire import Resource


class Contexts:
    """Knows the definitions of the types, and what every place in a resource may be called."""

    def __init__(self, definitions: Definitions) -> None:
        self._definitions = definitions
        self._tree = cache(self._read)

    def names(self, resource_type: str, steps: Steps) -> frozenset[str]:
        """What extensions call the element at a place: its path in its type, its type, and those above it."""
        names = [step.removeprefix("_") for step in steps if isinstance(step, str)]
        element, code = self._tree(resource_type), resource_type
        path = resource_type
        for name in names:
            if element is None:
                return frozenset({"Element"})
            part, code = self._part(element, name)
            if part is None:
                return frozenset({"Element"})
            path = part.path
            element = part if part.parts else self._tree(code)
        ancestors = set(self._ancestors(code))
        return frozenset(
            {path, code, *ancestors, "Element"} - ({"Element"} if "Resource" in ancestors else set())
        )

    def _part(self, element: Element, name: str) -> tuple[Element | None, str]:
        part = element.parts.get(name)
        if part is not None:
            return part, part.types[0].code if part.types else "BackboneElement"
        base = choice_of(name)
        part = element.parts.get(f"{base}[x]") if base else None
        code = name.removeprefix(base or "")
        types = {type_.code.casefold(): type_.code for type_ in part.types} if part else {}
        return part, types.get(code.casefold(), code)

    def _read(self, code: str) -> Element | None:
        definition = self._definitions.definition(TYPES + code)
        return None if definition is None else tree(definition)

    def _ancestors(self, code: str) -> Iterator[str]:
        definition = self._definitions.definition(TYPES + code)
        while definition is not None:
            yield definition["type"]
            above = definition.get("baseDefinition")
            definition = self._definitions.definition(above) if above else None


def allowed(definition: Resource, names: frozenset[str], within: str | None) -> bool | None:
    """Whether an extension may be used at a place; None where only FHIRPath could say.

    `names` are those of the place, `within` is the URL of the extension that it is in.
    """
    unsure = False
    for context in definition.get("context", ()):
        expression = context["expression"]
        if context["type"] == "element" and expression.rpartition("/")[2] in names:
            return True
        if context["type"] == "extension" and within == expression:
            return True
        unsure = unsure or context["type"] == "fhirpath"
    return None if unsure else False
