"""Which slice an item of a list belongs to, by its discriminators (R4, profiling.html#discriminator)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import reduce
from typing import Any, TypeAlias

from profiles.checking.discriminators import CannotSlice, Elsewhere, Step, elements, steps, type_of, values
from profiles.checking.fhirpath.model import is_a
from profiles.checking.fhirpath.values import Items
from profiles.checking.findings import Findings
from profiles.checking.patterns import agreeing, at
from profiles.checking.snapshots import Definitions, Element
from profiles.checking.value_sets import expansion
from profiles.wire import Resource

Verdict: TypeAlias = bool | None
"""`None` where nothing at hand can tell."""

Counts: TypeAlias = Callable[[list[Any], list[str], Findings], None]
"""Looks at the items of a list and the name of each one's slice."""

Sort: TypeAlias = Callable[[list[Any], Findings], list[str]]
"""The name of the slice of each item of a list: `NO_SLICE` for none, `UNTOLD` where nothing can tell."""

_Named: TypeAlias = Callable[[Any, Findings], str]
"""The name of one item's slice."""

_Path: TypeAlias = tuple[Step, ...]

_Tells: TypeAlias = Callable[[Any, Findings], Verdict]
"""Whether an item is what one discriminator of a slice asks for."""

_Wanted: TypeAlias = Callable[[list[Any]], Verdict]
"""Whether what stands at a path is what a slice has there."""

NO_SLICE = ""

UNTOLD = "?"
"""In place of a name, where nothing at hand can tell which slice it is."""


def sorting(part: Element, counts: Counts | None, definitions: Definitions) -> Sort:
    """The function that names the slice of each item of a list, and has them counted.

    An item of which nothing can tell the slice is told as not checked. Raises `CannotSlice`.
    """
    discriminators = part.raw.get("slicing", {}).get("discriminator", ())
    if not discriminators:
        raise CannotSlice(f"{part.id} has no discriminator")
    paths = [(item["type"], steps(item["path"])) for item in discriminators]
    if len(paths) == 1 and (told := _by_one_text(part, *paths[0])):
        names, slices = told
        if len(names) == 1:
            return sorting_by_text(names[0], slices, counts)
        named = _by_text(names, slices)
    else:
        named = _named(part, paths, definitions)
    untold = f"which slice of {part.path} this is"

    def sort(items: list[Any], findings: Findings) -> list[str]:
        sorted_as: list[str] = []
        for item in items:
            try:
                name = NO_SLICE if item is None else named(item, findings)
            except Exception as stumbled:  # malformed JSON, of which the structure tells
                findings.stumble(items, stumbled)
                name = UNTOLD
            else:
                if name == UNTOLD:
                    findings.unjudged.append((item if isinstance(item, dict) else items, untold))
            sorted_as.append(name)
        if counts is not None:
            counts(items, sorted_as, findings)
        return sorted_as

    return sort


def _by_text(names: list[str], slices: dict[str, str]) -> _Named:
    def named(item: Any, _: Findings) -> str:
        for text in at(item, names):
            if text in slices:
                return slices[text]
        return NO_SLICE

    return named


def sorting_by_text(key: str, slices: dict[str, str], counts: Counts | None) -> Sort:
    """The same where the text under one key tells the slice: the URL of an extension, a system."""

    def named(item: Any) -> str:
        text = item.get(key) if isinstance(item, dict) else None
        return slices.get(text, NO_SLICE) if isinstance(text, str) else NO_SLICE

    def sort(items: list[Any], findings: Findings) -> list[str]:
        try:
            sorted_as = [slices.get(item.get(key), NO_SLICE) for item in items]
        except (AttributeError, TypeError) as stumbled:  # malformed JSON, of which the structure tells
            if counts is not None:
                findings.stumble(items, stumbled)
            return [named(item) for item in items]
        if counts is not None:
            counts(items, sorted_as, findings)
        return sorted_as

    return sort


def _named(part: Element, paths: list[tuple[str, _Path]], definitions: Definitions) -> _Named:
    if len(paths) == 1 and (values := _by_values(part, *paths[0])):
        return values
    matchers = [
        (name, [_matcher(part, one, kind, path, definitions) for kind, path in paths])
        for name, one in part.slices.items()
    ]

    def named(item: Any, findings: Findings) -> str:
        untold = False
        for name, all_of in matchers:
            said = [tells(item, findings) for tells in all_of]
            if all(said):
                return name
            untold |= False not in said
        return UNTOLD if untold else NO_SLICE

    return named


def _by_values(part: Element, kind: str, path: _Path) -> _Named | None:
    """Where each slice has a value or a pattern at one path: that is gone once for all of them."""
    if kind not in ("value", "pattern") or (names := _names(path)) is None:
        return None
    expected = [(name, _plainly(one, names)) for name, one in part.slices.items()]
    if any(value is None for _, value in expected):
        return None
    slices = [(name, agreeing(value)) for name, value in expected]

    def named(item: Any, _: Findings) -> str:
        there = at(item, names)
        for name, agrees in slices:
            if any(map(agrees, there)):
                return name
        return NO_SLICE

    return named


def _by_one_text(part: Element, kind: str, path: _Path) -> tuple[list[str], dict[str, str]] | None:
    """The common case, told by one text (the system of an identifier): the path to it, and its slices."""
    if kind not in ("value", "pattern") or not path or (names := _names(path)) is None:
        return None
    expected = {name: _plainly(one, names) for name, one in part.slices.items()}
    if not all(isinstance(text, str) for text in expected.values()):
        return None
    return names, {text: name for name, text in reversed(expected.items())}


