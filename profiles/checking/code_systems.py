"""What a CodeSystem defines: its codes, their places in its hierarchy, and which of them a filter selects."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from functools import cached_property

from profiles.wire import Resource

_NOT_SELECTABLE = "notSelectable"
_NOT_SELECTABLE_URI = "http://hl7.org/fhir/concept-properties#notSelectable"
_INACTIVE = ("retired", "inactive")
_PARENTS = ("parent", "subsumedBy")
_CONCEPT = ("concept", "code")


class CodeSystem:
    """A code system as far as it is known; nothing is worked out before it is asked for.

    `complete` says whether what it does not list is no code of it: a fragment, an example, a supplement or a
    system of which nothing is published is not complete (code system `codesystem-content-mode`).
    """

    def __init__(self, definition: Resource) -> None:
        self._definition = definition
        self.version: str | None = definition.get("version")
        self.complete = definition.get("content") == "complete"
        self._properties = definition.get("property", ())
        self.any_case = definition.get("caseSensitive") is not True

    @cached_property
    def concepts(self) -> Mapping[str, Resource]:
        """Every concept by its code, wherever it stands in the hierarchy."""
        return dict(self._walk(self._definition.get("concept", ())))

    def _walk(self, concepts: Collection[Resource]) -> Iterator[tuple[str, Resource]]:
        for concept in concepts:
            yield concept["code"], concept
            if "concept" in concept:
                yield from self._walk(concept["concept"])

    @cached_property
    def codes(self) -> frozenset[str]:
        return frozenset(self.concepts)

    @cached_property
    def selectable(self) -> frozenset[str]:
        """Codes that may stand in a record; the others only hold a branch of the hierarchy together."""
        named = {one["code"] for one in self._properties if one.get("uri") == _NOT_SELECTABLE_URI}
        return self.codes - frozenset(self._with_any({_NOT_SELECTABLE, *named}, ("true",)))

    @cached_property
    def inactive(self) -> frozenset[str]:
        return frozenset((*self._with_any(("status",), _INACTIVE), *self._with_any(("inactive",), ("true",))))

    @cached_property
    def _children(self) -> Mapping[str, set[str]]:
        """Nested concepts, and what the properties `child`, `parent` and `subsumedBy` say."""
        children: dict[str, set[str]] = defaultdict(set)
        for code, concept in self.concepts.items():
            children[code].update(inner["code"] for inner in concept.get("concept", ()))
            for name, value in _properties(concept):
                if name == "child":
                    children[code].add(value)
                elif name in _PARENTS:
                    children[value].add(code)
        return children

    @cached_property
    def _above(self) -> Mapping[str, set[str]]:
        above: dict[str, set[str]] = defaultdict(set)
        for code, children in self._children.items():
            for child in children:
                above[child].add(code)
        return above

    def descendants(self, code: str) -> frozenset[str]:
        """Every code below, at any depth."""
        return _reached(code, self._children)

    def ancestors(self, code: str) -> frozenset[str]:
        """Every code above, at any depth."""
        return _reached(code, self._above)

    def selected(self, field: str, operator: str, value: str) -> frozenset[str] | None:
        """The codes that one filter of a value set selects; None where that cannot be judged.

        Operators are those of the value set `filter-operator` (R4); a regular expression is held against the
        whole value.
        """
        if field in _CONCEPT and operator in self._hierarchical:
            return self._hierarchical[operator](value) if value in self.concepts else None
        if field == "parent" and operator == "=":
            return frozenset(self._children.get(value, ()))
        if field == "child" and operator == "=":
            return frozenset(self._above.get(value, ()))
        holds = _test(operator, value)
        values = self._values(field)
        if holds is None or values is None:
            return None
        return frozenset(code for code, found in values.items() if holds(found))

    @cached_property
    def _hierarchical(self) -> Mapping[str, Callable[[str], frozenset[str]]]:
        return {
            "is-a": lambda code: self.descendants(code) | {code},
            "descendent-of": self.descendants,
            "is-not-a": lambda code: self.codes - self.descendants(code) - {code},
            "generalizes": lambda code: self.ancestors(code) | {code},
        }

    def _values(self, field: str) -> Mapping[str, list[str]] | None:
        """Code → values of a property; None if this code system has no such property."""
        if field in _CONCEPT:
            return {code: [code] for code in self.concepts}
        if field == "display":
            return {code: [concept.get("display", "")] for code, concept in self.concepts.items()}
        if all(one["code"] != field for one in self._properties):
            return None
        return {
            code: [value for name, value in _properties(concept) if name == field]
            for code, concept in self.concepts.items()
        }

    def _with_any(self, names: Collection[str], values: Collection[str]) -> Iterator[str]:
        for code, concept in self.concepts.items():
            if "property" in concept and any(
                name in names and value in values for name, value in _properties(concept)
            ):
                yield code


def _reached(code: str, steps: Mapping[str, set[str]]) -> frozenset[str]:
    reached: set[str] = set()
    ahead = list(steps.get(code, ()))
    while ahead:
        here = ahead.pop()
        if here not in reached:
            reached.add(here)
            ahead.extend(steps.get(here, ()))
    return frozenset(reached)


def _properties(concept: Resource) -> Iterator[tuple[str, str]]:
    """Name and value of each property, the value as a filter spells it."""
    for item in concept.get("property", ()):
        value = next((value for key, value in item.items() if key.startswith("value")), None)
        if isinstance(value, bool):
            yield item["code"], "true" if value else "false"
        elif isinstance(value, dict):  # a Coding
            yield item["code"], value.get("code", "")
        elif value is not None:
            yield item["code"], str(value)


def _test(operator: str, value: str) -> Callable[[list[str]], bool] | None:
    """What a filter asks of the values of its property; None for an unknown operator or pattern."""
    listed = {item.strip() for item in value.split(",")}
    if operator == "regex":
        try:
            pattern = re.compile(value)
        except re.error:
            return None
        return lambda found: any(pattern.fullmatch(one) for one in found)
    tests: dict[str, Callable[[list[str]], bool]] = {
        "=": lambda found: value in found,
        "in": lambda found: not listed.isdisjoint(found),
        "not-in": lambda found: listed.isdisjoint(found),
        "exists": lambda found: bool(found) is (value == "true"),
    }
    return tests.get(operator)
