"""What a resource can be found by: the rows that the search table yields for it."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, TypeAlias

from adapter.sandbox import dates
from adapter.sandbox.parameters import parameters_of
from profiles.wire import Resource

Found: TypeAlias = tuple[str, str]
"""A value and its qualifier: a code and its system, a reference and nothing, folded letters and the letters
as written, the first instant and the first after."""
Look: TypeAlias = tuple[str, Callable[[Any], Iterator[Found]], tuple[str, ...]]


def folded(text: str) -> str:
    """Letters without accents and case, for string search (R4, search §3.1.1.4.10)."""
    if text.isascii():
        return text.casefold()
    decomposed = unicodedata.normalize("NFD", text.casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def index(resource: Resource) -> list[tuple[str, str, str]]:
    """Each (parameter, value, qualifier) that finds this resource; none twice."""
    rows: dict[tuple[str, str, str], None] = {}
    looks = _looks(resource["resourceType"])
    for element, content in resource.items():
        for name, look, rest in looks.get(element, ()):
            for value in _at(content, rest):
                for found, qualifier in look(value):
                    rows[name, found, qualifier] = None
    return list(rows)


@cache
def _looks(resource_type: str) -> dict[str, list[Look]]:
    """By the first element of their paths: parameter, how it reads a value, and the rest of the path."""
    looks: dict[str, list[Look]] = {}
    for parameter in parameters_of(resource_type).values():
        for first, *rest in parameter.paths:
            own = looks.setdefault(first, [])
            own.append((parameter.name, _BY_KIND[parameter.kind], tuple(rest)))
            if parameter.kind == "reference":
                own.append((f"{parameter.name}:identifier", _tokens, (*rest, "identifier")))
    return looks


def _at(value: Any, path: tuple[str, ...]) -> list[Any]:
    if isinstance(value, list):
        return [found for item in value for found in _at(item, path)]
    if not path:
        return [value]
    if isinstance(value, dict) and path[0] in value:
        return _at(value[path[0]], path[1:])
    return []


def _tokens(value: Any) -> Iterator[Found]:
    if isinstance(value, bool):
        yield ("true" if value else "false"), ""
    elif isinstance(value, str):
        yield value, ""
    elif isinstance(value, dict):
        for coding in value.get("coding", ()):
            yield from _tokens(coding)
        code = value.get("code", value.get("value"))
        if isinstance(code, str):
            yield code, str(value.get("system", ""))


def _references(value: Any) -> Iterator[Found]:
    reference = value.get("reference") if isinstance(value, dict) else value
    if isinstance(reference, str) and not reference.startswith("#"):
        yield reference.partition("/_history/")[0], ""


def _strings(value: Any) -> Iterator[Found]:
    if isinstance(value, str):
        yield folded(value), value
    elif isinstance(value, dict):
        for part in ("family", "given", "prefix", "suffix", "text"):
            for text in _at(value, (part,)):
                yield from _strings(text)


def _dates(value: Any) -> Iterator[Found]:
    try:
        yield dates.stretch(value) if isinstance(value, str) else dates.period(value)
    except (dates.NotADate, TypeError):
        return  # an ill-typed date is for the structure check; where that is off, it is merely not found


def _uris(value: Any) -> Iterator[Found]:
    if isinstance(value, str):
        yield value, ""


_BY_KIND: dict[str, Callable[[Any], Iterator[Found]]] = {
    "token": _tokens,
    "reference": _references,
    "string": _strings,
    "date": _dates,
    "uri": _uris,
}
