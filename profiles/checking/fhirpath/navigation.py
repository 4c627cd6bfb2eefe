"""From an element to what is below it: FHIRPath's tree navigation and types, over wire JSON.

A collection is a list of items (`values.Item`). A function that needs one item and meets several raises
`CannotEvaluate` (FHIRPath, "Singleton Evaluation of Collections").
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from profiles.checking.fhirpath.model import CHOICES, is_a, is_primitive, keys, kind_of_key
from profiles.checking.fhirpath.text import one, only
from profiles.checking.fhirpath.values import WITHOUT_VALUE, CannotEvaluate, Items, Truth
from profiles.wire import Resource


def elements(element: Resource, key: str) -> list[Any]:
    """What an element has under a key, as a list."""
    value = element.get(key)
    return value if value.__class__ is list else [] if value is None else [value]


class Extended(NamedTuple):
    """A primitive element that has an id or extensions: its value (`None` if it has none) and those."""

    value: Any
    element: Resource


def given(element: Any, kind: str) -> Items:
    """The element that an invariant is about, where its kind does not say which elements it has."""
    if isinstance(element, Extended):
        return [(element.value, kind, element.element)]
    return [(element, element.get("resourceType", kind) if isinstance(element, dict) else kind, None)]


def resource_items(resource: Resource) -> Items:
    """A resource as a collection."""
    return [(resource, resource.get("resourceType", "Resource"), None)]


def convert_to_boolean(items: Items) -> bool:
    """What an invariant's result means: empty is false, a boolean is itself, anything else is true."""
    return len(items) > 1 or (bool(items) and (items[0][0] if isinstance(items[0][0], bool) else True))


def inner(several: list[Resource], key: str) -> list[Any]:
    """What several elements have under a key, in order."""
    return [value for element in several for value in elements(element, key)]


def having(several: list[Resource], key: str, text: str) -> list[Resource]:
    """Those of the elements in which the key of a primitive holds just this text."""
    found = []
    for element in several:
        value = element.get(key)
        if value == text or (value.__class__ is list and one(value) == text):
            found.append(element)
    return found


def having_choice(several: list[Resource], path: str, texts: Sequence[str]) -> list[Resource]:
    """Those of the elements whose choice of many types is just one of these texts."""
    found = []
    for element in several:
        given = choice_values(element, path)
        if len(given) == 1 and given[0].__class__ is str and given[0] in texts:
            found.append(element)
    return found


def extension_texts(element: Resource, url: str) -> list[str]:
    """What the extensions of this URL say, each that has one text for a value."""
    found = []
    for extension in elements(element, "extension"):
        if extension.get("url") == url:
            given = choice_values(extension, "Extension.value")
            if len(given) == 1 and given[0].__class__ is str:
                found.append(given[0])
    return found


def under(element: Resource, key: str, kind: str) -> Items:
    """What an element has under a key of a known kind, primitives together with their extensions."""
    value = element.get(key)
    if value.__class__ is str and "_" + key not in element and kind != "Resource":
        return [(value, kind, None)]
    if is_primitive(kind):
        extra = element.get("_" + key)
        if extra is None and not isinstance(value, list):
            return [] if value is None else [(value, kind, None)]
        values = value if isinstance(value, list) else [value]
        extras = extra if isinstance(extra, list) else [extra]
        values = values + [None] * (len(extras) - len(values))
        extras = extras + [None] * (len(values) - len(extras))
        both = zip(values, extras, strict=True)
        return [(one, kind, more) for one, more in both if one is not None or more is not None]
    listed = value if isinstance(value, list) else [] if value is None else [value]
    if kind == "Resource":
        return [(one, one.get("resourceType", kind), None) for one in listed]
    return [(one, kind, None) for one in listed]


def under_choice(element: Resource, path: str) -> Items:
    """What an element has for a choice of many types, such as `Extension.value`."""
    names = CHOICES[path]
    found: Items = []
    for name in element:
        if name in names and not (name[0] == "_" and name[1:] in element):
            found += under(element, *names[name])
    return found


def values(element: Resource, key: str) -> Sequence[Any]:
    """The values alone of what an element has under the key of a primitive, as `single` gives one."""
    value = element.get(key)
    if value.__class__ is str:
        return (value,)
    return [WITHOUT_VALUE if one is None else one for one, _, _ in under(element, key, "string")]


def choice_values(element: Resource, path: str) -> Sequence[Any]:
    """The values alone of what an element has for a choice of many types."""
    names, found = CHOICES[path], 0
    for name in element:
        if name in names:
            value, found = element[name], found + 1
            simple = value.__class__ is not list and value is not None and name[0] != "_"
    if found == 0:
        return ()
    if found == 1 and simple:
        return (value,)
    return [WITHOUT_VALUE if one is None else one for one, _, _ in under_choice(element, path)]


def inner_values(several: list[Resource], key: str) -> list[Any]:
    """The values alone of what several elements have under the key of a primitive, in order."""
    found: list[Any] = []
    for element in several:
        value = element.get(key)
        if value.__class__ is str:
            found.append(value)
        else:
            found += values(element, key)
    return found


def inner_choices(several: list[Resource], path: str) -> list[Any]:
    """The values alone of what several elements have for a choice of many types, in order."""
    return [value for element in several for value in choice_values(element, path)]


def sought(element: Resource, key: str) -> Any:
    """The single value under the key of a primitive, to look for something in it."""
    value = element.get(key)
    if value.__class__ is str:
        return value
    return only(under(element, key, "string")) if value is None else one(value)


def member(items: Items, name: str) -> Items:
    """The elements of this name in each item; an item's own type name is the item itself (`Patient.name`)."""
    found: Items = []
    for item in items:
        value, kind, extra = item
        if isinstance(value, dict):
            if name[0].isupper() and is_a(kind, name):
                found.append(item)
            found += under_choice(value, f"{kind}.{name}")
        elif extra is not None:
            for key, below in keys("Element", name):
                found += under(extra, key, below)
    return found


def children(items: Items) -> Items:
    """All elements directly below the items."""
    found: Items = []
    for value, kind, extra in items:
        element = value if isinstance(value, dict) else extra or {}
        for key in element:
            if key.startswith("_"):
                if key[1:] in element:
                    continue
                key = key[1:]
            if key != "resourceType":
                found += under(element, key, kind_of_key(kind if element is value else "Element", key))
    return found


def descendants(items: Items) -> Items:
    """All elements below the items, level by level."""
    found: Items = []
    level = children(items)
    while level:
        found += level
        level = children(level)
    return found


def extension(items: Items, url: Any) -> Items:
    """The items' extensions with this URL."""
    return [found for found in member(items, "extension") if found[0].get("url") == url]


def resolve(items: Items, known: Callable[[str], Resource | None]) -> Items:
    """The resources that references (or canonicals and URIs) name, where they are known."""
    found: Items = []
    for value, _, _ in items:
        literal = value.get("reference") if isinstance(value, dict) else value
        resource = known(literal) if isinstance(literal, str) else None
        if resource is not None:
            found.append((resource, resource.get("resourceType", "Resource"), None))
    return found


def of_type(items: Items, type_name: str) -> Items:
    """The items of a type. `as` is the same here: R4's own invariants use it on collections."""
    return [item for item in items if is_a(item[1], type_name)]


def is_type(items: Items, type_name: str) -> Truth:
    """Whether the one item is of a type."""
    if len(items) > 1:
        raise CannotEvaluate("'is' needs one item")
    return is_a(items[0][1], type_name) if items else None
