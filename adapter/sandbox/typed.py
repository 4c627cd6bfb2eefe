"""Holds a resource against the typed face that `fhir.resources` made of it: JSON kinds and required codes."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from typing import Any

from pydantic import BaseModel

from adapter.sandbox.elements import Place, spelt
from adapter.sandbox.outcome import issue
from profiles.wire import Resource


def issues_of(resource: Resource, model: BaseModel) -> list[Resource]:
    """What pydantic lets pass: a number or boolean in quotes, and a code outside its required value set."""
    return list(_within(resource, model, (None, resource["resourceType"])))


def _within(element: Resource, model: BaseModel, place: Place) -> Iterator[Resource]:
    fields = _fields(type(model))
    for name, item in element.items():
        if name not in fields:
            continue
        attribute, codes = fields[name]
        typed = getattr(model, attribute)
        if isinstance(item, list):
            for number, (one, its) in enumerate(zip(item, typed, strict=False)):
                yield from _value(one, its, codes, ((place, name), number))
        else:
            yield from _value(item, typed, codes, (place, name))


def _value(item: Any, typed: Any, codes: frozenset[str], place: Place) -> Iterator[Resource]:
    if isinstance(typed, BaseModel):
        if isinstance(item, dict):
            yield from _within(item, typed, place)
    elif _kind(item) != _kind(typed):
        yield issue("structure", f"Should be a JSON {_kind(typed)}.", spelt(place))
    elif codes and item not in codes:
        yield issue("code-invalid", f"Should be one of: {', '.join(sorted(codes))}.", spelt(place))


def _kind(value: Any) -> str:
    if isinstance(value, bool):
        return "boolean"
    return "number" if isinstance(value, int | float | Decimal) else "string"


@cache
def _fields(model: type[BaseModel]) -> dict[str, tuple[str, frozenset[str]]]:
    """By element name: the attribute that holds it, and the codes of a required binding."""
    fields = {}
    for attribute, field in model.model_fields.items():
        extra = field.json_schema_extra
        codes = extra.get("enum_values", []) if isinstance(extra, dict) else []
        known = frozenset(map(str, codes)) if isinstance(codes, list) else frozenset()
        # "+" stands for codes that the library leaves out
        fields[field.alias or attribute] = attribute, frozenset() if "+" in known else known
    return fields
