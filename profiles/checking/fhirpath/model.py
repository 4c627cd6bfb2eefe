"""R4's types as FHIRPath sees them: which JSON keys an element's name stands for, and what is a kind of what.

The tables are those that `fhirpathpy` carries for R4. They are read from `r4.json`, made by `make profiles`:
importing `fhirpathpy` loads a parser, and the tables of three other versions. A *kind* is a type's name
(`Quantity`, `code`), the path of an element that has no type of its own (`Goal.target`), or `System.String`
and its like.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TypeAlias

from profiles import wire

Keys: TypeAlias = tuple[tuple[str, str], ...]
"""JSON keys with the kind of what is under each: one pair, or one for each type of a choice element."""

_R4 = wire.loads((Path(__file__).parent / "r4.json").read_bytes())
_ELEMENTS: dict[str, dict[str, str | list[str]]] = _R4["elements"]
_PARENTS: dict[str, str] = _R4["parents"]

PRIMITIVES = frozenset(kind for kind in _PARENTS if kind[0].islower())
DATES = frozenset({"date", "dateTime", "instant", "System.Date", "System.DateTime"})
TIMES = frozenset({"time", "System.Time"})
QUANTITIES = frozenset(kind for kind, parent in _PARENTS.items() if parent == "Quantity") | {
    "Quantity",
    "System.Quantity",
}
RESOURCES = frozenset(
    kind for kind, parent in _PARENTS.items() if parent in ("DomainResource", "Resource")
) - {"DomainResource"}
OPEN = frozenset({"Resource", "DomainResource", "Element", "BackboneElement"})
"""Kinds that say too little: what an element's name stands for is known when the element is seen."""


def is_primitive(kind: str) -> bool:
    """Whether a value of this kind is a JSON string, number or boolean."""
    return kind in PRIMITIVES or kind.startswith("System.")


@cache
def keys(kind: str, name: str) -> Keys:
    """What `name` stands for in an element of this kind: nothing where R4 has no such element.

    In an element that R4 does not know (which is reported elsewhere) it stands for itself.
    """
    found = _ELEMENTS.get(kind, {}).get(name)
    if isinstance(found, list):
        return tuple((name + suffix, _of_suffix(suffix)) for suffix in found)
    if name == "extension" and kind not in RESOURCES:
        return (("extension", "Extension"),)
    if found:
        return ((name, found),)
    parent = _parent(kind)
    if parent:
        return keys(parent, name)
    return () if kind in OPEN else ((name, f"{kind}.{name}"),)


def _parent(kind: str) -> str | None:
    return "BackboneElement" if "." in kind and kind in _ELEMENTS else _PARENTS.get(kind)


def names_in_json(pairs: Keys) -> dict[str, tuple[str, str]]:
    """Each pair by the names that JSON has for it: its key, and `_key` for what extends a primitive."""
    primitives = {"_" + key: (key, kind) for key, kind in pairs if is_primitive(kind)}
    return {key: (key, kind) for key, kind in pairs} | primitives


class _Choices(dict[str, dict[str, tuple[str, str]]]):
    def __missing__(self, path: str) -> dict[str, tuple[str, str]]:
        kind, _, name = path.rpartition(".")
        self[path] = names_in_json(keys(kind, name))
        return self[path]


class _JsonNames(dict[str, frozenset[str]]):
    def __missing__(self, path: str) -> frozenset[str]:
        self[path] = frozenset(CHOICES[path])
        return self[path]


CHOICES = _Choices()
"""For the path of an element (`Extension.value`), every name that JSON may have for it."""

JSON_NAMES = _JsonNames()
"""The names alone, for asking quickly whether an element has one of them."""


def _of_suffix(suffix: str) -> str:
    primitive = suffix[0].lower() + suffix[1:]
    return primitive if primitive in PRIMITIVES else suffix


@cache
def kind_of_key(kind: str, key: str) -> str:
    """The kind of what is under a JSON key; where R4 does not say, the key's own path."""
    found = keys(kind, key)
    if found:
        return found[0][1]
    for end in range(len(key) - 1, 0, -1):
        if key[end].isupper():
            for candidate, of_kind in keys(kind, key[:end]):
                if candidate == key:
                    return of_kind
    return f"{kind}.{key}"


@cache
def is_a(kind: str, type_name: str) -> bool:
    """Whether a value of this kind is of the named type, or of one derived from it.

    `System` types are only those that expressions make: FHIR's `string` is no `String` (R4, FHIRPath page,
    "Using FHIR types in expressions").
    """
    namespace, _, name = type_name.rpartition(".")
    if namespace == "System" or (not namespace and name in ("Boolean", "String", "Integer", "Decimal")):
        return kind == f"System.{name}"
    step: str | None = kind
    while step is not None:
        if step == name:
            return True
        step = _parent(step)
    return False
