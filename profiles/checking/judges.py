"""The parts of a compiled profile: judges of objects, lists and simple values in wire JSON.

A judge changes nothing and stops at nothing: it says what is wrong to the `Findings`, and looks further.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeAlias

from profiles.checking import faults
from profiles.checking.faults import Wrong
from profiles.checking.fhirpath import Invariant
from profiles.checking.fhirpath.navigation import extension_texts
from profiles.checking.findings import Fault, Findings, Rule
from profiles.checking.primitives import Simple
from profiles.checking.slices import Sort
from profiles.checking.snapshots import UNUSABLE
from profiles.wire import Resource

Judge: TypeAlias = Callable[[Any, Any, str | int, Findings], None]
"""Takes a value, the object or list that holds it, its name or index in there, and the findings."""


class Kept(NamedTuple):
    """An invariant, what to say where it is not kept, and what of it has no answer where it is."""

    holds: Invariant
    fault: Fault
    unanswered: str = ""
    looks_around: bool = False
    """Whether its answer hangs on more than the element."""
    only_where: tuple[str, Sequence[str]] | None = None
    """The URL of an extension and its texts, where it asks something only of an element with one of these."""


class Known(dict[str, AbstractSet[str]]):
    """By the name of an element, texts that its judge would have nothing to say of."""

    def __missing__(self, name: str) -> AbstractSet[str]:
        return _NOTHING


_NOTHING: AbstractSet[str] = frozenset()


class Judges(dict[str, Judge]):
    """Judges by name, each made when it is first asked for: of most types a resource has few elements."""

    def __init__(self, makers: Mapping[str, Callable[[], Judge]], other: Judge) -> None:
        self._makers = makers
        self._other = other

    def __missing__(self, name: str) -> Judge:
        if name not in self._makers:
            return self._other
        try:
            self[name] = self._makers[name]()
        except UNUSABLE:
            self[name] = _unusable
        return self[name]

    def make(self) -> None:
        """Make all of them now. Raises what `UNUSABLE` lists."""
        for name in self._makers:
            self[name] = self._makers[name]()


@dataclass(frozen=True, slots=True)
class Shape:
    """What an object may hold and must hold, and the rules for the object as a whole.

    `empty` says that an object has something in it (ele-1): once for the type, and once for its place.
    """

    parts: Judges
    known: Known
    required: Sequence[str]
    rules: Sequence[Rule] = ()
    invariants: Sequence[Kept] = ()
    empty: Sequence[Fault] = ()

    def with_rules(self, rules: Sequence[Rule], invariants: Sequence[Kept], empty: Fault) -> Shape:
        """The same with the rules of the place that an object stands at."""
        return Shape(
            self.parts,
            self.known,
            self.required,
            [*self.rules, *rules],
            [*self.invariants, *invariants],
            list(dict.fromkeys([*self.empty, empty])),
        )

    def judge(self) -> Judge:
        """The shape as a judge."""
        parts, known, required, rules, invariants, empty = (
            self.parts,
            self.known,
            self.required,
            tuple(self.rules),
            tuple(self.invariants),
            tuple(self.empty),
        )

        looks_around = any(one.looks_around for one in invariants)
        always = tuple(one for one in invariants if one.only_where is None)
        at_times = _by_extension(invariants)

        def judge(value: Any, holder: Any, name: str | int, findings: Findings) -> None:
            if not isinstance(value, dict):
                findings.wrong(holder, name, faults.NO_OBJECT)
                return
            for key, item in value.items():
                if item.__class__ is str and item in known[key]:
                    continue
                parts[key](item, value, key, findings)
            for key in required:
                if key not in value and f"_{key}" not in value:  # or an extension says why
                    findings.wrong(value, key, faults.MISSING)
            if len(value) < 2 and (not value or "id" in value):
                for fault in empty:
                    findings.fault(value, fault)
            for rule in rules:
                try:
                    rule(value, findings)
                except Exception as stumbled:  # malformed JSON, of which the structure tells
                    findings.stumble(value, stumbled)
            if looks_around:
                findings.looks_around += 1
            for holds, fault, unanswered, _, _ in always:
                if not holds(value, findings.scope):
                    findings.fault(value, fault)
                elif unanswered:
                    findings.unjudged.append((value, unanswered))
            for url, by_text in at_times:
                try:
                    said = extension_texts(value, url)
                except Exception as stumbled:  # malformed JSON, of which the structure tells
                    findings.stumble(value, stumbled)
                    continue
                for text in said:
                    for holds, fault, *_ in by_text.get(text, ()):
                        if not holds(value, findings.scope):
                            findings.fault(value, fault)

        return judge


def _by_extension(invariants: Sequence[Kept]) -> tuple[tuple[str, dict[str, list[Kept]]], ...]:
    """Those that ask something only of an element with an extension, by its URL and its text."""
    found: dict[str, dict[str, list[Kept]]] = {}
    for one in invariants:
        if one.only_where is not None:
            url, texts = one.only_where
            for text in texts:
                found.setdefault(url, {}).setdefault(text, []).append(one)
    return tuple(found.items())


def list_of(item: Judge, least: int, most: int | None, rules: Sequence[Rule] = ()) -> Judge:
    """A list with a judge for each item of it."""

    def judge(value: Any, holder: Any, name: str | int, findings: Findings) -> None:
        if type(value) is not list:
            findings.wrong(holder, name, faults.NO_LIST)
            return
        for index, one in enumerate(value):
            item(one, value, index, findings)
        if len(value) < least or (most is not None and len(value) > most):
            findings.wrong(holder, name, faults.miscounted(value, least, most))
        for rule in rules:
            rule(value, findings)

    return judge


def sliced_list(sort: Sort, slices: Judges, least: int, most: int | None) -> Judge:
    """A list whose items are judged by the slice that each belongs to."""

    def judge(value: Any, holder: Any, name: str | int, findings: Findings) -> None:
        if type(value) is not list:
            findings.wrong(holder, name, faults.NO_LIST)
            return
        names = sort(value, findings)
        for index, one in enumerate(value):
            slices[names[index]](one, value, index, findings)
        if len(value) < least or (most is not None and len(value) > most):
            findings.wrong(holder, name, faults.miscounted(value, least, most))

    return judge


def simple(values: Simple, wrong: Callable[[Any], Wrong]) -> Judge:
    """A simple value; if it does not fit, `wrong` says what is wrong with it."""
    fits, known, _ = values

    def judge(value: Any, holder: Any, name: str | int, findings: Findings) -> None:
        if not (value.__class__ is str and value in known) and not fits(value):
            findings.wrong(holder, name, wrong(value))

    return judge


def or_null(item: Judge) -> Judge:
    """An item of a list of simple values, where null is for what is beside it (R4, JSON)."""

    def judge(value: Any, holder: Any, name: str | int, findings: Findings) -> None:
        if value is None:
            findings.gaps += 1
        else:
            item(value, holder, name, findings)

    return judge


def collected(values: Simple, wrong: Callable[[Any], Wrong]) -> Judge:
    """An element's id, which no other element has."""

    def judge(value: Any, holder: Any, name: str | int, findings: Findings) -> None:
        if values.fits(value):
            findings.ids.append(value)
        else:
            findings.wrong(holder, name, wrong(value))

    return judge


