"""What the rules of one check have found so far, each with the value that it is about."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from typing import Any, NamedTuple, TypeAlias, overload

from profiles.checking.element_types import ElementTypes, Steps
from profiles.checking.faults import UNKNOWN, Wrong, other_type
from profiles.checking.fhirpath import Scope
from profiles.checking.issues import Issue, Kind, NotChecked, Severity
from profiles.checking.references import nowhere
from profiles.wire import Resource


class Fault(NamedTuple):
    """A rule that is not met, without a place: see `Issue`."""

    severity: Severity
    kind: Kind
    rule: str
    message: str
    profile: str

    def at(self, path: str) -> Issue:
        return Issue(self.severity, self.kind, self.rule, path, self.message, self.profile)


Conforms: TypeAlias = Callable[[Any, str, Scope], bool | None]


class Extension(NamedTuple):
    """An extension that the profile at hand does not list, and where it stands."""

    url: str
    definition: Resource | None
    among: list[Any]
    at: int
    profile: str


class Findings:
    """Collects faults beside the values that they are about; where those stand is found out afterwards.

    A resource that is as it should be costs nothing for its places.
    """

    __slots__ = (
        "_conforms",
        "alone",
        "extensions",
        "faults",
        "gaps",
        "ids",
        "looks_around",
        "nested",
        "profile",
        "scope",
        "stumbled",
        "unjudged",
    )

    def __init__(self, scope: Scope, conforms: Conforms, profile: str) -> None:
        self.scope = scope
        self.alone = scope.resolve is nowhere
        """Whether no literal reference can lead to anything at hand."""
        self._conforms = conforms
        self.profile = profile
        """What the resource, or an element of it that is judged apart, is held against at the moment."""
        self.faults: list[tuple[Any, str | int, Fault]] = []
        self.extensions: list[Extension] = []
        self.unjudged: list[tuple[Any, str]] = []
        self.nested: list[tuple[Resource, tuple[str, ...]]] = []
        """The resources within, each with the profiles of which it is to meet one."""
        self.ids: list[str] = []
        """Of elements, so that nobody has to look for one that occurs twice."""
        self.looks_around = 0
        """How many elements had a rule that may hang on more than what is in them."""
        self.gaps = 0
        """How many lists of simple values hold null."""
        self.stumbled: list[Exception] = []
        """What a rule could not make sense of: malformed JSON, which the structure tells of."""

    def extent(self) -> tuple[int, ...]:
        """How much has been found so far: if it is the same again, nothing was but what is not judged."""
        return (
            len(self.faults),
            len(self.extensions),
            len(self.nested),
            len(self.ids),
            len(self.stumbled),
            self.gaps,
            self.looks_around,
        )

    def conforms(self, value: Any, url: str) -> bool | None:
        """Whether a value in this scope, or a resource that it can see, conforms to a profile.

        None where the profile is not at hand, or where the answer hangs on itself.
        """
        self.looks_around += 1  # the profile's own invariants may
        return self._conforms(value, url, self.scope)

    def stumble(self, value: Any, stumbled: Exception) -> None:
        """A rule about `value` raised this: malformed JSON keeps it from being judged."""
        self.stumbled.append(stumbled)
        self.unjudged.append((value, "a rule that cannot be judged before the errors there are corrected"))

    def fault(self, value: Any, fault: Fault, below: str | int = "") -> None:
        """`value` is an object or a list; `below` is the name or index of something in it."""
        self.faults.append((value, below, fault))

    def wrong(self, holder: Any, name: str | int, wrong: Wrong) -> None:
        """A fault of the structure, which the profile at hand does not allow."""
        kind, rule, message, severity = wrong
        self.faults.append((holder, name, Fault(severity, kind, rule, message, self.profile)))


Rule: TypeAlias = Callable[[Any, Findings], None]
"""Looks at one object or list of the resource; says what is wrong to the findings."""


class Places:
    """Where the objects and lists of a resource stand, as FHIRPath expressions."""

    def __init__(self, resource: Resource, types: ElementTypes, kind: str = "") -> None:
        self._type = kind or str(resource.get("resourceType"))
        self._types = types
        self._known: dict[int, Steps] = {}
        self.shared = False
        """Whether one object or list stands in two places: a mapper may have made it once for both."""
        for value, steps in walk(resource):
            self.shared = self.shared or id(value) in self._known
            self._known[id(value)] = steps

    def steps(self, value: Any, below: str | int = "") -> Steps:
        """The way to an object or a list, or to what is `below` it."""
        known = self._known[id(value)]
        return known if below == "" else (*known, below)

    def path(self, value: Any, below: str | int = "") -> str:
        return self._types.path(self._type, self.steps(value, below))

    def names(self, steps: Steps) -> frozenset[str]:
        """What extensions call the element at a place: see `ElementTypes`."""
        return self._types.names(self._type, steps)

    def issue(self, value: Any, below: str | int, fault: Fault) -> Issue:
        """A fault with its place; a name that R4 has for a choice is told to be that."""
        steps = self.steps(value, below)
        if fault.kind == UNKNOWN.kind and (choice := self._types.choice(self._type, steps)):
            kind, rule, message, severity = other_type(choice, str(below))
            fault = Fault(severity, kind, rule, message, fault.profile)
        return fault.at(self._types.path(self._type, steps))


class Unjudged(Sequence[NotChecked]):
    """What could not be judged in a resource; the places are looked for when they are asked for."""

    def __init__(self, resource: Resource, types: ElementTypes, unjudged: list[tuple[Any, str]]) -> None:
        self._resource = resource
        self._types = types
        self._unjudged = unjudged

    @cached_property
    def _told(self) -> tuple[NotChecked, ...]:
        places = Places(self._resource, self._types)
        return tuple(dict.fromkeys(NotChecked(places.path(value), what) for value, what in self._unjudged))

    @overload
    def __getitem__(self, index: int) -> NotChecked: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[NotChecked]: ...
    def __getitem__(self, index: int | slice) -> NotChecked | Sequence[NotChecked]:
        return self._told[index]

    def __len__(self) -> int:
        return len(self._told)

    def __bool__(self) -> bool:
        return bool(self._unjudged)

    def words(self) -> list[str]:
        """What is not judged, once for each place, without looking for the places."""
        return [what for _, what in dict.fromkeys((id(value), what) for value, what in self._unjudged)]


def words(not_checked: Sequence[NotChecked]) -> Iterable[str]:
    """What was not checked, once for each place."""
    return not_checked.words() if isinstance(not_checked, Unjudged) else (one.what for one in not_checked)


def walk(value: Any) -> Iterator[tuple[Any, Steps]]:
    """Each object and list in a value, with the way to it; JSON may be deeper than calls can be."""
    waiting: list[tuple[Any, Steps]] = [(value, ())] if isinstance(value, dict | list) else []
    while waiting:
        value, steps = waiting.pop()
        yield value, steps
        inner = value.items() if isinstance(value, dict) else enumerate(value)
        waiting += [(item, (*steps, step)) for step, item in inner if isinstance(item, dict | list)]
