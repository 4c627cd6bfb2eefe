"""Joining what the clinic says now with what the practice has made of it, element by element."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from adapter.merge.difference import content
from mappings import shapes
from mappings.ownership import Ownership, decisive, ownership
from profiles import wire
from profiles.wire import Resource

Side: TypeAlias = Literal["ours", "theirs"]

Policy: TypeAlias = Literal["clinic", "practice", "newest", "person"]

Taken: TypeAlias = Literal["same", "ours", "theirs", "both", "asked"]
"""Where the value of an element came from; `both` for one whose own elements came from both sides."""


@dataclass(frozen=True, slots=True)
class Decision:
    """Which policy settled an element that both sides had changed."""

    element: str
    policy: Policy


@dataclass(frozen=True, slots=True)
class Question:
    """An element that a person has to decide on: what was filed, and what each side says; None is absent.

    An element of several names in wire JSON (`value[x]`, or `status` with an extension of its own) is an
    object of them.
    """

    element: str
    base: Any
    ours: Any
    theirs: Any


@dataclass(frozen=True, slots=True)
class Chosen:
    """A person's answer to a question: the value of one side, or another value (None: no value)."""

    side: Side | None = None
    value: Any = None


@dataclass(frozen=True, slots=True)
class Merge:
    """What both sides come to. While there are questions, `body` has the practice's value in their place."""

    body: Resource
    decisions: tuple[Decision, ...] = ()
    questions: tuple[Question, ...] = ()


def merge(
    base: Resource | None,
    ours: Resource,
    theirs: Resource,
    *,
    profile: str,
    newest: Side | None = None,
    chosen: Mapping[str, Chosen] | None = None,
) -> Merge:
    """The content of both, joined; all three are bound to the same server.

    An element that one side changed has that side's value. What both changed to the same is that; what both
    changed differently is decided by what was chosen for it, or by who owns it in the profile (its short
    name). `newest` is the side that spoke last, if that is known. Without a base nobody can say who changed
    what, so that every element in which the sides differ is a question.

    A server may write a decimal with other digits (Medplum: 7 for 7.0): that is no change of the practice's.
    """
    if base is not None and same(content(base), content(ours)):
        return Merge(content(theirs))
    if base is not None and content(base) == content(theirs):
        return Merge(content(ours))
    if content(ours) == content(theirs):
        return Merge(content(theirs))
    merging = _Merging(str(ours["resourceType"]), profile, base is not None, newest, chosen or {})
    body = merging.elements("", content(base or {}), content(ours), content(theirs))
    return Merge(body, tuple(merging.decisions), tuple(merging.questions))


def same(one: Any, other: Any) -> bool:
    """Whether two values would be the same JSON, whatever the order of elements; `1.0` and `1.00` differ."""
    return one is other or wire.digest(one) == wire.digest(other)


@dataclass(frozen=True, slots=True)
class _Sides:
    """One element as it was and as each side has it: its names with their values, in wire JSON."""

    base: Resource
    ours: Resource
    theirs: Resource