def beside(element: Judge) -> Judge:
    """What stands beside a simple value, or beside each value of a list: an id and extensions."""

    def judge(value: Any, holder: Any, name: str | int, findings: Findings) -> None:
        if not isinstance(value, list):
            element(value, holder, name, findings)
            return
        for index, item in enumerate(value):
            if item is not None:
                element(item, value, index, findings)

    return judge


def also(judge: Judge, rules: Sequence[Rule], invariants: Sequence[Kept]) -> Judge:
    """A simple element, one or a list, with rules of the object around it and invariants of each value."""

    def both(value: Any, holder: Resource, name: str | int, findings: Findings) -> None:
        judge(value, holder, name, findings)
        for rule in rules:
            try:
                rule(holder, findings)
            except Exception as stumbled:  # malformed JSON, of which the structure tells
                findings.stumble(holder, stumbled)
        for item in value if isinstance(value, list) else [value]:
            for holds, fault, unanswered, looks_around, _ in invariants if item is not None else ():
                findings.looks_around += looks_around
                if not holds(item, findings.scope):
                    findings.fault(holder, fault, name)
                elif unanswered:
                    findings.unjudged.append((holder, unanswered))

    return both


def _unusable(_value: Any, holder: Any, name: str | int, findings: Findings) -> None:
    """Says of an element that its definition is malformed."""
    findings.unjudged.append((holder, f"the element {name}, whose definition is malformed"))


def unusable(url: str) -> Judge:
    """Says of a value that the definition that it is held against is malformed."""
    words = "the definition is malformed: nothing was held against it"
    fault = Fault("error", "profile", "definition", words, url)

    def judge(value: Any, holder: Any, name: str | int, findings: Findings) -> None:
        if holder is None:
            findings.fault(value, fault)
        else:
            findings.fault(holder, fault, name)

    return judge


def refused(wrong: Wrong) -> Judge:
    """What may not be there at all."""
    return lambda _value, holder, name, findings: findings.wrong(holder, name, wrong)


def resource_within(
    profiles: Mapping[str, tuple[str, ...]], wrong: Fault, also_judged: Judge | None = None
) -> Judge:
    """A resource in a resource: collected, and held against its own profiles afterwards.

    `profiles` are the types that it may be of, each with the profiles of which it is to meet one; any type
    if there is none. `also_judged` is what is said of it beside that.
    """

    def judge(value: Any, holder: Any, name: str | int, findings: Findings) -> None:
        if not isinstance(value, dict):
            findings.wrong(holder, name, faults.NO_OBJECT)
            return
        kind = str(value.get("resourceType"))
        if profiles and kind not in profiles:
            findings.fault(value, wrong)
        findings.nested.append((value, profiles.get(kind, ())))
        if also_judged is not None:
            also_judged(value, holder, name, findings)

    return judge
