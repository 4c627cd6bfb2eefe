"""What a schema alone cannot say, as functions over wire JSON: choices, values, slices, references."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from profiles.checking.conditions import condition
from profiles.checking.fhirpath import invariant
from profiles.checking.findings import Fault, Findings, Rule
from profiles.checking.issues import Severity
from profiles.checking.judges import Kept
from profiles.checking.patterns import agreeing, same
from profiles.checking.references import literal_type, said_type
from profiles.checking.slices import NO_SLICE, UNTOLD, Counts
from profiles.checking.snapshots import Element, choice_name
from profiles.wire import Resource

_BY_STRUCTURE = {"ele-1", "ext-1", "dom-2", "dom-3", "dom-4", "dom-5", "dom-6"}
"""Invariants of every element or resource that are checked without FHIRPath, since they are on everything."""

NOT_AT_HAND = "a profile that is not at hand"

_AROUND = ("%resource", "%rootResource", "%context", "resolve(", "now(", "today(")
"""In FHIRPath, what leads out of the element, or to another answer tomorrow."""

_REF_1 = (
    "reference.startsWith('#').not() or"
    " (reference.substring(1).trace('url') in %rootResource.contained.id.trace('ids'))"
)
"""R4's rule of every Reference; it looks around by a literal `reference` alone, which `remembering` knows."""

_IN_NO_SLICE = "belongs to no slice of {}, and no other is allowed"

_NOT_ANSWERED = ("memberOf", "conformsTo")
"""What counts as true in FHIRPath here: nothing answers it."""


def choice(base: str, names: Sequence[str], least: int, profile: str) -> Rule:
    """At most one of the types of a choice, and at least `least`."""
    keys = frozenset([*names, *(f"_{name}" for name in names)])
    several = Fault("error", "choice", "max", f"only one type of {base}[x] may be given", profile)
    none = Fault("error", "cardinality", "min", "is required", profile)

    def rule(value: Resource, findings: Findings) -> None:
        given = keys & value.keys()
        if len(given) > 1 and len({name.removeprefix("_") for name in given}) > 1:
            findings.fault(value, several, base)
        elif not given and least:
            findings.fault(value, none, base)

    return rule


@cache
def meets_one(profiles: tuple[str, ...]) -> Rule:
    """The rule of a value that is to meet one of these profiles."""
    words = f"meets none of the profiles that are allowed here: {', '.join(profiles)}"
    fault = Fault("error", "profile", "profile", words, profiles[0])

    def rule(value: Any, findings: Findings) -> None:
        said = {findings.conforms(value, url) for url in profiles}
        if True not in said and None in said:
            findings.unjudged.append((value, NOT_AT_HAND))
        elif True not in said:
            findings.fault(value, fault)

    return rule


def slice_of_choice(part: Element, code: str) -> str:
    """The name of the slice that a choice is in if it is of a type; empty if there is none."""
    named = choice_name(part, code)
    if named in part.slices:
        return named
    return next((name for name, one in part.slices.items() if code in {each.code for each in one.types}), "")


def closed_choice(part: Element, profile: str) -> Rule | None:
    """That a choice is in one of its slices where these are closed."""
    names = {choice_name(part, one.code) for one in part.types if not slice_of_choice(part, one.code)}
    if part.raw.get("slicing", {}).get("rules") != "closed" or not names:
        return None
    base = part.name.removesuffix("[x]")
    fault = Fault("error", "slice", "closed", _IN_NO_SLICE.format(part.path), profile)

    def rule(value: Resource, findings: Findings) -> None:
        if not names.isdisjoint(value):
            findings.fault(value, fault, base)

    return rule


def by_its_type(part: Element) -> bool:
    """Whether a choice is sliced by its type, as most are."""
    told = part.raw.get("slicing", {}).get("discriminator", ())
    return [(one["type"], one["path"]) for one in told] == [("type", "$this")]


def has_value(part: Element, profile: str) -> Rule | None:
    """The fixed or pattern value of an object."""
    fixed, pattern = part.fixed(), part.pattern()
    if fixed is None and pattern is None:
        return None
    kind, words = ("fixed", "exactly the value") if pattern is None else ("pattern", "a value such as")
    fault = Fault("error", "value", kind, f"is not {words} the profile asks for", profile)
    agrees = agreeing(pattern) if pattern is not None else lambda value: same(value, fixed)

    def rule(value: Any, findings: Findings) -> None:
        if not agrees(value):
            findings.fault(value, fault)

    return rule