def _names(path: _Path) -> list[str] | None:
    """The path as names of elements; None where it has functions."""
    return None if any(step.function for step in path) else [step.name for step in path]


def _plainly(one: Element, names: list[str]) -> Any:
    """What a slice fixes at the path: there, or within a pattern above it; None where it does not."""
    for left in range(len(names) + 1):
        for given in (one.fixed(), one.pattern()):
            if given is not None and (found := at(given, names[left:])):
                return found[0]
        if left == len(names) or names[left] not in one.parts:
            return None
        one = one.parts[names[left]]
    return None


# ── One discriminator of one slice ───────────────────────────────────────────────────────────────────


def _matcher(part: Element, one: Element, kind: str, path: _Path, definitions: Definitions) -> _Tells:
    if kind in ("value", "pattern"):
        names = _names(path)
        if names is not None and (fixed := _plainly(one, names)) is not None:
            agrees = agreeing(fixed)
            return lambda item, _: any(map(agrees, at(item, names)))
        return _by_what_is_there(part, path, _wanted(one, path, definitions))
    above = reduce(lambda ones, step: _next(ones, step, definitions), path[:-1], [one])
    leads_away = bool(path) and path[-1].function == "resolve"
    reached = above if leads_away or not path else _next(above, path[-1], definitions)
    types = [type_ for each in reached for type_ in each.types]
    urls = [url for type_ in types for url in (type_.targets if leads_away else type_.profiles)]
    codes = {type_of(url, definitions) for url in urls} if leads_away else {type_.code for type_ in types}
    if kind == "exists":
        return _by_what_is_there(part, path, [_existing(each) for each in reached])
    if kind == "type" and codes:
        return _by_type(part, path, codes)
    if kind == "profile" and urls:
        return _by_profile(part, path, urls, codes)
    raise CannotSlice(f"{one.id} is told by its {kind}")


def _next(ones: list[Element], step: Step, definitions: Definitions) -> list[Element]:
    return [below for one in ones for below in elements(one, step, definitions)]


def _look(part: Element, path: _Path, item: Any, findings: Findings) -> Items:
    kind = part.types[0].code if part.types else part.reuses or ""
    if kind in ("BackboneElement", "Element"):
        kind = part.path
    elif kind in ("Resource", "DomainResource"):
        kind = str(item["resourceType"])
    return values((item, kind, None), path, findings.scope.resolve)


def _by_type(part: Element, path: _Path, codes: set[str]) -> _Tells:
    def said(value: Any, kind: str) -> Verdict:
        if isinstance(value, Elsewhere):
            return value.type in codes if value.type else None
        return any(is_a(kind, code) for code in codes)

    return lambda item, findings: _any(
        said(value, kind) for value, kind, _ in _look(part, path, item, findings)
    )


def _by_profile(part: Element, path: _Path, urls: list[str], codes: set[str]) -> _Tells:
    def tells(item: Any, findings: Findings) -> Verdict:
        return _any(
            (None if value.type is None or value.type in codes else False)
            if isinstance(value, Elsewhere)
            else _any(findings.conforms(value, url) for url in urls)
            for value, _, _ in _look(part, path, item, findings)
        )

    return tells


def _by_what_is_there(part: Element, path: _Path, wanted: list[_Wanted]) -> _Tells:
    def tells(item: Any, findings: Findings) -> Verdict:
        found = [value for value, _, _ in _look(part, path, item, findings)]
        here = [value for value in found if not isinstance(value, Elsewhere)]
        if here or not found:
            said = _any(one(here) for one in wanted)
            return said if said or len(here) == len(found) else None
        return None

    return tells


# ── What a slice has at a path ───────────────────────────────────────────────────────────────────────


def _wanted(one: Element, path: _Path, definitions: Definitions) -> list[_Wanted]:
    """What is to stand at a path below an element: what one of these says. Raises `CannotSlice`."""
    names = _names(path)
    for given in (one.fixed(), one.pattern()):
        if given is not None and names is not None and (found := at(given, names)):
            return [_agreeing(found[0])]
    if path:
        below = elements(one, path[0], definitions)
        return [wanted for each in below for wanted in _wanted(each, path[1:], definitions)]
    binding = one.raw.get("binding", {})
    if binding.get("strength") == "required" and "valueSet" in binding:
        return [_member(binding["valueSet"], definitions)]
    return [_existing(one)]


def _agreeing(given: Any) -> _Wanted:
    agrees = agreeing(given)
    return lambda here: any(map(agrees, here))


def _existing(one: Element) -> _Wanted:
    """That something is there, or nothing, as the slice has it."""
    if one.least:
        return lambda here: bool(here)
    if one.most == 0:
        return lambda here: not here
    raise CannotSlice(f"{one.id} may be anything")


def _member(url: str, definitions: Definitions) -> _Wanted:
    def wanted(here: list[Any]) -> Verdict:
        members = expansion(url.partition("|")[0], definitions)
        if members is None:
            return None
        return _any(
            members.contains_plain(value)
            if isinstance(value, str)
            else _any(
                members.contains(one.get("system", ""), one["code"])
                for one in _codings(value)
                if "code" in one
            )
            for value in here
        )

    return wanted


def _codings(value: Resource) -> list[Resource]:
    codings: list[Resource] = value.get("coding", [value])
    return codings


def _any(said: Iterable[Verdict]) -> Verdict:
    """Whether any of it holds; None where that hangs on what cannot be told."""
    untold = False
    for one in said:
        if one:
            return True
        untold |= one is None
    return None if untold else False