class _Merging:
    def __init__(
        self, kind: str, profile: str, based: bool, newest: Side | None, chosen: Mapping[str, Chosen]
    ) -> None:
        self._kind = kind
        self._profile = profile
        self._based = based
        self._newest = newest
        self._chosen = chosen
        self.decisions: list[Decision] = []
        self.questions: list[Question] = []

    def elements(self, place: str, base: Resource, ours: Resource, theirs: Resource) -> Resource:
        """The elements of one object, in the order that the practice has them in."""
        sides = {
            element: _Sides(_part(base, element), _part(ours, element), _part(theirs, element))
            for element in dict.fromkeys(map(shapes.element_of, (*theirs, *ours, *base)))
        }
        taken: dict[str, tuple[Taken, Resource]] = {}
        leaders = {
            follower: element
            for element in sides
            for follower in _follows(self._profile, _path(place, element))
        }
        for element in sorted(sides, key=lambda element: element in leaders):
            path, leader = _path(place, element), leaders.get(element)
            if leader is None or taken[leader][0] in ("same", "both"):
                taken[element] = self._element(path, element, sides[element])
            else:
                taken[element] = self._follower(
                    path, element, sides[element], taken[leader][0], sides[leader]
                )
        return {name: value for element in sides for name, value in taken[element][1].items()}

    def _follower(
        self, path: str, element: str, sides: _Sides, side: Taken, leader: _Sides
    ) -> tuple[Taken, Resource]:
        """What says something about another element comes from the side that the other came from.

        The clinic says it anew at every session; what only the practice has changed is never let go unread.
        """
        if sides.ours == sides.theirs:
            return "same", sides.theirs
        alone = self._one_sided(leader.base, leader.ours, leader.theirs)
        if side == "ours" and alone and sides.base != sides.theirs:
            return self._of_settled(path, element, sides, ask=True)
        if side == "ours":
            return side, sides.ours
        if not same(sides.base, sides.ours):
            self.decisions.append(Decision(path, "practice"))
        return side, sides.theirs

    def _element(self, path: str, element: str, sides: _Sides) -> tuple[Taken, Resource]:
        if sides.ours == sides.theirs and sides.base != sides.theirs:
            return "same", sides.theirs
        if self._decisive(path, sides):
            return self._of_settled(path, element, sides, ask=True)
        if self._one_sided(sides.base, sides.ours, sides.theirs):
            return self._of_one_side(sides)
        place = shapes.unlabelled(path)
        base, ours, theirs = (_value(element, part) for part in (sides.base, sides.ours, sides.theirs))
        if shapes.container(place) and isinstance(ours, dict) and isinstance(theirs, dict):
            inner = self.elements(path, base if isinstance(base, dict) else {}, ours, theirs)
            return "both", {element: inner} if inner else {}
        key = shapes.key_of(place)
        if key is not None and all(map(_is_list, (base, ours, theirs))):
            items = self._items(path, key, base or [], ours or [], theirs or [])
            return "both", {element: items} if items else {}
        return self._of_settled(path, element, sides, ask=False)

    def _of_settled(self, path: str, element: str, sides: _Sides, *, ask: bool) -> tuple[Taken, Resource]:
        base, ours, theirs = (_value(element, part) for part in (sides.base, sides.ours, sides.theirs))
        side, value = self._settled(path, base, ours, theirs, ask=ask)
        return side, part_of(element, value)

    def _one_sided(self, base: Any, ours: Any, theirs: Any) -> bool:
        """Whether only one side has changed it; without a base, whether only the practice has it."""
        if not self._based:
            return not ours
        return same(base, ours) or base == theirs

    def _of_one_side(self, sides: _Sides) -> tuple[Taken, Resource]:
        if not self._based or same(sides.base, sides.ours):
            return "same" if sides.base == sides.theirs else "theirs", sides.theirs
        return "ours", sides.ours

    def _decisive(self, path: str, sides: _Sides) -> bool:
        """Both sides have changed the resource somewhere, or nothing would be merged."""
        return any(
            decisive(self._kind, path, _value(path, part))
            for part in (sides.ours, sides.theirs)
            if part != sides.base
        )

    def _items(
        self, path: str, key: shapes.Key, base: Sequence[Any], ours: Sequence[Any], theirs: Sequence[Any]
    ) -> list[Any]:
        """A list whose items are known by something: those of one key belong together."""
        known = [_by_key(items, key) for items in (base, ours, theirs)]
        ordinals = {name: number for number, name in enumerate(dict.fromkeys(n for k in known for n in k))}
        container = shapes.container(shapes.unlabelled(path))
        merged: list[Any] = []
        for name in _ordered(*known):
            before, mine, other = (one.get(name, []) for one in known)
            if mine == other != before:
                merged += other
            elif self._one_sided(before, mine, other):
                merged += other if not self._based or same(before, mine) else mine
            elif container and len(mine) == len(other) == 1 and len(before) <= 1:
                inside = shapes.label(path, name, ordinals[name])
                merged.append(self.elements(inside, *before or [{}], *mine, *other))
            else:
                called = shapes.label(path, name, ordinals[name])
                _, value = self._settled(called, *map(_single, (before, mine, other)))
                merged += value if isinstance(value, list) else [] if value is None else [value]
        return merged

    def _settled(
        self, path: str, base: Any, ours: Any, theirs: Any, *, ask: bool = False
    ) -> tuple[Taken, Any]:
        """What both sides changed differently: as a person chose, as its owner has it, or open."""
        answer = self._chosen.get(path)
        side, policy = (None, None) if ask else self._owner(ownership(self._profile, path))
        if answer is not None:
            side, policy = answer.side, "person"
            if side is None:
                self.decisions.append(Decision(path, policy))
                return "theirs", answer.value
        if side is None or policy is None:
            self.questions.append(Question(path, base, ours, theirs))
            return "asked", theirs
        self.decisions.append(Decision(path, policy))
        return side, ours if side == "ours" else theirs

    def _owner(self, declared: Ownership | None) -> tuple[Side | None, Policy | None]:
        if not self._based or declared is None or declared.owner == "ask":
            return None, None
        if declared.owner == "newest":
            return self._newest, "newest"
        return "ours" if declared.owner == "clinic" else "theirs", declared.owner


def _follows(profile: str, path: str) -> tuple[str, ...]:
    declared = ownership(profile, path)
    return declared.follows if declared is not None and declared.element == path else ()


def part_of(element: str, value: Any) -> Resource:
    """The names and values in wire JSON of an element's value, as `Question` has it."""
    if value is None:
        return {}
    if isinstance(value, dict) and value and all(shapes.element_of(name) == element for name in value):
        return value
    return {element: value}


def _value(element: str, part: Resource) -> Any:
    """The value of an element that has one plain name; an object of its names otherwise; None is absent."""
    if not part:
        return None
    return part[element] if set(part) == {element} else part


def _part(body: Resource, element: str) -> Resource:
    return {name: value for name, value in body.items() if shapes.element_of(name) == element}


def _path(place: str, element: str) -> str:
    return f"{place}.{element}" if place else element


def _is_list(value: Any) -> bool:
    """Whether the value is a list of objects, or absent."""
    return value is None or (isinstance(value, list) and all(isinstance(item, dict) for item in value))


def _by_key(items: Sequence[Any], key: shapes.Key) -> dict[str, list[Any]]:
    grouped: dict[str, list[Any]] = {}
    for item in items:
        grouped.setdefault(key(item), []).append(item)
    return grouped


def _single(items: list[Any]) -> Any:
    if not items:
        return None
    return items[0] if len(items) == 1 else items


def _ordered(base: Mapping[str, Any], ours: Mapping[str, Any], theirs: Mapping[str, Any]) -> Iterator[str]:
    """Every key in the practice's order, unless the clinic alone moved them; new ones behind others."""
    leads_with_ours = _moved(base, ours) and not _moved(base, theirs)
    leading, other = (ours, theirs) if leads_with_ours else (theirs, ours)
    order = list(leading)
    place = 0
    for name in other:
        if name in leading:
            place = order.index(name) + 1
        else:
            order.insert(place, name)
            place += 1
    yield from order


def _moved(base: Mapping[str, Any], now: Mapping[str, Any]) -> bool:
    """Whether what was there before stands in another order."""
    return [name for name in base if name in now] != [name for name in now if name in base]