def slice_counts(part: Element, profile: str) -> Counts | None:
    """How often each slice of a list may occur, and whether anything outside of them may.

    Where an item's slice is `UNTOLD`, none is told to be missing.
    """
    limits = {
        name: (one.least, one.most)
        for name, one in part.slices.items()
        if one.least or (one.most is not None and one.most != part.most)
    }
    closed = part.raw.get("slicing", {}).get("rules") == "closed"
    if not limits and not closed:
        return None

    required = {name for name, (least, _) in limits.items() if least}
    once_is_enough = all(least <= 1 and most != 0 for least, most in limits.values())

    def counts(items: list[Any], names: list[str], findings: Findings) -> None:
        seen = set(names)
        if once_is_enough and not closed and len(seen) == len(names) and required <= seen:
            return
        if closed:
            words = _IN_NO_SLICE.format(part.path)
            for item, name in zip(items, names, strict=True):
                if name == NO_SLICE:
                    at = item if isinstance(item, dict) else items
                    findings.fault(at, Fault("error", "slice", "closed", words, profile))
        for name, (least, most) in limits.items():
            count = names.count(name)
            if count < least and UNTOLD not in seen:
                words = f"{name} is required in {part.path}: found {count} of at least {least}"
                findings.fault(items, Fault("error", "slice", name, words, profile))
            elif most is not None and count > most:
                words = f"{name} occurs {count} times in {part.path}: at most {most}"
                findings.fault(items, Fault("error", "slice", name, words, profile))

    return counts


def missing_slices(part: Element, profile: str) -> Rule | None:
    """That a list which holds required slices is there at all; a rule of the object around it."""
    faults = [
        Fault("error", "slice", name, f"{name} is required in {part.path}", profile)
        for name, one in part.slices.items()
        if one.least
    ]
    if not faults or not part.many:
        return None
    name = part.name

    def rule(value: Resource, findings: Findings) -> None:
        if name not in value:
            for fault in faults:
                findings.fault(value, fault, name)

    return rule


def refers_to(targets: frozenset[str], profile: str) -> Rule:
    """The type of what a Reference leads to, as far as the reference or the Bundle says it."""
    listed = " or ".join(sorted(targets))
    fault = Fault("error", "reference", "target", f"may refer to {listed} only", profile)

    def rule(value: Resource, findings: Findings) -> None:
        said = _type_of(value, findings)
        if said is not None and said not in targets:
            findings.fault(value, fault)

    return rule


def _type_of(reference: Resource, findings: Findings) -> str | None:
    literal = reference.get("reference")
    if isinstance(literal, str):
        if found := literal_type(literal):
            return found
        resource = findings.scope.resolve(literal)
        if resource is not None:
            return str(resource.get("resourceType"))
    return said_type(reference)


def expressed(raw: Resource) -> list[Resource]:
    """The invariants of an element (`constraint` of its definition) that FHIRPath judges."""
    return [
        one for one in raw.get("constraint", ()) if one["key"] not in _BY_STRUCTURE and one.get("expression")
    ]


def kept(raw: Resource, type_name: str) -> Kept:
    """One invariant of an element, with what to say of it."""
    key = raw["key"]
    severity: Severity = "error" if raw.get("severity") == "error" else "warning"
    fault = Fault(severity, "invariant", key, raw["human"], raw.get("source", type_name))
    try:
        holds = invariant(raw["expression"], type_name, key)
    except ValueError:
        return Kept(lambda _element, _scope: True, fault, f"the rule {key}, whose FHIRPath cannot be read")
    asks = [name for name in _NOT_ANSWERED if name in raw["expression"]]
    unanswered = f"the rule {key}, which asks for {' and '.join(asks)}" if asks else ""
    looks_around = raw["expression"] != _REF_1 and any(sign in raw["expression"] for sign in _AROUND)
    only_where = None if asks or looks_around else condition(raw["expression"])
    return Kept(holds, fault, unanswered, looks_around, only_where)


def element_has_content(profile: str) -> Fault:
    """What to say of an object with nothing in it but an id."""
    return Fault("error", "invariant", "ele-1", "an element has a value or something in it", profile)


def not_sliced(what: str, value: Any, findings: Findings, names: frozenset[str] | None = None) -> None:
    """The rule of a list whose slices cannot be told apart here, or of what holds such an element."""
    if names is None or not names.isdisjoint(value):
        findings.unjudged.append((value, what))
